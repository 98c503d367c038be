"""Substitution (代行): a seat of an absent officer, taken in his or her name for stated days.

The substitute acts within the written scope and dates, and every entry names both persons. It is
in force only while the absent officer still holds the seat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, bindparam, or_, select
from sqlalchemy.orm import aliased

from workflow.record.models import Officer, SeatGrant, Substitution
from workflow.terms import Role


@dataclass(frozen=True)
class StandIn:
    """One seat, who is away, who acts instead, and within which steps."""

    id: int
    role: Role
    absent: str
    absent_name: str
    substitute: str
    substitute_name: str
    valid_from: date
    valid_until: date
    reason: str
    #: The steps it is limited to; none: all steps of the seat.
    steps: tuple[str, ...] = ()
    #: From which day on it was ended before its time.
    ended_from: date | None = None

    def covers(self, trigger: str) -> bool:
        """Whether a step lies within its scope."""
        return not self.steps or trigger in self.steps

    def in_force(self, today: date) -> bool:
        """Whether its days have begun and not ended."""
        return self.valid_from <= today and not self.over(today)

    def over(self, today: date) -> bool:
        """Whether its days are past, or it was ended."""
        return self.valid_until < today or (
            self.ended_from is not None and self.ended_from <= today)


_TODAY = bindparam("today", type_=Date)
_ABSENT, _SUBSTITUTE = aliased(Officer), aliased(Officer)
_ROWS = (
    select(Substitution.id, Substitution.role, _ABSENT.login.label("absent"),
           _ABSENT.name.label("absent_name"), _SUBSTITUTE.login.label("substitute"),
           _SUBSTITUTE.name.label("substitute_name"), Substitution.valid_from,
           Substitution.valid_until, Substitution.reason, Substitution.steps,
           Substitution.ended_from)
    .join(_ABSENT, _ABSENT.id == Substitution.absent_id)
    .join(_SUBSTITUTE, _SUBSTITUTE.id == Substitution.substitute_id)
)
_IN_FORCE = (
    (Substitution.valid_from <= _TODAY) & (Substitution.valid_until >= _TODAY)
    & or_(Substitution.ended_from.is_(None), Substitution.ended_from > _TODAY)
)
_SEAT_IS_HELD = (
    select(SeatGrant.id)
    .where(SeatGrant.officer_id == Substitution.absent_id, SeatGrant.role == Substitution.role,
           SeatGrant.valid_from <= _TODAY,
           or_(SeatGrant.valid_until.is_(None), SeatGrant.valid_until >= _TODAY))
    .exists()
)
# Statements made once: to build one costs more than to run it.
_OF_ONE = (
    _ROWS.where(_IN_FORCE, _SEAT_IS_HELD, _ABSENT.active,
                or_(_ABSENT.login == bindparam("login"), _SUBSTITUTE.login == bindparam("login")))
    .order_by(Substitution.valid_from, Substitution.id)
)
#: Whether an officer is named in a substitution whose days are these: few ever are, and whoever
#: is not need not be asked about twice.
NAMED_IN_ONE = (
    select(Substitution.id)
    .where(_IN_FORCE, or_(Substitution.absent_id == Officer.id,
                          Substitution.substitute_id == Officer.id))
    .correlate(Officer).exists()
)
_OF_AGENCY = (
    _ROWS.where(Substitution.agency_id == bindparam("agency"))
    .order_by(Substitution.valid_from.desc(), Substitution.id.desc())
)


def standing_in(connection: Connection, login: str, today: date) -> list[StandIn]:
    """The substitutions in force in which an officer is away or stands in, oldest first."""
    return _read(connection.execute(_OF_ONE, {"login": login, "today": today}))


def of_agency(connection: Connection, agency_id: int, limit: int = 200) -> list[StandIn]:
    """The substitutions of an agency, newest first, past and ended ones too."""
    return _read(connection.execute(_OF_AGENCY.limit(limit), {"agency": agency_id}))


def in_force(connection: Connection, agency_id: int, today: date) -> list[StandIn]:
    """Who is away and substituted at an agency on a day."""
    held = _ROWS.where(_IN_FORCE, _SEAT_IS_HELD, _ABSENT.active,
                       Substitution.agency_id == agency_id).order_by(
        Substitution.valid_until, Substitution.id)
    return _read(connection.execute(held, {"today": today}))


def by_id(connection: Connection, id: int) -> StandIn | None:
    """One substitution by its number."""
    found = _read(connection.execute(_ROWS.where(Substitution.id == id)))
    return found[0] if found else None


def _read(rows: Any) -> list[StandIn]:
    return [StandIn(**{**row._mapping, "steps": _steps(row.steps)}) for row in rows]


def _steps(text: str) -> Sequence[str]:
    return tuple(text.split())
