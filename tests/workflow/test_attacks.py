"""The attack matrix: somebody with the password of the database, and what finds it.

Every attack is tried twice: with what lies in the database alone, and with the notes the witness
keeps. What only the witness can find is named so.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.notarised import Notarised, signed_and_seen
from tests.workflow.test_verify import FIRST, OF_A_REQUEST, SECOND, attack, changed
from workflow.record import checkpoints, models
from workflow.record.database import reading
from workflow.record.logs import Log
from workflow.record.notary import Notary
from workflow.record.sequencer import sequence
from workflow.record.trail import ORIGIN, hash_of


@pytest.fixture
def seen(filled: Bureau, tmp_path: Path) -> Notarised:
    """Two requests, a third between two checkpoints, all of it seen by the witness."""
    first = signed_and_seen(filled, tmp_path)
    to.registered(filled)
    return signed_and_seen(first.bureau, tmp_path)


def rechain(bureau: Bureau, no: str, *, with_leaves: bool) -> None:
    """Write the whole chain of a request anew, one word changed."""
    with reading(bureau.engine) as connection:
        bodies = list(connection.scalars(
            text("SELECT body FROM trail_entry WHERE request = :no ORDER BY seq"), {"no": no}))
    prev = ORIGIN
    for seq, body in enumerate(bodies, 1):
        values = json.loads(body) | {"prev": prev}
        values["article"] += " "
        forged = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        prev = hash_of(forged)
        attack(bureau, "UPDATE trail_entry SET body = :body, hash = :hash "
                       "WHERE request = :no AND seq = :seq", no=no, seq=seq, body=forged, hash=prev)
        if with_leaves:
            attack(bureau, "UPDATE log_leaf SET hash = :hash WHERE request = :no AND seq = :seq",
                   no=no, seq=seq, hash=prev)
    attack(bureau, "UPDATE request SET head = :head WHERE no = :no", no=no, head=prev)


def remove(bureau: Bureau, no: str) -> None:
    """Take a request out of every table, its number too, and close the gap in the log."""
    attack(bureau, "DELETE FROM search_index WHERE rowid ="
           " (SELECT id FROM request WHERE no = :no)", *(f"DELETE FROM {table} WHERE {column} = :no"
                     for table, column in OF_A_REQUEST.items()),
           "DELETE FROM log_leaf WHERE request = :no", "DELETE FROM checkpoint",
           "DELETE FROM log_tile", no=no)
    with reading(bureau.engine) as connection:
        places = list(connection.scalars(text("SELECT idx FROM log_leaf ORDER BY idx")))
    for new, old in enumerate(places):
        attack(bureau, "UPDATE log_leaf SET idx = :new WHERE idx = :old", new=new, old=old)


def last_request(bureau: Bureau) -> str:
    with reading(bureau.engine) as connection:
        return str(connection.scalar(text("SELECT MAX(no) FROM request")))


def forget_numbers(bureau: Bureau, no: str) -> None:
    attack(bureau, "DELETE FROM document_number WHERE request = :no",
           "DELETE FROM document_number WHERE series = 'request' AND serial = :serial",
           no=no, serial=int(no.rsplit("-", 1)[-1]))


def test_nothing_happened_and_nothing_is_found(seen: Notarised) -> None:
    assert seen.findings(witness=False) == []
    assert seen.findings() == []


@dataclass(frozen=True)
class Attack:
    """One attack by statements: what finds it from inside, and with the witness."""

    statements: tuple[str, ...]
    inside: str
    outside: str = ""


STATEMENTS = {
    "edit a body": Attack(
        ("UPDATE trail_entry SET body = REPLACE(body, 'clerk', 'clark') WHERE request = :no "
         "AND seq = 2",), "E1"),
    "delete one entry": Attack(
        ("DELETE FROM trail_entry WHERE request = :no AND seq = 3",), "L1"),
    "delete one entry and its leaf": Attack(
        ("DELETE FROM trail_entry WHERE request = :no AND seq = 3",
         "DELETE FROM log_leaf WHERE request = :no AND seq = 3"), "L2", "L4"),
    "swap two entries": Attack(
        ("UPDATE trail_entry SET seq = 99 WHERE request = :no AND seq = 3",
         "UPDATE trail_entry SET seq = 3 WHERE request = :no AND seq = 4",
         "UPDATE trail_entry SET seq = 4 WHERE request = :no AND seq = 99"), "E1", "L1"),
    "swap two leaves": Attack(
        ("UPDATE log_leaf SET idx = 700 WHERE idx = 1",
         "UPDATE log_leaf SET idx = 1 WHERE idx = 2",
         "UPDATE log_leaf SET idx = 2 WHERE idx = 700"), "L5", "L5"),
    "a leaf that stands for nothing": Attack(
        ("INSERT INTO log_leaf SELECT MAX(idx) + 1, 'X-1', 1, 'ff' FROM log_leaf",), "L1"),
    "a hash that is none": Attack(
        ("UPDATE log_leaf SET hash = 'nonsense' WHERE idx = 3",), "L5", "L5"),
    "another tile": Attack(("INSERT INTO log_tile VALUES (0, 'ff')",), "L1"),
    "an unreadable note": Attack(("UPDATE checkpoint SET note = 'x' WHERE log = 'legal'",), "L3"),
    "a note of another size": Attack(
        ("UPDATE checkpoint SET size = size + 700 WHERE log = 'legal'",), "L3"),
    "the security log cut short": Attack(
        ("DELETE FROM security_entry WHERE seq = (SELECT MAX(seq) FROM security_entry)",),
        "L4", "L4"),
    "an entry taken out of the queue": Attack(
        ("DELETE FROM log_leaf WHERE idx = (SELECT MAX(idx) FROM log_leaf)",), "L1", "L4"),
}


@pytest.mark.parametrize("attempt", STATEMENTS.values(), ids=STATEMENTS)
def test_an_attack_by_statements_is_named(seen: Notarised, attempt: Attack) -> None:
    attack(seen.bureau, *attempt.statements, no=FIRST)

    assert attempt.inside in seen.codes(witness=False)
    assert {attempt.inside, attempt.outside or attempt.inside} <= seen.codes()


def test_a_chain_written_anew_does_not_fit_its_leaves(seen: Notarised) -> None:
    rechain(seen.bureau, SECOND, with_leaves=False)

    assert "L1" in seen.codes(witness=False)


def test_a_chain_written_anew_with_its_leaves_does_not_fit_the_signed_root(
    seen: Notarised,
) -> None:
    rechain(seen.bureau, SECOND, with_leaves=True)

    assert "L5" in seen.codes(witness=False)


def test_a_chain_written_anew_with_leaves_and_without_checkpoints_is_caught_by_the_witness(
    seen: Notarised,
) -> None:
    rechain(seen.bureau, SECOND, with_leaves=True)
    attack(seen.bureau, "DELETE FROM checkpoint")

    assert "L5" in seen.codes()


def test_a_request_deleted_everywhere_is_caught_by_the_witness_alone(seen: Notarised) -> None:
    """The last number of its year leaves no gap: inside the database nothing tells of it."""
    no = last_request(seen.bureau)
    remove(seen.bureau, no)
    forget_numbers(seen.bureau, no)

    assert seen.codes(witness=False) == set()
    assert seen.codes() >= {"L4"}


def test_a_request_deleted_from_the_middle_leaves_its_number(seen: Notarised) -> None:
    remove(seen.bureau, FIRST)

    assert "E7" in seen.codes(witness=False)
    assert "L4" in seen.codes()


def test_the_tail_cut_off_with_its_checkpoints_is_caught_by_the_witness(seen: Notarised) -> None:
    no = last_request(seen.bureau)
    remove(seen.bureau, no)
    forget_numbers(seen.bureau, no)
    sequence(seen.bureau.engine)

    assert "L4" in seen.codes()


def test_all_rewritten_and_signed_by_another_key_is_found(seen: Notarised, tmp_path: Path) -> None:
    """The notary's public key is known: another one's signature is none."""
    rechain(seen.bureau, SECOND, with_leaves=True)
    attack(seen.bureau, "DELETE FROM checkpoint")
    (tmp_path / "thief").mkdir()
    thief = Notary(tmp_path / "thief")
    (tmp_path / "thief" / "origin").write_text((seen.folder / "notary" / "origin").read_text())
    checkpoints.checkpoint_now(seen.bureau.engine, thief, seen.bureau.now)

    assert "L3" in seen.codes(witness=False)
    assert {"L3", "L5"} <= seen.codes()


def test_all_rewritten_and_signed_with_the_stolen_key_is_caught_by_the_witness(
    seen: Notarised, tmp_path: Path
) -> None:
    rechain(seen.bureau, SECOND, with_leaves=True)
    attack(seen.bureau, "DELETE FROM checkpoint")
    Notary(tmp_path / "stolen").origin(Log.LEGAL)
    for name in ("origin", "signing.pem"):
        (tmp_path / "stolen" / name).write_bytes((seen.folder / "notary" / name).read_bytes())
    checkpoints.checkpoint_now(seen.bureau.engine, Notary(tmp_path / "stolen"), seen.bureau.now)

    assert seen.codes(witness=False) == set()
    assert seen.codes() == {"L5"}


def test_the_newest_act_cut_off_before_its_checkpoint_is_found_by_the_lists_alone(
    seen: Notarised,
) -> None:
    """The residual of the design: without the receipt code nobody outside knows of it."""
    no = last_request(seen.bureau)
    seen.bureau.act(no, "clerk", "note", text="已电话核对")
    attack(seen.bureau, "DELETE FROM trail_entry WHERE request = :no AND seq = "
                        "(SELECT MAX(seq) FROM trail_entry WHERE request = :no)", no=no)

    assert {"E4", "L1"} <= seen.codes()


#: Columns of the log whose change proves nothing, each with its reason.
NOT_EVIDENTIAL = {
    ("log_pending", "id"): "the order of the queue; any order gives every entry one place",
    ("checkpoint", "at"): "when the copy was kept; the note itself carries no time",
}
LOG_TABLES = ("log_leaf", "log_pending", "checkpoint")


@pytest.mark.parametrize(("table", "column"), [
    (name, column.name) for name in LOG_TABLES
    for column in models.Base.metadata.tables[name].columns])
def test_every_column_of_the_log_is_found_when_changed(
    seen: Notarised, table: str, column: str
) -> None:
    """One row of each table, each column in turn."""
    seen.bureau.act(last_request(seen.bureau), "clerk", "note", text="等待编号")
    kind = models.Base.metadata.tables[table].columns[column].type
    with reading(seen.bureau.engine) as connection:
        old = connection.scalar(text(f"SELECT MIN({column}) FROM {table}"))
    attack(seen.bureau, f"UPDATE {table} SET {column} = :new WHERE {column} = :old",
           old=old, new="2020-02-02 00:00:00" if column == "at" else changed(kind, old))

    found = {str(one) for one in seen.findings()}
    assert bool(found) != ((table, column) in NOT_EVIDENTIAL), found
