"""All that a report counts (统计数), in one statement: requests, cases of remedies, fees paid."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, union_all

from workflow.record.prepared import Prepared
from workflow.reports.annual import counting, fees, reviews
from workflow.reports.annual.counting import Counts
from workflow.reports.annual.fees import Fees
from workflow.reports.annual.reviews import Reviews
from workflow.reports.annual.scope import Scope, counting_redo
from workflow.reports.period import Period


class Figures(NamedTuple):
    """What was counted of a period."""

    counts: Counts
    reviews: Reviews
    fees: Fees


def _statement(rollup: bool, redo: bool) -> Any:
    return union_all(
        *counting.parts(rollup, redo), *reviews.parts(rollup), fees.part(rollup))


# Statements made once: to build one costs more than to run it.
_COUNTING = {(rollup, redo): Prepared(_statement(rollup, redo))
             for rollup in (False, True) for redo in (False, True)}


def figures(
    connection: Connection, scope: Scope, period: Period, redo: tuple[int, ...] | None = None
) -> Figures:
    """Count a period in one statement, whatever the number of agencies.

    `redo` are the agencies that count what was answered anew by order, where that is known.
    """
    if redo is None:
        redo = counting_redo(connection, scope, period.last)
    rows = _COUNTING[scope.rollup, bool(redo)].ask(
        connection, counting.bound(scope, period, redo)).plain()  # text and numbers alone
    return Figures(counting.counts_of(rows, redo), reviews.reviews_of(rows), fees.fees_of(rows))
