"""Lines of the register (台账条目的读取): read for the rows shown, and no more than was asked for.

A few queries give a whole page or chunk; the trails are read only where a column needs them, of
these requests alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from workflow import machine
from workflow.errors import TrailBroken
from workflow.record import trail
from workflow.record.among import among
from workflow.record.case import Case
from workflow.record.erasures import ERASED_NAME
from workflow.record.models import (
    Officer,
    PersonalField,
    Request,
    RequestItem,
    RequestKey,
    TrailEntry,
)
from workflow.record.people import Actor, Directory
from workflow.record.personal import KeyRing, Vault, masked, masked_name, newest
from workflow.record.prepared import Prepared
from workflow.record.trail import Entry
from workflow.reports.book.columns import Shown
from workflow.reports.book.line import UNREADABLE, Line, Source
from workflow.reports.views import sees_names
from workflow.terms import ApplicantKind, PersonRole

# Statements made once: to build one costs more than to run it.
_NUMBERS: Any = bindparam("numbers", expanding=True)
_ROWS = Prepared(select(Request.__table__, Officer.name.label("handler_name")).outerjoin(
    Officer, Officer.login == Request.handler).where(among(Request.id, "ids")))
_ITEMS = select(RequestItem.request_no, RequestItem.wanted).where(
    RequestItem.request_no.in_(_NUMBERS)).order_by(RequestItem.request_no, RequestItem.item)
_SUCCESSORS = select(Request.redo_of, Request.no).where(
    Request.redo_of.in_(_NUMBERS), Request.redo_of != literal_column("''")).order_by(Request.id)
_ENTRIES = select(TrailEntry.request, TrailEntry.body, TrailEntry.hash).where(
    TrailEntry.request.in_(_NUMBERS)).order_by(TrailEntry.request, TrailEntry.seq)
_KEYS = select(RequestKey.request, RequestKey.wrapped).where(RequestKey.request.in_(_NUMBERS))
_CONTACT = ("phone", "address", "postcode", "email")
_SEALED = select(
    PersonalField.request, PersonalField.seq, PersonalField.field, PersonalField.sealed
).where(PersonalField.request.in_(_NUMBERS), PersonalField.field.in_([*_CONTACT, "person"])
        ).order_by(PersonalField.request)


class Contacts(Enum):
    """How much of where an applicant can be reached is read (联系方式)."""

    NONE = "none"
    MASKED = "masked"
    FULL = "full"


@dataclass(frozen=True)
class Reader:
    """Reads lines for one officer on one day: only what these columns need."""

    connection: Connection
    actor: Actor
    today: date
    columns: Sequence[Shown]
    keys: KeyRing | None = None
    contacts: Contacts = Contacts.MASKED

    def read(self, ids: Sequence[int], numbers: Iterable[int | None] = ()) -> list[Line]:
        """The lines of these requests in this order, each with its number in the list."""
        rows = {row.id: row for row in _ROWS.ask(self.connection, {"ids": list(ids)}).all()}
        nos = [row.no for row in rows.values()]
        sources = {one.source for one in self.columns}
        items = self._pairs(_ITEMS, nos) if Source.ITEMS in sources else {}
        after = self._pairs(_SUCCESSORS, nos) if Source.SUCCESSORS in sources else {}
        needs_trail = bool(sources & {Source.TRAIL, Source.PERSONS})
        entries = dict(self._entries(nos)) if needs_trail else {}
        names = self._names() if Source.TRAIL in sources else {}
        contact = dict(self._contact(nos, entries)) if Source.PERSONS in sources else {}
        places = list(numbers) or [None] * len(ids)
        return [
            Line(row, self.today, self._name(row), number, items.get(row.no, ()),
                 _case(entries.get(row.no, ())), entries.get(row.no, ()), after.get(row.no, ()),
                 contact.get(row.no, {}), names)
            for id, number in zip(ids, places, strict=True) if (row := rows.get(id)) is not None]

    def _pairs(self, query: Any, nos: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for no, value in self.connection.execute(query, {"numbers": nos}):
            found.setdefault(no, []).append(value)
        return found

    def _entries(self, nos: Sequence[str]) -> Iterator[tuple[str, list[Entry]]]:
        rows = self.connection.execute(_ENTRIES, {"numbers": nos})
        for no, own in groupby(rows, lambda row: row.request):
            try:
                yield no, [trail.read(row.body, row.hash) for row in own]
            except TrailBroken:
                yield no, []

    def _names(self) -> Mapping[str, str]:
        return Directory(self.connection, self.actor.agency_id, self.today).names()

    def _name(self, row: Any) -> str:
        name: str = row.applicant_name
        hidden = row.applicant_kind is ApplicantKind.NATURAL and not sees_names(self.actor)
        return masked_name(name) if hidden and name != ERASED_NAME else name

    def _contact(
        self, nos: Sequence[str], entries: Mapping[str, Sequence[Entry]]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Where applicants can be reached; nothing for a seat that sees no names."""
        if self.keys is None or self.contacts is Contacts.NONE or not sees_names(self.actor):
            return
        wrapped = {row.request: row.wrapped
                   for row in self.connection.execute(_KEYS, {"numbers": nos})}
        sealed = self.connection.execute(_SEALED, {"numbers": nos})
        for no, own in groupby(sealed, lambda row: row.request):
            try:
                vault = Vault(no, self.keys.unwrap(no, wrapped[no]))
                fields = {(r.seq, r.field): vault.open(r.seq, r.field, r.sealed) for r in own}
            except KeyError:  # destroyed: what is left opens to nobody
                continue
            except TrailBroken:
                yield no, dict.fromkeys((*_CONTACT, "agent"), UNREADABLE)
                continue
            yield no, self._shown(fields, entries.get(no, ()))

    def _shown(
        self, fields: Mapping[tuple[int, str], str], entries: Sequence[Entry]
    ) -> dict[str, str]:
        full = self.contacts is Contacts.FULL
        found = {name: newest(fields, name) for name in _CONTACT}
        agents = [fields.get((one.seq, "person"), "") for one in entries
                  if one.step == "record_person" and one.facts.text("part") == PersonRole.AGENT]
        return {**{name: value if full else masked(value) for name, value in found.items()},
                "agent": "、".join(agents)}


def _case(entries: Sequence[Entry]) -> Case | None:
    try:
        return machine.fold(entries) if entries else None
    except TrailBroken:
        return None
