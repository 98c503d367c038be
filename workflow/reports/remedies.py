"""Reconsiderations and lawsuits (复议诉讼): what is due in each, the open ones of an agency first.

Lists are ordered by the last day as the calendar of the last act had it; what a page shows is
computed anew, by the calendar of today.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select

from workflow.law.clock import ClockState
from workflow.law.duties import Duty, DutyDay, DutyKind
from workflow.law.workdays import Calendar
from workflow.record import models
from workflow.record.case import RemedyCase
from workflow.record.people import Actor
from workflow.record.remedies import answer_of, comply_of, open_duties, report_of
from workflow.reports.inbox import Light, left_of, light_of
from workflow.terms import RemedyKind, RemedyResult, State

_ROW, _REQUEST = models.RemedyCase, models.Request
_OPEN_ENDED = date(9999, 12, 31)


@dataclass(frozen=True)
class DutyLine:
    """One duty of a case with its light and, where it is done, the day it was done."""

    duty: Duty
    light: Light
    left_working_days: int | None
    done_on: date | None
    ledger: tuple[DutyDay, ...]

    @property
    def late(self) -> bool:
        """Whether it was done after its last day."""
        return self.done_on is not None and self.done_on > self.duty.due_on


@dataclass(frozen=True)
class RemedyLine:
    """One reconsideration or lawsuit as it stands."""

    case: RemedyCase
    duties: tuple[DutyLine, ...]

    @property
    def undecided(self) -> bool:
        """Whether body or court have still to decide."""
        return self.case.result is RemedyResult.PENDING and not self.case.void

    @property
    def waiting(self) -> tuple[DutyLine, ...]:
        """What is still to be done, what is due first in front."""
        return tuple(sorted((one for one in self.duties if one.light is not Light.DONE),
                            key=lambda one: one.duty.due_on))


def remedy_line(one: RemedyCase, today: date, calendar: Calendar) -> RemedyLine:
    """A case with all its duties, those done as well."""
    return RemedyLine(one, tuple(_duties(one, today, calendar)) if not one.void else ())


def _duties(one: RemedyCase, today: date, calendar: Calendar) -> Iterator[DutyLine]:
    waiting = {duty.kind for duty in open_duties(one, calendar)}
    done = {DutyKind.ANSWER: one.answered_on, DutyKind.REPORT: one.reported_on,
            DutyKind.COMPLY: one.complied_on}
    for duty in (answer_of(one, calendar), report_of(one, calendar), comply_of(one, calendar)):
        if duty is None:
            continue
        waits = duty.kind in waiting
        yield DutyLine(
            duty, light_of(duty.due_on, ClockState.RUNNING, not waits, today, calendar),
            left_of(duty.due_on, today, calendar) if waits else None,
            done[duty.kind], duty.ledger(calendar))


@dataclass(frozen=True)
class RemedyFilter:
    """What the list is narrowed to; nothing set shows all."""

    text: str = ""
    kind: RemedyKind | None = None
    result: RemedyResult | None = None


@dataclass(frozen=True)
class RemedyRow:
    """One case in the list, with the request it is about."""

    no: str
    subject: str
    state: State
    reply_number: str
    successor: str
    line: RemedyLine
    after: str


@dataclass(frozen=True)
class RemedyPage:
    """A page of the list; where the next one begins, "" for the last; how many there are."""

    rows: tuple[RemedyRow, ...]
    next_after: str
    total: int


def open_remedies(
    connection: Connection, actor: Actor, today: date, calendar: Calendar,
    wanted: RemedyFilter = RemedyFilter(), after: str = "", limit: int = 50,
) -> RemedyPage:
    """The cases that are undecided or ask for something, what is due first in front."""
    due = func.coalesce(_ROW.due_on, _OPEN_ENDED)
    beyond = _beyond(after)
    later = [or_(due > beyond[0], and_(due == beyond[0], _after(beyond)))] if beyond else []
    return _page(connection, (today, calendar), [*_scope(actor, wanted), _ROW.open == 1],
                 later, (due, _ROW.request_no, _ROW.seq), "due_on", limit)


def closed_remedies(
    connection: Connection, actor: Actor, today: date, calendar: Calendar,
    wanted: RemedyFilter = RemedyFilter(), after: str = "", limit: int = 50,
) -> RemedyPage:
    """The cases in which nothing is left to do, the newest first."""
    day, beyond = _ROW.copy_received_on, _beyond(after)
    later = [or_(day < beyond[0], and_(day == beyond[0], _after(beyond)))] if beyond else []
    return _page(connection, (today, calendar), [*_scope(actor, wanted), _ROW.open == 0],
                 later, (day.desc(), _ROW.request_no, _ROW.seq), "copy_received_on", limit)


def _page(
    connection: Connection, read: tuple[date, Calendar], scope: list[ColumnElement[bool]],
    later: list[ColumnElement[bool]], order: tuple[Any, ...], key: str, limit: int,
) -> RemedyPage:
    joined = _REQUEST.no == _ROW.request_no
    total = connection.scalar(
        select(func.count()).select_from(_ROW).join(_REQUEST, joined).where(*scope)) or 0
    query = (
        select(_ROW.__table__, _REQUEST.subject, _REQUEST.state, _REQUEST.reply_number)
        .join(_REQUEST, joined).where(*scope, *later).order_by(*order).limit(limit + 1))
    found = connection.execute(query).mappings().all()
    new = _successors(connection, [row["request_no"] for row in found])
    rows = tuple(_row(row, new, read, key) for row in found[:limit])
    return RemedyPage(rows, rows[-1].after if len(found) > limit else "", total)


def _scope(actor: Actor, wanted: RemedyFilter) -> list[ColumnElement[bool]]:
    """The own agency's, narrowed to what is asked for."""
    found: list[ColumnElement[bool]] = [_ROW.agency_id == actor.agency_id]
    if wanted.kind:
        found.append(_ROW.kind == wanted.kind)
    if wanted.result:
        found.append(_ROW.result == wanted.result)
    if wanted.text:
        found.append(or_(*(column.contains(wanted.text, autoescape=True) for column in (
            _ROW.request_no, _ROW.body, _ROW.case_no, _ROW.number, _REQUEST.subject))))
    return found


def _beyond(after: str) -> tuple[date, str, int] | None:
    """Where a page begins, out of the address; None for anything else."""
    parts = after.split("_")
    try:
        return date.fromisoformat(parts[0]), parts[1], int(parts[2])
    except (ValueError, IndexError):
        return None


def _after(beyond: tuple[date, str, int]) -> ColumnElement[bool]:
    _, no, seq = beyond
    return or_(_ROW.request_no > no, and_(_ROW.request_no == no, _ROW.seq > seq))


def _successors(connection: Connection, numbers: list[str]) -> dict[str, str]:
    found = connection.execute(
        select(_REQUEST.redo_of, _REQUEST.no)
        .where(_REQUEST.redo_of.in_(numbers), _REQUEST.redo_of != literal_column("''"))
        .order_by(_REQUEST.id))
    return {row.redo_of: row.no for row in found}


def _row(row: Any, new: dict[str, str], read: tuple[date, Calendar], key: str) -> RemedyRow:
    today, calendar = read
    names = RemedyCase.__dataclass_fields__.keys() - {"ref", "order"}
    one = RemedyCase(ref=f"R{row['seq']}", order=row["ordered"],
                     **{name: row[name] for name in names})
    day = row[key] or _OPEN_ENDED
    return RemedyRow(
        row["request_no"], row["subject"], row["state"], row["reply_number"],
        new.get(row["request_no"], ""), remedy_line(one, today, calendar),
        f"{day.isoformat()}_{row['request_no']}_{row['seq']}")
