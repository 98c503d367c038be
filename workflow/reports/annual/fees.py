"""The processing fees received (信息处理费, 条例第四十二条), for part six of the report.

国办公开办函〔2021〕30号 asks for the amount collected. A fee counts on the day it was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, null, select

from workflow.record.models import Request
from workflow.reports.annual.counting import LIVE, Counted
from workflow.reports.annual.scope import within

#: What was paid in the period.
PAID = Request.fee_paid_on.between(bindparam("first"), bindparam("last"))


@dataclass(frozen=True)
class Fees:
    """The fees paid in a period: of how many requests, together how many yuan."""

    requests: int
    yuan: int


#: What their row is called among those that are counted.
_PART = "fees"


def part(rollup: bool) -> Select[Any]:
    """What was paid, with the columns of `counting.parts`: how many, and how many yuan."""
    name: Any = literal_column(f"'{_PART}'")
    return select(name, null(), null(), func.count(), func.sum(Request.fee_paid_yuan)).where(
        within(Request.agency_id, rollup), LIVE, PAID)


def fees_of(rows: Sequence[Counted]) -> Fees:
    """The fees out of the counted rows, of which theirs comes last."""
    return next(Fees(number, int(yuan or 0))
                for name, _, _, number, yuan in reversed(rows) if name == _PART)
