"""Supervision (督查统计): the agencies below one's own, for the 主管部门; no personal data.

A leader and the head of the disclosure office see the figures of their own agency alone.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from web import languages
from web.days import day_typed
from web.headers import handed_out
from web.numbers import number
from web.policy import seats
from web.site import at, calendar, officer, site, today
from web.supervision_sheets import as_csv, as_xlsx
from web.trend_chart import trend_svg
from workflow.errors import NotFound, Reason
from workflow.record.calendars import calendar_at
from workflow.record.database import reading
from workflow.record.people import office_of
from workflow.reports import supervision as report
from workflow.reports.period import Period
from workflow.reports.supervision_figures import TIED, Seat, percent, tenths
from workflow.reports.supervision_late import LateList, late_open, late_replied
from workflow.reports.supervision_notes import ATTRIBUTION, FAIRNESS, NOTES
from workflow.reports.supervision_period import faults, suggested, this_quarter
from workflow.reports.supervision_ranking import MEANINGS, SHORT, Measure, ranked, shown
from workflow.sheets import MEDIA_TYPES
from workflow.terms import Role, SheetKind

pages = Blueprint("supervision", __name__)
may_supervise = seats(Role.SUPERVISOR)
may_see_own = seats(Role.SUPERVISOR, Role.LEADER, Role.HEAD)
#: Agencies on one page of the table.
_A_PAGE = 100


@dataclass(frozen=True)
class Asked:
    """The period asked for, what was typed, and what is wrong with it."""

    period: Period
    typed: dict[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def kept(self) -> dict[str, str]:
        """The period as it stands in an address."""
        return {"from": self.period.first.isoformat(), "until": self.period.last.isoformat()}


def asked() -> Asked:
    """The period of the address; this quarter, with the reasons, where it is none."""
    typed = {name: request.args.get(name, "").strip() for name in ("from", "until")}
    if not any(typed.values()):
        usual = Asked(this_quarter(today()))
        return Asked(usual.period, usual.kept)
    first, last = day_typed(typed["from"]), day_typed(typed["until"])
    wrong = faults(first, last, today())
    if wrong or first is None or last is None:
        return Asked(this_quarter(today()), typed, tuple(wrong))
    return Asked(Period(first, last), typed)


@pages.get("/supervision")
@may_supervise
def overview() -> str | tuple[str, int]:
    """Every agency below in figures, ranked by one column; where the days went; the trend."""
    want = asked()
    by = next((one for one in Measure if one.value == request.args.get("sort")), Measure.LATE)
    rising = request.args.get("order") == "rising"
    seen = seen_below(want.period)
    order = ranked(seen.agencies, by, rising=rising)
    place = max(request.args.get("place", 1, type=number), 1)
    with reading(site().house.engine) as connection:
        months = report.trend(connection, seen.agencies, want.period.last)
    page = render_template(
        "supervision.html", want=want, seen=seen, total=seen.total, by=by, rising=rising,
        order=order[place - 1:place - 1 + _A_PAGE], place=place, a_page=_A_PAGE,
        count=len(order), months=months, periods=suggested(today()), **_words())
    return (page, 422) if want.reasons else page


@pages.get("/supervision/<office>")
@may_see_own
def of_agency(office: str) -> str | tuple[str, int]:
    """One agency: figures, where the days went, and its late requests without names."""
    want, id = asked(), _found(office)
    after = {one: request.args.get(one.value, "") for one in LateList}
    with reading(site().house.engine) as connection:
        days = calendar_at(connection, office_of(connection, id, today()).regions, at())
        seen = report.supervision(connection, id, want.period, today(), days, alone=True)
        page = render_template(
            "supervision_agency.html", want=want, one=seen.own, total=seen.total,
            months=report.trend(connection, seen.agencies, want.period.last),
            still=late_open(connection, id, today(), days, after[LateList.OPEN]),
            late=late_replied(connection, id, want.period, days, after[LateList.REPLIED]),
            after=after, periods=suggested(today()), LateList=LateList,
            may_compare=Role.SUPERVISOR in officer().seats, **_words())
    return (page, 422) if want.reasons else page


@pages.get("/supervision/trend.svg")
@may_see_own
def picture() -> Response:
    """The trend of all agencies below, or of the one named, as a picture."""
    agency = request.args.get("agency", "")
    if not agency and Role.SUPERVISOR not in officer().seats:
        abort(404)
    root = _found(agency) if agency else officer().agency_id
    with reading(site().house.engine) as connection:
        seen = report.agencies(connection, root, today(), alone=bool(agency))
        months = report.trend(connection, seen, asked().period.last)
    response = Response(trend_svg(months, languages.say), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@pages.get("/supervision/table.<any(csv, xlsx):kind>")
@may_supervise
def table(kind: str) -> AnyResponse:
    """The table of all agencies as a file."""
    want = asked()
    if want.reasons:
        return redirect(f"{url_for('supervision.overview')}?{urlencode(want.typed)}")
    seen = seen_below(want.period)
    name = f"督查统计-{want.period.first}-{want.period.last}.{kind}"
    data = as_csv(seen) if kind == "csv" else as_xlsx(seen, (ATTRIBUTION, FAIRNESS, *NOTES))
    return handed_out(data, MEDIA_TYPES[SheetKind(kind)], name)


def seen_below(period: Period) -> report.Supervision:
    """The own agency and those below it in a period."""
    with reading(site().house.engine) as connection:
        return report.supervision(
            connection, officer().agency_id, period, today(), calendar())


def _found(code: str) -> int:
    """The id of an agency this officer may look at; anything else is not found."""
    whole = Role.SUPERVISOR in officer().seats
    with reading(site().house.engine) as connection:
        seen = report.agencies(connection, officer().agency_id, today(), alone=not whole)
    found = next((one.id for one in seen if one.code == code), None)
    if found is None:
        raise NotFound(f"没有代码为“{code}”的下级机关")
    return found


def _words() -> dict[str, Any]:
    """What the templates say with."""
    return {"measures": tuple(Measure), "meanings": MEANINGS, "shown": shown, "seats": tuple(Seat),
            "tied": TIED, "percent": percent, "tenths": tenths, "attribution": ATTRIBUTION,
            "short": SHORT, "fairness": FAIRNESS, "notes": NOTES}
