"""A line of the register (登记台账条目): one request, with all its columns may be read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from workflow.record.case import Case, OutgoingDocument
from workflow.record.trail import Entry
from workflow.terms import State

#: What a column of the trail says of a request whose trail cannot be read: `yishen verify` tells.
UNREADABLE = "（台账无法读取）"
#: Between several values in one cell.
BETWEEN = "；"


class Source(Enum):
    """Where a column is read from (列的来源): what is not asked for is not read."""

    ROW = "row"
    ITEMS = "items"
    TRAIL = "trail"
    SUCCESSORS = "successors"
    PERSONS = "persons"


@dataclass(frozen=True)
class Line:
    """One request as an officer may see it on a day; what was not asked for is empty.

    `row` holds the columns of the list and `handler_name`; `name` and `contact` are masked where
    the seat needs them no more than that. `case` is None where the trail was not read or cannot be.
    """

    row: Any
    today: date
    name: str
    number: int | None = None
    wanted: Sequence[str] = ()
    case: Case | None = None
    entries: Sequence[Entry] = ()
    successors: Sequence[str] = ()
    contact: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def decided(self) -> bool:
        """Whether its result is more than a draft."""
        return self.row.state in (State.REPLY, State.ARCHIVING, State.ARCHIVED)

    @property
    def told(self) -> Case:
        """The case, in columns of the trail, which are asked for nothing without one."""
        assert self.case is not None
        return self.case

    def document(self, id: str) -> OutgoingDocument | None:
        """An outgoing document that was not recalled."""
        found = self.told.documents.get(id)
        return found if found is not None and not found.voided else None

    def officer(self, login: str) -> str:
        """An officer by name."""
        return self.names.get(login, login)


def day(on: date | None) -> str:
    """A day as every cell has it; "" for none."""
    return on.isoformat() if on else ""


def several(values: Sequence[str]) -> str:
    """Several values in one cell; places stay in step where some are blank."""
    if not any(values):
        return ""
    return BETWEEN.join(value or "—" for value in values)
