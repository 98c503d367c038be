"""Erasures (个人信息销毁): the stone that marks where a data key was destroyed, and by whom.

个人信息保护法第四十七条. What is erased cannot be opened by anybody; the trail stays whole, since
it never held more than keyed commitments.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workflow.record import models
from workflow.record.trail import moment_text
from workflow.terms import Term

#: What the lists show in place of the applicant's name.
ERASED_NAME = "（个人信息已销毁）"
_STONE = models.Erasure


class Ground(Term):
    """Why personal data may be destroyed (销毁依据)."""

    TERM_OVER = "term_over", "保管期限届满"
    ORDER = "order", "依据生效决定"


class Stone(NamedTuple):
    """What is left of the personal data of a request."""

    request: str
    at: str
    officer: str
    ground: str
    approval: str
    reason: str


_COLUMNS = tuple(getattr(_STONE, name) for name in Stone._fields)
_OF = select(*_COLUMNS).where(_STONE.request == bindparam("of"))


def stone_of(connection: Connection, request: str) -> Stone | None:
    """The stone of a request; None while its personal data can be opened."""
    row = connection.execute(_OF, {"of": request}).first()
    return Stone(*row) if row else None


def all_stones(connection: Connection) -> list[Stone]:
    """Every stone, by request."""
    return [Stone(*row) for row in connection.execute(select(*_COLUMNS).order_by(_STONE.request))]


def destroy(
    connection: Connection, request: str, at: datetime, officer: str, ground: Ground,
    approval: str, reason: str,
) -> Stone:
    """Destroy the data key and all that it sealed; names of files go, their digests stay."""
    stone = Stone(request, moment_text(at), officer, ground.value, approval, reason)
    connection.execute(delete(models.RequestKey).where(models.RequestKey.request == request))
    connection.execute(delete(models.PersonalField).where(models.PersonalField.request == request))
    connection.execute(
        update(models.StoredFile).where(models.StoredFile.request == request)
        .values(name="（已销毁）", place="", key=b""))
    connection.execute(insert(_STONE), stone._asdict())
    return stone
