"""A tale (案例): one request of the demo as a list of acts at plausible moments.

Days are counted in working days after receipt, moments lie in office hours in Beijing. A tale is
told to its end; what lies at or after the day of the demo has not happened yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol

from workflow.record.standing import BEIJING
from workflow.terms import DocumentKind

#: The n-th working day after receipt, or a date.
When = int | date
_MORNING, _NOON, _AFTERNOON = 8 * 60 + 40, 12 * 60, 14 * 60


@dataclass(frozen=True)
class Newest:
    """The newest document of a kind, known once it is made; it stands for its id."""

    kind: DocumentKind


@dataclass(frozen=True)
class EntryOf:
    """The newest entry of a step of this tale; it stands for its mark and number in the trail."""

    step: str
    mark: str = "R"


@dataclass(frozen=True)
class NumberOf:
    """The number of another tale's request, known once it is received."""

    tale: str


@dataclass(frozen=True)
class Scan:
    """A scanned paper handed in with a form."""

    name: str


@dataclass(frozen=True)
class Act:
    """One step at one moment; `makes` names the documents it sends out, in their order."""

    at: datetime
    login: str
    trigger: str
    given: Mapping[str, Any]
    makes: tuple[DocumentKind, ...] = ()


class WorkingDays(Protocol):
    """What the tales ask of the desk's calendar."""

    def add(self, day: date, working_days: int, /) -> Any:
        """The n-th working day after a day."""

    def next_day_not_off(self, day: date, /) -> Any:
        """The day itself if it is worked, else the next one that is."""

    def working_days(self, first: date, last: date, /) -> Sequence[date]:
        """Every working day from one day to another."""


class Diary:
    """Working days around the day of the demo."""

    def __init__(self, today: date, calendar: WorkingDays) -> None:
        """Look from one day, on one calendar."""
        self.today, self._calendar = today, calendar

    def after(self, day: date, working_days: int) -> date:
        """The n-th working day after a day; for none the day itself, or the next if it is off."""
        if not working_days:
            found: date = self._calendar.next_day_not_off(day).on
        else:
            found = self._calendar.add(day, working_days).on
        return found

    def back(self, working_days: int) -> date:
        """The n-th working day before the day of the demo."""
        first = self.today - timedelta(days=2 * working_days + 30)
        return self._calendar.working_days(first, self.today - timedelta(days=1))[-working_days]


@dataclass
class Tale:
    """One request, told act by act."""

    name: str
    diary: Diary
    received_on: date
    told: list[Act] = field(default_factory=list)
    _busy_until: dict[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Each tale draws its minutes from its name, so that every filling is alike."""
        self._random = Random(self.name)

    def day(self, when: When) -> date:
        """The n-th working day after receipt; 0 is the first day the office could act."""
        if isinstance(when, date):
            return when
        return self.diary.after(self.received_on, when)

    def on(self, when: When) -> str:
        """A day as a form takes it."""
        return self.day(when).isoformat()

    def act(
        self, when: When, login: str, trigger: str, /, *,
        makes: tuple[DocumentKind, ...] = (), **given: Any,
    ) -> None:
        """Tell one step, some minutes after the last of that day."""
        self.told.append(Act(self._moment(self.day(when)), login, trigger, given, makes))

    def acts(self) -> list[Act]:
        """What has happened before the day of the demo, in the order of time."""
        past = [act for act in self.told if act.at.date() < self.diary.today]
        return sorted(past, key=lambda act: act.at)

    def _moment(self, day: date) -> datetime:
        begin = self._busy_until.get(day)
        if begin is None:
            minute = _MORNING + self._random.randrange(90)
        else:
            minute = begin + self._random.randrange(6, 20)
        if _NOON <= minute < _AFTERNOON:
            minute = _AFTERNOON + self._random.randrange(15)
        self._busy_until[day] = minute
        return datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=BEIJING)
