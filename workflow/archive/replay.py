"""Verification (台账核验): every chain, every column, every projection against the replay.

Total by design: a row that cannot even be read is a finding, never a crash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.archive import erasures, logbook, notices, sidetables
from workflow.archive.chain import broken_links, values_of
from workflow.archive.finding import Finding, finding
from workflow.archive.logbook import Evidence
from workflow.machine import apply
from workflow.record import models, projection, search, trail
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.database import as_stored, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.people import office_of
from workflow.record.personal import KeyRing
from workflow.record.shelf import open_shelf
from workflow.record.standing import beijing_day, rows_of

__all__ = ["Finding", "rebuild", "verify"]

_ENTRY = models.TrailEntry
_NO_EVIDENCE = Evidence()
#: Columns of an entry; each must equal the key of the same name in its body.
_COLUMNS = ("request", "seq", "command_id", "at", "officer", "step")


@dataclass
class _Replayed:
    """A trail as far as it could be replayed."""

    case: Case | None = None
    findings: list[Finding] = field(default_factory=list)


def verify(
    engine: Engine, keys: KeyRing, store: FileStore, no: str | None = None,
    evidence: Evidence = _NO_EVIDENCE,
) -> Iterator[Finding]:
    """Verify one request or all of them; yields findings, nothing if all is well.

    `evidence` holds the keys and notes the whole log is held against.
    """
    with reading(engine) as connection:
        yield from verify_on(connection, keys, store, no, evidence)


def verify_on(
    connection: Connection, keys: KeyRing, store: FileStore, no: str | None = None,
    evidence: Evidence = _NO_EVIDENCE,
) -> Iterator[Finding]:
    """The same within a transaction that is already open."""
    with as_stored(connection):
        wanted = select(_ENTRY.__table__).order_by(_ENTRY.request, _ENTRY.seq)
        if no is not None:
            wanted = wanted.where(_ENTRY.request == no)
        rows = connection.execute(wanted.execution_options(yield_per=500)).mappings()
        met: set[Any] = set()
        for request, group in groupby(rows, key=lambda row: row["request"]):
            met.add(request)
            yield from _request(connection, request, list(group), keys, store)
        yield from sidetables.without_trail(connection, met, no)
        if no is None:
            yield from sidetables.gaps(connection)
            yield from notices.unproved(connection)
            yield from erasures.unproved(connection)
            yield from logbook.of_all(connection, evidence)
            yield from logbook.tiles(connection)
        else:
            yield from logbook.of_request(connection, no)


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
        yield finding("E1-链", no, seq, text)
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
