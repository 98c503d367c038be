"""How a clock stands on a day (期限状态): running, paused or ended, days used and days left."""

from datetime import date

from workflow.law.counting import Exclusion, counted
from workflow.law.effects import Waiting
from workflow.law.timeline import Timeline
from workflow.law.workdays import Calendar
from workflow.terms import Term


class ClockState(Term):
    """How the clock stands on a day (期限状态)."""

    RUNNING = "running", "进行中"
    PAUSED = "paused", "停计"
    ENDED = "ended", "已终止"


def standing(
    line: Timeline, as_of: date, due_on: date | None
) -> tuple[ClockState, Waiting | None, str, date | None]:
    """The state on a day, and what is awaited from whom until when."""
    if line.ended_on is not None and line.ended_on <= as_of:
        return ClockState.ENDED, None, "", None
    for wait in line.waits:
        if wait.since <= as_of and (wait.answered_on is None or as_of < wait.answered_on):
            return ClockState.PAUSED, wait.kind, wait.kind.label, wait.until
    if due_on is None or as_of <= due_on:
        open_now = [one for one in line.left_out if _awaited(line, one, as_of)]
        if open_now:
            who = "、".join(f"{one.party.label}意见（{one.ref}）" for one in open_now if one.party)
            last = max(one.last for one in open_now)
            return ClockState.PAUSED, Waiting.CONSULTATION, who, last
    return ClockState.RUNNING, None, "", None


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
