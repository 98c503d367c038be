"""Verification (台账核验): what is changed behind the desk's back is named, and nothing else."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, text
from sqlalchemy.types import Boolean, Date, Enum, Integer, LargeBinary, String

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow import stages_remedies
from workflow import office
from workflow.archive import replay
from workflow.record import guards, models
from workflow.record.database import reading, writing
from workflow.record.trail import ORIGIN, hash_of

FIRST, SECOND = "BJZR-2026-0001", "BJZR-2026-0002"


def attack(bureau: Bureau, *statements: str, **values: Any) -> None:
    """Say SQL as somebody with the password of the database: guards and keys switched off first."""
    with bureau.engine.connect() as connection:
        small = bureau.engine.dialect.name == "sqlite"
        if small:
            connection.exec_driver_sql("COMMIT")  # the pragma has no effect inside a transaction
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in guards.drops(bureau.engine.dialect.name) if small else ():
            connection.execute(text(statement))
        for statement in statements:
            connection.execute(text(statement), values)
        connection.commit()
        connection.exec_driver_sql(
            "PRAGMA foreign_keys = ON" if small else "SET session_replication_role = origin")
        connection.commit()


def named(bureau: Bureau) -> set[tuple[str, int]]:
    """Every request and entry that a finding names."""
    return {(one.request, one.seq) for one in bureau.findings()}


def codes(bureau: Bureau) -> set[str]:
    """The codes of all findings."""
    return {one.code.split("-")[0] for one in bureau.findings()}


def test_where_nothing_happened_nothing_is_found(filled: Bureau) -> None:
    assert filled.findings() == []
    assert replay.rebuild(filled.engine, filled.keys) == 0


def test_every_stage_of_the_procedure_verifies(stages: to.Stages) -> None:
    assert stages.bureau.findings() == []


def test_a_later_change_of_settings_is_no_finding(filled: Bureau) -> None:
    with writing(filled.engine) as connection:
        office.change_setting(
            connection, filled.now, office.CONSOLE, filled.who("clerk").agency_id,
            "clock.answer_day_counts", "off",
            effective_from=filled.now.date() + timedelta(days=1), reason="改口径")

    assert filled.findings() == []


def changed(kind: Any, value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(kind, Enum):
        return next(key for key in kind.enums if key != value)
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Date):
        return "2020-02-02"
    if isinstance(kind, LargeBinary):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(kind, Integer):
        return (value or 0) + 700
    assert isinstance(kind, String)
    return f"{value[:-1]}{'x' if value[-1] != 'x' else 'y'}" if value else "x"


@pytest.mark.parametrize("column", [c.name for c in models.TrailEntry.__table__.columns])
def test_editing_one_column_of_any_entry_names_request_and_entry(
    filled: Bureau, column: str
) -> None:
    """Each row in turn is changed, looked at, and put back."""
    kind = models.TrailEntry.__table__.columns[column].type
    with reading(filled.engine) as connection:
        rows = connection.execute(text(f"SELECT request, seq, {column} AS old FROM trail_entry"))
        entries = [tuple(row) for row in rows]
    for request, seq, old in entries:
        new = changed(kind, old) if column != "hash" else hash_of(old)
        keys = {"request": request, "seq": seq, "old": old, "new": new}
        now = {**keys, column: new}
        attack(filled, f"UPDATE trail_entry SET {column} = :new "
                       "WHERE request = :request AND seq = :seq", **keys)
        assert named(filled) & {(request, seq), (now["request"], now["seq"])}
        attack(filled, f"UPDATE trail_entry SET {column} = :old "
                       "WHERE request = :request AND seq = :seq", **{**now, "old": old})

    assert filled.findings() == []


def test_a_new_body_with_its_hash_breaks_the_link_of_the_next(filled: Bureau) -> None:
    body, _ = _entry(filled, 3)
    forged = body.replace("handler", "colleague")
    attack(filled, "UPDATE trail_entry SET body = :body, hash = :hash "
                   "WHERE request = :no AND seq = 3", no=FIRST, body=forged, hash=hash_of(forged))

    assert (FIRST, 4) in named(filled)


def test_a_whole_chain_forged_anew_contradicts_the_lists(filled: Bureau) -> None:
    prev = ORIGIN
    for seq in range(1, 5):
        values = json.loads(_entry(filled, seq, SECOND)[0])
        values["prev"] = prev
        values["facts"].pop("late_reason", None)
        values["article"] += " "
        body = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        prev = hash_of(body)
        attack(filled, "UPDATE trail_entry SET body = :body, hash = :hash "
                       "WHERE request = :no AND seq = :seq",
               no=SECOND, seq=seq, body=body, hash=prev)

    assert SECOND in {one.request for one in filled.findings()}


def _entry(bureau: Bureau, seq: int, no: str = FIRST) -> tuple[str, str]:
    with reading(bureau.engine) as connection:
        row = connection.execute(
            text("SELECT body, hash FROM trail_entry WHERE request = :no AND seq = :seq"),
            {"no": no, "seq": seq}).one()
        return row.body, row.hash


def test_a_deleted_entry_is_missed(filled: Bureau) -> None:
    attack(filled, "DELETE FROM trail_entry WHERE request = :no AND seq = 3", no=FIRST)

    assert (FIRST, 4) in named(filled)


def test_a_deleted_last_entry_is_missed(filled: Bureau) -> None:
    attack(filled, "DELETE FROM trail_entry WHERE request = :no AND seq = "
                   "(SELECT MAX(seq) FROM trail_entry WHERE request = :no)", no=FIRST)

    assert "E4" in codes(filled)


def test_two_entries_that_changed_places_are_found(filled: Bureau) -> None:
    move = "UPDATE trail_entry SET seq = {} WHERE request = :no AND seq = {}"
    attack(filled, move.format(99, 3), move.format(3, 4), move.format(4, 99), no=FIRST)

    assert {(FIRST, 3), (FIRST, 4)} <= named(filled)


def test_a_deleted_trail_is_missed(filled: Bureau) -> None:
    attack(filled, "DELETE FROM trail_entry WHERE request = :no", no=FIRST)

    assert "E7" in codes(filled)
    assert {one.request for one in filled.findings()} == {FIRST}
    assert {one.request for one in filled.findings(FIRST)} == {FIRST}


OF_A_REQUEST = {
    "trail_entry": "request", "personal_field": "request", "stored_file": "request",
    "request_key": "request", "request_item": "request_no", "document": "request_no",
    "approval": "request_no", "person_mark": "request_no", "remedy_case": "request_no",
    "publication": "request_no", "request_search": "request_no", "request": "no",
}


def test_a_request_deleted_everywhere_leaves_its_number_behind(filled: Bureau) -> None:
    attack(filled, *(f"DELETE FROM {table} WHERE {column} = :no"
                     for table, column in OF_A_REQUEST.items()), no=FIRST)
    assert ("E7-缺失", FIRST) in {(one.code, one.request) for one in filled.findings()}

    attack(filled, "DELETE FROM document_number WHERE series = 'request' AND serial = 1")
    assert "E9" in codes(filled)


#: Columns whose change proves nothing, each with its reason.
NOT_EVIDENTIAL = {
    ("stored_file", "name"): "shown to find a file again; the bytes are bound by their digest",
    ("stored_file", "media_type"): "shown to open a file; the bytes are bound by their digest",
}
BESIDE = ("request", "request_item", "document", "approval", "person_mark", "request_search",
          "personal_field", "stored_file", "request_key")
PROJECTED = BESIDE[:6]


@pytest.mark.parametrize("table", BESIDE)
def test_every_column_beside_the_trail_is_found_when_changed_and_mended_where_it_can_be(
    filled: Bureau, table: str
) -> None:
    """Each column of a row in turn is changed, looked at, and put back."""
    for column in models.Base.metadata.tables[table].columns:
        if (table, column.name) in NOT_EVIDENTIAL:
            continue
        put_back = _mutate(filled, column)
        assert filled.findings(), column.name
        if table in PROJECTED:
            assert replay.rebuild(filled.engine, filled.keys) > 0, column.name
        else:
            put_back()
        assert filled.findings() == [], column.name


@pytest.mark.parametrize("table", ["remedy_case", "publication", "request"])
def test_every_column_of_a_dispute_is_found_when_changed_and_mended(
    small_bureau: Bureau, table: str
) -> None:
    """A case with an order and an opinion, what is answered anew of it, and a publication."""
    stages_remedies.opinion_received(small_bureau)
    stages_remedies.redone(small_bureau)
    stages_remedies.publication_proposed(small_bureau)
    for column in models.Base.metadata.tables[table].columns:
        if (table, column.name) in NOT_EVIDENTIAL:
            continue
        _mutate(small_bureau, column)
        assert small_bureau.findings(), column.name
        assert replay.rebuild(small_bureau.engine, small_bureau.keys) > 0, column.name
        assert small_bureau.findings() == [], column.name


def test_a_dispute_that_no_entry_tells_of_is_found(filled: Bureau) -> None:
    attack(filled, "INSERT INTO publication SELECT no, 1, agency_id, 'x', 'own', NULL, 'waiting',"
                   " 'legal', received_on, '', NULL, NULL, '', '' FROM request WHERE no = :no",
           no=FIRST)

    assert [one.code for one in filled.findings()] == ["E4-投影"]
    assert replay.rebuild(filled.engine, filled.keys) == 1
    assert filled.findings() == []


def _mutate(bureau: Bureau, column: Column[Any]) -> Callable[[], None]:
    """Change one column of the first row of its table; what is returned puts it back."""
    table = column.table.name
    keys = [c.name for c in column.table.primary_key]
    with reading(bureau.engine) as connection:
        row = connection.execute(
            text(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}")).mappings().first()
    assert row is not None
    old, new = row[column.name], changed(column.type, row[column.name])

    def say(value: Any, now: dict[str, Any]) -> None:
        attack(bureau, f"UPDATE {table} SET {column.name} = :value WHERE "
                       + " AND ".join(f"{key} = :{key}" for key in keys), value=value, **now)

    before = {key: row[key] for key in keys}
    say(new, before)
    after = before | ({column.name: new} if column.name in keys else {})
    return lambda: say(old, after)


def test_the_list_of_columns_that_prove_nothing_is_true(filled: Bureau) -> None:
    for table, column in NOT_EVIDENTIAL:
        _mutate(filled, models.Base.metadata.tables[table].columns[column])

    assert filled.findings() == []


def test_files_that_are_gone_or_changed_are_found(filled: Bureau, tmp_path: Path) -> None:
    with reading(filled.engine) as connection:
        rows = connection.execute(text("SELECT digest, place FROM stored_file ORDER BY digest"))
        digests, places = zip(*((row.digest, row.place) for row in rows), strict=True)
    paths = [tmp_path / "files" / place[:2] / place[2:] for place in places]
    paths[0].write_bytes(b"other")
    paths[1].unlink()

    texts = [str(one) for one in filled.findings()]
    assert [digests[0][:16] in one for one in texts if "已被改动" in one] == [True]
    assert [digests[1][:16] in one for one in texts if "缺失" in one] == [True]


def test_a_personal_field_moved_to_another_request_is_found(filled: Bureau) -> None:
    """A sealed field is bound to its request, entry and name."""
    attack(filled, "UPDATE personal_field SET sealed = (SELECT sealed FROM personal_field "
                   "WHERE request = :other AND field = 'applicant_name') "
                   "WHERE request = :no AND field = 'applicant_name'", no=FIRST, other=SECOND)

    assert (FIRST, 1) in named(filled)


def test_a_row_nobody_wrote_is_found(filled: Bureau) -> None:
    attack(
        filled,
        "INSERT INTO personal_field SELECT request, seq, 'email', sealed FROM personal_field "
        "WHERE request = :no AND field = 'phone'",
        "INSERT INTO stored_file SELECT request, :digest, seq, name, media_type, size, place, key "
        "FROM stored_file WHERE request = :no AND name = '申请表.png'",
        "INSERT INTO request_item SELECT request_no, 9, wanted, outcome FROM request_item "
        "WHERE request_no = :no", no=FIRST, digest="0" * 64)

    assert {"E4", "E5", "E6"} <= codes(filled)


def test_a_number_taken_out_of_its_series_is_found(filled: Bureau) -> None:
    attack(filled, "DELETE FROM document_number WHERE series = 'receipt' AND serial = 1")

    assert codes(filled) == {"E9"}


def _loosened(connection: Connection) -> None:
    """The trail as a table without keys, types or limits (SQLite)."""
    connection.execute(text("CREATE TABLE loose AS SELECT * FROM trail_entry"))
    connection.execute(text("DROP TABLE trail_entry"))
    connection.execute(text("ALTER TABLE loose RENAME TO trail_entry"))


#: What no desk would write, as SQLite spells it.
MALFORMED = {
    "nothing": "NULL", "octets": "x'ff00ff'", "a number": "42", "a fraction": "1.5",
    "no JSON": "'{'", "a JSON list": "'[]'", "an empty object": "'{}'",
    "text that is no UTF-8": "CAST(x'7b22ff227d' AS TEXT)", "a deep nest": f"'{'[' * 9999}'",
    "a long number": "9223372036854775807", "blank": "''",
}


@pytest.mark.parametrize("column", [c.name for c in models.TrailEntry.__table__.columns])
def test_a_malformed_entry_is_a_finding_never_a_crash(small_filled: Bureau, column: str) -> None:
    attack(small_filled)
    with writing(small_filled.engine) as connection:
        _loosened(connection)
        old = connection.scalar(text(f"SELECT {column} FROM trail_entry WHERE seq = 2"))
    for name, value in MALFORMED.items():
        attack(small_filled, f"UPDATE trail_entry SET {column} = {value} WHERE rowid = 2")

        assert FIRST in {one.request for one in small_filled.findings()}, name
        assert all(str(one).encode() for one in small_filled.findings()), name
        replay.rebuild(small_filled.engine, small_filled.keys)
    attack(small_filled, f"UPDATE trail_entry SET {column} = :old WHERE rowid = 2", old=old)
    replay.rebuild(small_filled.engine, small_filled.keys)
    assert small_filled.findings() == []


FOREIGN_FACTS: dict[str, Any] = {
    "a step of nowhere": {"step": "fly"}, "a state of nowhere": {"from": "limbo"},
    "facts that are no object": {"facts": [1]}, "documents that are no rows": {
        "facts": {"documents": [1]}}, "a move of nowhere": {"moves": [{"kind": "jump"}]},
    "moves out of order": {"moves": [{"kind": "supplement_received", "on": "2001-01-01"}]},
    "a moment that is none": {"at": "yesterday"}, "an agency of nowhere": {"facts": {
        "agency": "NONE", "channel": "in_person", "items": []}}, "another version": {"v": 2},
    "files that are none": {"file_digests": 5}, "a key too many": {"more": 1},
}


@pytest.mark.parametrize("change", FOREIGN_FACTS.values(), ids=FOREIGN_FACTS)
def test_an_entry_forged_with_its_hash_is_a_finding_never_a_crash(
    small_filled: Bureau, change: dict[str, Any]
) -> None:
    values = json.loads(_entry(small_filled, 1)[0]) | change
    body = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    attack(small_filled, "DELETE FROM trail_entry WHERE request = :no AND seq > 1",
           "UPDATE trail_entry SET body = :body, hash = :hash WHERE request = :no",
           no=FIRST, body=body, hash=hash_of(body))

    assert FIRST in {one.request for one in small_filled.findings()}


@pytest.mark.parametrize("value", ["'nonsense'", "x'ff'", "'2026-13-45'", "-1",
                                   "CAST(x'ff' AS TEXT)"])
@pytest.mark.parametrize(
    "table", ["request", "request_item", "document", "approval", "person_mark",
              "request_search"])
def test_a_malformed_row_of_a_list_is_found_and_mended(
    small_filled: Bureau, table: str, value: str
) -> None:
    for column in _columns_to_spoil(table):
        attack(small_filled, f"UPDATE {table} SET {column} = {value}")
        assert "E4" in codes(small_filled)
        assert replay.rebuild(small_filled.engine, small_filled.keys) > 0
        assert small_filled.findings() == []


def _columns_to_spoil(table: str) -> Iterator[str]:
    keys = {"id", "no", "original_no", "request_no", "seq", "item", "agency_id", "kind"}
    for column in models.Base.metadata.tables[table].columns:
        if column.name not in keys:
            yield column.name


def test_projections_that_are_gone_are_written_anew(filled: Bureau) -> None:
    attack(filled, *(f"DELETE FROM {table}" for table in (
        "request_item", "document", "approval", "person_mark", "request_search", "request",
        "search_index")))
    assert "E4" in codes(filled)

    assert replay.rebuild(filled.engine, filled.keys) == 2
    assert filled.findings() == []


@pytest.mark.parametrize("act", [
    "DELETE FROM search_index", "UPDATE search_index SET tokens = {empty}",
    "UPDATE search_index SET rowid = rowid + 1000",
])
def test_an_index_that_was_changed_is_found_and_mended(filled: Bureau, act: str) -> None:
    empty = "''" if filled.engine.dialect.name == "sqlite" else "'{}'"
    attack(filled, act.format(empty=empty))
    assert "E4" in codes(filled)

    assert replay.rebuild(filled.engine, filled.keys) == 2
    assert filled.findings() == []


def test_rows_without_a_trail_are_removed_by_a_rebuild(filled: Bureau) -> None:
    attack(filled, "UPDATE request SET no = 'BJZR-1999-0001' WHERE no = :no", no=FIRST)
    assert "E7" in codes(filled)

    replay.rebuild(filled.engine, filled.keys)
    assert filled.findings() == []


def test_a_rebuild_leaves_a_request_with_a_broken_trail_as_it_is(filled: Bureau) -> None:
    attack(filled, "UPDATE trail_entry SET body = '{' WHERE request = :no AND seq = 2",
           "UPDATE request SET subject = 'x'", no=FIRST)

    assert replay.rebuild(filled.engine, filled.keys) == 1
    assert {one.request for one in filled.findings()} == {FIRST}
