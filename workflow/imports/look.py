"""What is shown of a register that was looked over (导入预览): it can be kept and read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from workflow.imports.preview import Preview
from workflow.imports.reading import Fault, Reading
from workflow.register_columns import Column, term_of, word_of
from workflow.register_rows import TakenOver
from workflow.terms import Outcome

#: So many rows are shown as they were understood, and so much of a cell.
_FIRST_ROWS, _LONGEST_CELL = 5, 120
#: So many faults are kept to be shown; the command line lists them all.
MOST_FAULTS = 20_000


@dataclass(frozen=True)
class Look:
    """What a register comes to, or every fault of it: all that a page shows."""

    sheet: str = ""
    heading_row: int = 0
    rows: int = 0
    #: Rows that are here already; that are void entries and no requests.
    here: int = 0
    void: int = 0
    passed_over: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    #: How many are new, by the key of their result; "" for those in hand.
    new: Mapping[str, int] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    #: The first rows as they were understood: place, cells by column.
    first_rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0

    @classmethod
    def of(cls, seen: Preview) -> "Look":
        """What a page shows of a preview."""
        reading, columns = seen.reading, [one.column for one in seen.reading.taken if one.column]
        return cls(
            reading.headed.sheet.name, reading.headed.row, seen.rows, seen.survey.here,
            len(reading.void), reading.passed_over, reading.left_out, reading.unknown,
            by_key(seen.survey.new), tuple(one.heading for one in columns),
            tuple(one.key for one in columns), _first_rows(reading, columns),
            seen.faults[:MOST_FAULTS], len(seen.faults))

    @classmethod
    def of_faults(cls, faults: tuple[Fault, ...]) -> "Look":
        """What a page shows of a register that was refused at last."""
        return cls(faults=faults[:MOST_FAULTS], fault_count=len(faults))

    def kept(self) -> bytes:
        """As it is kept: JSON."""
        return msgspec.json.encode(self)

    @classmethod
    def read(cls, kept: bytes) -> "Look":
        """Read back what was kept."""
        return msgspec.json.decode(kept, type=cls)


def by_key(new: Mapping[Outcome | None, int]) -> dict[str, int]:
    """The numbers of requests by the keys of their results."""
    return {outcome.value if outcome else "": count for outcome, count in new.items()}


def told(done: TakenOver) -> dict[str, object]:
    """What an import came to, to be kept."""
    return {**done._asdict(), "new": by_key(done.new)}


def _first_rows(
    reading: Reading, columns: list[Column]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first rows as they were understood: words of the lists, whatever was written."""
    return tuple(
        (row.place, tuple(_understood(one, row.given.get(one.key, "")) for one in columns))
        for row in reading.register.rows[:_FIRST_ROWS])


def _understood(column: Column, text: str) -> str:
    term = term_of(column.of, text) if column.of else None
    return word_of(term) if term else text[:_LONGEST_CELL]
