"""The one table of all benches: rows of ratios with their aims, as Markdown and back.

A row is what was measured at one size against one other thing. A later run replaces the rows of
the benches that ran; of the others each row stays, with the day it was measured.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, le

#: How a row is marked that only `--full` measures.
MILLION = "10^6"
_COLUMNS = ("bench", "what", "size", "against", "ratio", "aim", "reached?", "note", "measured")
_HEAD = f"| {' | '.join(_COLUMNS)} |\n| --- | --- | --- | --- | ---: | ---: | --- | --- | --- |"
#: The columns the README shows, of rows that have an aim.
_QUOTED = ("what", "size", "against", "ratio", "aim", "reached?")


@dataclass(frozen=True)
class Aim:
    """What a ratio should come to: `≥` or `≤` a bound, or `=` where it is exact."""

    sign: str
    bound: float

    def is_reached(self, ratio: float) -> bool:
        """Whether a ratio is on the right side of the bound, as precisely as it is shown."""
        right = {"≥": ge, "≤": le, "=": eq}[self.sign]
        return bool(right(ratio, self.bound) or shown(ratio) == shown(self.bound))

    def __str__(self) -> str:
        return f"{self.sign} {shown(self.bound)}"


def at_least(bound: float) -> Aim:
    """The aim of a speed."""
    return Aim("≥", bound)


def at_most(bound: float) -> Aim:
    """The aim of a growth, of a time, or of a number of errors."""
    return Aim("≤", bound)


def exactly(bound: float) -> Aim:
    """The aim of a number of acts or hits."""
    return Aim("=", bound)


@dataclass(frozen=True)
class Row:
    """One measured ratio; None where it could not be measured, and the note says why."""

    what: str
    against: str
    ratio: float | None
    aim: Aim | None = None
    size: str = ""
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether there is an aim and the ratio does not reach it."""
        return bool(self.aim and self.ratio is not None and not self.aim.is_reached(self.ratio))

    @property
    def reached(self) -> str:
        """The answer of the table."""
        if self.aim is None:
            return ""
        return "not measured" if self.ratio is None else "**no**" if self.is_missed else "yes"

    def line(self, bench: str, day: str) -> "Line":
        """The row as the table holds it."""
        ratio = "" if self.ratio is None else shown(self.ratio)
        return Line((bench, self.what, self.size, self.against, ratio, str(self.aim or ""),
                     self.reached, self.note, day))


def shown(ratio: float) -> str:
    """A ratio with as many digits as mean something."""
    if ratio == int(ratio) or ratio >= 100:
        return f"{ratio:,.0f}"
    if ratio >= 10:
        return f"{ratio:.1f}"
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


@dataclass(frozen=True)
class Line:
    """A line of the table, as it is written."""

    cells: tuple[str, ...]

    @property
    def bench(self) -> str:
        """The bench that measured it."""
        return self.cells[0]

    @property
    def is_of_a_million(self) -> bool:
        """Whether only a full run measures it."""
        return MILLION in self.cells[2]

    def __str__(self) -> str:
        return f"| {' | '.join(one.replace('|', '/') for one in self.cells)} |"


def read(text: str) -> list[Line]:
    """The lines of a table that was written."""
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [Line(tuple(cell.strip() for cell in row.strip().strip("|").split(" | ")))
            for row in rows]


def merged(before: Iterable[Line], now: Mapping[str, Sequence[Line]], *, full: bool) -> list[Line]:
    """The lines of the benches that ran now in the place of their old ones; the others stay.

    What only a full run measures stays where the run was none.
    """
    known = list(before)
    found: list[Line] = []
    for bench in dict.fromkeys([*(one.bench for one in known), *now]):
        old = [one for one in known if one.bench == bench]
        found += [*now[bench], *(one for one in old if one.is_of_a_million and not full)
                  ] if bench in now else old
    return found


def written(head: str, lines: Iterable[Line]) -> str:
    """The whole of `RESULTS.md`."""
    return "\n".join((head.strip(), "", _HEAD, *map(str, lines), ""))


def quoted(text: str) -> str:
    """What the README shows of `RESULTS.md`: every row that has an aim."""
    places = [_COLUMNS.index(name) for name in _QUOTED]
    lines = [Line(tuple(one.cells[at] for at in places)) for one in read(text) if one.cells[5]]
    head = f"| {' | '.join(_QUOTED)} |\n| --- | --- | --- | ---: | ---: | --- |\n"
    return head + "".join(f"{line}\n" for line in lines)


_BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.S)


def with_quote(face: str, text: str) -> str:
    """A README with what stands between its two marks brought up to `RESULTS.md`."""
    return _BLOCK.sub(lambda marks: marks[1] + quoted(text) + marks[2], face)
