"""Proofreading (发文前校对) at the desk: what blocks, what an officer answers for, what is kept."""

from typing import Any

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.census import nothing_written
from tests.workflow.stages import TUESDAY, WEDNESDAY
from workflow.errors import LetterRefused, StepNotAllowed

STRANGER = "999999198001010017"  # a failing check digit; the region does not exist
OWN = "999999199101180039"


def in_review(bureau: Bureau, answer: dict[str, Any], **given: Any) -> str:
    """Drafted and submitted on Tuesday."""
    no = to.assigned(bureau, id_kind="resident_card", id_number=OWN, phone="13900001111", **given)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[answer])
    return no


def approve(bureau: Bureau, no: str) -> None:
    """From submission to approval."""
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")


def granted(description: str, **more: Any) -> dict[str, Any]:
    return {"item": 1, "outcome": "granted", "description": description, "form": "paper", **more}


def test_another_persons_id_number_stops_the_draft_before_review(small_bureau: Bureau) -> None:
    """条例第十五条: nobody learns a stranger's number from a reply."""
    bureau, no = small_bureau, in_review(small_bureau, granted(f"承包人（{STRANGER}）的合同"))

    refused = bureau.refused(no, "handler", "submit_for_review")
    assert "答复事项1·公开内容：含有他人的身份证件号码999…17" in refused
    assert "条例第十五条" in refused
    assert STRANGER not in refused


def test_the_applicants_own_numbers_and_ours_may_stand_in_a_reply(small_bureau: Bureau) -> None:
    bureau = small_bureau
    no = in_review(bureau, granted(
        f"申请人（{OWN}、13900001111）的登记资料，咨询电话0000-12345678"))
    approve(bureau, no)
    bureau.act(no, "clerk", "issue")

    assert bureau.findings() == []


@pytest.mark.parametrize("answer", [
    granted("承包人（电话13800002222）的合同"),
    granted("批复", handed_over=["批复（3页）"]),
], ids=["a telephone", "enclosures without a file"])
def test_a_doubt_is_answered_for_and_the_answer_is_kept(
    small_bureau: Bureau, answer: dict[str, Any]
) -> None:
    bureau, no = small_bureau, in_review(small_bureau, answer)
    approve(bureau, no)
    with nothing_written(bureau.engine, but=("document_number",)), pytest.raises(
        StepNotAllowed
    ) as error:
        bureau.act(no, "clerk", "issue")
    assert {reason.field for reason in error.value.reasons} == {"acknowledged"}

    bureau.act(no, "clerk", "issue", acknowledged="已核对，附件为纸质")

    last = bureau.see(no).trail[-1]
    assert ("对校对提示的说明", "已核对，附件为纸质") in last.facts
    assert bureau.see(no).documents[-1].number.endswith("〔2026〕1号")  # no number was lost
    assert bureau.findings() == []


def test_what_the_applicant_wrote_is_quoted_with_an_answer_for_it(small_bureau: Bureau) -> None:
    bureau = small_bureau
    bureau.at(f"{to.MONDAY} 09:00")
    no = bureau.receive(channel="in_person", submitted_on=to.MONDAY, applicant_name="吴玥",
                        wanted=f"邻居{STRANGER}的宅基地审批材料")

    assert "·" not in bureau.refused(no, "clerk", "register").split("：")[0]
    bureau.act(no, "clerk", "register", acknowledged="系申请人所写，原文引用")
    assert bureau.see(no).case.state == "registration"


def test_a_letter_to_a_third_party_holds_nothing_of_the_applicants(small_bureau: Bureau) -> None:
    """条例第三十二条; the applicant's number is a stranger's to the company asked."""
    bureau = small_bureau
    no = in_review(bureau, granted("批复"))

    with pytest.raises(LetterRefused, match="含有他人的身份证件号码"):
        bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
                   part="设备报价", why=f"申请人{OWN}需要")
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
               part="设备报价", why="可能涉及商业秘密")
    assert "征〔2026〕1号" in bureau.see(no).documents[-2].number


def test_another_form_than_asked_for_is_explained(small_bureau: Bureau) -> None:
    """条例第四十条: paper instead of a disc, and why."""
    bureau = small_bureau
    no = in_review(bureau, granted("批复"), form_wanted="disc")

    refused = bureau.refused(no, "handler", "submit_for_review")
    assert "要求的提供形式为光盘，没有写明改以纸质提供的理由（条例第四十条）" in refused
    bureau.act(no, "handler", "draft_reply", manner="post",
               answers=[granted("批复", other_form_reason="只有纸质原件")])
    bureau.act(no, "handler", "submit_for_review")


def test_a_reply_that_names_no_online_channel_is_not_served_online(small_bureau: Bureau) -> None:
    """行政复议法第二十二条第二款: what is served online tells the online way."""
    bureau = small_bureau
    bureau.set("online_reconsideration", "滨江省行政复议平台", since="2024-01-01")
    no = in_review(bureau, granted("批复"), online_consent=True)
    approve(bureau, no)
    bureau.act(no, "clerk", "issue")

    refused = bureau.refused(no, "clerk", "dispatch_document", manner="online", on=TUESDAY,
                             document=bureau.newest(no, "reply"))
    assert "没有告知网上申请行政复议的渠道" in refused
    bureau.act(no, "clerk", "recall", reason="改为网络送达")
    bureau.act(no, "handler", "draft_reply", manner="online", answers=[granted("批复")])
    approve(bureau, no)
    bureau.act(no, "clerk", "issue")
    assert "可以通过互联网渠道提出：滨江省行政复议平台" in bureau.text(no, "reply")
    bureau.act(no, "clerk", "dispatch_document", manner="online", on=TUESDAY,
               document=bureau.newest(no, "reply"))


PARTS = [{"part": "讨论记录", "articles": ["16.2"], "reason": "属于过程性信息",
          "discretion_reason": "妨碍坦率讨论"},
         {"part": "考勤表", "articles": ["16.1"], "reason": "属于人事管理信息"}]


@pytest.mark.parametrize(("parts", "said"), [
    (PARTS, "该条是“可以不予公开”，请写明不予公开的裁量理由"),
    ([{**PARTS[0], "articles": ["37"]}], "每个不予公开的部分都应当写明条款和理由"),
], ids=["第十六条, the second part without discretion", "第三十七条 is no ground"])
def test_every_withheld_part_has_its_own_ground(
    small_bureau: Bureau, parts: list[dict[str, Any]], said: str
) -> None:
    no = to.assigned(small_bureau)

    assert said in small_bureau.refused(
        no, "handler", "draft_reply", manner="post",
        answers=[granted("方案正文", outcome="partial", withheld=parts)])


def test_discretion_said_for_the_whole_stands_beside_each_part(small_bureau: Bureau) -> None:
    bureau = small_bureau
    no = in_review(bureau, granted("正文", outcome="partial", withheld=[PARTS[1]],
                                   discretion_reason="公开会影响日常管理"))
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")

    assert "裁量理由：公开会影响日常管理" in bureau.text(no, "reply")


def test_what_was_searched_and_not_found_is_not_said_to_lie_elsewhere(
    small_bureau: Bureau,
) -> None:
    """条例第三十六条第四项 and 第五项 are two answers: the article cited tells which."""
    bureau, no = small_bureau, to.assigned(small_bureau)
    bureau.act(no, "handler", "record_search", item=1, where="档案室", terms="大桥",
               period="2000年至今", by="张然", on=to.MONDAY, found=False, result="未检索到")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[{
        "item": 1, "outcome": "unable.not_held", "articles": ["36.4"],
        "responsible_agency": "滨江市交通局", "responsible_contact": "民主路2号"}])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")

    page = bureau.text(no, "reply")
    assert "由张然检索档案室" in page
    assert "第三十六条第（四）项的规定，现告知你，该政府信息不存在" in page
