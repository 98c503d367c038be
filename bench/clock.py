"""Speed of the law: due dates, replays and ledgers against day-by-day loops, in one run.

    python -m bench.clock

The naive loop asks `chinese_calendar.is_workday` about one day after the other, and does the same
job: the same moves, the same dates, checked before anything is timed. Variants run in turn, the
order rotates, a ratio is the median over the rounds of the ratios within a round, by the time of
the processor, since the machine may be busy. Prints a Markdown table; exit code 1 if an aim is
missed.
"""

import json
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import process_time
from typing import TypeVar

import chinese_calendar
import holidays

from bench.table import Row, at_least, at_most
from workflow.law.clock import Move, replay
from workflow.law.rules import R2008_IN_FORCE, REPLY_LIMIT
from workflow.law.workdays import national_calendar
from workflow.terms import MoveKind, Party

T = TypeVar("T")
ROUNDS = 7
DAY = timedelta(1)
CALENDAR = national_calendar()
CHINA = holidays.country_holidays("CN", years=range(2019, 2027))

#: Days of receipt under the 2019 Regulation, all their dates in published years.
_chance = random.Random(20190515)
DAYS = [date(2019, 6, 3) + DAY * _chance.randrange(2_300) for _ in range(60)]


@dataclass(frozen=True)
class Case:
    """A day of receipt and six moves: supplement, consultation, extension."""

    received_on: date
    asked_on: date
    supplemented_on: date
    sent_on: date
    reached_on: date
    answered_on: date
    extended_on: date

    @property
    def as_of(self) -> date:
        """The day the clock is read: in the middle of the consultation."""
        return self.reached_on + DAY

    @property
    def moves(self) -> list[Move]:
        """The moves as the trail keeps them."""
        return [
            Move(MoveKind.SUPPLEMENT_ASKED, self.asked_on),
            Move(MoveKind.SUPPLEMENT_RECEIVED, self.supplemented_on),
            Move(MoveKind.CONSULTATION_SENT, self.sent_on, "A", Party.THIRD_PARTY),
            Move(MoveKind.CONSULTATION_RECEIVED, self.reached_on, "A"),
            Move(MoveKind.CONSULTATION_ANSWERED, self.answered_on, "A"),
            Move(MoveKind.EXTENDED, self.extended_on, working_days=20),
        ]


def case(received_on: date) -> Case:
    """A case that took its course from a day of receipt."""
    after = (received_on + DAY * days for days in (0, 3, 9, 15, 17, 29, 36))
    return Case(*after)


CASES = [case(day) for day in DAYS]
TOLD = [(one.received_on, one.moves, one.as_of) for one in CASES]


@dataclass(frozen=True)
class Dates:
    """What a replay must find out."""

    supplement_notice_due_on: date
    first_due_on: date
    due_on: date
    used: int
    left: int


def naive_due(after: date, working_days: int, out: tuple[date, date] | None = None) -> date:
    """The n-th working day after a day outside a span left out, by walking."""
    day = after
    while working_days:
        day += DAY
        if out and out[0] <= day <= out[1]:
            continue
        working_days -= chinese_calendar.is_workday(day)
    return day


def naive_count(after: date, until: date, out: tuple[date, date]) -> int:
    """How many working days lie after one day up to another outside a span, by walking."""
    day, number = after, 0
    while day < until:
        day += DAY
        if not out[0] <= day <= out[1]:
            number += chinese_calendar.is_workday(day)
    return number


def naive_span(one: Case) -> tuple[date, date]:
    """The days left out for the consultation: until the opinion, at most the fifteenth day."""
    return one.sent_on + DAY, min(one.answered_on, naive_due(one.reached_on, 15))


def naive_replay(one: Case) -> Dates:
    """The six moves by walking, each date once."""
    notice_by = naive_due(one.received_on, 7)
    start = one.supplemented_on if one.asked_on <= notice_by else one.received_on
    out = naive_span(one)
    first = due = naive_due(start, 20, out)
    if one.extended_on <= first:
        due = naive_due(first, 20, out)
    used = naive_count(start, one.as_of, out)
    return Dates(notice_by, first, due, used, naive_count(one.as_of, due, out))


def our_replay(told: tuple[date, Sequence[Move], date]) -> Dates:
    """The six moves by the clock."""
    received_on, moves, as_of = told
    clock = replay(received_on, moves, as_of=as_of, calendar=CALENDAR)
    notice_by, due_on = clock.supplement_notice_due_on, clock.due_on
    assert notice_by is not None
    assert due_on is not None
    used, left = clock.used_working_days, clock.left_working_days
    return Dates(notice_by, clock.first_due_on, due_on, used, left)


def naive_ledger(one: Case) -> str:
    """The replay and a line for each day, printed."""
    dates, out = naive_replay(one), naive_span(one)
    return json.dumps(list(naive_lines(one, dates.due_on, out)), ensure_ascii=False)


def naive_lines(one: Case, due_on: date, out: tuple[date, date]) -> Iterator[dict[str, object]]:
    """Every day from receipt to due date, with what it was."""
    day, number = one.received_on, 0
    while day <= due_on:
        worked = chinese_calendar.is_workday(day)
        counts = worked and day > one.supplemented_on and not out[0] <= day <= out[1]
        number += counts
        what = f"第{number}个工作日" if counts else "不计入"
        yield {"day": day.isoformat(), "number": number if counts else None, "text": what}
        day += DAY


def our_ledger(told: tuple[date, Sequence[Move], date]) -> str:
    """The clock with its ledger, articles and findings, printed."""
    received_on, moves, as_of = told
    clock = replay(received_on, moves, as_of=as_of, calendar=CALENDAR)
    return json.dumps(clock.to_json(), ensure_ascii=False)


def check() -> None:
    """Both sides agree on every date, and every replay used all six moves."""
    for day in DAYS:
        found = CALENDAR.add(day, 20).on
        assert found == naive_due(day, 20) == CHINA.get_nth_working_day(day, 20), day
    for one, told in zip(CASES, TOLD, strict=True):
        assert our_replay(told) == naive_replay(one), one
        ours = [line["number"] for line in json.loads(our_ledger(told))["ledger"] if line["number"]]
        naive = [line["number"] for line in json.loads(naive_ledger(one)) if line["number"]]
        assert ours == naive, one


@dataclass(frozen=True)
class Race:
    """One job done by us and by the other, `repeat` times by us for each time by the other."""

    job: str
    against: str
    ours: Callable[[], object]
    other: Callable[[], object]
    repeat: int
    aim: float


def _all(do: Callable[[T], object], given: Sequence[T]) -> Callable[[], None]:
    def run() -> None:
        for one in given:
            do(one)

    return run


RACES = [
    Race(
        "plain due date, +20 working days", "loop over chinesecalendar",
        _all(lambda day: CALENDAR.add(day, 20), DAYS), _all(lambda day: naive_due(day, 20), DAYS),
        200, 500,
    ),
    Race(
        "plain due date, +20 working days", "holidays",
        _all(lambda day: CALENDAR.add(day, 20), DAYS),
        _all(lambda day: CHINA.get_nth_working_day(day, 20), DAYS),
        100, 100,
    ),
    Race(
        "full replay of six moves", "loop over chinesecalendar",
        _all(our_replay, TOLD), _all(naive_replay, CASES), 20, 50,
    ),
    Race(
        "replay with the printed ledger", "loop over chinesecalendar",
        _all(our_ledger, TOLD), _all(naive_ledger, CASES), 3, 2,
    ),
]  # fmt: skip


def seconds(do: Callable[[], object], repeat: int) -> float:
    """The time of one run over all cases, in seconds."""
    start = process_time()
    for _ in range(repeat):
        do()
    return (process_time() - start) / repeat


def measure(race: Race) -> tuple[float, float, float]:
    """Microseconds a case for us and for the other, and the median ratio."""
    ours, others = [], []
    for turn in range(ROUNDS):
        if turn % 2:
            others.append(seconds(race.other, 1))
        ours.append(seconds(race.ours, race.repeat))
        if not turn % 2:
            others.append(seconds(race.other, 1))
    ratio = statistics.median(other / our for our, other in zip(ours, others, strict=True))
    a_case = 1e6 / len(DAYS)
    return statistics.median(ours) * a_case, statistics.median(others) * a_case, ratio


def wrong_dates() -> tuple[int, int]:
    """How many receipt dates were tried, each under its Regulation, and how many came out wrong."""
    first, last = R2008_IN_FORCE.toordinal(), date(2026, 11, 30).toordinal()
    days = [date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
    wrong = [day for day in days if due_on(day) != naive_due(day, REPLY_LIMIT.on(day))]
    return len(days), len(wrong)


def due_on(day: date) -> date | None:
    """The due date of an application received on a day."""
    return replay(day, [], as_of=day, calendar=CALENDAR).due_on


def rows(full: bool) -> Iterator[Row]:
    """The races as rows, and the receipt dates that came out wrong."""
    check()
    tried, wrong = wrong_dates()
    yield Row("receipt dates whose last day comes out otherwise", "loop over chinesecalendar",
              wrong, at_most(0), f"{tried:,} days, 2008-05 to 2026-11")
    for race in RACES:
        ours, other, ratio = measure(race)
        yield Row(race.job, race.against, ratio, at_least(race.aim), f"{len(DAYS)} cases",
                  f"{ours:,.2f} against {other:,.0f} µs")


def main() -> int:
    """Check, measure, print the table."""
    check()
    tried, wrong = wrong_dates()
    print(f"Receipt dates 2008-05-01 to 2026-11-30 against the loop: {tried:,}, {wrong} differ.")
    print(f"Median of {ROUNDS} rounds over {len(DAYS)} cases, in turn in one run.\n")
    print("| job | against | ours, µs | other, µs | ratio | aim | reached |")
    print("| --- | --- | ---: | ---: | ---: | ---: | --- |")
    missed = wrong
    for race in RACES:
        ours, other, ratio = measure(race)
        reached = ratio >= race.aim
        missed += not reached
        print(
            f"| {race.job} | {race.against} | {ours:,.2f} | {other:,.0f} | {ratio:,.0f}x "
            f"| ≥ {race.aim:,.0f}x | {'yes' if reached else '**no**'} |"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
