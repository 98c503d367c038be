"""A table out of the bytes of a file (读表): CSV or XLSX, every cell with what stands in it.

Nothing is guessed here: a formula without its value, a number that lost its last digits and an
error of the spreadsheet are said to be that.
"""

from dataclasses import dataclass
from datetime import date

from workflow.errors import WorkflowError

#: More rows than this are taken over in parts.
MOST_ROWS = 50_000
MOST_COLUMNS = 200


class Unreadable(WorkflowError):
    """A file that is no table; the message says what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text as an officer reads it; `day` where it is a date; why it cannot be read."""

    text: str = ""
    day: date | None = None
    number: int | None = None
    fault: str = ""


BLANK = Cell()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name ("" in a CSV) and its rows, the first of which is row 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def within_limits(rows: int, columns: int) -> None:
    """Raises Unreadable where a table is larger than may be taken over at once."""
    if rows > MOST_ROWS:
        raise Unreadable(f"超过{MOST_ROWS}行，请按年份拆分成几个文件，逐个导入")
    if columns > MOST_COLUMNS:
        raise Unreadable(f"超过{MOST_COLUMNS}列，请只保留登记台账的列")
