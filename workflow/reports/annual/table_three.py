"""Table three (收到和处理政府信息公开申请情况): every row and column, and whether it balances."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workflow.reports.annual.counting import Counts
from workflow.reports.annual.form import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMN_LABELS,
    COLUMNS,
    HANDLED,
    NEW,
    TOTAL,
    Form,
)

Cells = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Imbalance:
    """A sum that does not come out (不平衡): where, and both sides of it."""

    row: str
    column: str
    text: str


class Equation(NamedTuple):
    """The balance of one column (勾稽关系): 一 + 二 = 三（七） + 四."""

    column: str
    new: int
    carried_in: int
    handled: int
    carried_out: int

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return self.new + self.carried_in == self.handled + self.carried_out

    def __str__(self) -> str:
        """Both sides, as an officer would check them."""
        left, right = self.new + self.carried_in, self.handled + self.carried_out
        sign = "=" if self.holds else "≠"
        return (f"{self.new}+{self.carried_in}={left} {sign} "
                f"{self.handled}+{self.carried_out}={right}")


def table_three(form: Form, counts: Counts) -> Cells:
    """Every row and column of the form, zeros too; 三（七） adds up the rows above it."""
    cells = {row.key: dict.fromkeys(COLUMNS, 0) for row in form.rows}
    row_of = form.row_of
    for (part, kind, leaf), number in counts.found.items():
        if part != HANDLED:
            _count(cells.get(part), kind, number)
        elif leaf in row_of:
            _count(cells[row_of[leaf]], kind, number)
            _count(cells[HANDLED], kind, number)
    return cells


def _count(row: dict[str, int] | None, kind: str, number: int) -> None:
    if row is not None:
        row[TOTAL] += number
        if kind in row:
            row[kind] += number


def equations(cells: Cells) -> tuple[Equation, ...]:
    """The balance of every column."""
    sums = (cells[row].values() for row in (NEW, CARRIED_IN, HANDLED, CARRIED_OUT))
    return tuple(map(Equation, COLUMNS, *sums))


def imbalances(form: Form, cells: Cells, counts: Counts) -> tuple[Imbalance, ...]:
    """Everything that does not come out; nothing if the table is proved."""
    return tuple(_imbalances(form, cells, counts))


def _imbalances(form: Form, cells: Cells, counts: Counts) -> Iterator[Imbalance]:
    for one in equations(cells):
        if not one.holds:
            label = COLUMN_LABELS[one.column]
            yield Imbalance("", one.column,
                            f"“{label}”一栏：第一项加第二项不等于第三项加第四项，{one}")
    for row in form.rows:
        line = cells[row.key]
        parts, total = sum(line.values()) - line[TOTAL], line[TOTAL]
        if parts != total:
            yield Imbalance(row.key, TOTAL, f"“{row.name}”一行：各类申请人之和{parts}"
                                            f"不等于总计{total}")
    handled, leaves = counts.of(HANDLED), cells[HANDLED][TOTAL]
    if handled != leaves:
        yield Imbalance(HANDLED, TOTAL, f"本期办结{handled}件，计入各项办理结果的{leaves}件，"
                                        f"有{handled - leaves}件没有办理结果")
    if counts.contradictory:
        yield Imbalance(HANDLED, "", f"本期办结的有{counts.contradictory}件，"
                                     "没有收到之日或者答复日早于收到之日")
