"""A member of a crew (核验子进程): works on slices of the picture it was told to open.

Run as `python -m workflow.archive.crew_child`; it reads jobs from its pipe until that is closed.
"""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.archive.bulk import Picture
from workflow.archive.chain import walk
from workflow.archive.crew import BEGIN, EXAMINE, OPEN, SHUT, WALK, receive, send
from workflow.archive.replay import examined
from workflow.record.calendars import forget
from workflow.record.database import as_stored, connect, reading
from workflow.record.evidence import FileStore
from workflow.record.models import TrailEntry
from workflow.record.personal import KeyRing


class Member:
    """What one process holds: the database, and the picture of it that is open."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._open = ExitStack()
        self._connection: Connection | None = None
        self._picture: Picture | None = None

    def begin(self, about: tuple[str, Path, Path]) -> bool:
        """Know a database, its keys and its files."""
        url, keys, files = about
        self._engine: Engine = connect(url)
        self._keys, self._store = KeyRing(keys), FileStore(files)
        return True

    def open(self, snapshot: str) -> bool:
        """Open the picture of a snapshot, "" for that of now."""
        forget(self._engine)
        connection = self._open.enter_context(reading(self._engine))
        if snapshot:
            connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        self._open.enter_context(as_stored(connection))
        connection.execute(select(TrailEntry.seq).limit(1)).first()
        self._connection = connection
        return True

    def shut(self, _: None) -> bool:
        """Close it."""
        self._connection = self._picture = None
        self._open.close()
        return True

    def examine(self, part: Any) -> Any:
        """Look at the requests of a slice."""
        if self._connection is None:
            return None
        # Made when it is first needed: whoever opens the pictures keeps all writers waiting.
        self._picture = self._picture or Picture(self._connection, self._keys, self._store)
        return examined(self._picture, part)

    def walk(self, part: Any) -> Any:
        """Walk the chains of a slice."""
        return walk(self._connection, part) if self._connection else None


def main() -> int:
    """Answer one job after the other until the pipe is closed."""
    # Nothing may stray into the pipe of the answers.
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    member = Member()
    does: dict[str, Callable[[Any], Any]] = {
        BEGIN: member.begin, OPEN: member.open, SHUT: member.shut, EXAMINE: member.examine,
        WALK: member.walk}
    gc.freeze()  # what was imported stays
    while True:
        try:
            verb, about = receive(jobs)
        except EOFError:
            return 0
        try:
            answer = does[verb](about)
        except Exception:  # whatever it was: the one who asks does it and says what is wrong
            answer = None
        send(answers, answer)


if __name__ == "__main__":
    sys.exit(main())
