"""What the auditor reads beside the trail (旁证): agencies, settings, notices, seats, numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select, type_coerce
from sqlalchemy.types import NullType

from workflow.archive.auditor.days import Days, days_of
from workflow.archive.auditor.people import TELLING, People
from workflow.archive.auditor.told import Paper, day_of
from workflow.record import models

_NUMBER = models.DocumentNumber


@dataclass(frozen=True)
class Bureau:
    """An agency (机关) and its settings: key, first day, value, in the order of their days."""

    id: int
    kind: str
    settings: tuple[tuple[str, date, str], ...] = ()

    def setting(self, key: str, day: date) -> str:
        """A setting as it held on a day; "" for none."""
        held = [value for name, first, value in self.settings if name == key and first <= day]
        return held[-1] if held else ""

    def says(self, key: str, day: date, *, usual: bool) -> bool:
        """A yes-or-no setting, with what holds where nothing is set."""
        value = self.setting(key, day)
        return value == "on" if value else usual

    def lines(self, key: str, day: date) -> list[str]:
        """The lines of a setting."""
        return [line.strip() for line in self.setting(key, day).splitlines() if line.strip()]


@dataclass
class World:
    """One picture of all of it, for one run."""

    connection: Connection
    bureaus: dict[str, Bureau]
    people: People
    notices: list[tuple[Any, Any, Any]]
    _days: dict[tuple[str, ...], Days] = field(default_factory=dict)

    def days(self, regions: Iterable[str]) -> Days:
        """The working days of a region."""
        key = tuple(regions)
        if key not in self._days:
            self._days[key] = days_of(self.notices, key)
        return self._days[key]

    def number_state(self, bureau: Bureau, paper: Paper) -> tuple[str, bool]:
        """How the register holds the number of a paper, and whether the one before is there."""
        rows = self.connection.execute(select(_NUMBER.serial, _NUMBER.state).where(
            _NUMBER.agency_id == bureau.id, _NUMBER.series == paper.series,
            _NUMBER.year == paper.year,
            _NUMBER.serial.in_((paper.serial - 1, paper.serial))))
        found = {row.serial: row.state for row in rows}
        return str(found.get(paper.serial, "")), paper.serial == 1 or paper.serial - 1 in found


def world_of(connection: Connection) -> World:
    """Read what an audit needs beside the trail."""
    return World(connection, _bureaus(connection), _people(connection), _notices(connection))


def _bureaus(connection: Connection) -> dict[str, Bureau]:
    row = models.AgencySetting
    settings: dict[int, list[tuple[str, date, str]]] = {}
    for agency, key, first, value in connection.execute(select(
            row.agency_id, row.key, _raw(row.effective_from), row.value)):
        settings.setdefault(agency, []).append((key, day_of(first) or date.max, value))
    return {
        code: Bureau(id, str(kind), tuple(sorted(settings.get(id, ()), key=lambda one: one[1])))
        for id, code, kind in connection.execute(select(
            models.Agency.id, models.Agency.code, _raw(models.Agency.kind)))
    }


def _people(connection: Connection) -> People:
    found, body = People(), models.SecurityEntry.body
    wanted = or_(*(body.endswith(f'"what":"{what}"}}') for what in TELLING))
    for text in connection.scalars(select(body).where(wanted).order_by(models.SecurityEntry.seq)):
        found.learn(text)
    return found


def _notices(connection: Connection) -> list[tuple[Any, Any, Any]]:
    row = models.HolidayNotice
    return [tuple(one) for one in connection.execute(  # type: ignore[misc]  # three columns
        select(row.number, row.region, row.text).order_by(row.id))]


def _raw(column: Any) -> Any:
    """A column without its type: a value that is none of its list must not stop a reader."""
    return type_coerce(column, NullType())
