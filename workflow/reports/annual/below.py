"""The agencies of a roll-up one by one (下级机关): the four sums of each, no case of any."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select, union_all

from workflow.record.models import Agency, Request
from workflow.reports.annual.counting import CONDITIONS, LIVE, bound
from workflow.reports.annual.form import CARRIED_IN, CARRIED_OUT, HANDLED, NEW
from workflow.reports.annual.scope import BELOW, Scope, counting_redo
from workflow.reports.period import Period

_IDS: Any = bindparam("ids", expanding=True)
_PARTS = (NEW, CARRIED_IN, HANDLED, CARRIED_OUT)


@dataclass(frozen=True)
class AgencyFigures:
    """The four sums of one agency."""

    code: str
    name: str
    new: int
    carried_in: int
    handled: int
    carried_out: int

    @property
    def balanced(self) -> bool:
        """Whether they come out."""
        return self.new + self.carried_in == self.handled + self.carried_out


@dataclass(frozen=True)
class AgencyPage:
    """A page of agencies by their codes, and the code after which the next begins."""

    rows: tuple[AgencyFigures, ...]
    next_after: str


def _counting() -> Any:
    return union_all(*(
        select(literal_column(f"'{name}'").label("part"), Request.agency_id.label("agency"),
               func.count().label("number"))
        .where(Request.agency_id.in_(_IDS), LIVE, *condition).group_by(Request.agency_id)
        for name in _PARTS for condition in CONDITIONS[name]))


# Statements made once: to build one costs more than to run it.
_COUNTING = _counting()
_AGENCIES = (
    select(Agency.id, Agency.code, Agency.name)
    .where(Agency.id.in_(BELOW), Agency.code > bindparam("past"))
    .order_by(Agency.code).limit(bindparam("most")))


def agencies_below(
    connection: Connection, root: int, period: Period, *, after: str = "", limit: int = 50
) -> AgencyPage:
    """The agency and those below it: two statements, however many there are."""
    scope = Scope(root, rollup=True)
    found = connection.execute(
        _AGENCIES, {**scope.bound, "past": after, "most": limit + 1}).all()
    shown = found[:limit]
    redo = counting_redo(connection, scope, period.last)
    numbers: dict[tuple[int, str], int] = {}
    for row in connection.execute(
            _COUNTING, {**bound(scope, period, redo), "ids": [one.id for one in shown]}):
        numbers[row.agency, row.part] = numbers.get((row.agency, row.part), 0) + row.number
    return AgencyPage(
        tuple(AgencyFigures(one.code, one.name, *(
            numbers.get((one.id, part), 0) for part in _PARTS)) for one in shown),
        shown[-1].code if len(found) > limit else "")
