"""How a clock stands on a day (期限状态): running, paused or ended, days used and days left."""

from datetime import date
from typing import NamedTuple

from workflow.law.counting import Exclusion, counted
from workflow.law.effects import Ending, Waiting
from workflow.law.timeline import Timeline, abandoned
from workflow.law.workdays import Calendar
from workflow.terms import Term


class ClockState(Term):
    """How the clock stands on a day (期限状态)."""

    RUNNING = "running", "进行中"
    PAUSED = "paused", "停计"
    ENDED = "ended", "已终止"


class Standing(NamedTuple):
    """The state on a day: what is awaited from whom until when, or what ended it, and when."""

    state: ClockState
    waiting: Waiting | None = None
    waiting_for: str = ""
    waiting_until: date | None = None
    ending: Ending | None = None
    ended_by: str = ""
    ended_on: date | None = None
    #: The first day on which it stands still.
    paused_on: date | None = None


def standing(line: Timeline, as_of: date, due_on: date | None) -> Standing:
    """How the clock stands on a day.

    Between the end of a term and what came after it all the same, the clock has ended.
    """
    ended = line.ending, line.ended_by, line.ended_on
    if line.ended_on is not None and line.ended_on <= as_of:
        return Standing(ClockState.ENDED, None, "", None, *ended)
    for wait in line.waits:
        if wait.since <= as_of and (wait.answered_on is None or as_of < wait.answered_on):
            if wait.until is not None and as_of > wait.until:
                return Standing(ClockState.ENDED, None, "", None, *abandoned(wait, wait.until))
            return Standing(
                ClockState.PAUSED, wait.kind, wait.kind.label, wait.until, *ended, wait.since)
    if due_on is None or as_of <= due_on:
        open_now = [one for one in line.left_out if _awaited(line, one, as_of)]
        if open_now:
            who = "、".join(f"{one.party.label}意见（{one.ref}）" for one in open_now if one.party)
            last = max(one.last for one in open_now)
            return Standing(ClockState.PAUSED, Waiting.CONSULTATION, who, last, *ended,
                            min(one.first for one in open_now))
    return Standing(ClockState.RUNNING, None, "", None, *ended)


def _awaited(line: Timeline, one: Exclusion, as_of: date) -> bool:
    if not one.first <= as_of <= one.last:
        return False
    asked = next((asked for asked in line.consultations if asked.ref == one.ref), None)
    return asked is not None and (asked.answered_on is None or as_of < asked.answered_on)


def used_and_left(line: Timeline, read_on: date, due_on: date, days: Calendar) -> tuple[int, int]:
    """Working days used of the running count and left of it.

    Past the due day left is negative, already on the rest days before the next working day.
    """
    start, left_out = line.counted_from, line.left_out
    waiting = line.waiting
    if waiting is not None:
        read_on = min(read_on, waiting.since)
    if read_on > due_on:
        over = days.between(due_on, read_on)
        return counted(start, due_on, left_out, days) + over, -max(over, 1)
    return counted(start, read_on, left_out, days), counted(
        max(start, read_on), due_on, left_out, days
    )
