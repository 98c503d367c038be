"""Tables as files (表格文件): row by row into CSV or XLSX, however many there are.

Every cell is text: a number of a request keeps its zeros, a day its spelling, and nothing an
applicant wrote is worked out by a spreadsheet.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import xlsxwriter

from workflow.cells import guarded
from workflow.errors import Reason, StepNotAllowed
from workflow.terms import SheetKind

#: What Excel can hold: rows of a sheet with its headings, characters of a cell.
MOST_ROWS, _LONGEST = 1_048_576, 32_767
_CUT = "……（超出表格单元格的容量，全文见办理系统）"
_FONT = "宋体"
_A3 = 8


#: What each is called where files are handed over.
MEDIA_TYPES = {
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Heading:
    """A column: what stands above it, and its width in characters."""

    text: str
    width: int


class Sheet(Protocol):
    """A table being written."""

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows below the others."""


@contextmanager
def sheet(
    kind: SheetKind, sink: BinaryIO, title: str, headings: Sequence[Heading]
) -> Iterator[Sheet]:
    """Write a table with its headings into a file that can be sought; it holds no row in memory.

    Rows raise StepNotAllowed where an XLSX sheet is full.
    """
    if kind is SheetKind.CSV:
        yield from _csv(sink, headings)
    else:
        yield from _xlsx(sink, title, headings)


def _csv(sink: BinaryIO, headings: Sequence[Heading]) -> Iterator[Sheet]:
    """UTF-8 with its mark, so that Excel knows it; RFC 4180."""
    text = io.TextIOWrapper(sink, encoding="utf-8-sig", newline="", write_through=True)
    try:
        yield _Csv(csv.writer(text, lineterminator="\r\n"), headings)
    finally:
        text.detach()  # the file stays open


class _Csv:
    def __init__(self, writer: Any, headings: Sequence[Heading]) -> None:
        self._writer = writer
        self.add([[one.text for one in headings]])

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        self._writer.writerows([guarded(cell) for cell in row] for row in rows)


def _xlsx(sink: BinaryIO, title: str, headings: Sequence[Heading]) -> Iterator[Sheet]:
    book = xlsxwriter.Workbook(sink, {"constant_memory": True})
    made = _Xlsx(book, title, headings)
    try:
        yield made
    finally:  # its parts lie in files of their own until then
        made.close()
        book.close()


class _Xlsx:
    """One sheet: headings that stay in sight and on every page, filters, A3 across."""

    def __init__(self, book: Any, title: str, headings: Sequence[Heading]) -> None:
        self._page, self._headings, self._next = book.add_worksheet(title), headings, 0
        shape = {"font_name": _FONT, "text_wrap": True, "valign": "top", "border": 1}
        self._cell = book.add_format({**shape, "font_size": 10, "num_format": "@"})
        head = book.add_format({**shape, "font_size": 10, "bold": True, "bg_color": "#E8EEF4"})
        for place, one in enumerate(headings):
            self._page.set_column(place, place, one.width)
        self._set_up(title)
        self._write([one.text for one in headings], head)

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            if self._next >= MOST_ROWS:
                raise StepNotAllowed([Reason(
                    f"一张表最多{MOST_ROWS - 1}件，请缩小范围，或者改用CSV格式")])
            self._write([one if len(one) <= _LONGEST else one[:_LONGEST - len(_CUT)] + _CUT
                         for one in row], self._cell)

    def close(self) -> None:
        """Put the filters over what was written."""
        self._page.autofilter(0, 0, max(self._next - 1, 0), len(self._headings) - 1)

    def _write(self, row: Sequence[str], shape: Any) -> None:
        for place, cell in enumerate(row):
            self._page.write_string(self._next, place, cell, shape)
        self._next += 1

    def _set_up(self, title: str) -> None:
        page = self._page
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(_A3)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer(f"&L{title}&R第 &P 页，共 &N 页")
