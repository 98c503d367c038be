"""Attempts to sign in (登录尝试): so many that fail shut an account or an address for a while.

Counted in the database, so that every worker of the server counts the same. An attempt is written
before its password is looked at and taken back when it was right: however many come at once, no
more than the limit are looked at.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from workflow.record.database import in_turn
from workflow.record.models import SignInAttempt

#: So many failures within this time shut an account, known or not, for the rest of it.
FAILURES, WINDOW = 5, timedelta(minutes=10)
#: So many from one address shut it for signing in; a whole bureau may share one.
FROM_ONE_ADDRESS = 30
_LOCK = 0x79736174  # "ysat": one attempt is counted after the other on PostgreSQL


def attempt(connection: Connection, at: datetime, mark: str, address: str = "") -> int | None:
    """Count an attempt in the caller's write transaction; None if no more are taken for now.

    `mark` stands for what was typed as the login; without an address only that is counted.
    """
    in_turn(connection, _LOCK)
    connection.execute(delete(SignInAttempt).where(SignInAttempt.at <= at - WINDOW))
    if _count(connection, mark=mark) >= FAILURES:
        return None
    if address and _count(connection, address=address) >= FROM_ONE_ADDRESS:
        return None
    return connection.execute(
        insert(SignInAttempt).returning(SignInAttempt.id),
        {"mark": mark, "address": address, "at": at}).scalar_one()


def is_last(connection: Connection, mark: str) -> bool:
    """Whether the account is shut by what was counted."""
    return _count(connection, mark=mark) >= FAILURES


def take_back(connection: Connection, id: int) -> None:
    """Take back one attempt: it was right as far as it went."""
    connection.execute(delete(SignInAttempt).where(SignInAttempt.id == id))


def forget(connection: Connection, mark: str) -> int:
    """Forget all attempts under a mark; returns how many there were."""
    return connection.execute(
        delete(SignInAttempt).where(SignInAttempt.mark == mark)).rowcount


def _count(connection: Connection, **same: str) -> int:
    return connection.scalar(
        select(func.count()).select_from(SignInAttempt).filter_by(**same)) or 0
