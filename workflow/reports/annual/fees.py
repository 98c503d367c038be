"""The processing fees received (信息处理费, 条例第四十二条), for part six of the report.

国办公开办函〔2021〕30号 asks for the amount collected. A fee counts on the day it was paid.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from workflow.record.models import Request
from workflow.reports.annual.counting import LIVE
from workflow.reports.annual.scope import Scope, within
from workflow.reports.period import Period

#: What was paid in the period.
PAID = Request.fee_paid_on.between(bindparam("first"), bindparam("last"))


@dataclass(frozen=True)
class Fees:
    """The fees paid in a period: of how many requests, together how many yuan."""

    requests: int
    yuan: int


# Statements made once: to build one costs more than to run it.
_FEES: dict[bool, Any] = {
    rollup: select(func.count(), func.coalesce(func.sum(Request.fee_paid_yuan), 0)).where(
        within(Request.agency_id, rollup), LIVE, PAID)
    for rollup in (False, True)}


def fees(connection: Connection, scope: Scope, period: Period) -> Fees:
    """What was paid from the first to the last day."""
    number, yuan = connection.execute(_FEES[scope.rollup], {
        **scope.bound, "first": period.first, "last": period.last}).one()
    return Fees(number, int(yuan))
