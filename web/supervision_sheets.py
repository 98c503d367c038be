"""The table of agencies as a file (督查表): XLSX and CSV, names and headings as text cells."""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from workflow.reports.supervision import AgencyFigures, Supervision
from workflow.reports.supervision_figures import LEAST, Figures
from workflow.reports.supervision_notes import ATTRIBUTION
from workflow.reports.supervision_ranking import MEANINGS, Measure, shown, value_of
from workflow.sheets import Heading, sheet
from workflow.terms import SheetKind

Cell = str | int | float
_TOTAL = "合计"


def rows(seen: Supervision) -> Iterator[list[Cell]]:
    """The heading, one line an agency, and the total; "—" where there are too few for a share."""
    yield ["代码", "机关", *(one.label for one in Measure)]
    for one in seen.agencies:
        yield [one.code, one.name, *_cells(one)]
    total = AgencyFigures(0, "", _TOTAL, "", 0, seen.total)
    yield ["", _TOTAL, *_cells(total)]


def _cells(one: AgencyFigures) -> Iterator[Cell]:
    for measure in Measure:
        value = value_of(one.figures, measure)
        if isinstance(value, Fraction):
            yield round(float(value), 4)
        else:
            yield "—" if value is None else value


def as_json(seen: Supervision) -> dict[str, object]:
    """The figures for programs: shares as parts of one, days as working days, null for too few."""
    return {
        "from": seen.period.first.isoformat(), "until": seen.period.last.isoformat(),
        "counted_on": seen.today.isoformat(),
        "agencies": [{"code": one.code, "name": one.name, "own": one.own, **_values(one.figures)}
                     for one in seen.agencies],
        "total": _values(seen.total),
        "least_for_a_share": LEAST, "attribution": ATTRIBUTION,
    }


def _values(figures: Figures) -> dict[str, object]:
    found: dict[str, object] = {}
    for measure in Measure:
        value = value_of(figures, measure)
        found[measure.value] = round(float(value), 4) if isinstance(value, Fraction) else value
    by_seat = ("late_days", "late_most", "open_late")
    return found | {"decided": figures.decided, "anew": figures.anew} | {
        name: dict(getattr(figures, name)) for name in by_seat}


def as_csv(seen: Supervision) -> bytes:
    """The table as CSV for spreadsheets, shares as they are written."""
    written = io.BytesIO()
    headings = [Heading(text, 0) for text in ("代码", "机关", *(one.label for one in Measure))]
    with sheet(SheetKind.CSV, written, "", headings) as table:
        table.add(
            [code, name, *(shown(figures, measure) for measure in Measure)]
            for code, name, figures in (
                *((one.code, one.name, one.figures) for one in seen.agencies),
                ("", _TOTAL, seen.total)))
    return written.getvalue()


def as_xlsx(seen: Supervision, notes: Sequence[str] = ()) -> bytes:
    """The table as a workbook, with a sheet that says how it was counted."""
    import xlsxwriter  # here, since few pages need it

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        page = book.add_worksheet("各机关")
        page.freeze_panes(1, 2)
        page.set_column(0, 0, 10)
        page.set_column(1, 1, 30)
        formats = {measure: book.add_format({"num_format": _format(measure)})
                   for measure in Measure}
        for place, line in enumerate(rows(seen)):
            for column, cell in enumerate(line):
                style = bold if place == 0 else (
                    formats[tuple(Measure)[column - 2]] if column > 1 else None)
                if isinstance(cell, str):
                    page.write_string(place, column, cell, style)
                else:
                    page.write_number(place, column, cell, style)
        _say(book.add_worksheet("统计口径"), seen, notes)
    return written.getvalue()


def _format(measure: Measure) -> str:
    if "share" in measure.value:
        return "0.0%"
    return "0.0" if "用时" in measure.label else "0"


def _say(page: object, seen: Supervision, notes: Sequence[str]) -> None:
    """What each column means, and the rules of counting."""
    write = page.write_string  # type: ignore[attr-defined]  # a worksheet, which has no types
    write(0, 0, "统计期间")
    write(0, 1, seen.period.days)
    write(1, 0, "统计日")
    write(1, 1, seen.today.isoformat())
    for place, (measure, meaning) in enumerate(MEANINGS.items(), 2):
        write(place, 0, measure.label)
        write(place, 1, meaning)
    for place, note in enumerate(notes, 2 + len(MEANINGS)):
        write(place, 1, note)
