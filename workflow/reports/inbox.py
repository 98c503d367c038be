"""The inbox (收件台): the open requests an officer has to do with, by what is due first.

A light reads the stored clock of a request against today; counts, order and groups are computed in
SQL by the very same rule, so that a list reads no more rows than it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, case, func, or_, select, tuple_

from workflow.law.clock import ClockState
from workflow.law.workdays import Calendar
from workflow.record.models import Officer, Request
from workflow.record.people import Actor
from workflow.record.personal import masked_name
from workflow.reports.views import View, concerning, sees_names, sees_requests
from workflow.terms import ApplicantKind, Channel, Outcome, State, Term

#: From how many working days before the last day a request shows yellow.
SOON_WORKING_DAYS = 3
_NEVER = date.max


class Light(Term):
    """How near the statutory limit is (期限灯): shape, word and colour on every list."""

    LATE = "late", "已超期"
    TODAY = "today", "今天到期"
    SOON = "soon", "3个工作日内"
    PAUSED = "paused", "已停计"
    NORMAL = "normal", "正常"
    DONE = "done", "已答复"


_ORDER = tuple(Light)


@dataclass(frozen=True)
class InboxFilter:
    """What a list is narrowed to; nothing set shows all."""

    view: View = View.OPEN
    light: Light | None = None
    state: State | None = None
    channel: Channel | None = None
    kind: ApplicantKind | None = None
    handler: str = ""
    unit: str = ""
    #: The day of receipt, from a first to a last day.
    received_from: date | None = None
    received_until: date | None = None


@dataclass(frozen=True)
class InboxRow:
    """One request in a list; `left_working_days` is negative when late, None while not counting."""

    id: int
    no: str
    state: State
    received_on: date | None
    channel: Channel
    applicant_kind: ApplicantKind
    applicant_name: str
    subject: str
    handler: str
    handler_name: str
    unit: str
    waiting_for: str
    due_on: date | None
    provisional: bool
    outcome: Outcome | None
    held: bool
    closed: int
    light: Light
    left_working_days: int | None

    @property
    def after(self) -> str:
        """Where the next page begins, as a token for the address."""
        return f"{_ORDER.index(self.light)}_{(self.due_on or _NEVER).isoformat()}_{self.id}"


@dataclass(frozen=True)
class InboxPage:
    """A page of the inbox, the totals of each light, and where the next page begins."""

    rows: tuple[InboxRow, ...]
    counts: Mapping[Light, int]
    next_after: str

    @property
    def total(self) -> int:
        """All requests of the view, whatever their light."""
        return sum(self.counts.values())


def light_of(
    due_on: date | None, clock_state: str, closed: bool, today: date, calendar: Calendar
) -> Light:
    """The light of a request as its clock stands today."""
    if closed or clock_state == ClockState.ENDED:
        return Light.DONE
    if clock_state == ClockState.PAUSED:
        return Light.PAUSED
    if due_on is None:
        return Light.NORMAL
    if due_on < today:
        return Light.LATE
    if due_on == today:
        return Light.TODAY
    return Light.SOON if due_on <= soon_until(today, calendar) else Light.NORMAL


def soon_until(today: date, calendar: Calendar) -> date:
    """The last due date that shows yellow today."""
    return calendar.add(today, SOON_WORKING_DAYS).on


def inbox(
    connection: Connection, actor: Actor, today: date, calendar: Calendar,
    wanted: InboxFilter = InboxFilter(), after: str = "", limit: int = 50,
) -> InboxPage:
    """One page of an officer's open requests, late ones first.

    Never another agency's; nothing for administrators and, so far, for the 主管部门.
    """
    if not sees_requests(actor):
        return InboxPage((), dict.fromkeys(Light, 0), "")
    stretches = _stretches(today, soon_until(today, calendar))
    scope = [*concerning(actor, wanted.view), *_narrowed(wanted)]
    counts = _counted(connection, scope, today, soon_until(today, calendar))
    asked = [one for one in stretches
             if counts[one.light] and wanted.light in (None, one.light)]
    found = _ids(connection, scope, asked, after, limit + 1)
    rows = _in_order(connection, actor, found[:limit], today, calendar)
    return InboxPage(tuple(rows), counts, rows[-1].after if len(found) > limit else "")


@dataclass(frozen=True)
class _Stretch:
    """A run of the list that an index holds in order: one light, with a due date or without."""

    light: Light
    dated: bool
    where: tuple[ColumnElement[bool], ...]

    def beyond(self, after: str) -> Sequence[ColumnElement[bool]] | None:
        """What lies behind a place of the list in this run; None if it lies before it whole."""
        place = _place(after)
        if place is None:
            return ()
        light, day, id = place
        here, there = _ORDER.index(self.light), _ORDER.index(light)
        if here != there:
            return () if here > there else None
        if self.dated:
            return None if day == _NEVER else (tuple_(Request.due_on, Request.id) > (day, id),)
        return (Request.id > id,) if day == _NEVER else ()


def _stretches(today: date, soon: date) -> list[_Stretch]:
    """The runs of the list in their order; each is one range of the index of what waits."""
    paused, ended = ClockState.PAUSED.value, ClockState.ENDED.value
    open, due, clock = Request.closed == 0, Request.due_on, Request.clock_state
    runs = open, clock == ClockState.RUNNING.value
    still = open, clock.in_((ClockState.RUNNING.value, ""))  # no clock yet: no due date either
    undated = due.is_(None)
    ranges = (
        (Light.LATE, True, (*runs, due < today)),
        (Light.TODAY, True, (*runs, due == today)),
        (Light.SOON, True, (*runs, due > today, due <= soon)),
        (Light.PAUSED, True, (open, clock == paused, due.isnot(None))),
        (Light.PAUSED, False, (open, clock == paused, undated)),
        (Light.NORMAL, True, (*runs, due > soon)),
        (Light.NORMAL, False, (*still, undated)),
        (Light.DONE, True, (or_(Request.closed == 1, clock == ended), due.isnot(None))),
        (Light.DONE, False, (or_(Request.closed == 1, clock == ended), undated)),
    )
    return [_Stretch(*one) for one in ranges]


def _counted(
    connection: Connection, scope: Sequence[ColumnElement[bool]], today: date, soon: date
) -> dict[Light, int]:
    rank = _rank(today, soon)
    counts = dict.fromkeys(Light, 0)
    for place, number in connection.execute(
            select(rank, func.count()).where(*scope).group_by(rank)):
        counts[_ORDER[place]] = number
    return counts


def _ids(
    connection: Connection, scope: Sequence[ColumnElement[bool]], stretches: Sequence[_Stretch],
    after: str, limit: int,
) -> list[int]:
    """The rows of a page, run by run until it is full; nothing of the rows themselves is read."""
    found: list[int] = []
    for one in stretches:
        beyond = one.beyond(after)
        if beyond is not None and len(found) < limit:
            found += connection.scalars(
                select(Request.id).where(*scope, *one.where, *beyond)
                .order_by(Request.due_on, Request.id).limit(limit - len(found)))
    return found


def _in_order(
    connection: Connection, actor: Actor, ids: Sequence[int], today: date, calendar: Calendar
) -> list[InboxRow]:
    query = rows_query().where(Request.id.in_(ids))
    rows = {row.id: row for row in read_rows(connection, actor, query, today, calendar)}
    return [rows[id] for id in ids]


def following(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, view: View, after: str
) -> int:
    """How many requests of a view stand behind a place (`InboxRow.after`) in its order."""
    rank = _rank(today, soon_until(today, calendar))
    due = func.coalesce(Request.due_on, _NEVER)
    return connection.scalar(select(func.count()).where(
        *concerning(actor, view), *_beyond(rank, due, after))) or 0


def next_due(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, wanted: InboxFilter
) -> InboxRow | None:
    """The request of a narrowed view that falls due next, from today on; None if there is none."""
    if not sees_requests(actor):
        return None
    query = rows_query().where(
        *concerning(actor, wanted.view), *_narrowed(wanted), Request.due_on >= today,
        Request.clock_state.not_in((ClockState.ENDED.value, ClockState.PAUSED.value)),
    ).order_by(Request.due_on, Request.id).limit(1)
    return next(iter(read_rows(connection, actor, query, today, calendar)), None)


def units(connection: Connection, actor: Actor) -> tuple[str, ...]:
    """The units that have open requests of the agency in hand."""
    if not sees_requests(actor):
        return ()
    return tuple(connection.scalars(
        select(Request.unit).distinct().where(
            Request.agency_id == actor.agency_id, Request.closed == 0, Request.unit != "")
        .order_by(Request.unit)))


def rows_query() -> Any:
    """The columns every list of requests shows."""
    return select(Request.__table__, Officer.name.label("handler_name")).outerjoin(
        Officer, Officer.login == Request.handler)


def read_rows(
    connection: Connection, actor: Actor, query: Any, today: date, calendar: Calendar
) -> list[InboxRow]:
    """Run a list query and give each row its light and the working days left."""
    rows = [_row(row, today, calendar) for row in connection.execute(query).mappings()]
    return rows if sees_names(actor) else [_without_name(row) for row in rows]


def _without_name(row: InboxRow) -> InboxRow:
    """The row with the name of a natural person masked."""
    if row.applicant_kind is not ApplicantKind.NATURAL:
        return row
    return replace(row, applicant_name=masked_name(row.applicant_name))


def _row(row: RowMapping, today: date, calendar: Calendar) -> InboxRow:
    light = light_of(row["due_on"], row["clock_state"], bool(row["closed"]), today, calendar)
    counting = light not in (Light.DONE, Light.PAUSED)
    names = InboxRow.__dataclass_fields__.keys() - {"light", "left_working_days", "handler_name"}
    return InboxRow(
        **{name: row[name] for name in names},
        handler_name=row["handler_name"] or row["handler"],
        light=light,
        left_working_days=_left(row["due_on"], today, calendar) if counting else None,
    )


def _left(due_on: date | None, today: date, calendar: Calendar) -> int | None:
    if due_on is None:
        return None
    if due_on < today:
        return -calendar.between(due_on, today)
    return calendar.between(today, due_on)


def _rank(today: date, soon: date) -> ColumnElement[int]:
    """`light_of` as SQL: the place of the light in the order of the list."""
    return case(
        (or_(Request.closed == 1, Request.clock_state == ClockState.ENDED.value),
         _ORDER.index(Light.DONE)),
        (Request.clock_state == ClockState.PAUSED.value, _ORDER.index(Light.PAUSED)),
        (Request.due_on.is_(None), _ORDER.index(Light.NORMAL)),
        (Request.due_on < today, _ORDER.index(Light.LATE)),
        (Request.due_on == today, _ORDER.index(Light.TODAY)),
        (Request.due_on <= soon, _ORDER.index(Light.SOON)),
        else_=_ORDER.index(Light.NORMAL),
    )


def _narrowed(wanted: InboxFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(Request.state == wanted.state)
    if wanted.channel:
        found.append(Request.channel == wanted.channel)
    if wanted.kind:
        found.append(Request.applicant_kind == wanted.kind)
    if wanted.handler:
        found.append(Request.handler == wanted.handler)
    if wanted.unit:
        found.append(Request.unit == wanted.unit)
    if wanted.received_from:
        found.append(Request.received_on >= wanted.received_from)
    if wanted.received_until:
        found.append(Request.received_on <= wanted.received_until)
    return found


def _place(after: str) -> tuple[Light, date, int] | None:
    """Where a page begins, read from its token; None for a token that is none."""
    parts = after.split("_")
    if len(parts) != 3:
        return None
    try:
        place, day, id = int(parts[0]), date.fromisoformat(parts[1]), int(parts[2])
    except ValueError:
        return None
    return (_ORDER[place], day, id) if 0 <= place < len(_ORDER) else None
