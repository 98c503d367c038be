"""Projections (投影): the rows of the lists, computed from a case and written beside its trail.

`rows_of` is the one place that says what the tables hold for a case; performing a step, rebuilding
and verifying all use it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, type_coerce, update
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import NullType

from workflow.law.clock import Clock, ClockState
from workflow.law.workdays import Calendar
from workflow.record import case as told
from workflow.record import search
from workflow.record.alike.bands import bands
from workflow.record.awaiting import awaits
from workflow.record.case import Case
from workflow.record.erasures import ERASED_NAME
from workflow.record.identity import Applicant
from workflow.record.models import (
    Approval,
    Document,
    PersonMark,
    Publication,
    RemedyCase,
    Request,
    RequestBand,
    RequestItem,
    RequestSearch,
)
from workflow.record.prepared import Prepared
from workflow.record.remedies import open_duties
from workflow.record.where_days_went import days_used
from workflow.record.withholding import withheld
from workflow.terms import RemedyResult, State

#: Rows by primary key (without the request number).
Rows = dict[tuple[Any, ...], dict[str, Any]]
_SUBJECT = 200
#: The tables of what belongs to a request.
_PARTS = (
    RequestItem, RequestBand, Document, Approval, PersonMark, RequestSearch, RemedyCase,
    Publication)


@dataclass(frozen=True)
class Projected:
    """All projected rows of one request."""

    request: dict[str, Any]
    items: Rows
    documents: Rows
    approvals: Rows
    marks: Rows
    #: The letters it is found by; read back or made plain, the tokens of its index as well.
    search: dict[str, Any]
    remedies: Rows
    publications: Rows
    #: The keys its items are found by beside others that are like them.
    bands: Rows


def rows_of(
    case: Case, agency_id: int, applicant: Applicant, clock: Clock | None, calendar: Calendar
) -> Projected:
    """What the tables must hold for this case as of its last act."""
    return _parts_of(case, agency_id, applicant, calendar,
                     _request(case, agency_id, applicant.name, clock))


def parts_of(
    case: Case, agency_id: int, applicant: Applicant, calendar: Calendar
) -> Projected:
    """The same without the row of the request itself: all that `write` asks of a case before.

    Where its clock stood then is asked by nobody.
    """
    return _parts_of(case, agency_id, applicant, calendar, {})


def _parts_of(
    case: Case, agency_id: int, applicant: Applicant, calendar: Calendar, request: dict[str, Any]
) -> Projected:
    return Projected(
        request=request,
        items={
            (item.no,): {
                "item": item.no, "wanted": item.wanted, "outcome": _outcome(case, item.no)
            }
            for item in case.items.values()
        },
        documents={(d.id,): _document(d) for d in case.documents.values()},
        approvals=_approvals(case),
        marks={(kind,): {"kind": kind, "mark": mark} for kind, mark in applicant.marks.items()},
        search=_search(case, applicant.name),
        remedies={(one.seq,): _remedy(one, agency_id, calendar)
                  for one in case.remedies.values()},
        publications={(one.seq,): _publication(one, agency_id)
                      for one in case.publications.values()},
        bands=dict(_bands(case, agency_id)),
    )


def _request(case: Case, agency_id: int, applicant: str, clock: Clock | None) -> dict[str, Any]:
    return {
        "agency_id": agency_id, "no": case.no, "state": case.state, "seq": case.seq,
        "head": case.head, "received_on": case.received_on, "channel": case.channel,
        "applicant_kind": case.applicant_kind, "applicant_name": applicant,
        "subject": case.wanted[:_SUBJECT], "handler": case.handler, "unit": case.unit,
        **_standing(case, clock), "outcome": case.outcome(), **_replied(case),
        "held": bool(case.hold), "closed": int(case.state is State.ARCHIVED),
        "mail_no": case.mail_no,
        "awaits": awaits(case),
        "redo_of": case.redo.of if case.redo else "",
        "concluded_on": case.concluded_on, "void": int(case.void),
        "imported": int(case.imported is not None),
        "original_no": case.imported.no if case.imported else "",
        "extended": int(bool(clock and clock.extended_working_days)),
        "fee_paid_on": case.fee.paid_on if case.fee else None,
        "fee_paid_yuan": case.fee.yuan if case.fee and case.fee.paid_on else 0,
        **days_used(case, clock), **withheld(case),
    }


def _replied(case: Case) -> dict[str, Any]:
    """The reply that stands and how it was served, as made here or told by an earlier register."""
    reply, told_by = case.documents.get(case.reply), case.imported
    if reply:
        return {"reply_number": reply.number, "replied_on": reply.dated,
                "served_by": reply.manner, "served_on": reply.delivered_on}
    return {"reply_number": told_by.reply_number if told_by else "",
            "replied_on": told_by.replied_on if told_by else None,
            "served_by": told_by.manner if told_by else None,
            "served_on": told_by.served_on if told_by else None}


def _bands(case: Case, agency_id: int) -> Iterator[tuple[tuple[int], dict[str, Any]]]:
    """The keys of what is still asked for here; what was entered by mistake asks for nothing."""
    asked = () if case.void else case.open_items
    keys = [(item.no, band) for item in asked for band in bands(item.wanted)]
    for place, (item, band) in enumerate(keys, 1):
        yield (place,), {"place": place, "agency_id": agency_id, "item": item, "band": band}


def _search(case: Case, applicant: str) -> dict[str, Any]:
    """What the request is found by: its numbers, all that was ever asked for, who applies."""
    numbers = [case.no, case.mail_no]
    if case.imported:
        numbers += (case.imported.no, case.imported.reply_number)
    for document in case.documents.values():
        numbers += (document.number, document.mail_no)
    wanted = [item.wanted for item in case.items.values()]
    return _found_by(
        tuple(numbers), tuple(wanted), "" if applicant == ERASED_NAME else applicant)


@lru_cache(maxsize=8)
def _found_by(numbers: tuple[str, ...], wanted: tuple[str, ...], name: str) -> dict[str, Any]:
    """An act compares what a request was found by before it and after, mostly the same."""
    return search.row_of(numbers, wanted, name)


def _standing(case: Case, clock: Clock | None) -> dict[str, Any]:
    """Where the clock stands; a revoked reply is due anew by the day promised."""
    if case.redo_by:
        return {"clock_state": ClockState.RUNNING.value, "due_on": case.redo_by,
                "waiting_for": "", "provisional": False, "paused_on": None, "ended_on": None}
    return {
        "clock_state": clock.state.value if clock else "",
        "due_on": clock.due_on if clock else None,
        "waiting_for": clock.waiting_for if clock else "",
        "provisional": bool(clock and clock.provisional),
        "paused_on": clock.paused_on if clock else None,
        "ended_on": clock.ended_on if clock and clock.state is ClockState.ENDED else None,
    }


def _outcome(case: Case, item: int) -> Any:
    answers = case.draft.answers if case.draft else ()
    found = [a.text("outcome") for a in answers if a.number("item") == item]
    if not found and case.imported:
        return case.imported.outcome
    return found[0] if found else None


def _document(document: Any) -> dict[str, Any]:
    names = ("id", "kind", "number", "digest", "dated", "manner", "mail_no", "dispatched_on",
             "delivered_on", "voided", "revoked", "code")
    return {name: getattr(document, name) for name in names}


def _approvals(case: Case) -> Rows:
    if case.approval is None:
        return {}
    given = case.approval
    return {
        (given.seq,): {
            "seq": given.seq, "drafter": given.drafter, "approver": given.by,
            "secrecy_reviewer": given.secrecy_reviewer, "digest": given.digest,
            "drafter_for": given.drafter_for, "approver_for": given.approver_for,
            "secrecy_for": given.secrecy_for,
        }
    }


_OF_A_REMEDY = (
    "kind", "body", "case_no", "copy_received_on", "answered_on", "result", "form", "number",
    "result_on", "term", "term_unit", "redone", "complied_on", "opinion_no", "opinion_on",
    "reported_on", "void")


def _remedy(one: told.RemedyCase, agency_id: int, calendar: Calendar) -> dict[str, Any]:
    duties = open_duties(one, calendar)
    pending = one.result is RemedyResult.PENDING and not one.void
    return {
        "seq": one.seq, "agency_id": agency_id,
        **{name: getattr(one, name) for name in _OF_A_REMEDY},
        "ordered": one.order, "open": int(pending or bool(duties)),
        "due": duties[0].kind.value if duties else "",
        "due_on": duties[0].due_on if duties else None,
    }


_OF_A_PUBLICATION = (
    "what", "ground", "formed_on", "state", "proposed_by", "proposed_on", "decided_by",
    "decided_on", "published_on", "place", "reason")


def _publication(one: told.Publication, agency_id: int) -> dict[str, Any]:
    return {"seq": one.seq, "agency_id": agency_id,
            **{name: getattr(one, name) for name in _OF_A_PUBLICATION}}


# Statements made once: to build one costs more than to run it.
_OPEN = Prepared(insert(Request))
_BRING_UP = Prepared(update(Request).where(Request.no == bindparam("of")))
_OPEN_SEARCH = Prepared(insert(RequestSearch))
_BRING_SEARCH = Prepared(
    update(RequestSearch).where(RequestSearch.request_no == bindparam("of")))


def write(connection: Connection, before: Projected | None, after: Projected) -> None:
    """Bring the tables from one picture of a case to the next."""
    no = after.request["no"]
    if before is None:
        _OPEN.say(connection, after.request)
    else:
        _BRING_UP.say(connection, {**after.request, "of": no})
    for model, key, old, new in _tables(before, after):
        _bring(connection, model, key, no, old, new)
    if before is None or before.search != after.search:
        _bring_search(connection, no, after, anew=before is None)


def open_all(connection: Connection, opened: Sequence[Projected]) -> None:
    """Write the rows of many requests that are new."""
    _OPEN.say(connection, [rows.request for rows in opened])
    for model, _, part in _PARTS_OF:
        made = [{"request_no": rows.request["no"], **row}
                for rows in opened for row in getattr(rows, part).values()]
        if made:
            connection.execute(insert(model), made)
    _OPEN_SEARCH.say(connection, [
        {"request_no": rows.request["no"], **rows.search} for rows in opened])
    search.put_all(connection, {rows.request["no"]: _tokens(rows) for rows in opened})


def _bring_search(connection: Connection, no: str, after: Projected, *, anew: bool) -> None:
    if anew:
        _OPEN_SEARCH.say(connection, {"request_no": no, **after.search})
    else:
        _BRING_SEARCH.say(connection, {"of": no, **after.search})
    search.put(connection, no, _tokens(after))


def _tokens(rows: Projected) -> str:
    return " ".join(search.tokens(rows.request["agency_id"], rows.search))


#: The tables of what belongs to a request: the key beside its number, the part of the picture.
_PARTS_OF: tuple[tuple[type[DeclarativeBase], str, str], ...] = (
    (RequestItem, "item", "items"), (Document, "id", "documents"),
    (Approval, "seq", "approvals"), (PersonMark, "kind", "marks"),
    (RemedyCase, "seq", "remedies"), (Publication, "seq", "publications"),
    (RequestBand, "place", "bands"),
)


def _tables(
    before: Projected | None, after: Projected
) -> Iterator[tuple[type[DeclarativeBase], str, Rows, Rows]]:
    for model, key, part in _PARTS_OF:
        yield model, key, getattr(before, part) if before else {}, getattr(after, part)


@cache
def _statements(model: Any, key: str) -> tuple[Prepared, Prepared, Prepared]:
    """Delete one row of a table, insert rows, bring one up to date."""
    one = (model.request_no == bindparam("of")) & (getattr(model, key) == bindparam("of_key"))
    return (Prepared(delete(model).where(one)), Prepared(insert(model)),
            Prepared(update(model).where(one)))


def _bring(
    connection: Connection, model: Any, key: str, no: str, old: Rows, new: Rows
) -> None:
    if old == new:
        return
    remove, add, bring_up = _statements(model, key)
    for gone in old.keys() - new.keys():
        remove.say(connection, {"of": no, "of_key": gone[0]})
    fresh = [{"request_no": no, **row} for name, row in new.items() if name not in old]
    add.say(connection, fresh)
    for name, row in new.items():
        if name in old and old[name] != row:
            bring_up.say(connection, {"of": no, "of_key": name[0], **row})


def stored(connection: Connection, no: str) -> Projected | None:
    """What the tables hold now, as `plain` writes it; None if the request has no row."""
    rows = _stored(connection, Request, "no", no)
    if not rows:
        return None
    return Projected(
        rows[(no,)], _stored(connection, RequestItem, "item", no),
        _stored(connection, Document, "id", no), _stored(connection, Approval, "seq", no),
        _stored(connection, PersonMark, "kind", no), _stored_search(connection, no),
        _stored(connection, RemedyCase, "seq", no), _stored(connection, Publication, "seq", no),
        _stored(connection, RequestBand, "place", no),
    )


def _stored_search(connection: Connection, no: str) -> dict[str, Any]:
    columns = [type_coerce(getattr(RequestSearch, field), NullType()).label(field)
               for field in search.Field]
    row = connection.execute(
        select(*columns).where(RequestSearch.request_no == no)).mappings().one_or_none()
    held = search.held_of(connection, no)
    return {**(row or {}), "tokens": " ".join(sorted(held.split(" "))) if held else held}


def _stored(connection: Connection, model: Any, key: str, no: str) -> Rows:
    """Rows without their types: a value that is no member of its list must not stop a reader."""
    owner = "no" if model is Request else "request_no"
    left_out = "id" if model is Request else owner
    columns = [type_coerce(c, NullType()).label(c.name) for c in model.__table__.columns
               if c.name != left_out]
    found = connection.execute(select(*columns).where(getattr(model, owner) == no)).mappings()
    return {(row[key],): {name: _plain(row[name]) for name in row} for row in found}


def plain(rows: Projected) -> Projected:
    """The same rows in the values every database gives back: text, numbers, days as ISO text."""
    made = replace(rows, search={**rows.search, "tokens": _tokens(rows)})
    return Projected(*(
        {key: _plain_row(value) if isinstance(value, dict) else _plain(value)
         for key, value in getattr(made, part.name).items()}
        for part in fields(Projected)))


def _plain_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def differences(lying: Projected | None, expected: Projected) -> Iterator[str]:
    """In words, what the tables hold that the trail does not tell; both as `plain` writes them."""
    if lying is None:
        yield "申请表中没有这一件"
        return
    yield from (f"“{name}”与台账重放结果不一致"
                for name in _unlike(lying.request, expected.request))
    for part in ("items", "documents", "approvals", "marks", "remedies", "publications", "bands"):
        left, right = getattr(lying, part), getattr(expected, part)
        for key in _unlike(left, right):
            names = _unlike(left.get(key, {}), right.get(key, {}))
            yield f"{part} {key[0]}“{'、'.join(names)}”与台账重放结果不一致"
    if lying.search != expected.search:
        yield f"检索文字“{'、'.join(_unlike(lying.search, expected.search))}”与台账重放结果不一致"


def _unlike(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> list[Any]:
    both = {*left, *right}
    return sorted((key for key in both if left.get(key) != right.get(key)), key=str)


def rewrite(connection: Connection, rows: Projected) -> None:
    """Write the rows of a request anew, whatever lies there."""
    no = rows.request["no"]
    _remove_parts(connection, no)
    if not _BRING_UP.change(connection, {**rows.request, "of": no}):
        write(connection, None, rows)
        return
    for model, key, _, new in _tables(None, rows):
        _bring(connection, model, key, no, {}, new)
    _bring_search(connection, no, rows, anew=True)


def remove(connection: Connection, no: str) -> None:
    """Remove the rows of a request that has no trail."""
    _remove_parts(connection, no)
    connection.execute(delete(Request).where(Request.no == no))


def listed(connection: Connection) -> set[str]:
    """Every request number that stands in one of these tables."""
    return {no for column in (Request.no, *(part.request_no for part in _PARTS))
            for no in connection.scalars(select(column).distinct())}


def _remove_parts(connection: Connection, no: str) -> None:
    for model in _PARTS:
        connection.execute(delete(model).where(model.request_no == no))
    search.take_out(connection, no)
