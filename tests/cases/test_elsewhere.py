"""Requests that end elsewhere: another agency's information, and a petition in disguise."""

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve


def assigned(bureau: Bureau, wanted: str) -> str:
    """Handed in on Monday 2026-06-01, registered and assigned at once."""
    bureau.at("2026-06-01 09:00")
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted=wanted,
                        applicant_name="吴玥", phone="0000-11112222")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler")
    return no


def test_information_of_another_agency_is_answered_with_its_name_and_contact(
    bureau: Bureau,
) -> None:
    no = assigned(bureau, "滨江大桥日常养护合同")
    bureau.at("2026-06-03 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[{
        "item": 1, "outcome": "unable.not_held",
        "reason": "滨江大桥养护合同由市交通运输局签订并保存",
        "responsible_agency": "滨江市交通运输局",
        "responsible_contact": "滨江市建设路6号，0000-33334444"}])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")

    letter = bureau.text(no, "reply")
    assert "滨江市交通运输局" in letter
    assert "0000-33334444" in letter
    assert "第三十六条第（五）项" in letter
    archive(bureau, no)


def test_a_petition_in_disguise_is_told_its_channel(bureau: Bureau) -> None:
    no = assigned(bureau, "请查处某公司占用耕地并公开处理结果")
    bureau.at("2026-06-03 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[{
        "item": 1, "outcome": "reject.petition", "reason": "请求查处某公司占用耕地，属于举报",
        "petition_channel": "自然资源违法举报电话12336"}])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")

    letter = bureau.text(no, "reply")
    assert "12336" in letter
    assert "第三十九条第一款" in letter
    archive(bureau, no)


def test_a_withdrawn_request_is_confirmed_and_names_no_remedy(bureau: Bureau) -> None:
    no = assigned(bureau, "滨江大桥日常养护合同")
    bureau.at("2026-06-04 09:00")
    bureau.act(no, "clerk", "withdraw", on="2026-06-04", how="书面")
    assert bureau.clock(no).state == "ended"
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")

    assert "复议" not in bureau.text(no, "reply")
    archive(bureau, no)
