"""What a reconsideration or lawsuit asks of the agency, and by when (复议、应诉期限).

Each period begins on the day after our receipt (民法典第二百零一条); short ones of reconsideration
count working days (《行政复议法》第八十八条第二款), those of a court calendar days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.law.answers import Proceeding, answer_due
from workflow.law.dated import DatedRule, Unit
from workflow.law.periods import end_of_days
from workflow.law.rules import (
    ANSWER_TO_COURT,
    ANSWER_TO_RECONSIDERATION,
    ANSWER_TO_RECONSIDERATION_SIMPLIFIED,
    REPLY_LIMIT,
    REPORT_ON_OPINION,
)
from workflow.law.workdays import PROVISIONAL, Calendar, DayKind, Deadline
from workflow.terms import RemedyKind, Term, TermUnit

_ONE_DAY = timedelta(1)
_NOT_COUNTED = "《民法典》第二百零一条"
_MOVED_ON = "《民法典》第二百零三条"


class DutyKind(Term):
    """What is due (待办事项)."""

    ANSWER = "answer", "提出书面答复、提交证据"
    REPORT = "report", "报送纠正情况"
    COMPLY = "comply", "重新作出或者履行"


@dataclass(frozen=True)
class Duty:
    """One duty: counted from the day of receipt, its length with its unit, its last day."""

    kind: DutyKind
    since: date
    since_what: str
    length: int
    unit: Unit
    article: str
    #: What follows where it is missed; "" where no provision says so.
    missed: str
    due_on: date
    provisional: bool

    @property
    def term(self) -> str:
        """The length in words: 10个工作日, 15日."""
        return f"{self.length}{self.unit.label}"

    def ledger(self, calendar: Calendar) -> tuple["DutyDay", ...]:
        """The proof of the last day: every day of a count by working days, else both its ends."""
        lines = self._worked if self.unit is Unit.WORKING_DAYS else self._natural
        first = DutyDay(self.since, None, f"{self.since_what}之日，不计入", _NOT_COUNTED)
        return (first, *lines(calendar))

    def _worked(self, calendar: Calendar) -> Iterator["DutyDay"]:
        number, day = 0, self.since + _ONE_DAY
        while day <= self.due_on:
            status = calendar.status(day)
            number += status.working
            text = (f"第{number}个工作日" if status.working
                    else f"{status.name or status.kind.label}，不计入")
            if status.kind is DayKind.MAKE_UP:
                text += f"（{status.name}）"
            yield DutyDay(day, number if status.working else None, text + _mark(calendar, day),
                           self.article if status.working else status.notice)
            day += _ONE_DAY

    def _natural(self, calendar: Calendar) -> Iterator["DutyDay"]:
        nominal = self.since + timedelta(self.length)
        yield DutyDay(nominal, self.length, f"第{self.length}日{_mark(calendar, nominal)}",
                       self.article)
        if nominal != self.due_on:
            name = calendar.status(nominal).name or calendar.status(nominal).kind.label
            text = f"第{self.length}日为{name}，顺延至节假日后第一日{_mark(calendar, self.due_on)}"
            yield DutyDay(self.due_on, None, text, _MOVED_ON)


@dataclass(frozen=True)
class DutyDay:
    """One line of the proof; `number` is the n of the counted day."""

    day: date
    number: int | None
    text: str
    article: str


def _mark(calendar: Calendar, day: date) -> str:
    return PROVISIONAL if calendar.provisional(day) else ""


_ANSWERS: dict[RemedyKind, tuple[Proceeding, DatedRule[int], str, str]] = {
    RemedyKind.RECONSIDERATION: (
        Proceeding.RECONSIDERATION, ANSWER_TO_RECONSIDERATION,
        "行政复议法第四十八条、第八十八条第二款", "行政复议法第七十条：视为没有证据、依据"),
    RemedyKind.RECONSIDERATION_SIMPLIFIED: (
        Proceeding.RECONSIDERATION_SIMPLIFIED, ANSWER_TO_RECONSIDERATION_SIMPLIFIED,
        "行政复议法第五十四条、第八十八条第二款", "行政复议法第七十条：视为没有证据、依据"),
    **dict.fromkeys(
        (RemedyKind.LAWSUIT, RemedyKind.LAWSUIT_AFTER_RECONSIDERATION),
        (Proceeding.LITIGATION, ANSWER_TO_COURT, "行政诉讼法第六十七条第一款",
         "行政诉讼法第三十四条第二款：视为没有相应证据")),
}


def answer_duty(kind: RemedyKind, copy_received_on: date, calendar: Calendar) -> Duty:
    """Our answer and evidence, from our receipt of the copy.

    Raises RuleNotInForce before the first version of the rule.
    """
    proceeding, rule, article, missed = _ANSWERS[kind]
    due = answer_due(proceeding, copy_received_on, calendar)
    return Duty(DutyKind.ANSWER, copy_received_on, "收到副本（答复、应诉通知）",
                rule.on(copy_received_on), rule.unit, article, missed, due.on, due.provisional)


def report_duty(opinion_received_on: date, calendar: Calendar) -> Duty:
    """The report on what was corrected, from our receipt of the opinion (意见书).

    《行政复议法》第七十六条. Raises RuleNotInForce before the first version of the rule.
    """
    length = REPORT_ON_OPINION.on(opinion_received_on)
    due = end_of_days(opinion_received_on, length, calendar)
    return Duty(DutyKind.REPORT, opinion_received_on, "收到意见书", length, REPORT_ON_OPINION.unit,
                "行政复议法第七十六条", "", due.on, due.provisional)


def comply_duty(
    received_on: date, term: int, unit: TermUnit | None, calendar: Calendar
) -> Duty:
    """Replying anew or performing: the ordered term, else as for a new application.

    《行政复议法》第七十七条、《行政诉讼法》第九十四条; without a term as 条例第三十三条第二款
    has it.
    """
    ordered = term > 0 and unit is not None
    length = term if ordered else REPLY_LIMIT.on(received_on)
    due = ordered_end(received_on, length, unit or TermUnit.WORKING_DAYS, calendar)
    return Duty(
        DutyKind.COMPLY, received_on, "收到决定、判决", length,
        Unit.CALENDAR_DAYS if unit is TermUnit.CALENDAR_DAYS and ordered else Unit.WORKING_DAYS,
        "决定、判决、调解书所定期限" if ordered else "未定期限，参照条例第三十三条第二款",
        "行政复议法第七十七条；行政诉讼法第九十四条", due.on, due.provisional)


def ordered_end(received_on: date, length: int, unit: TermUnit, calendar: Calendar) -> Deadline:
    """The last day of a term that an order sets from our receipt of it."""
    if unit is TermUnit.CALENDAR_DAYS:
        return end_of_days(received_on, length, calendar)
    return calendar.add(received_on, length)
