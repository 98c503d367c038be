"""The report as a workbook (XLSX) in the layout of the form, one sheet a table.

Words are written as text whatever they begin with; the balance below table three is a formula, so
that whoever opens the file can see it come out.
"""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from workflow.reports.annual.form import CARRIED_IN, CARRIED_OUT, COLUMNS, HANDLED, NEW
from workflow.reports.annual.layout import (
    LABELS,
    Line,
    Span,
    body_three,
    cells_four,
    head_four,
    head_three,
)
from workflow.reports.annual.report import RULES, Report
from workflow.reports.annual.told import PARTS, number_of

_FONT = "宋体"
_PROOF = "勾稽差额（一加二减三（七）减四，应为0）"
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False}


def xlsx(report: Report) -> bytes:
    """The workbook: table three first, then table four, and of a year what was told as well."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _SAFE) as book:
        book.set_properties({"title": report.title, "author": report.office.name,
                             "created": datetime(*report.period.last.timetuple()[:3], tzinfo=UTC)})
        writer = _Writer(book, report)
        writer.table_three()
        writer.table_four()
        if report.period.is_year:
            writer.table_two()
        writer.notes()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, report: Report) -> None:
        self.book, self.report = book, report
        base = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        boxed = {**base, "border": 1}
        self.title = book.add_format({"font_name": "黑体", "font_size": 15, "align": "center",
                                      "valign": "vcenter", "text_wrap": True})
        self.head = book.add_format({**boxed, "align": "center", "bold": True,
                                     "bg_color": "#EAF1FA"})
        self.label = book.add_format({**boxed, "align": "left"})
        self.number = book.add_format({**boxed, "align": "center", "num_format": "0"})
        self.amount = book.add_format({**boxed, "align": "center", "num_format": "0.######"})
        self.sum = book.add_format({**boxed, "align": "center", "bold": True, "num_format": "0"})
        self.plain = book.add_format(base)

    def sheet(self, name: str, widths: Iterable[float], *, landscape: bool) -> Any:
        """A sheet for paper of A4, one page wide, with the title of the report on top."""
        sheet = self.book.add_worksheet(name)
        widths = list(widths)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        if len(widths) > 1:
            sheet.merge_range(0, 0, 0, len(widths) - 1, "", self.title)
        sheet.write_string(0, 0, self.report.title, self.title)
        sheet.set_row(0, 30)
        return sheet

    def line(self, sheet: Any, at: int, line: Line, form: Any) -> None:
        """The label cells of a line, merged as far as they reach."""
        for span in line.spans:
            if span.rows * span.columns > 1:
                sheet.merge_range(at, span.column, at + span.rows - 1,
                                  span.column + span.columns - 1, "", form)
            sheet.write_string(at, span.column, span.text, form)

    def table_three(self) -> None:
        report = self.report
        sheet = self.sheet("表三 收到和处理申请", [5.5, 15, 44, *[9.5] * len(COLUMNS)],
                           landscape=False)
        places: dict[str, int] = {}
        at = 1
        for line in head_three():
            self.line(sheet, at, line, self.head)
            at += 1
        sheet.set_row(1, 30)
        for line in body_three(report.form):
            self.line(sheet, at, line, self.label)
            places[line.key] = at
            for n, column in enumerate(COLUMNS):
                form = self.sum if line.key == HANDLED or n == len(COLUMNS) - 1 else self.number
                sheet.write_number(at, LABELS + n, report.cells[line.key][column], form)
            at += 1
        self._proof(sheet, at, places)
        sheet.freeze_panes(4, LABELS)
        sheet.repeat_rows(0, 3)

    def _proof(self, sheet: Any, at: int, places: dict[str, int]) -> None:
        """一 + 二 - 三（七） - 四, which is 0 in every column."""
        self.line(sheet, at, Line((Span(_PROOF, 0, 1, LABELS),)), self.label)
        for n, one in enumerate(self.report.equations):
            cell = {key: xl_rowcol_to_cell(row, LABELS + n) for key, row in places.items()}
            sheet.write_formula(
                at, LABELS + n,
                f"={cell[NEW]}+{cell[CARRIED_IN]}-{cell[HANDLED]}-{cell[CARRIED_OUT]}",
                self.number, one.new + one.carried_in - one.handled - one.carried_out)

    def table_four(self) -> None:
        cells = cells_four()
        sheet = self.sheet("表四 复议诉讼", [8.5] * len(cells), landscape=True)
        for at, line in enumerate(head_four(), 1):
            self.line(sheet, at, line, self.head)
        for n, (way, result) in enumerate(cells):
            sheet.write_number(4, n, self.report.reviews[way][result], self.number)

    def table_two(self) -> None:
        sheet = self.sheet("表二 主动公开", [26, 20, 20, 20], landscape=False)
        at = 1
        for table in self.report.form.table_two:
            sheet.merge_range(at, 0, at, 3, "", self.head)
            sheet.write_string(at, 0, table.heading, self.head)
            for n, label in enumerate(("信息内容", *(label for _, label in table.columns))):
                sheet.write_string(at + 1, n, label, self.head)
            at += 2
            for row, label in table.rows:
                sheet.write_string(at, 0, label, self.label)
                for n, (column, _) in enumerate(table.columns, 1):
                    self._told(sheet, at, n, self.report.told.cell(table.key(row, column)))
                at += 1

    def _told(self, sheet: Any, at: int, column: int, value: str) -> None:
        number = number_of(value)
        if number is None:
            sheet.write_blank(at, column, None, self.number)
        else:
            sheet.write_number(at, column, float(number), self.amount)

    def notes(self) -> None:
        """The fees, what was written, and how it was counted."""
        report = self.report
        sheet = self.sheet("说明", [100], landscape=False)
        words = [f"{part.label}\n{report.told.texts[part.key]}" for part in PARTS
                 if report.told.texts.get(part.key)]
        words += [report.fee_sentence,
                  f"统计期间：{report.period.first}至{report.period.last}。{report.form_note}。",
                  *RULES, f"{report.redo_note}。"]
        words += [one.text for one in report.imbalances]
        for at, text in enumerate(words, 1):
            sheet.write_string(at, 0, text, self.plain)
