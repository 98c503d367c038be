"""The units of an agency (科室): a dated list, each with its head; requests keep the name as text.

Where an agency keeps no list, any name may be written, as before the list was kept.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.record.models import Unit


@dataclass(frozen=True)
class UnitLine:
    """One unit: its order in lists, the login of its head ("" if none), first and last day."""

    id: int
    name: str
    place: int
    head: str
    valid_from: date
    valid_until: date | None

    def holds(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


_ALL = (
    select(Unit.id, Unit.name, Unit.place, Unit.head, Unit.valid_from, Unit.valid_until)
    .order_by(Unit.place, Unit.id)
)


def all_units(connection: Connection, agency_id: int) -> list[UnitLine]:
    """Every unit an agency ever had, in their order."""
    return [UnitLine(*row) for row in connection.execute(_ALL.where(Unit.agency_id == agency_id))]


def units_on(connection: Connection, agency_id: int, day: date) -> list[UnitLine]:
    """The units of an agency on a day, in their order; empty where no list is kept."""
    return [one for one in all_units(connection, agency_id) if one.holds(day)]


def head_of(connection: Connection, agency_id: int, name: str, day: date) -> str:
    """The login of the head of a unit (科室负责人) on a day; "" where none is named."""
    found = (one.head for one in units_on(connection, agency_id, day) if one.name == name)
    return next(found, "")
