"""The inbox (收件台): the open requests an officer has to do with, by what is due first.

A light reads the stored clock of a request against today; counts, order and groups are computed in
SQL by the very same rule, so that a list reads no more rows than it shows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from workflow.law.clock import ClockState
from workflow.law.workdays import Calendar
from workflow.record.models import Officer, Request
from workflow.record.people import Actor
from workflow.record.personal import masked_name
from workflow.reports.views import View, asking, conditions, sees_names, sees_requests
from workflow.terms import ApplicantKind, Channel, Outcome, State, Term

#: From how many working days before the last day a request shows yellow.
SOON_WORKING_DAYS = 3
#: In an address: requests no unit has in hand yet.
NO_UNIT = "-"
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
    #: The unit that handles it (科室); NO_UNIT: not handed to any yet.
    unit: str = ""
    #: The day of receipt, from a first to a last day.
    received_from: date | None = None
    received_until: date | None = None
    #: Only clocks that have stood still since before a day.
    paused_before: date | None = None

    @property
    def narrows(self) -> dict[str, Any]:
        """What is set beside view and light, by name."""
        given = {name: getattr(self, name) for name in _NARROWS if getattr(self, name)}
        return {**given, "unit": ""} if self.unit == NO_UNIT else given


class InboxRow(NamedTuple):
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
    paused_on: date | None
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
    return _light(due_on, clock_state, closed, today, soon_until(today, calendar))


def _light(
    due_on: date | None, clock_state: str, closed: bool, today: date, soon: date
) -> Light:
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
    return Light.SOON if due_on <= soon else Light.NORMAL


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
    told = {**asking(actor), **wanted.narrows, "today": today,
            "soon": soon_until(today, calendar)}
    narrowed = wanted.view, frozenset(wanted.narrows)
    counts = {
        (_ORDER[place], not undated): number
        for place, undated, number in connection.execute(_counting(*narrowed), told)}
    runs, there = _runs(wanted.light, counts, _place(after), limit + 1)
    found = read_rows(connection, actor, _listing(narrowed, runs), today, calendar,
                      {**told, **there}) if runs else []
    rows = sorted(found, key=_standing)[:limit]
    totals = {light: counts.get((light, True), 0) + counts.get((light, False), 0)
              for light in Light}
    return InboxPage(tuple(rows), totals, rows[-1].after if len(found) > limit else "")


_TODAY, _SOON = bindparam("today", type_=Date), bindparam("soon", type_=Date)
_DUE, _UNSEALED = Request.due_on, Request.closed == 0
_UNDATED, _DATED = _DUE.is_(None), _DUE.isnot(None)
_RUNS = Request.clock_state == ClockState.RUNNING.value
#: No clock yet, no due date either.
_RUNS_OR_NONE = Request.clock_state.in_((ClockState.RUNNING.value, ""))
_PAUSED = Request.clock_state == ClockState.PAUSED.value
_ENDED = Request.clock_state == ClockState.ENDED.value
_OVER = or_(Request.closed == 1, _ENDED)
#: `light_of` as SQL: the place of the light in the order of the list.
LIGHT_PLACE = case(
    (_OVER, _ORDER.index(Light.DONE)),
    (_PAUSED, _ORDER.index(Light.PAUSED)),
    (_UNDATED, _ORDER.index(Light.NORMAL)),
    (_DUE < _TODAY, _ORDER.index(Light.LATE)),
    (_DUE == _TODAY, _ORDER.index(Light.TODAY)),
    (_DUE <= _SOON, _ORDER.index(Light.SOON)),
    else_=_ORDER.index(Light.NORMAL),
)


@dataclass(frozen=True)
class _Stretch:
    """A run of the list that an index holds in order: some lights, with a due date or without."""

    lights: tuple[Light, ...]
    dated: bool
    where: tuple[ColumnElement[bool], ...]

    def begins(self, after: tuple[Light, date, int] | None) -> bool | None:
        """Whether a page that begins after a place begins inside this run; None: behind it."""
        if after is None:
            return False
        light, day, _ = after
        if light not in self.lights:
            return False if _ORDER.index(self.lights[0]) > _ORDER.index(light) else None
        if self.dated:
            return None if day == _NEVER else True
        return day == _NEVER

    def number(self, counts: Mapping[tuple[Light, bool], int]) -> int:
        """How many there are in it."""
        return sum(counts.get((light, self.dated), 0) for light in self.lights)


_PRESSING = Light.LATE, Light.TODAY, Light.SOON
#: The runs of the list in their order; each is one range of the index of what waits.
_STRETCHES = tuple(_Stretch(*one) for one in (
    (_PRESSING, True, (_UNSEALED, _RUNS, _DUE <= _SOON)),
    ((Light.PAUSED,), True, (_UNSEALED, _PAUSED, _DATED)),
    ((Light.PAUSED,), False, (_UNSEALED, _PAUSED, _UNDATED)),
    ((Light.NORMAL,), True, (_UNSEALED, _RUNS, _DUE > _SOON)),
    ((Light.NORMAL,), False, (_UNSEALED, _RUNS_OR_NONE, _UNDATED)),
    ((Light.DONE,), True, (_OVER, _DATED)),
    ((Light.DONE,), False, (_OVER, _UNDATED)),
))
#: The same where one light of the pressing ones is asked for.
_OF_ONE_LIGHT = tuple(_Stretch((light,), True, where) for light, where in (
    (Light.LATE, (_UNSEALED, _RUNS, _DUE < _TODAY)),
    (Light.TODAY, (_UNSEALED, _RUNS, _DUE == _TODAY)),
    (Light.SOON, (_UNSEALED, _RUNS, _DUE > _TODAY, _DUE <= _SOON)),
))
_ALL = (*_STRETCHES, *_OF_ONE_LIGHT)
_Narrowed = tuple[View, frozenset[str]]
#: What each part of a filter asks of a request.
_NARROWS: Mapping[str, ColumnElement[bool]] = {
    "state": Request.state == bindparam("state", type_=Request.state.type),
    "channel": Request.channel == bindparam("channel", type_=Request.channel.type),
    "kind": Request.applicant_kind == bindparam("kind", type_=Request.applicant_kind.type),
    "handler": Request.handler == bindparam("handler", type_=Request.handler.type),
    "unit": Request.unit == bindparam("unit", type_=Request.unit.type),
    "received_from": Request.received_on >= bindparam("received_from", type_=Date),
    "received_until": Request.received_on <= bindparam("received_until", type_=Date),
    "paused_before": and_(_PAUSED, Request.paused_on < bindparam("paused_before", type_=Date)),
}


def _scope(view: View, narrows: frozenset[str]) -> Iterator[ColumnElement[bool]]:
    yield from conditions(view)
    yield from (_NARROWS[name] for name in sorted(narrows))


# Statements made once each: to build one costs more than to run it.
@cache
def _counting(view: View, narrows: frozenset[str]) -> Select[Any]:
    return select(LIGHT_PLACE, _UNDATED.label("undated"), func.count()).where(
        *_scope(view, narrows)).group_by(LIGHT_PLACE, _UNDATED)


@cache
def _listing(narrowed: _Narrowed, runs: tuple[tuple[int, bool], ...]) -> Any:
    """The rows of some runs, of each the first ones: nothing of a row that is not shown is read."""
    firsts = [
        select(Request.id).where(*_scope(*narrowed), *_run(stretch, inside=inside))
        .order_by(Request.due_on, Request.id)
        .limit(bindparam(f"most{stretch}", type_=Integer)).subquery()
        for stretch, inside in runs]
    these = union_all(*(select(one.c.id) for one in firsts)).subquery()
    return rows_query().join(these, these.c.id == Request.id)


@cache
def _behind(view: View, stretch: int, inside: bool) -> Select[Any]:
    return select(func.count()).where(
        *_scope(view, frozenset()), *_run(stretch, inside=inside))


def _run(stretch: int, *, inside: bool) -> Iterator[ColumnElement[bool]]:
    """The rows of a run, or those of it behind a place that lies inside."""
    run, id = _ALL[stretch], bindparam("id", type_=Integer)
    yield from run.where
    if inside and run.dated:
        yield tuple_(Request.due_on, Request.id) > tuple_(bindparam("day", type_=Date), id)
    elif inside:
        yield Request.id > id


def _runs(
    light: Light | None, counts: Mapping[tuple[Light, bool], int],
    place: tuple[Light, date, int] | None, limit: int,
) -> tuple[tuple[tuple[int, bool], ...], dict[str, Any]]:
    """The runs that fill a page from a place on, and what their statement is filled with.

    Of the run the page begins inside nobody knows how many are left; the others are counted.
    """
    found: list[tuple[int, bool]] = []
    told: dict[str, Any] = {} if place is None else {"day": place[1], "id": place[2]}
    for stretch, one in enumerate(_ALL):
        wanted = stretch < len(_STRETCHES) if light is None else one.lights == (light,)
        inside, number = one.begins(place), one.number(counts)
        if not wanted or inside is None or not number or limit <= 0:
            continue
        found.append((stretch, inside))
        told[f"most{stretch}"] = limit
        limit -= 0 if inside else number
    return tuple(found), told


def _standing(row: InboxRow) -> tuple[int, date, int]:
    """Where a row stands in the list."""
    return _ORDER.index(row.light), row.due_on or _NEVER, row.id


def following(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, view: View, after: str
) -> int:
    """How many requests of a view stand behind a place (`InboxRow.after`) in its order."""
    told = {**asking(actor), "today": today, "soon": soon_until(today, calendar)}
    place, behind = _place(after), 0
    for number, run in enumerate(_STRETCHES):
        inside = run.begins(place)
        if inside is not None:
            here = {"day": place[1], "id": place[2]} if place and inside else {}
            behind += connection.scalar(_behind(view, number, inside), {**told, **here}) or 0
    return behind


def next_due(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, wanted: InboxFilter
) -> InboxRow | None:
    """The request of a narrowed view that falls due next, from today on; None if there is none."""
    if not sees_requests(actor):
        return None
    query = rows_query().where(
        *_scope(wanted.view, frozenset(wanted.narrows)), Request.due_on >= _TODAY,
        Request.clock_state.not_in((ClockState.ENDED.value, ClockState.PAUSED.value)),
    ).order_by(Request.due_on, Request.id).limit(1)
    told = {**asking(actor), **wanted.narrows, "today": today}
    return next(iter(read_rows(connection, actor, query, today, calendar, told)), None)


def units(connection: Connection, actor: Actor) -> tuple[str, ...]:
    """The units that have open requests of the agency in hand."""
    if not sees_requests(actor):
        return ()
    return tuple(connection.scalars(
        select(Request.unit).distinct().where(
            *conditions(View.OPEN), Request.closed == 0, Request.unit != "")
        .order_by(Request.unit), asking(actor)))


_BY_UNIT = select(Request.unit, LIGHT_PLACE, func.count()).where(*conditions(View.OPEN)).group_by(
    Request.unit, LIGHT_PLACE)


@dataclass(frozen=True)
class UnitLights:
    """How the open requests of one unit stand (科室)."""

    unit: str
    counts: Mapping[Light, int]

    @property
    def total(self) -> int:
        """All of its open requests."""
        return sum(self.counts.values())

    @property
    def address(self) -> str:
        """What the address of a list calls it."""
        return self.unit or NO_UNIT


def by_unit(
    connection: Connection, actor: Actor, today: date, calendar: Calendar
) -> tuple[UnitLights, ...]:
    """The open requests of the agency, unit by unit, those with most late ones first."""
    if not sees_requests(actor):
        return ()
    found: dict[str, dict[Light, int]] = {}
    rows = connection.execute(_BY_UNIT, {
        **asking(actor), "today": today, "soon": soon_until(today, calendar)})
    for unit, place, number in rows:
        found.setdefault(unit, dict.fromkeys(Light, 0))[_ORDER[place]] = number
    units = [UnitLights(unit, counts) for unit, counts in found.items()]
    return tuple(sorted(units, key=lambda one: (
        -one.counts[Light.LATE], -one.counts[Light.TODAY], -one.counts[Light.SOON], one.unit)))


def oldest(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, limit: int = 10
) -> tuple[InboxRow, ...]:
    """The requests not replied to that came first."""
    if not sees_requests(actor):
        return ()
    query = (rows_query().where(*conditions(View.OPEN), Request.received_on.is_not(None),
                                 Request.clock_state != ClockState.ENDED.value)
             .order_by(Request.received_on, Request.id).limit(limit))
    return tuple(read_rows(connection, actor, query, today, calendar, asking(actor)))


_HANDLER = func.coalesce(func.nullif(Officer.name, ""), Request.handler).label("handler_name")
#: What a row is made of, in the order of its fields; the state of the clock gives its light.
_COLUMNS = (*(
    _HANDLER if name == "handler_name" else getattr(Request, name)
    for name in InboxRow._fields if name not in ("light", "left_working_days")),
    Request.clock_state)
_PLACE = {column.key: place for place, column in enumerate(_COLUMNS)}
_DUE_AT, _CLOSED_AT, _CLOCK_AT = (_PLACE[key] for key in ("due_on", "closed", "clock_state"))


def rows_query() -> Any:
    """The columns every list of requests shows; others may be added behind them."""
    return select(*_COLUMNS).outerjoin(Officer, Officer.login == Request.handler)


def read_rows(
    connection: Connection, actor: Actor, query: Any, today: date, calendar: Calendar,
    told: Mapping[str, Any] | None = None,
) -> list[InboxRow]:
    """Run a list query and give each row its light and the working days left."""
    told_of = _lights(today, soon_until(today, calendar), calendar)
    # By the places of the columns: by their names it takes twice as long.
    rows = [InboxRow._make(
        (*row[:_CLOCK_AT], *told_of(row[_DUE_AT], row[_CLOCK_AT], row[_CLOSED_AT])))
        for row in connection.execute(query, told or {}).all()]
    return rows if sees_names(actor) else [_without_name(row) for row in rows]


def _without_name(row: InboxRow) -> InboxRow:
    """The row with the name of a natural person masked."""
    if row.applicant_kind is not ApplicantKind.NATURAL:
        return row
    return row._replace(applicant_name=masked_name(row.applicant_name))


def _lights(
    today: date, soon: date, calendar: Calendar
) -> Callable[[date | None, str, int], tuple[Light, int | None]]:
    """What tells the light of a clock and the working days left: a page has but a few last days."""
    @cache
    def told(due_on: date | None, clock_state: str, closed: int) -> tuple[Light, int | None]:
        light = _light(due_on, clock_state, bool(closed), today, soon)
        counting = light not in (Light.DONE, Light.PAUSED)
        return light, left_of(due_on, today, calendar) if counting else None

    return told


def left_of(due_on: date | None, today: date, calendar: Calendar) -> int | None:
    """The working days left until a last day, negative when it is over; None for none."""
    if due_on is None:
        return None
    if due_on < today:
        return -calendar.between(due_on, today)
    return calendar.between(today, due_on)


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
