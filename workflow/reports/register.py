"""The register (登记台账): all requests of an agency, archived ones too, newest first; its search.

A word is found in the numbers, the content and, by whoever may see names, in the name and its
pinyin (`record.search`). An ID number or a phone is found by its whole value through the blind
index, and stands in no address.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from workflow.law.workdays import Calendar
from workflow.record import search
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
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import sees_names, sees_requests
from workflow.terms import ApplicantKind, Outcome, State, Term

#: How many hits are counted; beyond that a page says "500+".
MOST_COUNTED = 500
_COLUMNS = {field: getattr(RequestSearch, field.value) for field in Field}
#: Resident cards of both lengths, mobile and area numbers: nobody files under these.
_OF_A_PERSON = re.compile(r"\d{17}[\dX]|\d{15}|(?:86)?1[3-9]\d{9}|0\d{9,11}")


class Match(Term):
    """Where a word was found (命中项)."""

    NUMBER = "number", "编号"
    DOCUMENT = "document", "文号、邮件号"
    CONTENT = "content", "内容"
    APPLICANT = "applicant", "申请人"


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; nothing set shows all."""

    text: str = ""
    states: tuple[State, ...] = ()
    year: int | None = None
    outcome: Outcome | None = None
    kind: ApplicantKind | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything is set."""
        return self != Wanted()


@dataclass(frozen=True)
class Hit:
    """Where the words were found in a request, and what of it the list does not show anyhow."""

    where: tuple[Match, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, and the id after which the next one begins.

    `total` counts no further than `MOST_COUNTED`, and is None where nothing was asked for;
    `hits` says of each number where the words were found.
    """

    rows: tuple[InboxRow, ...]
    next_after: int | None
    total: int | None = None
    hits: Mapping[str, Hit] | None = None
    words: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total is not None and self.total > MOST_COUNTED


def register(
    connection: Connection, actor: Actor, today: date, calendar: Calendar, *, text: str = "",
    states: tuple[State, ...] = (), after: int | None = None, limit: int = 50,
    wanted: Wanted | None = None,
) -> RegisterPage:
    """A page of the requests that hold every word and fit every filter; all for no text."""
    wanted = wanted or Wanted(text, states)
    sought = _sought(actor, wanted.text)
    if not sees_requests(actor) or (wanted.text.strip() and not sought):
        return RegisterPage((), None, 0 if wanted.text.strip() else None)
    hits = _hits(connection, actor, wanted, sought)
    page = list(connection.scalars(hits.newest(after).limit(limit + 1)))
    rows = _in_order(connection, actor, page[:limit], today, calendar)
    return RegisterPage(
        tuple(rows), rows[-1].id if len(page) > limit else None,
        hits.count(connection) if wanted.narrowed else None,
        _explained(connection, actor, rows, sought) if sought else None,
        tuple(word.word for word in sought))


def number_of(connection: Connection, actor: Actor, text: str) -> str | None:
    """The number of the request a text names, however it is written; None if it names none."""
    named = search.words(text)
    if not sees_requests(actor) or len(named) != 1:
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
        return RegisterPage((), None, 0)
    hits = _Hits(select(Request.id).where(
        Request.agency_id == actor.agency_id, Request.no.in_(
            select(PersonMark.request_no).where(PersonMark.mark.in_(marks)))), Request.id)
    page = list(connection.scalars(hits.newest(None).limit(limit)))
    rows = _in_order(connection, actor, page, today, calendar)
    return RegisterPage(tuple(rows), None, hits.count(connection))


def _sought(actor: Actor, text: str) -> list[Sought]:
    fields = tuple(Field)
    return [Sought(word, fields) for word in search.words(text)]


@dataclass(frozen=True)
class _Hits:
    """The ids a query comes to, and the column they are sorted by."""

    query: Select[Any]
    id: ColumnElement[int] | InstrumentedAttribute[int]

    def newest(self, after: int | None) -> Select[Any]:
        """The same, newest first, from a place on."""
        query = self.query if after is None else self.query.where(self.id < after)
        return query.order_by(self.id.desc())

    def count(self, connection: Connection) -> int:
        """How many there are, as far as they are counted."""
        counted = select(func.count()).select_from(
            self.query.limit(MOST_COUNTED + 1).subquery())
        return connection.scalar(counted) or 0


def _hits(
    connection: Connection, actor: Actor, wanted: Wanted, sought: Sequence[Sought]
) -> _Hits:
    scope = (Request.agency_id == actor.agency_id, *_fitting(wanted))
    if not sought:
        return _Hits(select(Request.id).where(*scope), Request.id)
    near = _near(connection.dialect.name, actor.agency_id, sought)
    query = (
        near.query.join(Request, Request.id == near.id)
        .join(RequestSearch, RequestSearch.request_no == Request.no)
        .where(*scope, *(_found(actor, word) for word in sought)))
    return _Hits(query, near.id)


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


def _fitting(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.states:
        yield Request.state.in_(wanted.states)
    if wanted.year:
        yield Request.received_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31))
    if wanted.outcome:
        yield Request.outcome == wanted.outcome
    if wanted.kind:
        yield Request.applicant_kind == wanted.kind


def _in_order(
    connection: Connection, actor: Actor, ids: Sequence[int], today: date, calendar: Calendar
) -> list[InboxRow]:
    query = rows_query().where(Request.id.in_(ids)).order_by(Request.id.desc())
    return read_rows(connection, actor, query, today, calendar)


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
