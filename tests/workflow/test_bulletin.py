"""The bulletin: its words read back from the PDF are the figures, and nobody is named in it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from letters.render import Press
from tests.letters.reading import claims_of, faults_of, lines_of, page_count, text_of
from workflow.bulletin import MOST_AGENCIES, Heading, bulletin, faults, numbers_in
from workflow.errors import LetterRefused
from workflow.reports.period import Period
from workflow.reports.supervision import AgencyFigures, Supervision
from workflow.reports.supervision_figures import Figures
from workflow.reports.supervision_notes import ATTRIBUTION

NOTHING = Figures()
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
HEADING = Heading(
    agency="滨江市人民政府办公室", contact="联系人：政务公开科；联系电话：0000-87654321",
    dated=date(2026, 7, 6), addressee="市政府各部门", number="滨政办函〔2026〕41号",
    copies_to=("市委办公室",), demands="7月31日前将整改情况书面报送。\n\n届满前3个工作日督办")
LATE = Figures(
    new=20, handled=18, in_hand=4, used={20: 10, 25: 2}, late=2, extended=3,
    days={"receipt": 20, "handling": 190, "review": 30, "service": 10},
    late_days={"receipt": 4, "handling": 30, "review": 14, "service": 2},
    late_most={"handling": 1, "tied": 1}, open_late={"review": 1}, due_today=1, due_soon=2,
    decided=3, reversed=1)


def agency(code: str, name: str, figures: Figures = NOTHING, depth: int = 1) -> AgencyFigures:
    return AgencyFigures(1, code, name, "", depth, figures)


def seen(*below: AgencyFigures, period: Period = QUARTER) -> Supervision:
    own = agency("BJZF", "滨江市人民政府办公室", depth=0)
    return Supervision(period, date(2026, 7, 6), (own, *below))


BUSY = seen(agency("BJZR", "滨江市自然资源局", LATE),
            agency("BJJY", "滨江市教育局", Figures(new=3, handled=3, used={9: 3})))


@pytest.fixture(scope="module")
def pdf(press: Press) -> bytes:
    return press.print(bulletin(BUSY, HEADING)).data


@pytest.mark.parametrize("words", [
    "滨江市人民政府办公室文件", "滨政办函〔2026〕41号",
    "关于2026年第二季度政府信息公开申请办理情况的通报", "市政府各部门：",
    "条例》第四十六条、第四十七条的规定", "2026年第二季度（2026年4月1日至6月30日）",
    "本期统计3个行政机关。新收政府信息公开申请23件，办结21件，期末在办4件。",
    "本期已答复15件，其中逾期答复2件，占13.3%；延长答复期限3件，占20.0%。",
    "平均每件用时18.5个工作日，半数不超过20.0个工作日。",
    "截至2026年7月6日，逾期仍未答复1件，3个工作日内到期、尚未答复3件。",
    "下列1个行政机关未在法定期限内答复申请，予以通报：",
    "1.滨江市自然资源局：逾期答复2件，占本机关已答复12件的16.7%；"
    "截至2026年7月6日逾期仍未答复1件。",
    "逾期答复的2件合计用时：收件登记环节4个工作日，办理环节30个工作日，审核环节14个工作日，"
    "答复送达环节2个工作日。按每件用时最多的环节计：办理环节1件，两个以上环节并列1件。",
    "逾期仍未答复的1件，目前在审核环节1件。", ATTRIBUTION,
    "行政诉讼案件3件，其中结果纠正1件：滨江市自然资源局1件。",
    "7月31日前将整改情况书面报送。届满前3个工作日督办。",
    "附件：2026年第二季度政府信息公开申请办理情况表", "另有1个机关本期没有申请",
    "2026年7月6日", "（联系人：政务公开科；联系电话：0000-87654321）",
    "抄送：市委办公室。", "2026年7月6日印发"])
def test_the_page_states_what_was_counted(pdf: bytes, words: str) -> None:
    assert words.replace(" ", "") in text_of(pdf)


def test_it_is_an_official_document_fit_for_the_archive(pdf: bytes) -> None:
    assert faults_of(pdf) == []
    assert 'pdfaid:conformance="A"' in claims_of(pdf)
    title = [line.text for line in lines_of(pdf, 0) if "2026" in line.text or "通报" in line.text]
    assert title[1:3] == ["关于2026年第二季度", "政府信息公开申请办理情况的通报"]


def test_a_quiet_period_is_told_as_such(press: Press) -> None:
    quiet = seen(agency("BJJY", "滨江市教育局", Figures(new=1)))
    text = text_of(press.print(bulletin(quiet, HEADING)).data)

    for words in ("本期没有逾期答复的申请", "本期没有审结涉及政府信息公开的"):
        assert words in text
    for words in ("予以通报", "合计用时", "平均每件用时", "占，", "占。"):
        assert words not in text


def test_what_is_not_there_leaves_no_empty_place(press: Press) -> None:
    """Neither contact nor number, a period without a name, nobody late, nothing extended."""
    days = Period(date(2026, 4, 1), date(2026, 6, 10))
    busy = seen(agency("BJJY", "滨江市教育局", Figures(new=12, handled=12, used={9: 12})),
                period=days)
    text = text_of(press.print(bulletin(busy, replace(HEADING, contact="", number=""))).data)

    assert "关于2026年4月1日至6月10日政府信息公开申请办理情况的通报" in text
    assert "附件：政府信息公开申请办理情况表" in text
    assert "其中逾期答复0件；延长答复期限0件。" in text
    for words in ("（）", "（2026年4月1日"):
        assert words not in text


def test_a_province_prints_on_as_few_pages_as_it_may(press: Press) -> None:
    many = [agency(f"JG{n:04}", f"第{n}局", replace(LATE, late=0, late_most={}, open_late={}))
            for n in range(MOST_AGENCIES + 20)]
    document = bulletin(seen(*many), HEADING)

    assert len(document.table) == MOST_AGENCIES + 3
    assert "其余20个机关" in str(document.table)
    assert page_count(press.print(document).data) <= 20


def test_a_character_no_face_has_is_refused(press: Press) -> None:
    with pytest.raises(LetterRefused, match="工作要求"):
        press.print(bulletin(BUSY, replace(HEADING, demands="整改\ue000到位")))


@pytest.mark.parametrize(("typed", "field", "said"), [
    ({"addressee": " "}, "addressee", "主送机关"), ({"demands": "\n"}, "demands", "工作要求"),
    ({"demands": "请核对BJZR-2026-0012"}, "demands", "申请编号"),
    ({"demands": "改" * 4001}, "demands", "4000"), ({"number": "号" * 101}, "number", "100"),
    ({"copies_to": ("局" * 101,)}, "copies_to", "100"),
    ({"contact": "号" * 101}, "contact", "100")])
def test_what_was_typed_is_refused_with_its_reason(
    typed: dict[str, Any], field: str, said: str
) -> None:
    found = faults(replace(HEADING, **typed))

    assert [one.field for one in found] == [field]
    assert said in found[0].text


def test_the_number_of_a_person_is_not_printed() -> None:
    document = bulletin(BUSY, replace(HEADING, demands="约谈经办人（999999199003070011）"))

    assert [one.field for one in numbers_in(document)] == ["demands"]
    assert numbers_in(bulletin(BUSY, HEADING)) == []
