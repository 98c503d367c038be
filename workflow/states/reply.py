"""Reply (答复): issue the approved letter, or recall it before it leaves; close when it is served.

政府信息公开条例 articles 33 and 36. Dispatch and service stand in `service.py`.
"""

from collections.abc import Iterable

from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import mending_is_settled, no_hold
from workflow.record.case import Case
from workflow.record.standing import beijing_day
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, Role, State

HERE = State.REPLY


def steps() -> tuple[Step, ...]:
    """The steps of reply."""
    return (
        Step(
            trigger="issue", label="制发答复", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK, Role.REVIEWER), article="条例第三十六条", facts=Issue,
            guards=(not_issued_yet, is_approved, no_hold),
            checks=(decision_day_is_possible, facts_are_the_approved_ones),
            effects=(frozen,), letters=the_reply, primary=True, freezes_clock=True,
        ),
        Step(
            trigger="recall", label="收回", source=HERE, dest=State.HANDLING,
            by=(Role.INTAKE_CLERK, Role.REVIEWER), article="条例第四十五条", facts=Recall,
            guards=(not_dispatched_yet, has_a_handler), effects=(take_back,),
        ),
        Step(
            trigger="close", label="办结", source=HERE, dest=State.ARCHIVING,
            by=(Role.INTAKE_CLERK,), article="条例第四十五条", facts=Closing,
            guards=(reply_is_served, batches_are_given, inspections_are_recorded,
                    mending_is_settled), primary=True,
        ),
    )


class Issue(Form):
    """The date the letter bears."""

    decided_on = forms.day("成文日期", hint="不填的为今天")
    late_reason = forms.text("逾期答复的原因", long=True, hint="已超过法定期限的必填，写入答复书")


class Recall(Form):
    """Why an approved reply is taken back."""

    reason = forms.text("收回理由", required=True, long=True)


class Closing(Form):
    """A word at the end of handling."""

    note = forms.text("办结说明", long=True)


@guard("答复书已经制发")
def not_issued_yet(action: Action) -> bool:
    """One reply, issued once."""
    return not action.case.reply


@guard("答复尚未签发", "条例第四十五条")
def is_approved(action: Action) -> bool:
    """On the spot the head's standing authorisation is the approval."""
    return action.case.approval is not None or action.case.on_the_spot


def decision_day_is_possible(action: Action) -> Iterable[Reason]:
    """Not in the future, not before the approval, and a late reply says why."""
    day = action.facts.day("decided_on")
    approval, clock = action.case.approval, action.clock
    if day and day > action.today:
        yield Reason("成文日期不得晚于今天", "", "decided_on")
    if day and approval and day < beijing_day(approval.at):
        yield Reason("成文日期不得早于签发之日", "", "decided_on")
    first = action.case.withdrawn_on is None and not action.case.replies_anew
    late = clock and clock.late and first
    if clock and late and not action.facts.text("late_reason"):
        yield Reason(f"已超过答复期限{clock.late_by_working_days}个工作日，请写明逾期原因",
                     "条例第三十三条", "late_reason")


def facts_are_the_approved_ones(action: Action) -> Iterable[Reason]:
    """All but number and date is what was approved, the remedy clause of this date included."""
    approval, draft = action.case.approval, action.case.draft
    if approval is None or draft is None:
        return
    day = action.facts.day("decided_on") or action.today
    letter = documents.reply(action, draft, "", day, action.facts.text("late_reason"))
    if documents.approved_digest(letter) != approval.digest:
        yield Reason("答复内容或者救济告知与签发时不一致（草稿、送达、机关设置或者适用的法律"
                     "有变化），请收回后重新送审签发", "条例第四十五条")


def the_reply(action: Action) -> tuple[Outgoing, ...]:
    """The reply, frozen with its number and date."""
    draft = action.case.draft
    assert draft is not None  # guard: approved or on the spot
    day = action.facts.day("decided_on") or action.today
    why = action.facts.text("late_reason")
    return (Outgoing(DocumentKind.REPLY,
                     lambda number: documents.reply(action, draft, number, day, why)),)


def frozen(case: Case, entry: Entry) -> None:
    """The bytes are kept; every later copy is these bytes."""
    case.reply = entry.facts.rows("documents")[0]["id"]


@guard("答复书已经寄出或者送达，不能收回；需要更正的另行办理")
def not_dispatched_yet(action: Action) -> bool:
    """What has left cannot be recalled."""
    reply = action.case.documents.get(action.case.reply)
    return reply is None or reply.dispatched_on is None


@guard("本件没有承办人（当场答复），不能退回办理")
def has_a_handler(action: Action) -> bool:
    """A recalled reply goes back to its handler."""
    return bool(action.case.handler)


def take_back(case: Case, entry: Entry) -> None:
    """The number is voided and stays visible; the approvals fall."""
    if case.reply:
        case.documents[case.reply].voided = True
    case.reply, case.approval = "", None
    case.secrecy_review = case.legal_review = None


@guard("答复分批提供，尚有未提供的批次，请先办理“登记分批提供”", "条例第三十六条第二项")
def batches_are_given(action: Action) -> bool:
    """Everything promised in batches has been given."""
    return not action.case.outstanding


@guard("安排的查阅尚未登记结果，请先办理“登记查阅”", "条例第四十条")
def inspections_are_recorded(action: Action) -> bool:
    """It is known what came of every inspection."""
    return all(one.came is not None for one in action.case.inspections)


def reply_is_served(action: Action) -> Iterable[Reason]:
    """A request is done when the service of its reply is proved or lawfully substituted."""
    reply = action.case.documents.get(action.case.reply)
    if reply is None:
        yield Reason("答复书尚未制发", "条例第三十六条")
    elif not reply.served:
        yield Reason("答复书尚无送达凭证，请先登记送达", "国办公开办函〔2016〕235号")
