"""Who acts and for which agency (机关与人员), as their dated settings and grants hold on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Date, bindparam, select

from workflow.errors import NotFound
from workflow.law.clock import ClockSettings
from workflow.law.remedies import RemedyBodies
from workflow.record.among import among
from workflow.record.models import Agency, AgencySetting, Officer, SeatGrant
from workflow.record.prepared import Answer, Prepared
from workflow.record.substitutions import NAMED_IN_ONE, StandIn, standing_in
from workflow.record.units import units_on
from workflow.terms import AgencyKind, Role

#: The dated settings that rename an agency; before the first it bears the names of its founding.
NAME, SHORT_NAME = "agency_name", "agency_short_name"


@dataclass(frozen=True)
class Office:
    """The agency as its dated settings describe it on the day of an act (机关)."""

    id: int
    code: str
    name: str
    short_name: str
    kind: AgencyKind
    settings: Mapping[str, str] = field(default_factory=dict)

    def setting(self, key: str, default: str = "") -> str:
        """A setting as it holds today."""
        return self.settings.get(key, default)

    def holds(self, key: str) -> bool:
        """A yes-or-no rule of the agency; on unless it was waived with a reason."""
        return self.settings.get(key, "on") != "off"

    @property
    def bodies(self) -> RemedyBodies:
        """Where reconsideration and litigation lie for this agency."""
        names = self.setting("reconsideration_bodies").splitlines()
        return RemedyBodies(
            reconsideration=tuple(name.strip() for name in names if name.strip()),
            court=self.setting("court"),
            online_channel=self.setting("online_reconsideration"),
        )

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions whose own holiday notices hold here (放假办法第四条)."""
        names = self.setting("clock.regions").splitlines()
        return tuple(name.strip() for name in names if name.strip())

    @cached_property
    def clock_settings(self) -> ClockSettings:
        """The disputed choices of the clock as this agency has set them."""
        known = {setting.name for setting in fields(ClockSettings)}
        chosen = {
            key.removeprefix("clock."): value == "on"
            for key, value in self.settings.items()
            if key.startswith("clock.") and key.removeprefix("clock.") in known
        }
        # A supplement term runs from proved service only: abandonment must hold in court.
        return ClockSettings(**{"supplement_term_needs_service": True, **chosen})


@dataclass(frozen=True)
class Actor:
    """The officer who acts (经办人), with the seats held that day."""

    login: str
    name: str
    agency_id: int
    unit: str = ""
    #: Every seat the officer may act in, those of absent officers among them.
    seats: frozenset[Role] = frozenset()
    #: Of these, the seats held only in an absent officer's name.
    lent: frozenset[Role] = frozenset()
    #: In whose name the officer stands in (代行), oldest first.
    stand_ins: tuple[StandIn, ...] = ()
    #: Who stands in for the officer meanwhile.
    away: tuple[StandIn, ...] = ()

    @property
    def own(self) -> frozenset[Role]:
        """The seats granted to the officer in person."""
        return self.seats - self.lent

    @property
    def unlimited(self) -> frozenset[Role]:
        """The own seats, and those held for somebody else with all their steps."""
        return self.own | {one.role for one in self.stand_ins if not one.steps}

    def instead(self, *roles: Role) -> dict[str, str]:
        """For the security log: in whose place one acts who has these seats from others only."""
        if self.own & set(roles):
            return {}
        found = [one.absent for one in self.stand_ins if one.role in roles]
        return {"in_place_of": found[0]} if found else {}

    def handles(self, handler: str) -> bool:
        """Whether a handler's requests are the officer's to handle, in person or for another."""
        return handler == self.login or any(
            one.role is Role.HANDLER and one.absent == handler for one in self.stand_ins)


_TODAY = bindparam("today", type_=Date)
_HELD_TODAY = (
    (SeatGrant.officer_id == Officer.id) & (SeatGrant.valid_from <= _TODAY)
    & (SeatGrant.valid_until.is_(None) | (SeatGrant.valid_until >= _TODAY))
)
# Statements made once: to build one costs more than to run it.
_PEOPLE = (
    select(Officer.login, Officer.name, Officer.active, SeatGrant.role)
    .outerjoin(SeatGrant, _HELD_TODAY)
    .order_by(Officer.id)
)
_STAFF = Prepared(_PEOPLE.where(Officer.agency_id == bindparam("agency")))
_STAFFS = (_PEOPLE.where(among(Officer.agency_id, "agencies"))
           .with_only_columns(Officer.agency_id, *_PEOPLE.selected_columns))
_ACTOR = Prepared(
    select(Officer.name, Officer.agency_id, Officer.unit, SeatGrant.role,
           NAMED_IN_ONE.label("substituted"))
    .outerjoin(SeatGrant, _HELD_TODAY)
    .where(Officer.login == bindparam("login"), Officer.active)
)
_SETTLED = (
    select(Agency.code, Agency.name, Agency.short_name, Agency.kind, AgencySetting.key,
           AgencySetting.value)
    .outerjoin(AgencySetting, (AgencySetting.agency_id == Agency.id)
               & (AgencySetting.effective_from <= _TODAY))
)
_OFFICE = Prepared(
    _SETTLED.where(Agency.id == bindparam("agency")).order_by(AgencySetting.effective_from))
_OFFICES = (_SETTLED.where(among(Agency.id, "agencies"))
            .with_only_columns(Agency.id, *_SETTLED.selected_columns)
            .order_by(Agency.id, AgencySetting.effective_from))


#: Names and seats by login.
_People = dict[str, tuple[str, frozenset[Role]]]


class Directory:
    """Who works at one agency and in which seats on a day; read once, when first asked."""

    def __init__(
        self, connection: Connection, agency_id: int, today: date, people: _People | None = None
    ) -> None:
        """Remember where to read, unless the people were read already."""
        self._connection, self._agency_id, self._today = connection, agency_id, today
        self._people = people

    def seats(self, login: str) -> frozenset[Role]:
        """The seats an officer of this agency holds; empty for anybody else."""
        return self._read().get(login, ("", frozenset()))[1]

    def of_seat(self, role: Role) -> list[tuple[str, str]]:
        """Logins and names of the officers in a seat."""
        return [(login, name) for login, (name, seats) in self._read().items() if role in seats]

    def names(self) -> dict[str, str]:
        """Names by login, of everybody who ever worked here."""
        return {login: name for login, (name, _) in self._read().items()}

    def units(self) -> list[str]:
        """The units of the agency (科室) that day, in their order; empty where no list is kept."""
        return [one.name for one in units_on(self._connection, self._agency_id, self._today)]

    def _read(self) -> _People:
        if self._people is None:
            self._people = _people(_STAFF.ask(
                self._connection, {"agency": self._agency_id, "today": self._today}).all())
        return self._people


def _people(rows: Iterable[Any]) -> _People:
    found: dict[str, tuple[str, set[Role]]] = {}
    for login, name, active, role in rows:
        seats = found.setdefault(login, (name, set()))[1]
        if active and role:
            seats.add(role)
    return {login: (name, frozenset(seats)) for login, (name, seats) in found.items()}


def directories_of(
    connection: Connection, agencies: Sequence[int], today: date
) -> dict[int, Directory]:
    """Who works at each of some agencies, read at once."""
    rows: dict[int, list[Any]] = {agency: [] for agency in agencies}
    for agency, *row in connection.execute(_STAFFS, {"agencies": agencies, "today": today}):
        rows[agency].append(row)
    return {agency: Directory(connection, agency, today, _people(found))
            for agency, found in rows.items()}


def office_of(connection: Connection, agency_id: int, today: date) -> Office:
    """The agency with the settings that hold on a day.

    Raises NotFound for an unknown agency.
    """
    return office_told(agency_id, ask_office(connection, agency_id, today))


def ask_office(connection: Connection, agency_id: int, today: date) -> Answer:
    """Ask for an agency with the settings that hold on a day, without waiting."""
    return _OFFICE.ask(connection, {"agency": agency_id, "today": today})


def office_told(agency_id: int, answer: Answer) -> Office:
    """The agency that was asked for. Raises NotFound if there is none."""
    rows = answer.all()
    if not rows:
        raise NotFound("没有这个机关")
    return _office(agency_id, rows)


def offices_of(connection: Connection, agencies: Sequence[int], today: date) -> list[Office]:
    """Some agencies, read at once, each with the settings that hold on a day."""
    rows: dict[int, list[Any]] = {}
    for agency, *row in connection.execute(_OFFICES, {"agencies": agencies, "today": today}):
        rows.setdefault(agency, []).append(row)
    return [_office(agency, found) for agency, found in rows.items()]


def _office(agency_id: int, rows: Sequence[Any]) -> Office:
    held = {key: value for *_, key, value in rows if key}
    code, name, short_name, kind = rows[0][:4]
    return Office(agency_id, code, held.get(NAME) or name, held.get(SHORT_NAME) or short_name, kind,
                  settings=held)


def actor_of(connection: Connection, login: str, today: date) -> Actor:
    """The officer of a login with the seats held on a day.

    Raises NotFound for an unknown or disabled login.
    """
    return actor_told(connection, login, today, ask_actor(connection, login, today))


def ask_actor(connection: Connection, login: str, today: date) -> Answer:
    """Ask for the officer of a login with the seats held on a day, without waiting."""
    return _ACTOR.ask(connection, {"login": login, "today": today})


def actor_told(connection: Connection, login: str, today: date, answer: Answer) -> Actor:
    """The officer that was asked for.

    Raises NotFound for an unknown or disabled login.
    """
    rows = answer.all()
    if not rows:
        raise NotFound(f"没有“{login}”这个可用的账号")
    seats = frozenset(row.role for row in rows if row.role)
    actor = Actor(login, rows[0].name, rows[0].agency_id, rows[0].unit, seats)
    return _with_substitutions(connection, actor, today) if rows[0].substituted else actor


def _with_substitutions(connection: Connection, actor: Actor, today: date) -> Actor:
    """The officer with the seats of those in whose name he or she acts that day."""
    found = standing_in(connection, actor.login, today)
    if not found:
        return actor
    stand_ins = tuple(one for one in found if one.substitute == actor.login)
    away = tuple(one for one in found if one.absent == actor.login)
    lent = frozenset(one.role for one in stand_ins) - actor.seats
    return replace(actor, seats=actor.seats | lent, lent=lent, stand_ins=stand_ins, away=away)
