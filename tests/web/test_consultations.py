"""The consulted parties, each with its own clock: on the case page and across requests."""

import pytest

from tests.web.conftest import Site
from tests.web.visitor import words
from workflow.work.consulting import board_of


@pytest.fixture
def no(site: Site) -> str:
    """A company asked on Sunday 2024-09-29, a working day; signed for on Monday 2024-09-30."""
    number = site.request()
    bureau = site.bureau.at("2024-09-29 09:00")
    bureau.act(number, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
               part="设备报价", why="可能涉及商业秘密")
    bureau.post(number, "consultation", on="2024-09-29")
    bureau.at("2024-09-30 09:00")
    bureau.delivered(number, "consultation", on="2024-09-30")
    return number


def test_a_party_has_a_clock_of_its_own_from_its_own_receipt(site: Site, no: str) -> None:
    """条例第三十二条: fifteen working days from Monday 2024-09-30 end on Friday 2024-10-25."""
    page = words(site.visitor("handler").get(f"/requests/{no}"))

    assert "第三方（A） 条例第三十二条 设备报价" in page
    assert ("发出 2024-09-29 签收 2024-09-30 期限届满 2024-10-25 周五 15 个工作日 "
            "还有 15 个工作日 登记意见") in page


def test_the_board_gathers_who_still_owes_an_answer(site: Site, no: str) -> None:
    handler = site.visitor("handler")
    asked = handler.get("/consultations")
    assert "1 方尚未答复" in words(asked)
    assert f"/requests/{no}?step=record_opinion#step-record_opinion" in asked.text

    site.bureau.at("2024-10-28 09:00")
    over = handler.get("/consultations")
    assert "期满，尚未登记 由行政机关依照条例决定是否公开 登记逾期" in words(over)

    site.bureau.act(no, "handler", "consultation_silent", consultation="A")
    assert "没有尚未答复的被征求方" in words(handler.get("/consultations"))
    assert "期满未提出意见 由行政机关依照条例决定是否公开" in words(handler.get(f"/requests/{no}"))


def test_a_letter_on_its_way_is_no_clock_yet(site: Site) -> None:
    number = site.request()
    site.bureau.act(number, "handler", "consult_joint_maker", who="滨江市发展和改革委员会", item=1,
                    part="联合审查意见", why="共同制作")
    handler = site.visitor("handler")

    assert "征求意见书尚未发出 发出文书" in words(handler.get("/consultations"))
    site.bureau.post(number, "consultation", on="2024-09-27")
    assert "已发出，待签收 登记送达" in words(handler.get("/consultations"))


def test_a_handler_sees_the_own_first_and_everybody_the_agencys_and_no_others(
    site: Site, no: str
) -> None:
    colleague = site.visitor("colleague")

    assert no not in colleague.get("/consultations").text
    assert no in colleague.get("/consultations?all=1").text
    assert no in site.visitor("head").get("/consultations").text
    assert no not in site.visitor("stranger").get("/consultations?all=1").text
    assert site.visitor("audit").get("/consultations").status_code == 403


def test_a_board_reads_no_more_requests_than_it_says(site: Site, no: str) -> None:
    other = site.request()
    site.bureau.act(other, "handler", "consult_third_party", who="乙公司", item=1, part="报价",
                    why="商业秘密")
    board = board_of(
        site.bureau.desk, site.bureau.who("handler"), site.bureau.now, own=True, most=1)

    assert (board.requests, board.more, len(board.awaited)) == (1, True, 1)


def test_a_form_says_what_its_step_does_to_the_clock(site: Site) -> None:
    """条例第三十三条第二款: due on Wednesday 2024-10-30, twenty days more Wednesday 2024-11-27."""
    page = words(site.visitor("handler").get(f"/requests/{site.request()}"))

    assert "批准并在此日之前发出延期答复告知书的才生效： 2024年10月30日（周三）" in page
    assert "延长20个工作日的，答复期限为 2024年11月27日（周三）" in page
