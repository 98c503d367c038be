"""Earlier requests beside the one being typed in (在先申请): the same mail, applicant, content.

Candidates for the clerk's eye and nothing more (条例第三十六条第六项): who they are by is told by
the name, the ID number or the phone, how alike they are by what both ask for (`alike`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from workflow.record.alike.likeness import Apart, nearest
from workflow.record.erasures import ERASED_NAME
from workflow.record.models import PersonMark, Request, RequestItem
from workflow.record.people import Actor
from workflow.record.spelling import LONGEST, spellings
from workflow.terms import CONFIRMED_WITH_APPLICANT, ApplicantKind, Outcome, State

#: How many of each a form shows.
_SHOWN = 6
#: How many of the newest requests a reading in letters is looked for among.
_RECENT = 1000
#: How many of the newest requests of one applicant are compared.
_COMPARED = 200
#: Fewer characters find too much.
_LEAST = 2
#: Longer names are organisations: any word of theirs may be the first one typed.
_LONGEST_PERSON = 4


@dataclass(frozen=True)
class KnownApplicant:
    """Somebody who applied before: the newest request tells the kind."""

    name: str
    kind: ApplicantKind
    times: int
    no: str
    received_on: date | None


@dataclass(frozen=True)
class EarlierRequest:
    """An earlier request of the same applicant, and how alike its nearest item is."""

    no: str
    subject: str
    received_on: date | None
    state: State
    outcome: Outcome | None
    same: tuple[str, ...]
    #: In a hundred; 0 while nothing is typed to compare with.
    likeness: int
    #: What tells the nearest two items apart, in words.
    apart: tuple[Apart, ...]
    #: From which likeness on contents may be the same.
    alike_from: int
    reply_number: str
    replied_on: date | None

    @property
    def perhaps_the_same(self) -> bool:
        """Whether the contents are near enough to be a repeated application."""
        return self.likeness >= self.alike_from


def unconfirmed(
    connection: Connection, actor: Actor, after: int, limit: int
) -> list[tuple[int, str]]:
    """Id and number of what was taken in by a way without proof of arrival, not registered yet."""
    rows = connection.execute(
        select(Request.id, Request.no).where(
            Request.agency_id == actor.agency_id, Request.closed == 0, Request.id > after,
            Request.state == State.RECEIPT, Request.channel.in_(CONFIRMED_WITH_APPLICANT))
        .order_by(Request.id).limit(limit))
    return [(row.id, row.no) for row in rows]


def same_mail(connection: Connection, actor: Actor, mail_no: str) -> tuple[str, ...]:
    """The requests of the agency that came under a mail number already."""
    if not mail_no:
        return ()
    return tuple(connection.scalars(
        select(Request.no).where(Request.agency_id == actor.agency_id, Request.mail_no == mail_no)
        .order_by(Request.id.desc()).limit(_SHOWN)))


def known_applicants(
    connection: Connection, actor: Actor, typed: str
) -> tuple[KnownApplicant, ...]:
    """Who applied before under a name that begins so, in characters or in pinyin letters."""
    typed = typed.strip()
    if len(typed) < _LEAST:
        return ()
    if typed.isascii():
        names = _read_as(connection, actor, typed)
    else:
        names = list(connection.scalars(_names(actor).where(
            Request.applicant_name.startswith(typed, autoescape=True))
            .group_by(Request.applicant_name).order_by(func.max(Request.id).desc())
            .limit(_SHOWN)))
    return tuple(_known(connection, actor, name) for name in names)


def _names(actor: Actor) -> Any:
    return select(Request.applicant_name).where(
        Request.agency_id == actor.agency_id, Request.applicant_name.not_in(("", ERASED_NAME)))


def _read_as(connection: Connection, actor: Actor, typed: str) -> list[str]:
    recent = connection.scalars(_names(actor).order_by(Request.id.desc()).limit(_RECENT))
    found = (name for name in dict.fromkeys(recent) if reads_as(name, typed))
    return [name for name, _ in zip(found, range(_SHOWN), strict=False)]


def reads_as(name: str, typed: str) -> bool:
    """Whether letters typed begin a spelling of a name: `hpls` finds 滨江衡平律师事务所 too."""
    letters = "".join(c for c in typed.lower() if c.isalpha())[:LONGEST]
    return bool(letters) and any(one.startswith(letters) for one in _spelt(name))


@lru_cache(maxsize=8192)
def _spelt(name: str) -> frozenset[str]:
    starts = range(len(name)) if len(name) > _LONGEST_PERSON else (0,)
    return frozenset(one for n in starts for one in spellings(name[n:]))


def _known(connection: Connection, actor: Actor, name: str) -> KnownApplicant:
    own = (Request.agency_id == actor.agency_id, Request.applicant_name == name)
    times = connection.scalar(select(func.count()).where(*own)) or 0
    newest = connection.execute(
        select(Request.applicant_kind, Request.no, Request.received_on).where(*own)
        .order_by(Request.id.desc()).limit(1)).one()
    return KnownApplicant(name, newest.applicant_kind, times, newest.no, newest.received_on)


def earlier_of(
    connection: Connection, actor: Actor, name: str, marks: Mapping[str, str],
    wanted: Sequence[str], alike_from: int,
) -> tuple[EarlierRequest, ...]:
    """The earlier requests of one applicant, the most alike first, then the newest."""
    by_number = _marked(connection, marks.get("id_number", ""))
    by_phone = _marked(connection, marks.get("phone", ""))
    of_one = or_(*([Request.applicant_name == name] if name and name != ERASED_NAME else []),
                 Request.no.in_([*by_number, *by_phone]))
    rows = connection.execute(
        select(Request.no, Request.subject, Request.received_on, Request.state, Request.outcome,
               Request.applicant_name, Request.reply_number, Request.replied_on)
        .where(and_(Request.agency_id == actor.agency_id, of_one))
        .order_by((Request.id + 0).desc()).limit(_COMPARED)).all()
    items = _items(connection, [row.no for row in rows])
    found = [
        EarlierRequest(*row[:5], tuple(_same(row, name, by_number, by_phone)),
                       near.score, near.apart, alike_from, row.reply_number, row.replied_on)
        for row, near in ((row, nearest(wanted, items.get(row.no, ()))) for row in rows)
    ]
    return tuple(sorted(found, key=lambda one: -one.likeness)[:_SHOWN])


def _same(
    row: Any, name: str, by_number: Sequence[str], by_phone: Sequence[str]
) -> Iterator[str]:
    if row.no in by_number:
        yield "证件号码相同"
    if name and row.applicant_name == name:
        yield "姓名或者名称相同"
    if row.no in by_phone:
        yield "电话相同"


def _marked(connection: Connection, mark: str) -> list[str]:
    if not mark:
        return []
    return list(connection.scalars(
        select(PersonMark.request_no).where(PersonMark.mark == mark)
        .order_by(PersonMark.request_no.desc()).limit(_COMPARED)))


def _items(connection: Connection, numbers: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for no, wanted in connection.execute(select(RequestItem.request_no, RequestItem.wanted).where(
            RequestItem.request_no.in_(numbers))):
        found.setdefault(no, []).append(wanted)
    return found
