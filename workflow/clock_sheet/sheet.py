"""The sheet itself (期限计算单): everything a court asks of a clock, from what is on file.

It is a view of the trail on the day of printing: nothing is written when it is made.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from letters.internal import ChoiceLine, ClockSheet, FindingLine, Stated
from workflow.clock_sheet.evidence import events
from workflow.clock_sheet.later import recalculated, replied_by, revoked
from workflow.clock_sheet.receipt import day_of_receipt, receipt_evidence
from workflow.clock_sheet.stretches import read_on, stretches
from workflow.clock_sheet.wording import in_words
from workflow.documents import long_date
from workflow.errors import BadFacts, Reason
from workflow.law import rules
from workflow.law.articles import full_name
from workflow.law.clock import Clock, Finding
from workflow.law.dated import DatedRule
from workflow.law.proof import Alternative, alternatives, conclusion, notices_used
from workflow.law.rule_book import RULE_BOOK_VERSION
from workflow.law.workdays import PROVISIONAL
from workflow.steps import CLOCK_SHEET
from workflow.terms import MoveKind
from workflow.viewing import RequestView

#: The acts on which the sheet always finds, done or not; other acts only where they happened.
_ALWAYS_FOUND = {
    MoveKind.SUPPLEMENT_ASKED: "没有告知补正",
    MoveKind.EXTENDED: "没有延期",
    MoveKind.FEE_NOTICED: "没有发出收费通知",
    MoveKind.REPLIED: "没有发出答复的记载",
}
_WITHOUT_LIMIT = "已有记载，当时没有应当遵守的届满日（期限已停止、终止或者条例未作规定）"


def clock_sheet(seen: RequestView, printed_by: str, frozen_by: str = "") -> ClockSheet:
    """The sheet of a request as of the day it is looked at; `frozen_by` names the act on file.

    Raises BadFacts while the day of receipt is not fixed: nothing has begun to run.
    """
    clock = seen.clock
    if clock is None:
        raise BadFacts(Reason("收到申请之日尚未确定，期限尚未起算，没有期限计算单可以打印；"
                              "请先办理“与申请人确认”", "条例第三十一条"))
    case, receipt = seen.case, day_of_receipt(seen, clock)
    reply = replied_by(case)
    return ClockSheet(
        agency=seen.office.name, request_no=case.no,
        after_reply="" if frozen_by else _after_reply(seen),
        frozen=_frozen(seen, frozen_by) if frozen_by else "",
        printed_on=clock.as_of, printed_by=printed_by,
        trail=_trail(seen, len(seen.trail) - bool(frozen_by)),
        receipt=receipt_evidence(seen, clock), received_on=clock.received_on,
        rules=tuple(_rules(clock)),
        events=events(seen, clock, receipt.article if receipt else "条例第三十一条"),
        findings=tuple(_findings(clock)), stretches=stretches(clock), standing=_standing(clock),
        choices=tuple(_choice(one) for one in alternatives(clock, receipt)),
        versions=(*_versions(clock), *recalculated(seen)),
        conclusion=in_words(conclusion(
            clock, reply.number if reply else "", reply.manner if reply else None))
        + revoked(case))


def _after_reply(seen: RequestView) -> str:
    reply = seen.case.documents.get(seen.case.reply)
    if reply is None:
        return ""
    kept = [str(line.entry.seq) for line in seen.trail if line.entry.facts.text(CLOCK_SHEET)]
    filed = f"；当时的计算单存于台账第{'、'.join(kept)}条" if kept else ""
    return (f"本单在答复（{reply.number}，{long_date(reply.dated)}制发）之后打印，"
            f"用于说明期限的计算{filed}")


def _frozen(seen: RequestView, act: str) -> str:
    return f"本单随“{act}”（台账第{len(seen.trail)}条）存档，此后不再变动"


def _trail(seen: RequestView, last: int) -> str:
    """How far the trail went; the code is that of the last entry the sheet can know."""
    code = seen.trail[last - 1].hash[:16]
    return f"第1条至第{last}条，存证码{seen.case.no}-{last}-{code}"


def _rules(clock: Clock) -> Iterator[Stated]:
    yield Stated("适用的条例", full_name(clock.regulation))
    yield Stated("适用的理由", _why(clock.received_on))
    for rule in _lengths(clock):
        version = rule.since(clock.received_on)
        yield Stated(rule.label, f"{version.value}{rule.unit.label}（{version.source}）")


def _why(received_on: date) -> str:
    rule = rules.REGULATION
    version = rule.since(received_on)
    later = [one.day for one in rule.history if one.day > received_on]
    until = f"、{long_date(later[0])}修订施行之前" if later else ""
    return (f"由{rule.decided_by.label}决定：{long_date(received_on)}在该版本自"
            f"{long_date(version.day)}施行（{version.source}）之后{until}")


def _lengths(clock: Clock) -> Iterator[DatedRule[Any]]:
    consulted = bool(clock.timeline.consultations)
    wanted = (
        (rules.REPLY_LIMIT, True), (rules.EXTENSION_LIMIT, True),
        (rules.SUPPLEMENT_NOTICE_LIMIT, True), (rules.CONSULTATION_TERM, consulted),
    )
    return (rule for rule, here in wanted if here and rule.in_force(clock.received_on))


def _findings(clock: Clock) -> Iterator[FindingLine]:
    found = clock.findings()
    done = {step.move.kind for step in clock.timeline.steps}
    for kind, undone in _ALWAYS_FOUND.items():
        own = [one for one in found if one.kind is kind]
        yield from map(_finding, own)
        if not own:
            yield FindingLine(kind.label, _WITHOUT_LIMIT if kind in done else undone, "")
    yield from (_finding(one) for one in found if one.kind not in _ALWAYS_FOUND)


def _finding(one: Finding) -> FindingLine:
    return FindingLine(one.kind.label, in_words(one.text), one.article)


def _standing(clock: Clock) -> str:
    used = f"截至{long_date(read_on(clock))}，计入期限的工作日共{clock.used_working_days}个"
    if clock.late:
        return f"{used}，其中逾期{clock.late_by_working_days}个。"
    if clock.due_on is None:
        return f"{used}，期限停止计算。"
    doubt = PROVISIONAL if clock.provisional else ""
    return f"{used}，距{long_date(clock.due_on)}{doubt}届满尚余{clock.left_working_days}个。"


def _choice(one: Alternative) -> ChoiceLine:
    other = "相同"
    if one.differs:
        other = long_date(one.other_due_on) if one.other_due_on else "停止或者终止，无届满日"
        other += PROVISIONAL if one.other_provisional else ""
    return ChoiceLine(in_words(one.chosen), in_words(one.other), other)


def _versions(clock: Clock) -> Iterator[Stated]:
    until = f"放假安排已公布至{long_date(clock.calendar.published_until)}"
    doubt = "；本单有日期在此之后，均为暂定，以其后公布的放假通知为准" if clock.provisional else ""
    yield Stated("规则簿版本", RULE_BOOK_VERSION)
    yield Stated("工作日历版本", f"{clock.calendar.version}；{until}{doubt}")
    notices = "、".join(notices_used(clock))
    yield Stated("涉及的放假通知", notices or "本期限内没有放假、调休")
