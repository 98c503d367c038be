"""How the tables of the form are laid out (表式): their merged heads and labels, for any medium."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reports.annual.form import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMN_LABELS,
    COLUMNS,
    NEW,
    Form,
)
from workflow.reports.annual.reviews import RESULTS, WAYS

#: The columns the labels of table three take, and all its columns.
LABELS = 3
WIDTH = LABELS + len(COLUMNS)
BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_RESULT = "三、本年度办理结果"


@dataclass(frozen=True)
class Span:
    """A cell that may reach over others: its words, where it begins, how far it reaches."""

    text: str
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Line:
    """A line of a table: its label cells, and the row of the form its figures are of ("": head)."""

    spans: tuple[Span, ...]
    key: str = ""


def head_three() -> tuple[Line, ...]:
    """The three lines of the head of table three."""
    *organisations, last = COLUMNS[1:]
    inner = tuple(Span(COLUMN_LABELS[one], LABELS + 1 + n) for n, one in enumerate(organisations))
    return (
        Line((Span(BALANCE, 0, 3, LABELS), Span("申请人情况", LABELS, 1, len(COLUMNS)))),
        Line((Span(COLUMN_LABELS[COLUMNS[0]], LABELS, 2),
              Span("法人或其他组织", LABELS + 1, 1, len(organisations)),
              Span(COLUMN_LABELS[last], WIDTH - 1, 2))),
        Line(inner),
    )


def body_three(form: Form) -> Iterator[Line]:
    """A line for each row of the form; 三 and its groups reach over their rows."""
    inside = [row for row in form.rows if row.key not in (NEW, CARRIED_IN, CARRIED_OUT)]
    sizes: dict[str, int] = {}
    for row in inside:
        sizes[row.group] = sizes.get(row.group, 0) + 1
    begun: set[str] = set()
    for row in form.rows:
        if row not in inside:
            yield Line((Span(row.label, 0, 1, LABELS),), row.key)
            continue
        spans = [Span(_RESULT, 0, len(inside))] if row is inside[0] else []
        if not row.group:
            spans.append(Span(row.label, 1, 1, LABELS - 1))
        else:
            if row.group not in begun:
                spans.append(Span(row.group, 1, sizes[row.group]))
                begun.add(row.group)
            spans.append(Span(row.label, 2))
        yield Line(tuple(spans), row.key)


def head_four() -> tuple[Line, ...]:
    """The three lines of the head of table four."""
    size = len(RESULTS)
    (_, (first, _)), *lawsuits = WAYS.items()
    labels = tuple(RESULTS.values())
    return (
        Line((Span(first, 0, 1, size), Span("行政诉讼", size, 1, size * len(lawsuits)))),
        Line((*(Span(label, n, 2) for n, label in enumerate(labels)),
              *(Span(name, size * (n + 1), 1, size) for n, (_, (name, _)) in enumerate(lawsuits)))),
        Line(tuple(Span(label, size * (n + 1) + place) for n in range(len(lawsuits))
                   for place, label in enumerate(labels))),
    )


def cells_four() -> tuple[tuple[str, str], ...]:
    """The cells of the one line of table four, as way and result."""
    return tuple((way, result) for way in WAYS for result in RESULTS)
