"""The processing fee (信息处理费): proposed, decided by the head, noticed, paid or left unpaid.

政府信息公开条例 article 42 and its measures (国办函〔2020〕109号). Nothing is ever charged by
itself. The clock stops when the applicant receives the notice.
"""

from collections.abc import Iterable
from datetime import date

from letters.notices import FeeNotice, FeeStep
from workflow import documents, forms
from workflow.errors import BadFacts, Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_provisional, not_withdrawn, past_or_today
from workflow.law.clock import Move
from workflow.law.fees import FeeMethod, FeeProposal, fee_by_case, fee_by_volume
from workflow.law.rules import FEE_PAYMENT_TERM
from workflow.law.workdays import Deadline
from workflow.record.case import Case, Fee, OutgoingDocument
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, MoveKind, Outcome, Role, State

HERE = State.HANDLING
ARTICLE = "条例第四十二条"
MEASURES = "国办函〔2020〕109号"


def steps() -> tuple[Step, ...]:
    """All of them while the request is handled."""
    head = (Role.HEAD, Role.LEADER)
    return (
        Step(
            trigger="propose_fee", label="建议收费", source=HERE, dest=STAY, by=(Role.HANDLER,),
            article=ARTICLE, facts=Proposal,
            guards=(is_handler, not_withdrawn, may_be_charged, none_proposed),
            checks=(something_is_due,), adds=the_sum, effects=(propose,),
        ),
        Step(
            trigger="notify_fee", label="同意收费", source=HERE, dest=STAY, by=head,
            article=MEASURES, facts=Decision,
            guards=(one_is_proposed, limit_still_runs, way_to_pay_is_set, no_hold),
            effects=(charge,), letters=fee_notice, primary=True,
        ),
        Step(
            trigger="decline_fee", label="不收费", source=HERE, dest=STAY, by=head,
            article=ARTICLE, facts=Declined, guards=(one_is_proposed,), effects=(decline,),
        ),
        Step(
            trigger="record_payment", label="登记缴费", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK,), article=MEASURES, facts=Payment,
            guards=(payment_is_awaited, notice_served),
            checks=(past_or_today("on", "缴费日期"), paid_in_full_and_in_time), effects=(pay,),
            moves=paid,
        ),
        Step(
            trigger="payment_overdue", label="逾期未缴费", source=HERE, dest=STAY,
            by=(Role.HANDLER, Role.INTAKE_CLERK), article=MEASURES, facts=Overdue,
            guards=(is_handler, payment_is_awaited, notice_served, term_is_over),
            effects=(abandon,),
        ),
    )


def _month_of(action: Action) -> tuple[date, date]:
    """From the first of the calendar month in which this application came to its own day."""
    came = action.case.received_on or action.today
    return came.replace(day=1), came


class Proposal(Form):
    """By which of the two methods, and how much."""

    method = forms.choice("计收方式", FeeMethod, required=True, hint="一件申请只用一种")
    count = forms.number(
        "本月第几件，或者页数", required=True, least=1, most=99999,
        hint="按件的填本件是该申请人本自然月的第几件（系统按姓名、名称或者证件号码查得的已填入，请核对）；"
             "按量的填页数，A4及以下单面为一页",
        start=lambda action: action.applications_between(*_month_of(action)))
    why = forms.text("明显超过合理范围的情况", required=True, long=True, hint="将写入收费通知书")


class Decision(Form):
    """The head decides to charge."""

    note = forms.text("意见", long=True)


class Declined(Form):
    """The head decides not to."""

    reason = forms.text("不收费的理由", required=True, long=True)


class Payment(Form):
    """What was paid, and when."""

    on = forms.day("缴费日期", required=True)
    yuan = forms.number("缴费金额", required=True, least=1, most=9_999_999, unit="元")
    receipt_no = forms.text("财政票据号", required=True, limit=40)
    papers = forms.files("缴费凭证")


class Overdue(Form):
    """A word about it."""

    note = forms.text("说明", long=True)


@guard("信息处理费自2021年1月1日起、对适用2019年条例的申请方可收取", ARTICLE)
def may_be_charged(action: Action) -> bool:
    """Article 42 with its measures of 2020; the 2008 Regulation knew other fees."""
    return documents.regulation(action) == "2019" and FEE_PAYMENT_TERM.in_force(action.today)


@guard("本件已经建议过收费；一件申请只收一次", MEASURES)
def none_proposed(action: Action) -> bool:
    """One method, one fee; a declined proposal may be made again."""
    return action.case.fee is None or action.case.fee.declined


def _proposal(method: str, count: int, on: date) -> FeeProposal:
    by_case = method == FeeMethod.BY_CASE
    return fee_by_case(count, on) if by_case else fee_by_volume(count, on)


def _yuan(proposal: FeeProposal) -> int:
    """By case each application bears the price of its own place in the month."""
    by_case = proposal.method is FeeMethod.BY_CASE
    return proposal.last_yuan if by_case else proposal.total_yuan


def something_is_due(action: Action) -> Iterable[Reason]:
    """Below the first bracket nothing may be charged."""
    method, count = action.facts.text("method"), action.facts.number("count")
    try:
        found = _proposal(method, count, action.today)
    except BadFacts as error:
        yield Reason(error.reason.text, error.reason.article, "count")
        return
    if _yuan(found) == 0:
        yield Reason(f"按此计算应缴0元，不收费（{found.source}）", ARTICLE, "count")


def the_sum(action: Action) -> dict[str, int]:
    """What it comes to, and what the register counts for the month."""
    found = _proposal(action.facts.text("method"), action.facts.number("count"), action.today)
    return {"yuan": _yuan(found), "counted": action.applications_between(*_month_of(action))}


def propose(case: Case, entry: Entry) -> None:
    """The proposal lies with the head."""
    facts = entry.facts
    case.fee = Fee(entry.officer, facts.text("method"), facts.number("count"),
                   facts.number("yuan"), facts.text("why"))


@guard("没有待决定的收费建议", ARTICLE)
def one_is_proposed(action: Action) -> bool:
    """The head decides on a proposal."""
    return action.case.fee is not None and action.case.fee.pending


def limit_still_runs(action: Action) -> Iterable[Reason]:
    """The notice is made within the reply period."""
    clock = action.clock
    if clock is None or clock.due_on is None:
        yield Reason("答复期限现已停止计算，恢复计算后才能发出收费通知", MEASURES)
    elif action.today > clock.due_on:
        yield Reason(f"收费通知应当在答复期限内发出，该期限已于{clock.due_on:%Y-%m-%d}届满",
                     MEASURES)


@guard("尚未设置缴费方式，请系统管理员在机关设置中填写“信息处理费缴纳方式”", MEASURES)
def way_to_pay_is_set(action: Action) -> bool:
    """The notice states how to pay."""
    return bool(action.office.setting("fee_payment"))


def charge(case: Case, entry: Entry) -> None:
    """The notice stands; its arrival will stop the clock."""
    if case.fee:
        case.fee.document = entry.facts.rows("documents")[0]["id"]


def decline(case: Case, entry: Entry) -> None:
    """Nothing is charged."""
    if case.fee:
        case.fee.declined = True


@guard("没有待缴的信息处理费", MEASURES)
def payment_is_awaited(action: Action) -> bool:
    """What was charged can be paid."""
    return action.case.fee is not None and action.case.fee.awaited


def _notice(action: Action) -> OutgoingDocument | None:
    fee = action.case.fee
    return action.case.documents.get(fee.document) if fee else None


@guard("收费通知书的送达尚无凭证，请先办理“登记送达”", "行政诉讼法第三十四条")
def notice_served(action: Action) -> bool:
    """The term runs from the day after its receipt."""
    notice = _notice(action)
    return notice is not None and notice.served


def _term_ends(action: Action) -> Deadline | None:
    notice = _notice(action)
    if notice is None or notice.delivered_on is None:
        return None
    return action.calendar.add(
        notice.delivered_on, FEE_PAYMENT_TERM.on(notice.delivered_on))


def paid_in_full_and_in_time(action: Action) -> Iterable[Reason]:
    """The whole sum, after the notice arrived and within its term."""
    fee, notice, end = action.case.fee, _notice(action), _term_ends(action)
    on = action.facts.on("on")
    if fee and action.facts.number("yuan") != fee.yuan:
        yield Reason(f"缴费金额与收费通知书的{fee.yuan}元不符", MEASURES, "yuan")
    if notice and notice.delivered_on and on < notice.delivered_on:
        yield Reason(f"缴费日期早于收到通知之日（{notice.delivered_on:%Y-%m-%d}）", MEASURES, "on")
    if end and on > end.on:
        yield Reason(f"缴费期限已于{end.on:%Y-%m-%d}届满，请办理“逾期未缴费”，退还所缴费用，"
                     "并告知申请人可以重新提出申请", MEASURES, "on")


def paid(action: Action) -> tuple[Move, ...]:
    """The limit starts anew from the day after payment."""
    return (Move(MoveKind.FEE_PAID, action.facts.on("on")),)


def pay(case: Case, entry: Entry) -> None:
    """Paid."""
    if case.fee:
        case.fee.paid_on = entry.facts.on("on")


def term_is_over(action: Action) -> Iterable[Reason]:
    """Twenty working days from the day after receipt."""
    end = _term_ends(action)
    if end and action.today <= end.on:
        yield Reason(f"缴费期限到{end.on:%Y-%m-%d}届满，尚未届满", MEASURES)
    elif end:
        yield from not_provisional(end, MEASURES)


def abandon(case: Case, entry: Entry) -> None:
    """The application counts as abandoned: that is the outcome the procedure proposes."""
    if case.fee:
        case.fee.overdue = True
    case.proposed = Outcome.OTHER_NO_PAYMENT


def fee_notice(action: Action) -> tuple[Outgoing, ...]:
    """收费通知书."""
    fee = action.case.fee
    assert fee is not None  # guard: proposed
    found = _proposal(fee.method, fee.count, action.today)
    first, _ = _month_of(action)
    by_case = found.method is FeeMethod.BY_CASE
    month = f"{first.year}年{first.month}月" if by_case else ""
    steps = [FeeStep(one.first, one.last, one.yuan_each) for one in found.lines]
    if by_case:
        steps = [FeeStep(fee.count, fee.count, found.last_yuan)]
    return (Outgoing(DocumentKind.FEE, lambda number: FeeNotice(
        **documents.head(action, number, action.today), method=fee.method, count=fee.count,
        month=month, steps=tuple(steps),
        yuan=_yuan(found), why=fee.why, source=found.source,
        how_to_pay=action.office.setting("fee_payment"),
        term_working_days=FEE_PAYMENT_TERM.on(action.today))),)
