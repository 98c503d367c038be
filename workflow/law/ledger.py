"""The ledger (期限计算明细): the proof of a due date, one line for each day and each move."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflow.law.consultations import SILENCE
from workflow.law.counting import Exclusion
from workflow.law.effects import Effect, Step, Wait, Waiting
from workflow.law.moves import Move
from workflow.law.reply_period import ORDERED_BY
from workflow.law.timeline import Timeline
from workflow.law.workdays import PROVISIONAL, Calendar, DayKind, DayStatus
from workflow.terms import MoveKind, Term

_ONE_DAY = timedelta(1)
_NOT_COUNTED = "《民法典》第二百零一条"
_SHIFTED = "休息日收到，视为其后第一个工作日收到"
_REST_DAYS = "《国务院关于职工工作时间的规定》第七条"
_REPLY = {"2008": "条例（2008年）第二十四条第二款", "2019": "条例第三十三条第二款"}
_RECEIPT = {"2008": "条例（2008年）第二十四条", "2019": "条例第三十一条"}
_ARTICLES = {
    MoveKind.SUPPLEMENT_ASKED: "条例第三十条",
    MoveKind.SUPPLEMENT_SERVED: "条例第三十条",
    MoveKind.SUPPLEMENT_RECEIVED: "条例第三十条",
    MoveKind.CONSULTATION_SENT: "条例第三十二条至第三十四条",
    MoveKind.CONSULTATION_RECEIVED: "条例第三十二条、第三十四条",
    MoveKind.CONSULTATION_ANSWERED: "条例第三十三条第三款",
    MoveKind.EXTENDED: "条例第三十三条第二款",
    MoveKind.DELAY_SET: "条例第三十五条",
    MoveKind.ORDERED: ORDERED_BY,
    MoveKind.FEE_NOTICED: "条例第四十二条、国办函〔2020〕109号",
    MoveKind.FEE_PAID: "国办函〔2020〕109号",
    MoveKind.REPLIED: "国办公开办函〔2016〕235号",
}
_ARTICLES_2008 = {
    MoveKind.SUPPLEMENT_ASKED: "条例（2008年）第二十一条第四项",
    MoveKind.SUPPLEMENT_RECEIVED: "条例（2008年）第二十一条第四项",
    MoveKind.CONSULTATION_SENT: "条例（2008年）第二十三条",
    MoveKind.CONSULTATION_RECEIVED: "条例（2008年）第二十三条",
    MoveKind.CONSULTATION_ANSWERED: "条例（2008年）第二十四条第三款",
    MoveKind.EXTENDED: "条例（2008年）第二十四条第二款",
}


class LineKind(Term):
    """What a line of the ledger says of its day (明细类别)."""

    START = "start", "起算之日，不计入"
    COUNTED = "counted", "计入"
    MAKE_UP = "make_up", "调休上班，计入"
    WEEKEND = "weekend", "周末，不计入"
    HOLIDAY = "holiday", "放假，不计入"
    EXCLUDED = "excluded", "扣除"
    PAUSED = "paused", "停止计算"
    SUPERSEDED = "superseded", "重新起算之前，不再计入"
    MOVE = "move", "事项"
    SILENCE = "silence", "期满未答复"
    LATE = "late", "逾期"


@dataclass(frozen=True)
class LedgerLine:
    """One line: `number` is the n of the counted working day, None on any other line.

    `since_receipt` is the n of a working day whose count was begun anew: the limits of the notices
    that stopped the first count are proved by it. `provisional`: the notice of that day is not out.
    """

    day: date
    kind: LineKind
    number: int | None
    text: str
    article: str
    notice: str = ""
    since_receipt: int | None = None
    provisional: bool = False

    def to_json(self) -> dict[str, object]:
        """The line with its day in ISO form."""
        return {
            "day": self.day.isoformat(),
            "kind": self.kind.value,
            "number": self.number,
            "text": self.text,
            "article": self.article,
            "notice": self.notice,
            "since_receipt": self.since_receipt,
            "provisional": self.provisional,
        }


def ledger_of(
    line: Timeline, days: Calendar, due_on: date | None, read_on: date
) -> tuple[LedgerLine, ...]:
    """The lines from receipt to due date, with the lateness in one line where there is any.

    Without a due date (a supplement or payment is awaited) they end where the clock stopped, but
    not before the last day for the supplement notice.
    """
    last = due_on or _stopped_on(line)
    return tuple(_Writer(line, days).lines(last, due_on, read_on))


def _stopped_on(line: Timeline) -> date:
    wait = line.waiting
    if wait is None:
        return line.received_on
    limit = line.supplement_notice_due_on if wait.kind is Waiting.SUPPLEMENT else None
    return max(wait.since, min(limit or wait.since, line.ended_on or date.max))


class _Writer:
    """Writes the lines of one timeline, counting as it goes."""

    def __init__(self, line: Timeline, days: Calendar) -> None:
        self.line = line
        self.days = days
        self.number = 0

    def lines(self, last: date, due_on: date | None, read_on: date) -> Iterator[LedgerLine]:
        steps = deque(self.line.steps)
        silent = self._silences(read_on)
        day = self.line.received_on
        while day <= last:
            while steps and steps[0].move.on <= day:
                yield self._move(steps.popleft())
            yield self._marked(self._day(day))
            yield from map(self._marked, silent.pop(day, ()))
            day += _ONE_DAY
        for step in steps:
            yield self._move(step)
        if due_on is not None and read_on > due_on:
            yield self._late(due_on, read_on)

    def _marked(self, line: LedgerLine) -> LedgerLine:
        """The line of a day by the notice of its year, marked while that is not out."""
        if not self.days.provisional(line.day):
            return line
        return replace(line, text=f"{line.text}{PROVISIONAL}", provisional=True)

    def _silences(self, read_on: date) -> dict[date, list[LedgerLine]]:
        """What the silence of a consulted party means, on the day its term ended (R2019)."""
        found: dict[date, list[LedgerLine]] = {}
        for one in self.line.consultations if self.line.regulation != "2008" else ():
            day = one.silent_on(self.days)
            if day is not None and day < read_on:
                meaning, article = SILENCE[one.party]
                text = f"{one.party.label}（{one.ref}）期满未提出意见，{meaning}"
                line = LedgerLine(day, LineKind.SILENCE, None, text, article)
                found.setdefault(day, []).append(line)
        return found

    def _day(self, day: date) -> LedgerLine:
        start = self.line.counted_from
        if day == self.line.received_on or day == start:
            text = f"{self._start(day)}，不计入期限"
            return LedgerLine(day, LineKind.START, None, text, _NOT_COUNTED)
        if day < start or self._stopped(day):
            return self._uncounted(day)
        status = self.days.status(day)
        if not status.working:
            return _rest_day(status)
        exclusions = [one for one in self.line.left_out if one.first <= day <= one.last]
        if exclusions:
            return _excluded(day, exclusions)
        self.number += 1
        return self._counted(status)

    def _uncounted(self, day: date) -> LedgerLine:
        wait = self._stopped(day)
        limit = self.line.supplement_notice_due_on
        if wait is not None and (limit is None or day > limit):
            text = f"等待{wait.kind.label}，停止计算"
            return LedgerLine(day, LineKind.PAUSED, None, text, self._stopped_by(wait))
        if wait is None and not self.line.restarted:
            kind = LineKind.SUPERSEDED
            return LedgerLine(day, kind, None, _SHIFTED, _RECEIPT[self.line.regulation])
        status = self.days.status(day)
        return self._since_receipt(status, wait) if status.working else _rest_day(status)

    def _since_receipt(self, status: DayStatus, wait: Wait | None) -> LedgerLine:
        """A working day that proves the limit of a notice, though it counts no more itself."""
        kind = LineKind.PAUSED if wait else LineKind.SUPERSEDED
        number = self.days.between(self.line.received_on, status.day)
        why = f"等待{wait.kind.label}，停止计算" if wait else kind.label
        text = f"{since_receipt(number, number)}{_make_up(status)}，{why}"
        article = self._stopped_by(wait or self.line.waits[0])
        return LedgerLine(status.day, kind, None, text, article, status.notice, number)

    def _start(self, day: date) -> str:
        if day == self.line.received_on:
            return "收到申请之日"
        return "重新起算之日" if self.line.restarted else "视为收到申请之日"

    def _stopped(self, day: date) -> Wait | None:
        for wait in self.line.waits:
            if wait.since < day and (wait.answered_on is None or day < wait.answered_on):
                return wait
        return None

    def _stopped_by(self, wait: Wait) -> str:
        if wait.kind is Waiting.PAYMENT:
            return _ARTICLES[MoveKind.FEE_PAID]
        return self._article(MoveKind.SUPPLEMENT_ASKED)

    def _counted(self, status: DayStatus) -> LedgerLine:
        kind = LineKind.MAKE_UP if status.kind is DayKind.MAKE_UP else LineKind.COUNTED
        text = f"第{self.number}个工作日{_make_up(status)}"
        return LedgerLine(status.day, kind, self.number, text, self._limit(), status.notice)

    def _limit(self) -> str:
        """What sets the length of the period: the Regulation, or an order."""
        return ORDERED_BY if self.line.ordered else _REPLY[self.line.regulation]

    def _move(self, step: Step) -> LedgerLine:
        move = step.move
        ref = f"（{move.party.label if move.party else ''}{move.ref}）" if move.ref else ""
        doubt = step.limit_on is not None and self.days.provisional(step.limit_on)
        mark = PROVISIONAL if doubt else ""
        limit = f"，应不晚于{step.limit_on}{mark}" if step.limit_on else ""
        note = f"：{move.note}" if move.note else ""
        text = f"{move.kind.label}{ref}{_amount(step)}{limit}，{step.effect.label}{note}"
        article = self._article(move.kind)
        return LedgerLine(move.on, LineKind.MOVE, None, text, article, provisional=doubt)

    def _article(self, kind: MoveKind) -> str:
        articles: Mapping[MoveKind, str] = _ARTICLES
        if self.line.regulation == "2008":
            articles = {**_ARTICLES, **_ARTICLES_2008}
        return articles.get(kind, _RECEIPT[self.line.regulation])

    def _late(self, due_on: date, read_on: date) -> LedgerLine:
        over = self.days.between(due_on, read_on)
        how_long = f"{over}个工作日" if over else "，不足1个工作日"
        text = f"期限届满后至{read_on}，已逾期{how_long}"
        article = self._limit()
        return self._marked(LedgerLine(due_on + _ONE_DAY, LineKind.LATE, None, text, article))


def since_receipt(first: int, last: int) -> str:
    """Working days by their number since the receipt, whatever was begun anew after them."""
    numbers = f"{first}" if first == last else f"{first}至{last}"
    return f"收到申请后第{numbers}个工作日"


def _make_up(status: DayStatus) -> str:
    return f"（{status.name}）" if status.kind is DayKind.MAKE_UP else ""


def _amount(step: Step) -> str:
    move = step.move
    if move.kind is MoveKind.EXTENDED and step.effect is Effect.EXTENDS:
        return f"{move.working_days}个工作日"
    if move.kind is MoveKind.ORDERED:
        return ordered_length(move)
    return f"至{move.until}" if move.until else ""


def ordered_length(move: Move) -> str:
    """The length of an ordered term in words."""
    return f"{move.calendar_days}日" if move.calendar_days else f"{move.working_days}个工作日"


def _rest_day(status: DayStatus) -> LedgerLine:
    if status.kind is DayKind.WEEKEND:
        return LedgerLine(status.day, LineKind.WEEKEND, None, LineKind.WEEKEND.label, _REST_DAYS)
    text = f"{status.name}放假，不计入"
    article = "《全国年节及纪念日放假办法》第二条"
    return LedgerLine(status.day, LineKind.HOLIDAY, None, text, article, status.notice)


def _excluded(day: date, exclusions: Sequence[Exclusion]) -> LedgerLine:
    who = "、".join(
        f"征求{one.party.label}意见（{one.ref}）" if one.party else one.ref for one in exclusions
    )
    article = "；".join(dict.fromkeys(one.article for one in exclusions))
    return LedgerLine(day, LineKind.EXCLUDED, None, f"{who}期间，不计入", article)
