"""The headings of a register (表头): in which row they stand, and which column each names.

A title may stand above them, and a heading that spans two rows stands in the upper one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.imports.table import Cell, Sheet, Unreadable
from workflow.register_columns import COLUMNS, Column, column_of

#: The headings stand in one of the first rows.
_FIRST_ROWS = 15
#: Fewer known headings are chance.
_FEWEST = 3


@dataclass(frozen=True)
class Heading:
    """A heading as it stands: its place from the left (0), its text, the column it names."""

    place: int
    text: str
    column: Column | None

    @property
    def letter(self) -> str:
        """The column of a spreadsheet: A, B … Z, AA."""
        place, letters = self.place + 1, ""
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


@dataclass(frozen=True)
class Headed:
    """A sheet whose headings were found in a row (the first being 1)."""

    sheet: Sheet
    row: int
    headings: tuple[Heading, ...]

    @property
    def body(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows below the headings that hold anything, with their numbers."""
        for number, row in enumerate(self.sheet.rows[self.row :], self.row + 1):
            if any(cell.text for cell in row):
                yield number, row


def headed(sheets: Sequence[Sheet]) -> Headed:
    """The one sheet that is a register.

    Raises Unreadable where none is, or more than one: nothing is left out in silence.
    """
    found = [one for sheet in sheets if (one := _headed(sheet))]
    if not found:
        needed = "、".join(one.heading for one in COLUMNS if one.required)
        raise Unreadable(f"没有找到表头；第一行应当是各列的名称，至少有：{needed}")
    if len(found) > 1:
        names = "、".join(f"“{one.sheet.name}”" for one in found)
        raise Unreadable(f"不止一个工作表是登记台账：{names}；请各存为一个文件，逐个导入")
    return found[0]


def _headed(sheet: Sheet) -> Headed | None:
    best, most = None, _FEWEST - 1
    for row in range(min(_FIRST_ROWS, len(sheet.rows))):
        headings = tuple(_headings(sheet, row))
        known = sum(one.column is not None for one in headings)
        if known > most:
            best, most = Headed(sheet, row + 1, headings), known
    return best


def _headings(sheet: Sheet, row: int) -> Iterator[Heading]:
    """A blank cell takes the heading above it, if that names a column: it spans both rows."""
    width = max(map(len, sheet.rows), default=0)
    for place in range(width):
        text = _text(sheet, row, place)
        above = _text(sheet, row - 1, place) if row and not text else ""
        text = above if above and column_of(above) else text
        yield Heading(place, text, column_of(text) if text else None)


def _text(sheet: Sheet, row: int, place: int) -> str:
    cells = sheet.rows[row]
    return cells[place].text if place < len(cells) else ""
