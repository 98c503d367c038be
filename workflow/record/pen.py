"""The pen (执笔): the connection that the writers of a process pass on with the turn (SQLite).

To fetch one from the pool, set it up and put it back takes a third of a short act. Where an act
failed or was refused it is put back, and the pool looks after it as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection, Engine


def fetched(engine: Engine) -> Connection:
    """A connection of the pool whose transactions lock the file at once, where it is SQLite."""
    return engine.connect().execution_options(sqlite_begin="IMMEDIATE")


class Pen:
    """Holds the connection between two writers."""

    def __init__(self) -> None:
        """Begin without one."""
        self._mutex = Lock()
        self._kept: Connection | None = None

    @contextmanager
    def held(self, engine: Engine) -> Iterator[Connection]:
        """Have it to oneself, within one's turn."""
        pool, connection = engine.pool, self._taken()
        if connection is None:
            connection = fetched(engine)
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
