"""How an errand is done (后台办理): as the officer who asked, once, and told what came of it.

What the officer may be told (no such seat any more, a faulty register) ends it with its reasons;
whatever else goes wrong leaves the job for another try.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection

from workflow.desk import Desk
from workflow.errors import (
    FileRefused,
    LetterRefused,
    MovedOn,
    NotFound,
    Reason,
    StepNotAllowed,
    WorkflowError,
)
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.record.errands import Errand, Standing, Told
from workflow.record.keyring import KeyRing
from workflow.record.outbox import Taken
from workflow.record.people import Actor, actor_of
from workflow.record.standing import beijing_day
from workflow.terms import Role
from workflow.work.faults import NotNeeded

#: Seconds between two notes of how far it is.
_OFTEN = 2.0
#: What is the officer's to know, and no fault of the machine.
_TELLING = (StepNotAllowed, FileRefused, LetterRefused, NotFound, MovedOn)


@dataclass
class Making:
    """An errand in hand: what to do it with, as whom, and how to end it."""

    desk: Desk
    errand: Errand
    officer: Actor
    at: datetime
    _noted: float = 0.0

    def progress(self, done: int, of: int) -> None:
        """Note how far it is, now and then."""
        if monotonic() - self._noted >= _OFTEN:
            with writing(self.desk.engine) as connection:
                errands.progressed(connection, self.errand.name, done, of)
            self._noted = monotonic()

    def writing(self) -> AbstractContextManager[Connection]:
        """The transaction in which it ends with its effect."""
        return writing(self.desk.engine)

    def end(self, connection: Connection, told: Told, data: bytes = b"") -> None:
        """End it in the transaction of its effect.

        Raises NotNeeded, so that nothing of that is written, where it has ended or is gone.
        """
        if not errands.end(connection, self.errand, self.at, told, data):
            raise NotNeeded(_GONE)


_GONE = "此项后台办理已经办完，或者已被提交人删除"


@dataclass(frozen=True)
class ErrandKind:
    """A kind of errand: what it is called, whose it is, and how it is done."""

    label: str
    seats: frozenset[Role]
    make: Callable[[Making], None]
    #: Whether the password is asked for before its file leaves, as before it was asked for.
    guarded: bool = False
    #: The page on which more of it is shown; "" for none.
    page: str = ""
    #: Whether it may be done once more after it succeeded.
    repeatable: bool = True

    def admits(self, officer: Actor) -> bool:
        """Whether an officer holds a seat that may ask for it, and fetch what came of it."""
        return bool(self.seats & officer.seats)


def again(
    connection: Connection, ring: KeyRing, by: Actor, standing: Standing, at: datetime
) -> str:
    """Set an errand going that stands still, or ask once more for one that came to nothing.

    The name of the errand that is then under way.
    """
    one = standing.errand
    if one.ended_at is None:
        errands.set_going(connection, one.name, at)
        return one.name
    return errands.ask(connection, ring, by, one.kind, one.title, one.asked, at)


def done_by(kind: ErrandKind) -> Callable[[Desk, Taken, datetime], None]:
    """How the job of a kind of errand is done."""
    return lambda desk, job, at: _do(kind, desk, job, at)


def _do(kind: ErrandKind, desk: Desk, job: Taken, at: datetime) -> None:
    with reading(desk.engine) as connection:
        errand = errands.to_do(connection, desk.keys, str(job.payload["errand"]))
    if errand is None or errand.ended_at is not None:
        raise NotNeeded(_GONE)
    try:
        with reading(desk.engine) as connection:
            officer = actor_of(connection, errand.login, beijing_day(at))
        if not kind.admits(officer) or officer.agency_id != errand.agency_id:
            raise StepNotAllowed([Reason(f"您已没有办理“{kind.label}”的岗位")])
        kind.make(Making(desk, errand, officer, at))
    except _TELLING as error:
        with writing(desk.engine) as connection:
            errands.end(connection, errand, at, Told(reasons=_reasons(error)))


def _reasons(error: WorkflowError) -> tuple[Reason, ...]:
    found: Mapping[str, object] = vars(error)
    reasons = found.get("reasons")
    if isinstance(reasons, tuple):
        return reasons
    return (Reason(str(error)),)
