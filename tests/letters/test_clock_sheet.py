"""The printed proof of a clock: its text read back is its facts, on plain A4 pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from letters.blocks import day
from letters.internal import (
    ClockSheet,
    Stated,
)
from letters.letter import Fact
from letters.render import Press, Printed
from letters.samples_papers import clock_sheet
from tests.letters.reading import attached, claims_of, faults_of, fonts_of, squeezed, text_of

SHEET = clock_sheet()
AFTERWARDS = replace(SHEET, after_reply="本单在答复制发之后打印，用于说明期限的计算")
#: Facts that stand on the page in another form: numbers of counted days, days without a year.
_OTHERWISE = {"kind", "counted_from", "counted_to", "rest_within", "rest_after"}


@pytest.fixture(scope="module")
def printed(press: Press) -> Printed:
    return press.print_form(SHEET)


@pytest.mark.parametrize("sheet", [SHEET, AFTERWARDS], ids=["before", "after"])
def test_the_page_states_every_fact(press: Press, sheet: ClockSheet) -> None:
    page = text_of(press.print_form(sheet).data)

    assert [words for words in _words(sheet.facts()) if words not in page] == []


def test_counted_days_are_numbered_and_weekends_named(printed: Printed) -> None:
    page = text_of(printed.data)

    assert "2024年9月29日（周日）第1个国庆节调休上班" in page
    assert "至2024年10月18日（周五）第8至12个" in page
    assert "其后周末不计入：9月28日" in page


def test_only_a_print_after_the_reply_is_headed_explanation(press: Press) -> None:
    before, after = (text_of(press.print_form(one).data) for one in (SHEET, AFTERWARDS))

    assert "说明材料" not in before
    assert "期限计算单说明材料" in after


def test_it_leaves_lines_for_the_handler_and_the_checker(printed: Printed) -> None:
    page = text_of(printed.data)

    assert "经办（签名）：" in page
    assert "复核（签名）：" in page


def test_every_page_bears_the_number_of_the_request(press: Press) -> None:
    many = replace(SHEET, stretches=SHEET.stretches * 20)
    pages = pypdfium2.PdfDocument(press.print_form(many).data)
    texts = [squeezed(page.get_textpage().get_text_bounded()) for page in pages]
    pages.close()

    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert f"SLZR-2024-0137第{number}页共{len(texts)}页" in text


def test_it_is_a_plain_a4_form_for_the_archive(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.data)) as pdf:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}

    assert sizes == {(0, 0, 595, 842)}
    assert faults_of(printed.data) == []
    assert {kind for _, kind in fonts_of(printed.data)} == {"/CIDFontType2"}
    assert 'pdfaid:part="3"' in claims_of(printed.data)
    assert attached(printed.data) == SHEET.facts()


def test_the_same_facts_give_the_same_bytes(press: Press, printed: Printed) -> None:
    assert press.print_form(SHEET).digest == printed.digest


def test_what_is_on_file_and_has_no_glyph_is_shown_as_a_geta(press: Press) -> None:
    """A file name of long ago cannot be mended any more, and must not stop the proof."""
    sheet = replace(SHEET, receipt=(Stated("申请材料", "信封\U0001f600\ue81a.png"),))
    data = press.print_form(sheet).data

    assert "信封〓〓.png" in text_of(data)
    assert attached(data) == sheet.facts()


def test_text_of_the_file_never_becomes_markup(press: Press) -> None:
    sheet = replace(SHEET, receipt=(Stated("申请材料", '<img src="http://a.invalid/x">&amp;'),))

    assert '<imgsrc="http://a.invalid/x">&amp;' in text_of(press.print_form(sheet).data)


def _words(fact: Fact) -> Iterator[str]:
    if isinstance(fact, str):
        yield squeezed(_as_printed(fact))
    elif isinstance(fact, list):
        for each in fact:
            yield from _words(each)
    elif isinstance(fact, dict):
        for name, each in fact.items():
            if name not in _OTHERWISE:
                yield from _words(each)


def _as_printed(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
