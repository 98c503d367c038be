"""Reconsiderations and lawsuits (复议、诉讼), replies made anew (重作), publication (转公开)."""

from datetime import date
from typing import Any

import pytest

from tests.bureau import Bureau
from tests.workflow import stages_remedies as to
from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import GRANTED, REFUSED, WEDNESDAY, Stages, archived, assigned
from workflow.machine import BOOK
from workflow.record.database import reading
from workflow.reports.inbox import Light
from workflow.reports.publications import publications
from workflow.reports.remedies import RemedyFilter, closed_remedies, open_remedies
from workflow.reports.views import View, counts
from workflow.terms import (
    PublicationState,
    RemedyKind,
    RemedyOrder,
    RemedyResult,
    Role,
    State,
)

ANSWER = "行政复议法第四十八条"
OPINION = "行政复议法第七十六条"
COMPLY = "行政复议法第七十七条"
AGAIN = "行政复议法第六十四条第二款"
PUBLIC = "条例第四十四条"
LATER = f"{to.MONDAY_AFTER} 16:00"
#: In the stages the file has 14 entries when it is sealed; the case is opened by the fifteenth.
REF = "R15"


@table(
    Row("archived", "clerk", "record_remedy", to.COPY, "您没有该岗位"),
    Row("archived", "legal", "record_remedy", {**to.COPY, "copy_received_on": "2026-06-09"},
        "不能登记将来的日期", field="copy_received_on", at=LATER),
    Row("archived", "legal", "record_remedy", {**to.COPY, "copy_received_on": "2026-05-29"},
        "早于收到申请之日", field="copy_received_on", at=LATER),
    Row("archived", "legal", "record_remedy", {**to.COPY, "kind": "appeal"}, "没有“appeal”",
        field="kind", at=LATER),
    Row("disputed", "legal", "record_remedy", to.COPY, "已经登记", ANSWER, field="case_no",
        at=LATER),
    Row("archived", "legal", "amend_remedy", {"remedy": REF, "reason": "笔误"},
        "没有登记在案", ANSWER, at=LATER),
    Row("disputed", "legal", "amend_remedy", {"remedy": REF, "reason": "笔误"},
        "请填写变更后的内容", field="kind", at=LATER),
    Row("disputed", "legal", "amend_remedy", {"remedy": "1", "void": True, "reason": "笔误"},
        "没有这一案件", ANSWER, field="remedy", at=LATER),
)
def test_opening_and_amending(stages: Stages, row: Row) -> None:
    check(stages, row)


_HANDED_IN: dict[str, Any] = {"remedy": REF, "on": to.FRIDAY, "how": "邮寄", "what": "答复书"}
_UPHELD: dict[str, Any] = {
    "remedy": REF, "result": "upheld", "form": "decision", "number": "滨政复决〔2026〕12号",
    "on": to.MONDAY_AFTER, "gist": "维持"}


@table(
    Row("archived", "legal", "record_remedy_answer", _HANDED_IN, "没有待提出答复", ANSWER,
        at=LATER),
    Row("disputed", "legal", "record_remedy_answer", {**_HANDED_IN, "on": WEDNESDAY},
        "早于收到副本之日", field="on", at=LATER),
    Row("ordered", "legal", "record_remedy_answer", _HANDED_IN, "没有待提出答复", ANSWER,
        at=LATER),
    Row("disputed", "legal", "record_remedy_answer", {**_HANDED_IN, "on": "2026-06-22"},
        "期限至2026-06-18届满", "行政复议法第七十条", field="late_reason",
        at="2026-06-22 10:00", about="two working days late"),
    Row("disputed", "legal", "record_remedy_result", {**_UPHELD, "form": "", "number": ""},
        "请填写文书种类", COMPLY, field="form", at=LATER),
    Row("disputed", "legal", "record_remedy_result", {**_UPHELD, "form": "judgment"},
        "不以“行政判决书”结案", COMPLY, field="form", at=LATER),
    Row("disputed", "legal", "record_remedy_result", {**_UPHELD, "order": "redo"},
        "不会责令重作或者履行", COMPLY, field="order", at=LATER),
    Row("disputed", "legal", "record_remedy_result",
        {**_UPHELD, "result": "corrected", "order": "redo", "term": 15},
        "应当写明数目和单位", COMPLY, field="term_unit", at=LATER),
    Row("disputed", "legal", "record_remedy_result",
        {**_UPHELD, "term": 15, "term_unit": "working_days"}, "请选择责令的内容", COMPLY,
        field="order", at=LATER),
    Row("archived", "legal", "record_remedy_opinion", {"remedy": REF, **to.OPINION},
        "没有登记在案的行政复议", OPINION, at=LATER),
    Row("opinion_received", "legal", "record_remedy_opinion", {"remedy": REF, **to.OPINION},
        "此案已登记意见书", OPINION, field="remedy", at=LATER),
    Row("ordered", "legal", "record_remedy_report",
        {"remedy": REF, "on": to.MONDAY_AFTER, "gist": "已规范"}, "没有待报送", OPINION, at=LATER),
    Row("opinion_received", "legal", "record_remedy_report",
        {"remedy": REF, "on": "2026-08-10", "gist": "已规范"}, "期限至2026-08-07届满", OPINION,
        field="late_reason", at="2026-08-10 09:00", about="a Monday, three days late"),
    Row("disputed", "legal", "record_compliance",
        {"remedy": REF, "on": to.FRIDAY, "gist": "已提供"}, "没有待履行", COMPLY, at=LATER),
    Row("ordered", "legal", "record_compliance",
        {"remedy": REF, "on": to.FRIDAY, "gist": "已提供"}, "早于收到文书之日", COMPLY,
        field="on", at=LATER),
)
def test_carrying_a_case_on(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("archived", "legal", "redo_as_ordered", {"remedy": REF, **to.REDO},
        "没有责令重作或者履行的决定", AGAIN, at=LATER),
    Row("disputed", "legal", "redo_as_ordered", {"remedy": REF, **to.REDO},
        "没有责令重作或者履行的决定", AGAIN, at=LATER),
    Row("ordered", "handler", "redo_as_ordered", {"remedy": REF, **to.REDO}, "您没有该岗位",
        at=LATER),
    Row("ordered", "legal", "redo_as_ordered", {"remedy": REF, **to.REDO, "annulled": ""},
        "必填", field="annulled", at=LATER),
    Row("ordered", "legal", "redo_as_ordered", {"remedy": "1", **to.REDO}, "没有这一项责令",
        AGAIN, field="remedy", at=LATER),
    Row("ordered", "legal", "redo_as_ordered", {"remedy": REF, **to.REDO, "items": ["7"]},
        "选择的事项不存在", field="items", at=LATER),
    Row("redo_assigned", "handler", "propose_extension", {"working_days": 5, "reason": "忙"},
        "不能自行延长", COMPLY, at=LATER),
    Row("redo_assigned", "handler", "split", {"items": ["1"], "reason": "分"},
        "不得分立", COMPLY, at=LATER),
    Row("redone", "clerk", "correct_entry",
        {"what": "receipt_day", "day": "2026-06-05", "reason": "更正", "evidence": []},
        "不得分立或者更正收到之日", COMPLY, at=LATER),
    Row("redone", "clerk", "answer_on_the_spot", {"outcome": "granted_public", "source": "网站"},
        "应当分办，经审核后签发", COMPLY, at=LATER),
)
def test_answering_anew(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("issued", "handler", "propose_publication", to.PROPOSED, "答复书尚未发出", PUBLIC),
    Row("ordered", "legal", "propose_publication", to.PROPOSED, "没有提供尚未公开的政府信息",
        PUBLIC, at=LATER),
    Row("archived", "legal", "propose_publication", {**to.PROPOSED, "items": ["2"]},
        "第2项没有提供信息", "条例第十四条", field="items", at=LATER),
    Row("archived", "legal", "propose_publication", {**to.PROPOSED, "formed_on": "2026-06-02"},
        "晚于收到申请之日", "条例第二条", field="formed_on", at=LATER),
    Row("archived", "legal", "propose_publication", {**to.PROPOSED, "nothing_private": False},
        "请核对并勾选", "条例第十五条", field="nothing_private", at=LATER),
    Row("archived", "clerk", "propose_publication", to.PROPOSED, "您没有该岗位", at=LATER),
    Row("archived", "head", "accept_publication",
        {"publication": "P15", "on": to.FRIDAY, "place": "网站"}, "没有待决定", PUBLIC, at=LATER),
    Row("publication_proposed", "legal", "accept_publication",
        {"publication": "P15", "on": to.FRIDAY, "place": "网站"}, "您没有该岗位", at=LATER),
    Row("publication_proposed", "head", "accept_publication",
        {"publication": "P15", "on": "2026-06-02", "place": "网站"}, "早于答复发出之日",
        "条例第三十六条第一项", field="on", at=LATER),
    Row("publication_proposed", "head", "decline_publication",
        {"publication": "1", "reason": "已公开"}, "没有这一项建议", PUBLIC, field="publication",
        at=LATER),
)
def test_publication(stages: Stages, row: Row) -> None:
    check(stages, row)


#: The steps of the procedure, in its order; each must be declared in some state.
PROCEDURE = (
    "dispatch_document", "record_delivery", "record_delivery_failure", "record_person", "note",
    "flag_for_leader", "attach", "record_remedy", "hold", "release_hold", "void_entry",
    "recompute_calendar", "withdraw", "withdraw_part", "receive", "confirm_with_applicant",
    "hand_over_inside", "register", "correct_entry", "split", "link_repeat",
    "ask_for_supplement", "receive_supplement", "supplement_overdue", "answer_on_the_spot",
    "assign", "reassign", "record_search", "consult_third_party", "consult_joint_maker",
    "consult_agency", "record_opinion", "consultation_silent",
    "notify_third_party_of_disclosure", "ask_for_reasons", "record_reasons", "set_delay",
    "propose_extension", "grant_extension", "decline_extension", "propose_fee", "notify_fee",
    "record_payment", "payment_overdue", "arrange_inspection", "record_inspection",
    "draft_reply", "submit_for_review", "secrecy_review", "legal_review", "return_to_handler",
    "amend_at_signing", "approve", "recall", "issue", "correct_letter", "supply_remedy_notice",
    "revoke_and_reply_anew", "close", "complete_file", "seal", "redo_as_ordered",
    "propose_publication", "reevaluate",
)


def test_every_step_of_the_procedure_is_in_the_rule_book() -> None:
    assert sorted(set(PROCEDURE) - {trigger for _, trigger in BOOK}) == []


@pytest.mark.parametrize("trigger", ["record_remedy", "record_remedy_result"])
def test_a_remedy_is_recorded_from_registration_to_the_archive_by_the_legal_office(
    trigger: str,
) -> None:
    declared = {state: step for (state, name), step in BOOK.items() if name == trigger}

    assert set(declared) == set(State) - {State.RECEIPT}
    assert {step.by for step in declared.values()} == {(Role.LEGAL_OFFICE,)}


def test_a_case_is_carried_on_and_never_moves_the_clock_of_the_reply(bureau: Bureau) -> None:
    no = assigned(bureau)
    before = bureau.clock(no).due_on
    bureau.at(f"{to.FRIDAY} 09:00")
    bureau.act(no, "legal", "record_remedy", **to.COPY)
    bureau.at("2026-06-22 10:00")  # Monday, two working days late
    bureau.act(no, "legal", "record_remedy_answer", remedy=to.the_case(bureau, no),
               on="2026-06-22", how="邮寄", what="答复书", late_reason="副本由传达室延误转交")

    assert bureau.clock(no).due_on == before
    (line,) = bureau.see(no, "legal").remedies
    assert [one.late for one in line.duties] == [True]
    assert line.waiting == ()
    assert bureau.findings() == []


def test_turning_to_the_ordinary_procedure_gives_ten_working_days(small_bureau: Bureau) -> None:
    """行政复议法第五十五条: what was simplified may become ordinary."""
    no = archived(small_bureau, answer=REFUSED)
    small_bureau.at(f"{to.FRIDAY} 09:00")
    small_bureau.act(no, "legal", "record_remedy",
                     **{**to.COPY, "kind": "reconsideration_simplified"})

    def due() -> date:
        (line,) = small_bureau.see(no, "legal").remedies
        return line.waiting[0].duty.due_on

    assert due() == date(2026, 6, 11)  # Thursday, five working days
    small_bureau.act(no, "legal", "amend_remedy", remedy=to.the_case(small_bureau, no),
                     kind="reconsideration", reason="复议机构通知转为普通程序")
    assert due() == date(2026, 6, 18)  # Thursday, ten working days


def test_a_case_recorded_by_mistake_asks_for_nothing(small_bureau: Bureau) -> None:
    no = to.disputed(small_bureau)
    small_bureau.act(no, "legal", "amend_remedy", remedy=to.the_case(small_bureau, no), void=True,
                     reason="登记到了别的申请上")

    (line,) = small_bureau.see(no, "legal").remedies
    assert (line.case.void, line.duties) == (True, ())
    assert "没有登记在案" in small_bureau.refused(
        no, "legal", "record_remedy_result", remedy=line.case.ref, result="upheld",
        form="decision", number="x", on=to.FRIDAY, gist="x")


def test_an_appeal_makes_a_case_undecided_again(small_bureau: Bureau) -> None:
    no = to.ordered(small_bureau)
    ref = to.the_case(small_bureau, no)
    small_bureau.act(no, "legal", "record_remedy_result", remedy=ref, result="pending",
                     on=to.MONDAY_AFTER, gist="发回重新审理")

    (line,) = small_bureau.see(no, "legal").remedies
    assert line.undecided
    assert line.case.order is None
    assert "没有责令重作或者履行" in small_bureau.refused(
        no, "legal", "redo_as_ordered", remedy=ref, **to.REDO)


def test_papers_of_a_dispute_are_marked_as_added_after_the_reply(small_bureau: Bureau) -> None:
    no = to.answered(small_bureau)
    later = {file.what: file.later for file in small_bureau.see(no, "legal").files}

    assert later["登记已提出答复、答辩"]
    assert not later["存档的期限计算单"]
    assert not any(mark for what, mark in later.items() if what == "收件")


def test_the_list_shows_what_is_due_first_and_the_closed_ones_apart(bureau: Bureau) -> None:
    waiting, ordered = to.disputed(bureau), to.ordered(bureau)
    done = to.answered(bureau)
    bureau.act(done, "legal", "record_remedy_result",
               **{**_UPHELD, "remedy": to.the_case(bureau, done), "on": to.FRIDAY})
    bureau.at("2026-06-18 09:00")  # Thursday, the last day of the answer
    legal, days = bureau.who("legal"), bureau.clock(waiting).calendar
    with reading(bureau.engine) as connection:
        read = connection, legal, bureau.now.date(), days
        first = open_remedies(*read, limit=1)
        rest = open_remedies(*read, after=first.next_after)
        over = closed_remedies(*read)
        suits = open_remedies(*read, RemedyFilter(kind=RemedyKind.LAWSUIT))
        upheld = closed_remedies(*read, RemedyFilter(text="12号", result=RemedyResult.UPHELD))
        number = counts(connection, legal, (View.REMEDY,))[View.REMEDY]

    assert ([row.no for row in first.rows], [row.no for row in rest.rows]) == ([waiting], [ordered])
    assert first.rows[0].line.waiting[0].light is Light.TODAY
    assert first.total == 2
    assert [row.no for row in over.rows] == [row.no for row in upheld.rows] == [done]
    assert suits.rows == ()
    assert number == 2


def test_what_table_four_counts_stands_in_the_projection(bureau: Bureau) -> None:
    """国办公开办函〔2021〕30号 table 四: each case once, by kind and newest result."""
    to.ordered(bureau)
    no = to.disputed(bureau)
    bureau.act(no, "legal", "record_remedy", kind="lawsuit", body="滨江市中级人民法院",
               case_no="（2026）滨01行初1号", copy_received_on=to.FRIDAY)
    with reading(bureau.engine) as connection:
        day, days = bureau.now.date(), bureau.clock(no).calendar
        rows = [
            *open_remedies(connection, bureau.who("legal"), day, days).rows,
            *closed_remedies(connection, bureau.who("legal"), day, days).rows]

    assert sorted((row.line.case.kind.value, row.line.case.result.value) for row in rows) == [
        ("lawsuit", "pending"), ("reconsideration", "corrected"), ("reconsideration", "pending")]


def test_the_successor_takes_applicant_and_item_with_it_and_both_lead_to_each_other(
    bureau: Bureau,
) -> None:
    new = to.redone(bureau)
    seen = bureau.see(new)
    redo = seen.case.redo

    assert redo is not None
    old = bureau.see(redo.of, "legal")
    assert old.successors == (new,)
    assert (seen.applicant_name, seen.subject) == (old.applicant_name, old.subject)
    assert (redo.order, redo.applied_on) == (
        "滨江市人民政府《行政复议决定书》（滨政复决〔2026〕12号）", date(2026, 6, 1))
    assert [(one.outcome, one.basis) for one in seen.annulled] == [
        ("不予公开：属于四类过程性信息", ("第十六条第二款",))]
    assert bureau.clock(new).due_on == date(2026, 6, 23)  # Tuesday, fifteen days on
    assert old.remedies[0].case.order is RemedyOrder.REDO
    assert not old.remedies[0].waiting
    assert "没有责令重作或者履行" in bureau.refused(
        redo.of, "legal", "redo_as_ordered", remedy=old.remedies[0].case.ref, **to.REDO)
    assert bureau.findings() == []


def test_without_an_ordered_term_the_clock_is_that_of_a_new_application(
    small_bureau: Bureau,
) -> None:
    no = to.answered(small_bureau)
    small_bureau.at(LATER)
    given = {**to.CORRECTED, "term": "", "term_unit": ""}
    ref = to.the_case(small_bureau, no)
    small_bureau.act(no, "legal", "record_remedy_result", remedy=ref, **given)
    small_bureau.act(no, "legal", "redo_as_ordered", remedy=ref, **to.REDO)
    new = to.successor_of(small_bureau, no)

    clock = small_bureau.clock(new)
    assert (clock.received_on, clock.due_on) == (date(2026, 6, 8), date(2026, 7, 7))
    small_bureau.act(new, "clerk", "assign", handler="handler")
    small_bureau.act(new, "handler", "propose_extension", working_days=5, reason="需要检索")


def test_the_same_decision_for_the_same_reasons_is_not_submitted_again(
    small_bureau: Bureau,
) -> None:
    """行政复议法第六十四条第二款; with changed reasons it is another decision."""
    new = to.redo_assigned(small_bureau)
    small_bureau.act(new, "handler", "draft_reply", manner="post", answers=[REFUSED])

    assert "不得以同一事实和理由" in small_bureau.refused(new, "handler", "submit_for_review")
    small_bureau.act(new, "handler", "draft_reply", manner="post",
                     answers=[{**REFUSED, "reason": "经重新检索，系尚未定稿的讨论记录"}])
    small_bureau.act(new, "handler", "submit_for_review")


def test_annulled_for_procedure_the_same_decision_may_be_made(small_bureau: Bureau) -> None:
    new = to.redo_assigned(small_bureau, annulled="procedure")
    small_bureau.act(new, "handler", "draft_reply", manner="post", answers=[REFUSED])

    small_bureau.act(new, "handler", "submit_for_review")
    assert small_bureau.see(new).case.state is State.REVIEW


def test_a_supplement_is_not_asked_for_a_second_time(small_bureau: Bureau) -> None:
    """条例第三十条 asks once, and the order opens no second asking."""
    new = to.redone(small_bureau)
    case = small_bureau.see(new).case

    assert case.supplement is None  # nothing was asked before, so it may still be
    assert case.open_items[0].wanted == "滨江大桥建设项目批复"


def test_what_is_proposed_lies_with_the_head_and_ends_on_the_list(bureau: Bureau) -> None:
    no, early = to.publication_proposed(bureau), to.publication_proposed_early(bureau)
    head = bureau.who("head")
    with reading(bureau.engine) as connection:
        assert counts(connection, head, (View.PUBLISH,))[View.PUBLISH] == 2
    ref = next(iter(bureau.see(no).case.publications))
    other = next(iter(bureau.see(early).case.publications))
    bureau.at(f"{to.FRIDAY} 10:00")
    bureau.act(no, "head", "accept_publication", publication=ref, on=to.FRIDAY,
               place="门户网站“重大建设项目”栏目")
    bureau.act(early, "head", "decline_publication", publication=other, reason="已有同一信息")
    with reading(bureau.engine) as connection:
        page = publications(connection, head, bureau.now.date(), bureau.clock(no).calendar)
        assert counts(connection, head, (View.PUBLISH,))[View.PUBLISH] == 0

    assert {row.no: row.state for row in page.rows} == {
        no: PublicationState.PUBLISHED, early: PublicationState.DECLINED}
    assert page.rows[0].due_on == date(2026, 6, 17)  # Wednesday, 20 working days from 20 May
    assert bureau.findings() == []


def test_a_list_of_proposals_is_paged(small_bureau: Bureau) -> None:
    for _ in range(3):
        to.publication_proposed(small_bureau)
    legal, day = small_bureau.who("legal"), small_bureau.now.date()
    days = small_bureau.clock("BJZR-2026-0001").calendar
    with reading(small_bureau.engine) as connection:
        first = publications(connection, legal, day, days, limit=2)
        rest = publications(connection, legal, day, days, PublicationState.WAITING,
                            first.next_after, 2)

    assert [row.no for row in (*first.rows, *rest.rows)] == [
        f"BJZR-2026-000{n}" for n in (1, 2, 3)]
    assert rest.next_after == ""


def test_a_granted_reply_disputed_all_the_same_keeps_its_outcome(small_bureau: Bureau) -> None:
    no = archived(small_bureau, answer=GRANTED)
    small_bureau.at(f"{to.FRIDAY} 09:00")
    small_bureau.act(no, "legal", "record_remedy", **to.COPY)

    assert small_bureau.see(no).outcome == "granted"
