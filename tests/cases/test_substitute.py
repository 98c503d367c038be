"""A bureau of three, its head on leave: the clerk acts in the head's place, and it is written down.

The application came on Monday 2026-06-01; its limit is Tuesday 2026-06-30.
"""

from datetime import date
from typing import Any

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve
from workflow import papers
from workflow.archive.auditor.audit import audit

GRANTED = {"item": 1, "outcome": "granted", "description": "批复1份（共3页）", "form": "paper"}


def of_three(bureau: Bureau) -> None:
    """Clerk, handler and head hold every seat between them."""
    bureau.at("2026-05-29 09:00")
    bureau.seat("clerk", "archivist", "secrecy")
    bureau.seat("head", "reviewer", "legal")


def away(bureau: Bureau, **more: Any) -> None:
    """The head leaves on Monday for two weeks; the clerk stands in as head and as reviewer."""
    bureau.at("2026-05-29 16:00")
    for seat in ("head", "reviewer"):
        bureau.stand_in("head", "clerk", seat=seat, since="2026-06-01", until="2026-06-12", **more)


def assigned(bureau: Bureau) -> str:
    """Handed in on Monday, with the handler the same day."""
    bureau.at("2026-06-01 09:00")
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", applicant_name="吴玥",
                        wanted="滨江大桥建设项目批复")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return no


def test_the_substitute_grants_signs_and_both_names_stand_everywhere(bureau: Bureau) -> None:
    of_three(bureau)
    away(bureau)
    no = assigned(bureau)
    bureau.at("2026-06-03 09:00")
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分")
    bureau.act(no, "clerk", "grant_extension")
    bureau.post(no, "extension", on="2026-06-03")

    granted = next(line for line in bureau.see(no).trail
                   if line.entry.step == "grant_extension")
    assert (granted.entry.officer, granted.entry.role) == ("clerk", "head")
    assert granted.by == "测试收件登记岗（代行测试公开办负责人）"
    assert str(bureau.clock(no).due_on) == "2026-07-14"

    bureau.at("2026-06-08 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "clerk", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "clerk", "approve", note="同意")

    sheet = papers.approval_sheet(bureau.see(no), date(2026, 6, 8), "某")
    signed = [one.officer for one in sheet.opinions if one.act == "签发"]
    assert signed == ["测试收件登记岗（审核签发人，代行测试公开办负责人）"]

    issue_and_serve(bureau, no, day="2026-06-09", received="2026-06-11")
    archive(bureau, no)
    seen = audit(bureau.engine, bureau.keys, bureau.store, date(2026, 6, 12), [no])
    assert [one.findings for one in seen] == [()]


def test_who_stands_in_does_not_grant_what_he_asked_for_himself(bureau: Bureau) -> None:
    """The handler stands in for the head: asking and granting would be one hand."""
    of_three(bureau)
    bureau.stand_in("head", "handler", since="2026-06-01", until="2026-06-12")
    no = assigned(bureau)
    bureau.act(no, "handler", "propose_extension", working_days=5, reason="需要会商")

    assert "不得为同一人" in bureau.refused(no, "handler", "grant_extension")
    bureau.act(no, "leader", "grant_extension")


def test_the_head_is_back_and_the_seat_is_no_longer_lent(bureau: Bureau) -> None:
    of_three(bureau)
    away(bureau)
    no = assigned(bureau)
    bureau.at("2026-06-12 17:00")
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分")
    bureau.at("2026-06-15 09:00")

    assert "您没有该岗位" in bureau.refused(no, "clerk", "grant_extension")
    bureau.act(no, "head", "grant_extension")
    assert bureau.see(no).trail[-1].entry.in_place_of == ""


def test_an_opinion_of_the_legal_office_is_read_by_drafter_and_reviewer(bureau: Bureau) -> None:
    """It stops nothing and moves no clock; whoever opens the case reads it."""
    no = assigned(bureau)
    before = bureau.clock(no)
    scan = bureau.upload("会议纪要.png")
    bureau.act(no, "legal", "legal_opinion", to="handler", text="注意区分处理", papers=[scan])

    for login in ("handler", "reviewer"):
        said = bureau.see(no, login).case.legal_opinions
        assert [(one.by, one.to, one.text, len(one.files)) for one in said] == [
            ("legal", "承办人", "注意区分处理", 1)]
    assert bureau.clock(no) == before
    assert "您没有该岗位" in bureau.refused(no, "handler", "legal_opinion", to="all", text="同意")
