"""Errands (后台办理): what an officer asked for, how far it is, how it ended, and the file of it.

An errand is written in one transaction with its job, and ends in one with its effect: whoever does
it a second time finds it ended. What was asked and what came of it is sealed under a data key of
its own; only the officer who asked finds it, and after some days nobody does.
"""

import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.errors import NotFound, Reason, StepNotAllowed, TrailBroken
from workflow.record import outbox
from workflow.record.database import reading
from workflow.record.keyring import NONCE, KeyRing
from workflow.record.models import Errand as _Row
from workflow.record.models import ErrandPiece, Job
from workflow.record.outbox import Put
from workflow.record.people import Actor

#: So long after its end the result is kept; so long one is waited for that does not end.
KEPT, WAITED_FOR = timedelta(days=3), timedelta(days=10)
#: The largest file an errand may leave, and the pieces it is kept in, in bytes.
LARGEST, PIECE = 100 << 20, 1 << 20
#: So many may wait for one officer at a time.
MOST_OPEN = 5
_FORMAT = b"e1"
_NO_ROTATION_ENDS = text("LOCK TABLE errand IN ROW EXCLUSIVE MODE")


@dataclass(frozen=True)
class Told:
    """What came of an errand: figures and reasons to be shown, and the file, if there is one."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    file_name: str = ""
    media_type: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept, sealed."""
        return {"facts": dict(self.facts), "file_name": self.file_name,
                "media_type": self.media_type,
                "reasons": [[one.text, one.article, one.field] for one in self.reasons]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Told":
        """Read back."""
        return cls(kept["facts"], tuple(Reason(*one) for one in kept["reasons"]),
                   kept["file_name"], kept["media_type"])


@dataclass(frozen=True)
class Errand:
    """An errand, opened."""

    name: str
    login: str
    agency_id: int
    kind: str
    title: str
    asked: Mapping[str, Any]
    at: datetime
    done: int
    total: int
    ended_at: datetime | None
    refused: bool
    told: Told
    size: int
    digest: str
    pieces: int
    fetched_at: datetime | None
    data_key: bytes = field(repr=False, default=b"")

    @property
    def gone_at(self) -> datetime | None:
        """When its result is deleted; None while it has not ended."""
        return self.ended_at + KEPT if self.ended_at else None


@dataclass(frozen=True)
class Standing:
    """An errand and what has become of its job."""

    errand: Errand
    #: Whether a worker has it in hand; whether nobody goes on with it; why not yet.
    in_hand: bool = False
    stopped: bool = False
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it will come to an end by itself."""
        return self.errand.ended_at is None and not self.stopped


def job_key(kind: str, name: str) -> str:
    """The key of the job that does an errand."""
    return f"{kind}/{name}"


def ask(
    connection: Connection, ring: KeyRing, by: Actor, kind: str, title: str,
    asked: Mapping[str, Any], at: datetime,
) -> str:
    """Note an errand with its job; the name of it, or of the same one that is under way.

    Raises StepNotAllowed where too many wait already.
    """
    same = _same(ring, kind, asked)
    under_way = _under_way(connection, by, same)
    if under_way is not None:
        set_going(connection, under_way, at)
        return under_way
    _refuse_too_many(connection, by)
    if connection.dialect.name == "postgresql":  # as where data keys of requests are entered
        connection.execute(_NO_ROTATION_ENDS)
    name, key = secrets.token_hex(16), AESGCM.generate_key(256)
    written = connection.execute(_new(connection), {
        "name": name, "login": by.login, "agency_id": by.agency_id, "kind": kind, "same": same,
        "wrapped": wrap(ring, name, key), "at": at, "done": 0, "total": 0, "refused": False,
        "asked": _sealed(key, name, "asked", _json({"title": title, "asked": asked})),
        "size": 0, "digest": "", "pieces": 0})
    if not written.rowcount:  # a second click came in between
        return _under_way(connection, by, same) or name
    outbox.put(connection, [Put(kind, job_key(kind, name), {"errand": name}, by.agency_id)], at)
    return name


def _refuse_too_many(connection: Connection, by: Actor) -> None:
    waiting = connection.scalar(select(func.count()).select_from(_Row).where(
        _Row.login == by.login, _Row.ended_at.is_(None))) or 0
    if waiting >= MOST_OPEN:
        raise StepNotAllowed([Reason(
            f"您已有{waiting}项后台办理没有办完，请等其中一项办完或者删除后再提交")])


def _under_way(connection: Connection, by: Actor, same: str) -> str | None:
    return connection.scalar(select(_Row.name).where(
        _Row.login == by.login, _Row.same == same, _Row.ended_at.is_(None)))


def _new(connection: Connection) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(_Row).on_conflict_do_nothing()


def set_going(connection: Connection, name: str, at: datetime) -> None:
    """Let the job of an errand that has not ended be done at once, though it was given up."""
    connection.execute(
        update(Job).where(Job.key.in_(select(_key_of()).where(_Row.name == name)),
                          Job.done_at.is_(None), or_(Job.taken_until.is_(None),
                                                     Job.taken_until < at))
        .values(not_before=at, attempts=0, failed_at=None, dropped_at=None, carried_until=None))


def _key_of() -> Any:
    return _Row.kind + "/" + _Row.name


def own(
    connection: Connection, ring: KeyRing, by: Actor, at: datetime, most: int = 50
) -> list[Standing]:
    """The errands of an officer, the newest first."""
    rows = connection.execute(_standing().where(
        _Row.login == by.login, _Row.agency_id == by.agency_id)
        .order_by(_Row.at.desc(), _Row.name).limit(most))
    return [_read(ring, row, at) for row in rows]


def own_one(
    connection: Connection, ring: KeyRing, by: Actor, name: str, at: datetime
) -> Standing:
    """An errand of an officer by its name. Raises NotFound for any other, and for one gone."""
    row = connection.execute(_standing().where(
        _Row.name == name, _Row.login == by.login, _Row.agency_id == by.agency_id)).first()
    if row is None:
        raise NotFound("没有这项后台办理：不是您提交的，或者结果已过保存期，已经删除")
    return _read(ring, row, at)


def to_do(connection: Connection, ring: KeyRing, name: str) -> Errand | None:
    """An errand as a worker finds it; None for one that is gone."""
    row = connection.execute(_standing().where(_Row.name == name)).first()
    return None if row is None else _opened(ring, row)


def count_open(connection: Connection, by: Actor) -> int:
    """How many errands of an officer have not ended."""
    return connection.scalar(select(func.count()).select_from(_Row).where(
        _Row.login == by.login, _Row.ended_at.is_(None))) or 0


def _standing() -> Any:
    columns = _Row.__table__.c
    return select(*columns, Job.taken_until, Job.failed_at, Job.dropped_at, Job.done_at,
                  Job.error).outerjoin(Job, Job.key == _key_of())


def _read(ring: KeyRing, row: Any, at: datetime) -> Standing:
    errand = _opened(ring, row)
    if errand.ended_at is not None:
        return Standing(errand)
    in_hand = row.taken_until is not None and row.taken_until > at
    stopped = row.failed_at is not None or row.dropped_at is not None or row.done_at is not None
    return Standing(errand, in_hand and not stopped, stopped, row.error or "")


def _opened(ring: KeyRing, row: Any) -> Errand:
    key = unwrap(ring, row.name, row.wrapped)
    asked = json.loads(_open(key, row.name, "asked", row.asked))
    told = Told.of_json(json.loads(_open(key, row.name, "told", row.told))) if row.told else Told()
    same = ("name", "login", "agency_id", "kind", "at", "done", "total", "ended_at", "refused",
            "size", "digest", "pieces", "fetched_at")
    return Errand(title=asked["title"], asked=asked["asked"], told=told, data_key=key,
                  **{each: getattr(row, each) for each in same})


def progressed(connection: Connection, name: str, done: int, total: int) -> None:
    """Note how far an errand has come."""
    connection.execute(update(_Row).where(_Row.name == name, _Row.ended_at.is_(None))
                       .values(done=done, total=total))


def end(
    connection: Connection, errand: Errand, at: datetime, told: Told, data: bytes = b""
) -> bool:
    """Note what came of an errand, with the file; False, and nothing, where it has ended already.

    Belongs into the transaction of its effect. Raises StepNotAllowed for a file that is too large.
    """
    if len(data) > LARGEST:
        raise StepNotAllowed([Reason(
            f"结果文件有{len(data) >> 20}MB，超过{LARGEST >> 20}MB，没有保存；请缩小范围后再提交")])
    key, name = errand.data_key, errand.name
    starts = range(0, len(data), PIECE)
    ended = connection.execute(
        update(_Row).where(_Row.name == name, _Row.ended_at.is_(None)).values(
            ended_at=at, refused=bool(told.reasons), size=len(data), pieces=len(starts),
            digest=sha256(data).hexdigest() if data else "",
            told=_sealed(key, name, "told", _json(told.to_json()))))
    if not ended.rowcount:
        return False
    for place, start in enumerate(starts):
        connection.execute(insert(ErrandPiece), {
            "errand": name, "place": place,
            "sealed": _sealed(key, name, _piece(place, len(starts)), data[start:start + PIECE])})
    return True


def fetched(connection: Connection, name: str, at: datetime) -> None:
    """Note that the file was fetched."""
    connection.execute(update(_Row).where(_Row.name == name).values(fetched_at=at))


def read(engine: Engine, errand: Errand) -> Iterator[bytes]:
    """The file of an errand, piece by piece.

    Raises NotFound where it is gone, TrailBroken where a piece was changed.
    """
    for place in range(errand.pieces):
        with reading(engine) as connection:
            sealed = connection.scalar(select(ErrandPiece.sealed).where(
                ErrandPiece.errand == errand.name, ErrandPiece.place == place))
        if sealed is None:
            raise NotFound("结果已过保存期，已经删除")
        yield _open(errand.data_key, errand.name, _piece(place, errand.pieces), sealed)


def delete_one(connection: Connection, name: str) -> None:
    """Delete an errand with its result; its job finds nothing to do."""
    _delete(connection, _Row.name == name)


def forget(connection: Connection, at: datetime) -> None:
    """Delete what ended some days ago, and what nobody waits for any more."""
    _delete(connection, or_(_Row.ended_at < at - KEPT,
                            _Row.ended_at.is_(None) & (_Row.at < at - WAITED_FOR)))


def forget_of_agency(connection: Connection, agency_id: int) -> None:
    """Delete all results of an agency: personal data was erased that may stand in one of them."""
    _delete(connection, (_Row.agency_id == agency_id) & _Row.ended_at.is_not(None))


def _delete(connection: Connection, which: Any) -> None:
    connection.execute(delete(ErrandPiece).where(
        ErrandPiece.errand.in_(select(_Row.name).where(which))))
    connection.execute(delete(_Row).where(which))


def wrap(ring: KeyRing, name: str, key: bytes) -> bytes:
    """Wrap the data key of an errand by the newest key of the ring."""
    return ring.seal(f"errand/{name}", key)


def unwrap(ring: KeyRing, name: str, wrapped: bytes) -> bytes:
    """Unwrap the data key of an errand. Raises TrailBroken if no key of the ring opens it."""
    return ring.open(f"errand/{name}", wrapped)


def _same(ring: KeyRing, kind: str, asked: Mapping[str, Any]) -> str:
    return hmac.digest(ring.index, b"errand|" + kind.encode() + _json(asked), "sha256").hex()


def _json(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode()


def _piece(place: int, pieces: int) -> str:
    return f"piece {place} of {pieces}"


def _sealed(key: bytes, name: str, what: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, f"{name}/{what}".encode())


def _open(key: bytes, name: str, what: str, sealed: bytes) -> bytes:
    start = len(_FORMAT)
    nonce, rest = sealed[start:start + NONCE], sealed[start + NONCE:]
    try:
        return AESGCM(key).decrypt(nonce, rest, f"{name}/{what}".encode())
    except (InvalidTag, ValueError) as error:
        raise TrailBroken("后台办理的内容已被改动") from error
