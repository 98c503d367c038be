"""Excessive applications (大量反复申请): ask why, judge the reasons, set a delay if they are good.

政府信息公开条例 article 35. Asking moves no clock; a delay counts once its notice has left in time.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from letters.notices import DelayNotice, ReasonsAsked
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_provisional, not_withdrawn, term_is_ours
from workflow.law.workdays import Deadline
from workflow.record.case import Case, Delay, Excess
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, Outcome, Role, State

HERE = State.HANDLING
ARTICLE = "条例第三十五条"


def steps() -> tuple[Step, ...]:
    """All of them while the request is handled."""
    return (
        Step(
            trigger="ask_for_reasons", label="要求说明理由", source=HERE, dest=STAY,
            by=(Role.HANDLER, Role.HEAD), article=ARTICLE, facts=ReasonsWanted,
            guards=(is_handler, not_withdrawn, not_under_2008, not_asked_before, no_hold),
            checks=(the_period_is_possible,), adds=what_is_on_record, effects=(ask,),
            letters=reasons_notice,
        ),
        Step(
            trigger="record_reasons", label="登记说明的理由", source=HERE, dest=STAY,
            by=(Role.HANDLER, Role.HEAD), article=ARTICLE, facts=ReasonsGiven,
            guards=(is_handler, reasons_are_awaited),
            checks=(silence_is_proved, reasons_are_written), effects=(judge,),
        ),
        Step(
            trigger="set_delay", label="确定延迟答复", source=HERE, dest=STAY, by=(Role.HEAD,),
            article=ARTICLE, facts=DelayWanted,
            guards=(not_withdrawn, term_is_ours, reasons_are_good, none_set_before,
                    limit_not_passed, no_hold),
            checks=(day_is_later_and_worked,), effects=(put_off,), letters=delay_notice,
        ),
    )


def _year_before(action: Action) -> date:
    end = action.case.received_on or action.today
    return end.replace(year=end.year - 1, day=min(end.day, 28))


def _last(action: Action) -> date:
    return action.case.received_on or action.today


class ReasonsWanted(Form):
    """How many applications in which period, and what is beyond reason in them."""

    first_on = forms.day("统计的首日", required=True, start=_year_before)
    last_on = forms.day("统计的末日", required=True, start=_last)
    applications = forms.number(
        "申请件数（含本件）", required=True, least=2, most=99999, unit="件",
        hint="系统按姓名、名称或者证件号码查得的件数已填入；同名的请核对后更正",
        start=lambda action: action.applications_between(_year_before(action), _last(action)))
    why = forms.text("明显超过合理范围的情况", required=True, long=True, hint="将写入告知书")
    term_working_days = forms.number("说明理由的期限", required=True, least=1, most=60,
                                     unit="个工作日", hint="自申请人收到之日起；答复期限照常计算")


class ReasonsGiven(Form):
    """What the applicant said, and what is to be thought of it."""

    silent = forms.yes("逾期没有说明理由")
    said = forms.text("申请人说明的理由", long=True, hint="按原文或者概括；没有说明的不填")
    reasonable = forms.answer("理由是否合理", hint="没有说明理由的不填")
    judged = forms.text("认定的理由", required=True, long=True, hint="不合理的将写入答复书")
    papers = forms.files("申请人的书面说明")


class DelayWanted(Form):
    """Until when, and why it cannot be done in time."""

    until = forms.day("延迟至", required=True, hint="应当合理，且为工作日")
    reason = forms.text("不能按期答复的原因", required=True, long=True, hint="将写入告知书")


@guard("2008年条例没有要求说明理由的规定", ARTICLE)
def not_under_2008(action: Action) -> bool:
    """Article 35 came in 2019."""
    return documents.regulation(action) == "2019"


@guard("本件已经要求说明理由", ARTICLE)
def not_asked_before(action: Action) -> bool:
    """Asked once."""
    return action.case.excess is None


def the_period_is_possible(action: Action) -> Iterable[Reason]:
    """A period in the past, first day first."""
    first, last = action.facts.on("first_on"), action.facts.on("last_on")
    if last < first:
        yield Reason("统计的末日早于首日", "", "last_on")
    if last > action.today:
        yield Reason("统计的末日晚于今天", "", "last_on")


def what_is_on_record(action: Action) -> Mapping[str, Any]:
    """The system's own count beside the officer's."""
    span = action.facts.on("first_on"), action.facts.on("last_on")
    return {"counted": action.applications_between(*span)}


def ask(case: Case, entry: Entry) -> None:
    """The reasons are awaited; the clock runs on."""
    facts = entry.facts
    case.excess = Excess(
        document=facts.rows("documents")[0]["id"], applications=facts.number("applications"),
        first_on=facts.on("first_on"), last_on=facts.on("last_on"),
        term_working_days=facts.number("term_working_days"))


@guard("没有待登记的说明理由，请先办理“要求说明理由”", ARTICLE)
def reasons_are_awaited(action: Action) -> bool:
    """What was asked can be answered."""
    return action.case.excess is not None and action.case.excess.open


def _term_ends(action: Action) -> Deadline | None:
    asked = action.case.excess
    notice = action.case.documents.get(asked.document) if asked else None
    if asked is None or notice is None or notice.delivered_on is None:
        return None
    return action.calendar.add(notice.delivered_on, asked.term_working_days)


def silence_is_proved(action: Action) -> Iterable[Reason]:
    """Silence is found only after proved service and the whole term."""
    if not action.facts.flag("silent"):
        return
    end = _term_ends(action)
    if end is None:
        yield Reason("说明理由告知书的送达尚无凭证，不能认定逾期", "行政诉讼法第三十四条", "silent")
    elif action.today <= end.on:
        yield Reason(f"说明理由的期限到{end.on:%Y-%m-%d}届满，尚未届满", ARTICLE, "silent")
    else:
        yield from not_provisional(end, ARTICLE, "silent")


def reasons_are_written(action: Action) -> Iterable[Reason]:
    """Either silence, or the reasons with a judgment; never both."""
    facts = action.facts
    said, judged = facts.text("said"), facts.answer("reasonable")
    if facts.flag("silent"):
        if said or judged is not None:
            yield Reason("逾期没有说明理由的，不填写理由，也不认定是否合理", ARTICLE, "said")
        return
    if not said:
        yield Reason("请写明申请人说明的理由；没有说明的，请勾选“逾期没有说明理由”", ARTICLE,
                     "said")
    if judged is None:
        yield Reason("请认定理由是否合理", ARTICLE, "reasonable")


def judge(case: Case, entry: Entry) -> None:
    """Bad reasons, or none: the procedure proposes not to handle the application."""
    facts = entry.facts
    assert case.excess is not None  # guard: awaited
    case.excess.said, case.excess.judged = facts.text("said"), facts.text("judged")
    case.excess.reasonable = bool(facts.answer("reasonable")) and not facts.flag("silent")
    if not case.excess.reasonable:
        case.proposed = Outcome.REJECT_EXCESSIVE


@guard("确定延迟答复，须先要求申请人说明理由并认定理由合理", ARTICLE)
def reasons_are_good(action: Action) -> bool:
    """Only good reasons earn a delay."""
    return action.case.excess is not None and action.case.excess.reasonable is True


@guard("本件已经确定过延迟答复的期限", ARTICLE)
def none_set_before(action: Action) -> bool:
    """One delay."""
    return action.case.delay is None


def limit_not_passed(action: Action) -> Iterable[Reason]:
    """Told before the limit."""
    due_on = action.clock.due_on if action.clock else None
    if due_on and action.today > due_on:
        yield Reason(f"答复期限已于{due_on:%Y-%m-%d}届满，不能再确定延迟", ARTICLE)


def day_is_later_and_worked(action: Action) -> Iterable[Reason]:
    """The delay ends later than the limit, on a working day."""
    until = action.facts.on("until")
    due_on = action.clock.due_on if action.clock else None
    if due_on is None:
        yield Reason("答复期限现已停止计算，恢复计算后才能确定延迟", ARTICLE, "until")
    elif until <= due_on:
        yield Reason(f"延迟的日期应当晚于答复期限届满日（{due_on:%Y-%m-%d}）", ARTICLE, "until")
    elif not action.calendar.is_working_day(until):
        yield Reason(f"{until:%Y-%m-%d}不是工作日，请另选一日", ARTICLE, "until")


def put_off(case: Case, entry: Entry) -> None:
    """The delay stands; it counts once the applicant is told in time."""
    case.delay = Delay(entry.facts.on("until"), entry.facts.rows("documents")[0]["id"])


def reasons_notice(action: Action) -> tuple[Outgoing, ...]:
    """说明理由告知书."""
    facts = action.facts
    return (Outgoing(DocumentKind.REASONS_ASKED, lambda number: ReasonsAsked(
        **documents.head(action, number, action.today),
        applications=facts.number("applications"), first_on=facts.on("first_on"),
        last_on=facts.on("last_on"), why=facts.text("why"),
        term_working_days=facts.number("term_working_days"))),)


def delay_notice(action: Action) -> tuple[Outgoing, ...]:
    """延迟答复告知书."""
    due_on = action.clock.due_on if action.clock else None
    return (Outgoing(DocumentKind.DELAY, lambda number: DelayNotice(
        **documents.head(action, number, action.today), due_on=due_on or action.today,
        until=action.facts.on("until"), reason=action.facts.text("reason"),
        provisional=bool(due_on and due_on > action.calendar.published_until))),)
