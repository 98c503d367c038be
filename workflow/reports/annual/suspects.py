"""Which requests keep a table from balancing (问题件): their numbers, and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from workflow.record.models import Agency, Request
from workflow.reports.annual.counting import CONTRADICTORY, COUNTED, KIND, LEAF, LIVE, bound
from workflow.reports.annual.form import Form
from workflow.reports.annual.scope import Scope, within
from workflow.reports.period import Period
from workflow.terms import ApplicantKind

#: How many are named; a table that fails more often has another fault.
MOST = 50
_FIRST: Any = bindparam("first")
_LAST: Any = bindparam("last")
_KINDS = tuple(kind.value for kind in ApplicantKind)
_HANDLED = Request.concluded_on.between(_FIRST, _LAST)
_TOUCHED = or_(_HANDLED, Request.received_on.between(_FIRST, _LAST))
_LEAVES: Any = bindparam("leaves", expanding=True)


@dataclass(frozen=True)
class Suspect:
    """A request that contradicts itself: number and agency, no personal data."""

    no: str
    agency: str
    agency_id: int
    reasons: tuple[str, ...]


def _statement(rollup: bool) -> Any:
    """Every request of the period with a fault in what is counted of it."""
    faults = or_(
        _TOUCHED & CONTRADICTORY,
        _HANDLED & or_(LEAF.is_(None), LEAF.not_in(_LEAVES)),
        KIND.not_in(_KINDS) & (Request.received_on <= _LAST) & or_(
            Request.concluded_on.is_(None), Request.concluded_on >= _FIRST))
    return (
        select(Request.no, Agency.name.label("agency"), Request.agency_id, Request.received_on,
               Request.concluded_on, KIND.label("kind"), LEAF.label("leaf"))
        .join(Agency, Agency.id == Request.agency_id)
        .where(within(Request.agency_id, rollup), LIVE, COUNTED, faults)
        .order_by(Request.id).limit(bindparam("most")))


_SUSPECTS = {rollup: _statement(rollup) for rollup in (False, True)}


def suspects(
    connection: Connection, scope: Scope, period: Period, form: Form, redo: tuple[int, ...]
) -> tuple[Suspect, ...]:
    """The first of them by the order they came in; to be asked when a table does not balance."""
    leaves = sorted(leaf.value for row in form.leaves for leaf in row.leaves)
    rows = connection.execute(_SUSPECTS[scope.rollup], {
        **bound(scope, period, redo), "leaves": leaves, "most": MOST})
    return tuple(Suspect(row.no, row.agency, row.agency_id, tuple(_reasons(row, leaves)))
                 for row in rows)


def _reasons(row: Any, leaves: list[str]) -> Iterator[str]:
    if row.kind not in _KINDS:
        yield f"申请人类型“{row.kind}”不在报表所列"
    if row.concluded_on is None:
        return
    if row.received_on is None:
        yield f"已于{row.concluded_on}答复，但没有收到之日"
    elif row.concluded_on < row.received_on:
        yield f"答复日{row.concluded_on}早于收到之日{row.received_on}"
    if row.leaf is None:
        yield "已答复，但没有办理结果"
    elif row.leaf not in leaves:
        yield f"办理结果“{row.leaf}”不在报表所列"
