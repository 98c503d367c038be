"""The applicants with most applications (同一申请人): of a month or a year, each with the cases.

No applicant stands in an address: one is found through the number of a request.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request

from web.policy import seats
from web.site import calendar, officer, site, today
from workflow.record.database import reading
from workflow.reports import frequent as reports
from workflow.reports.views import NEED_NAMES

pages = Blueprint("frequent", __name__)
_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"[12]\d{3}")
_LEAST, _MOST = 2, 9999


@dataclass(frozen=True)
class Period:
    """A calendar month (自然月) or a year, and how an address says it."""

    first: date
    last: date
    month: bool

    @property
    def kept(self) -> dict[str, str]:
        """What the address of it holds."""
        if self.month:
            return {"month": f"{self.first:%Y-%m}"}
        return {"year": f"{self.first:%Y}"}

    @property
    def label(self) -> str:
        """What it is called."""
        return f"{self.first.year}年{self.first.month}月" if self.month else f"{self.first.year}年"


@pages.get("/applicants")
@seats(*NEED_NAMES)
def overview() -> str:
    """Who applied at least so often in a month or a year, most first."""
    period = _period()
    usual = reports.charged_from(today()) if period.month else reports.MANY_IN_A_YEAR
    least = min(max(request.args.get("least", usual, type=int), _LEAST), _MOST)
    with reading(site().house.engine) as connection:
        found, more = reports.frequent(connection, officer(), period.first, period.last, least)
    fees = {one.no: reports.fee_of_month(one.count, period.first, today()) for one in found}
    return render_template("applicants.html", period=period, least=least, found=found, more=more,
                           fees=fees if period.month else {}, most=reports.MOST,
                           fewest=_LEAST, highest=_MOST, typed=_unreadable())


@pages.get("/applicants/<no>")
@seats(*NEED_NAMES)
def cases(no: str) -> str:
    """The applications of the applicant of a request that were counted, the newest first."""
    period = _period()
    with reading(site().house.engine) as connection:
        found = reports.cases_of(connection, officer(), no, period.first, period.last, today(),
                                 calendar(), by_month=period.month)
    return render_template(
        "applicant.html", period=period, no=no, found=found, most=reports.MOST_CASES,
        typed=_unreadable(),
        fee=reports.fee_of_month(found.count, period.first, today()) if period.month else None)


def _period() -> Period:
    """The month or year of the address; this month where it names none."""
    month = _MONTH.fullmatch(request.args.get("month", "").strip())
    year = _YEAR.fullmatch(request.args.get("year", "").strip())
    if year and not month:
        return Period(date(int(year[0]), 1, 1), date(int(year[0]), 12, 31), month=False)
    first = date(int(month[1]), int(month[2]), 1) if month else today().replace(day=1)
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]), month=True)


def _unreadable() -> str:
    """What was typed for a month or a year and is none."""
    month, year = (request.args.get(name, "").strip() for name in ("month", "year"))
    bad_month = month and not _MONTH.fullmatch(month)
    bad_year = year and not month and not _YEAR.fullmatch(year)
    return (month if bad_month else year if bad_year else "")[:20]
