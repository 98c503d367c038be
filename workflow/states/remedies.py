"""Remedies (复议、诉讼): what a reconsideration body or a court asks of us, and what it decides.

行政复议法 articles 48, 54, 70, 76, 77 and 88; 行政诉讼法 articles 34 and 67. The reply is not
touched: its clock stands still or has ended. Each case has clocks of its own, computed from the
days recorded here. One case is opened by `record_remedy` and carried on by the other steps.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from marshmallow import fields

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import not_before_receipt, past_or_today
from workflow.record.case import Case, RemedyCase
from workflow.record.facts import Facts
from workflow.record.remedies import DutyOf, answer_of, comply_of, report_of
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Guard, Step, guard
from workflow.terms import (
    RECONSIDERATIONS,
    RemedyForm,
    RemedyKind,
    RemedyOrder,
    RemedyResult,
    Role,
    State,
    TermUnit,
)

#: A reply can be disputed, and its absence, from the registration on and for years after.
OPEN_IN = (State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY, State.ARCHIVING,
           State.ARCHIVED)
ANSWER = "行政复议法第四十八条、第五十四条；行政诉讼法第六十七条"
OPINION = "行政复议法第七十六条"
COMPLY = "行政复议法第七十七条；行政诉讼法第九十四条"
#: The papers in which each kind of proceeding ends.
_ENDS_IN = {
    True: (RemedyForm.DECISION, RemedyForm.MEDIATION, RemedyForm.OTHER),
    False: (RemedyForm.JUDGMENT, RemedyForm.RULING, RemedyForm.MEDIATION, RemedyForm.OTHER),
}


def steps() -> tuple[Step, ...]:
    """All of them, state by state; the legal office alone keeps this book."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    by = (Role.LEGAL_OFFICE,)
    return (
        Step(trigger="record_remedy", label="登记复议、诉讼", source=here, dest=STAY, by=by,
             article=ANSWER, facts=Remedy,
             checks=(past_or_today("copy_received_on", "收到副本日期"),
                     not_before_receipt("copy_received_on", "收到副本日期"), not_on_file_yet),
             effects=(open_it,)),
        Step(trigger="amend_remedy", label="变更复议、诉讼登记", source=here, dest=STAY, by=by,
             article="行政复议法第五十五条；条例第四十五条", facts=Amendment,
             guards=(one_is_there,),
             checks=(remedy_is_named, past_or_today("copy_received_on", "收到副本日期"),
                     not_before_receipt("copy_received_on", "收到副本日期"), something_changes),
             effects=(amend,)),
        Step(trigger="record_remedy_answer", label="登记已提出答复、答辩", source=here, dest=STAY,
             by=by, article=ANSWER, facts=Answered, guards=(an_answer_is_due,),
             checks=(*_on_a_day("提出日期"), answer_is_awaited,
                     explained_if_late(answer_of)),
             effects=(answer_it,)),
        Step(trigger="record_remedy_result", label="登记复议、诉讼结果", source=here, dest=STAY,
             by=by, article=COMPLY, facts=Result, guards=(one_is_there,),
             checks=(*_on_a_day("收到日期"), result_is_whole, order_is_whole),
             effects=(decide,)),
        Step(trigger="record_remedy_opinion", label="登记行政复议意见书", source=here, dest=STAY,
             by=by, article=OPINION, facts=Opinion, guards=(a_reconsideration_is_there,),
             checks=(*_on_a_day("收到日期"), is_reconsideration, no_opinion_yet),
             effects=(keep_opinion,)),
        Step(trigger="record_remedy_report", label="登记纠正情况已报送", source=here, dest=STAY,
             by=by, article=OPINION, facts=Reported, guards=(a_report_is_due,),
             checks=(*_on_a_day("报送日期"), report_is_awaited,
                     explained_if_late(report_of)),
             effects=(report,)),
        Step(trigger="record_compliance", label="登记已按要求履行", source=here, dest=STAY, by=by,
             article=COMPLY, facts=Complied, guards=(an_order_waits,),
             checks=(*_on_a_day("履行日期"), order_is_awaited,
                     explained_if_late(comply_of)),
             effects=(comply,)),
    )


def on_file(action: Action) -> list[tuple[str, str]]:
    """The cases of this request, by their number."""
    return [(one.ref, f"{one.kind.label} {one.name}") for one in _live(action)]


def the_only_one(action: Action) -> str:
    """The case a blank form opens with: the one there is."""
    known = on_file(action)
    return known[0][0] if len(known) == 1 else ""


def _which() -> fields.String:
    return forms.text("复议、诉讼案件", required=True, options=on_file, start=the_only_one)


class Remedy(Form):
    """A copy has come: from whom, under which number, on which day."""

    kind = forms.choice("程序", RemedyKind, required=True,
                        hint="简易程序的答复期限只有5个工作日（行政复议法第五十四条）")
    body = forms.text("复议机关或者法院", required=True, limit=100)
    case_no = forms.text("受理文号或者案号", required=True, limit=80)
    copy_received_on = forms.day("收到副本日期", required=True,
                                 hint="本机关收到答复通知书、应诉通知书及副本之日")
    claim = forms.text("请求事项", long=True, hint="不写申请人的姓名和联系方式")
    papers = forms.files("答复通知书、应诉通知书、申请书或者起诉状副本")


class Amendment(Form):
    """What was recorded wrongly, or has changed since: only what is filled in changes."""

    remedy = _which()
    kind = forms.choice("变更后的程序", RemedyKind, hint="如简易程序转为普通程序")
    body = forms.text("变更后的复议机关或者法院", limit=100)
    case_no = forms.text("变更后的文号、案号", limit=80)
    copy_received_on = forms.day("变更后的收到副本日期")
    void = forms.yes("登记有误，此案作废", hint="例如登记到了别的申请上；作废的不计入年报")
    reason = forms.text("变更理由", required=True, long=True)
    papers = forms.files("依据材料")


class Answered(Form):
    """Our answer with the evidence has been handed in."""

    remedy = _which()
    on = forms.day("提出日期", required=True, start=lambda action: action.today,
                   hint="交邮的，填交邮之日")
    how = forms.text("提出方式", required=True, hint="直接递交、邮寄（邮件号）、网上提交")
    what = forms.text("提交的材料", required=True, long=True,
                      hint="答复书、答辩状，证据和依据的清单；作出答复之后收集的须写明")
    late_reason = forms.text("逾期的原因", long=True, hint="逾期提出的必填")
    papers = forms.files("答复书、答辩状和回执")


class Result(Form):
    """What the body or court came to; recorded again when an appeal changes it."""

    remedy = _which()
    result = forms.choice("结果", RemedyResult, required=True,
                          hint="“尚未审结”用于上诉、再审或者发回后重新待审")
    form = forms.choice("文书种类", RemedyForm)
    number = forms.text("文书文号", limit=80)
    on = forms.day("收到日期", required=True, hint="本机关收到文书之日；履行的期限由此起算")
    gist = forms.text("主要内容", required=True, long=True, hint="不写申请人的姓名和联系方式")
    order = forms.choice("责令的内容", RemedyOrder, hint="没有责令重作、履行的不选")
    term = forms.number("责令的期限", most=999, hint="文书没有写明期限的不填，按20个工作日办理")
    term_unit = forms.choice("期限单位", TermUnit, hint="自收到文书之日起")
    papers = forms.files("决定书、判决书、调解书等")


class Opinion(Form):
    """An opinion of the reconsideration body on what was unlawful or improper."""

    remedy = _which()
    number = forms.text("意见书文号", required=True, limit=80)
    on = forms.day("收到日期", required=True)
    gist = forms.text("要求纠正的事项", required=True, long=True)
    papers = forms.files("行政复议意见书")


class Reported(Form):
    """The report on what was corrected has been sent."""

    remedy = _which()
    on = forms.day("报送日期", required=True, start=lambda action: action.today)
    gist = forms.text("纠正的情况", required=True, long=True)
    late_reason = forms.text("逾期的原因", long=True, hint="逾期报送的必填")
    papers = forms.files("报送的文书")


class Complied(Form):
    """The order is carried out without a new reply: given, corrected, told."""

    remedy = _which()
    on = forms.day("履行日期", required=True, start=lambda action: action.today)
    gist = forms.text("履行的情况", required=True, long=True,
                      hint="需要重新作出答复的，在归档后办理“按要求重新作出”")
    late_reason = forms.text("逾期的原因", long=True, hint="逾期履行的必填")
    papers = forms.files("履行的凭证")


def _live(action: Action) -> Iterator[RemedyCase]:
    return (one for one in action.case.remedies.values() if not one.void)


def _named(action: Action) -> RemedyCase | None:
    one = action.case.remedies.get(action.facts.text("remedy"))
    return None if one is None or one.void else one


@guard("本件没有登记在案的复议、诉讼", ANSWER)
def one_is_there(action: Action) -> bool:
    """What is carried on was opened."""
    return any(_live(action))


@guard("本件没有登记在案的行政复议", OPINION)
def a_reconsideration_is_there(action: Action) -> bool:
    """Only a reconsideration body sends such an opinion."""
    return any(one.kind in RECONSIDERATIONS for one in _live(action))


@guard("没有待提出答复、答辩的复议、诉讼", ANSWER)
def an_answer_is_due(action: Action) -> bool:
    """One case at least waits for our answer."""
    return any(one.answered_on is None for one in _live(action))


@guard("没有待报送纠正情况的意见书", OPINION)
def a_report_is_due(action: Action) -> bool:
    """An opinion came and nothing was reported yet."""
    return any(one.opinion_on and one.reported_on is None for one in _live(action))


@guard("没有待履行的决定、判决或者调解书", COMPLY)
def an_order_waits(action: Action) -> bool:
    """An order was recorded and is not carried out."""
    return any(one.ordered for one in _live(action))


def remedy_is_named(action: Action) -> Iterable[Reason]:
    """The case named is one on file."""
    if _named(action) is None:
        yield Reason("没有这一案件，或者已经作废，请从列表中选择", ANSWER, "remedy")


def _on_a_day(label: str) -> tuple[Guard, ...]:
    """A fact about a case on file: not in the future, not before the copy came."""

    def after_the_copy(action: Action) -> Iterable[Reason]:
        one, day = _named(action), action.facts.day("on")
        if one and day and day < one.copy_received_on:
            yield Reason(f"{label}（{day}）早于收到副本之日（{one.copy_received_on}）", "", "on")

    return (remedy_is_named, past_or_today("on", label), after_the_copy)


def not_on_file_yet(action: Action) -> Iterable[Reason]:
    """One case is opened once; what it comes to is recorded in it."""
    facts = action.facts
    for one in _live(action):
        if (one.body, one.case_no) == (facts.text("body"), facts.text("case_no")):
            yield Reason(f"{one.name}已经登记；结果请办理“登记复议、诉讼结果”", ANSWER, "case_no")


def something_changes(action: Action) -> Iterable[Reason]:
    """An amendment says what is amended."""
    if not any(action.facts.get(name) for name in (*_AMENDABLE, "void")):
        yield Reason("请填写变更后的内容，或者勾选“此案作废”", "", "kind")


def answer_is_awaited(action: Action) -> Iterable[Reason]:
    """One answer a case."""
    one = _named(action)
    if one and one.answered_on:
        yield Reason(f"{one.name}已于{one.answered_on}提出答复、答辩", ANSWER, "remedy")


def is_reconsideration(action: Action) -> Iterable[Reason]:
    """A court sends no such opinion."""
    one = _named(action)
    if one and one.kind not in RECONSIDERATIONS:
        yield Reason("行政复议意见书只能登记在行政复议案件中", OPINION, "remedy")


def no_opinion_yet(action: Action) -> Iterable[Reason]:
    """One opinion a case."""
    one = _named(action)
    if one and one.opinion_on:
        yield Reason(f"此案已登记意见书（{one.opinion_no}）", OPINION, "remedy")


def report_is_awaited(action: Action) -> Iterable[Reason]:
    """The case named has an opinion, not reported on yet."""
    one = _named(action)
    if one and (one.opinion_on is None or one.reported_on):
        yield Reason("此案没有待报送纠正情况的意见书", OPINION, "remedy")
    elif one and one.opinion_on and (day := action.facts.day("on")) and day < one.opinion_on:
        yield Reason(f"报送日期（{day}）早于收到意见书之日（{one.opinion_on}）", OPINION, "on")


def order_is_awaited(action: Action) -> Iterable[Reason]:
    """The case named has an order, not carried out yet."""
    one = _named(action)
    if one and not one.ordered:
        yield Reason("此案没有待履行的要求", COMPLY, "remedy")
    elif one and one.result_on and (day := action.facts.day("on")) and day < one.result_on:
        yield Reason(f"履行日期（{day}）早于收到文书之日（{one.result_on}）", COMPLY, "on")


def result_is_whole(action: Action) -> Iterable[Reason]:
    """A result names its paper; the paper fits the proceeding."""
    facts, one = action.facts, _named(action)
    pending = facts.term("result", RemedyResult) is RemedyResult.PENDING
    for name, label in (("form", "文书种类"), ("number", "文书文号")):
        if not pending and not facts.text(name):
            yield Reason(f"审结的，请填写{label}", COMPLY, name)
    if one is None or not facts.text("form"):
        return
    fitting = _ENDS_IN[one.kind in RECONSIDERATIONS]
    form = facts.term("form", RemedyForm)
    if form not in fitting:
        names = "、".join(each.label for each in fitting)
        yield Reason(f"{one.kind.label}不以“{form.label}”结案，可选：{names}", COMPLY, "form")


def order_is_whole(action: Action) -> Iterable[Reason]:
    """An order follows from a result that corrects or settles; its term has a number and a unit."""
    facts = action.facts
    result = facts.term("result", RemedyResult)
    if facts.text("order") and result in (RemedyResult.UPHELD, RemedyResult.PENDING):
        yield Reason(f"“{result.label}”的，不会责令重作或者履行", COMPLY, "order")
    if bool(facts.number("term")) != bool(facts.text("term_unit")):
        missing = "term_unit" if facts.number("term") else "term"
        yield Reason("责令的期限应当写明数目和单位", COMPLY, missing)
    if facts.number("term") and not facts.text("order"):
        yield Reason("填写了期限的，请选择责令的内容", COMPLY, "order")


def explained_if_late(duty_of: DutyOf) -> Guard:
    """What comes late stays possible, with its reason on file."""

    def lateness_is_explained(action: Action) -> Iterable[Reason]:
        one, day = _named(action), action.facts.day("on")
        duty = duty_of(one, action.calendar) if one else None
        if duty and day and day > duty.due_on and not action.facts.text("late_reason"):
            yield Reason(
                f"{duty.kind.label}的期限至{duty.due_on}届满（{duty.term}，{duty.article}），"
                "请写明逾期的原因", duty.missed or duty.article, "late_reason")

    return lateness_is_explained


def open_it(case: Case, entry: Entry) -> None:
    """The case is on file under the number of its entry."""
    facts, ref = entry.facts, f"R{entry.seq}"
    case.remedies[ref] = RemedyCase(
        ref=ref, kind=facts.term("kind", RemedyKind), body=facts.text("body"),
        case_no=facts.text("case_no"), copy_received_on=facts.on("copy_received_on"))


#: What an amendment may change, each with the way it is read.
_AMENDABLE: dict[str, Callable[[Facts], Any]] = {
    "kind": lambda facts: facts.term("kind", RemedyKind),
    "body": lambda facts: facts.text("body"),
    "case_no": lambda facts: facts.text("case_no"),
    "copy_received_on": lambda facts: facts.on("copy_received_on"),
}


def _of(case: Case, facts: Facts) -> RemedyCase:
    return case.remedies[facts.text("remedy")]


def amend(case: Case, entry: Entry) -> None:
    """What is filled in holds from now on; the trail keeps what was said before."""
    one = _of(case, entry.facts)
    for name, read in _AMENDABLE.items():
        if entry.facts.get(name):
            setattr(one, name, read(entry.facts))
    one.void = one.void or entry.facts.flag("void")


def answer_it(case: Case, entry: Entry) -> None:
    """Our answer is with the body or the court."""
    _of(case, entry.facts).answered_on = entry.facts.on("on")


def decide(case: Case, entry: Entry) -> None:
    """The newest result counts; an order that no longer stands is forgotten with it."""
    facts, one = entry.facts, _of(case, entry.facts)
    one.result, one.result_on = facts.term("result", RemedyResult), facts.on("on")
    one.form = RemedyForm(facts.text("form")) if facts.text("form") else None
    one.number = facts.text("number")
    one.order = RemedyOrder(facts.text("order")) if facts.text("order") else None
    one.term = facts.number("term")
    one.term_unit = TermUnit(facts.text("term_unit")) if facts.text("term_unit") else None
    one.redone, one.complied_on = False, None


def keep_opinion(case: Case, entry: Entry) -> None:
    """Sixty days run from its receipt."""
    one = _of(case, entry.facts)
    one.opinion_no, one.opinion_on = entry.facts.text("number"), entry.facts.on("on")


def report(case: Case, entry: Entry) -> None:
    """What was corrected is reported."""
    _of(case, entry.facts).reported_on = entry.facts.on("on")


def comply(case: Case, entry: Entry) -> None:
    """The order is carried out."""
    _of(case, entry.facts).complied_on = entry.facts.on("on")
