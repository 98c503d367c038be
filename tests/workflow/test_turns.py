"""Turns: writers go in the order they came; an act the database gave up is done once more."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from workflow.record import database
from workflow.record.database import again, connect, prepare, reading, writing
from workflow.record.turns import Turns


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'turns.sqlite'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE came (who INTEGER)"))
    yield engine
    engine.dispose()


def test_who_came_first_goes_first() -> None:
    """Twenty come one after the other while another holds the turn."""
    turns, came = Turns(), list[int]()

    def act(who: int) -> None:
        turns.enter(30)
        came.append(who)
        turns.leave()

    threads = [threading.Thread(target=act, args=(who,)) for who in range(20)]
    turns.enter(30)
    for who, thread in enumerate(threads):
        thread.start()
        while len(turns) <= who:
            pass
    turns.leave()
    for thread in threads:
        thread.join()

    assert came == list(range(20))


def test_of_many_writers_each_writes_and_none_holds_a_connection_meanwhile(
    sqlite: Engine,
) -> None:
    """More writers than the pool has connections: those who wait for their turn take none."""
    threads = [threading.Thread(target=_write, args=(sqlite, who)) for who in range(64)]
    with writing(sqlite):
        for thread in threads:
            thread.start()
        with reading(sqlite) as connection:
            assert connection.scalar(text("SELECT count(*) FROM came")) == 0
    for thread in threads:
        thread.join()

    with reading(sqlite) as connection:
        assert set(connection.scalars(text("SELECT who FROM came"))) == set(range(64))


def test_a_turn_that_does_not_come_is_said_to_be_a_locked_database(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    found: list[BaseException] = []

    def write() -> None:
        try:
            with writing(sqlite):
                pass
        except OperationalError as error:
            found.append(error)

    with writing(sqlite):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    with writing(sqlite):
        pass

    assert [str(error.orig) for error in found
            if isinstance(error, OperationalError)] == ["database is locked"]


def test_writers_pass_one_connection_on(sqlite: Engine) -> None:
    fetched: list[object] = []
    event.listen(sqlite, "checkout", lambda driver, record, proxy: fetched.append(driver))

    threads = [threading.Thread(target=_write, args=(sqlite, who)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert fetched == []  # the fixture has written already
    assert _came(sqlite) == list(range(8))


def test_after_a_failed_act_the_connection_goes_back_to_the_pool(sqlite: Engine) -> None:
    """Nothing of it is left, and the next act has one looked after."""
    with pytest.raises(OperationalError, match="nowhere"), writing(sqlite) as connection:
        _write_and_fail(connection)
    assert _held(sqlite) == 0

    _write(sqlite, 2)

    assert (_held(sqlite), _came(sqlite)) == (1, [2])


def test_an_act_that_fails_at_its_commit_leaves_nothing_open(sqlite: Engine) -> None:
    with writing(sqlite) as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text(
            "CREATE TABLE owed (of INTEGER REFERENCES parent (id) "
            "DEFERRABLE INITIALLY DEFERRED)"))

    with pytest.raises(DBAPIError, match="FOREIGN KEY"), writing(sqlite) as connection:
        connection.execute(text("INSERT INTO owed VALUES (7)"))
    _write(sqlite, 3)

    assert _came(sqlite) == [3]
    with reading(sqlite) as connection:
        assert connection.scalar(text("SELECT count(*) FROM owed")) == 0


def test_an_engine_that_is_disposed_of_leaves_no_connection_open(tmp_path: Path) -> None:
    """Not that of the writers either, also where one of them is at work."""
    engine, open_now = connect(f"sqlite:///{tmp_path / 'open.sqlite'}"), list[object]()
    event.listen(engine, "connect", lambda driver, record: open_now.append(driver))
    event.listen(engine, "close", lambda driver, record: open_now.remove(driver))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE came (who INTEGER)"))
    assert len(open_now) == 1

    engine.dispose()
    assert open_now == []

    with writing(engine) as connection:
        connection.execute(text("INSERT INTO came VALUES (1)"))
        engine.dispose()
    assert open_now == []
    assert _came(engine) == [1]
    engine.dispose()


def test_a_database_in_memory_is_written_by_its_own_connection() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    prepare(engine)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE came (who INTEGER)"))

    _write(engine, 1)

    assert _came(engine) == [1]
    engine.dispose()


def _write(engine: Engine, who: int) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO came VALUES (:who)"), {"who": who})


def _write_and_fail(connection: Connection) -> None:
    connection.execute(text("INSERT INTO came VALUES (1)"))
    connection.execute(text("INSERT INTO came SELECT 1 FROM nowhere"))


def _came(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return sorted(connection.scalars(text("SELECT who FROM came")))


def _held(engine: Engine) -> int:
    """The connections of its pool that are with somebody."""
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout()


def test_who_gives_up_waiting_leaves_the_line_whole() -> None:
    turns = Turns()
    turns.enter(1)
    with pytest.raises(TimeoutError):
        turns.enter(0.01)
    turns.leave()

    turns.enter(0.01)


class GivenUp(Exception):
    """What the driver of PostgreSQL raises, by its code."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("sqlstate", "times"), [
    ("40001", 3), ("40P01", 3)], ids=["serialisation failure", "deadlock"])
def test_an_act_the_database_gave_up_is_done_once_more(sqlstate: str, times: int) -> None:
    tries: list[int] = []

    def act() -> str:
        tries.append(1)
        if len(tries) < times:
            raise DBAPIError("COMMIT", {}, GivenUp(sqlstate))
        return "done"

    assert (again(act), len(tries)) == ("done", times)


@pytest.mark.parametrize(("sqlstate", "times"), [
    ("40001", 5), ("23505", 1)], ids=["for ever", "another fault"])
def test_what_does_not_pass_is_raised(sqlstate: str, times: int) -> None:
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        raise DBAPIError("COMMIT", {}, GivenUp(sqlstate))

    with pytest.raises(DBAPIError):
        again(act)
    assert len(tries) == times
