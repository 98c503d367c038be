"""The lease of a job in hand (续占): renewed while it is done, so that no second worker begins it.

A worker that dies renews nothing: soon after, another takes the job.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from sqlalchemy import Engine

from workflow.record import outbox
from workflow.record.database import writing
from workflow.record.outbox import TAKEN, Taken

_LOG = logging.getLogger(__name__)
#: How often a lease is renewed: more than once may fail before it runs out.
OFTEN = TAKEN / 5


@contextmanager
def held(engine: Engine, job: Taken, at: datetime, often: timedelta = OFTEN) -> Iterator[None]:
    """Hold a job taken at a moment for as long as the block lasts."""
    over = Event()
    keeper = Thread(target=_hold, args=(engine, job, at, often, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _hold(engine: Engine, job: Taken, at: datetime, often: timedelta, over: Event) -> None:
    begun = monotonic()
    while not over.wait(often.total_seconds()):
        now = at + timedelta(seconds=monotonic() - begun)
        try:
            with writing(engine) as connection:
                if not outbox.renew(connection, job, now):
                    return
        except Exception:  # whoever writes just now holds it as well; the next time is soon
            _LOG.warning("the lease of %s could not be renewed", job.key, exc_info=True)
