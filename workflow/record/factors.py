"""Second factors (动态口令): a sealed secret, the last code taken, hashes of recovery codes.

What a code is (RFC 6238) is not asked here; here is kept that each is taken once.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, text, update

from workflow.record.keyring import KeyRing
from workflow.record.models import RecoveryCode, SecondFactor

_NO_ROTATION_ENDS = text("LOCK TABLE second_factor IN ROW EXCLUSIVE MODE")


@dataclass(frozen=True)
class Factor:
    """The second factor of an officer, opened."""

    login: str
    secret: bytes
    #: The step of time of the last code taken.
    counter: int
    since: datetime


def seal(ring: KeyRing, login: str, secret: bytes) -> bytes:
    """Seal a secret, bound to its login."""
    return ring.seal(_context(login), secret)


def unseal(ring: KeyRing, login: str, sealed: bytes) -> bytes:
    """Open a sealed secret.

    Raises TrailBroken if it was sealed for another login, changed, or by a key not here.
    """
    return ring.open(_context(login), sealed)


def of(connection: Connection, ring: KeyRing, login: str) -> Factor | None:
    """The second factor of a login; None if there is none."""
    row = connection.execute(
        select(SecondFactor.sealed, SecondFactor.counter, SecondFactor.since)
        .where(SecondFactor.login == login)).first()
    return Factor(login, unseal(ring, login, row[0]), row[1], row[2]) if row else None


def bind(
    connection: Connection, ring: KeyRing, at: datetime, login: str, secret: bytes, counter: int
) -> None:
    """Keep a second factor in place of any before, with the code it was proved by."""
    if connection.dialect.name == "postgresql":  # SQLite has locked the file already
        connection.execute(_NO_ROTATION_ENDS)
    drop(connection, login)
    connection.execute(insert(SecondFactor), {
        "login": login, "sealed": seal(ring, login, secret), "counter": counter, "since": at})


def drop(connection: Connection, login: str) -> bool:
    """Remove a second factor with its recovery codes; False if there was none."""
    connection.execute(delete(RecoveryCode).where(RecoveryCode.login == login))
    return bool(connection.execute(
        delete(SecondFactor).where(SecondFactor.login == login)).rowcount)


def take(connection: Connection, login: str, counter: int) -> bool:
    """Take the code of a step of time; False if it or a later one was taken before."""
    return bool(connection.execute(
        update(SecondFactor).where(SecondFactor.login == login, SecondFactor.counter < counter)
        .values(counter=counter)).rowcount)


def keep_codes(connection: Connection, login: str, codes: Iterable[str]) -> None:
    """Keep new recovery codes in place of those before."""
    connection.execute(delete(RecoveryCode).where(RecoveryCode.login == login))
    connection.execute(insert(RecoveryCode), [
        {"login": login, "digest": _digest(login, code), "used": None} for code in codes])


def take_code(connection: Connection, at: datetime, login: str, code: str) -> bool:
    """Take a recovery code; False if there is none such or it was taken before."""
    return bool(connection.execute(
        update(RecoveryCode).where(RecoveryCode.login == login, RecoveryCode.used.is_(None),
                                   RecoveryCode.digest == _digest(login, code))
        .values(used=at)).rowcount)


def codes_left(connection: Connection, login: str) -> int:
    """How many recovery codes of a login are still good."""
    return connection.scalar(
        select(func.count()).select_from(RecoveryCode)
        .where(RecoveryCode.login == login, RecoveryCode.used.is_(None))) or 0


def _digest(login: str, code: str) -> str:
    """A code has 79 random bits: more than anybody tries out."""
    plain = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(f"{login}|{plain}".encode()).hexdigest()


def _context(login: str) -> str:
    return f"second_factor/{login}"
