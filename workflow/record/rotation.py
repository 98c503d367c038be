"""Rotation of the wrapping key (更换密钥): what it seals is sealed anew, a few rows at a time.

It seals the data key of each request, the secret of each second factor, and the data key of what
an officer has asked for in the background.

The new key seals from the moment it lies there; the old one opens until nothing is wrapped by it,
and is retired only then. Each handful is a transaction of its own, so that officers work on
meanwhile; a rotation that was stopped goes on where it stood.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, func, select, text, update

from workflow.errors import TrailBroken
from workflow.record import errands, factors
from workflow.record.database import reading, writing
from workflow.record.keyring import HEAD, KeyRing, head_of, number_of
from workflow.record.models import Errand, RequestKey, SecondFactor

#: How many data keys are wrapped anew in one transaction.
HANDFUL = 200

_NO_OTHER_WRITES = text("LOCK TABLE request_key, second_factor, errand IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True)
class _Sealed:
    """A table whose rows the newest key seals: what names a row, what is sealed, and how anew."""

    name: Any
    sealed: Any
    again: Callable[[KeyRing, str, bytes], bytes]
    label: str

    def older(self, connection: Connection, ring: KeyRing, after: str) -> list[tuple[str, bytes]]:
        """The next few rows that an older key seals."""
        found = connection.execute(
            select(self.name, self.sealed)
            .where(func.substr(self.sealed, 1, HEAD) != bindparam("head"),
                   self.name > bindparam("after"))
            .order_by(self.name).limit(HANDFUL),
            {"head": head_of(ring.newest), "after": after})
        return [(row[0], row[1]) for row in found]

    def replace(self, connection: Connection, name: str, old: bytes, new: bytes) -> None:
        """Put a row sealed anew in place of the one that was read, if that still lies there."""
        connection.execute(
            update(self.name.class_).where(self.name == name, self.sealed == old)
            .values({self.sealed.key: new}))


def _wrapped_anew(ring: KeyRing, request: str, wrapped: bytes) -> bytes:
    return ring.wrap(request, ring.unwrap(request, wrapped))


def _factor_anew(ring: KeyRing, login: str, sealed: bytes) -> bytes:
    return factors.seal(ring, login, factors.unseal(ring, login, sealed))


def _errand_anew(ring: KeyRing, name: str, wrapped: bytes) -> bytes:
    return errands.wrap(ring, name, errands.unwrap(ring, name, wrapped))


_TABLES = (
    _Sealed(RequestKey.request, RequestKey.wrapped, _wrapped_anew, "个人信息密钥"),
    _Sealed(SecondFactor.login, SecondFactor.sealed, _factor_anew, "动态口令密钥"),
    _Sealed(Errand.name, Errand.wrapped, _errand_anew, "后台办理密钥"),
)


class Usage(NamedTuple):
    """A key of the ring and how many rows it seals: data keys, secrets of second factors."""

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
        for table in _TABLES:
            for sealed in connection.scalars(select(table.sealed)):
                counted[number_of(sealed)] = counted.get(number_of(sealed), 0) + 1
    return [Usage(number, counted[number], number == numbers[-1], number in numbers)
            for number in sorted(counted)]


def rotate(engine: Engine, ring: KeyRing) -> Generator[int]:
    """Make a new key unless a rotation was left unfinished; yields how many rows were wrapped.

    Raises TrailBroken, with the old keys kept, if some data keys open with none of them.
    """
    if len(ring.numbers) == 1:
        ring.add()
    done = 0
    for table in _TABLES:
        after, shut = "", list[str]()
        while (found := _handful(engine, ring, table, after)).seen:
            after, done = found.last, done + found.seen
            shut += found.shut
            yield done
        _refuse(table, shut)
    while not _retired(engine, ring):  # a request was opened while the rows were gone through
        for table in _TABLES:
            _refuse(table, _handful(engine, ring, table, "").shut)


def _refuse(table: _Sealed, shut: list[str]) -> None:
    if shut:
        raise TrailBroken(f"{shut[0]}等{len(shut)}件的{table.label}无法打开，旧密钥暂不停用；"
                          "请先运行 yishen verify 查明，处理后再运行一次")


def _handful(engine: Engine, ring: KeyRing, table: _Sealed, after: str) -> _Handful:
    """Seal anew a few rows that an older key seals, in a transaction of their own."""
    shut = []
    with writing(engine) as connection:
        rows = table.older(connection, ring, after)
        for name, old in rows:
            try:
                new = table.again(ring, name, old)
            except TrailBroken:
                shut.append(name)
                continue
            table.replace(connection, name, old, new)
    return _Handful(rows[-1][0] if rows else after, len(rows), shut)


def _retired(engine: Engine, ring: KeyRing) -> bool:
    """Put the old keys aside while nobody can seal by them; False if something still is."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite has locked the file already
            connection.execute(_NO_OTHER_WRITES)
        if any(table.older(connection, ring, "") for table in _TABLES):
            return False
        for number in ring.numbers[:-1]:
            ring.retire(number)
        return True
