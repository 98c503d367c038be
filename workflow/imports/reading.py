"""A register read (读取台账): its rows by the keys of their columns, and every fault at once."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from workflow.imports.cells import allowed, say
from workflow.imports.headings import Headed, Heading, headed
from workflow.imports.table import BLANK, Cell
from workflow.imports.text_table import read_text
from workflow.imports.workbook import read_workbook
from workflow.register_columns import BY_KEY, COLUMNS, VOID, plain
from workflow.register_rows import Register, Row

_ZIP = b"PK\x03\x04"
_SHOWN = 60
_STATE = BY_KEY["state"]


@dataclass(frozen=True)
class Fault:
    """A bad cell: row, column, what was found, what is allowed; row 0 is the file as a whole."""

    row: int
    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        """The fault in one line."""
        where = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        found = f"填的是“{self.found}”，" if self.found else "为空，" if self.row and column else ""
        return f"{where}{column}：{found}{self.allowed}".lstrip("：")


@dataclass(frozen=True)
class Reading:
    """A register as it was read, whatever is wrong with it."""

    headed: Headed
    register: Register
    faults: tuple[Fault, ...]
    #: Headings that are known, and not taken over: an export writes them, nobody types them.
    passed_over: tuple[str, ...]
    #: Unknown headings that were left out by name.
    left_out: tuple[str, ...]
    #: Unknown headings that hold something, and were not left out.
    unknown: tuple[str, ...]
    #: What stands in the cells, by row and column.
    said: Mapping[int, Mapping[str, str]]
    #: The rows of entries that were void (登记作废) in the register: no requests at all.
    void: tuple[int, ...] = ()

    @property
    def taken(self) -> tuple[Heading, ...]:
        """The headings whose columns are taken over."""
        return tuple(one for one in self.headed.headings if one.column and one.column.imported)

    def column(self, key: str) -> str:
        """How a fault names a column: its heading in the file, and its letter."""
        for one in self.taken:
            if one.column and one.column.key == key:
                return f"{one.text}（{one.letter}列）" if self.headed.sheet.name else one.text
        return BY_KEY[key].heading if key in BY_KEY else ""


def read_register(data: bytes, leave_out: Collection[str] = ()) -> Reading:
    """Read a CSV or XLSX file; unknown columns are faults unless left out by their headings.

    Raises Unreadable where the file is no table, or no register.
    """
    sheets = read_workbook(data) if data.startswith(_ZIP) else (read_text(data),)
    found = headed(sheets)
    body, left = list(found.body), {plain(one) for one in leave_out}
    strangers = [one for one in found.headings if one.column is None and _holds(body, one)]
    unknown = tuple(_named(one) for one in strangers if plain(one.text) not in left)
    reading = Reading(
        found, Register(sha256(data).hexdigest(), ()), (),
        tuple(one.text for one in found.headings if one.column and not one.column.imported
              and _holds(body, one)),
        tuple(one.text for one in strangers if plain(one.text) in left), unknown,
        {number: dict(_cells(found, row)) for number, row in body})
    return _with_rows(reading, body)


def _named(heading: Heading) -> str:
    return heading.text or f"（{heading.letter}列，没有表头）"


def _with_rows(reading: Reading, body: list[tuple[int, tuple[Cell, ...]]]) -> Reading:
    faults = [*_of_the_columns(reading), *(() if body else (Fault(
        0, "", "", "表头以下没有任何一行"),))]
    rows: list[Row] = []
    void = {number for number, cells in body if _is_void(reading, cells)}
    for number, cells in body:
        if number not in void:
            row, bad = _row(reading, number, cells)
            rows.append(row)
            faults += bad
    register = Register(reading.register.digest, tuple(rows))
    return replace(reading, register=register, faults=tuple(faults), void=tuple(void))


def _is_void(reading: Reading, cells: tuple[Cell, ...]) -> bool:
    """Whether a row says in 环节 that it was entered by mistake, as an export of ours does."""
    return any(one.column is _STATE and _at(cells, one).text == VOID
               for one in reading.headed.headings)


def _of_the_columns(reading: Reading) -> Iterator[Fault]:
    row = reading.headed.row
    present = Counter(one.column.key for one in reading.taken if one.column)
    for column in COLUMNS:
        if column.required and not present[column.key]:
            yield Fault(row, column.heading, "", f"缺少这一列；{allowed(column)}")
        if present[column.key] > 1:
            names = "、".join(one.text for one in reading.taken if one.column == column)
            yield Fault(row, column.heading, names, "是同一列，只能保留一列")
    for name in reading.unknown:
        yield Fault(row, name, name, "没有对应的列，不会导入；请改用规定的列名，"
                                     "或者确认不导入这一列")


def _row(reading: Reading, number: int, cells: tuple[Cell, ...]) -> tuple[Row, list[Fault]]:
    given: dict[str, str] = {}
    faults: list[Fault] = []
    bad: set[str] = set()
    for heading in reading.taken:
        column = heading.column
        assert column is not None  # what is taken has one
        cell = _at(cells, heading)
        said = say(column, cell)
        if said.fault:
            bad.add(column.key)
            faults.append(Fault(
                number, reading.column(column.key), cell.text[:_SHOWN], said.fault))
        elif said.text:
            given[column.key] = said.text
    bad |= _missing(reading)
    return Row(number, given, frozenset(bad)), faults


def _missing(reading: Reading) -> set[str]:
    """Required columns that are not there at all, which is said once."""
    present = {one.column.key for one in reading.taken if one.column}
    return {one.key for one in COLUMNS if one.required and one.key not in present}


def _cells(found: Headed, row: tuple[Cell, ...]) -> Iterator[tuple[str, str]]:
    for one in found.headings:
        if one.column and one.column.imported:
            yield one.column.key, _at(row, one).text[:_SHOWN]


def _at(cells: tuple[Cell, ...], heading: Heading) -> Cell:
    return cells[heading.place] if heading.place < len(cells) else BLANK


def _holds(body: list[tuple[int, tuple[Cell, ...]]], heading: Heading) -> bool:
    return any(_at(cells, heading).text for _, cells in body)
