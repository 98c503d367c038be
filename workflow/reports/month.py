"""The ledger as a calendar (期限日历): the days of a clock in weeks, each with how it counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.law.clock import Clock, LedgerLine

#: How many weeks are shown; of a longer clock the last ones.
WEEKS = 9
_WEEK = timedelta(7)
#: What stands in the cell of a day that carries no number, by the kind of its line.
_MARKS = {"holiday": "休", "excluded": "扣", "paused": "停", "late": "逾", "start": "收",
          "superseded": "—", "silence": "扣"}


@dataclass(frozen=True)
class Cell:
    """One day: `kind` of its line, the mark in the cell, and everything the ledger says of it."""

    day: date
    kind: str
    mark: str
    says: str
    moved: bool
    ahead: bool
    today: bool
    due: bool


@dataclass(frozen=True)
class Month:
    """The weeks of a clock; `earlier` tells that the first ones were left out."""

    weeks: tuple[tuple[Cell | None, ...], ...]
    earlier: bool


def month(clock: Clock) -> Month:
    """The last weeks of a clock, from Monday to Sunday; days outside the ledger are None."""
    days: dict[date, list[LedgerLine]] = {}
    for line in clock.ledger():
        days.setdefault(line.day, []).append(line)
    first, last = min(days), max(days)
    monday = first - timedelta(first.weekday())
    weeks = []
    while monday <= last:
        week = [monday + timedelta(n) for n in range(7)]
        weeks.append(tuple(_cell(day, days[day], clock) if day in days else None for day in week))
        monday += _WEEK
    return Month(tuple(weeks[-WEEKS:]), len(weeks) > WEEKS)


def _cell(day: date, lines: Sequence[LedgerLine], clock: Clock) -> Cell:
    own = next((line for line in lines if line.kind.value not in ("move", "silence")), lines[0])
    kind = own.kind.value
    return Cell(
        day, kind, str(own.number) if own.number else _MARKS.get(kind, ""),
        "；".join(dict.fromkeys(line.text for line in lines)),
        any(line.kind.value == "move" for line in lines), day > clock.as_of,
        day == clock.as_of, day == clock.due_on)
