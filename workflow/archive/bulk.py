"""Many requests looked at together (成批核验): each table is read once for a slice of the trail.

A request is vouched for only where the careful look at it alone would find nothing: its entries
replayed, its personal fields and files opened, its lists and numbers compared, all by the same
functions. What is not vouched for is left to the careful look, which says in words what is wrong.
"""

import gc
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workflow.archive.chain import Walk
from workflow.archive.lists import Lists
from workflow.archive.slices import Query, Row, Slice, only, rows_of
from workflow.law.workdays import Calendar
from workflow.machine import apply
from workflow.record import calendars, models, standing
from workflow.record.case import Case
from workflow.record.erasures import ERASED_NAME
from workflow.record.evidence import FileStore, Kept, Prover
from workflow.record.identity import KINDS, Applicant, applicant_of
from workflow.record.people import Office, office_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.trail import LEAF, ORIGIN, entry_of, parsed

_ENTRY, _LEAF, _FILE = models.TrailEntry, models.LogLeaf, models.StoredFile
_FIELD, _KEY, _STONE = models.PersonalField, models.RequestKey, models.Erasure
_NUMBER = models.DocumentNumber
#: Columns of an entry that its body repeats, as they come first in a row.
_COLUMNS = ("request", "seq", "command_id", "at", "officer", "step")
_REPEATED = len(_COLUMNS)
_said = itemgetter(*_COLUMNS)
_owner = itemgetter(0)
_COMMITMENT = "commitment"
_OF_THE_APPLICANT = frozenset(("applicant_name", *KINDS))
#: Numbers of documents beyond this are none, and PostgreSQL would not even look for them.
_MOST = 1 << 31

_ENTRIES = (
    select(_ENTRY.request, _ENTRY.seq, _ENTRY.command_id, _ENTRY.at, _ENTRY.officer, _ENTRY.step,
           _ENTRY.body, _ENTRY.hash, _LEAF.hash == _ENTRY.hash)
    .outerjoin(_LEAF, (_LEAF.request == _ENTRY.request) & (_LEAF.seq == _ENTRY.seq))
    .order_by(_ENTRY.request, _ENTRY.seq))
_KEYS = select(_KEY.request, _KEY.wrapped)
_FIELDS = select(_FIELD.request, _FIELD.seq, _FIELD.field, _FIELD.sealed).order_by(_FIELD.seq)
_FILES = select(_FILE.request, _FILE.digest, _FILE.seq, _FILE.size, _FILE.place, _FILE.key)
_AGENCIES = select(models.Agency.code, models.Agency.id)
_STONES = select(_STONE.request)


@dataclass
class Looked:
    """What a look at a slice told: all its requests in order, and those to be looked at alone."""

    doubtful: set[Any] = field(default_factory=set)
    #: The chains and the places of the entries in the log.
    walk: Walk = field(default_factory=Walk)


class _Printed(NamedTuple):
    """A number printed on a document: agency, series, year, serial."""

    agency: str
    series: str
    year: int
    serial: int


class Picture:
    """What does not differ between the requests of one picture of the database; read once."""

    def __init__(self, connection: Connection, keys: KeyRing, store: FileStore) -> None:
        """Read the agencies and the holiday notices."""
        self.keys, self.store, self.connection = keys, store, connection
        self.prover = Prover(store)
        self.agencies: dict[Any, int] = dict(rows_of(connection, _AGENCIES))
        self._notices = calendars.known(connection)
        self._moments = sorted({one.known_from for one in self._notices})
        self._offices: dict[tuple[int, date], Office] = {}
        self._calendars: dict[tuple[tuple[str, ...], int], Calendar] = {}

    def office(self, agency: int, day: date) -> Office:
        """The agency as it was on a day."""
        found = self._offices.get((agency, day))
        if found is None:
            found = self._offices[agency, day] = office_of(self.connection, agency, day)
        return found

    def calendar(self, regions: tuple[str, ...], at: datetime) -> Calendar:
        """The calendar as it was known at a moment."""
        spell = bisect_right(self._moments, at)
        found = self._calendars.get((regions, spell))
        if found is None:
            found = calendars.calendar_by(self._notices, regions, at)
            self._calendars[regions, spell] = found
        return found


@dataclass
class _Replayed:
    """A request as its entries tell it, with what they say lies beside them."""

    case: Case
    commitments: dict[tuple[Any, Any], Any]
    files: dict[Any, Any]


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no objects in circles meanwhile: a slice makes a million, and none of those."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@uncollected()
def look(picture: Picture, part: Slice) -> Looked:
    """Look at the requests of a slice."""
    found = Looked()
    entries = part.rows(picture.connection, _ENTRIES, _ENTRY.request)
    replayed: dict[Any, _Replayed] = {}
    for no, group in groupby(entries, key=_owner):
        one = _entries_of(no, list(group), found.walk)
        if one is None:
            found.doubtful.add(no)
        else:
            replayed[no] = one
    beside = _Beside(picture, part)
    states = _states(picture.connection, replayed.values())
    for no, one in replayed.items():
        try:
            good = beside.proves(no, one) and _numbered(one.case, states)
        except Exception:  # whatever an attacker wrote: it is not vouched for
            good = False
        if not good:
            found.doubtful.add(no)
    return found


def _entries_of(no: Any, rows: Sequence[Row], walk: Walk) -> _Replayed | None:
    """Replay a request and note where its entries stand; None where it is not as it should be."""
    walk.place(rows)
    bodies = _linked(rows)
    if bodies is None:
        walk.doubtful.add(no)
        return None
    try:
        return _replayed(no, rows, bodies)
    except Exception:  # whatever an attacker wrote: it is not vouched for
        return None


def _linked(rows: Sequence[Row]) -> list[Any] | None:
    """The parsed bodies of a request; None unless each is what was hashed and linked."""
    found: list[Any] = []
    previous = ORIGIN
    try:
        for expected, row in enumerate(rows, 1):
            octets = row[6].encode()
            body = parsed(octets)
            if (row[1] != expected or sha256(LEAF + octets).hexdigest() != row[7]
                    or body["prev"] != previous):
                return None
            previous = row[7]
            found.append(body)
    except Exception:  # whatever was written there: it is not vouched for
        return None
    return found


def _replayed(no: Any, rows: Sequence[Row], bodies: Sequence[Any]) -> _Replayed | None:
    """Replay parsed bodies; None where a column belies one of them.

    Raises whatever an entry may raise that is none.
    """
    case: Case | None = None
    commitments: dict[tuple[Any, Any], Any] = {}
    digests: list[tuple[Any, Sequence[Any]]] = []
    for row, body in zip(rows, bodies, strict=True):
        if _said(body) != row[:_REPEATED]:
            return None
        written, seq = row[6], row[1]
        # A key may be spelt with escapes; without one it must stand there as it is.
        if _COMMITMENT in written or "\\" in written:
            commitments.update(((seq, name), fact) for name, fact in body["facts"].items()
                               if isinstance(fact, dict) and _COMMITMENT in fact)
        entry = entry_of(body, written, row[7])
        digests.append((seq, entry.file_digests))
        if case is None:
            case = Case(no=entry.request, agency=entry.facts.text("agency"))
        apply(case, entry)
    if case is None or case.no != no:
        return None
    return _Replayed(case, commitments, _files(case, digests))


def _files(case: Case, digests: Sequence[tuple[Any, Sequence[Any]]]) -> dict[Any, Any]:
    """The digest of each file with the entry that first names it."""
    issued: dict[str, list[str]] = {}
    for document in case.documents.values():
        issued.setdefault(document.id.partition("-")[0], []).append(document.digest)
    first: dict[Any, Any] = {}
    for seq, received in digests:
        for digest in (*received, *issued.get(str(seq), ())):
            first.setdefault(digest, seq)
    return first


class _Beside:
    """What lies beside the entries of a slice."""

    def __init__(self, picture: Picture, part: Slice) -> None:
        """Read it."""
        self._picture = picture

        def read(query: Query, column: Any) -> Sequence[Row]:
            return part.rows(picture.connection, query, column)

        self._keys = only(read(_KEYS, _KEY.request))
        self._stones = {row[0] for row in read(_STONES, _STONE.request)}
        self._fields = _by_request(read(_FIELDS, _FIELD.request))
        self._files = _by_request(read(_FILES, _FILE.request))
        self._lists: Lists = Lists(picture.connection, part)

    def proves(self, no: str, one: _Replayed) -> bool:
        """Whether all of it is as the entries tell."""
        if no in self._stones:
            whole = no not in self._keys and no not in self._fields
            applicant: Applicant | None = Applicant(ERASED_NAME) if whole else None
            read = self._filed(no, one, None)
        else:
            vault = self._vault(no)
            applicant = self._opened(no, one, vault) if vault else None
            read = applicant is not None and self._filed(no, one, vault)
        return applicant is not None and read and self._listed(one.case, applicant)

    def _vault(self, no: str) -> Vault | None:
        wrapped = self._keys.get(no)
        return None if wrapped is None else Vault(no, self._picture.keys.unwrap(no, wrapped))

    def _opened(self, no: str, one: _Replayed, vault: Vault) -> Applicant | None:
        """Open every field; the applicant, or None where one is not what was committed to."""
        lying, newest = self._fields.get(no, ()), {}
        for _, seq, name, sealed in lying:
            value = vault.open(seq, name, sealed)
            if vault.commitment(seq, name, value) != one.commitments.get((seq, name)):
                return None
            if name in _OF_THE_APPLICANT:
                newest[name] = value
        if len({row[1:3] for row in lying}) != len(one.commitments):
            return None
        return applicant_of(self._picture.keys.index, one.case.agency, newest)

    def _filed(self, no: str, one: _Replayed, vault: Vault | None) -> bool:
        """Whether each file is registered with its entry and, if it may be opened, is whole."""
        lying = self._files.get(no, ())
        if len(lying) != len(one.files) or len({row[1] for row in lying}) != len(lying):
            return False
        return all(
            one.files.get(digest) == seq and (
                vault is None or self._whole(vault, digest, size, place, key))
            for _, digest, seq, size, place, key in lying)

    def _whole(self, vault: Vault, digest: str, size: int, place: str, key: Any) -> bool:
        if not place and key is None:
            return len(self._picture.store.read_plain(digest)) == size
        opened = vault.open_key(digest, place, key or b"")
        return self._picture.prover.size(Kept(digest, place, opened, size)) == size

    def _listed(self, case: Case, applicant: Applicant) -> bool:
        """Whether the lists hold what the case tells."""
        agency = self._picture.agencies.get(case.agency)
        if agency is None or case.last_at is None:
            return False
        office = self._picture.office(agency, standing.beijing_day(case.last_at))
        days = self._picture.calendar(office.regions, case.last_at)
        return self._lists.hold(standing.rows_of(case, office, applicant, days))


def _by_request(rows: Iterable[Row]) -> Mapping[Any, Sequence[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _states(
    connection: Connection, replayed: Iterable[_Replayed]
) -> Mapping[tuple[Any, ...], Any]:
    """The states of all numbers printed on the documents of these requests."""
    wanted = {number for one in replayed for number, _ in _printed(one.case)}
    if not wanted:
        return {}
    agencies, series, years, serials = (sorted(set(part)) for part in zip(*wanted, strict=True))
    rows = rows_of(connection, (
        select(models.Agency.code, _NUMBER.series, _NUMBER.year, _NUMBER.serial, _NUMBER.state)
        .join(models.Agency, models.Agency.id == _NUMBER.agency_id)
        .where(models.Agency.code.in_(agencies), _NUMBER.series.in_(series),
               _NUMBER.year.in_(years), _NUMBER.serial.in_(serials))))
    return {row[:4]: row[4] for row in rows}


def _printed(case: Case) -> Iterator[tuple[_Printed, bool]]:
    """The numbers of the documents that can be looked for, and whether each was voided."""
    for one in case.documents.values():
        words = (case.agency, one.series)
        counted = (one.year, one.serial)
        if all(type(word) is str and word.isprintable() for word in words) and all(
                type(number) is int and 0 <= number < _MOST for number in counted):
            yield _Printed(case.agency, one.series, one.year, one.serial), one.voided


def _numbered(case: Case, states: Mapping[tuple[Any, ...], Any]) -> bool:
    """Whether each number printed on a document is used up, or void with it."""
    printed = list(_printed(case))
    return len(printed) == len(case.documents) and all(
        states.get(number) == ("void" if voided else "used") for number, voided in printed)
