"""Connections of a process to PostgreSQL: so many and no more, each alive when it is used."""

import os
import socket
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import TimeoutError as NoneFree

from tests.postgresql import Cluster
from web.config import Config
from workflow.record.database import Pool, connect


def test_a_process_opens_no_more_than_it_may(cluster: Cluster) -> None:
    engine = connect(cluster.url("postgres"), Pool(size=1, overflow=1, patience=0))
    with engine.connect(), engine.connect(), pytest.raises(NoneFree):
        engine.connect()
    engine.dispose()


def test_a_connection_cut_by_the_server_harms_nobody(cluster: Cluster) -> None:
    engine = connect(cluster.url("postgres"), Pool(size=1, overflow=0))
    before = _backend(engine)
    cluster.say(f"SELECT pg_terminate_backend({before}, 10000)")

    assert _backend(engine) != before
    engine.dispose()


def test_a_connection_that_is_told_something_meanwhile_is_kept(cluster: Cluster) -> None:
    """The server may speak without being asked; only one that answers no more is given up."""
    engine = connect(cluster.url("postgres"), Pool(size=1, overflow=0))
    with engine.begin() as connection:
        connection.execute(text("LISTEN something"))
    before = _backend(engine)
    cluster.say("NOTIFY something")

    assert _backend(engine) == before
    engine.dispose()


def test_a_connection_that_died_without_a_word_is_noticed_once_it_lay_idle(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a failure of power: only what is said is answered by the end of the connection."""
    engine = connect(cluster.url("postgres"), Pool(size=1, overflow=0))
    before, (ours, theirs) = _backend(engine), socket.socketpair()

    def end_unread() -> None:
        theirs.recv(1, socket.MSG_PEEK)
        theirs.close()

    nobody = Thread(target=end_unread)
    nobody.start()
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        os.dup2(ours.fileno(), driver.fileno())
    ours.close()
    monkeypatch.setattr("workflow.record.database._FRESH", 0)

    assert _backend(engine) != before
    nobody.join()
    engine.dispose()


def test_the_server_compiles_no_plan(cluster: Cluster) -> None:
    """Whatever the server is set to: a search takes six times as long where it does."""
    cluster.say("ALTER ROLE yishen SET jit = on")
    engine = connect(cluster.url("postgres"))
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW jit")) == "off"
    engine.dispose()


def _backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def test_the_environment_says_how_many() -> None:
    said = [Config.from_environ({"YISHEN_POOL": text}).pool for text in ("", "8+4", "3")]

    assert [(one.size, one.overflow) for one in said] == [(8, 8), (8, 4), (3, 0)]


@pytest.mark.parametrize("text", ["many", "0+5", "5+", "5+-1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Config.from_environ({"YISHEN_POOL": text})
