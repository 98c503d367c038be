"""Two thousand random changes to a log of two hundred requests: every one of them is found.

Each is made and taken back in one transaction. Looked at are the request it touches, the log with
the notes of the witness, and what lies in no request; whatever these find, a whole verification
finds as well.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.bureau import Bureau
from tests.workflow.notarised import Notarised, signed_and_seen
from workflow.archive import logbook
from workflow.archive.replay import verify_on
from workflow.record import guards
from workflow.record.database import writing

pytestmark = pytest.mark.slow
REQUESTS, MUTATIONS = 200, 2000
_TRAIL = ("command_id", "at", "officer", "step", "body", "hash")
#: An entry of the log: request and seq.
Place = tuple[str, int]


@pytest.fixture
def long_log(small_bureau: Bureau, tmp_path: Path) -> Notarised:
    """Two hundred requests taken in, each with a remark, signed and seen; the guards are gone."""
    small_bureau.at("2026-06-01 09:00")
    for _ in range(REQUESTS):
        no = small_bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
        small_bureau.act(no, "clerk", "note", text="已电话核对")
    found = signed_and_seen(small_bureau, tmp_path)
    with writing(small_bureau.engine) as connection:
        for statement in guards.drops("sqlite"):
            connection.execute(text(statement))
    return found


def edit(connection: Connection, place: Place, chance: random.Random) -> None:
    """One letter of one column of one entry."""
    column = chance.choice(_TRAIL)
    old = str(connection.scalar(text(
        f"SELECT {column} FROM trail_entry WHERE request = :r AND seq = :s"), _of(place)))
    at = chance.randrange(len(old))
    new = old[:at] + chance.choice([c for c in "QZ{" if c != old[at]]) + old[at + 1:]
    connection.execute(text(f"UPDATE trail_entry SET {column} = :new "
                            "WHERE request = :r AND seq = :s"), {**_of(place), "new": new})


def edit_leaf(connection: Connection, place: Place, chance: random.Random) -> None:
    """One digit of one leaf."""
    connection.execute(text("UPDATE log_leaf SET hash = 'g' || SUBSTR(hash, 2) "
                            "WHERE request = :r AND seq = :s"), _of(place))


def delete(connection: Connection, place: Place, chance: random.Random) -> None:
    """One entry, with its leaf or without."""
    tables = chance.choice([("trail_entry",), ("trail_entry", "log_leaf"), ("log_leaf",)])
    for table in tables:
        connection.execute(text(f"DELETE FROM {table} WHERE request = :r AND seq = :s"), _of(place))


def swap(connection: Connection, place: Place, chance: random.Random) -> None:
    """Two entries of a request change places, or two leaves of the log."""
    if chance.random() < 0.5:
        for new, old in ((99, 1), (1, 2), (2, 99)):
            connection.execute(text("UPDATE trail_entry SET seq = :new WHERE request = :r "
                                    "AND seq = :old"), {"r": place[0], "new": new, "old": old})
        return
    first = chance.randrange(2 * REQUESTS - 1)
    for new, old in ((9999, first), (first, first + 1), (first + 1, 9999)):
        connection.execute(text("UPDATE log_leaf SET idx = :new WHERE idx = :old"),
                           {"new": new, "old": old})


def insert(connection: Connection, place: Place, chance: random.Random) -> None:
    """A forged entry at the end of a request, with a leaf or without."""
    connection.execute(text(
        "INSERT INTO trail_entry SELECT request, 3, command_id || 'x', at, officer, step, body, "
        ":hash FROM trail_entry WHERE request = :r AND seq = 2"), {**_of(place), "hash": "f" * 64})
    if chance.random() < 0.5:
        connection.execute(text("INSERT INTO log_leaf SELECT MAX(idx) + 1, :r, 3, :hash "
                                "FROM log_leaf"), {**_of(place), "hash": "f" * 64})


def truncate(connection: Connection, place: Place, chance: random.Random) -> None:
    """The tail of the log, with the entries it stands for."""
    first = chance.randrange(1, 2 * REQUESTS)
    connection.execute(text(
        "DELETE FROM trail_entry WHERE EXISTS (SELECT 1 FROM log_leaf WHERE idx >= :first AND "
        "log_leaf.request = trail_entry.request AND log_leaf.seq = trail_entry.seq)"),
        {"first": first})
    connection.execute(text("DELETE FROM log_leaf WHERE idx >= :first"), {"first": first})


KINDS: Sequence[Callable[[Connection, Place, random.Random], None]] = (
    edit, edit_leaf, delete, swap, insert, truncate)


def _of(place: Place) -> dict[str, object]:
    return {"r": place[0], "s": place[1]}


@pytest.mark.timeout(600)
def test_every_random_change_is_found(long_log: Notarised) -> None:
    one, evidence, chance = long_log.bureau, long_log.evidence(), random.Random(711)
    missed = []
    for number in range(MUTATIONS):
        kind = KINDS[number % len(KINDS)]
        place = (f"BJZR-2026-{chance.randint(1, REQUESTS):04d}", chance.randint(1, 2))
        with one.engine.connect() as connection:
            kind(connection, place, chance)
            found = [
                *logbook.of_all(connection, evidence),
                *verify_on(connection, one.keys, one.store, place[0])]
            connection.rollback()
        if not found:
            missed.append((number, kind.__name__, place))

    assert missed == []
    assert long_log.findings() == []
