"""Everywhere (通用): papers, persons, notes, holds, withdrawal, splitting, in several states.

政府信息公开条例 article 45; 国办发〔2010〕5号 (一事一申请). None of them moves a clock save the
withdrawal of the whole request, which ends it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, not_withdrawn, past_or_today
from workflow.law.clock import Move
from workflow.record.case import Case, Draft, Hold
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Manner, MoveKind, Outcome, PersonRole, Role, State

OPEN = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY)
EARLY = (State.RECEIPT, State.REGISTRATION)
SPLITTING = (State.REGISTRATION, State.HANDLING)
ALL_SEATS = (
    Role.INTAKE_CLERK, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.SECRECY_REVIEWER,
    Role.LEGAL_OFFICE, Role.ARCHIVIST, Role.LEADER,
)
_RULES = "条例第四十五条"


def steps() -> tuple[Step, ...]:
    """All of them, state by state."""
    return (
        *(step for here in OPEN for step in _general(here)),
        *(step for here in SPLITTING for step in _splitting(here)),
        *(_void(here) for here in EARLY),
    )


def _general(here: State) -> tuple[Step, ...]:
    counter = (Role.INTAKE_CLERK, Role.HANDLER)
    return (
        Step(trigger="note", label="备注", source=here, dest=STAY, by=ALL_SEATS, article=_RULES,
             facts=Note),
        Step(trigger="attach", label="添加材料", source=here, dest=STAY, by=ALL_SEATS,
             article=_RULES, facts=Papers, checks=(no_classified_carrier,), effects=(file_them,)),
        Step(trigger="flag_for_leader", label="报分管领导", source=here, dest=STAY, by=ALL_SEATS,
             article=_RULES, facts=Flagged, effects=(flag,)),
        Step(trigger="record_person", label="登记相关人员", source=here, dest=STAY,
             by=(Role.INTAKE_CLERK,), article="民法典第二十三条；行政复议法第十四条（类推）",
             facts=Person, checks=(papers_are_there,)),
        Step(trigger="hold", label="暂缓", source=here, dest=STAY, by=(Role.LEGAL_OFFICE,),
             article=_RULES, facts=Held, guards=(not_held,), effects=(hold_it,)),
        Step(trigger="release_hold", label="解除暂缓", source=here, dest=STAY,
             by=(Role.LEGAL_OFFICE, Role.HEAD), article=_RULES, facts=Released,
             guards=(is_held,), effects=(release,)),
        Step(trigger="withdraw", label="撤回申请", source=here, dest=State.REVIEW, by=counter,
             article="国办公开办函〔2021〕30号", facts=Withdrawal,
             guards=(is_handler, not_withdrawn, not_issued, has_been_received),
             checks=(past_or_today("on", "撤回日期"), whole_withdrawal_only), effects=(withdraw,),
             moves=ended_by_withdrawal),
        Step(trigger="withdraw_part", label="撤回部分事项", source=here, dest=STAY, by=counter,
             article="国办公开办函〔2021〕30号", facts=PartWithdrawn,
             guards=(is_handler, not_withdrawn, not_issued, several_items),
             checks=(past_or_today("on", "撤回日期"), item_can_go), effects=(withdraw_item,)),
    )


def _splitting(here: State) -> tuple[Step, ...]:
    seats = (Role.INTAKE_CLERK, Role.HANDLER)
    return (
        Step(trigger="split", label="分立申请", source=here, dest=STAY, by=seats,
             article="国办发〔2010〕5号（一事一申请）", facts=Splitting,
             guards=(is_handler, not_withdrawn, several_items, nothing_awaited),
             checks=(parts_can_go,),
             effects=(part_with,), offspring=siblings),
        Step(trigger="link_repeat", label="关联在先申请", source=here, dest=STAY, by=seats,
             article="条例第三十六条第六项", facts=Earlier, guards=(is_handler,),
             effects=(link,)),
    )


def _void(here: State) -> Step:
    return Step(
        trigger="void_entry", label="登记作废", source=here, dest=State.ARCHIVED,
        by=(Role.INTAKE_CLERK,), article=_RULES, facts=Voiding,
        checks=(head_consents,), effects=(void,), moves=ended_by_voiding)


class Note(Form):
    """A note in the trail."""

    text = forms.text("内容", required=True, long=True)


class Papers(Form):
    """Files put on the case file."""

    what = forms.text("材料名称", required=True)
    others = forms.yes("含有他人个人信息")
    classified = forms.yes("属于涉密载体",
                           hint="涉密载体不得录入，请改填“备注”：标题、密级、保管人")
    papers = forms.files("文件", required=True)


class Flagged(Form):
    """What the leader should know."""

    text = forms.text("报告事项", required=True, long=True)


class Person(Form):
    """Another person in the request, or a changed contact."""

    part = forms.choice("类别", PersonRole, required=True)
    applicant_name = forms.text("承继后的申请人", personal=True, limit=200, hint="仅承继时填写")
    person = forms.text("姓名或者名称", personal=True, required=True, limit=200)
    person_phone = forms.text("其联系电话", personal=True, limit=40)
    person_address = forms.text("其通信地址", personal=True)
    phone = forms.text("申请人新的联系电话", personal=True, limit=40,
                       hint="仅联系方式变更、承继时填写")
    address = forms.text("申请人新的通信地址", personal=True, hint="仅联系方式变更、承继时填写")
    scope = forms.text("代理权限或者说明", long=True)
    papers = forms.files("委托书、监护或者承继证明")


class Held(Form):
    """Why the legal office holds the request."""

    reason = forms.text("暂缓理由", required=True, long=True)


class Released(Form):
    """Why the hold ends."""

    reason = forms.text("解除（或者放行）理由", required=True, long=True)


class Withdrawal(Form):
    """The applicant withdraws in writing."""

    on = forms.day("撤回日期", required=True)
    how = forms.text("撤回方式", required=True, hint="书面；当面签字的附扫描件")
    paper = forms.files("撤回书扫描件")


class PartWithdrawn(Withdrawal):
    """The applicant withdraws one item."""

    item = forms.number("撤回的申请事项序号", required=True, most=99)


class Splitting(Form):
    """Which items become requests of their own."""

    items = forms.texts("分立出去的事项", required=True,
                        options=lambda action: [(str(i.no), i.wanted[:40])
                                                for i in action.case.open_items])
    reason = forms.text("分立理由", required=True, long=True)


class Earlier(Form):
    """The earlier request that may be the same."""

    earlier = forms.text("在先申请编号", required=True, limit=40)
    comparison = forms.text("比对说明", required=True, long=True,
                            hint="仅作线索，是否重复由承办人判断")


class Voiding(Form):
    """Why the entry is no application."""

    why = forms.text("作废理由", required=True, long=True, hint="重复登记、不是政府信息公开申请等")
    head = forms.text("同意作废的公开办负责人", required=True,
                      options=lambda action: action.directory.of_seat(Role.HEAD))


def no_classified_carrier(action: Action) -> Iterable[Reason]:
    """Classified carriers stay outside the system."""
    if action.facts.flag("classified"):
        yield Reason("涉密载体不得录入本系统，请登记标题、密级和保管人",
                     "保守国家秘密法第二十四条、第三十一条",
                     "classified")


def file_them(case: Case, entry: Entry) -> None:
    """The files carry the name given to them."""
    for digest in entry.file_digests:
        case.files[digest] = entry.facts.text("what")


def flag(case: Case, entry: Entry) -> None:
    """The leader sees it."""
    case.flagged = entry.facts.text("text")


def papers_are_there(action: Action) -> Iterable[Reason]:
    """Agent, guardian and successor prove their part."""
    part = action.facts.term("part", PersonRole)
    proven = (PersonRole.AGENT, PersonRole.GUARDIAN, PersonRole.SUCCESSOR)
    if part in proven and not action.facts.texts("papers"):
        yield Reason(f"登记{part.label}的，须附委托书或者证明材料", "民法典第二十三条", "papers")
    changing = (PersonRole.CONTACT, PersonRole.SUCCESSOR)
    if part not in changing and {"phone", "address"} & action.given_personal.keys():
        yield Reason(f"登记{part.label}不改变申请人的联系方式，请填写“其联系电话”“其通信地址”",
        "", "phone")
    if part is PersonRole.SUCCESSOR and not action.given_personal.get("applicant_name"):
        yield Reason("请填写承继后的申请人", "", "applicant_name")


@guard("本件已经暂缓")
def not_held(action: Action) -> bool:
    """One hold at a time."""
    return action.case.hold is None


@guard("本件没有暂缓")
def is_held(action: Action) -> bool:
    """Only a hold can be released."""
    return action.case.hold is not None


def hold_it(case: Case, entry: Entry) -> None:
    """Nothing leaves meanwhile."""
    case.hold = Hold(entry.officer, entry.facts.text("reason"))


def release(case: Case, entry: Entry) -> None:
    """The legal office lifts its hold; the head overrides it with a reason."""
    case.hold = None


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
    case.drafts.append(Draft(len(case.drafts) + 1, entry.officer, entry.at, rows, whole))
    case.submitted_by = entry.officer
    case.secrecy_review = case.legal_review = case.approval = None


@guard("本件只有一项申请事项", "国办发〔2010〕5号（一事一申请）")
def several_items(action: Action) -> bool:
    """Parts need several items."""
    return len(action.case.open_items) > 1


def item_can_go(action: Action) -> Iterable[Reason]:
    """The item withdrawn is an open one."""
    item = action.facts.number("item")
    if item not in {one.no for one in action.case.open_items}:
        yield Reason(f"没有第{item}项申请事项", "", "item")


def withdraw_item(case: Case, entry: Entry) -> None:
    """The item needs no answer; an older draft no longer fits."""
    case.items[entry.facts.number("item")].withdrawn = True


def parts_can_go(action: Action) -> Iterable[Reason]:
    """At least one item stays with this request."""
    chosen, live = set(action.facts.texts("items")), {str(i.no) for i in action.case.open_items}
    if not chosen <= live:
        yield Reason("选择的事项不存在", "", "items")
    elif chosen == live:
        yield Reason("至少保留一项在本件中办理", "国办发〔2010〕5号（一事一申请）", "items")


def part_with(case: Case, entry: Entry) -> None:
    """The items are answered in requests of their own."""
    for item in entry.facts.texts("items"):
        case.items[int(item)].split_to = "另件"


def siblings(action: Action) -> tuple[Mapping[str, Any], ...]:
    """One new request an item, received on the same day by the same channel."""
    case, receipt = action.case, action.case.receipt
    assert receipt is not None  # every case began with `receive`
    shared = {
        "channel": case.channel, "applicant_kind": case.applicant_kind,
        "submitted_on": receipt.submitted_on, "signed_on": receipt.signed_on,
        "first_seen_on": receipt.first_seen_on, "confirmed_on": receipt.confirmed_on,
        "called_same_day": receipt.called_same_day, "form_wanted": case.form_wanted,
        "route_wanted": case.route_wanted, "online_consent": case.online_consent,
        "split_from": case.no, "id_kind": case.id_kind, **_supplemented(case),
    }
    return tuple(
        {**shared, "items": [{"wanted": case.items[int(item)].wanted}]}
        for item in action.facts.texts("items"))


def _supplemented(case: Case) -> dict[str, Any]:
    """A part split off after the supplement counts from the supplement as well."""
    asked = case.supplement
    notice = case.documents.get(asked.document) if asked else None
    if asked is None or asked.received_on is None or notice is None:
        return {}
    return {"asked_on": notice.dispatched_on, "term_working_days": asked.term_working_days,
            "supplemented_on": asked.received_on}


@guard("正在等待申请人补正，补正到达或者期限届满后再分立", "条例第三十条")
def nothing_awaited(action: Action) -> bool:
    """What is still unclear is not taken apart."""
    asked = action.case.supplement
    return asked is None or asked.received_on is not None or asked.overdue


def link(case: Case, entry: Entry) -> None:
    """A candidate only: the handler decides."""
    case.earlier_requests.append(entry.facts.text("earlier"))


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
