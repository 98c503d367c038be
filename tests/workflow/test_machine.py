"""The rule book (程序): whole, without dead ends, and the same when it is replayed."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from letters.render import Press
from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.conftest import Founded
from workflow import machine
from workflow.errors import StepNotAllowed, TrailBroken
from workflow.law.workdays import national_calendar
from workflow.machine import BOOK, MACHINE
from workflow.record import projection, trail
from workflow.record.database import reading
from workflow.record.identity import applicant_of
from workflow.record.standing import rows_of
from workflow.steps import Action, Step
from workflow.terms import ADMINISTRATORS, Role, State

STEPS = tuple(BOOK.values())


def test_every_state_has_a_way_in_and_a_way_out() -> None:
    ways_in = {step.arrives for step in STEPS if step.arrives is not step.source or step.creates}
    ways_out = {step.source for step in STEPS if step.arrives is not step.source}

    assert ways_in == set(State)
    assert ways_out == set(State)


def test_every_state_is_reached_from_receipt_and_leads_to_the_archive() -> None:
    def closure(start: State, way: Callable[[Step], tuple[State, State]]) -> set[State]:
        found = {start}
        while True:
            more = {b for a, b in map(way, STEPS) if a in found} - found
            if not more:
                return found
            found |= more

    assert closure(State.RECEIPT, lambda step: (step.source, step.arrives)) == set(State)
    assert closure(State.ARCHIVED, lambda step: (step.arrives, step.source)) == set(State)


def test_the_machine_knows_the_declared_transitions_and_no_other() -> None:
    """No auto transitions: nothing moves a request but a declared step."""
    known = {
        (State[str(t.source)], name, State[str(t.dest)])
        for name, event in MACHINE.events.items()
        for found in event.transitions.values() for t in found
    }

    assert known == {(step.source, step.trigger, step.arrives) for step in STEPS}
    assert MACHINE.models == []


def test_one_trigger_has_one_destination_from_one_state() -> None:
    for event in MACHINE.events.values():
        assert all(len(found) == 1 for found in event.transitions.values())


@pytest.mark.parametrize("step", STEPS, ids=lambda s: f"{s.source}-{s.trigger}")
def test_each_step_cites_an_article_and_names_a_seat(step: Step) -> None:
    assert step.article
    assert step.by
    # Administration sees no case; 系统管理员 recomputes dates, which shows nothing of it either.
    own = {Role.SYSTEM_ADMIN} if step.trigger == "recompute_calendar" else set()
    assert set(step.by) & ADMINISTRATORS == own
    assert step.label


def test_the_diagram_shows_each_change_of_state_once() -> None:
    drawn = machine.diagram()
    for step in STEPS:
        if step.arrives is not step.source and not step.creates:
            line = f"{step.source} --> {step.arrives} : {step.label} {step.trigger}"
            assert drawn.count(line) == 1


def test_the_rule_book_refuses_whatever_the_reasons_refuse(stages: to.Stages) -> None:
    """Guards open with none given: the machine fires if and only if nothing stands against it."""
    bureau = stages.bureau.at(f"{to.WEDNESDAY} 12:00")
    clerk = bureau.who("clerk")
    for no in stages.numbers.values():
        with reading(bureau.engine) as connection:
            bench = bureau.desk.bench(connection, no, clerk, bureau.now)
            action = bureau.desk.action(connection, bench, clerk, bureau.now)
            for step in machine.steps_of(bench.case.state):
                if step.checks or step.inspection:
                    continue
                refused = step.reasons(action, given=True)
                assert _is_let_through(step, action) == (not refused), step.trigger


def _is_let_through(step: Step, action: Action) -> bool:
    """Whether the machine lets a step through to its effects, which miss the entry here."""
    try:
        return bool(MACHINE.events[step.trigger].trigger(action.case, action))
    except TrailBroken:
        return True


def test_a_trail_that_jumps_is_not_replayed(stages: to.Stages) -> None:
    with reading(stages.bureau.engine) as connection:
        entries = trail.entries(connection, stages.numbers["archived"])
    assert machine.fold(entries).state is State.ARCHIVED

    opening = entries[:1]
    changing = [e for e in entries[:-1] if e.source != e.dest]
    for gone in (*opening, *changing):
        with pytest.raises(TrailBroken, match="不是从"):
            machine.fold([entry for entry in entries if entry is not gone])


def test_replaying_gives_at_every_entry_what_was_recorded_then(stages: to.Stages) -> None:
    with reading(stages.bureau.engine) as connection:
        for no in stages.numbers.values():
            entries = trail.entries(connection, no)
            for upto in range(1, len(entries) + 1):
                case = machine.fold(entries[:upto])
                last = entries[upto - 1]
                assert (case.seq, case.head, case.state) == (last.seq, last.hash, last.dest)


class Office(RuleBasedStateMachine):
    """Officers who do whatever is open to them, in any order, on any day, to two requests."""

    founded: ClassVar[Founded]
    press: ClassVar[Press]

    @initialize(kind=st.sampled_from(["sqlite", "postgresql"]))
    def open_requests(self, kind: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yishen-office-"))
        self.copy = self.founded.copy(kind, self.folder, self.press)
        self.bureau = self.copy.__enter__()
        self.bureau.at(f"{to.MONDAY} 09:00")
        self.numbers = [
            self.bureau.receive(
                channel="in_person", submitted_on=to.MONDAY,
                items=[{"wanted": "环评批复"}, {"wanted": "用地批复"}]),
            self.bureau.receive(channel="ordinary_letter", first_seen_on=to.MONDAY,
                                called_same_day=True, items=[{"wanted": "规划文本"}]),
        ]

    def teardown(self) -> None:
        if hasattr(self, "copy"):
            self.copy.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.bureau.now += timedelta(days=days)

    @rule(which=st.integers(0, 9), draw=st.data())
    def somebody_acts(self, which: int, draw: st.DataObject) -> None:
        no = self.numbers[which % len(self.numbers)]
        login = draw.draw(st.sampled_from(sorted(LOGINS)))
        open_steps = [s.trigger for s in self.bureau.see(no, login).steps if s.open]
        lawful = sorted(set(open_steps) & set(GIVEN))
        if not lawful:
            return
        trigger = draw.draw(st.sampled_from(lawful))
        before = self.bureau.see(no).case.seq
        try:
            done = self.bureau.act(no, login, trigger, **GIVEN[trigger](self.bureau, no))
        except StepNotAllowed:
            assert self.bureau.see(no).case.seq == before
        else:
            assert done.seq == before + 1
        if trigger == "split":
            self.numbers = self._all_numbers()

    def _all_numbers(self) -> list[str]:
        with reading(self.bureau.engine) as connection:
            return sorted(connection.exec_driver_sql("SELECT no FROM request").scalars())

    @invariant()
    def what_is_written_is_what_the_trail_tells(self) -> None:
        if not hasattr(self, "bureau"):
            return
        bureau = self.bureau
        with reading(bureau.engine) as connection:
            for no in self.numbers:
                bench = bureau.desk.bench(connection, no, bureau.who("clerk"), bureau.now)
                applicant = applicant_of(bureau.keys.index, bench.office.code, bench.personal)
                told = rows_of(bench.case, bench.office, applicant, national_calendar())
                assert projection.stored(connection, no) == projection.plain(told)

    @invariant()
    def nothing_is_found_and_no_draft_is_approved_by_its_drafter(self) -> None:
        if not hasattr(self, "bureau"):
            return
        assert self.bureau.findings() == []
        for no in self.numbers:
            approval = self.bureau.see(no).case.approval
            assert approval is None or approval.by != approval.drafter != approval.secrecy_reviewer


LOGINS = ("clerk", "handler", "colleague", "reviewer", "head", "secrecy", "legal")


def _today(bureau: Bureau) -> str:
    return bureau.now.date().isoformat()


def _next_working_day(bureau: Bureau) -> str:
    return national_calendar().add(bureau.now.date(), 1).on.isoformat()


def _waiting(bureau: Bureau, no: str) -> str:
    """A document that waits to leave."""
    return next(d.id for d in bureau.see(no).documents if d.dispatched_on is None and not d.voided)


def _left(bureau: Bureau, no: str) -> str:
    """The newest document that has left."""
    return [d.id for d in bureau.see(no).documents if d.dispatched_on and not d.revoked][-1]


def _draft(bureau: Bureau, no: str) -> dict[str, Any]:
    items = bureau.see(no).case.open_items
    return {"manner": "post", "answers": [{**to.GRANTED, "item": one.no} for one in items]}


#: What is typed into each step; steps with a letter are left to the stories, which print.
GIVEN: dict[str, Callable[[Bureau, str], dict[str, Any]]] = {
    "confirm_with_applicant": lambda b, no: {
        "confirmed_on": _today(b), "how": "电话", "with_whom": "吴玥", "result": "已确认"},
    "log_call": lambda b, no: {
        "called_on": _today(b), "how": "电话", "call_result": "no_answer"},
    "hand_over_inside": lambda b, no: {
        "first_unit": "收发室", "first_got_on": to.MONDAY, "reached_on": _today(b)},
    "register": lambda b, no: {},
    "assign": lambda b, no: {"handler": "handler"},
    "reassign": lambda b, no: {"handler": "colleague", "reason": "调整"},
    "correct_entry": lambda b, no: {
        "what": "wanted", "item": 1, "wanted": f"更正{b.now:%m%d}", "reason": "笔误"},
    "link_repeat": lambda b, no: {"earlier": "BJZR-2026-0001", "comparison": "内容相近"},
    "split": lambda b, no: {"items": ["2"], "reason": "一事一申请"},
    "note": lambda b, no: {"text": "备注"},
    "attach": lambda b, no: {"what": "材料", "papers": [b.upload("材料.png", no.encode())]},
    "flag_for_leader": lambda b, no: {"text": "请阅示"},
    "record_person": lambda b, no: {
        "part": "successor", "person": "吴明", "applicant_name": "吴明",
        "papers": [b.upload("证明.png")]},
    "hold": lambda b, no: {"reason": "核实"},
    "release_hold": lambda b, no: {"reason": "已核实"},
    "withdraw": lambda b, no: {"on": _today(b), "how": "书面"},
    "withdraw_part": lambda b, no: {"on": _today(b), "how": "书面", "item": 2},
    "void_entry": lambda b, no: {"why": "重复登记", "head": "head"},
    "record_search": lambda b, no: {
        "item": 0, "where": "档案室", "terms": "批复", "period": "全部", "by": "测试承办人",
        "on": _today(b), "found": True, "result": "找到"},
    "draft_reply": _draft,
    "submit_for_review": lambda b, no: {},
    "secrecy_review": lambda b, no: {"may_be_disclosed": True, "basis": "不涉密"},
    "legal_review": lambda b, no: {
        "advice": "agree", "reasons": "合法", "signed_scan": [b.upload("意见.png")]},
    "return_to_handler": lambda b, no: {"reasons": "请补充"},
    "amend_at_signing": lambda b, no: {"item": 1, "description": "改", "why": "措辞"},
    "approve": lambda b, no: {},
    "recall": lambda b, no: {"reason": "有误"},
    "issue": lambda b, no: {"late_reason": "测试"},
    "dispatch_document": lambda b, no: {
        "document": _waiting(b, no), "manner": "direct", "on": _today(b)},
    "arrange_inspection": lambda b, no: {
        "what": "原件", "on": _today(b), "hours": "9:00", "place": "105室"},
    "record_inspection": lambda b, no: {"came": False, "on": _today(b)},
    "correct_letter": lambda b, no: {
        "document": _left(b, no), "changes": [{"wrong": "甲", "right": "乙"}], "why": "校对疏漏",
        "only_words": True},
    "supply_remedy_notice": lambda b, no: {"lacking": "未告知救济途径"},
    "revoke_and_reply_anew": lambda b, no: {
        "reason": "有误", "handler": "colleague", "redo_by": _next_working_day(b)},
    "approve_mending": lambda b, no: {},
    "approve_revocation": lambda b, no: {},
    "decline_mending": lambda b, no: {"reason": "无误"},
    "propose_extension": lambda b, no: {"working_days": 5, "reason": "材料多"},
    "decline_extension": lambda b, no: {"reason": "不必要"},
    "answer_on_the_spot": lambda b, no: {"outcome": "granted_public", "source": "门户网站"},
}


def test_whatever_officers_do_in_any_order_the_records_agree(
    founded: Founded, press: Press
) -> None:
    Office.founded, Office.press = founded, press

    run_state_machine_as_test(Office, settings=settings(
        max_examples=12, stateful_step_count=25, deadline=None,
        suppress_health_check=list(HealthCheck)))
