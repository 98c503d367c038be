"""Inspection (查阅、抄录): laid open at a place and time, and what came of it.

政府信息公开条例 article 40. It counts as provision of the information and moves no clock.
"""

from collections.abc import Iterable

from letters.notices import InspectionNotice
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_withdrawn, past_or_today
from workflow.record.case import Case, Inspection
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, Role, State

ARTICLE = "条例第四十条"
BY = (Role.HANDLER, Role.INTAKE_CLERK)


def steps() -> tuple[Step, ...]:
    """Arranged before the reply, or again after it; recorded whenever it took place."""
    arranging = tuple(
        Step(trigger="arrange_inspection", label="安排查阅", source=here, dest=STAY, by=BY,
             article=ARTICLE, facts=Arranged,
             guards=(is_handler, not_withdrawn, none_pending, no_hold), checks=(day_is_ahead,),
             effects=(arrange,), letters=notice)
        for here in (State.HANDLING, State.REPLY))
    recording = tuple(
        Step(trigger="record_inspection", label="登记查阅", source=here, dest=STAY, by=BY,
             article=ARTICLE, facts=Held, guards=(is_handler, one_is_pending),
             checks=(past_or_today("on", "查阅日期"), told_whether_read), effects=(keep,))
        for here in (State.HANDLING, State.REVIEW, State.REPLY))
    return (*arranging, *recording)


class Arranged(Form):
    """What lies open, where and when."""

    what = forms.text("查阅的内容", required=True, long=True, hint="名称、文号、页数")
    on = forms.day("日期", required=True)
    hours = forms.text("时间", required=True, limit=40, hint="如：9:00至11:30")
    place = forms.text("地点", required=True, hint="写到房间号")


class Held(Form):
    """What came of it, with the signature of who read it."""

    came = forms.answer("申请人是否前来查阅", required=True)
    on = forms.day("查阅日期", required=True, hint="没有前来的填安排的日期")
    seen = forms.text("查阅、抄录的内容", long=True, hint="前来查阅的必填")
    copied_pages = forms.number("复制页数", least=0, most=99999, unit="页")
    papers = forms.files("签字的查阅登记表")


def _pending(case: Case) -> Inspection | None:
    return next((one for one in case.inspections if one.came is None), None)


@guard("已有一次查阅尚未登记结果", ARTICLE)
def none_pending(action: Action) -> bool:
    """One at a time."""
    return _pending(action.case) is None


@guard("没有待登记的查阅，请先办理“安排查阅”", ARTICLE)
def one_is_pending(action: Action) -> bool:
    """What was arranged can be recorded."""
    return _pending(action.case) is not None


def day_is_ahead(action: Action) -> Iterable[Reason]:
    """A working day, from today on, within the reply period while it runs."""
    day, clock = action.facts.on("on"), action.clock
    if day < action.today:
        yield Reason("查阅日期早于今天", ARTICLE, "on")
    elif not action.calendar.is_working_day(day):
        yield Reason(f"{day:%Y-%m-%d}不是工作日，请另选一日", ARTICLE, "on")
    elif action.case.state is State.HANDLING and clock and clock.due_on and day > clock.due_on:
        yield Reason(f"查阅日期晚于答复期限届满日（{clock.due_on:%Y-%m-%d}）",
                     "条例第三十三条、第三十六条第二项", "on")


def told_whether_read(action: Action) -> Iterable[Reason]:
    """What was read is written down; nobody reads who did not come."""
    facts = action.facts
    if facts.flag("came") and not facts.text("seen"):
        yield Reason("请写明查阅、抄录的内容", ARTICLE, "seen")
    if not facts.flag("came") and (facts.text("seen") or facts.number("copied_pages")):
        yield Reason("申请人没有前来的，不填写查阅内容和复制页数", ARTICLE, "seen")


def arrange(case: Case, entry: Entry) -> None:
    """The appointment stands."""
    facts = entry.facts
    case.inspections.append(Inspection(
        document=facts.rows("documents")[0]["id"], on=facts.on("on"), hours=facts.text("hours"),
        place=facts.text("place"), what=facts.text("what")))


def keep(case: Case, entry: Entry) -> None:
    """What came of it is on file."""
    one = _pending(case)
    assert one is not None  # guard: pending
    one.came, one.on = entry.facts.flag("came"), entry.facts.on("on")
    one.copied_pages = entry.facts.number("copied_pages")


def notice(action: Action) -> tuple[Outgoing, ...]:
    """查阅通知书."""
    facts = action.facts
    return (Outgoing(DocumentKind.INSPECTION, lambda number: InspectionNotice(
        **documents.head(action, number, action.today), what=facts.text("what"),
        on=facts.on("on"), hours=facts.text("hours"), place=facts.text("place"))),)
