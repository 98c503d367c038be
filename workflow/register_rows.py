"""Rows of a register on their way in (待导入的行): as they were read, and what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from workflow.errors import Reason, StepNotAllowed
from workflow.terms import Outcome

#: What is told of the progress: how many steps of work are done, of how many.
Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True)
class Row:
    """A row as it was read: its place in the file, its cells by the keys of their columns.

    `unread`: the columns whose cells could not be read, which have been complained of already.
    """

    place: int
    given: Mapping[str, str]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Register:
    """A register file as it was read: SHA-256 of its bytes in hex, and its rows."""

    digest: str
    rows: tuple[Row, ...]


class Against(NamedTuple):
    """A reason against a row; its `field` is the key of the column."""

    place: int
    reason: Reason


@dataclass(frozen=True)
class Survey:
    """What taking over a register would come to: nothing is written while anything is against it.

    `new` counts the rows by their result (None: still in hand); `here` the rows that lie here.
    """

    rows: int
    new: Mapping[Outcome | None, int]
    here: int
    against: tuple[Against, ...]


class RowsRefused(StepNotAllowed):
    """A register with rows that may not be taken over; carries what is against each."""

    def __init__(self, against: Sequence[Against]) -> None:
        """Keep the places beside the reasons."""
        super().__init__([one.reason for one in against])
        self.against = tuple(against)


class TakenOver(NamedTuple):
    """What taking over a register came to, counted in the tables after it was written."""

    rows: int
    here: int
    new: Mapping[Outcome | None, int]
    first_no: str = ""
    last_no: str = ""


#: What happens in the transaction that takes a register over (a connection, and what came of it);
#: nothing is taken over where this raises.
Ending = Callable[[Any, TakenOver], None]


def nothing_more(connection: Any, done: TakenOver) -> None:
    """Nothing else is written with it."""
