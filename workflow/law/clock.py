"""The clock (期限): where the statutory reply period stands, replayed from the recorded moves.

条例第三十条至第三十六条; 民法典第二百零一条: the day of receipt is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from workflow.law.clock_settings import ClockSettings
from workflow.law.effects import Ending, Waiting
from workflow.law.findings import Finding, findings_of
from workflow.law.ledger import LedgerLine, ledger_of
from workflow.law.moves import Move
from workflow.law.rule_book import RULE_BOOK_VERSION
from workflow.law.standing import ClockState, standing, used_and_left
from workflow.law.timeline import Timeline
from workflow.law.workdays import Calendar, national_calendar
from workflow.terms import MoveKind

__all__ = [
    "Clock",
    "ClockSettings",
    "ClockState",
    "Excluded",
    "Finding",
    "LedgerLine",
    "Move",
    "place_of",
    "replay",
]


class Excluded(NamedTuple):
    """Calendar days left out for one consultation, first and last included."""

    ref: str
    first: date
    last: date


@dataclass(frozen=True)
class Clock:
    """The reply period of one request as of one day; every number counts working days.

    `due_on` is None while a supplement or a payment is awaited. `first_due_on` is the limit without
    extension; the extension must be told by then. `extended_due_limit` is the latest day an
    extension could reach. `projected`: a consultation is open and taken to last its full term.
    `provisional`: the holiday notice of that year is not out. `paused_on` is since when it stands
    still. `left_working_days` is negative when
    late, also on a rest day, when `late_by_working_days` may still be 0. `calendar` and `timeline`
    are what it was replayed from.
    """

    regulation: str
    received_on: date
    counted_from: date
    as_of: date
    due_on: date | None
    first_due_on: date
    supplement_notice_due_on: date | None
    extended_due_limit: date | None
    state: ClockState
    waiting: Waiting | None
    waiting_for: str
    waiting_until: date | None
    ending: Ending | None
    ended_by: str
    ended_on: date | None
    paused_on: date | None
    used_working_days: int
    left_working_days: int
    provisional: bool
    projected: bool
    late: bool
    late_by_working_days: int
    excluded: tuple[Excluded, ...]
    extended_working_days: int
    settings: ClockSettings
    calendar: Calendar = field(repr=False, compare=False)
    timeline: Timeline = field(repr=False, compare=False)

    def ledger(self) -> tuple[LedgerLine, ...]:
        """Every calendar day from receipt to due date, and every move, with its article."""
        return self._lines

    @cached_property
    def _lines(self) -> tuple[LedgerLine, ...]:
        read_on = min(self.as_of, self.ended_on) if self.ended_on else self.as_of
        return ledger_of(self.timeline, self.calendar, self.due_on, read_on)

    def used_by(self, day: date) -> int:
        """Working days of the running count that were used by the end of a day."""
        read_on = day if self.ended_on is None else min(day, self.ended_on)
        if read_on <= self.counted_from:
            return 0
        return used_and_left(
            self.timeline, read_on, self.due_on or self.first_due_on, self.calendar)[0]

    def findings(self) -> tuple[Finding, ...]:
        """Whether each notice with a limit, and the reply, was in time."""
        return findings_of(self.timeline)

    def to_json(self, *, ledger: bool = True) -> dict[str, object]:
        """The clock as `yishen clock` prints it."""
        return _clock_json(self, ledger=ledger)


def replay(
    received_on: date,
    moves: Sequence[Move],
    *,
    as_of: date,
    calendar: Calendar | None = None,
    settings: ClockSettings | None = None,
) -> Clock:
    """The clock after all given moves, read on the day `as_of`.

    Moves count in the order of their days, and on one day in that of the procedure (order,
    supplement, fee, extension, delay, consultation, reply), however they are listed; the last
    `received` move corrects the day of receipt.
    `as_of` decides only what is used, left, late and the state.

    Raises BadFacts where the moves contradict the law or each other, RuleNotInForce for a receipt
    before 2008-05-01.
    """
    days = calendar or national_calendar()
    choices = settings or ClockSettings()
    for move in moves:
        if move.kind is MoveKind.RECEIVED:
            received_on = move.on
    effective = [move for move in moves if move.kind is not MoveKind.RECEIVED]
    on_one_day = len({move.on for move in effective}) < len(effective)
    effective.sort(key=place_of if on_one_day else _day_of)
    return _read(Timeline(received_on, effective, as_of, days, choices), as_of, days)


#: The order of the procedure, for what happens on one day.
_ORDER = {
    kind: place
    for place, kind in enumerate((
        MoveKind.ORDERED,
        MoveKind.SUPPLEMENT_ASKED,
        MoveKind.SUPPLEMENT_SERVED,
        MoveKind.SUPPLEMENT_RECEIVED,
        MoveKind.FEE_NOTICED,
        MoveKind.FEE_PAID,
        MoveKind.EXTENDED,
        MoveKind.DELAY_SET,
        MoveKind.CONSULTATION_SENT,
        MoveKind.CONSULTATION_RECEIVED,
        MoveKind.CONSULTATION_ANSWERED,
        MoveKind.REPLIED,
        MoveKind.ENDED,
    ))
}  # fmt: skip


def _day_of(move: Move) -> date:
    return move.on


def place_of(move: Move) -> tuple[date, int]:
    """Where a move stands among others: by its day, on one day by the procedure."""
    return move.on, _ORDER[move.kind]


def _read(line: Timeline, as_of: date, days: Calendar) -> Clock:
    first_due_on = line.first_due_on()
    due_on = None if line.waiting is not None else line.due_on()
    stands = standing(line, as_of, due_on)
    state, until = stands.state, stands.waiting_until
    read_on = min(as_of, stands.ended_on) if stands.ended_on is not None else as_of
    used, left = used_and_left(line, read_on, due_on or first_due_on, days)
    late = due_on is not None and read_on > due_on
    last = due_on or until or first_due_on
    left_out = [one for one in line.left_out if due_on is None or one.first <= due_on]
    return Clock(
        regulation=line.regulation,
        received_on=line.received_on,
        counted_from=line.counted_from,
        as_of=as_of,
        due_on=due_on,
        first_due_on=first_due_on,
        supplement_notice_due_on=line.supplement_notice_due_on,
        extended_due_limit=None if due_on is None else line.longest_due_on(),
        state=state,
        waiting=stands.waiting,
        waiting_for=stands.waiting_for,
        waiting_until=until,
        ending=stands.ending,
        ended_by=stands.ended_by,
        ended_on=stands.ended_on,
        paused_on=stands.paused_on,
        used_working_days=used,
        left_working_days=left,
        provisional=last > days.published_until,
        projected=state is not ClockState.ENDED and any(one.open for one in left_out),
        late=late,
        late_by_working_days=days.between(due_on, read_on) if late and due_on else 0,
        excluded=tuple(Excluded(one.ref, one.first, one.last) for one in left_out),
        extended_working_days=line.extended,
        settings=line.settings,
        calendar=days,
        timeline=line,
    )


def _clock_json(clock: Clock, *, ledger: bool) -> dict[str, object]:
    """The public shape of a clock; days in ISO form, absent days null."""
    has_ended = clock.state is ClockState.ENDED
    shown: dict[str, object] = {
        "regulation": clock.regulation,
        "received_on": clock.received_on.isoformat(),
        "counted_from": clock.counted_from.isoformat(),
        "as_of": clock.as_of.isoformat(),
        "due_on": _iso(clock.due_on),
        "first_due_on": clock.first_due_on.isoformat(),
        "supplement_notice_due_on": _iso(clock.supplement_notice_due_on),
        "extended_due_limit": _iso(clock.extended_due_limit),
        "state": clock.state.value,
        "waiting": clock.waiting.value if clock.waiting else None,
        "waiting_for": clock.waiting_for or None,
        "waiting_until": _iso(clock.waiting_until),
        "ending": clock.ending.value if clock.ending and has_ended else None,
        "ended_by": clock.ended_by if has_ended else None,
        "ended_on": _iso(clock.ended_on) if has_ended else None,
        "used_working_days": clock.used_working_days,
        "left_working_days": clock.left_working_days if clock.due_on else None,
        "extended_working_days": clock.extended_working_days,
        "provisional": clock.provisional,
        "provisional_dates": _provisional(clock),
        "projected": clock.projected,
        "late": clock.late,
        "late_by_working_days": clock.late_by_working_days,
        "excluded": [
            {"ref": one.ref, "first": one.first.isoformat(), "last": one.last.isoformat()}
            for one in clock.excluded
        ],
        "findings": [finding.to_json() for finding in clock.findings()],
        "settings": clock.settings.to_json(),
        "rule_book": RULE_BOOK_VERSION,
        "calendar": clock.calendar.version,
    }
    if ledger:
        shown["ledger"] = [line.to_json() for line in clock.ledger()]
    return shown


def _provisional(clock: Clock) -> list[str]:
    """The names of the dates that the coming holiday notice may still move."""
    dates = {
        "due_on": clock.due_on,
        "first_due_on": clock.first_due_on,
        "supplement_notice_due_on": clock.supplement_notice_due_on,
        "extended_due_limit": clock.extended_due_limit,
        "waiting_until": clock.waiting_until,
    }
    return [name for name, day in dates.items() if day and day > clock.calendar.published_until]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
