"""The annual report and returns of any period (年度报告、期间统计), and the cases behind each cell.

Seats that see requests count the own agency. The supervising office (主管部门) counts the agencies
below as well, alone or rolled up, and sees no case of any.
"""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from web.frame import the_office
from web.headers import handed_out, shown_alone
from web.numbers import number
from web.policy import seats
from web.site import officer, site, today
from workflow.errors import LawError, NotFound, Reason
from workflow.office import agency_id_of
from workflow.record.agencies import is_within
from workflow.record.annual_figures import Figure
from workflow.record.database import reading
from workflow.reports.annual import layout
from workflow.reports.annual.below import agencies_below
from workflow.reports.annual.cases import cases, disputes, known_cell
from workflow.reports.annual.counting import years
from workflow.reports.annual.document import docx
from workflow.reports.annual.form import COLUMN_LABELS, COLUMNS, FIRST_YEAR, form_of
from workflow.reports.annual.illustrated import YEARS, illustrated
from workflow.reports.annual.report import (
    RULES,
    Report,
    annual_report,
    period_report,
    review_label,
)
from workflow.reports.annual.reviews import WAYS
from workflow.reports.annual.told import PARTS
from workflow.reports.annual.workbook import xlsx
from workflow.reports.period import Period, month_of, named
from workflow.reports.staff import members
from workflow.reports.views import sees_requests
from workflow.sheets import MEDIA_TYPES
from workflow.terms import Role, SheetKind

pages = Blueprint("annual", __name__)
readers = seats(Role.HEAD, Role.LEGAL_OFFICE, Role.LEADER, Role.INTAKE_CLERK, Role.SUPERVISOR)
#: Whose seats open the cases behind a cell.
openers = seats(Role.HEAD, Role.LEGAL_OFFICE, Role.LEADER, Role.INTAKE_CLERK)
PAGE = 50
#: The last month in which reports of the year before are made.
_LAST_MONTH = 3
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/reports/annual")
@readers
def overview() -> str:
    """The report of a year."""
    return shown(_year())


@pages.get("/reports/annual.<any(xlsx, docx, html):extension>")
@readers
def download(extension: str) -> Response:
    """The report of a year as a file, or as the illustrated page."""
    agency, rollup = _scope()
    last = _year()
    first = max(FIRST_YEAR, last - YEARS + 1) if extension == "html" else last
    with reading(site().house.engine) as connection:
        reports = [annual_report(connection, agency, year, rollup=rollup)
                   for year in range(first, last + 1)]
    return _file(reports, extension)


@pages.get("/reports/period")
@readers
def period() -> str | tuple[str, int]:
    """The same figures between any two days: a half, a quarter, a month."""
    agency, rollup = _scope()
    try:
        between = _period()
        with reading(site().house.engine) as connection:
            report = period_report(
                connection, agency, between.first, between.last, rollup=rollup)
    except LawError as error:
        return _period_page(None, (Reason(str(error), field="last"),)), 422
    return _period_page(report, ())


@pages.get("/reports/period.<any(xlsx, docx, html):extension>")
@readers
def period_download(extension: str) -> Response:
    """The return of a period as a file."""
    agency, rollup = _scope()
    between = _period_or_404()
    with reading(site().house.engine) as connection:
        report = period_report(connection, agency, between.first, between.last, rollup=rollup)
    return _file([report], extension)


@pages.get("/reports/cases")
@openers
def cell() -> str:
    """The cases of the own agency behind one cell, a page at a time."""
    between = _period_or_404()
    row, column = request.args.get("row", ""), request.args.get("column", "")
    if not known_cell(between, row, column):
        abort(404)
    with reading(site().house.engine) as connection:
        if row in WAYS:
            return render_template(
                "annual_disputes.html", between=between, row=row, column=column,
                title=review_label(row, column),
                page=disputes(connection, officer(), between, row, column,
                              after=request.args.get("after", "")))
        return render_template(
            "annual_cases.html", between=between, row=row, column=column,
            title=_cell_name(between, row), kind=COLUMN_LABELS[column],
            page=cases(connection, officer(), between, row, column,
                       after=request.args.get("after", type=number)))


def shown(year: int, reasons: tuple[Reason, ...] = ()) -> str:
    """The page of a year, with what speaks against publishing it."""
    agency, rollup = _scope()
    with reading(site().house.engine) as connection:
        report = annual_report(connection, agency, year, rollup=rollup)
        found = list(years(connection, agency, today()))
        below = agencies_below(connection, agency, report.period, limit=PAGE,
                               after=request.args.get("after", "")) if rollup else None
        names = {one.login: one.name for one in members(connection, officer().agency_id)}
    return render_template(
        "annual.html", report=report, reasons=reasons, years=sorted({*found, year}, reverse=True),
        below=below, told_by=_told_by(report.told.lines, names), names=names, parts=PARTS,
        may_tell=Role.HEAD in officer().seats or Role.INTAKE_CLERK in officer().seats,
        may_publish=Role.HEAD in officer().seats and _is_own(agency) and not rollup,
        year_is_over=report.period.last < today(), **_about(report))


def _period_page(report: Report | None, reasons: tuple[Reason, ...]) -> str:
    year = report.period.year if report else today().year
    return render_template(
        "period.html", report=report, reasons=reasons, presets=tuple(named(year))[1:], year=year,
        last_year=today().year, typed=request.args, **(_about(report) if report else _asked()))


def _about(report: Report) -> dict[str, Any]:
    """What every page of figures shows beside them."""
    return {
        **_asked(), "head_three": layout.head_three(), "rules": RULES,
        "body_three": tuple(layout.body_three(report.form)), "columns": COLUMNS,
        "labels": COLUMN_LABELS, "head_four": layout.head_four(),
        "cells_four": layout.cells_four(),
        "opens": openers.admits(officer()) and sees_requests(officer())
        and _is_own(report.scope.agency_id) and not report.scope.rollup,
    }


def _asked() -> dict[str, Any]:
    """Whose figures are asked for, for links that keep to them."""
    agency, rollup = _scope()
    code = request.args.get("agency", "")
    return {"kept": {"agency": code or None, "rollup": 1 if rollup else None}, "rollup": rollup,
            "supervises": Role.SUPERVISOR in officer().seats, "own": _is_own(agency)}


def _scope() -> tuple[int, bool]:
    """The agency asked for, and whether all below it are counted as well.

    Another agency, and a roll-up, are the supervising office's to see; to anybody else there is
    none.
    """
    code, rollup = request.args.get("agency", ""), bool(request.args.get("rollup"))
    own = the_office()
    assert own is not None  # whoever signs in belongs to an agency
    if Role.SUPERVISOR not in officer().seats:
        if rollup or code not in ("", own.code):
            raise NotFound("没有这个机关")
        return own.id, False
    if not code:
        return own.id, rollup
    with reading(site().house.engine) as connection:
        agency = agency_id_of(connection, code)
        if not is_within(connection, agency, own.id):
            raise NotFound(f"没有代码为“{code}”的机关")
    return agency, rollup


def _is_own(agency: int) -> bool:
    return agency == officer().agency_id


def _year() -> int:
    """The year asked for; without one the last that is over, after its season the running one.

    条例第四十九条: the report of a year is out by 31 March.
    """
    usual = today().year - (today().month <= _LAST_MONTH)
    return min(max(request.args.get("year", usual, type=number), FIRST_YEAR), today().year)


def _period() -> Period:
    """The days asked for; without any the month before this one.

    Raises BadFacts for days in the wrong order.
    """
    first, last = (_day(request.args.get(name, "")) for name in ("first", "last"))
    if first is None or last is None:
        end = today().replace(day=1) - timedelta(1)
        return month_of(end.year, end.month)
    return Period(first, last)


def _period_or_404() -> Period:
    try:
        between = _period()
        form_of(between.first.year)
    except LawError:
        abort(404)
    return between


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _cell_name(between: Period, row: str) -> str:
    named_rows = {one.key: one.name for one in form_of(between.year).rows}
    others = {"waiting": "收到之日待确认、尚未计数", "redone": "责令重新答复、不另计",
              "fees": "收取信息处理费"}
    return named_rows.get(row) or others[row]


def _told_by(lines: Any, names: dict[str, str]) -> str:
    """Who told a figure last; "" while nobody has."""
    newest: Figure | None = max(lines.values(), key=lambda one: one.written_at, default=None)
    return names.get(newest.officer, newest.officer) if newest else ""


def _file(reports: list[Report], extension: str) -> Response:
    newest = reports[-1]
    if extension == "html":
        return shown_alone(illustrated(reports))
    name = f"{newest.title}.{extension}"
    if extension == "docx":
        return handed_out(docx(newest), _DOCX, name)
    return handed_out(xlsx(newest), MEDIA_TYPES[SheetKind.XLSX], name)
