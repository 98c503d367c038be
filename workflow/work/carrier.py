"""The carrier (任务队列): huey brings the numbers of waiting jobs to whichever worker is free.

It carries numbers alone, as JSON; the jobs lie in the outbox. A queue that is lost loses nothing:
what waits in the outbox is brought there again.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey
from huey.consumer import Consumer, Scheduler
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage
from psycopg.errors import UniqueViolation

from workflow.record import outbox
from workflow.record.beats import Beat, Heard, beat, begin, heard
from workflow.record.database import reading, writing
from workflow.work.jobs import Workshop, do_next, work_off
from workflow.work.sweeper import sweep

_LOG = logging.getLogger(__name__)
_NAME = "yishen"
#: The file of the queue where nothing else is set, beside the database and no part of a backup.
FILE = "queue.sqlite"
#: Seconds between two looks into the outbox, and the longest a free worker sleeps.
_LOOK, _SLEEP = 5, 1.0
#: So many jobs are done at a time where the queue does not answer.
_HANDFUL = 50
#: How often a worker shows that it is there.
_STIR = timedelta(minutes=1)
#: Seconds a worker that is told to end is given to finish the job in hand.
_FINISH = 60


class _Words(Serializer):  # type: ignore[misc]  # the library has no types
    """Messages as JSON: whoever can write into the queue must not be able to run anything."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps([data.id, data.name, list(data.args)]).encode()

    def _deserialize(self, data: bytes) -> Any:
        id, name, args = json.loads(bytes(data))
        return Message(id=str(id), name=str(name), args=tuple(map(int, args)), kwargs={})


def queue_of(url: str, folder: Path) -> Huey:
    """The queue of a setting: "" a file in the folder, `postgresql://…` or `redis://…` elsewhere.

    Raises ValueError for anything else.
    """
    words = {"name": _NAME, "results": False, "serializer": _Words()}
    if not url:
        return SqliteHuey(filename=str(folder / FILE), **words)
    scheme = url.partition("://")[0].partition("+")[0]
    if scheme in ("postgresql", "postgres"):
        return _postgresql(f"postgresql://{url.partition('://')[2]}", words)
    if scheme in ("redis", "rediss", "unix"):
        return RedisHuey(url=url, **words)
    raise ValueError("YISHEN_QUEUE 应当不填（本机文件）、写成 postgresql://… 或者 redis://…")


def _postgresql(dsn: str, words: dict[str, Any]) -> Huey:
    """Two workers that start at once may both try to make the tables: the second finds them."""
    try:
        return PostgresHuey(dsn=dsn, **words)
    except UniqueViolation:
        return PostgresHuey(dsn=dsn, **words)


def renewed(queue: Huey) -> None:
    """Make the file of a queue anew where somebody has deleted it."""
    storage = queue.storage
    if isinstance(storage, SqliteStorage) and not Path(storage.filename).exists():
        storage.close()
        storage.initialize_schema()


class Service:
    """The worker of one machine: any number of them share one outbox and one queue."""

    def __init__(
        self, shop: Workshop, queue: Huey, now: Callable[[], datetime], every: timedelta,
        tell: Callable[[str], None] = _LOG.info,
    ) -> None:
        """Sweep every so often, whichever worker does it; `tell` hears what was done."""
        self.shop, self.queue, self.now, self.every, self.tell = shop, queue, now, every, tell
        self._engine = shop.desk.engine
        self._do_job = queue.task(name="job")(self._job)
        self._do_sweep = queue.task(name="sweep")(self._swept)

    def run(self, threads: int) -> None:
        """Work until told to end (SIGTERM, SIGINT); the jobs in hand are finished."""
        service = self

        class Rounds(Scheduler):  # type: ignore[misc]  # the library has no types
            periodic_task_seconds = _LOOK

            def enqueue_periodic_tasks(self, now: Any) -> None:
                service.look()

        class Hall(Consumer):  # type: ignore[misc]  # the library has no types
            scheduler_class = Rounds

        Hall(self.queue, workers=threads, max_delay=_SLEEP, graceful_signal="TERM",
             shutdown_timeout=_FINISH).run()

    def look(self) -> None:
        """Bring what is due into the queue; whatever goes wrong, it is tried again soon."""
        try:
            self._look(self.now())
        except Exception:  # the service outlives a database that is away for a while
            _LOG.exception("looking into the outbox")

    def _job(self, id: int) -> None:
        end = do_next(self.shop, self.now(), id)
        if end:
            self.tell(f"任务{id}：{_ENDS[end]}")

    def _swept(self) -> None:
        told = sweep(self._engine, self.now(), mail=self.shop.mailer is not None)
        if told:
            self.tell(f"提醒{told}条")

    def _look(self, at: datetime) -> None:
        with reading(self._engine) as connection:
            known, waits = heard(connection), outbox.is_any_to_carry(connection, at)
        fresh = _within(known.get(Beat.WORKER), at, _STIR)
        swept = _within(known.get(Beat.SWEEPER), at, self.every)
        if fresh and swept and not waits:
            return
        with writing(self._engine) as connection:
            ids = outbox.to_carry(connection, at)
            mine = not swept and begin(connection, Beat.SWEEPER, at, self.every)
            if not fresh:
                beat(connection, Beat.WORKER, at)
        try:
            self._bring(ids)
            if mine:
                self._do_sweep()
        except Exception:  # each kind of queue fails by errors of its own
            _LOG.exception("the queue does not answer: the work is done without it")
            self._do_without(at, sweeping=mine)

    def _do_without(self, at: datetime, *, sweeping: bool) -> None:
        """What is due, here and now: reminders and mails are not to wait for the queue."""
        if sweeping:
            self._swept()
        work_off(self.shop, at, _HANDFUL)

    def _bring(self, ids: list[int]) -> None:
        """Put jobs into the queue; those that did not get there are brought the next time."""
        left = list(ids)
        try:
            renewed(self.queue)
            while left:
                self._do_job(left[0])
                del left[0]
        finally:
            if left:
                with writing(self._engine) as connection:
                    outbox.not_carried(connection, left)


def _within(last: Heard | None, at: datetime, span: timedelta) -> bool:
    return last is not None and timedelta(0) <= at - last.at < span


_ENDS = {"done": "已完成", "dropped": "无需再办", "failed": "未完成，稍后重试"}
