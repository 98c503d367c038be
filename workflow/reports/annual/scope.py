"""Whose requests a report counts (统计范围): one agency's, or those of all below it as well."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, select
from sqlalchemy.orm import aliased

from workflow.record.models import Agency, AgencySetting
from workflow.record.prepared import Prepared

#: The setting that says whether a request answered anew by order is a new 件.
REDO_COUNTS = "report.redo_counts"
_ROOT: Any = bindparam("agency")


@dataclass(frozen=True)
class Scope:
    """An agency, alone or rolled up with every agency below it (汇总)."""

    agency_id: int
    rollup: bool = False

    @property
    def bound(self) -> dict[str, Any]:
        """What the statements below are filled with."""
        return {"agency": self.agency_id}


def _below() -> Select[Any]:
    """The agency and all below it, however deep: one recursive statement."""
    tree = select(Agency.id).where(Agency.id == _ROOT).cte("below", recursive=True)
    child = aliased(Agency)
    tree = tree.union(select(child.id).where(child.parent_id == tree.c.id))
    return select(tree.c.id)


BELOW = _below()


def within(column: Any, rollup: bool) -> ColumnElement[bool]:
    """Whether an agency column lies in the scope; statements made once ask for both."""
    found: ColumnElement[bool] = column.in_(BELOW) if rollup else column == _ROOT
    return found


def _counting_redo(rollup: bool) -> Select[Any]:
    newer = aliased(AgencySetting)
    last: Any = bindparam("last")
    return select(AgencySetting.agency_id).where(
        within(AgencySetting.agency_id, rollup), AgencySetting.key == REDO_COUNTS,
        AgencySetting.effective_from <= last, AgencySetting.value == "on",
        ~exists().where(newer.agency_id == AgencySetting.agency_id, newer.key == REDO_COUNTS,
                        newer.effective_from > AgencySetting.effective_from,
                        newer.effective_from <= last))


# Statements made once: to build one costs more than to run it.
_COUNTING_REDO = {rollup: Prepared(_counting_redo(rollup)) for rollup in (False, True)}


def counting_redo(connection: Connection, scope: Scope, day: date) -> tuple[int, ...]:
    """The agencies of the scope that count a request answered anew by order as a new one.

    No source says whether they are; the setting that holds on the last day of the period decides.
    """
    found = _COUNTING_REDO[scope.rollup].ask(connection, {**scope.bound, "last": day})
    return tuple([row.agency_id for row in found.all()])
