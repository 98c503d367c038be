"""What a reviewer sees: versions compared, opinions with their version, the checklist, the digest.

All of it on days of June 2026, none of them a holiday.
"""

from dataclasses import replace
from typing import Any

import pytest

from letters.replies import Reply
from tests.bureau import Bureau
from tests.workflow.stages import GRANTED, REFUSED, TUESDAY, WEDNESDAY, assigned
from workflow.checklist import checklist
from workflow.record.database import reading
from workflow.reviewing import Sheet
from workflow.terms import CheckOutcome, ProvisionForm
from workflow.versions import Change

SEARCH = {"item": 1, "where": "档案室", "terms": "大桥", "period": "2020年至2024年",
          "by": "测试承办人", "on": "2026-06-01", "found": True, "result": "找到1份"}
PARTLY: dict[str, Any] = {
    "item": 1, "outcome": "partial", "description": "批复1份", "form": "paper",
    "withheld": [{"part": "附件二", "articles": ["16.1"], "reason": "属于内部事务信息",
                  "discretion_reason": "公开影响内部管理"},
                 {"part": "会议纪要", "articles": ["16.2"], "reason": "属于过程性信息",
                  "discretion_reason": "尚未定案"}],
    "separable": True}


def draft(bureau: Bureau, no: str, **answer: Any) -> None:
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[answer])


def submitted(bureau: Bureau, **answer: Any) -> str:
    """Drafted and with the reviewer on Tuesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "record_search", **SEARCH)
    draft(bureau, no, **answer)
    bureau.act(no, "handler", "submit_for_review")
    return no


def returned(bureau: Bureau, no: str, **answer: Any) -> None:
    """Sent back by the reviewer, drafted anew and submitted again on Wednesday."""
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.act(no, "reviewer", "return_to_handler", reasons="请改正")
    draft(bureau, no, **answer)
    bureau.act(no, "handler", "submit_for_review")


def sheet(bureau: Bureau, no: str, login: str = "reviewer", against: int = 0) -> Sheet:
    return bureau.desk.review(no, bureau.who(login), bureau.now, against)


def said(changes: tuple[Change, ...]) -> dict[str, tuple[str, str]]:
    return {one.label: (one.old, one.new) for one in changes}


def test_a_first_round_is_compared_with_nothing(bureau: Bureau) -> None:
    seen = sheet(bureau, submitted(bureau, **GRANTED))

    assert (seen.compared, seen.changes, len(seen.versions)) == (None, (), 1)


def test_the_next_round_shows_what_changed_since_the_version_sent_back(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    returned(bureau, no, **{**GRANTED, "description": "批复2份", "form": "electronic"})
    seen = sheet(bureau, no)

    assert seen.compared is not None
    assert (seen.compared.version, len(seen.versions)) == (1, 2)
    assert said(seen.changes) == {
        "第1项·提供的信息": ("批复1份", "批复2份"),
        "第1项·提供形式": (ProvisionForm.PAPER.label, ProvisionForm.ELECTRONIC.label)}


def test_an_outcome_and_its_articles_are_told_in_the_words_of_the_law(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    returned(bureau, no, **REFUSED)
    found = said(sheet(bureau, no).changes)

    assert found["第1项·办理结果"][1].startswith("不予公开")
    assert "第十六条" in found["第1项·依据条款"][1]
    assert found["第1项·能否区分处理"] == ("", "否")


def test_a_part_taken_out_leaves_the_others_beside_themselves(bureau: Bureau) -> None:
    no = submitted(bureau, **PARTLY)
    kept = {**PARTLY["withheld"][1], "reason": "属于过程性信息，尚未定案"}
    returned(bureau, no, **{**PARTLY, "withheld": [kept]})
    found = said(sheet(bureau, no).changes)

    assert found["第1项·不予公开的部分1·不予公开的部分"] == ("附件二", "")
    assert found["第1项·不予公开的部分2·理由"] == ("属于过程性信息", "属于过程性信息，尚未定案")
    assert "第1项·不予公开的部分2·不予公开的部分" not in found


def test_everybody_compares_with_what_they_saw_last(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    returned(bureau, no, **{**GRANTED, "description": "批复2份"})
    bureau.act(no, "reviewer", "return_to_handler", reasons="件数不对")
    draft(bureau, no, **{**GRANTED, "description": "批复3份"})
    bureau.act(no, "handler", "submit_for_review")

    # The legal office has acted on none: it sees what became of the one sent back last.
    for login, version in (("secrecy", 1), ("reviewer", 2), ("legal", 2)):
        compared = sheet(bureau, no, login).compared
        assert compared is not None
        assert compared.version == version
    assert said(sheet(bureau, no, against=1).changes)["第1项·提供的信息"] == ("批复1份", "批复3份")


def test_an_opinion_names_its_version_and_stands_while_only_words_change(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "amend_at_signing", item=1, description="批复1份（3页）",
               why="补写页数")
    secrecy, legal = sheet(bureau, no).opinions

    assert [(one.version, one.counts) for one in secrecy.given] == [(1, True)]
    assert (secrecy.missing, legal.required, legal.given) == (False, False, ())


def test_an_opinion_falls_with_what_it_was_given_on(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    returned(bureau, no, **PARTLY)
    secrecy, legal = sheet(bureau, no).opinions

    assert [(one.version, one.counts) for one in secrecy.given] == [(1, False)]
    assert (secrecy.missing, legal.missing) == (True, True)


def test_the_checklist_says_what_is_in_order_and_where_it_is_not(bureau: Bureau) -> None:
    no = submitted(bureau, **{**GRANTED, "handed_over": ["批复.pdf"]})
    checks = {one.label: one for one in sheet(bureau, no).checks}
    enclosures = checks["附件、随附文件写明页数，电子件在卷"]

    assert enclosures.outcome is CheckOutcome.DOUBT
    assert any("没有写明页数" in one.text for one in enclosures.findings)
    assert checks["依据条款与办理结果相符"].outcome is CheckOutcome.IN_ORDER
    assert {one.outcome for one in checks.values() if one is not enclosures} == {
        CheckOutcome.IN_ORDER}


def test_an_error_stands_under_the_heading_it_belongs_to(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    bureau.set("contact", "", since=TUESDAY)
    wrong = [one for one in sheet(bureau, no).checks if one.outcome is CheckOutcome.ERROR]

    assert [one.label[:4] for one in wrong] == ["收件人、"]
    assert sheet(bureau, no).errors == 1


def test_what_cannot_be_looked_at_is_not_said_to_be_in_order(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    shown = sheet(bureau, no).shown
    assert shown is not None
    assert isinstance(shown.letter, Reply)
    with reading(bureau.engine) as connection:
        who = bureau.who("reviewer")
        bench = bureau.desk.bench(connection, no, who, bureau.now)
        found = {one.label: one.outcome for one in checklist(
            bureau.desk.action(connection, bench, who, bureau.now), shown.kind,
            replace(shown.letter, answers=()))}

    assert found["每项申请事项都有答复，所引事项与申请原文一致"] is CheckOutcome.ERROR
    assert found["依据条款与办理结果相符"] is CheckOutcome.NOT_ASKED


def test_a_withdrawal_is_not_asked_for_what_only_decisions_hold(bureau: Bureau) -> None:
    no = assigned(bureau)
    bureau.act(no, "clerk", "withdraw", on="2026-06-01", how="书面")
    labels = {one.label for one in sheet(bureau, no).checks}

    assert "依据条款与办理结果相符" not in labels
    assert labels


def test_the_digest_on_the_form_is_that_of_the_approval(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    approve = next(s for s in bureau.see(no, "reviewer").steps if s.trigger == "approve")
    bureau.act(no, "reviewer", "approve", **approve.initial)
    approval = bureau.see(no).case.approval

    assert approval is not None
    assert approval.digest == approve.initial["shown"] != ""


def test_what_was_not_shown_is_not_approved(bureau: Bureau) -> None:
    """A setting printed on the letter changes between the page and the act."""
    no = submitted(bureau, **GRANTED)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    approve = next(s for s in bureau.see(no, "reviewer").steps if s.trigger == "approve")
    bureau.set("contact", "联系人：赵宁；联系电话：0000-12345679", since=TUESDAY)

    assert "答复书的内容已经变化" in bureau.refused(no, "reviewer", "approve", **approve.initial)


def test_what_others_did_is_told_with_what_it_made_of_the_draft(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)
    seen = bureau.see(no).case.seq
    returned(bureau, no, **{**GRANTED, "description": "批复2份"})
    told = bureau.desk.meanwhile(no, bureau.who("reviewer"), bureau.now, seen)

    assert [line.step_label for line in told.lines] == ["退回承办人", "拟写答复", "送审"]
    assert (told.was_version, told.version) == (1, 2)
    assert said(told.changes)["第1项·提供的信息"] == ("批复1份", "批复2份")


def test_wording_amended_into_itself_is_no_amendment(bureau: Bureau) -> None:
    no = submitted(bureau, **GRANTED)

    assert "没有改动" in bureau.refused(
        no, "reviewer", "amend_at_signing", item=1, description="批复1份", why="润色")


@pytest.mark.parametrize("login", ["legal", "secrecy"])
def test_every_seat_of_review_sees_the_same_letter(bureau: Bureau, login: str) -> None:
    no = submitted(bureau, **GRANTED)
    mine, other = sheet(bureau, no).shown, sheet(bureau, no, login).shown

    assert mine is not None
    assert other is not None
    assert mine.digest == other.digest
