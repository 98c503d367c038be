"""The letters of some days in one file (文书合订): a list of contents, then each as issued.

A copy to print and post from; the letters themselves stay the files that were issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import pikepdf

from letters.papers import DayLine, DayList
from letters.render import Printer


@dataclass(frozen=True)
class IssuedLetter:
    """One letter of the day and its bytes."""

    name: str
    number: str
    request_no: str
    data: bytes


def day_bundle(
    printer: Printer, letters: Sequence[IssuedLetter], *, agency: str, day: date,
    printed_on: date, printed_by: str, until: date | None = None,
) -> bytes:
    """One PDF with the list first, bookmarks, and every letter beginning on a right-hand page.

    It is of a day, or of that one until another.
    """
    sheets = [pikepdf.open(BytesIO(one.data)) for one in letters]
    blank = DayList(
        agency=agency, request_no="", printed_on=printed_on, printed_by=printed_by, day=day,
        until=until, letters=tuple(_lines(letters, sheets, front=1)))
    front = printer.print_form(blank).pages
    listed = printer.print_form(
        replace(blank, letters=tuple(_lines(letters, sheets, front=front))))
    return _bound(listed.data, blank.heading, letters, sheets)


def _even(pages: int) -> int:
    """Printed on both sides, the next letter begins on a sheet of its own."""
    return pages + pages % 2


def _lines(
    letters: Sequence[IssuedLetter], sheets: Sequence[pikepdf.Pdf], *, front: int
) -> list[DayLine]:
    lines, begins = [], _even(front) + 1
    for one, sheet in zip(letters, sheets, strict=True):
        pages = len(sheet.pages)
        lines.append(DayLine(one.name, one.number, one.request_no, pages, begins))
        begins += _even(pages)
    return lines


def _bound(
    front: bytes, title: str, letters: Sequence[IssuedLetter], sheets: Sequence[pikepdf.Pdf]
) -> bytes:
    whole, out = pikepdf.new(), BytesIO()
    with whole.open_outline() as outline, pikepdf.open(BytesIO(front)) as listed:
        for name, sheet in ((title, listed), *(
                (f"{one.number} {one.name}", sheet)
                for one, sheet in zip(letters, sheets, strict=True))):
            outline.root.append(pikepdf.OutlineItem(name, len(whole.pages)))
            whole.pages.extend(sheet.pages)
            if len(whole.pages) % 2:
                whole.add_blank_page(page_size=(595.28, 841.89))
    whole.save(out)
    for sheet in sheets:
        sheet.close()
    return out.getvalue()
