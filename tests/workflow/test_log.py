"""The log of all entries: every entry gets one place, none is left out, proofs are short."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.test_verify import attack
from workflow.archive import logbook
from workflow.archive.tree import tree_of
from workflow.record import logs, merkle, models
from workflow.record.database import reading, writing
from workflow.record.logs import Log
from workflow.record.sequencer import TILE, sequence


def entries(bureau: Bureau) -> int:
    with reading(bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(models.TrailEntry)) or 0


def places(bureau: Bureau) -> list[tuple[int, str, int]]:
    with reading(bureau.engine) as connection:
        rows = connection.execute(select(
            models.LogLeaf.idx, models.LogLeaf.request, models.LogLeaf.seq,
        ).order_by(models.LogLeaf.idx))
        return [(row.idx, row.request, row.seq) for row in rows]


def test_every_entry_waits_for_its_place_and_gets_one(filled: Bureau) -> None:
    assert places(filled) == []

    assert sequence(filled.engine) == entries(filled)
    found = places(filled)
    assert [idx for idx, _, _ in found] == list(range(len(found)))
    for no in {request for _, request, _ in found}:
        of_one = [seq for _, request, seq in found if request == no]
        assert of_one == list(range(1, len(of_one) + 1))
    assert sequence(filled.engine) == 0


def test_an_act_that_is_rolled_back_leaves_nothing_in_the_queue(small_bureau: Bureau) -> None:
    no = to.received(small_bureau)
    small_bureau.refused(no, "handler", "register")

    assert sequence(small_bureau.engine) == 1


def test_what_comes_later_goes_on_behind(filled: Bureau) -> None:
    first = sequence(filled.engine)
    filled.at("2026-06-10 09:00")
    to.received(filled)

    assert sequence(filled.engine) == 1
    assert places(filled)[-1][0] == first


def test_two_sequencers_at_once_give_no_place_twice(bureau: Bureau) -> None:
    """Acts go on meanwhile; in the end every entry has its place."""
    bureau.at("2026-06-01 09:00")
    stop = threading.Event()

    def at_work() -> None:
        while not stop.is_set():
            sequence(bureau.engine)

    threads = [threading.Thread(target=at_work) for _ in range(2)]
    for each in threads:
        each.start()
    for _ in range(12):
        no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
        bureau.act(no, "clerk", "note", text="已核对")
    stop.set()
    for each in threads:
        each.join()
    sequence(bureau.engine)

    assert [idx for idx, _, _ in places(bureau)] == list(range(24))


@pytest.mark.parametrize("statement", [
    "UPDATE log_leaf SET hash = 'x'", "DELETE FROM log_leaf", "DELETE FROM checkpoint",
    "UPDATE log_tile SET root = 'x'",
])
def test_the_database_keeps_the_log_as_it_is(bureau: Bureau, statement: str) -> None:
    _write_tile(bureau)
    with pytest.raises(DBAPIError, match="append-only"), writing(bureau.engine) as connection:
        connection.execute(text(statement))


def test_sqlite_refuses_a_gap_in_the_log(small_bureau: Bureau) -> None:
    """PostgreSQL keeps no order of numbers; there verification finds the gap."""
    _write_tile(small_bureau)
    with pytest.raises(DBAPIError, match="gap"), writing(small_bureau.engine) as connection:
        connection.execute(text("INSERT INTO log_leaf VALUES (7000, 'X', 1, 'x')"))


def _write_tile(bureau: Bureau) -> None:
    with writing(bureau.engine) as connection:
        connection.execute(text("INSERT INTO log_leaf VALUES (0, 'A-1', 1, 'ab')"))
        connection.execute(text("INSERT INTO log_tile VALUES (0, 'ab')"))
        connection.execute(text(
            "INSERT INTO checkpoint VALUES ('legal', 1, '2026-06-01 01:00:00', 'note')"))


def many(bureau: Bureau, count: int) -> list[bytes]:
    """Fill the trail with entries of an invented request, as fast as the database takes them."""
    hashes = [merkle.node(b"%d" % seq, b"") for seq in range(count)]
    with writing(bureau.engine) as connection:
        connection.execute(insert(models.TrailEntry), [
            {"request": "X-2026-0001", "seq": seq, "command_id": f"c-{seq}", "at": "", "step": "",
             "officer": "", "body": "{}", "hash": digest.hex()}
            for seq, digest in enumerate(hashes, 1)])
        connection.execute(insert(models.LogPending), [
            {"request": "X-2026-0001", "seq": seq} for seq in range(1, count + 1)])
    return hashes


def test_a_proof_reads_tiles_and_is_that_of_all_leaves(bureau: Bureau) -> None:
    leaves = many(bureau, 5 * TILE + 77)
    assert sequence(bureau.engine) == len(leaves)

    with reading(bureau.engine) as connection:
        subtree = logs.subtree_of(connection, Log.LEGAL)
        for size in (1, TILE - 1, TILE, TILE + 1, 3 * TILE, len(leaves)):
            assert subtree(0, size) == merkle.root(leaves[:size])
        for index in (0, 255, 256, 700, len(leaves) - 1):
            found = logs.inclusion_of(connection, "X-2026-0001", index + 1, len(leaves))
            assert found is not None
            assert merkle.includes(
                leaves[index], found.index, found.size, found.path, merkle.root(leaves))
        for older in (1, 256, 300, 1280):
            proof = merkle.consistency(subtree, len(leaves), older)
            assert merkle.extends(older, merkle.root(leaves[:older]), len(leaves),
                                  merkle.root(leaves), proof)


def test_an_entry_beyond_the_size_has_no_proof(filled: Bureau) -> None:
    sequence(filled.engine)
    filled.now += timedelta(days=1)
    with reading(filled.engine) as connection:
        assert logs.inclusion_of(connection, "BJZR-2026-0001", 1, 0) is None
        assert logs.inclusion_of(connection, "BJZR-2026-0001", 99, 5) is None


@pytest.mark.parametrize("change", ["SET root = 'ff' || SUBSTR(root, 3)", "SET idx = idx + 700"])
def test_every_column_of_a_tile_is_found_when_changed(bureau: Bureau, change: str) -> None:
    many(bureau, TILE + 3)
    sequence(bureau.engine)
    with reading(bureau.engine) as connection:
        assert list(logbook.tiles(connection, tree_of(connection, Log.LEGAL, ()))) == []

    attack(bureau, f"UPDATE log_tile {change}")
    with reading(bureau.engine) as connection:
        assert [one.code for one in logbook.tiles(
            connection, tree_of(connection, Log.LEGAL, ()))] == ["L1-日志叶"]
