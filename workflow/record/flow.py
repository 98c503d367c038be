"""The flow (流水线): PostgreSQL is told several statements before it has answered the first.

Each way to the server and back costs as much as what it does there. Inside a flow an answer is
waited for only when somebody looks at it; what fails may be told late, at the next look or at the
end. Only statements of `Prepared` flow; those of SQLAlchemy itself wait for their answer as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from psycopg import Connection, Cursor, Error, OperationalError, RawCursor


class _Flowing(Cursor[Any]):
    """A cursor that keeps the flow going after an error."""

    def execute(self, *said: Any, **how: Any) -> Self:
        """Say a statement; inside a flow nothing is waited for."""
        try:
            super().execute(*said, **how)
        except Error:
            self._go_on()
            raise
        return self

    def wait(self) -> None:
        """Wait for the answer."""
        self._fetch_pipeline()

    def _fetch_pipeline(self) -> None:
        try:
            super()._fetch_pipeline()
        except Error:
            self._go_on()
            raise

    def _go_on(self) -> None:
        """After an error the server hears nothing of a flow until it is told to begin anew."""
        flow = self.connection._pipeline
        if flow is not None:
            with suppress(Error):
                flow.sync()


class Later(_Flowing, RawCursor[Any]):
    """The cursor of `Prepared`: its answer is waited for when it is looked at.

    Its values stand as PostgreSQL itself numbers them, so that nothing has to be rewritten.
    """


class Waiting(_Flowing):
    """The cursor SQLAlchemy uses: it looks at the answer at once, so it is waited for."""

    def execute(self, *said: Any, **how: Any) -> Self:
        """Say a statement and wait for its answer, inside a flow as outside."""
        super().execute(*said, **how)
        self.wait()
        return self


@contextmanager
def flow_of(driver: Connection[Any], begin: str) -> Iterator[None]:
    """A transaction that flows from its begin to its end, both of which are told here.

    Raises an error of the driver for whatever failed, and then nothing is kept.
    """
    driver.autocommit = True  # else the driver says BEGIN itself, and waits for the answer
    end = Later(driver)
    try:
        with driver.pipeline():
            Later(driver).execute(begin, prepare=False)
            yield
            end.execute("COMMIT", prepare=False)
        if end.statusmessage != "COMMIT":  # the server tells in silence that it rolled back
            raise OperationalError(f"transaction ended in {end.statusmessage}")
    finally:
        if not driver.closed:
            driver.rollback()
            driver.autocommit = False


def wait_at_once(driver: Connection[Any]) -> None:
    """Let the cursors of a connection wait, unless they are made otherwise."""
    driver.cursor_factory = Waiting
