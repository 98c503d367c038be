"""The ledger in stretches (期限明细): days in a row that count, or do not, for one reason."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date

from letters.internal import StretchLine
from workflow.clock_sheet.wording import in_words
from workflow.law.clock import Clock, ClockState, LedgerLine
from workflow.law.ledger import LineKind, since_receipt
from workflow.law.workdays import PROVISIONAL

#: Lines that tell an event, not a day.
EVENTS = (LineKind.MOVE, LineKind.SILENCE)
_COUNTED = (LineKind.COUNTED, LineKind.MAKE_UP)


def stretches(clock: Clock) -> tuple[StretchLine, ...]:
    """Every calendar day of the ledger exactly once; counted days by calendar week.

    What lies behind the day on which the clock is read stands apart from what was used.
    """
    return tuple(group.line(clock) for group in _groups(clock))


def read_on(clock: Clock) -> date:
    """The day on which the clock is read: that of the sheet, or the end if that was earlier."""
    return min(clock.as_of, clock.ended_on) if clock.ended_on else clock.as_of


@dataclass
class _Group:
    """A stretch while it grows; weekend days wait in `after` for what follows them."""

    key: Hashable
    lines: list[LedgerLine]
    within: list[date] = field(default_factory=list)
    after: list[date] = field(default_factory=list)

    def grow(self, line: LedgerLine) -> None:
        self.within += self.after
        self.after = []
        self.lines.append(line)

    def line(self, clock: Clock) -> StretchLine:
        first, last = self.lines[0], self.lines[-1]
        return StretchLine(
            first=first.day,
            last=read_on(clock) if first.kind is LineKind.LATE else last.day,
            text=_numbered(first, last) + _text(first, clock),
            article=first.article, notice=first.notice,
            counted_from=first.number, counted_to=last.number,
            rest_within=tuple(self.within), rest_after=tuple(self.after))


def _groups(clock: Clock) -> Iterator[_Group]:
    group: _Group | None = None
    for line in clock.ledger():
        if line.kind in EVENTS:
            continue
        key = _key(line, clock)
        if group and line.kind is LineKind.WEEKEND:
            group.after.append(line.day)
        elif group and group.key == key:
            group.grow(line)
        else:
            if group:
                yield group
            group = _Group(key, [line])
    if group:
        yield group


def _key(line: LedgerLine, clock: Clock) -> Hashable:
    """What days of one stretch share; the number in the text of a counted day differs."""
    week = line.day.isocalendar()[:2] if line.kind in _COUNTED else None
    return line.kind, week, _text(line, clock), line.article, line.notice


def _numbered(first: LedgerLine, last: LedgerLine) -> str:
    """The days before a restart by their numbers since the receipt."""
    if first.since_receipt is None or last.since_receipt is None:
        return ""
    return since_receipt(first.since_receipt, last.since_receipt)


def _text(line: LedgerLine, clock: Clock) -> str:
    if line.since_receipt is not None:  # the number stands before it, of the whole stretch
        number = line.since_receipt
        return line.text.removeprefix(since_receipt(number, number))
    if line.kind not in _COUNTED:
        return in_words(line.text)
    worked = clock.calendar.status(line.day).name or "工作日"
    doubt = PROVISIONAL if line.provisional else ""
    if line.day <= read_on(clock):
        return f"{worked}，计入{doubt}"
    ended = clock.state is ClockState.ENDED
    return f"{worked}，{'期限终止之后，未用' if ended else '尚未到来，推算计入'}{doubt}"
