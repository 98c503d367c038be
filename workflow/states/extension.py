"""Extension (延期): once, within the lawful working days, agreed by the head, told in time.

政府信息公开条例第三十三条第二款: consent of the head of the disclosure office, and the applicant is
told. It counts only when the notice leaves within the first limit.
"""

from collections.abc import Iterable

from letters.notices import ExtensionNotice
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_withdrawn, term_is_ours
from workflow.law.clock import Clock, Move, replay
from workflow.law.rules import EXTENSION_LIMIT
from workflow.record.case import Case, Extension
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, MoveKind, Role, State

ARTICLE = "条例第三十三条第二款"


def steps() -> tuple[Step, ...]:
    """Proposed while handling; granted or declined during handling or review."""
    propose = Step(
        trigger="propose_extension", label="申请延期", source=State.HANDLING, dest=STAY,
        by=(Role.HANDLER,), article=ARTICLE, facts=Proposal,
        guards=(is_handler, not_withdrawn, term_is_ours, within_the_first_limit, none_before),
        checks=(not_too_long,), effects=(propose_it,),
    )
    deciding = tuple(step for here in (State.HANDLING, State.REVIEW) for step in _deciding(here))
    return (propose, *deciding)


def _deciding(here: State) -> tuple[Step, ...]:
    seats = (Role.HEAD, Role.LEADER)
    return (
        Step(
            trigger="grant_extension", label="同意延期", source=here, dest=STAY, by=seats,
            article=ARTICLE, facts=Granted,
            guards=(one_is_proposed, within_the_first_limit, no_hold, proposer_is_not_granter),
            effects=(grant_it,), letters=extension_notice, primary=True,
        ),
        Step(
            trigger="decline_extension", label="不同意延期", source=here, dest=STAY, by=seats,
            article=ARTICLE, facts=Declined, guards=(one_is_proposed,), effects=(decline_it,),
        ),
    )


class Proposal(Form):
    """By how much and why."""

    working_days = forms.number("延长", required=True, least=1, most=99, unit="个工作日")
    reason = forms.text("延期理由", required=True, long=True, hint="将写入延期答复告知书")


class Granted(Form):
    """The consent of the head of the disclosure office."""

    note = forms.text("意见", long=True)


class Declined(Form):
    """Why the head does not consent."""

    reason = forms.text("不同意的理由", required=True, long=True)


def within_the_first_limit(action: Action) -> Iterable[Reason]:
    """An extension after the first limit is void."""
    clock = action.clock
    if clock and action.today > clock.first_due_on:
        yield Reason(f"首个答复期限已于{clock.first_due_on:%Y-%m-%d}届满，不能再延期", ARTICLE)


@guard("本件已经申请过延期，只能延期一次", ARTICLE)
def none_before(action: Action) -> bool:
    """There is one extension; a declined proposal may be made again."""
    return action.case.extension is None or action.case.extension.declined


def not_too_long(action: Action) -> Iterable[Reason]:
    """The extension keeps within the lawful number of working days."""
    most = EXTENSION_LIMIT.on(action.case.received_on or action.today)
    if action.facts.number("working_days") > most:
        yield Reason(f"延长的期限不得超过{most}个工作日", ARTICLE, "working_days")


def propose_it(case: Case, entry: Entry) -> None:
    """The proposal lies with the head."""
    facts = entry.facts
    case.extension = Extension(entry.officer, facts.number("working_days"), facts.text("reason"),
                               proposed_for=entry.in_place_of)


@guard("没有待批准的延期申请", ARTICLE)
def one_is_proposed(action: Action) -> bool:
    """The head decides on a proposal."""
    return action.case.extension is not None and action.case.extension.pending


@guard("申请延期的人与批准人不得为同一人（本机关岗位分离规则）")
def proposer_is_not_granter(action: Action) -> bool:
    """The agency's dated rule, on unless waived with a reason."""
    asked = action.case.extension
    same = asked is not None and bool(asked.proposers & action.persons)
    return not same or not action.office.holds("rule.proposer_is_not_granter")


def grant_it(case: Case, entry: Entry) -> None:
    """Consent is given; the extension counts once its notice has left in time."""
    if case.extension:
        case.extension.granted_by = entry.officer
        case.extension.granted_for = entry.in_place_of
        case.extension.document = entry.facts.rows("documents")[0]["id"]


def decline_it(case: Case, entry: Entry) -> None:
    """The limit stays as it was."""
    if case.extension:
        case.extension.declined = True


def _extended(action: Action, working_days: int) -> Clock:
    """The clock as it will read once the notice leaves today."""
    told = Move(MoveKind.EXTENDED, action.today, working_days=working_days)
    return replay(
        action.case.received_on or action.today, [*action.case.moves, told], as_of=action.today,
        calendar=action.calendar, settings=action.office.clock_settings)


def extension_notice(action: Action) -> tuple[Outgoing, ...]:
    """延期答复告知书 with the new last day."""
    asked, clock = action.case.extension, action.clock
    assert asked is not None  # guard: proposed
    assert clock is not None  # a request at this stage has its day of receipt
    until = _extended(action, asked.working_days)
    old = documents.regulation(action) == "2008"
    return (Outgoing(DocumentKind.EXTENSION, lambda number: ExtensionNotice(
        **documents.head(action, number, action.today), first_due_on=clock.first_due_on,
        new_due_on=until.due_on or clock.first_due_on, working_days=asked.working_days,
        reason=asked.reason, provisional=until.provisional,
        basis="第二十四条第二款" if old else "第三十三条第二款")),)
