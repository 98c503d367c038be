"""Where the working days of a request went (用时归属): which seat had it on each of them.

For the supervision of article 46: lateness is laid to the seat where the days were used, not to
whoever signed last. The day on which a request is handed on still belongs to the seat that had it.
"""

from collections.abc import Iterator
from datetime import date

from workflow.law.clock import Clock, ClockState
from workflow.record.case import Case
from workflow.terms import State

#: The columns of the list, and the states whose days they hold.
SEATS = {
    "receipt_days": (State.RECEIPT, State.REGISTRATION),
    "handling_days": (State.HANDLING,),
    "review_days": (State.REVIEW,),
    "service_days": (State.REPLY, State.ARCHIVING, State.ARCHIVED),
}


_SEAT_OF = {state: column for column, states in SEATS.items() for state in states}


def days_used(case: Case, clock: Clock | None) -> dict[str, int]:
    """Working days used until the clock ended, in all and seat by seat; 0 while it has not.

    In whose hands a request lay before it was taken over from another register nobody can say.
    """
    found = dict.fromkeys(("used_days", *SEATS), 0)
    if clock is None or clock.state is not ClockState.ENDED:
        return found
    if case.imported:
        return {**found, "used_days": clock.used_by(date.max)}
    used: dict[date, int] = {}  # of each day once: where one stay ends the next begins
    for state, first, last in _stays(case):
        for day in (first, last):
            if day not in used:
                used[day] = clock.used_by(day)
        found[_SEAT_OF[state]] += used[last] - used[first]
    found["used_days"] = sum(found[name] for name in SEATS)
    return found


def _stays(case: Case) -> Iterator[tuple[State, date, date]]:
    """Each state a request was in, from the day it came there to the day it left.

    What was used before the first entry was made belongs to the receipt.
    """
    came = case.arrived
    for n, (day, state) in enumerate(came):
        first = date.min if n == 0 else day
        last = came[n + 1][0] if n + 1 < len(came) else date.max
        yield state, first, last
