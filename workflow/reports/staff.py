"""Who works at an agency and how it is set up (机关与人员): lists for the three administrations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from workflow.record.models import AgencySetting, Officer, SeatGrant, SecondFactor
from workflow.record.security import SecurityAct, newest
from workflow.terms import Role

#: More changes of settings than these no agency makes.
_LOG = 10_000


@dataclass(frozen=True)
class Grant:
    """A seat given for a time (授权)."""

    role: Role
    valid_from: date
    valid_until: date | None

    def holds(self, today: date) -> bool:
        """Whether the seat is held on a day."""
        return self.valid_from <= today and (self.valid_until is None or today <= self.valid_until)

    def over(self, today: date) -> bool:
        """Whether the grant has ended or never held."""
        return self.valid_until is not None and self.valid_until < max(today, self.valid_from)


@dataclass(frozen=True)
class Member:
    """An officer with the seats ever given, newest first."""

    login: str
    name: str
    unit: str
    branch: str
    active: bool
    password_due: bool
    has_factor: bool
    grants: tuple[Grant, ...]

    def past(self, today: date) -> list[Grant]:
        """The grants that are over."""
        return [grant for grant in self.grants if grant.over(today)]


@dataclass(frozen=True)
class DatedValue:
    """One version of a setting: what, from when, why; who set it and when, as the log has it."""

    key: str
    value: str
    effective_from: date
    reason: str
    by: str = ""
    at: datetime | None = None


def members(connection: Connection, agency_id: int) -> list[Member]:
    """The officers of an agency, disabled ones too."""
    given: dict[int, list[Grant]] = {}
    rows = connection.execute(
        select(SeatGrant.officer_id, SeatGrant.role, SeatGrant.valid_from, SeatGrant.valid_until)
        .join(Officer, Officer.id == SeatGrant.officer_id).where(Officer.agency_id == agency_id)
        .order_by(SeatGrant.valid_from.desc(), SeatGrant.id.desc()))
    for officer_id, role, start, end in rows:
        given.setdefault(officer_id, []).append(Grant(role, start, end))
    people = connection.execute(
        select(Officer.id, Officer.login, Officer.name, Officer.unit, Officer.branch,
               Officer.active, Officer.password_due, SecondFactor.login.is_not(None))
        .outerjoin(SecondFactor, SecondFactor.login == Officer.login)
        .where(Officer.agency_id == agency_id).order_by(Officer.id))
    return [Member(*person[1:], grants=tuple(given.get(person.id, ()))) for person in people]


def found_among(people: Sequence[Member], q: str) -> list[Member]:
    """Those whom a search names: by login, name, unit, or a seat they were given."""
    words = q.casefold().split()
    return [one for one in people if all(word in _names(one) for word in words)]


def _names(one: Member) -> str:
    seats = (grant.role.label for grant in one.grants)
    return " ".join((one.login, one.name, one.unit, *seats)).casefold()


def setting_history(connection: Connection, agency_id: int) -> dict[str, Sequence[DatedValue]]:
    """All versions of the settings of an agency by key, newest first."""
    found: dict[str, list[DatedValue]] = {}
    made = _made(connection, agency_id)
    rows = connection.execute(
        select(AgencySetting.key, AgencySetting.value, AgencySetting.effective_from,
               AgencySetting.reason)
        .where(AgencySetting.agency_id == agency_id)
        .order_by(AgencySetting.effective_from.desc()))
    for row in rows:
        by, at = made.get((row.key, row.effective_from.isoformat()), ("", None))
        found.setdefault(row.key, []).append(DatedValue(*row, by, at))
    return dict(found)


def _made(
    connection: Connection, agency_id: int
) -> dict[tuple[str, str], tuple[str, datetime | None]]:
    """Who made a version last, and when: by key and first day."""
    lines = newest(connection, agency_id, only=SecurityAct.SETTING_CHANGED, limit=_LOG)
    return {(line.facts["key"], line.facts["effective_from"]): (line.officer, line.at)
            for line in reversed(lines)}
