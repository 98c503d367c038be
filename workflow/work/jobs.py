"""What jobs there are (后台任务), and how one is done: taken, done, marked.

A job may be done more than once, whenever a worker dies between doing and marking; each kind has
the same effect then, by the job's key.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.desk import Desk
from workflow.packing import CHECKPOINT, RECEIPT
from workflow.record import outbox
from workflow.record.database import writing
from workflow.record.notary import Notary
from workflow.record.outbox import Taken
from workflow.work import bulk_export, bulk_import, bulk_letters, checkpointing, groups, post
from workflow.work.errands import ErrandKind, done_by
from workflow.work.faults import NotNeeded, NotYet, OutOfOrder, reason_of
from workflow.work.lease import held
from workflow.work.post import Mailer

_LOG = logging.getLogger(__name__)
#: How long the jobs of a kind wait when what they need does not work.
_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Workshop:
    """What jobs are done with."""

    desk: Desk
    mailer: Mailer | None = None
    #: Whoever signs the logs, if its folder is known here; its key may not be.
    notary: Notary | None = None


def _mail(shop: Workshop, job: Taken, at: datetime) -> None:
    post.post(shop.mailer, shop.desk.engine, job, at)


def _receipt(shop: Workshop, job: Taken, at: datetime) -> None:
    """The receipt beside a package, with the proof of its entry."""
    proved = shop.desk.leave_receipt(job.payload["no"], job.payload["seq"], at)
    if proved is None:
        raise NotNeeded("归档包已不在原处：已随个人信息销毁，或者另行封卷")
    if not proved:
        raise NotYet("封卷的条目还没有检查点证明：签发程序签发后再办")


def _checkpoint(shop: Workshop, job: Taken, at: datetime) -> None:
    checkpointing.sign(shop.desk.engine, shop.notary, at)


def _groups(shop: Workshop, job: Taken, at: datetime) -> None:
    groups.work_out(shop.desk.engine, job, at)


@dataclass(frozen=True)
class Kind:
    """A kind of job: what it is called, and how it is done."""

    label: str
    do: Callable[[Workshop, Taken, datetime], None]


#: What officers ask for and fetch later.
ERRANDS: Mapping[str, ErrandKind] = {
    bulk_letters.KIND: bulk_letters.LETTERS,
    bulk_export.KIND: bulk_export.EXPORT,
    bulk_import.LOOK: bulk_import.LOOKED,
    bulk_import.IMPORT: bulk_import.IMPORTED,
}


def _errand(kind: ErrandKind) -> Kind:
    do = done_by(kind)
    return Kind(kind.label, lambda shop, job, at: do(shop.desk, job, at))


KINDS: Mapping[str, Kind] = {
    post.KIND: Kind("提醒邮件", _mail),
    RECEIPT: Kind("归档回执", _receipt),
    CHECKPOINT: Kind("签发检查点", _checkpoint),
    groups.KIND: Kind("多人申请比对", _groups),
    **{name: _errand(kind) for name, kind in ERRANDS.items()},
}


@dataclass
class Done:
    """What a round came to."""

    done: int = 0
    dropped: int = 0
    failed: int = 0


def work_off(shop: Workshop, at: datetime, most: int = 10_000) -> Done:
    """Do what is due, at most so many jobs."""
    found = Done()
    for _ in range(most):
        end = do_next(shop, at)
        if end is None:
            break
        setattr(found, end, getattr(found, end) + 1)
    return found


def do_next(shop: Workshop, at: datetime, id: int | None = None) -> str | None:
    """Do the next job, or this one: `done`, `dropped` or `failed`; None if there is none to do."""
    engine = shop.desk.engine
    with writing(engine) as connection:
        job = outbox.take(connection, at, id)
    if job is None:
        return None
    try:
        with held(engine, job, at):
            _do(shop, job, at)
    except NotNeeded as why:
        with writing(engine) as connection:
            outbox.drop(connection, job, at, str(why))
        return "dropped"
    except Exception as error:  # whatever a job trips over, it is kept for another try
        if not isinstance(error, OSError | OutOfOrder | NotYet):
            _LOG.exception("job %s", job.key)
        with writing(engine) as connection:
            outbox.failed(connection, job, at, reason_of(error))
            if isinstance(error, OutOfOrder):
                outbox.hold_back(connection, job.kind, at + _PAUSE)
        return "failed"
    with writing(engine) as connection:
        outbox.done(connection, job, at)
    return "done"


def _do(shop: Workshop, job: Taken, at: datetime) -> None:
    kind = KINDS.get(job.kind)
    if kind is None:
        raise OutOfOrder("本程序不认识这类任务：请升级后台任务程序")
    kind.do(shop, job, at)
