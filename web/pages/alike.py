"""Alike requests (内容相近的申请): beside one request, and in groups for the disclosure office.

They show and never decide: a button leads to the step in which an officer does, with what was
compared filled in for a start.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from web.numbers import number
from web.policy import case_seats, seats
from web.site import at, desk, officer, site, today
from workflow.office import office_of
from workflow.record.database import reading, writing
from workflow.record.standing import beijing_day
from workflow.reports.alike import THRESHOLDS, Beside, beside, threshold
from workflow.reports.clusters import PAGE, clusters, first_of, shown
from workflow.reports.kept_groups import kept
from workflow.terms import Role, State
from workflow.viewing import RequestView
from workflow.work import groups
from workflow.work.health import is_worked

pages = Blueprint("alike", __name__)
#: How far back a list of groups may reach, in months; the first one unless asked otherwise.
MONTHS = (12, 6, 24, 36)
#: While the answer is still open, what is alike stands on the page of the case.
_BEFORE_THE_REPLY = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW)


@pages.get("/requests/<no>/alike")
@case_seats
def of_request(no: str) -> str:
    """Every request like this one from a likeness on, with its answer and what is different."""
    seen = desk().view(no, officer(), at())
    at_least = threshold(seen.office, _asked_for())
    return render_template("alike.html", seen=seen, found=_beside(seen, at_least, others=True),
                           thresholds=_thresholds(at_least), may_link=may_link(seen))


@pages.get("/clusters")
@seats(Role.HEAD, Role.LEGAL_OFFICE)
def overview() -> str:
    """What several persons asked for, the most of them first, and whether it is public yet.

    Compared now, or as it was worked out in the background where there is too much of it.
    """
    agency, months = officer().agency_id, _months(request.args)
    with reading(site().house.engine) as connection:
        at_least = threshold(office_of(connection, agency, today()), _asked_for())
        known = kept(connection, agency, months, at_least)
        first = first_of(beijing_day(known.at) if known else today(), months)
        found = (shown(connection, officer(), known.found) if known
                 else clusters(connection, officer(), first, today(), at_least))
        under_way = groups.is_under_way(connection, agency, months, at_least)
        worked = is_worked(connection, at())
    return render_template(
        "clusters.html", found=found, first=first, months=months, spans=sorted(MONTHS),
        at_least=at_least, thresholds=_thresholds(at_least), most=PAGE.requests,
        known=known, under_way=under_way, idle=under_way and not worked,
        offered=known is not None or found.cut_short or found.broken_off)


@pages.post("/clusters/work-out")
@seats(Role.HEAD, Role.LEGAL_OFFICE)
def work_out() -> BaseResponse:
    """Have all requests of the period compared in the background."""
    agency, months = officer().agency_id, _months(request.form)
    with writing(site().house.engine) as connection:
        at_least = threshold(office_of(connection, agency, today()),
                             request.form.get("from", type=number))
        groups.ask(connection, agency, months, at_least, at())
    flash("已交后台比对，比对完成后显示在本页。", "done")
    asked: dict[str, Any] = {"months": months, "from": at_least}
    return redirect(url_for("alike.overview", **asked), 303)


def candidates(seen: RequestView) -> Beside | None:
    """What the same person asked for before, for the pages on which a request is handled."""
    if seen.case.void or seen.case.state not in _BEFORE_THE_REPLY:
        return None
    return _beside(seen, threshold(seen.office), others=False)


def may_link(seen: RequestView) -> bool:
    """Whether this officer may link an earlier request now."""
    return any(one.trigger == "link_repeat" and one.open for one in seen.steps)


def _beside(seen: RequestView, at_least: int, *, others: bool) -> Beside:
    wanted = [item.wanted for item in seen.case.open_items]
    with reading(site().house.engine) as connection:
        return beside(connection, officer(), seen.no, wanted, at_least, others=others)


def _asked_for() -> int | None:
    return request.args.get("from", type=number)


def _thresholds(at_least: int) -> Sequence[int]:
    return sorted({*THRESHOLDS, at_least})


def _months(given: MultiDict[str, str]) -> int:
    asked = given.get("months", MONTHS[0], type=number)
    return asked if asked in MONTHS else MONTHS[0]
