"""How often somebody applied (申请件数): by name or ID number, for articles 35 and 42.

The same ID number is the same applicant under another spelling of the name; the name alone is no
person: the officer sees the number, checks it, and answers for the one given.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    select,
    union,
)
from sqlalchemy.orm import aliased

from workflow.record.erasures import ERASED_NAME
from workflow.record.identity import ID_NUMBER, KINDS, PHONE
from workflow.record.models import PersonMark, Request
from workflow.terms import Outcome

#: How many other requests of somebody a page lists.
_LISTED = 5
#: A name nobody can have: no form takes a control character.
_NOBODY = "\x01"
_OWN, _OTHER = aliased(PersonMark), aliased(PersonMark)
_SAME_NAME = (Request.agency_id == bindparam("agency")) & (
    Request.applicant_name == bindparam("name"))


def _marked_alike(*kinds: str) -> Select[str]:
    """The requests with a mark of the one at hand (`no`); another agency's are never equal."""
    return select(_OTHER.request_no).join(
        _OWN, (_OWN.mark == _OTHER.mark) & (_OWN.kind == _OTHER.kind)
    ).where(_OWN.request_no == bindparam("no"), _OTHER.kind.in_(kinds))


def _bears(kind: str) -> ColumnElement[bool]:
    alike = _marked_alike(kind)
    return exists(alike.where(_OTHER.request_no == Request.no).correlate(Request))


# Statements made once: to build one costs more than to run it. Their candidates come out of two
# indexes, so that a large agency costs no more than a small one.
_BY_NAME = select(Request.no).where(_SAME_NAME)
_BY_THE_SAME = union(
    select(Request.no, Request.received_on).where(_SAME_NAME),
    select(Request.no, Request.received_on).where(
        Request.agency_id == bindparam("agency"),
        Request.no.in_(_marked_alike(ID_NUMBER).scalar_subquery())),
    select(Request.no, Request.received_on).where(
        Request.agency_id == bindparam("agency"), Request.no == bindparam("no")),
).subquery()
_BY_ONE_PERSON = select(func.count()).select_from(_BY_THE_SAME).where(
    _BY_THE_SAME.c.received_on.between(bindparam("first"), bindparam("last")))
_OF_ONE_PERSON = select(
    Request.id, _bears(ID_NUMBER).label("same_number"), _SAME_NAME.label("same_name"),
).where(Request.no.in_(select(_BY_THE_SAME.c.no).where(
    _BY_THE_SAME.c.received_on.between(bindparam("first"), bindparam("last")))),
).order_by(Request.received_on.desc(), Request.id.desc()).limit(bindparam("most"))
_PERHAPS = select(
    Request.no, Request.subject, Request.received_on, Request.outcome,
    _bears(ID_NUMBER).label("same_number"), _SAME_NAME.label("same_name"),
    _bears(PHONE).label("same_phone"),
).where(
    Request.agency_id == bindparam("agency"), Request.no != bindparam("no"),
    Request.no.in_(union(_BY_NAME, _marked_alike(*KINDS)).scalar_subquery()),
    # Not in the order of an index: else a database walks the whole agency for the few it wants.
).order_by((Request.id + 0).desc()).limit(bindparam("most"))


class EarlierRequest(NamedTuple):
    """A request perhaps by the same person (条例第三十六条第六项): a candidate, nothing more."""

    no: str
    subject: str
    received_on: date | None
    outcome: Outcome | None
    same: tuple[str, ...]


def applications_of(
    connection: Connection, agency: int, name: str, no: str, first: date, last: date
) -> int:
    """Applications under a name or by the ID number of a request, from a first to a last day."""
    return connection.scalar(_BY_ONE_PERSON, {
        "agency": agency, "name": _sought(name), "no": no, "first": first, "last": last}) or 0


class Application(NamedTuple):
    """One of the applications that were counted, and what of the applicant is the same."""

    id: int
    same_number: bool
    same_name: bool


def counted_applications(
    connection: Connection, agency: int, name: str, no: str, first: date, last: date, most: int
) -> tuple[Application, ...]:
    """The very applications `applications_of` counts, the newest first, no more than so many."""
    rows = connection.execute(_OF_ONE_PERSON, {
        "agency": agency, "name": _sought(name), "no": no, "first": first, "last": last,
        "most": most})
    return tuple(Application(row.id, bool(row.same_number), bool(row.same_name)) for row in rows)


def earlier_requests(
    connection: Connection, agency: int, name: str, no: str, most: int = _LISTED
) -> tuple[EarlierRequest, ...]:
    """The newest other requests with the same ID number, name or phone, and what is the same."""
    rows = connection.execute(
        _PERHAPS, {"agency": agency, "name": _sought(name), "no": no, "most": most})
    return tuple(EarlierRequest(*row[:4], tuple(_same(row))) for row in rows)


def _sought(name: str) -> str:
    """The name to look for; no name, and one that was destroyed, are nobody's."""
    return name if name and name != ERASED_NAME else _NOBODY


def _same(row: Any) -> Iterator[str]:
    if row.same_number:
        yield "证件号码相同"
    if row.same_name:
        yield "姓名或者名称相同"
    if row.same_phone:
        yield "电话相同"
