"""What lies beside the trail (旁表核验): personal fields, files, numbers against the entries."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select

from workflow.archive.chain import values_of
from workflow.archive.finding import Finding, finding
from workflow.errors import NotFound, TrailBroken
from workflow.record import models, personal
from workflow.record.case import Case
from workflow.record.erasures import ERASED_NAME, stone_of
from workflow.record.identity import KINDS, Applicant, applicant_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.shelf import Shelf

_NUMBER = models.DocumentNumber
_FILE = models.StoredFile
_FIELD = models.PersonalField
_OF_THE_APPLICANT = ("applicant_name", *KINDS)


def personal_fields(
    connection: Connection, no: str, rows: Sequence[Any], keys: KeyRing
) -> Iterator[Finding]:
    """Each commitment of the trail has its sealed field, and no field lies there without one."""
    try:
        vault = personal.vault_of(connection, keys, no)
    except TrailBroken as error:
        yield finding("E6-个人信息", no, 0, str(error))
        return
    lying = {(seq, name): sealed for seq, name, sealed in _sealed(connection, no)}
    for seq, name, fact in _commitments(rows):
        text = _fault(vault, seq, name, lying.pop((seq, name), None), fact)
        if text:
            yield finding("E6-个人信息", no, seq, text)
    for seq, name in lying:
        yield finding("E6-个人信息", no, seq, f"“{name}”在台账中没有承诺值")


def _fault(vault: Vault, seq: int, name: str, sealed: Any, fact: Any) -> str:
    if sealed is None:
        return f"“{name}”已缺失"
    try:
        same = vault.commitment(seq, name, vault.open(seq, name, sealed)) == fact
    except TrailBroken as error:
        return str(error)
    return "" if same else f"“{name}”与台账中的承诺值不符"


def _sealed(connection: Connection, no: str) -> Iterator[tuple[Any, Any, Any]]:
    rows = connection.execute(
        select(_FIELD.seq, _FIELD.field, _FIELD.sealed).where(_FIELD.request == no)
        .order_by(_FIELD.seq))
    yield from ((seq, name, sealed) for seq, name, sealed in rows)


def _commitments(rows: Sequence[Any]) -> Iterator[tuple[int, str, Any]]:
    for row in rows:
        facts = (values_of(row["body"]) or {}).get("facts")
        for name, fact in facts.items() if isinstance(facts, dict) else ():
            if isinstance(fact, dict) and "commitment" in fact:
                yield row["seq"], name, fact


def applicant(connection: Connection, case: Case, keys: KeyRing) -> Applicant:
    """Who applies, by the newest values that can still be opened; "" if there are none."""
    if stone_of(connection, case.no) is not None:
        return Applicant(ERASED_NAME)
    try:
        vault = personal.vault_of(connection, keys, case.no)
    except TrailBroken:
        return Applicant()
    found: dict[str, str] = {}
    for seq, name, sealed in _sealed(connection, case.no):
        if name in _OF_THE_APPLICANT:
            try:
                found[name] = vault.open(seq, name, sealed)
            except TrailBroken:
                continue
    return applicant_of(keys.index, case.agency, found)


def files(
    connection: Connection, case: Case, rows: Sequence[Any], lying: Shelf | None
) -> Iterator[Finding]:
    """Each digest of the trail has its row and its bytes, and no row lies there without one.

    Without a shelf the bytes were destroyed: their rows and digests must stand all the same.
    """
    first = dict(reversed(list(_digests(case, rows))))
    stored = {row.digest: row for row in connection.execute(
        select(_FILE.digest, _FILE.seq, _FILE.size).where(_FILE.request == case.no))}
    for digest, seq in first.items():
        row = stored.pop(digest, None)
        if row is None or row.seq != seq:
            yield finding("E5-材料", case.no, seq, f"材料{digest[:12]}的登记与台账不一致")
        for text in _unreadable(lying, digest, row) if lying else ():
            yield finding("E5-材料", case.no, seq, text)
    for row in stored.values():
        yield finding("E5-材料", case.no, row.seq, "登记了台账中没有的材料")


def _unreadable(lying: Shelf, digest: str, row: Any) -> Iterator[str]:
    try:
        size = len(lying.read(digest))
    except NotFound as error:
        yield str(error)
        return
    if row is not None and row.size != size:
        yield f"材料{digest[:12]}的大小与实际不符"


def _digests(case: Case, rows: Sequence[Any]) -> Iterator[tuple[str, int]]:
    for row in rows:
        body = values_of(row["body"]) or {}
        issued = [d.digest for d in case.documents.values() if d.id.startswith(f"{row['seq']}-")]
        for digest in (*body.get("file_digests", ()), *issued):
            yield digest, row["seq"]


def numbers_of(connection: Connection, case: Case) -> Iterator[Finding]:
    """Each number printed on a document is used up in its series, or void with its document."""
    for document in case.documents.values():
        state = connection.scalar(
            select(_NUMBER.state).join(models.Agency, models.Agency.id == _NUMBER.agency_id)
            .where(models.Agency.code == case.agency, _NUMBER.series == document.series,
                   _NUMBER.year == document.year, _NUMBER.serial == document.serial))
        if state != ("void" if document.voided else "used"):
            yield finding("E9-文号", case.no, 0, f"文号{document.number}在文号簿中为“{state}”")


def without_trail(connection: Connection, no: str | None) -> Iterator[Finding]:
    """Rows of a request that no entry tells of; of one request, or of all."""
    for column, what in (
        (models.Request.no, "申请表"), (models.RequestKey.request, "个人信息密钥"),
        (_FIELD.request, "个人信息"), (_FILE.request, "材料登记"),
        (models.RequestItem.request_no, "申请事项"), (models.Document.request_no, "发出文书"),
        (models.Approval.request_no, "签发记录"), (models.PersonMark.request_no, "申请人标记"),
        (models.RequestSearch.request_no, "检索文字"),
        (models.RemedyCase.request_no, "复议诉讼"), (models.Publication.request_no, "转主动公开"),
        (models.Erasure.request, "销毁登记"),
    ):
        told = exists().where(models.TrailEntry.request == column)
        wanted = select(column).distinct().where(~told).order_by(column)
        if no is not None:
            wanted = wanted.where(column == no)
        for number in connection.scalars(wanted):
            yield finding("E7-缺失", number, 0, f"{what}中的申请没有任何台账条目")


def gaps(connection: Connection) -> Iterator[Finding]:
    """Series with a missing number, and numbers of requests that have no trail."""
    series = connection.execute(
        select(models.Agency.code, _NUMBER.series, _NUMBER.year, func.count(),
               func.max(_NUMBER.serial))
        .join(models.Agency, models.Agency.id == _NUMBER.agency_id)
        .group_by(models.Agency.code, _NUMBER.series, _NUMBER.year)).all()
    told = _told_by_series(
        connection, {f"{code}-{year}" for code, name, year, *_ in series if name == "request"})
    for code, name, year, count, last in series:
        if count != last:
            yield finding("E9-文号", code, 0, f"{year}年“{name}”编号不连续")
        if name == "request":
            yield from _requests_missing(connection, code, year, told[f"{code}-{year}"])


def _told_by_series(connection: Connection, series: set[str]) -> dict[str, set[Any]]:
    """The requests of each series that have a trail, all of them read once.

    A number that is written like none of a series belongs to every one whose beginning it has, in
    small letters or capitals.
    """
    told: dict[str, set[Any]] = {each: set() for each in series}
    strange = []
    for no in connection.scalars(select(models.TrailEntry.request).distinct()):
        head, _, serial = str(no).rpartition("-")
        if head in told and serial:
            told[head].add(no)
        else:
            strange.append(no)
    for no in strange:
        for each in series:
            if str(no).lower().startswith(f"{each}-".lower()):
                told[each].add(no)
    return told


def _requests_missing(
    connection: Connection, code: str, year: int, told: set[Any]
) -> Iterator[Finding]:
    used = set(connection.scalars(
        select(_NUMBER.serial).join(models.Agency, models.Agency.id == _NUMBER.agency_id)
        .where(models.Agency.code == code, _NUMBER.series == "request", _NUMBER.year == year,
               _NUMBER.state == "used")))
    for serial in sorted(used):
        if f"{code}-{year}-{serial:04d}" not in told:
            yield finding("E7-缺失", f"{code}-{year}-{serial:04d}", 0, "编号已经使用，台账缺失")
    for no in sorted(told - {f"{code}-{year}-{serial:04d}" for serial in used}):
        yield finding("E9-文号", no, 0, "编号不在编号簿中")
