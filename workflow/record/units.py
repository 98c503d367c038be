"""The units of an agency (科室): a dated list, each with its head; requests keep the name as text.

Where an agency keeps no list, any name may be written, as before the list was kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.record.among import among
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
_OF_SOME = (_ALL.where(among(Unit.agency_id, "agencies"))
            .with_only_columns(Unit.agency_id, *_ALL.selected_columns))


def all_units(connection: Connection, agency_id: int) -> list[UnitLine]:
    """Every unit an agency ever had, in their order."""
    return [UnitLine(*row) for row in connection.execute(_ALL.where(Unit.agency_id == agency_id))]


def units_on(connection: Connection, agency_id: int, day: date) -> list[UnitLine]:
    """The units of an agency on a day, in their order; empty where no list is kept."""
    return [one for one in all_units(connection, agency_id) if one.holds(day)]


def heads_on(
    connection: Connection, agencies: Sequence[int], day: date
) -> dict[tuple[int, str], str]:
    """The login of the head of each unit (科室负责人) of some agencies on a day, by its name."""
    found: dict[tuple[int, str], str] = {}
    for agency, *row in connection.execute(_OF_SOME, {"agencies": agencies}):
        one = UnitLine(*row)
        if one.holds(day):
            found.setdefault((agency, one.name), one.head)
    return found
