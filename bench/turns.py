"""Taking turns: what each side gives in every round, and the ratio of two sides over the rounds."""

import statistics
from collections.abc import Callable, Sequence
from time import perf_counter, process_time

Clock = Callable[[], float]
_ROUNDS = 5


def least(act: Callable[[], object], times: int = 7, clock: Clock = perf_counter) -> float:
    """Seconds of an act, the least of so many: what else the machine did is not in it."""
    taken = []
    for _ in range(times):
        start = clock()
        act()
        taken.append(clock() - start)
    return min(taken)


def clock_of(dialect: str) -> Clock:
    """What tells the time of a query: SQLite works in this process, whose processor time is exact.

    PostgreSQL works in a process of its own, so that only the clock on the wall sees all of it.
    """
    return process_time if dialect == "sqlite" else perf_counter


def in_turn(*acts: Callable[[], float]) -> list[list[float]]:
    """What each act gives in every round; the order turns around, and the first round warms up."""
    found: list[list[float]] = [[] for _ in acts]
    for turn in range(_ROUNDS + 1):
        order = list(range(len(acts)))
        for place in order if turn % 2 else reversed(order):
            found[place].append(acts[place]())
    return [one[1:] for one in found]


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """The median over the rounds of the ratios within a round."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))
