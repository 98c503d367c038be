"""Taking over an earlier register (历史导入): what was done before, told as told, not done again.

条例第四十五条 asks for a register of applications; 第四十九条、第五十条 for figures of years in
which it was kept elsewhere. One row is one request: answered, it goes to the archived ones with the
result and days of that register; without a result it is still in hand, and goes on here. Nothing
the register tells is proved here, so no letter, no approval and no service is recorded for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import past_or_today
from workflow.law.clock import Move
from workflow.law.receipt_day import ReceiptFacts
from workflow.record.case import Case, Extension, Imported, Item, Supplement
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import Action, Guard, Step, guard
from workflow.terms import (
    ApplicantKind,
    Channel,
    IdKind,
    Manner,
    MoveKind,
    Outcome,
    Role,
    State,
)

ARTICLE = "条例第四十五条、第五十条"
#: Who granted an extension before the request was taken over: nobody of here.
ELSEWHERE = "（原登记台账）"


def steps() -> tuple[Step, ...]:
    """Answered rows are archived, the others are in hand."""
    return (
        Step(
            trigger="import_history", label="历史导入", source=State.RECEIPT, dest=State.ARCHIVED,
            by=(Role.INTAKE_CLERK,), article=ARTICLE, facts=AnsweredRow, creates=True,
            checks=(*_past_days(), *_orders(), pairs_are_whole), effects=(take_over,),
            moves=as_told,
        ),
        Step(
            trigger="import_open", label="历史导入（在办）", source=State.RECEIPT,
            dest=State.HANDLING, by=(Role.INTAKE_CLERK,), article=ARTICLE, facts=OpenRow,
            creates=True, checks=(*_past_days(), *_orders(), pairs_are_whole, not_answered,
                                  nothing_awaited),
            effects=(take_over,), moves=as_told,
        ),
    )


class OpenRow(Form):
    """A row of an earlier register, by the keys of its columns."""

    no = forms.text("原申请编号", required=True, limit=60)
    source = forms.text("来源文件（SHA-256）", required=True, limit=64)
    row = forms.number("来源文件行号", required=True, most=9_999_999)
    received_on = forms.day("收到日期", required=True)
    channel = forms.choice("收到方式", Channel, required=True)
    applicant_kind = forms.choice("申请人类型", ApplicantKind, required=True)
    applicant_name = forms.text("申请人姓名或者名称", personal=True, limit=200)
    id_kind = forms.choice("证件类型", IdKind)
    id_number = forms.text("证件号码", personal=True, limit=40, narrow=True)
    phone = forms.text("联系电话", personal=True, limit=40)
    address = forms.text("通信地址", personal=True)
    postcode = forms.text("邮政编码", personal=True, limit=10, narrow=True)
    email = forms.text("电子邮箱", personal=True, limit=120, narrow=True)
    wanted = forms.text("申请内容", required=True, long=True)
    unit = forms.text("承办单位", limit=60)
    supplement_asked_on = forms.day("补正告知日期")
    supplemented_on = forms.day("补正收到日期")
    extended_on = forms.day("延期告知日期")
    extended_working_days = forms.number("延期工作日", most=99, unit="个工作日")
    outcome = forms.choice("办理结果", Outcome)
    reply_number = forms.text("答复文号", limit=64)
    replied_on = forms.day("答复日期")
    manner = forms.choice("送达方式", Manner)
    served_on = forms.day("送达日期")
    remark = forms.text("备注", personal=True, limit=2000)


class AnsweredRow(OpenRow):
    """A row with a result: that it was answered, and when."""

    outcome = forms.choice("办理结果", Outcome, required=True)
    replied_on = forms.day("答复日期", required=True)


#: The days of a row in the order in which they must lie, each with those it may not precede.
_DAYS = {
    "received_on": "收到日期", "supplement_asked_on": "补正告知日期",
    "supplemented_on": "补正收到日期", "extended_on": "延期告知日期", "replied_on": "答复日期",
    "served_on": "送达日期",
}
_NOT_BEFORE = {
    "supplement_asked_on": "received_on", "supplemented_on": "supplement_asked_on",
    "extended_on": "received_on", "replied_on": "received_on", "served_on": "replied_on",
}


def _past_days() -> tuple[Guard, ...]:
    return tuple(past_or_today(name, label) for name, label in _DAYS.items())


def _orders() -> tuple[Guard, ...]:
    return tuple(_not_before(name, earlier) for name, earlier in _NOT_BEFORE.items())


def _not_before(name: str, earlier: str) -> Guard:
    """A day that follows another of the same row."""

    def ask(action: Action) -> Iterable[Reason]:
        day, first = action.facts.day(name), action.facts.day(earlier)
        if day and first and day < first:
            yield Reason(f"{_DAYS[name]}（{day}）早于{_DAYS[earlier]}（{first}）", "", name)

    return ask


def pairs_are_whole(action: Action) -> Iterable[Reason]:
    """What cannot stand alone: a supplement was asked for, an extension was told on a day."""
    facts = action.facts
    if facts.day("supplemented_on") and not facts.day("supplement_asked_on"):
        yield Reason("有补正收到日期的，请填写补正告知日期", "条例第三十条", "supplement_asked_on")
    if facts.number("extended_working_days") and not facts.day("extended_on"):
        yield Reason("有延期工作日的，请填写延期告知日期", "条例第三十三条", "extended_on")
    if facts.day("extended_on") and not facts.number("extended_working_days"):
        yield Reason("有延期告知日期的，请填写延期工作日", "条例第三十三条",
                     "extended_working_days")


def not_answered(action: Action) -> Iterable[Reason]:
    """A row without a result is in hand: it has neither reply nor service."""
    for name, label in (("reply_number", "答复文号"), ("replied_on", "答复日期"),
                        ("manner", "送达方式"), ("served_on", "送达日期")):
        if action.facts.text(name):
            yield Reason(f"办理结果为空，表示仍在办理，却填有{label}；已经答复的，请填写办理结果",
                         "", name)


@guard("在办的申请已经告知补正、补正尚未收到的，等补正收到后再导入（申请人无正当理由逾期不补正的，"
       "请填写该办理结果和答复日期）", "条例第三十条", "supplemented_on")
def nothing_awaited(action: Action) -> bool:
    """Whether the notice arrived, and when its term ends, cannot be proved here."""
    facts = action.facts
    return not facts.day("supplement_asked_on") or facts.day("supplemented_on") is not None


def as_told(action: Action) -> tuple[Move, ...]:
    """The clock as the register tells it."""
    return tuple(_moves(action.facts))


def _moves(facts: Facts) -> Iterator[Move]:
    yield Move(MoveKind.RECEIVED, facts.on("received_on"), note="收到日期照录自原登记台账")
    days = {name: facts.day(name) for name in _DAYS}
    if asked := days["supplement_asked_on"]:
        yield Move(MoveKind.SUPPLEMENT_ASKED, asked)
    if supplemented := days["supplemented_on"]:
        yield Move(MoveKind.SUPPLEMENT_RECEIVED, supplemented)
    if extended := days["extended_on"]:
        yield Move(MoveKind.EXTENDED, extended, working_days=facts.number("extended_working_days"))
    if replied := days["replied_on"]:
        yield Move(MoveKind.REPLIED, replied)


def _receipt(channel: Channel, on: date) -> ReceiptFacts:
    """The day of receipt as the moment that decides for its channel (条例第三十一条)."""
    if channel in (Channel.REGISTERED_POST, Channel.EMS):
        return ReceiptFacts(channel, signed_on=on)
    if channel is Channel.ORDINARY_LETTER:
        return ReceiptFacts(channel, first_seen_on=on)
    return ReceiptFacts(channel, submitted_on=on)


def take_over(case: Case, entry: Entry) -> None:
    """The row becomes a request; its result and reply stay those of the earlier register."""
    facts = entry.facts
    case.channel = facts.term("channel", Channel)
    case.receipt, case.receipt_fixed = _receipt(case.channel, facts.on("received_on")), True
    case.applicant_kind = facts.term("applicant_kind", ApplicantKind)
    case.id_kind, case.unit = facts.text("id_kind"), facts.text("unit")
    case.items[1] = Item(1, facts.text("wanted"))
    case.imported = Imported(
        no=facts.text("no"), source=facts.text("source"), row=facts.number("row"),
        outcome=Outcome(facts.text("outcome")) if facts.text("outcome") else None,
        reply_number=facts.text("reply_number"), replied_on=facts.day("replied_on"),
        manner=Manner(facts.text("manner")) if facts.text("manner") else None,
        served_on=facts.day("served_on"))
    if facts.day("supplement_asked_on"):
        case.supplement = Supplement(document="", term_working_days=0, points=(),
                                     received_on=facts.day("supplemented_on"))
    if facts.day("extended_on"):
        case.extension = Extension("", facts.number("extended_working_days"), "",
                                   granted_by=ELSEWHERE)
