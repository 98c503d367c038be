"""Verification (台账核验): every chain, every column, every projection against the replay.

Total by design: a row that cannot even be read is a finding, never a crash.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.archive.chain import broken_links
from workflow.errors import NotFound, TrailBroken, WorkflowError
from workflow.law.workdays import Calendar, national_calendar
from workflow.machine import fold
from workflow.record import models, personal, projection, trail
from workflow.record.case import Case
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore
from workflow.record.people import office_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.standing import beijing_day, rows_of

_ENTRY = models.TrailEntry.__table__.columns
#: Columns of an entry and the key of the body each must equal.
_COLUMNS = {"request": "request", "seq": "seq", "command_id": "command_id", "at": "at",
            "officer": "officer", "step": "step"}


@dataclass(frozen=True)
class Finding:
    """One thing that does not prove what it should."""

    code: str
    request: str
    seq: int
    text: str

    def __str__(self) -> str:
        """One line of the report."""
        place = f"{self.request} 第{self.seq}条" if self.seq else self.request
        return f"{self.code} {place}：{self.text}"


def verify(
    engine: Engine, keys: KeyRing, store: FileStore, no: str | None = None,
    calendar: Calendar | None = None,
) -> Iterator[Finding]:
    """Verify one request or all of them; yields findings, nothing if all is well."""
    with reading(engine) as connection:
        wanted = select(*_ENTRY).order_by(models.TrailEntry.request, models.TrailEntry.seq)
        if no is not None:
            wanted = wanted.where(models.TrailEntry.request == no)
        rows = connection.execution_options(yield_per=500).execute(wanted).mappings()
        met: set[str] = set()
        for request, group in groupby(rows, key=lambda row: row["request"]):
            met.add(str(request))
            yield from _request(connection, str(request), list(group), keys, store,
                                calendar or national_calendar())
        yield from _without_trail(connection, met, no)


def rebuild(engine: Engine, keys: KeyRing, calendar: Calendar | None = None) -> int:
    """Write all projections anew from the trails; returns how many requests were put right."""
    mended = 0
    with reading(engine) as connection:
        numbers = list(connection.scalars(
            select(models.TrailEntry.request).distinct().order_by(models.TrailEntry.request)))
    for no in numbers:
        with writing(engine) as connection:
            entries = trail.entries(connection, no)
            expected = _expected(connection, fold(entries), no, keys,
                                 calendar or national_calendar())
            stored = projection.stored(connection, no)
            if stored != expected:
                projection.write(connection, stored, expected)
                mended += 1
    return mended


def _request(
    connection: Connection, no: str, rows: list[Any], keys: KeyRing, store: FileStore,
    calendar: Calendar,
) -> Iterator[Finding]:
    broken = False
    for seq, text in broken_links([(r["seq"], r["body"], r["hash"]) for r in rows]):
        broken = True
        yield Finding("E1-链", no, seq, text)
    for row in rows:
        yield from _columns(no, row)
    try:
        case = fold(trail.read(row["body"], row["hash"]) for row in rows)
        expected = _expected(connection, case, no, keys, calendar)
    except (WorkflowError, ValueError, KeyError, TypeError) as error:
        if not broken:
            yield Finding("E2-重放", no, 0, str(error))
        return
    yield from _projections(connection, no, expected)
    yield from _documents(no, case, store)
    yield from _personal(connection, no, rows, keys)


def _columns(no: str, row: Any) -> Iterator[Finding]:
    try:
        body = json.loads(row["body"])
    except (ValueError, TypeError):
        return
    for column, key in _COLUMNS.items():
        if isinstance(body, dict) and body.get(key) != row[column]:
            yield Finding("E3-列", no, row["seq"], f"“{column}”与条目内容不一致")


def _expected(
    connection: Connection, case: Case, no: str, keys: KeyRing, calendar: Calendar
) -> projection.Projected:
    agency = connection.scalar(
        select(models.Agency.id).where(models.Agency.code == case.agency))
    if agency is None or case.last_at is None:
        raise TrailBroken("台账所称机关不存在")
    office = office_of(connection, agency, beijing_day(case.last_at))
    found = personal.fields_of(connection, personal.vault_of(connection, keys, no))
    return rows_of(case, office, personal.newest(found, "applicant_name"), calendar)


def _projections(
    connection: Connection, no: str, expected: projection.Projected
) -> Iterator[Finding]:
    stored = projection.stored(connection, no)
    if stored is None:
        yield Finding("E4-投影", no, 0, "申请表中没有这一件")
        return
    for part in fields(projection.Projected):
        left, right = getattr(stored, part.name), getattr(expected, part.name)
        names = [key for key in {*left, *right} if left.get(key) != right.get(key)]
        for name in sorted(map(str, names)):
            yield Finding("E4-投影", no, 0, f"{part.name}“{name}”与台账重放结果不一致")


def _documents(no: str, case: Case, store: FileStore) -> Iterator[Finding]:
    for digest in {*case.files, *(d.digest for d in case.documents.values())}:
        try:
            store.read(digest)
        except NotFound as error:
            yield Finding("E5-材料", no, 0, str(error))


def _personal(
    connection: Connection, no: str, rows: list[Any], keys: KeyRing
) -> Iterator[Finding]:
    vault: Vault = personal.vault_of(connection, keys, no)
    values = personal.fields_of(connection, vault)
    for row in rows:
        facts = json.loads(row["body"])["facts"]
        for name, fact in facts.items():
            if not isinstance(fact, dict) or "commitment" not in fact:
                continue
            value = values.get((row["seq"], name))
            if value is None or vault.commitment(row["seq"], name, value) != fact:
                yield Finding("E6-个人信息", no, row["seq"], f"“{name}”与台账中的承诺值不符")


def _without_trail(
    connection: Connection, met: set[str], no: str | None
) -> Iterator[Finding]:
    wanted = select(models.Request.no)
    if no is not None:
        wanted = wanted.where(models.Request.no == no)
    for number in connection.scalars(wanted):
        if number not in met:
            yield Finding("E7-缺失", number, 0, "申请没有任何台账条目")
