"""Checkpoints in the background (签发检查点): soon after a seal, and where entries wait too long.

Only a worker that holds the signing key signs. Where the notary has an account of its own it signs
by itself, in its own time: the job is dropped, and no worker ever makes a key.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from workflow.packing import CHECKPOINT
from workflow.record import outbox
from workflow.record.checkpoints import checkpoint_now, newest, unsigned_since
from workflow.record.logs import Log
from workflow.record.notary import Notary
from workflow.record.outbox import Put
from workflow.work.faults import NotNeeded

#: How long an entry waits for the notary before a worker is asked; it signs every five minutes.
SPAN = timedelta(minutes=10)


def ask_where_late(connection: Connection, at: datetime) -> None:
    """Ask for a checkpoint where entries have waited for long and no such job does.

    Of an installation whose logs nobody has ever signed nothing is asked.
    """
    if outbox.is_any_left(connection, CHECKPOINT, at):
        return
    since = [unsigned_since(connection, log) for log in Log if newest(connection, log)]
    if any(one is not None and at - one > SPAN for one in since):
        stamp = f"{at:%Y%m%d%H}{at.minute // 10}"
        outbox.put(connection, [Put(CHECKPOINT, f"{CHECKPOINT}/{stamp}")], at)


def sign(engine: Engine, notary: Notary | None, at: datetime) -> None:
    """Have both logs signed as they stand.

    Raises NotNeeded where this program holds no key, NotaryRefuses for a log that is not what was
    signed before.
    """
    if notary is None or not notary.may_sign:
        raise NotNeeded("本程序不持有签名私钥：由签发程序（yishen notary）按时签发")
    checkpoint_now(engine, notary, at)
