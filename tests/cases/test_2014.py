"""A case of 2014 under 国务院令第492号: 15 working days, and a remedy of 60 days or 3 months."""

from datetime import date

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve


def test_a_refusal_of_2014_names_sixty_days_and_three_months(bureau: Bureau) -> None:
    bureau.at("2014-11-03 09:00")  # Monday
    no = bureau.receive(
        channel="registered_post", signed_on="2014-11-03", mail_no="XA00000001", purpose="科研",
        applicant_name="周昇", wanted="某地块土地出让前期会议记录")
    bureau.act(no, "clerk", "register")
    clock = bureau.clock(no)
    assert (clock.regulation, clock.due_on) == ("2008", date(2014, 11, 24))  # Monday

    bureau.act(no, "clerk", "assign", handler="handler")
    bureau.at("2014-11-10 10:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[{
        "item": 1, "outcome": "deny.process", "articles": ["21.2"], "separable": False,
        "reason": "该记录为处于讨论过程中的内部信息", "separability_reason": "全文均为讨论内容",
        "discretion_reason": "公开将影响尚未完成的决策，且结论已另行公布"}])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2014-11-20", received="2014-11-24")

    letter = bureau.text(no, "reply")
    assert "60日内" in letter
    assert "3个月内" in letter
    assert "先向" not in letter
    archive(bureau, no)
