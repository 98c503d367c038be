"""The register (登记台账): all requests of an agency, archived ones too, newest first; its search.

A word is found in the numbers, the content and, by whoever may see names, in the name and its
pinyin (`record.search`). An ID number or a phone is found by its whole value through the blind
index, and stands in no address.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from workflow.law.workdays import Calendar
from workflow.record import search
from workflow.record.among import among
from workflow.record.identity import KINDS, mark_of, normalised
from workflow.record.models import (
    Document,
    PersonMark,
    Request,
    RequestItem,
    RequestSearch,
)
from workflow.record.people import Actor, Office
from workflow.record.search import INDEX, Field, Sought
from workflow.reports.book.narrowing import EVERYTHING, Wanted, narrowing
from workflow.reports.book.order import (
    NEWEST_FIRST,
    Column,
    Order,
    Ordered,
    Place,
    Sort,
    place_of,
)
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import sees_names, sees_requests
from workflow.terms import ApplicantKind, State, Term

#: How many hits are counted; beyond that a page says "500+".
MOST_COUNTED = 500
#: What so many requests may hold is frequent, and so many are looked at one after the other then:
#: where an agency has a hundred thousand, a page of fifty is found among these as a rule.
_FREQUENT, _WALKED = 2000, 1500
_COLUMNS = {field: getattr(RequestSearch, field.value) for field in Field}
#: Resident cards of both lengths, mobile and area numbers: nobody files under these.
_OF_A_PERSON = re.compile(r"\d{17}[\dX]|\d{15}|(?:86)?1[3-9]\d{9}|0\d{9,11}")
#: The letters of a number end in a year and at least four digits; no other word is looked up.
_OF_A_REQUEST = re.compile(r".+\d{8,}")


class Match(Term):
    """Where a word was found (命中项)."""

    NUMBER = "number", "编号"
    DOCUMENT = "document", "文号、邮件号"
    CONTENT = "content", "内容"
    APPLICANT = "applicant", "申请人"


@dataclass(frozen=True)
class Hit:
    """Where the words were found in a request, and what of it the list does not show anyhow."""

    where: tuple[Match, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A page of what was looked for: the places of its rows, and what lies round about it.

    `total` counts no further than `MOST_COUNTED`, and is None where nothing was asked for.
    """

    places: tuple[Place, ...] = ()
    next: str = ""
    previous: str = ""
    total: int | None = None
    words: tuple[Sought, ...] = ()

    @property
    def ids(self) -> list[int]:
        """The ids of its requests, in their order."""
        return [place.id for place in self.places]


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, and the place behind which the next one begins.

    `hits` says of each number where the words were found.
    """

    rows: tuple[InboxRow, ...]
    next_after: str = ""
    total: int | None = None
    hits: Mapping[str, Hit] | None = None
    words: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total is not None and self.total > MOST_COUNTED


def register(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, *, text: str = "",
    states: tuple[State, ...] = (), after: str = "", limit: int = 50,
    wanted: Wanted | None = None,
) -> RegisterPage:
    """A page of the requests that hold every word and fit every filter; all for no text."""
    found = find(connection, actor, wanted or Wanted(text, states), today, after=after,
                 limit=limit)
    return rows_of(connection, actor, found, today, calendar)


def find(
    connection: Connection, actor: Actor, wanted: Wanted, today: date, *,
    order: Order = NEWEST_FIRST, after: str = "", before: str = "", last: bool = False,
    limit: int = 50,
) -> Found:
    """The page behind a place, before one, or the last one; the first one for none of these."""
    sought = _sought(actor, wanted.text)
    if not sees_requests(actor) or (wanted.text.strip() and not sought):
        return Found(total=0 if wanted.text.strip() else None)
    hits = _hits(connection, actor, wanted, sought, today, order)
    ordered = hits.ordered(order)
    there = place_of(order, before or after)
    leaf = _leaf_before(connection, ordered, there, limit) if last or (before and there) else None
    leaf = leaf or _leaf_after(connection, ordered, None if before else there, limit)
    return replace(leaf, total=_total(connection, hits, leaf) if wanted.narrowed else None,
                   words=tuple(sought))


def _total(connection: Connection, hits: "_Hits", leaf: Found) -> int:
    """How many there are; nothing is asked again where one page shows all."""
    if not leaf.next and not leaf.previous:
        return len(leaf.places)
    return hits.count(connection)


def _leaf_after(
    connection: Connection, ordered: Ordered, there: Place | None, limit: int
) -> Found:
    known = ordered.after(connection, there, limit + 1)
    first = 1 if there is None else there.number + 1 if there.number else None
    places = _numbered(known[:limit], first)
    return Found(places, next=str(places[-1]) if len(known) > limit else "",
                 previous=str(places[0]) if there and places else "")


def _leaf_before(
    connection: Connection, ordered: Ordered, there: Place | None, limit: int
) -> Found | None:
    """The page before a place, the last one for none; None if that is the first page."""
    known = ordered.before(connection, there, limit + 1)
    if len(known) <= limit:
        return None
    first = there.number - limit if there and there.number else None
    places = _numbered(known[1:], first)
    return Found(places, next=str(places[-1]) if there else "", previous=str(places[0]))


def _numbered(places: Sequence[Place], first: int | None) -> tuple[Place, ...]:
    """The rows with their numbers in the list, where the first is known."""
    if first is None:
        return tuple(places)
    return tuple(Place(value, id, n) for n, (value, id, _) in enumerate(places, first))


def every(
    connection: Connection, actor: Actor, wanted: Wanted, today: date, order: Order, chunk: int
) -> Iterator[list[int]]:
    """The ids of all there are, some at a time: for an export, which must hold them all nowhere."""
    sought = _sought(actor, wanted.text)
    if not sees_requests(actor) or (wanted.text.strip() and not sought):
        return
    hits = _hits(connection, actor, wanted, sought, today, order)
    ordered, place = hits.ordered(order), None
    while places := ordered.after(connection, place, chunk):
        yield [one.id for one in places]
        place = places[-1]


def count(
    connection: Connection, actor: Actor, wanted: Wanted, today: date, order: Order,
    most: int | None = None,
) -> int:
    """How many there are, counted no further than `most`."""
    sought = _sought(actor, wanted.text)
    if not sees_requests(actor) or (wanted.text.strip() and not sought):
        return 0
    return _hits(connection, actor, wanted, sought, today, order).count(connection, most)


def rows_of(
    connection: Connection, actor: Actor, found: Found, today: date, calendar: Calendar
) -> RegisterPage:
    """The rows of a page as lists show them, with where the words were found."""
    rows = _in_order(connection, actor, found.ids, today, calendar)
    return RegisterPage(
        tuple(rows), found.next, found.total,
        _explained(connection, actor, rows, found.words) if found.words else None,
        tuple(word.word for word in found.words))


def number_of(connection: Connection, actor: Actor, text: str) -> str | None:
    """The number of the request a text names, however it is written; None if it names none."""
    named = search.words(text)
    if not sees_requests(actor) or len(named) != 1 or not _OF_A_REQUEST.fullmatch(named[0]):
        return None
    found = select(Request.no).join(INDEX, INDEX.c.rowid == Request.id).where(
        search.narrowed(connection.dialect.name, actor.agency_id,
                        [Sought(named[0], (Field.NUMBERS,))]),
        Request.agency_id == actor.agency_id)
    return next((no for no in connection.scalars(found.limit(MOST_COUNTED))
                 if search.letters(no) == named[0]), None)


def first_year(connection: Connection, actor: Actor) -> int | None:
    """The year of the oldest request of the agency; None if there is none."""
    first = connection.scalar(select(func.min(Request.received_on)).where(
        Request.agency_id == actor.agency_id))
    return first.year if first else None


def names_a_person(text: str) -> bool:
    """Whether a text looks like an ID number or a phone, which may stand in no address."""
    plain = "".join(c for c in normalised("", text) if c.isalnum())
    return _OF_A_PERSON.fullmatch(plain) is not None


def seeks_persons(actor: Actor) -> bool:
    """Whether an officer may look for somebody by ID number or phone: who may see the name."""
    return sees_requests(actor) and sees_names(actor)


def of_person(
    connection: Connection, actor: Actor, office: Office, index_key: bytes, value: str,
    today: date, calendar: Calendar, limit: int = 50,
) -> RegisterPage:
    """The newest requests under an ID number or a phone, by its whole value alone."""
    marks = [mark_of(index_key, office.code, kind, value) for kind in KINDS]
    if not seeks_persons(actor) or not normalised("", value):
        return RegisterPage((), total=0)
    hits = _Hits(select(Request.id).where(
        Request.agency_id == actor.agency_id, Request.no.in_(
            select(PersonMark.request_no).where(PersonMark.mark.in_(marks)))), Request.id)
    found = _leaf_after(connection, hits.ordered(NEWEST_FIRST), None, limit)
    rows = _in_order(connection, actor, found.ids, today, calendar)
    return RegisterPage(tuple(rows), total=hits.count(connection))


def _sought(actor: Actor, text: str) -> list[Sought]:
    fields = tuple(Field)
    return [Sought(word, fields) for word in search.words(text)]


@dataclass(frozen=True)
class _Hits:
    """The ids a query comes to, and the column they are told apart by."""

    query: Select[Any]
    id: Column
    #: What the query is filled with.
    told: Mapping[str, Any] = field(default_factory=dict)
    #: Whether the query is made once.
    lasting: bool = False
    #: The same among the requests next to one, where hits are frequent.
    beside: Callable[[int | None, bool], "_Hits"] | None = None

    def ordered(self, order: Order) -> Ordered:
        """The same in an order."""
        near = self.beside
        return Ordered(
            self.query, self.id, order, self.told, self.lasting,
            None if near is None else lambda id, up: near(id, up).ordered(order))

    def count(self, connection: Connection, most: int | None = MOST_COUNTED + 1) -> int:
        """How many there are, counted no further than `most`."""
        counted = select(func.count()).select_from(self.query.limit(most).subquery())
        return connection.scalar(counted, self.told) or 0


#: Everything an agency has; made once, as the pages of it are.
_EVERYTHING = select(Request.id).where(Request.agency_id == bindparam("agency"))


def _hits(
    connection: Connection, actor: Actor, wanted: Wanted, sought: Sequence[Sought],
    today: date, order: Order,
) -> _Hits:
    if wanted == EVERYTHING:
        return _Hits(_EVERYTHING, Request.id, {"agency": actor.agency_id}, lasting=True)
    scope = (Request.agency_id == actor.agency_id, *narrowing(wanted, today))
    if not sought:
        return _Hits(select(Request.id).where(*scope), Request.id)
    near = _near(connection.dialect.name, actor.agency_id, sought)
    found = (*scope, *(_found(actor, word) for word in sought))
    if connection.dialect.name == "postgresql" and order.by is Sort.NEWEST:
        near_ones = connection.scalars(near.query.limit(_FREQUENT)).all()
        if len(near_ones) < _FREQUENT:
            return _one_by_one(_these(near_ones), found)
        return replace(_one_by_one(near, found), beside=_walk(actor.agency_id, found))
    query = (
        near.query.join(Request, Request.id == near.id)
        .join(RequestSearch, RequestSearch.request_no == Request.no).where(*found))
    return _Hits(query, near.id)


def _one_by_one(near: _Hits, found: Sequence[ColumnElement[bool]]) -> _Hits:
    """What the index brings, each looked at by its key: PostgreSQL cannot turn this round.

    It takes every word for equally frequent, and would rather read the letters of all requests.
    """
    held = (
        select(literal(1)).select_from(Request)
        .join(RequestSearch, RequestSearch.request_no == Request.no)
        .where(Request.id == near.id, *found).limit(1).lateral("held"))
    return _Hits(near.query.join(held, true()), near.id)


def _these(ids: Sequence[int]) -> _Hits:
    """Some requests by their ids (PostgreSQL), as they were found once for page and count."""
    given = func.unnest(cast(literal(ids, ARRAY(Integer)), ARRAY(Integer))).table_valued(
        column("rowid", Integer)).render_derived()
    return _Hits(select(given.c.rowid), given.c.rowid)


def _walk(
    agency: int, found: Sequence[ColumnElement[bool]]
) -> Callable[[int | None, bool], _Hits]:
    """The hits among the next so many requests of an agency, looked at one after the other.

    Of a word that many hold the index brings all before the newest of them are known (PostgreSQL).
    """
    def beside(id: int | None, up: bool) -> _Hits:
        query = select(Request.id).where(Request.agency_id == agency)
        if id is not None:
            query = query.where(Request.id > id if up else Request.id < id)
        next_ones = query.order_by(Request.id if up else Request.id.desc()).limit(_WALKED)
        first = next_ones.cte("beside").prefix_with("MATERIALIZED")
        return _one_by_one(_Hits(select(first.c.id), first.c.id), found)

    return beside


def _near(dialect: str, agency: int, sought: Sequence[Sought]) -> _Hits:
    """What the index brings: on SQLite newest first as it goes.

    PostgreSQL is made to read its index before anything else: it would rather walk the requests
    from the newest on, all of them for a word that is rare.
    """
    query = select(INDEX.c.rowid).where(search.narrowed(dialect, agency, sought))
    if dialect != "postgresql":
        return _Hits(query, INDEX.c.rowid)
    first = query.cte("near").prefix_with("MATERIALIZED")
    return _Hits(select(first.c.rowid), first.c.rowid)


def _found(actor: Actor, word: Sought) -> ColumnElement[bool]:
    """A word stands in what this officer may read: a masked name finds nobody."""
    if sees_names(actor):
        return word.stands_in(_COLUMNS)
    open_to_all = replace(word, fields=(Field.NUMBERS, Field.CONTENT))
    return or_(open_to_all.stands_in(_COLUMNS),
               word.stands_in(_COLUMNS) & (Request.applicant_kind != ApplicantKind.NATURAL))


#: The rows of a page by their ids, in no order; made once: to build it costs more than to run it.
_THESE = rows_query().where(among(Request.id, "ids"))


def _in_order(
    connection: Connection, actor: Actor, ids: Sequence[int], today: date, calendar: Calendar
) -> list[InboxRow]:
    rows = {row.id: row for row in read_rows(
        connection, actor, _THESE, today, calendar, {"ids": ids})}
    return [rows[id] for id in ids if id in rows]


def _explained(
    connection: Connection, actor: Actor, rows: Sequence[InboxRow], sought: Sequence[Sought]
) -> dict[str, Hit]:
    numbers = [row.no for row in rows]
    kept = connection.execute(select(RequestSearch.request_no, *_COLUMNS.values()).where(
        RequestSearch.request_no.in_(numbers)))
    letters = {no: dict(zip(Field, columns, strict=True)) for no, *columns in kept}
    wanted = _read(connection, RequestItem.request_no, numbers, RequestItem.wanted)
    sent = _read(connection, Document.request_no, numbers, Document.number, Document.mail_no)
    for no, came_in in _read(connection, Request.no, numbers, Request.mail_no).items():
        sent.setdefault(no, []).extend(came_in)
    return {row.no: Hit(
        tuple(_where(actor, row, letters[row.no], sought)),
        tuple(_said(row, wanted.get(row.no, ()), sent.get(row.no, ()), sought))) for row in rows}


def _read(
    connection: Connection, owner: Any, numbers: Sequence[str], *columns: Any
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for no, *values in connection.execute(select(owner, *columns).where(owner.in_(numbers))):
        found.setdefault(no, []).extend(values)
    return found


def _where(
    actor: Actor, row: InboxRow, kept: Mapping[Field, str], sought: Sequence[Sought]
) -> Iterator[Match]:
    found = {field for word in sought for field in word.is_in(kept)}
    own = search.letters(row.no)
    if any(word.word in own for word in sought):
        yield Match.NUMBER
    if any(word.word in number for word in sought
           for number in kept[Field.NUMBERS].split() if number != own):
        yield Match.DOCUMENT
    if Field.CONTENT in found:
        yield Match.CONTENT
    masked = row.applicant_kind is ApplicantKind.NATURAL and not sees_names(actor)
    if {Field.NAME, Field.SPELT} & found and not masked:
        yield Match.APPLICANT


def _said(
    row: InboxRow, wanted: Sequence[str], sent: Sequence[str], sought: Sequence[Sought]
) -> Iterator[str]:
    """What was found out of sight: further down in the content, in the documents."""
    for word in sought:
        if not search.places(row.subject, word.word):
            yield from (search.around(text, word.word) for text in wanted
                        if search.places(text, word.word))
    yield from dict.fromkeys(
        number for number in sent for word in sought if search.places(number, word.word))
