"""A crew (分工核验): processes that share out the slices of one verification.

They see one picture of the database: on PostgreSQL the exported snapshot of the one who asks, on
SQLite what stood there while nobody could write. One that fails is let go, and what it was to do is
done by the one who asks; so a verification finds the same with a crew as without.
"""

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from workflow.archive.slices import Slice
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore
from workflow.record.models import TrailEntry
from workflow.record.personal import KeyRing

_ROOT = Path(__file__).parents[2]
_HEAD = struct.Struct("!Q")
#: What a member is told: begin with a database, open a picture of it, shut it, work on a slice.
BEGIN, OPEN, SHUT, EXAMINE, WALK = "begin", "open", "shut", "examine", "walk"


#: Below so many entries the processes take longer to start than they save.
_WORTH_IT = 40_000
#: More of them would wait for the disk.
_MOST = 8


def hands(entries: int) -> int:
    """How many processes are of use for a trail of so many entries: 1 is nobody else."""
    return min(_MOST, len(os.sched_getaffinity(0))) if entries >= _WORTH_IT else 1


@contextmanager
def crew_of(
    engine: Engine, keys: KeyRing, store: FileStore, members: int
) -> Iterator["Crew | None"]:
    """A crew of so many; None where it would be one, or the database lies in memory alone."""
    if members < 2 or engine.url.database in (None, "", ":memory:"):
        yield None
    else:
        with Crew(engine, keys, store, members) as crew:
            yield crew


class Crew:
    """Some processes, each with a connection of its own; started at once, which takes a second."""

    def __init__(self, engine: Engine, keys: KeyRing, store: FileStore, members: int) -> None:
        """Start them for a database, its keys and its files."""
        about = (_address(engine), keys.folder.resolve(), store.folder.resolve())
        self._members = [_Member(about) for _ in range(members)]
        self._threads = ThreadPoolExecutor(max(1, members))
        self._begun: list[Future[Any]] = []
        self._idle: SimpleQueue[_Member] = SimpleQueue()
        for member in self._members:
            self._idle.put(member)

    def ready(self) -> None:
        """Wait until all have started."""
        for member in self._members:
            member.ready()

    def open(self, snapshot: str) -> None:
        """Let each open the picture of a snapshot; on SQLite that of this moment."""
        self._say((OPEN, snapshot))

    def shut(self) -> None:
        """Let each close its picture, once nobody works on it any more."""
        for one in self._begun:
            one.cancel()
        wait(self._begun)
        self._begun.clear()
        self._say((SHUT, None))

    def processes(self) -> list[int]:
        """The numbers of the processes that are left."""
        return [member.process for member in self._members if member.process]

    def share(self, verb: str, parts: Sequence[Slice]) -> list[Future[Any]]:
        """Begin to work on slices; each gives what was found, or None if nobody could."""
        begun = [self._threads.submit(self._done, (verb, part)) for part in parts]
        self._begun += begun
        return begun

    def close(self) -> None:
        """End all processes."""
        for member in self._members:
            member.end()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        """Begin a block at whose end the processes end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes."""
        self.close()

    def _say(self, job: tuple[str, Any]) -> None:
        for member in self._members:
            member.tell(job)
        for member in self._members:
            if member.answer() is None:
                member.end()

    def _done(self, job: tuple[str, Any]) -> Any:
        member = self._idle.get()
        try:
            member.tell(job)
            return member.answer()
        finally:
            self._idle.put(member)


def _address(engine: Engine) -> str:
    """The address of a database, from wherever it is opened."""
    url = engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).resolve()))
    return url.render_as_string(hide_password=False)


class _Member:
    """One process; once it is lost it answers nothing any more."""

    def __init__(self, about: tuple[str, Path, Path]) -> None:
        self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
            [sys.executable, "-m", "workflow.archive.crew_child"], cwd=_ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._begun = False
        self.tell((BEGIN, about))

    @property
    def process(self) -> int:
        """The number of the process; 0 once it is lost."""
        return self._process.pid if self._process else 0

    def ready(self) -> None:
        """Wait until it has started."""
        if not self._begun:
            self._begun = True
            self.answer()

    def tell(self, job: tuple[str, Any]) -> None:
        """Send a job."""
        process = self._process
        try:
            if process is not None and process.stdin is not None:
                send(process.stdin, job)
        except (OSError, ValueError):
            self.end()

    def answer(self) -> Any:
        """What it answers to the job; None if it could not do it or is lost."""
        process = self._process
        if process is None or process.stdout is None:
            return None
        try:
            return receive(process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.end()
            return None

    def end(self) -> None:
        """Kill it and wait for it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def send(pipe: IO[bytes], said: Any) -> None:
    """Write one message."""
    octets = pickle.dumps(said)
    pipe.write(_HEAD.pack(len(octets)) + octets)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError where the other side is gone."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    size = _HEAD.unpack(head)[0]
    octets = pipe.read(size)
    if len(octets) < size:
        raise EOFError
    return pickle.loads(octets)  # only this program writes into the pipe


@contextmanager
def one_picture(engine: Engine, crew: Crew) -> Iterator[Connection]:
    """A read transaction in which the whole crew sees what its connection sees."""
    crew.ready()
    with ExitStack() as stack:
        if engine.dialect.name == "postgresql":
            connection = stack.enter_context(reading(engine))
            crew.open(str(connection.scalar(select(func.pg_export_snapshot()))))
        else:
            connection = _while_nobody_writes(engine, crew, stack)
        stack.callback(crew.shut)
        yield connection


def _while_nobody_writes(engine: Engine, crew: Crew, stack: ExitStack) -> Connection:
    """Open all pictures under the lock of writers, for a few milliseconds."""
    with ExitStack() as lock:
        try:
            lock.enter_context(writing(engine))
        except DBAPIError:  # nothing can be written there: pictures might differ
            crew.close()
        connection = stack.enter_context(reading(engine))
        connection.execute(select(TrailEntry.seq).limit(1)).first()
        crew.open("")
    return connection
