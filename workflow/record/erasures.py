"""Erasures (个人信息销毁): the stone that marks where a data key was destroyed, and by whom.

个人信息保护法第四十七条. What is erased cannot be opened by anybody; the trail stays whole, since
it never held more than keyed commitments.
"""

from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workflow.record import models
from workflow.record.trail import moment_text, plain
from workflow.terms import Term

#: What the lists show in place of the applicant's name.
ERASED_NAME = "（个人信息已销毁）"
_NO_NAME = "（已销毁）"
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
    approver: str
    ground: str
    document: str
    reason: str

    @classmethod
    def of(
        cls, request: str, at: datetime, officer: str, approver: str, ground: Ground,
        document: str, reason: str,
    ) -> Self:
        """The stone of an erasure, in the text of the trail."""
        return cls(request, moment_text(at), officer, approver, ground.value, *(
            str(plain(words.strip())) for words in (document, reason)))

    def facts(self) -> dict[str, str]:
        """What the security log says of it, beside who and when."""
        return {name: value for name, value in self._asdict().items()
                if name not in ("at", "officer")}


_COLUMNS = tuple(getattr(_STONE, name) for name in Stone._fields)
_OF = select(*_COLUMNS).where(_STONE.request == bindparam("of"))


def stone_of(connection: Connection, request: str) -> Stone | None:
    """The stone of a request; None while its personal data can be opened."""
    row = connection.execute(_OF, {"of": request}).first()
    return Stone(*row) if row else None


def all_stones(connection: Connection) -> list[Stone]:
    """Every stone, by request."""
    return [Stone(*row) for row in connection.execute(select(*_COLUMNS).order_by(_STONE.request))]


def destroy(connection: Connection, stone: Stone) -> None:
    """Destroy the data key and all that it sealed; names of files go, their digests stay."""
    of = stone.request
    connection.execute(delete(models.RequestKey).where(models.RequestKey.request == of))
    connection.execute(delete(models.PersonalField).where(models.PersonalField.request == of))
    connection.execute(
        update(models.StoredFile).where(models.StoredFile.request == of)
        .values(name=_NO_NAME, place="", key=b""))
    connection.execute(insert(_STONE), stone._asdict())
