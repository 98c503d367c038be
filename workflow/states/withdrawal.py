"""Withdrawal (撤回、作废): the applicant takes back the request or an item; an entry is voided.

国办公开办函〔2021〕30号 (other handling). Withdrawing the whole ends the clock and leaves only the
confirmation to be approved; a voided entry never was an application.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, not_withdrawn, past_or_today, several_items
from workflow.law.clock import Move
from workflow.record.case import Case, Draft
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Manner, MoveKind, Outcome, Role, State

OPEN = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY)
EARLY = (State.RECEIPT, State.REGISTRATION)
_COUNTER = (Role.INTAKE_CLERK, Role.HANDLER)


def steps() -> tuple[Step, ...]:
    """Withdrawing until the reply is issued; voiding before the request is handed on."""
    return (*(step for here in OPEN for step in _steps_in(here)), *(_void(here) for here in EARLY))


def _steps_in(here: State) -> tuple[Step, ...]:
    return (
        Step(trigger="withdraw", label="撤回申请", source=here, dest=State.REVIEW, by=_COUNTER,
             article="国办公开办函〔2021〕30号", facts=Withdrawal,
             guards=(is_handler, not_withdrawn, not_issued, has_been_received),
             checks=(past_or_today("on", "撤回日期"), whole_withdrawal_only), effects=(withdraw,),
             moves=ended_by_withdrawal),
        Step(trigger="withdraw_part", label="撤回部分事项", source=here, dest=STAY, by=_COUNTER,
             article="国办公开办函〔2021〕30号", facts=PartWithdrawn,
             guards=(is_handler, not_withdrawn, not_issued, several_items),
             checks=(past_or_today("on", "撤回日期"), item_can_go), effects=(withdraw_item,)),
    )


def _void(here: State) -> Step:
    return Step(
        trigger="void_entry", label="登记作废", source=here, dest=State.ARCHIVED,
        by=(Role.INTAKE_CLERK,), article="条例第四十五条", facts=Voiding,
        checks=(head_consents,), effects=(void,), moves=ended_by_voiding)


class Withdrawal(Form):
    """The applicant withdraws in writing."""

    on = forms.day("撤回日期", required=True)
    how = forms.text("撤回方式", required=True, hint="书面；当面签字的附扫描件")
    paper = forms.files("撤回书扫描件")


class PartWithdrawn(Withdrawal):
    """The applicant withdraws one item."""

    item = forms.number("撤回的申请事项序号", required=True, most=99)


class Voiding(Form):
    """Why the entry is no application."""

    why = forms.text("作废理由", required=True, long=True, hint="重复登记、不是政府信息公开申请等")
    head = forms.text("同意作废的公开办负责人", required=True,
                      options=lambda action: action.directory.of_seat(Role.HEAD))


@guard("答复已经制发，不能再撤回")
def not_issued(action: Action) -> bool:
    """A withdrawal is possible until the reply is issued."""
    return not action.case.reply


@guard("收到申请之日尚未确定，请先确认；不是申请的办理“登记作废”", "条例第三十一条")
def has_been_received(action: Action) -> bool:
    """Only a request that counts can be withdrawn."""
    return action.case.receipt_fixed


def whole_withdrawal_only(action: Action) -> Iterable[Reason]:
    """A withdrawal lies on the file in writing or is noted how it was made."""
    day, start = action.facts.day("on"), action.case.received_on
    if day and start and day < start:
        yield Reason(f"撤回日期早于收到申请之日（{start:%Y-%m-%d}）", "", "on")


def ended_by_withdrawal(action: Action) -> tuple[Move, ...]:
    """Withdrawal of the whole ends the clock."""
    return (Move(MoveKind.ENDED, action.facts.on("on"), note="申请人撤回申请"),)


def withdraw(case: Case, entry: Entry) -> None:
    """The confirmation is the only reply left: it is drafted at once and goes to review."""
    case.withdrawn_on = entry.facts.on("on")
    case.proposed = Outcome.OTHER_OTHER
    case.extension = None if case.extension and case.extension.pending else case.extension
    for one in case.consultations.values():
        one.unreachable = one.unreachable or one.open
    rows = tuple(
        Facts({"item": item.no, "outcome": Outcome.OTHER_OTHER.value, "articles": []})
        for item in case.open_items)
    whole = Facts({"manner": Manner.POST.value})
    case.drafts.append(
        Draft(len(case.drafts) + 1, entry.officer, entry.at, rows, whole, entry.seq,
              entry.in_place_of))
    case.submitted_by, case.submitted_for = entry.officer, entry.in_place_of
    case.secrecy_review = case.legal_review = case.approval = None


def item_can_go(action: Action) -> Iterable[Reason]:
    """The item withdrawn is an open one."""
    item = action.facts.number("item")
    if item not in {one.no for one in action.case.open_items}:
        yield Reason(f"没有第{item}项申请事项", "", "item")


def withdraw_item(case: Case, entry: Entry) -> None:
    """The item needs no answer; an older draft no longer fits."""
    case.items[entry.facts.number("item")].withdrawn = True


def head_consents(action: Action) -> Iterable[Reason]:
    """The head of the disclosure office consents by name."""
    if Role.HEAD not in action.directory.seats(action.facts.text("head")):
        yield Reason("请选择本机关的公开办负责人", "", "head")


def void(case: Case, entry: Entry) -> None:
    """The entry never was an application; it is not counted."""
    case.void = True


def ended_by_voiding(action: Action) -> tuple[Move, ...]:
    """A voided entry has no limit."""
    return (Move(MoveKind.ENDED, action.today, note="登记作废"),) if action.clock else ()
