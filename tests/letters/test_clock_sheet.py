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
    ChoiceLine,
    ClockSheet,
    EventLine,
    FindingLine,
    Stated,
    StretchLine,
)
from letters.letter import Fact
from letters.render import Press, Printed
from tests.letters.reading import attached, claims_of, faults_of, fonts_of, squeezed, text_of

#: An invented request: received on Friday 2024-09-27, answered on Wednesday 2024-10-30.
SHEET = ClockSheet(
    agency="示例市自然资源和规划局",
    request_no="SLZR-2024-0137",
    printed_on=date(2024, 10, 30),
    printed_by="赵䶮",
    trail="第1条至第9条，存证码SLZR-2024-0137-9-5f2c9a1be07d4433",
    receipt=(
        Stated("收到方式", "平常信函"),
        Stated("联系记录", "2024年9月27日以电话与申请人确认，结果：申请人确认（台账第2条）"),
    ),
    received_on=date(2024, 9, 27),
    rules=(Stated("适用的条例", "《中华人民共和国政府信息公开条例》（国务院令第711号）"),),
    events=(
        EventLine(date(2024, 9, 27), "收到申请，次日起算", "条例第三十一条", 1),
        EventLine(
            date(2024, 10, 30), "答复，终止：交邮之日", "国办公开办函〔2016〕235号", 8,
            document="答复书 示自然资公开〔2024〕15号", mail_no="EC000000004CN",
            dispatched="2024年10月30日交邮，台账第8条", received="尚无送达凭证",
            notes=("附件：交邮凭证.png",),
        ),
    ),
    findings=(FindingLine("答复", "答复于2024年10月30日作出，在期限内", "条例第三十三条"),),
    stretches=(
        StretchLine(date(2024, 9, 27), date(2024, 9, 27), "收到申请之日，不计入期限",
                    "《民法典》第二百零一条", rest_after=(date(2024, 9, 28),)),
        StretchLine(date(2024, 9, 29), date(2024, 9, 29), "国庆节调休上班，计入",
                    "条例第三十三条第二款", "国办发明电〔2023〕7号", 1, 1),
        StretchLine(date(2024, 10, 14), date(2024, 10, 18), "工作日，计入",
                    "条例第三十三条第二款", "", 8, 12),
    ),
    standing="截至2024年10月30日，计入期限的工作日共20个。",
    choices=(ChoiceLine("收到意见当日不计入期限", "收到意见当日计入期限", "相同"),),
    versions=(Stated("规则簿版本", "2025-01-01/50cf1d6f"),),
    conclusion="答复期限至2024年10月30日届满，在期限内。",
)
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
