"""Who acts and for which agency (机关与人员), as their dated settings and grants hold on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import Connection, select

from workflow.errors import NotFound
from workflow.law.clock import ClockSettings
from workflow.law.remedies import RemedyBodies
from workflow.record.models import Agency, AgencySetting, Officer, SeatGrant
from workflow.terms import AgencyKind, Role


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
    seats: frozenset[Role] = frozenset()


class Directory:
    """Who works at one agency and in which seats on a day; read once, when first asked."""

    def __init__(self, connection: Connection, agency_id: int, today: date) -> None:
        """Remember where to read."""
        self._connection, self._agency_id, self._today = connection, agency_id, today
        self._people: dict[str, tuple[str, frozenset[Role]]] | None = None

    def seats(self, login: str) -> frozenset[Role]:
        """The seats an officer of this agency holds; empty for anybody else."""
        return self._read().get(login, ("", frozenset()))[1]

    def of_seat(self, role: Role) -> list[tuple[str, str]]:
        """Logins and names of the officers in a seat."""
        return [(login, name) for login, (name, seats) in self._read().items() if role in seats]

    def names(self) -> dict[str, str]:
        """Names by login, of everybody who ever worked here."""
        return {login: name for login, (name, _) in self._read().items()}

    def _read(self) -> dict[str, tuple[str, frozenset[Role]]]:
        if self._people is None:
            found: dict[str, tuple[str, set[Role]]] = {}
            rows = self._connection.execute(
                select(Officer.login, Officer.name, Officer.active, SeatGrant.role,
                       SeatGrant.valid_from, SeatGrant.valid_until)
                .outerjoin(SeatGrant, SeatGrant.officer_id == Officer.id)
                .where(Officer.agency_id == self._agency_id)
                .order_by(Officer.id)
            )
            for login, name, active, role, start, end in rows:
                seats = found.setdefault(login, (name, set()))[1]
                if active and role and _holds(start, end, self._today):
                    seats.add(role)
            self._people = {k: (name, frozenset(seats)) for k, (name, seats) in found.items()}
        return self._people


def _holds(start: date, end: date | None, today: date) -> bool:
    return start <= today and (end is None or today <= end)


def office_of(connection: Connection, agency_id: int, today: date) -> Office:
    """The agency with the settings that hold on a day.

    Raises NotFound for an unknown agency.
    """
    agency = connection.execute(
        select(Agency.code, Agency.name, Agency.short_name, Agency.kind)
        .where(Agency.id == agency_id)
    ).first()
    if agency is None:
        raise NotFound("没有这个机关")
    settings = connection.execute(
        select(AgencySetting.key, AgencySetting.value)
        .where(AgencySetting.agency_id == agency_id, AgencySetting.effective_from <= today)
        .order_by(AgencySetting.effective_from)
    )
    held = {row.key: row.value for row in settings}
    return Office(agency_id, *agency, settings=held)


def actor_of(connection: Connection, login: str, today: date) -> Actor:
    """The officer of a login with the seats held on a day.

    Raises NotFound for an unknown or disabled login.
    """
    row = connection.execute(
        select(Officer.name, Officer.agency_id, Officer.unit)
        .where(Officer.login == login, Officer.active)
    ).first()
    if row is None:
        raise NotFound(f"没有“{login}”这个可用的账号")
    seats = Directory(connection, row.agency_id, today).seats(login)
    return Actor(login, row.name, row.agency_id, row.unit, seats)
