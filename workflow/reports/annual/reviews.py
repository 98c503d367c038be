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
_PENDING: Any = literal_column(f"'{RemedyResult.PENDING}'")
DECIDED = (RemedyCase.result_on.between(_FIRST, _LAST), _RESULT != _PENDING)
UNDECIDED = (RemedyCase.copy_received_on <= _LAST, or_(
    RemedyCase.result_on.is_(None), RemedyCase.result_on > _LAST, _RESULT == _PENDING))
Reviews = Mapping[str, Mapping[str, int]]


#: Of each kind and result of a case, where it is counted.
_CELLS = {(kind.value, result.value): (way, result.value)
          for way, (_, kinds) in WAYS.items() for kind in kinds for result in RemedyResult}
#: What the rows of this table are called among those that are counted.
_PART = "review"


def parts(rollup: bool) -> Iterator[Select[Any]]:
    """What is counted of the cases, with the columns of `counting.parts`."""
    scope = within(RemedyCase.agency_id, rollup), RemedyCase.void.is_(False)
    name: Any = literal_column(f"'{_PART}'")
    nothing: Any = literal_column("0")
    yield select(name, _KIND, _RESULT, func.count(), nothing).where(*scope, *DECIDED).group_by(
        _KIND, _RESULT)
    yield select(name, _KIND, _PENDING, func.count(), nothing).where(*scope, *UNDECIDED).group_by(
        _KIND)


def reviews_of(rows: Iterable[Counted]) -> Reviews:
    """Every cell of table four, zeros too."""
    found = {way: dict.fromkeys(RESULTS, 0) for way in WAYS}
    for part, kind, result, number, _ in rows:
        if part == _PART and (kind, result) in _CELLS:
            way, column = _CELLS[kind, result]
            found[way][column] += number
            found[way][TOTAL] += number
    return found
