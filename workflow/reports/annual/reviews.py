"""Table four (政府信息公开行政复议、行政诉讼情况): three ways, four results and their total.

Counted are the cases decided in the period, by the day the result is recorded, and as 尚未审结
those whose copy had come by its last day and which were not decided by then. A case entered by
mistake is none. The form itself names no day.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from workflow.record.models import RemedyCase
from workflow.reports.annual.counting import Counted
from workflow.reports.annual.form import TOTAL
from workflow.reports.annual.scope import within
from workflow.terms import RemedyKind, RemedyResult

#: The three groups of columns, with the kinds counted in each.
WAYS: Mapping[str, tuple[str, frozenset[RemedyKind]]] = {
    "reconsideration": ("行政复议", frozenset(
        {RemedyKind.RECONSIDERATION, RemedyKind.RECONSIDERATION_SIMPLIFIED})),
    "lawsuit_direct": ("未经复议直接起诉", frozenset({RemedyKind.LAWSUIT})),
    "lawsuit_after_reconsideration": (
        "复议后起诉", frozenset({RemedyKind.LAWSUIT_AFTER_RECONSIDERATION})),
}
#: The columns of each group, in the order of the form.
RESULTS = {**{result.value: result.label for result in RemedyResult}, TOTAL: "总计"}
_FIRST: Any = bindparam("first")
_LAST: Any = bindparam("last")
_KIND = type_coerce(RemedyCase.kind, String(32))
_RESULT = type_coerce(RemedyCase.result, String(32))
_PENDING = RemedyResult.PENDING.value
DECIDED = (RemedyCase.result_on.between(_FIRST, _LAST), _RESULT != _PENDING)
UNDECIDED = (RemedyCase.copy_received_on <= _LAST, or_(
    RemedyCase.result_on.is_(None), RemedyCase.result_on > _LAST, _RESULT == _PENDING))
Reviews = Mapping[str, Mapping[str, int]]


#: Of each way and result, the kinds of cases that are counted there.
_CELLS = {way: {result.value: [(kind.value, result.value) for kind in kinds]
                for result in RemedyResult} for way, (_, kinds) in WAYS.items()}
#: What the rows of this table are called among those that are counted.
_PART = "review"


def parts(rollup: bool) -> Iterator[Select[Any]]:
    """What is counted of the cases, with the columns of `counting.parts`."""
    scope = within(RemedyCase.agency_id, rollup), RemedyCase.void.is_(False)
    name: Any = literal_column(f"'{_PART}'")
    nothing: Any = literal_column("0")
    pending = cast(literal_column(f"'{_PENDING}'"), String(32))
    yield select(name, _KIND, _RESULT, func.count(), nothing).where(*scope, *DECIDED).group_by(
        _KIND, _RESULT)
    yield select(name, _KIND, pending, func.count(), nothing).where(*scope, *UNDECIDED).group_by(
        _KIND)


def reviews_of(rows: Iterable[Counted]) -> Reviews:
    """Every cell of table four, zeros too."""
    found = {(kind, result): number
             for part, kind, result, number, _ in rows if part == _PART}
    return {way: _with_total({
        result: sum(found.get(cell, 0) for cell in cells) for result, cells in results.items()})
        for way, results in _CELLS.items()}


def _with_total(cells: dict[str, int]) -> dict[str, int]:
    return {**cells, TOTAL: sum(cells.values())}
