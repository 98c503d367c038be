"""A day's letters in one file: listed with the page on which each begins, whole and in order."""

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from letters.day_bundle import IssuedLetter, day_bundle
from letters.render import Press
from letters.samples import every_letter
from tests.letters.reading import text_of

pytestmark = pytest.mark.slow
DAY = date(2024, 10, 25)  # Friday


def bundle(press: Press, count: int) -> tuple[list[IssuedLetter], bytes]:
    letters = [
        IssuedLetter(letter.title, f"示公开〔2024〕{n}号", f"示-{n}", press.print(letter).data)
        for n, letter in enumerate(list(every_letter().values())[:count], 1)]
    return letters, day_bundle(
        press, letters * (1 if count > 1 else 60), agency="示例局", day=DAY, printed_on=DAY,
        printed_by="李明")


def test_every_letter_begins_on_the_page_the_list_names(press: Press) -> None:
    letters, data = bundle(press, 6)
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        marks = [str(item.title) for item in outline.root]
        pages = [_place(pdf, item) for item in outline.root]
        texts = [_page(pdf, place) for place in pages]

    assert marks == ["当日文书目录", *(f"{one.number} {one.name}" for one in letters)]
    assert all(place % 2 == 0 for place in pages)
    for one, place, text in zip(letters, pages[1:], texts[1:], strict=True):
        assert text.startswith(text_of(one.data)[:40])
        assert f"{one.request_no}{_length(one.data)}{place + 1}" in texts[0]


def test_a_list_of_several_pages_still_counts_right(press: Press) -> None:
    _, data = bundle(press, 1)
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        first = _place(pdf, outline.root[1])
        listed = _page(pdf, 0)

    assert first == 2
    assert "示-1" in listed


def _place(pdf: pikepdf.Pdf, mark: Any) -> int:
    """The page a bookmark leads to, the first being 0."""
    return pdf.pages.index(pikepdf.Page(mark.destination[0]))


def _length(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def _page(pdf: pikepdf.Pdf, place: int) -> str:
    one, out = pikepdf.new(), BytesIO()
    one.pages.append(pdf.pages[place])
    one.save(out)
    return text_of(out.getvalue())
