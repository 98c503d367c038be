"""Alike requests (内容相近的申请): beside one request, and in groups for the disclosure office.

They show and never decide: a button leads to the step in which an officer does, with what was
compared filled in for a start.
"""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request

from web.numbers import number
from web.policy import case_seats, seats
from web.site import at, desk, officer, site, today
from workflow.office import office_of
from workflow.record.database import reading
from workflow.reports.alike import THRESHOLDS, Beside, beside, threshold
from workflow.reports.clusters import MOST_REQUESTS, clusters
from workflow.terms import Role, State
from workflow.viewing import RequestView

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
    """What several persons asked for, the most of them first, and whether it is public yet."""
    months = _months()
    first = _months_before(today(), months)
    with reading(site().house.engine) as connection:
        office = office_of(connection, officer().agency_id, today())
        at_least = threshold(office, _asked_for())
        found = clusters(connection, officer(), first, today(), at_least)
    return render_template(
        "clusters.html", found=found, first=first, months=months, spans=sorted(MONTHS),
        at_least=at_least, thresholds=_thresholds(at_least), most=MOST_REQUESTS)


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


def _months_before(day: date, months: int) -> date:
    """The first day of a month so many months ago."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _months() -> int:
    asked = request.args.get("months", MONTHS[0], type=number)
    return asked if asked in MONTHS else MONTHS[0]
