"""Verification (台账核验): every chain, every column, every projection against the replay.

Total by design: a row that cannot even be read is a finding, never a crash.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.archive import erasures, logbook, notices, sidetables
from workflow.archive.bulk import Picture, look
from workflow.archive.chain import Walk, broken_links, links_of, values_of, walk
from workflow.archive.crew import EXAMINE, WALK, Crew, one_picture
from workflow.archive.finding import Finding, finding
from workflow.archive.logbook import Evidence
from workflow.archive.slices import Slice, slices
from workflow.machine import apply
from workflow.record import models, projection, search, trail
from workflow.record.calendars import calendar_at, forget
from workflow.record.case import Case
from workflow.record.database import as_stored, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.logs import Log
from workflow.record.people import office_of
from workflow.record.personal import KeyRing
from workflow.record.shelf import open_shelf
from workflow.record.standing import beijing_day, rows_of

__all__ = ["Finding", "rebuild", "verify", "verify_links"]

_ENTRY = models.TrailEntry
_NO_EVIDENCE = Evidence()
_CHAIN = "E1-链"
_ROWS = select(_ENTRY.__table__).order_by(_ENTRY.request, _ENTRY.seq)
#: Requests looked at together: few enough that a crew shares out a small trail evenly.
_AT_ONCE = 100
#: Columns of an entry; each must equal the key of the same name in its body.
_COLUMNS = ("request", "seq", "command_id", "at", "officer", "step")


@dataclass
class _Replayed:
    """A trail as far as it could be replayed."""

    case: Case | None = None
    findings: list[Finding] = field(default_factory=list)


def verify(
    engine: Engine, keys: KeyRing, store: FileStore, no: str | None = None,
    evidence: Evidence = _NO_EVIDENCE, crew: Crew | None = None,
) -> Iterator[Finding]:
    """Verify one request or all of them; yields findings, nothing if all is well.

    `evidence` holds the keys and notes the whole log is held against; a crew of the same engine
    shares the work on all requests, and finds the same.
    """
    if crew is None or no is not None:
        with reading(engine) as connection:
            yield from verify_on(connection, keys, store, no, evidence)
        return
    with one_picture(engine, crew) as connection, as_stored(connection):
        yield from _all(connection, keys, store, evidence, crew)


def verify_on(
    connection: Connection, keys: KeyRing, store: FileStore, no: str | None = None,
    evidence: Evidence = _NO_EVIDENCE,
) -> Iterator[Finding]:
    """The same within a transaction that is already open."""
    with as_stored(connection):
        if no is None:
            yield from _all(connection, keys, store, evidence, None)
        else:
            forget(connection.engine)
            yield from _one(connection, keys, store, no)


def verify_links(
    engine: Engine, evidence: Evidence = _NO_EVIDENCE, crew: Crew | None = None
) -> Iterator[Finding]:
    """Verify what can be without any key: each link of each chain, and the signed logs."""
    picture = one_picture(engine, crew) if crew else reading(engine)
    with picture as connection, as_stored(connection):
        parts = slices(connection, _AT_ONCE)
        begun = crew.share(WALK, parts) if crew else [None] * len(parts)
        made, walked = logbook.trees(connection, evidence), Walk()
        for part, done in zip(parts, begun, strict=True):
            found = (done.result() if done else None) or walk(connection, part)
            walked.add(found)
            yield from _broken(connection, part, found.doubtful)
        yield from logbook.against_trees(connection, walked, made)
        yield from logbook.tiles(connection, made[Log.LEGAL].tree)


def _broken(connection: Connection, part: Slice, doubtful: Collection[Any]) -> Iterator[Finding]:
    """The broken links of those that cannot be vouched for."""
    for no, rows in links_of(connection, part) if doubtful else ():
        for seq, text in broken_links(rows) if no in doubtful else ():
            yield finding(_CHAIN, no, seq, text)


def _one(connection: Connection, keys: KeyRing, store: FileStore, no: str) -> Iterator[Finding]:
    """One request by itself."""
    rows = connection.execute(_ROWS.where(_ENTRY.request == no)).mappings().all()
    if rows:
        yield from _request(connection, no, rows, keys, store)
    yield from sidetables.without_trail(connection, no)
    yield from logbook.of_request(connection, no)


def _all(
    connection: Connection, keys: KeyRing, store: FileStore, evidence: Evidence,
    crew: Crew | None,
) -> Iterator[Finding]:
    """All requests, slice by slice, then what belongs to none of them."""
    forget(connection.engine)
    parts = slices(connection, _AT_ONCE)
    begun = crew.share(EXAMINE, parts) if crew else [None] * len(parts)
    # While the crew is at work: what needs nothing of it.
    made, rest = logbook.trees(connection, evidence), list(_of_none(connection))
    walked, picture = Walk(), Picture(connection, keys, store)
    for part, done in zip(parts, begun, strict=True):
        found, walk = (done.result() if done else None) or examined(picture, part)
        walked.add(walk)
        yield from found
    yield from rest
    yield from logbook.against_trees(connection, walked, made)
    yield from logbook.tiles(connection, made[Log.LEGAL].tree)


def _of_none(connection: Connection) -> Iterator[Finding]:
    """What belongs to no one trail."""
    yield from sidetables.without_trail(connection, None)
    yield from sidetables.gaps(connection)
    yield from notices.unproved(connection)
    yield from erasures.unproved(connection)


def examined(picture: Picture, part: Slice) -> tuple[list[Finding], Walk]:
    """What is wrong with the requests of a slice, and where their entries stand in the log."""
    looked = look(picture, part)
    found: list[Finding] = []
    if looked.doubtful:
        rows = picture.connection.execute(
            part.narrowed(_ROWS, _ENTRY.request), part.bound).mappings()
        for no, group in groupby(rows, key=itemgetter("request")):
            if no in looked.doubtful:
                found += _request(picture.connection, no, list(group), picture.keys, picture.store)
    return found, looked.walk


def rebuild(engine: Engine, keys: KeyRing) -> int:
    """Write all projections anew from the trails; returns how many requests were put right.

    A request whose trail is broken is left as it is: `verify` names it. Rows of a request without
    any trail are removed.
    """
    with reading(engine) as connection, as_stored(connection):
        told = set(connection.scalars(select(_ENTRY.request).distinct()))
        listed = projection.listed(connection)
    mended = sum(_mended(engine, no, keys) for no in sorted(filter(_readable, told)))
    strangers = sorted(filter(_readable, listed - told))
    for no in strangers:
        with writing(engine) as connection:
            projection.remove(connection, no)
    with writing(engine) as connection:
        search.tidy(connection)
    return mended + len(strangers)


def _readable(no: Any) -> bool:
    return isinstance(no, str) and no.isprintable()


def _mended(engine: Engine, no: Any, keys: KeyRing) -> bool:
    with writing(engine) as connection, as_stored(connection):
        rows = list(connection.execute(select(_ENTRY.__table__).where(
            _ENTRY.request == no).order_by(_ENTRY.seq)).mappings())
        if any(_of_entries(no, rows)):
            return False
        expected = _expected(connection, _replayed(no, rows).case, keys)
        if isinstance(expected, str):
            return False
        if projection.stored(connection, no) == projection.plain(expected):
            return False
        projection.rewrite(connection, expected)
        return True


def _request(
    connection: Connection, no: Any, rows: Sequence[Any], keys: KeyRing, store: FileStore
) -> Iterator[Finding]:
    found = list(_of_entries(no, rows))
    yield from found
    replayed = _replayed(no, rows)
    if not found:
        yield from replayed.findings
    if replayed.case is None or replayed.case.no != no:
        return
    if erasures.is_marked(connection, no):
        yield from erasures.leftovers(connection, no)
        yield from sidetables.files(connection, replayed.case, rows, None)
    else:
        yield from sidetables.personal_fields(connection, no, rows, keys)
        shelf = open_shelf(connection, keys, store, no)
        yield from sidetables.files(connection, replayed.case, rows, shelf)
    expected = _expected(connection, replayed.case, keys)
    if isinstance(expected, str):
        yield finding("E2-重放", no, 0, expected)
        return
    lying = projection.stored(connection, no)
    for text in projection.differences(lying, projection.plain(expected)):
        yield finding("E4-投影", no, 0, text)
    yield from sidetables.numbers_of(connection, replayed.case)


def _of_entries(no: Any, rows: Sequence[Any]) -> Iterator[Finding]:
    """What the entries themselves show: broken links, columns that belie the body."""
    for seq, text in broken_links([(r["seq"], r["body"], r["hash"]) for r in rows]):
        yield finding(_CHAIN, no, seq, text)
    for row in rows:
        body = values_of(row["body"])
        for column in _COLUMNS if body is not None else ():
            if body is not None and body.get(column) != row[column]:
                yield finding("E3-列", no, row["seq"], f"“{column}”与条目内容不一致")


def _replayed(no: Any, rows: Sequence[Any]) -> _Replayed:
    """Replay entry by entry; the first that is no step of the procedure ends it."""
    found = _Replayed()
    case: Case | None = None
    for row in rows:
        try:
            entry = trail.read(row["body"], row["hash"])
            case = case or Case(no=entry.request, agency=entry.facts.text("agency"))
            apply(case, entry)
        except Exception as error:  # whatever an attacker wrote: a finding, never a crash
            found.findings.append(finding("E2-重放", no, row["seq"], str(error)))
            return found
    found.case = case
    return found


def _expected(
    connection: Connection, case: Case | None, keys: KeyRing
) -> projection.Projected | str:
    """What the tables must hold; in words, why that cannot be told."""
    if case is None or case.last_at is None:
        return "台账无法重放"
    agency = connection.scalar(
        select(models.Agency.id).where(models.Agency.code == case.agency))
    if agency is None:
        return "台账所称机关不存在"
    office = office_of(connection, agency, beijing_day(case.last_at))
    try:
        days = calendar_at(connection, office.regions, case.last_at)
        return rows_of(case, office, sidetables.applicant(connection, case, keys), days)
    except Exception as error:  # whatever an attacker wrote: a finding, never a crash
        return f"期限或者事项无法确定：{error}"
