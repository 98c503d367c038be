"""Supervision (督查): the agencies below one's own in figures, for the 主管部门.

条例第四十六条、第四十七条. Figures only: nothing here reads a name, a subject or a number of a
request. All agencies are counted by the same few statements, however many there are.

- New, concluded, in hand count applications once: what is answered anew by order (责令重作) is the
  same application, concluded with its first reply; it is told apart.
- Late, extended, days used count clocks that ended in the period, whatever ended them (reply,
  withdrawal, no supplement); what is answered anew has a clock of its own and counts.
- What was taken over from an earlier register counts as new and concluded, never as late: nothing
  of its clock was done here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select

from workflow.errors import NotFound
from workflow.law.workdays import Calendar
from workflow.reports import supervision_statements as counted
from workflow.reports.inbox import Light, soon_until
from workflow.reports.period import Period
from workflow.reports.supervision_figures import SEAT_OF, Figures, Seat, together
from workflow.reports.supervision_period import months_up_to
from workflow.terms import RemedyResult

_LIGHTS = tuple(Light)
#: The seats in the order of their columns.
_SEATS = tuple(seat.value for seat in Seat)


@dataclass(frozen=True)
class AgencyFigures:
    """One agency with its figures; `depth` counts the levels below where one looks from."""

    id: int
    code: str
    name: str
    parent: str
    depth: int
    figures: Figures = field(default_factory=Figures)

    @property
    def own(self) -> bool:
        """Whether it is the agency from which one looks."""
        return self.depth == 0


@dataclass(frozen=True)
class Supervision:
    """A period as the supervising office sees it: every agency, by its code, and all together."""

    period: Period
    today: date
    agencies: tuple[AgencyFigures, ...]

    @property
    def total(self) -> Figures:
        """All agencies as one."""
        return together(one.figures for one in self.agencies)

    @property
    def own(self) -> AgencyFigures:
        """The agency from which one looks."""
        return next(one for one in self.agencies if one.own)


def supervision(
    connection: Connection, root: int, period: Period, today: date, calendar: Calendar, *,
    alone: bool = False,
) -> Supervision:
    """An agency and, unless alone, those below it in a period; lights are those of today.

    Raises NotFound for an unknown agency.
    """
    found = agencies(connection, root, today, alone=alone)
    figures = _counted(connection, {
        "ours": [one.id for one in found], "first": period.first, "last": period.last,
        "today": today, "soon": soon_until(today, calendar)})
    return Supervision(period, today, tuple(
        replace(one, figures=Figures(**figures[one.id])) for one in found))


def agencies(
    connection: Connection, root: int, today: date, *, alone: bool = False
) -> tuple[AgencyFigures, ...]:
    """An agency and, unless alone, those below it, by code and with their names of today.

    Nothing is counted of them yet. Raises NotFound for an unknown agency.
    """
    found = connection.execute(counted.ALONE if alone else counted.BELOW, {"root": root}).all()
    if not found:
        raise NotFound("没有这个机关")
    names = {row.id: row.name for row in found} | dict(connection.execute(
        counted.NAMES, {"ours": [row.id for row in found], "today": today}).all())
    return tuple(
        AgencyFigures(row.id, row.code, names[row.id], names.get(row.parent_id, ""), row.depth)
        for row in found)


def _counted(connection: Connection, told: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """The figures by agency, as the fields of `Figures`."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for agency, new, anew in connection.execute(counted.RECEIVED, told):
        found[agency] |= {"new": new, "anew": anew}
    for agency, number in connection.execute(counted.HANDLED, told):
        found[agency]["handled"] = number
    for statement in (counted.UNCONCLUDED, counted.CONCLUDED_LATER):
        for agency, number in connection.execute(statement, told):
            found[agency]["in_hand"] = found[agency].get("in_hand", 0) + number
    _ended(connection, counted.ENDED, told, found)
    _open(connection, told, found)
    for agency, result, number in connection.execute(counted.REMEDIES, told):
        mine = found[agency]
        mine["decided"] = mine.get("decided", 0) + number
        if result is RemedyResult.CORRECTED:
            mine["reversed"] = number
    return found


def _ended(
    connection: Connection, statement: Select[Any], told: Mapping[str, Any],
    found: dict[int, dict[str, Any]],
) -> None:
    """The clocks that ended: their days, which of them late, and where the days went."""
    for agency, used, late, most, number, extended, *days in connection.execute(
            statement, told).all():
        mine = found[agency]
        if "used" not in mine:
            mine |= {"used": Counter(), "extended": 0, "days": Counter()}
        if late and "late" not in mine:
            mine |= {"late": 0, "late_days": Counter(), "late_most": Counter()}
        mine["used"][used] += number
        mine["extended"] += extended
        _add(mine["days"], days)
        if late:
            mine["late"] += number
            _add(mine["late_days"], days)
            mine["late_most"][most] += number


def _add(spent: Counter[str], days: Iterable[int]) -> None:
    """Add the days of each seat: one by one, since there are thousands of such rows."""
    for seat, number in zip(_SEATS, days, strict=True):
        spent[seat] += number


def _open(
    connection: Connection, told: Mapping[str, Any], found: dict[int, dict[str, Any]]
) -> None:
    """What is late or about to be today, by the rule of the inbox."""
    for agency, state, place, number in connection.execute(counted.OPEN, told):
        mine, light = found[agency], _LIGHTS[place]
        if light is Light.LATE:
            mine.setdefault("open_late", Counter())[SEAT_OF[state].value] += number
        elif light in (Light.TODAY, Light.SOON):
            name = "due_today" if light is Light.TODAY else "due_soon"
            mine[name] = mine.get(name, 0) + number


@dataclass(frozen=True)
class MonthFigures:
    """One calendar month of all agencies looked at; days are working days."""

    year: int
    month: int
    new: int = 0
    handled: int = 0
    replied: int = 0
    late: int = 0
    days: int = 0


def trend(
    connection: Connection, agencies: Iterable[AgencyFigures], last: date
) -> tuple[MonthFigures, ...]:
    """The twelve months of these agencies together up to that of a day, which it ends with."""
    months = months_up_to(last)
    told = {"ours": [one.id for one in agencies], "first": date(*months[0], 1), "last": last}
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for year, month, new in connection.execute(counted.RECEIVED_BY_MONTH, told):
        found[int(year), int(month)]["new"] = new
    for year, month, handled in connection.execute(counted.HANDLED_BY_MONTH, told):
        found[int(year), int(month)]["handled"] = handled
    for year, month, replied, late, days in connection.execute(counted.ENDED_BY_MONTH, told):
        found[int(year), int(month)] |= {"replied": replied, "late": late, "days": days}
    return tuple(MonthFigures(*one, **found[one]) for one in months)
