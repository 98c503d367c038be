"""Rotation of the wrapping key (更换密钥): every data key wrapped anew, a few at a time.

The new key seals from the moment it lies there; the old one opens until nothing is wrapped by it,
and is retired only then. Each handful is a transaction of its own, so that officers work on
meanwhile; a rotation that was stopped goes on where it stood.
"""

from collections.abc import Generator
from typing import NamedTuple

from sqlalchemy import Connection, Engine, bindparam, func, select, text, update

from workflow.errors import TrailBroken
from workflow.record.database import reading, writing
from workflow.record.keyring import HEAD, KeyRing, head_of, number_of
from workflow.record.models import RequestKey

#: How many data keys are wrapped anew in one transaction.
HANDFUL = 200

_OLDER = (
    select(RequestKey.request, RequestKey.wrapped)
    .where(func.substr(RequestKey.wrapped, 1, HEAD) != bindparam("head"),
           RequestKey.request > bindparam("after"))
    .order_by(RequestKey.request).limit(HANDFUL)
)
_WRAP_ANEW = update(RequestKey).where(
    RequestKey.request == bindparam("of"), RequestKey.wrapped == bindparam("old")
).values(wrapped=bindparam("new"))
_NO_OTHER_WRITES = text("LOCK TABLE request_key IN SHARE ROW EXCLUSIVE MODE")


class Usage(NamedTuple):
    """A key of the ring and how many data keys it wraps."""

    number: int
    wraps: int
    newest: bool
    present: bool


class _Handful(NamedTuple):
    """What became of a few rows: the last request seen, how many rows, those no key opens."""

    last: str
    seen: int
    shut: list[str]


def usage(engine: Engine, ring: KeyRing) -> list[Usage]:
    """Every key of the ring, and every other number a data key names; oldest first."""
    numbers = ring.numbers
    counted = dict.fromkeys(numbers, 0)
    with reading(engine) as connection:
        for wrapped in connection.scalars(select(RequestKey.wrapped)):
            counted[number_of(wrapped)] = counted.get(number_of(wrapped), 0) + 1
    return [Usage(number, counted[number], number == numbers[-1], number in numbers)
            for number in sorted(counted)]


def rotate(engine: Engine, ring: KeyRing) -> Generator[int]:
    """Make a new key unless a rotation was left unfinished; yields how many rows were wrapped.

    Raises TrailBroken, with the old keys kept, if some data keys open with none of them.
    """
    if len(ring.numbers) == 1:
        ring.add()
    after, done, shut = "", 0, list[str]()
    while (found := _handful(engine, ring, after)).seen:
        after, done = found.last, done + found.seen
        shut += found.shut
        yield done
    _refuse(shut)
    while not _retired(engine, ring):  # a request was opened while the rows were gone through
        _refuse(_handful(engine, ring, "").shut)


def _refuse(shut: list[str]) -> None:
    if shut:
        raise TrailBroken(f"{shut[0]}等{len(shut)}件的个人信息密钥无法打开，旧密钥暂不停用；"
                          "请先运行 yishen verify 查明，处理后再运行一次")


def _handful(engine: Engine, ring: KeyRing, after: str) -> _Handful:
    """Wrap anew a few data keys that an older key wraps, in a transaction of their own."""
    shut = []
    with writing(engine) as connection:
        rows = _older(connection, ring, after)
        for request, wrapped in rows:
            try:
                data_key = ring.unwrap(request, wrapped)
            except TrailBroken:
                shut.append(request)
                continue
            connection.execute(_WRAP_ANEW, {
                "of": request, "old": wrapped, "new": ring.wrap(request, data_key)})
    return _Handful(rows[-1][0] if rows else after, len(rows), shut)


def _retired(engine: Engine, ring: KeyRing) -> bool:
    """Put the old keys aside while nobody can wrap by them; False if something still is."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite has locked the file already
            connection.execute(_NO_OTHER_WRITES)
        if _older(connection, ring, ""):
            return False
        for number in ring.numbers[:-1]:
            ring.retire(number)
        return True


def _older(connection: Connection, ring: KeyRing, after: str) -> list[tuple[str, bytes]]:
    found = connection.execute(_OLDER, {"head": head_of(ring.newest), "after": after})
    return [(row.request, row.wrapped) for row in found]
