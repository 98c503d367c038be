"""The cases behind a cell (数字背后的申请): by the very conditions the cell was counted by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from workflow.record.models import RemedyCase, Request
from workflow.record.people import Actor
from workflow.reports.annual.counting import CONDITIONS, KIND, LEAF, LIVE, bound
from workflow.reports.annual.fees import PAID
from workflow.reports.annual.form import HANDLED, TOTAL, form_of
from workflow.reports.annual.reviews import DECIDED, RESULTS, UNDECIDED, WAYS
from workflow.reports.annual.scope import Scope, counting_redo
from workflow.reports.period import Period
from workflow.reports.views import sees_requests
from workflow.terms import (
    ApplicantKind,
    Outcome,
    RemedyKind,
    RemedyResult,
    State,
)

#: The cell of the fees paid in the period.
FEES = "fees"


@dataclass(frozen=True)
class CaseLine:
    """One request behind a cell."""

    id: int
    no: str
    subject: str
    state: State
    kind: str
    received_on: date | None
    concluded_on: date | None
    outcome: str | None
    fee_yuan: int

    @property
    def kind_label(self) -> str:
        """The kind of applicant in words."""
        known = {one.value: one.label for one in ApplicantKind}
        return known.get(self.kind, self.kind)

    @property
    def outcome_label(self) -> str:
        """The outcome in words; "" while there is none."""
        known = {one.value: one.label for one in Outcome}
        return known.get(self.outcome or "", self.outcome or "")


@dataclass(frozen=True)
class CasePage:
    """A page of them, the newest first; the id after which the next begins, None for the last."""

    rows: tuple[CaseLine, ...]
    next_after: int | None


@dataclass(frozen=True)
class DisputeLine:
    """One reconsideration or lawsuit behind a cell of table four."""

    no: str
    seq: int
    kind: RemedyKind
    body: str
    case_no: str
    copy_received_on: date
    result: RemedyResult
    result_on: date | None


@dataclass(frozen=True)
class DisputePage:
    """A page of them by the number of the request; where the next begins, "" for the last."""

    rows: tuple[DisputeLine, ...]
    next_after: str


def known_cell(period: Period, row: str, column: str) -> bool:
    """Whether such a cell stands in the report of a period."""
    keys = {one.key for one in form_of(period.year).rows} | CONDITIONS.keys() | {FEES}
    kinds = {TOTAL, *(kind.value for kind in ApplicantKind)}
    return (row in keys and column in kinds) or (row in WAYS and column in RESULTS)


def cases(
    connection: Connection, actor: Actor, period: Period, row: str, column: str, *,
    after: int | None = None, limit: int = 50,
) -> CasePage:
    """The requests of the own agency in a cell of table three, or with a fee paid."""
    if not sees_requests(actor):
        return CasePage((), None)
    scope = Scope(actor.agency_id)
    redo = counting_redo(connection, scope, period.last)
    query = select(
        Request.id, Request.no, Request.subject, Request.state, KIND, Request.received_on,
        Request.concluded_on, LEAF, Request.fee_paid_yuan,
    ).where(Request.agency_id == actor.agency_id, LIVE, *_of_cell(period, row, column))
    if after is not None:
        query = query.where(Request.id < after)
    found = connection.execute(
        query.order_by(Request.id.desc()).limit(limit + 1), bound(scope, period, redo)).all()
    rows = tuple(CaseLine(*one) for one in found[:limit])
    return CasePage(rows, rows[-1].id if len(found) > limit else None)


def _of_cell(period: Period, row: str, column: str) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if column != TOTAL:
        found.append(KIND.in_([column]))
    if row == FEES:
        return [*found, PAID]
    if row in CONDITIONS and row != HANDLED:
        return [*found, or_(*(and_(*one) for one in CONDITIONS[row]))]
    leaves = [leaf.value for one in form_of(period.year).leaves if row in (HANDLED, one.key)
              for leaf in one.leaves]
    return [*found, *CONDITIONS[HANDLED][0], LEAF.in_(leaves)]


def disputes(
    connection: Connection, actor: Actor, period: Period, way: str, result: str, *,
    after: str = "", limit: int = 50,
) -> DisputePage:
    """The reconsiderations and lawsuits of the own agency in a cell of table four."""
    if not sees_requests(actor):
        return DisputePage((), "")
    _, kinds = WAYS[way]
    query = select(
        RemedyCase.request_no, RemedyCase.seq, RemedyCase.kind, RemedyCase.body,
        RemedyCase.case_no, RemedyCase.copy_received_on, RemedyCase.result, RemedyCase.result_on,
    ).where(RemedyCase.agency_id == actor.agency_id, RemedyCase.void.is_(False),
            RemedyCase.kind.in_(kinds), _with_result(result), *_beyond(after))
    found = connection.execute(
        query.order_by(RemedyCase.request_no, RemedyCase.seq).limit(limit + 1),
        {"first": period.first, "last": period.last}).all()
    rows = tuple(DisputeLine(*one) for one in found[:limit])
    return DisputePage(rows, f"{rows[-1].no}_{rows[-1].seq}" if len(found) > limit else "")


def _with_result(result: str) -> ColumnElement[bool]:
    if result == RemedyResult.PENDING:
        return and_(*UNDECIDED)
    if result == TOTAL:
        return or_(and_(*DECIDED), and_(*UNDECIDED))
    return and_(*DECIDED, RemedyCase.result == RemedyResult(result))


def _beyond(after: str) -> Sequence[Any]:
    no, _, seq = after.rpartition("_")
    if not no or not seq.isdecimal() or len(seq) > 9:
        return ()
    return (or_(RemedyCase.request_no > no,
                and_(RemedyCase.request_no == no, RemedyCase.seq > int(seq))),)
