"""Supplement (补正): ask once for what is unclear; the limit starts anew when it arrives.

政府信息公开条例 articles 29 and 30. Open at the counter and while the request is handled.
"""

from collections.abc import Iterable

from letters.notices import SupplementNotice, UnclearPoint
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import (
    is_handler,
    no_hold,
    not_before_receipt,
    not_provisional,
    not_withdrawn,
    past_or_today,
)
from workflow.law.clock import Move
from workflow.law.workdays import Deadline
from workflow.record.case import Case, Supplement
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, MoveKind, Outcome, Role, State, UnclearElement

ARTICLE = "条例第三十条"
OPEN_IN = (State.REGISTRATION, State.HANDLING)


def steps() -> tuple[Step, ...]:
    """The steps of the supplement, in each state where they are open."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    seats = (Role.INTAKE_CLERK, Role.HANDLER)
    return (
        Step(
            trigger="ask_for_supplement", label="告知补正", source=here, dest=STAY, by=seats,
            article=ARTICLE, facts=SupplementAsked,
            guards=(is_handler, not_withdrawn, never_asked_before, no_hold),
            checks=(asked_in_time_or_with_reason,), effects=(ask,), letters=supplement_notice,
        ),
        Step(
            trigger="receive_supplement", label="收到补正", source=here, dest=STAY, by=seats,
            article=ARTICLE, facts=SupplementReceived,
            guards=(is_handler, asked_before, not_received_yet),
            checks=(past_or_today("received_on", "收到补正日期"),
                    not_before_receipt("received_on", "收到补正日期"), late_only_with_reason),
            effects=(take_supplement,), moves=supplement_came,
        ),
        Step(
            trigger="supplement_overdue", label="逾期未补正", source=here, dest=State.HANDLING,
            by=seats, article=ARTICLE, facts=Overdue,
            guards=(is_handler, asked_before, not_received_yet, notice_served, term_is_over),
            checks=(handler_is_named,), effects=(abandon,),
        ),
    )


class Unclear(Form):
    """One thing that is unclear, out of what 条例第二十九条 asks for."""

    element = forms.choice("不明确的要素", UnclearElement, required=True)
    point = forms.text("不明确之处", required=True, long=True)
    guidance = forms.text("补正指引", required=True, long=True, hint="告诉申请人怎样写才便于查找")


class SupplementAsked(Form):
    """The one request to supplement, with all points at once."""

    points = forms.rows("需要补正的事项", Unclear, required=True,
                        hint="只限条例第二十九条的要素，不得要求说明用途；一次性告知")
    term_working_days = forms.number("补正期限", required=True, least=1, most=60, unit="个工作日",
                                     hint="自申请人收到补正告知书之日起，应当合理")
    late_reason = forms.text("超过7个工作日告知的理由", long=True,
                             hint="收到申请之日起7个工作日内告知的不填；须经公开办负责人同意")


class SupplementReceived(Form):
    """What the applicant supplemented."""

    received_on = forms.day("收到补正日期", required=True)
    how = forms.text("补正方式", required=True)
    contents = forms.text("补正后的内容", required=True, long=True)
    clear_now = forms.answer("补正后内容是否明确", required=True)
    late_good_reason = forms.text("逾期补正的正当理由", long=True)
    papers = forms.files("补正材料")


class Overdue(Form):
    """Why the term passed without good reason."""

    why = forms.text("未见正当理由的说明", required=True, long=True)
    handler = forms.text("承办人", options=lambda action: action.directory.of_seat(Role.HANDLER))


@guard("补正只能一次性告知，本件已经告知过补正；仍不明确的，可以答复“补正后申请内容仍不明确”",
       ARTICLE)
def never_asked_before(action: Action) -> bool:
    """There is one supplement notice, never a second."""
    return action.case.supplement is None


def asked_in_time_or_with_reason(action: Action) -> Iterable[Reason]:
    """Asked within seven working days of receipt, or late with the head's reason."""
    clock = action.clock
    day = clock.supplement_notice_due_on if clock else None
    if day is None or action.today <= day:
        return
    if not action.facts.text("late_reason"):
        yield Reason(f"补正告知应当在收到申请之日起7个工作日内（{day:%Y-%m-%d}前）作出，现已超过；"
                     "确需告知的，请填写经公开办负责人同意的理由，答复期限不因此停止计算",
                     ARTICLE, "late_reason")


def ask(case: Case, entry: Entry) -> None:
    """The notice stands; its dispatch will pause the clock."""
    case.supplement = Supplement(
        document=entry.facts.rows("documents")[0]["id"],
        term_working_days=entry.facts.number("term_working_days"),
        points=tuple(row.text("point") for row in entry.facts.rows("points")),
        late_reason=entry.facts.text("late_reason"))


def supplement_notice(action: Action) -> tuple[Outgoing, ...]:
    """补正告知书."""
    points = tuple(
        UnclearPoint(row.text("point"), row.text("guidance"))
        for row in action.facts.rows("points"))
    return (Outgoing(DocumentKind.SUPPLEMENT, lambda number: SupplementNotice(
        **documents.head(action, number, action.today), unclear=points,
        term_working_days=action.facts.number("term_working_days"),
        basis="第三十条" if documents.regulation(action) == "2019" else "第二十一条第（四）项",
        restarts=documents.regulation(action) == "2019")),)


@guard("本件没有告知过补正", ARTICLE)
def asked_before(action: Action) -> bool:
    """Only what was asked for can arrive."""
    return action.case.supplement is not None


@guard("补正已经收到", ARTICLE)
def not_received_yet(action: Action) -> bool:
    """The supplement arrives once."""
    asked = action.case.supplement
    return asked is None or (asked.received_on is None and not asked.overdue)


def _term_ends(action: Action) -> Deadline | None:
    asked = action.case.supplement
    document = action.case.documents.get(asked.document) if asked else None
    if asked is None or document is None or document.delivered_on is None:
        return None
    return action.calendar.add(document.delivered_on, asked.term_working_days)


def late_only_with_reason(action: Action) -> Iterable[Reason]:
    """A late supplement counts only with good reason; else a new request is offered."""
    end, day = _term_ends(action), action.facts.on("received_on")
    if end and day > end.on and not action.facts.text("late_good_reason"):
        yield Reason(f"补正超过了期限（{end.on:%Y-%m-%d}）；有正当理由的请写明，"
                     "没有的请办理“逾期未补正”，并告知申请人可以重新提出申请",
                     ARTICLE, "late_good_reason")


def supplement_came(action: Action) -> tuple[Move, ...]:
    """The limit starts anew on the day the supplement is received (R2019)."""
    return (Move(MoveKind.SUPPLEMENT_RECEIVED, action.facts.on("received_on")),)


def take_supplement(case: Case, entry: Entry) -> None:
    """The application now reads as supplemented."""
    if case.supplement:
        case.supplement.received_on = entry.facts.on("received_on")
    live = case.open_items
    if len(live) == 1 and entry.facts.flag("clear_now"):
        live[0].wanted = entry.facts.text("contents")


@guard("补正告知书的送达尚无凭证，请先办理“登记送达”", "行政诉讼法第三十四条")
def notice_served(action: Action) -> bool:
    """Deemed abandonment needs proof that the notice was served."""
    asked = action.case.supplement
    notice = action.case.documents.get(asked.document) if asked else None
    return notice is not None and notice.served


def term_is_over(action: Action) -> Iterable[Reason]:
    """The term runs from the applicant's receipt and must be over."""
    end = _term_ends(action)
    if end and action.today <= end.on:
        yield Reason(f"补正期限到{end.on:%Y-%m-%d}届满，尚未届满", ARTICLE)
    elif end:
        yield from not_provisional(end, ARTICLE)


def handler_is_named(action: Action) -> Iterable[Reason]:
    """Whoever writes the closing letter is named."""
    login = action.facts.text("handler")
    if not login and not action.case.handler:
        yield Reason("请指定承办人", "", "handler")
    if login and Role.HANDLER not in action.directory.seats(login):
        yield Reason(f"“{login}”不是本机关的承办人", "", "handler")


def abandon(case: Case, entry: Entry) -> None:
    """The application counts as abandoned: that is the outcome the procedure proposes."""
    if case.supplement:
        case.supplement.overdue = True
    case.handler = entry.facts.text("handler") or case.handler
    case.proposed = Outcome.OTHER_NO_SUPPLEMENT
