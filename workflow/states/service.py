"""Service (送达): documents going out, and what is proved of their arrival.

国办公开办函〔2016〕235号: directly, through another agency, or by the postal enterprise; the day of
posting or of signing counts. A notice moves a clock only through what is proved here.
"""

from collections.abc import Iterable
from datetime import date

from workflow import forms
from workflow.drafting import online_reasons
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import SERVICE_RULE as RULE
from workflow.guards import carrier_is_lawful, no_hold, past_or_today
from workflow.law.clock import Move
from workflow.law.rules import RECONSIDERATION_ACT_2023
from workflow.record.case import Case, OutgoingDocument
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step
from workflow.terms import (
    BY_POST,
    DeliveryFailure,
    DocumentKind,
    Manner,
    MoveKind,
    Role,
    State,
)

OPEN_IN = (State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY, State.ARCHIVING,
           State.ARCHIVED)


def steps() -> tuple[Step, ...]:
    """The life of an outgoing document, in every state; once sealed, of what mends a letter."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    return (
        Step(
            trigger="dispatch_document", label="发出文书", source=here, dest=STAY,
            by=(Role.INTAKE_CLERK, Role.HANDLER), article=RULE, facts=Dispatch,
            guards=(something_to_dispatch, no_hold),
            checks=(document_can_leave, past_or_today("on", "寄出或者交付日期"),
                    not_before_its_date, carrier_is_lawful, online_is_possible,
                    extension_still_counts, supplement_still_in_time,
                    notice_within_the_limit),
            effects=(sent,), moves=moves_of_dispatch, primary=True,
        ),
        Step(
            trigger="record_delivery", label="登记送达", source=here, dest=STAY,
            by=(Role.INTAKE_CLERK,), article=RULE, facts=Delivery,
            guards=(something_under_way,),
            checks=(document_is_under_way, past_or_today("on", "送达日期"),
                    not_before_dispatch, proof_is_there),
            effects=(arrived,), moves=moves_of_delivery, primary=True,
        ),
        Step(
            trigger="record_delivery_failure", label="登记未送达", source=here, dest=STAY,
            by=(Role.INTAKE_CLERK,), article=RULE, facts=Failure,
            guards=(something_under_way,),
            checks=(document_is_under_way, past_or_today("on", "退回日期"), not_before_dispatch),
            effects=(failed,), moves=moves_of_failure,
        ),
    )


def to_dispatch(action: Action) -> list[tuple[str, str]]:
    """Documents issued and not yet sent, or to be sent again after a failure."""
    return [
        (d.id, f"{d.kind.label} {d.number}") for d in action.case.documents.values()
        if not d.voided and not d.served and (d.dispatched_on is None or d.failed)
    ]


def under_way(action: Action) -> list[tuple[str, str]]:
    """Documents sent whose arrival is not yet proved."""
    return [
        (d.id, f"{d.kind.label} {d.number}") for d in action.case.documents.values()
        if not d.voided and d.dispatched_on is not None and not d.served
    ]


class Dispatch(Form):
    """How and when a document left."""

    document = forms.text("文书", required=True, options=to_dispatch)
    manner = forms.choice("送达方式", Manner, required=True)
    on = forms.day("寄出或者交付日期", required=True, hint="邮寄以交邮之日为准")
    mail_no = forms.text("邮件号", limit=40, hint="邮寄的必填；不得使用快递公司，不得到付")
    carrier = forms.text("寄递单位", limit=40, hint="邮寄的填中国邮政")
    late_reason = forms.text("逾期发出补正告知书的理由", long=True,
                             hint="超过收到申请之日起7个工作日的必填，须经公开办负责人同意")
    slip = forms.files("交邮凭证")


class Delivery(Form):
    """When and by whom it was received, and the proof."""

    document = forms.text("文书", required=True, options=under_way)
    on = forms.day("送达日期", required=True, hint="签收日；网络送达为到达对方系统之日")
    received_by = forms.text("签收人", personal=True, limit=80)
    relation = forms.text("与受送达人的关系", limit=40)
    proof_kind = forms.text("凭证", required=True, hint="送达回证、邮件签收记录、系统到达记录等")
    proof = forms.files("凭证扫描件")


class Failure(Form):
    """Why it did not arrive."""

    document = forms.text("文书", required=True, options=under_way)
    on = forms.day("退回或者得知日期", required=True)
    why = forms.choice("未送达原因", DeliveryFailure, required=True)
    evidence = forms.text("证据", required=True, long=True, hint="拒收的写明见证人或者录像")
    papers = forms.files("证据扫描件")


def something_to_dispatch(action: Action) -> Iterable[Reason]:
    """Only an issued, frozen document can leave."""
    if not to_dispatch(action):
        yield Reason("没有待发出的文书")


def something_under_way(action: Action) -> Iterable[Reason]:
    """Only what has left can arrive."""
    if not under_way(action):
        yield Reason("没有已发出、待登记送达的文书")


def _document(action: Action) -> OutgoingDocument | None:
    return action.case.documents.get(action.facts.text("document"))


def document_can_leave(action: Action) -> Iterable[Reason]:
    """The document named is one that waits to leave."""
    if action.facts.text("document") not in dict(to_dispatch(action)):
        yield Reason("该文书不存在、已作废或者已经发出", "", "document")


def document_is_under_way(action: Action) -> Iterable[Reason]:
    """The document named is one that has left."""
    if action.facts.text("document") not in dict(under_way(action)):
        yield Reason("该文书尚未发出或者已经登记送达", "", "document")


def not_before_its_date(action: Action) -> Iterable[Reason]:
    """Nothing leaves before it was signed."""
    document, day = _document(action), action.facts.day("on")
    if document and day and day < document.dated:
        yield Reason(f"寄出日期早于文书成文日期（{document.dated:%Y-%m-%d}）", RULE, "on")


def not_before_dispatch(action: Action) -> Iterable[Reason]:
    """Nothing arrives before it left."""
    document, day = _document(action), action.facts.day("on")
    if document and document.dispatched_on and day and day < document.dispatched_on:
        yield Reason(f"早于发出日期（{document.dispatched_on:%Y-%m-%d}）", RULE, "on")


def online_is_possible(action: Action) -> Iterable[Reason]:
    """Online service needs consent, and for a reply the online reconsideration channel."""
    document = _document(action)
    if document is None or action.facts.text("manner") != Manner.ONLINE:
        return
    if document.kind is DocumentKind.REPLY:
        yield from online_reasons(action, "manner")
    elif not action.case.online_consent:
        yield Reason("申请人没有同意网络送达", "民事诉讼法第九十条（类推）", "manner")
    if _names_no_online_channel(action.case, document):
        yield Reason(f"该{document.kind.label}没有告知网上申请行政复议的渠道，不能以网络方式发出；"
                     "请用其他方式发出，答复书也可以收回后按网络送达重新送审",
                     "行政复议法第二十二条第二款", "manner")


def _names_no_online_channel(case: Case, document: OutgoingDocument) -> bool:
    """A decision whose remedies were written for service on paper, since the act of 2023."""
    if document.dated < RECONSIDERATION_ACT_2023 or case.withdrawn_on is not None:
        return False
    if document.kind is DocumentKind.REPLY:
        return case.draft is None or case.draft.whole.text("manner") != Manner.ONLINE
    return document.kind in _WITH_REMEDIES


def extension_still_counts(action: Action) -> Iterable[Reason]:
    """An extension told after the first limit is void."""
    document, day, clock = _document(action), action.facts.day("on"), action.clock
    if document and clock and day and document.kind is DocumentKind.EXTENSION and (
            day > clock.first_due_on):
        end = f"{clock.first_due_on:%Y-%m-%d}"
        yield Reason(f"延期答复告知书应当在首个答复期限（{end}）届满前发出，"
                     "逾期发出不产生延期效力", "条例第三十三条第二款", "on")


#: The notices that tell remedies; none of them names an online channel.
_WITH_REMEDIES = frozenset({
    DocumentKind.DISCLOSURE_TOLD, DocumentKind.REMEDIES_SUPPLIED, DocumentKind.REVOCATION})
_WITHIN = {
    DocumentKind.DELAY: ("延迟答复告知书", "条例第三十五条"),
    DocumentKind.FEE: ("收费通知书", "国办函〔2020〕109号"),
}


def notice_within_the_limit(action: Action) -> Iterable[Reason]:
    """A delay and a fee are told before the limit ends."""
    document, day, clock = _document(action), action.facts.day("on"), action.clock
    if document is None or document.kind not in _WITHIN or document.dispatched_on is not None:
        return
    name, article = _WITHIN[document.kind]
    if day and clock and clock.due_on and day > clock.due_on:
        yield Reason(f"{name}应当在答复期限（{clock.due_on:%Y-%m-%d}）届满前发出", article, "on")


def supplement_still_in_time(action: Action) -> Iterable[Reason]:
    """A supplement notice that leaves after working day seven needs the head's reason."""
    document, day = _document(action), action.facts.day("on")
    clock, asked = action.clock, action.case.supplement
    if not (document and day and clock and asked) or document.kind is not DocumentKind.SUPPLEMENT:
        return
    limit = clock.supplement_notice_due_on
    if limit and day > limit and not (asked.late_reason or action.facts.text("late_reason")):
        yield Reason(f"补正告知书应当在{limit:%Y-%m-%d}前发出，逾期发出不停止计算答复期限；"
                     "确需发出的，请填写经公开办负责人同意的理由", "条例第三十条", "late_reason")


def proof_is_there(action: Action) -> Iterable[Reason]:
    """A delivery by hand or post names who received it."""
    document = _document(action)
    if document and document.manner is not Manner.ONLINE and (
            not action.given_personal.get("received_by")):
        yield Reason("请填写签收人", "民事诉讼法第八十七条（类推）", "received_by")


def sent(case: Case, entry: Entry) -> None:
    """The document has left."""
    facts = entry.facts
    document = case.documents[facts.text("document")]
    document.manner = facts.term("manner", Manner)
    document.mail_no = facts.text("mail_no")
    document.dispatched_on = document.dispatched_on or facts.on("on")
    document.failed = ""


def arrived(case: Case, entry: Entry) -> None:
    """Its arrival is proved."""
    case.documents[entry.facts.text("document")].delivered_on = entry.facts.on("on")


def failed(case: Case, entry: Entry) -> None:
    """It did not arrive; a consulted party that cannot be reached ends the waiting."""
    document = case.documents[entry.facts.text("document")]
    document.failed = entry.facts.term("why", DeliveryFailure).label
    if document.kind is DocumentKind.CONSULTATION:
        case.consultations[document.ref].unreachable = True


def moves_of_dispatch(action: Action) -> tuple[Move, ...]:
    """What the posting of a document does to the clock; the first posting decides.

    A reply that was refused at the door and is then posted is made by that posting.
    """
    document, on = _document(action), action.facts.on("on")
    assert document is not None  # check: it waits to leave
    case = action.case
    replied = any(move.kind is MoveKind.REPLIED for move in case.moves)
    if document.dispatched_on and (document.kind is not DocumentKind.REPLY or replied):
        return ()
    match document.kind:
        case DocumentKind.SUPPLEMENT if case.supplement:
            return (Move(MoveKind.SUPPLEMENT_ASKED, on,
                         term_working_days=case.supplement.term_working_days),)
        case DocumentKind.DELAY if case.delay:
            return (Move(MoveKind.DELAY_SET, on, until=case.delay.until),)
        case DocumentKind.EXTENSION if case.extension:
            return (Move(MoveKind.EXTENDED, on, working_days=case.extension.working_days),)
        case DocumentKind.CONSULTATION:
            one = case.consultations[document.ref]
            return (Move(MoveKind.CONSULTATION_SENT, on, ref=one.ref, party=one.party,
                         term_working_days=one.term_working_days or None),)
        case DocumentKind.REPLY if case.outstanding:
            return ()
        case DocumentKind.REPLY if action.facts.term("manner", Manner) in BY_POST:
            return (Move(MoveKind.REPLIED, _made_on(case, on), note="交邮之日"),)
    return ()


def moves_of_delivery(action: Action) -> tuple[Move, ...]:
    """What the arrival of a document does to the clock."""
    document, on = _document(action), action.facts.on("on")
    assert document is not None  # check: it is under way
    match document.kind:
        case DocumentKind.SUPPLEMENT:
            return (Move(MoveKind.SUPPLEMENT_SERVED, on),)
        case DocumentKind.FEE:
            return (Move(MoveKind.FEE_NOTICED, on),)
        case DocumentKind.CONSULTATION:
            one = action.case.consultations[document.ref]
            if not one.open:  # sent again after it came back: the exclusion stays closed
                return ()
            return (Move(MoveKind.CONSULTATION_RECEIVED, on, ref=one.ref, party=one.party),)
        case DocumentKind.REPLY if action.case.outstanding:
            return ()
        case DocumentKind.REPLY if document.manner not in BY_POST:
            return (Move(MoveKind.REPLIED, _made_on(action.case, on), note="签收或者到达之日"),)
    return ()


def _made_on(case: Case, on: date) -> date:
    """The day the reply is made: not before the last batch it promises has been given."""
    return max(on, *case.released.values()) if case.released else on


def moves_of_failure(action: Action) -> tuple[Move, ...]:
    """A consulted party that cannot be reached: the exclusion closes on the day of return."""
    document = _document(action)
    assert document is not None  # check: it is under way
    if document.kind is not DocumentKind.CONSULTATION:
        return ()
    party = action.case.consultations[document.ref].party
    return (Move(MoveKind.CONSULTATION_ANSWERED, action.facts.on("on"), ref=document.ref,
                 party=party, note="无法送达"),)
