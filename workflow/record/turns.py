"""Turns (排队): writers of one process on one SQLite file go first come, first served.

SQLite itself lets whoever happens to ask at the right moment go first: with many writers one of
them may write a thousand times while another waits for seconds. Here each waits behind those who
came before. Writers of other processes are met at the lock of the file.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection, Engine


class Turns:
    """One queue; whoever is at its head writes."""

    def __init__(self) -> None:
        """Begin with nobody in it."""
        self._mutex = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def enter(self, patience: float) -> None:
        """Wait for one's turn, at most so many seconds.

        Raises TimeoutError if it does not come.
        """
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if not mine.acquire(timeout=patience):
            self._give_up(mine)

    def _give_up(self, mine: Lock) -> None:
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TimeoutError
        # Called up in this very moment: the turn is one's own after all.

    def leave(self) -> None:
        """Let the next one go."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Pen:
    """The connection that writers pass on with the turn (执笔): one of the pool serves all.

    To fetch one from the pool, set it up and put it back takes a third of a short act. Where an act
    failed or was refused it is put back, and the pool looks after it as ever.
    """

    def __init__(self) -> None:
        """Begin without one."""
        self._mutex = Lock()
        self._kept: Connection | None = None

    @contextmanager
    def held(self, engine: Engine) -> Iterator[Connection]:
        """Have it to oneself, within one's turn."""
        pool, connection = engine.pool, self._taken()
        if connection is None:
            connection = engine.connect().execution_options(sqlite_begin="IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._mutex:
            if engine.pool is pool:
                self._kept = connection
                return
        _end(connection)

    def _taken(self) -> Connection | None:
        with self._mutex:
            found, self._kept = self._kept, None
        return found

    def put_down(self) -> None:
        """Give it up, for an engine that was disposed of."""
        connection = self._taken()
        if connection is not None:
            _end(connection)


def _end(connection: Connection) -> None:
    """Close for good what belongs to a pool that is no more, and would lie in it open."""
    connection.invalidate()
    connection.close()
