"""What is due on a request (应办事项): by which day, by whom, and what follows if it is not done.

A pure reading of the case and its clock, as they stand on the day of that clock. The clocks of our
own answers to reconsideration bodies and courts are told elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from workflow.guards import SERVICE_RULE
from workflow.law.clock import Clock, ClockState
from workflow.law.reply_period import ORDERED_BY
from workflow.law.rules import EXTENSION_LIMIT, FEE_PAYMENT_TERM
from workflow.law.workdays import Calendar, Deadline
from workflow.parties import PartyClock, Stage, parties_of
from workflow.record.case import Case, OutgoingDocument
from workflow.record.people import Actor
from workflow.record.standing import HOLD_LAPSES_WORKING_DAYS
from workflow.states.review import DISCLOSING
from workflow.terms import (
    BY_POST,
    GIVING,
    MENDING,
    Channel,
    DocumentKind,
    Outcome,
    Role,
    State,
    Term,
)

#: So many working days before the limit a delivery by hand still open asks for EMS instead.
EMS_PROPOSED_WORKING_DAYS = 3
#: So many working days before the limit an extension is brought to mind.
EXTENSION_PROPOSED_WORKING_DAYS = 5
#: Days in which any holiday leaves enough working days.
_A_MONTH = 31
_FEE = "国办函〔2020〕109号"
_LATE = "逾期未答复，申请人可以投诉、举报，依法申请行政复议或者提起行政诉讼（条例第五十一条）"


class DutyCode(Term):
    """What a duty is about (事项): a stable key, and the words a list shows."""

    CONFIRM = "confirm", "与申请人确认"
    REGISTER = "register", "登记"
    ASSIGN = "assign", "分办"
    ASK_SUPPLEMENT = "ask_supplement", "告知补正"
    AWAIT_SUPPLEMENT = "await_supplement", "等待补正"
    DISPATCH = "dispatch", "发出文书"
    SERVE_BY_HAND = "serve_by_hand", "送达答复"
    PROPOSE_EMS = "propose_ems", "改用EMS"
    RECORD_DELIVERY = "record_delivery", "登记送达"
    SEND_AGAIN = "send_again", "再次送达"
    AWAIT_OPINION = "await_opinion", "等待意见"
    PROPOSE_EXTENSION = "propose_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "批准延期"
    DECIDE_FEE = "decide_fee", "决定收费"
    AWAIT_PAYMENT = "await_payment", "等待缴费"
    AWAIT_REASONS = "await_reasons", "等待说明理由"
    SET_DELAY = "set_delay", "确定延迟答复"
    INSPECTION = "inspection", "查阅"
    INNER_DEADLINE = "inner_deadline", "内部期限"
    SECRECY_REVIEW = "secrecy_review", "保密审查"
    LEGAL_REVIEW = "legal_review", "法制审核"
    REPLY = "reply", "作出答复"
    REDO = "redo", "重新答复"
    RELEASE_BATCH = "release_batch", "分批提供"
    HOLD = "hold", "暂缓"
    DECIDE_MENDING = "decide_mending", "决定更正撤销"
    CLOSE = "close", "结案"
    SEAL = "seal", "归档"


@dataclass(frozen=True)
class Duty:
    """One thing due on a request.

    `due_on`: the last day for it, None where no rule sets one and it is done at once. `opens_on`:
    the first day on which it may be done, None if it may be done now; until then somebody else is
    waited for. `seats`: whose it is; `officer`: the login, where it is one officer's alone.
    `otherwise`: what follows if it is not done. `step`: the trigger that does it, "" if none;
    `ref`: the id of the document or consultation it is about. `provisional`: the holiday notice
    of the year of that day is not out.
    """

    code: DutyCode
    text: str
    article: str
    seats: tuple[Role, ...]
    otherwise: str
    due_on: date | None = None
    opens_on: date | None = None
    officer: str = ""
    step: str = ""
    ref: str = ""
    provisional: bool = False

    def late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < today

    def waits(self, today: date) -> bool:
        """Whether it may not be done yet, because somebody else has still time."""
        return self.opens_on is not None and today < self.opens_on

    def concerns(self, actor: Actor) -> bool:
        """Whether it is for this officer: a seat held, and the handler's only for the handler."""
        if self.officer and actor.seats & set(self.seats) <= {Role.HANDLER}:
            return actor.handles(self.officer) and bool(actor.seats & set(self.seats))
        return bool(actor.seats & set(self.seats))


class Standing(Protocol):
    """What duties are read from: a `RequestView`, an `Action`, or anything with these two."""

    @property
    def case(self) -> Case:
        """The request."""

    @property
    def clock(self) -> Clock | None:
        """Its clock as of the day asked about; None while no day of receipt is fixed."""


def duties_of(view: Standing) -> tuple[Duty, ...]:
    """Everything due on a request: what may be done now by its last day, then what must wait."""
    case, clock = view.case, view.clock
    if case.void or case.state is State.ARCHIVED:
        found = list(_mending(case))
    elif clock is None:
        found = list(_before_the_clock(case))
    else:
        found = [duty for ask in _ASKED for duty in ask(case, clock)]
    as_of = clock.as_of if clock else date.min
    return tuple(sorted(found, key=lambda duty: (duty.waits(as_of), duty.due_on or date.max)))


def for_officer(duties: Iterable[Duty], actor: Actor) -> tuple[Duty, ...]:
    """The duties an officer has to see to."""
    return tuple(duty for duty in duties if duty.concerns(actor))


_CLERK, _HANDLER = (Role.INTAKE_CLERK,), (Role.HANDLER,)
_SENDERS = (Role.INTAKE_CLERK, Role.HANDLER)


def _before_the_clock(case: Case) -> Iterator[Duty]:
    receipt = case.receipt
    came = receipt.first_seen_on if receipt else None
    letter = case.channel is Channel.ORDINARY_LETTER
    yield Duty(
        DutyCode.CONFIRM, "联系申请人，确认收到申请之日",
        "条例第三十一条第（二）项" if letter else "条例第三十一条第（三）项", _CLERK,
        "确认之前期限尚未起算；未于来信当日联系的，以来信之日为收到申请之日" if letter else
        "不能证明确认日期的，以最早收到之日为收到申请之日", due_on=came,
        step="confirm_with_applicant")


def _counter(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.state is State.RECEIPT:
        receipt = case.receipt
        if (case.channel is Channel.ORDINARY_LETTER and receipt and not receipt.confirmed_on
                and receipt.first_seen_on == clock.as_of):
            yield Duty(
                DutyCode.CONFIRM, "今天联系申请人，确认收到申请之日", "条例第三十一条第（二）项",
                _CLERK, "平常信函当日未确认的，以信函到达之日为收到申请之日，期限从今天起算",
                due_on=receipt.first_seen_on, step="confirm_with_applicant")
        yield Duty(DutyCode.REGISTER, "登记并交付登记回执", "条例第四十五条", _CLERK,
                   "期限已经起算，登记迟早都不改变收到申请之日（指导案例26号）", step="register")
    asked = case.supplement
    waiting = asked is not None and asked.received_on is None and not asked.overdue
    if case.state is State.REGISTRATION and not waiting:
        yield Duty(DutyCode.ASSIGN, "分办承办单位和承办人", "条例第四十五条",
                   (Role.INTAKE_CLERK, Role.HEAD), "内部流转不停止期限，占用的是答复时间",
                   step="assign")
    if case.state is State.HANDLING and not case.handler:  # taken over from an earlier register
        yield Duty(DutyCode.ASSIGN, "指定承办人（历史导入时仍在办理）", "条例第四十五条",
                   (Role.HEAD,), "无人承办，答复期限照常计算", step="reassign")


def _supplement(case: Case, clock: Clock) -> Iterator[Duty]:
    asked, limit = case.supplement, clock.supplement_notice_due_on
    early = case.state in (State.REGISTRATION, State.HANDLING) and case.draft is None
    if asked is None and limit and clock.as_of <= limit and early and not case.withdrawn_on:
        yield Duty(
            DutyCode.ASK_SUPPLEMENT,
            "核对申请内容；不明确的，一次性告知补正并发出补正告知书", "条例第三十条", _SENDERS,
            "此日之后告知的，须经公开办负责人同意，且不停止计算答复期限", due_on=limit,
            officer=case.handler, step="ask_for_supplement",
            provisional=clock.calendar.provisional(limit))
    if asked is None or asked.received_on is not None or asked.overdue:
        return
    notice = case.documents.get(asked.document)
    if notice is None or notice.delivered_on is None:
        return
    end = clock.calendar.add(notice.delivered_on, asked.term_working_days)
    yield _awaited(
        DutyCode.AWAIT_SUPPLEMENT, clock, end, "登记收到的补正",
        "补正期限已满：有正当理由的登记补正，没有的办理“逾期未补正”", "条例第三十条",
        "补正到达之日答复期限重新起算；期满无正当理由不补正的，视为放弃申请，不登记不能结案",
        _SENDERS, case.handler, ("receive_supplement", "supplement_overdue"))


def _awaited(
    code: DutyCode, clock: Clock, end: Deadline, until: str, after: str, article: str,
    otherwise: str, seats: tuple[Role, ...], officer: str, steps: tuple[str, str], ref: str = "",
) -> Duty:
    """A term of somebody else: waited for until it ends, then settled at once."""
    over = clock.as_of > end.on
    return Duty(
        code, after if over else f"{until}（期限到{_day(end.on)}）", article, seats, otherwise,
        due_on=None if over else end.on,
        opens_on=None if over else clock.calendar.add(end.on, 1).on, officer=officer,
        step=steps[1] if over else steps[0], ref=ref, provisional=end.provisional)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


#: By kind of document: the article, and what follows where it does not leave in time.
_LEAVING: dict[DocumentKind, tuple[str, str]] = {
    DocumentKind.RECEIPT: ("条例第三十一条", "申请人无从知道收到之日和答复期限"),
    DocumentKind.SUPPLEMENT: ("条例第三十条", "逾期发出的，不停止计算答复期限，原期限不变"),
    DocumentKind.EXTENSION: (
        "条例第三十三条第二款", "届满前未告知申请人的，延期不生效，仍按原期限答复"),
    DocumentKind.CONSULTATION: (
        "条例第三十三条第三款", "发出之前的时间照常计入答复期限"),
    DocumentKind.CONSULTATION_TOLD: (
        "条例第三十三条第三款", "申请人不知道征求意见的时间不计入期限"),
    DocumentKind.DISCLOSURE_TOLD: ("条例第三十二条", "未书面告知第三方的，不得送审公开"),
    DocumentKind.REASONS_ASKED: ("条例第三十五条", "说明理由的期间不停止计算，答复期限照常届满"),
    DocumentKind.DELAY: ("条例第三十五条", "届满前未告知的，延迟答复不生效"),
    DocumentKind.FEE: (_FEE, "答复期限届满后送达的收费通知书，不停止计算期限"),
    DocumentKind.INSPECTION: ("条例第四十条", "申请人未接到通知，查阅不能进行"),
}


def _dispatch(case: Case, clock: Clock) -> Iterator[Duty]:
    for document in case.documents.values():
        if document.voided or document.revoked or document.served:
            continue
        if document.failed:
            if not _settled(case, document):
                yield _again(case, document)
        elif document.dispatched_on is None and document.kind is not DocumentKind.REPLY:
            yield _leave(case, clock, document)
        elif document.dispatched_on is not None:
            yield from _arrival(case, clock, document)


def _settled(case: Case, document: OutgoingDocument) -> bool:
    """A party that cannot be reached is waited for no longer."""
    asked = case.consultations.get(document.ref)
    return document.kind is DocumentKind.CONSULTATION and asked is not None and not asked.open


def _leave(case: Case, clock: Clock, document: OutgoingDocument) -> Duty:
    article, otherwise = _LEAVING.get(
        document.kind, ("行政复议法第六十五条", "未送达申请人的，不发生效力"))
    due_on = _leave_by(case, clock, document.kind)
    return Duty(
        DutyCode.DISPATCH, f"发出{document.kind.label}（{document.number}）", article, _SENDERS,
        otherwise, due_on=due_on, officer=case.handler, step="dispatch_document",
        ref=document.id, provisional=bool(due_on and clock.calendar.provisional(due_on)))


def _leave_by(case: Case, clock: Clock, kind: DocumentKind) -> date | None:
    match kind:
        case DocumentKind.SUPPLEMENT:
            return clock.supplement_notice_due_on
        case DocumentKind.EXTENSION:
            return clock.first_due_on
        case DocumentKind.CONSULTATION | DocumentKind.REASONS_ASKED | DocumentKind.DELAY:
            return clock.due_on
        case DocumentKind.FEE:
            return clock.due_on
        case DocumentKind.INSPECTION:
            return case.inspections[-1].on if case.inspections else None
    return None


#: What hangs on the proof that a document arrived.
_PROVED = {
    DocumentKind.SUPPLEMENT: (
        "条例第三十条、行政诉讼法第三十四条", "没有送达凭证，补正期限不能起算，不得视为放弃申请"),
    DocumentKind.FEE: (_FEE, "没有送达凭证，缴费期限不能起算，答复期限也不停止计算"),
    DocumentKind.CONSULTATION: (
        "条例第三十二条、第三十四条", "没有签收凭证，不能证明其答复期限届满，也不能登记逾期"),
    DocumentKind.REASONS_ASKED: (
        "条例第三十五条、行政诉讼法第三十四条", "没有送达凭证，不能认定逾期未说明理由"),
    DocumentKind.REPLY: (
        SERVICE_RULE, "没有送达凭证，不能证明救济期限起算，也不能结案"),
}


def _arrival(case: Case, clock: Clock, document: OutgoingDocument) -> Iterator[Duty]:
    by_hand = document.manner not in BY_POST
    if document.kind is DocumentKind.REPLY and by_hand and clock.state is not ClockState.ENDED:
        yield from _by_hand(clock, document)
    elif document.kind in _PROVED or document.kind in MENDING:
        article, otherwise = _PROVED.get(
            document.kind, (SERVICE_RULE, "没有送达凭证，不能结案归档"))
        yield Duty(
            DutyCode.RECORD_DELIVERY, f"登记{document.kind.label}（{document.number}）的送达",
            article, _CLERK, otherwise, step="record_delivery", ref=document.id)


def _by_hand(clock: Clock, document: OutgoingDocument) -> Iterator[Duty]:
    """A reply served by hand is made on the day of signing, so it must arrive in time."""
    yield Duty(
        DutyCode.SERVE_BY_HAND, "取得申请人签收并登记送达", SERVICE_RULE, _CLERK,
        "直接送达、领取和网络送达以签收或者到达之日为准，此日之后签收的为逾期答复",
        due_on=clock.due_on, step="record_delivery", ref=document.id,
        provisional=clock.provisional)
    if clock.due_on and clock.left_working_days <= EMS_PROPOSED_WORKING_DAYS:
        yield Duty(
            DutyCode.PROPOSE_EMS, "尚未签收：登记未送达后改用EMS邮寄同一份答复书", SERVICE_RULE,
            _CLERK, "邮寄以交邮之日为准，可以保住期限；继续等待签收的，可能逾期",
            due_on=clock.due_on, step="record_delivery_failure", ref=document.id,
            provisional=clock.provisional)


def _again(case: Case, document: OutgoingDocument) -> Duty:
    return Duty(
        DutyCode.SEND_AGAIN,
        f"{document.kind.label}（{document.number}）未送达（{document.failed}），再次发出同一份文书",
        SERVICE_RULE, _SENDERS, "没有送达的，以送达起算的期限不能起算", officer=case.handler,
        step="dispatch_document", ref=document.id)


def _consultations(case: Case, clock: Clock) -> Iterator[Duty]:
    for one in parties_of(case, clock.calendar, clock.as_of):
        if one.ends_on is not None and one.stage in (Stage.AWAITED, Stage.TERM_OVER):
            yield _opinion(case, clock, one, one.ends_on)


def _opinion(case: Case, clock: Clock, one: PartyClock, end: Deadline) -> Duty:
    ref, label = one.asked.ref, one.asked.party.label
    return _awaited(
        DutyCode.AWAIT_OPINION, clock, end, f"登记{label}（{ref}）的意见",
        f"{label}（{ref}）的期限已满：登记“逾期未提出意见”", one.article,
        f"期满未提出意见的，{one.silence}；扣除的期间到期满之日为止，不登记不能送审",
        _HANDLER, case.handler, ("record_opinion", "consultation_silent"), ref)


def _extension(case: Case, clock: Clock) -> Iterator[Duty]:
    asked, last = case.extension, clock.first_due_on
    article = "条例第三十三条第二款" if clock.regulation == "2019" else (
        "条例（2008年）第二十四条第二款")
    if asked is not None and asked.pending:
        yield Duty(
            DutyCode.DECIDE_EXTENSION,
            f"决定是否延长{asked.working_days}个工作日，批准的当日发出告知书", article,
            (Role.HEAD, Role.LEADER), "届满前未批准并告知的，不得延期，按原期限答复",
            due_on=last, step="grant_extension", provisional=clock.calendar.provisional(last))
    may = asked is None or asked.declined
    near = clock.as_of <= last and clock.left_working_days <= EXTENSION_PROPOSED_WORKING_DAYS
    if may and near and case.state is State.HANDLING and clock.state is ClockState.RUNNING:
        most = EXTENSION_LIMIT.on(clock.received_on)
        yield Duty(
            DutyCode.PROPOSE_EXTENSION, f"不能按期答复的，申请延期（最长{most}个工作日）", article,
            _HANDLER, "延期须在届满前批准并告知申请人；届满之后不能再延期", due_on=last,
            officer=case.handler, step="propose_extension",
            provisional=clock.calendar.provisional(last))


def _fee(case: Case, clock: Clock) -> Iterator[Duty]:
    fee = case.fee
    if fee is None:
        return
    if fee.pending:
        yield Duty(
            DutyCode.DECIDE_FEE, f"决定是否收取信息处理费（{fee.yuan}元）", "条例第四十二条",
            (Role.HEAD, Role.LEADER), "收费通知应当在答复期限内发出，逾期不得再收；不决定不能送审",
            due_on=clock.due_on, step="notify_fee", provisional=clock.provisional)
    notice = case.documents.get(fee.document)
    if fee.awaited and notice and notice.delivered_on:
        end = clock.calendar.add(
            notice.delivered_on, FEE_PAYMENT_TERM.on(notice.delivered_on))
        yield _awaited(
            DutyCode.AWAIT_PAYMENT, clock, end, "登记缴费", "缴费期限已满：办理“逾期未缴费”", _FEE,
            "缴费的次日起答复期限重新计算；逾期未缴的视为放弃申请，不登记不能结案",
            _SENDERS, case.handler, ("record_payment", "payment_overdue"))


def _reasons(case: Case, clock: Clock) -> Iterator[Duty]:
    asked = case.excess
    if asked is None:
        return
    notice = case.documents.get(asked.document)
    if asked.open and notice and notice.delivered_on:
        end = clock.calendar.add(notice.delivered_on, asked.term_working_days)
        yield _awaited(
            DutyCode.AWAIT_REASONS, clock, end, "登记申请人说明的理由",
            "说明理由的期限已满：登记逾期没有说明理由", "条例第三十五条",
            "答复期限照常计算；未登记、未认定的，不能送审", _HANDLER, case.handler,
            ("record_reasons", "record_reasons"))
    if asked.reasonable and case.delay is None and case.state is State.HANDLING:
        yield Duty(
            DutyCode.SET_DELAY, "理由合理：不能按期答复的，确定延迟答复的期限并告知",
            "条例第三十五条", (Role.HEAD,), "届满前未告知的，仍应按原期限答复",
            due_on=clock.due_on, step="set_delay", provisional=clock.provisional)


def _inspection(case: Case, clock: Clock) -> Iterator[Duty]:
    for one in case.inspections:
        if one.came is None:
            yield Duty(
                DutyCode.INSPECTION, f"{one.place}查阅（{one.hours}），当场登记", "条例第四十条",
                _SENDERS, "未登记的，不能证明已经提供查阅", due_on=one.on, opens_on=one.on,
                officer=case.handler, step="record_inspection", ref=one.document)


def _inner(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.inner_due_on and case.state is State.HANDLING and clock.state is not ClockState.ENDED:
        yield Duty(
            DutyCode.INNER_DEADLINE, "内部办理期限：拟写答复并送审", "条例第四十五条", _HANDLER,
            "法定期限不因此改变，审核、签发和送达的时间相应减少", due_on=case.inner_due_on,
            officer=case.handler, step="submit_for_review" if case.draft else "draft_reply")


def _review(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.state is not State.REVIEW or case.draft is None or case.withdrawn_on:
        return
    found = {row.term("outcome", Outcome) for row in case.draft.answers}
    due_on, open_day = clock.due_on, clock.provisional
    if found & DISCLOSING and case.secrecy_review is None:
        yield Duty(
            DutyCode.SECRECY_REVIEW, "对拟公开的内容作保密审查", "条例第十七条",
            (Role.SECRECY_REVIEWER,), "未经保密审查不得签发，答复期限照常届满", due_on=due_on,
            step="secrecy_review", provisional=open_day)
    if found - GIVING and case.legal_review is None:
        yield Duty(
            DutyCode.LEGAL_REVIEW, "对拟作出的决定作法制审核", "条例第四十五条",
            (Role.LEGAL_OFFICE,), "未经法制审核不得签发，答复期限照常届满", due_on=due_on,
            step="legal_review", provisional=open_day)


#: Until the reply has left: whose turn it is in a state, what is to be done, by which step.
_TURN: dict[State, tuple[str, tuple[Role, ...], str]] = {
    State.REGISTRATION: ("分办、拟稿、审核签发并送达答复", (Role.INTAKE_CLERK,), "assign"),
    State.HANDLING: ("拟写答复并送审，留足审核、签发和送达的时间", _HANDLER, "draft_reply"),
    State.REVIEW: ("审核签发", (Role.REVIEWER,), "approve"),
    State.REPLY: ("制发答复", (Role.INTAKE_CLERK, Role.REVIEWER), "issue"),
}


def _reply(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.state not in _TURN or (clock.state is ClockState.ENDED and case.redo_by is None):
        return
    text, seats, step = _TURN[case.state]
    letter = case.documents.get(case.reply)
    if case.state is State.REPLY and letter and not (letter.voided or letter.revoked):
        if letter.dispatched_on is not None:
            return
        text, step = f"发出答复书（{letter.number}）", "dispatch_document"
    if case.state is State.HANDLING and case.draft:
        step = "submit_for_review"
    officer = case.handler if case.state is State.HANDLING else ""
    if case.redo_by:
        yield Duty(
            DutyCode.REDO, f"原答复已撤销：{text}", "条例第三十三条第二款（参照）",
            seats, "逾期未重新答复的，申请人可以申请行政复议或者提起行政诉讼",
            due_on=case.redo_by, officer=officer, step=step)
    elif clock.due_on:
        article = "条例第三十三条" if clock.regulation == "2019" else "条例（2008年）第二十四条"
        if clock.timeline.ordered:
            article = ORDERED_BY
        yield Duty(
            DutyCode.REPLY, text, article, seats, _LATE, due_on=clock.due_on, officer=officer,
            step=step, ref=case.reply, provisional=clock.provisional)


def _batches(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.state is not State.REPLY:
        return
    for place in case.outstanding:
        yield Duty(
            DutyCode.RELEASE_BATCH, f"提供第{place}批：{case.batches[place - 1].text('content')}",
            "条例第三十六条第（二）项", _CLERK,
            "最后一批提供之日才算答复；答复书告知的时间应当遵守",
            due_on=case.batches[place - 1].on("on"), step="release_batch", ref=str(place))


def _hold(case: Case, clock: Clock) -> Iterator[Duty]:
    if case.hold is None or clock.due_on is None or clock.state is ClockState.ENDED:
        return
    lapses = _so_many_before(clock.due_on, HOLD_LAPSES_WORKING_DAYS, clock.calendar)
    yield Duty(
        DutyCode.HOLD, f"法制机构暂缓（{case.hold.reason}）：提出意见后解除", "条例第四十五条",
        (Role.LEGAL_OFFICE,), f"自{_day(lapses)}起暂缓自动失效，文书可以发出", due_on=lapses,
        step="release_hold", provisional=clock.provisional)


def _so_many_before(day: date, working_days: int, calendar: Calendar) -> date:
    """The first day on which no more than so many working days are left until a day."""
    before = calendar.working_days(day - timedelta(_A_MONTH), day)
    return before[-1 - working_days]


def _mending(case: Case, clock: Clock | None = None) -> Iterator[Duty]:
    if case.mending is not None:
        revokes = case.mending.step == "revoke_and_reply_anew"
        yield Duty(
            DutyCode.DECIDE_MENDING, "决定是否更正、补告或者撤销", "行政复议法第六十五条",
            (Role.REVIEWER,), "未决定之前不能结案；答复中的错误由本机关承担",
            step="approve_revocation" if revokes else "approve_mending")


def _filing(case: Case, clock: Clock) -> Iterator[Duty]:
    letter = case.documents.get(case.reply)
    if case.state is State.REPLY and letter and letter.served and not case.outstanding:
        yield Duty(DutyCode.CLOSE, "结案", "条例第四十五条", _CLERK,
                   "不结案的，不能归档，也不计入已办结件数", step="close")
    if case.state is State.ARCHIVING:
        step, text = ("seal", "封卷归档") if case.catalogue else (
            "complete_file", "整理案卷并封卷归档")
        yield Duty(DutyCode.SEAL, text, "条例第四十五条", (Role.ARCHIVIST,),
                   "未归档的，复议、诉讼举证时材料可能不全", step=step)


_Ask = Callable[[Case, Clock], Iterator[Duty]]
#: Every question put to a request whose clock has begun, in the order of the procedure.
_ASKED: tuple[_Ask, ...] = (
    _counter, _supplement, _dispatch, _consultations, _extension, _fee, _reasons, _inspection,
    _inner, _review, _hold, _reply, _batches, _mending, _filing,
)
