"""Registration (登记): complete the entry, then hand the request to a handler.

政府信息公开条例 articles 29, 30, 33 and 45. The supplement stands in `supplement.py`, since it may
still be asked while the request is handled.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import BadFacts, Reason
from workflow.forms import Form
from workflow.guards import not_anew_by_order, not_withdrawn, past_or_today
from workflow.law.clock import Move
from workflow.law.receipt_day import ReceiptFacts, receipt_day
from workflow.record.case import Case, Draft
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import (
    ApplicantKind,
    Channel,
    MoveKind,
    Outcome,
    ProvisionForm,
    Role,
    State,
    Term,
)

HERE = State.REGISTRATION


def steps() -> tuple[Step, ...]:
    """The steps of registration."""
    return (
        Step(
            trigger="assign", label="分办", source=HERE, dest=State.HANDLING,
            by=(Role.INTAKE_CLERK, Role.HEAD), article="条例第四十五条", facts=Assigned,
            guards=(not_withdrawn, not_waiting_for_supplement), checks=(handler_is_one,),
            effects=(give_to_handler,), primary=True,
        ),
        Step(
            trigger="answer_on_the_spot", label="当场答复", source=HERE, dest=State.REPLY,
            by=(Role.INTAKE_CLERK,), article="条例第三十三条第一款", facts=OnTheSpot,
            guards=(not_withdrawn, is_no_redo, standing_authorisation),
            effects=(decide_on_the_spot,),
        ),
        Step(
            trigger="correct_entry", label="更正登记", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK,), article="条例第四十五条", facts=Correction,
            checks=(past_or_today("day", "更正后的日期"), correction_is_whole),
            effects=(correct,), moves=receipt_day_corrected,
        ),
    )


def handlers(action: Action) -> list[tuple[str, str]]:
    """The officers in the handler's seat."""
    return action.directory.of_seat(Role.HANDLER)


class Assigned(Form):
    """To whom the request goes."""

    handler = forms.text("承办人", required=True, options=handlers)
    unit = forms.text("承办单位", limit=60, offers=forms.units)
    inner_due_on = forms.day("内部办理期限")
    report_to_leader = forms.yes("报分管领导")


class SpotOutcome(Term):
    """What may be answered on the spot: only what is public or released already."""

    GRANTED_PUBLIC = "granted_public", "已主动公开，告知获取方式（第三十六条第一项）"
    GRANTED = "granted", "已决定公开过，当场提供（第三十六条第二项）"


class OnTheSpot(Form):
    """What was given at the counter."""

    outcome = forms.choice("答复类型", SpotOutcome, required=True)
    source = forms.text("获取方式、途径", long=True, required=True,
                        hint="网址、公报期号，或者当场提供的文件名称和文号")
    form = forms.choice("提供形式", ProvisionForm, only=(
        ProvisionForm.PAPER, ProvisionForm.ELECTRONIC, ProvisionForm.INSPECTION))
    given = forms.files("当场提供的文件")


class Correctable(Term):
    """What of the entry may be corrected."""

    APPLICANT_NAME = "applicant_name", "申请人姓名或者名称"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "通信地址"
    EMAIL = "email", "电子邮箱"
    APPLICANT_KIND = "applicant_kind", "申请人类型"
    WANTED = "wanted", "申请内容"
    RECEIPT_DAY = "receipt_day", "收到申请之日"


class Correction(Form):
    """A correction: both values stay in the trail."""

    what = forms.choice("更正事项", Correctable, required=True)
    applicant_name = forms.text("更正后的姓名或者名称", personal=True, limit=200)
    phone = forms.text("更正后的电话", personal=True, limit=40)
    address = forms.text("更正后的地址", personal=True)
    email = forms.text("更正后的邮箱", personal=True, limit=120)
    applicant_kind = forms.choice("更正后的申请人类型", ApplicantKind)
    item = forms.number("申请事项序号", most=99)
    wanted = forms.text("更正后的申请内容", long=True)
    day = forms.day("更正后的收到（签收、提交、确认）日期")
    reason = forms.text("更正理由", required=True, long=True)
    evidence = forms.files("依据材料", hint="更正收到申请之日必须有依据")


@guard("正在等待申请人补正，补正到达或者期限届满后再分办", "条例第三十条")
def not_waiting_for_supplement(action: Action) -> bool:
    """A request waiting for its supplement stays at the counter."""
    asked = action.case.supplement
    return asked is None or asked.received_on is not None or asked.overdue


def handler_is_one(action: Action) -> Iterable[Reason]:
    """The handler holds the handler's seat in this agency."""
    login = action.facts.text("handler")
    if Role.HANDLER not in action.directory.seats(login):
        yield Reason(f"“{login}”不是本机关的承办人", "", "handler")


def give_to_handler(case: Case, entry: Entry) -> None:
    """The request is in the handler's hands."""
    case.handler, case.unit = entry.facts.text("handler"), entry.facts.text("unit")
    case.inner_due_on = entry.facts.day("inner_due_on")
    if entry.facts.flag("report_to_leader"):
        case.flagged = "分办时报分管领导"


@guard("公开办负责人没有现行有效的当场答复授权，请分办后按程序答复", "条例第三十三条第一款")
def standing_authorisation(action: Action) -> bool:
    """The head's standing authorisation is the approval of an answer at the counter."""
    return action.office.setting("on_the_spot_authorisation") == "on"


@guard("按决定、判决重新作出的答复应当分办，经审核后签发", "行政复议法第七十七条")
def is_no_redo(action: Action) -> bool:
    """What was annulled is not answered again over the counter."""
    return action.case.redo is None


def decide_on_the_spot(case: Case, entry: Entry) -> None:
    """The clerk's answer is the draft; the standing authorisation approves it."""
    facts = entry.facts
    outcome = facts.term("outcome", Outcome)
    article = "36.1" if outcome is Outcome.GRANTED_PUBLIC else "36.2"
    rows = tuple(
        Facts({
            "item": item.no, "outcome": outcome.value, "articles": [article],
            "source": facts.text("source"), "description": facts.text("source"),
            "form": facts.text("form") or ProvisionForm.PAPER.value,
        })
        for item in case.open_items
    )
    case.drafts.append(
        Draft(1, entry.officer, entry.at, rows, Facts({"manner": "direct"}), entry.seq,
              entry.in_place_of))
    case.on_the_spot = True


def correction_is_whole(action: Action) -> Iterable[Reason]:
    """The new value is there, and the day of receipt is corrected only with evidence."""
    facts, what = action.facts, action.facts.term("what", Correctable)
    needed = {"wanted": "wanted", "receipt_day": "day"}.get(what.value, what.value)
    if needed not in facts:
        yield Reason(f"请填写更正后的{what.label}", "", needed)
    if what is Correctable.WANTED and facts.number("item") not in action.case.items:
        yield Reason("请填写要更正的申请事项序号", "", "item")
    if what is not Correctable.RECEIPT_DAY:
        return
    yield from not_anew_by_order(action)
    if not facts.texts("evidence"):
        yield Reason("更正收到申请之日必须附上依据（信封、签收单、系统记录）", "条例第三十一条",
                     "evidence")
    if "day" in facts:
        try:
            receipt_day(_corrected(action.case, facts), action.today)
        except BadFacts as error:
            yield error.reason


#: Which moment fixes the day of receipt for a channel.
_DECIDING = {
    Channel.REGISTERED_POST: "signed_on", Channel.EMS: "signed_on",
    Channel.ORDINARY_LETTER: "confirmed_on",
}


def _corrected(case: Case, facts: Facts) -> ReceiptFacts:
    assert case.receipt is not None  # every case began with `receive`
    changed = {_DECIDING.get(case.channel, "submitted_on"): facts.day("day")}
    if case.channel is Channel.ORDINARY_LETTER:
        changed["first_seen_on"] = facts.day("day")
    return ReceiptFacts(**{**case.receipt.__dict__, **changed})


def receipt_day_corrected(action: Action) -> tuple[Move, ...]:
    """A corrected day of receipt starts the clock anew on that day."""
    if action.facts.text("what") != Correctable.RECEIPT_DAY:
        return ()
    found = receipt_day(_corrected(action.case, action.facts), action.today)
    return (Move(MoveKind.RECEIVED, found.on, note="更正收到申请之日"),) if found.on else ()


def correct(case: Case, entry: Entry) -> None:
    """The entry says the new value; the trail keeps both."""
    facts, what = entry.facts, entry.facts.term("what", Correctable)
    if what is Correctable.APPLICANT_KIND:
        case.applicant_kind = facts.term("applicant_kind", ApplicantKind)
    elif what is Correctable.WANTED:
        case.items[facts.number("item")].wanted = facts.text("wanted")
    elif what is Correctable.RECEIPT_DAY:
        case.receipt, case.receipt_fixed = _corrected(case, facts), True
