"""A table out of the bytes of a file (读表): CSV or XLSX, every cell with what stands in it.

Nothing is guessed here: a formula without its value, a number that lost its last digits and an
error of the spreadsheet are said to be that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow.errors import WorkflowError

#: More rows than this are taken over in parts: what is made ready lies in memory.
MOST_ROWS = 20_000
MOST_COLUMNS = 200
#: Twenty thousand rows of fifty columns; a file of commas alone would fill the memory.
MOST_CELLS = 1_000_000


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


@dataclass
class Rows:
    """Rows as they are read, within the limits."""

    found: list[tuple[Cell, ...]] = field(default_factory=list)
    _cells: int = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row without the blank cells at its end.

        Raises Unreadable where a table is larger than may be taken over at once.
        """
        width = next((n for n in range(len(row), 0, -1) if row[n - 1] is not BLANK), 0)
        self.found.append(tuple(row[:width]))
        self._cells += width
        if len(self.found) > MOST_ROWS:
            raise Unreadable(f"超过{MOST_ROWS}行，请按年份拆分成几个文件，逐个导入")
        if width > MOST_COLUMNS or self._cells > MOST_CELLS:
            raise Unreadable(f"超过{MOST_COLUMNS}列，或者内容过多；请只保留登记台账的列，"
                             "按年份拆分后逐个导入")

    def sheet(self, name: str) -> Sheet:
        """The sheet, without the blank rows at its end."""
        while self.found and not self.found[-1]:
            self.found.pop()
        return Sheet(name, tuple(self.found))
