"""The applicants with most applications (同一申请人): of a month or a year, each with the cases.

No applicant stands in an address: one is found through the number of a request.
"""

import re

from flask import Blueprint, render_template, request

from web.numbers import number
from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports import frequent as reports
from workflow.reports.period import Period, month_of, year_of
from workflow.reports.views import NEED_NAMES

pages = Blueprint("frequent", __name__)
_MONTH = re.compile(r"(1\d{3}|20\d{2})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_LEAST, _MOST = 2, 9999


@pages.get("/applicants")
@seats(*NEED_NAMES)
def overview() -> str:
    """Who applied at least so often in a month or a year, most first."""
    period = _period()
    by_month = not period.is_year
    usual = reports.charged_from(today()) if by_month else reports.MANY_IN_A_YEAR
    least = min(max(request.args.get("least", usual, type=number), _LEAST), _MOST)
    with reading(site().house.engine) as connection:
        found, more = reports.frequent(connection, officer(), period.first, period.last, least)
    fees = {one.no: reports.fee_of_month(one.count, period.first, today()) for one in found}
    return render_template(
        "applicants.html", period=period, by_month=by_month, kept=_kept(period), least=least,
        found=found, more=more, fees=fees if by_month else {}, most=reports.MOST, fewest=_LEAST,
        highest=_MOST, typed=_unreadable())


@pages.get("/applicants/<no>")
@seats(*NEED_NAMES)
def cases(no: str) -> str:
    """The applications of the applicant of a request that were counted, the newest first."""
    period = _period()
    by_month = not period.is_year
    with reading(site().house.engine) as connection:
        found = reports.cases_of(connection, officer(), no, period.first, period.last, today(),
                                 calendar(), by_month=by_month)
    return render_template(
        "applicant.html", period=period, by_month=by_month, kept=_kept(period), no=no,
        found=found, most=reports.MOST_CASES,
        typed=_unreadable(),
        fee=reports.fee_of_month(found.count, period.first, today()) if by_month else None)


def _period() -> Period:
    """The calendar month (自然月) or year of the address; this month where it names none."""
    month = _MONTH.fullmatch(request.args.get("month", "").strip())
    year = _YEAR.fullmatch(request.args.get("year", "").strip())
    if month:
        return month_of(int(month[1]), int(month[2]))
    return year_of(int(year[0])) if year else month_of(today().year, today().month)


def _unreadable() -> str:
    """What was typed for a month or a year and is none."""
    month, year = (request.args.get(name, "").strip() for name in ("month", "year"))
    bad_month = month and not _MONTH.fullmatch(month)
    bad_year = year and not month and not _YEAR.fullmatch(year)
    return (month if bad_month else year if bad_year else "")[:20]


def _kept(period: Period) -> dict[str, str]:
    """What the address of a month or year holds."""
    return {"year": f"{period.first:%Y}"} if period.is_year else {"month": f"{period.first:%Y-%m}"}
