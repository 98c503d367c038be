"""PostgreSQL stopped hard under load, again and again: nothing acknowledged is lost.

The desk goes on by itself when the database is back; a command that got no answer is sent again and
is done once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import migrations
from letters.render import Press
from tests.bureau import Bureau, found
from tests.postgresql import Cluster, running
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import connect, reading
from workflow.record.evidence import FileStore
from workflow.record.models import TrailEntry
from workflow.record.personal import KeyRing

WRITERS, STOPS = 4, 5
#: How many acts are acknowledged between two stops, at least.
BETWEEN = 30


@pytest.fixture
def cluster_of_its_own() -> Iterator[Cluster]:
    """A cluster that answers when an act is written, as one in service does."""
    with running(written=True) as cluster:
        cluster.say("CREATE DATABASE stopped")
        yield cluster


@pytest.fixture
def bureau(cluster_of_its_own: Cluster, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """A founded bureau with a request for each writer."""
    engine = connect(cluster_of_its_own.url("stopped"))
    migrations.upgrade(engine)
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, lambda: press), store, keys)
    found(bureau)
    bureau.at("2026-06-01 09:00")
    for _ in range(WRITERS):
        bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
    yield bureau
    engine.dispose()


@dataclass
class Load:
    """Officers who write notes, each on a request of its own, until they are told to stop."""

    bureau: Bureau
    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def write(self, no: str) -> None:
        """Note after note; one without an answer is sent again as it was."""
        clerk, seq = self.bureau.who("clerk"), 1
        try:
            while not self.over.is_set():
                command = f"{no} {seq}"
                note = partial(
                    self.bureau.desk.perform, no, "note", clerk, self.bureau.now,
                    {"text": command}, seen_seq=seq, command_id=command)
                if self._answered(note):
                    self.acknowledged.append(command)
                    seq += 1
                else:
                    self.unanswered.append(command)
                    time.sleep(0.02)
        except BaseException as error:  # handed to the test
            self.broken.append(error)

    @staticmethod
    def _answered(act: Callable[[], object]) -> bool:
        try:
            act()
        except DBAPIError:
            return False
        return True

    def wait_for(self, more: int) -> None:
        """Wait until so many more are acknowledged."""
        wanted, until = len(self.acknowledged) + more, time.monotonic() + 60
        while len(self.acknowledged) < wanted:
            assert not self.broken, self.broken
            assert time.monotonic() < until, "the desk does not go on"
            time.sleep(0.01)


def test_nothing_acknowledged_is_lost_when_postgresql_is_stopped_hard(
    bureau: Bureau, cluster_of_its_own: Cluster
) -> None:
    """Three immediate stops and two kills of the first process, four officers writing."""
    load = Load(bureau)
    writers = [threading.Thread(target=load.write, args=(f"BJZR-2026-{n:04d}",))
               for n in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    try:
        for stop in range(STOPS):
            load.wait_for(BETWEEN)
            cluster_of_its_own.kill() if stop % 2 else cluster_of_its_own.stop_hard()
            cluster_of_its_own.start(tries=100)
        load.wait_for(BETWEEN)
    finally:
        load.over.set()
        for writer in writers:
            writer.join()

    with reading(bureau.engine) as connection:
        there = list(connection.scalars(
            select(TrailEntry.command_id).where(TrailEntry.step == "note")))
    assert not load.broken
    assert len(load.unanswered) >= STOPS
    assert set(load.acknowledged) <= set(there)
    assert len(there) == len(set(there))
    assert set(there) - set(load.acknowledged) <= set(load.unanswered)
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []
