"""Reaching the database: one engine, reads that block nobody, writes that lock at once.

The stock SQLite driver loses roll-backs and updates without an error; the settings here (WAL,
`synchronous=FULL`, explicit BEGIN, IMMEDIATE for writers) are what makes one act one transaction.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from random import uniform
from select import POLLIN, poll
from threading import Lock
from time import monotonic, sleep
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.record.flow import wait_at_once
from workflow.record.pen import Pen, fetched
from workflow.record.prepared import flowing, told
from workflow.record.turns import Turns

#: Seconds a writer waits for those before it.
PATIENCE = 15
_PATIENCE = f"busy_timeout={PATIENCE * 1000}"
#: Seconds for which a connection to PostgreSQL is trusted after its last use.
_FRESH = 5
#: A serialisation failure and a deadlock: the one act is rolled back so that the other may go on.
_GIVEN_UP = ("40001", "40P01")
_ATTEMPTS = 5
_TURNS: "WeakKeyDictionary[Engine, Turns]" = WeakKeyDictionary()
_TURNS_LOCK = Lock()
#: Under this name an engine on a file has the pen among its options: it holds a connection, which
#: holds the engine, so that a table of pens would keep every engine for ever.
_PEN = "pen"
T = TypeVar("T")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    _PATIENCE,
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)


@dataclass(frozen=True)
class Pool:
    """How many connections a process holds to PostgreSQL, and for how long (连接池).

    A page holds one, and at times a second: with eight threads a process keeps eight and has no
    use for more than sixteen. All processes together must stay below `max_connections`.
    """

    #: Connections kept open.
    size: int = 8
    #: Opened above that under load, and closed again.
    overflow: int = 8
    #: Seconds after which one is opened anew, before a firewall in between forgets it.
    recycle: int = 1800
    #: Seconds a page waits for one; then it fails, rather than all of them waiting on.
    patience: int = 20

    def options(self, url: str) -> dict[str, Any]:
        """What an engine is made with; SQLite keeps the pool of its own kind.

        An error names the statement, never the values: those may be personal.
        """
        if url.startswith("sqlite"):
            return {"hide_parameters": True}
        return {"hide_parameters": True, "pool_size": self.size, "max_overflow": self.overflow,
                "pool_recycle": self.recycle, "pool_timeout": self.patience}


def connect(url: str, pool: Pool = Pool()) -> Engine:
    """Open an engine on `sqlite:///…` or `postgresql+psycopg://…`, prepared for safe writes."""
    engine = create_engine(url, **pool.options(url))
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Set up an engine made elsewhere (Flask-SQLAlchemy) the same way."""
    if engine.dialect.name != "sqlite":
        _look_before_use(engine)
        _compile_nothing(engine)
        _wait_at_once(engine)
        return

    @event.listens_for(engine, "connect")
    def _connect(driver: Any, record: object) -> None:
        driver.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
        for pragma in _PRAGMAS:
            driver.execute(f"PRAGMA {pragma}")

    if engine.url.database not in (None, "", ":memory:"):
        pen = Pen()
        engine.update_execution_options(**{_PEN: pen})
        event.listen(engine, "engine_disposed", lambda engine: pen.put_down())

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(f"BEGIN {mode}")
        except sqlite3.Error as error:
            raise told(connection, error, "BEGIN") from error


def _look_before_use(engine: Engine) -> None:
    """Let no page meet a connection of the pool that died with a restart of the server.

    A server that ends says so: what was used a moment ago and has been silent since is taken as it
    is, which costs no way to the server and back. What was told something is asked for a sign of
    life, and what lay idle too: a failure of power, or a firewall, ends it without a word.
    """
    @event.listens_for(engine, "checkout")
    def _look(driver: Any, record: ConnectionPoolEntry, proxy: object) -> None:
        idle = monotonic() - record.info.get("used", -_FRESH)
        record.info["used"] = monotonic()
        taken = idle < _FRESH and _is_silent(driver)
        if not taken and not _answers(engine, driver):
            raise InvalidatePoolError


def _compile_nothing(engine: Engine) -> None:
    """Let PostgreSQL run its plans as they are.

    It takes a search for dear (every word is equally frequent to it) and compiles the plan (JIT):
    six milliseconds for what then takes one.
    """
    @event.listens_for(engine, "connect")
    def _set(driver: Any, record: object) -> None:
        driver.execute("SET jit = off")
        driver.commit()


def _wait_at_once(engine: Engine) -> None:
    """Let what SQLAlchemy says be answered at once also where other statements flow."""

    @event.listens_for(engine, "connect")
    def _set(driver: Any, record: object) -> None:
        wait_at_once(driver)


def _is_silent(driver: Any) -> bool:
    """Whether nothing came from the server since its last answer, not even the end."""
    if driver.closed:
        return False
    ear = poll()
    ear.register(driver.fileno(), POLLIN)
    return not ear.poll(0)


def _answers(engine: Engine, driver: Any) -> bool:
    """Whether the server answers on this connection."""
    try:
        return engine.dialect.do_ping(driver)
    except engine.dialect.loaded_dbapi.Error:
        return False


@contextmanager
def reading(engine: Engine, *, flows: bool = False) -> Iterator[Connection]:
    """A read transaction: one consistent picture, no lock on writers.

    Where it `flows`, PostgreSQL is asked what is prepared without waiting for each answer.
    """
    with engine.connect() as connection:
        if flows and engine.dialect.name == "postgresql":
            with connection.begin(), flowing(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ"):
                yield connection
            return
        if engine.dialect.name == "postgresql":  # SQLite reads one snapshot of itself
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing_at_once(engine: Engine) -> Iterator[Connection]:
    """A write transaction for what may as well be left: waits for nobody.

    Raises OperationalError if another one is open.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
            yield connection
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout=0")
        try:
            locked = connection.execution_options(sqlite_begin="IMMEDIATE")
            with locked.begin():
                yield locked
        finally:
            driver.execute(f"PRAGMA {_PATIENCE}")


@contextmanager
def writing(engine: Engine, *, flows: bool = False) -> Iterator[Connection]:
    """A write transaction, locked from its start on SQLite; commits once, or rolls all back.

    Where it `flows`, PostgreSQL is told what is prepared without waiting for each answer, and the
    end together with the last writes.
    """
    pen: Pen | None = engine.get_execution_options().get(_PEN)
    with _turn(engine), pen.held(engine) if pen else fetched(engine) as locked:
        flow = flowing(locked) if flows else nullcontext()
        with locked.begin(), flow:
            yield locked


def _turn(engine: Engine) -> AbstractContextManager[None]:
    """The turn of a writer: PostgreSQL locks rows, and lets those wait in order itself."""
    return _in_line(engine) if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    """Wait for the turn before a connection is taken, so that who waits holds nothing."""
    turns = _TURNS.get(engine)
    if turns is None:
        with _TURNS_LOCK:
            turns = _TURNS.setdefault(engine, Turns())
    try:
        turns.enter(PATIENCE)
    except TimeoutError:
        busy = sqlite3.OperationalError("database is locked")
        raise OperationalError("BEGIN IMMEDIATE", {}, busy) from None
    try:
        yield
    finally:
        turns.leave()


def again(work: Callable[[], T]) -> T:
    """Do a whole act once more where the database gave it up in favour of another (PostgreSQL).

    Nothing of the act has been committed then. Raises what it raised the last time.
    """
    for left in reversed(range(_ATTEMPTS)):
        try:
            return work()
        except DBAPIError as error:
            if not left or getattr(error.orig, "sqlstate", "") not in _GIVEN_UP:
                raise
            sleep(uniform(0.005, 0.05))
    raise AssertionError


def in_turn(connection: Connection, key: int) -> None:
    """Wait until nobody else does the work of this key; held until the write transaction ends.

    An advisory lock: a table lock would ask for rights the application must not have.
    """
    if connection.dialect.name == "postgresql":  # SQLite has locked the file already
        connection.execute(_IN_TURN, {"key": key})


_IN_TURN = text("SELECT pg_advisory_xact_lock(:key)")


def is_alone(connection: Connection, key: int) -> bool:
    """Whether nobody else does the work of this key until the end of the write transaction."""
    if connection.dialect.name != "postgresql":  # SQLite has locked the file already
        return True
    taken = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(connection.scalar(taken, {"key": key}))


def emptied_journal(engine: Engine) -> bool:
    """Bring deleted text out of the journal as well (SQLite); False while a reader keeps it."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # no checkpoint inside a transaction
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
        connection.exec_driver_sql("BEGIN")
    return busy is not None and busy[0] == 0


@contextmanager
def as_stored(connection: Connection) -> Iterator[None]:
    """Read text as it lies there, even where it is no UTF-8: verification must not stumble."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before = driver.text_factory
    driver.text_factory = lambda octets: octets.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before
