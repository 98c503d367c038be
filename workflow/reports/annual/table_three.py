"""Table three (收到和处理政府信息公开申请情况): every row and column, and whether it balances."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Equation:
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
    row_of = {leaf.value: row.key for row in form.leaves for leaf in row.leaves}
    for (part, kind, leaf), number in counts.found.items():
        keys = (part,) if part != HANDLED else (row_of[leaf], HANDLED) if leaf in row_of else ()
        for key in keys:
            if key in cells:
                cells[key][TOTAL] += number
                if kind in COLUMNS:
                    cells[key][kind] += number
    return cells


def equations(cells: Cells) -> tuple[Equation, ...]:
    """The balance of every column."""
    return tuple(Equation(column, *(cells[row][column] for row in (
        NEW, CARRIED_IN, HANDLED, CARRIED_OUT))) for column in COLUMNS)


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
        parts = sum(cells[row.key].values()) - cells[row.key][TOTAL]
        if parts != cells[row.key][TOTAL]:
            yield Imbalance(row.key, TOTAL, f"“{row.name}”一行：各类申请人之和{parts}"
                                            f"不等于总计{cells[row.key][TOTAL]}")
    handled, leaves = counts.of(HANDLED), cells[HANDLED][TOTAL]
    if handled != leaves:
        yield Imbalance(HANDLED, TOTAL, f"本期办结{handled}件，计入各项办理结果的{leaves}件，"
                                        f"有{handled - leaves}件没有办理结果")
    if counts.contradictory:
        yield Imbalance(HANDLED, "", f"本期办结的有{counts.contradictory}件，"
                                     "没有收到之日或者答复日早于收到之日")
