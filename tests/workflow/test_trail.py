"""The trail (办理台账): append-only by the database itself, canonical, chained, without names."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.census import census
from workflow.errors import TrailBroken
from workflow.record import trail
from workflow.record.database import connect, reading, writing
from workflow.terms import Channel

#: What somebody at the database's own prompt might say; none of it may change an entry.
BYPASSES = {
    "edit an entry": "UPDATE trail_entry SET officer = 'head' WHERE seq = 1",
    "edit nothing of it": "UPDATE trail_entry SET body = body",
    "delete an entry": "DELETE FROM trail_entry WHERE seq = 1",
    "leave a gap": (
        "INSERT INTO trail_entry (request, seq, command_id, at, officer, step, body, hash) "
        "SELECT request, 99, 'x', at, officer, step, body, 'x' FROM trail_entry LIMIT 1"),
    "write it over": (
        "INSERT OR REPLACE INTO trail_entry (request, seq, command_id, at, officer, step, body, "
        "hash) SELECT request, seq, command_id, at, 'head', step, body, hash FROM trail_entry "
        "WHERE seq = 1"),
    "write it over by its command": (
        "INSERT OR REPLACE INTO trail_entry (request, seq, command_id, at, officer, step, body, "
        "hash) SELECT 'other', 1, command_id, at, officer, step, body, 'x' FROM trail_entry "
        "WHERE seq = 1"),
    "write it over by its hash": (
        "INSERT OR REPLACE INTO trail_entry (request, seq, command_id, at, officer, step, body, "
        "hash) SELECT 'other', 1, 'x', at, officer, step, body, hash FROM trail_entry "
        "WHERE seq = 1"),
    "write it over by its row": (
        "INSERT OR REPLACE INTO trail_entry (rowid, request, seq, command_id, at, officer, step, "
        "body, hash) SELECT rowid, 'other', 1, 'x', at, officer, step, body, 'x' FROM trail_entry "
        "WHERE seq = 1"),
    "replace it": (
        "REPLACE INTO trail_entry SELECT request, seq, command_id, at, 'head', step, body, hash "
        "FROM trail_entry WHERE seq = 1"),
    "update it on conflict": (
        "INSERT INTO trail_entry SELECT * FROM trail_entry WHERE seq = 1 "
        "ON CONFLICT (request, seq) DO UPDATE SET officer = 'head'"),
    "update or replace it": "UPDATE OR REPLACE trail_entry SET seq = 2 WHERE seq = 1",
    "empty the table": "TRUNCATE trail_entry",
    "empty it with all that hangs on it": "TRUNCATE trail_entry CASCADE",
    "merge it": (
        "MERGE INTO trail_entry t USING (SELECT 1 AS one) s ON t.seq = s.one "
        "WHEN MATCHED THEN UPDATE SET officer = 'head'"),
    "delete a line of the security log": "DELETE FROM security_entry WHERE seq = 1",
    "edit a line of the security log": "UPDATE security_entry SET body = '{}' WHERE seq = 1",
    "write a line of the security log over": (
        "INSERT OR REPLACE INTO security_entry SELECT seq, '{}', hash FROM security_entry "
        "WHERE seq = 1"),
    "write it over by its digest": (
        "INSERT OR REPLACE INTO security_entry SELECT MAX(seq) + 1, '{}', "
        "(SELECT hash FROM security_entry WHERE seq = 1) FROM security_entry"),
    "empty the security log": "TRUNCATE security_entry",
}
ONLY_SQLITE = ("REPLACE", "OR REPLACE")
ONLY_POSTGRESQL = ("TRUNCATE", "MERGE")
#: On PostgreSQL the row lock of the desk and `verify` see to gaps, not the database.
_SAID = {
    "sqlite": {k: v for k, v in BYPASSES.items() if not any(w in v for w in ONLY_POSTGRESQL)},
    "postgresql": {k: v for k, v in BYPASSES.items()
                   if not any(w in v for w in ONLY_SQLITE) and k != "leave a gap"},
}


def test_no_statement_changes_what_was_appended(filled: Bureau) -> None:
    before = census(filled.engine)
    for statement in _SAID[filled.engine.dialect.name].values():
        with pytest.raises(DBAPIError, match="append-only"), writing(filled.engine) as connection:
            connection.execute(text(statement))

    assert census(filled.engine) == before


@pytest.mark.parametrize("pragma", ["ON", "OFF"])
def test_the_guards_hold_whether_triggers_recurse_or_not(
    small_filled: Bureau, pragma: str
) -> None:
    """Another program opens the file without our settings."""
    before, engine = census(small_filled.engine), _bare(small_filled.engine)
    for statement in _SAID["sqlite"].values():
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA recursive_triggers = {pragma}")
            with pytest.raises(DBAPIError, match="append-only"):
                connection.exec_driver_sql(statement)
    engine.dispose()

    assert census(small_filled.engine) == before


def _bare(engine: Engine) -> Engine:
    return connect(str(engine.url))


def test_an_entry_is_its_canonical_body_and_hash(filled: Bureau) -> None:
    with reading(filled.engine) as connection:
        entries = trail.entries(connection, "BJZR-2026-0001")

    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    for before, entry in zip([None, *entries[:-1]], entries, strict=True):
        assert entry.prev == (before.hash if before else trail.ORIGIN)
        assert trail.sealed(entry) == entry
        assert trail.canonical(json.loads(entry.body)) == entry.body


def test_no_personal_field_stands_in_the_trail(small_bureau: Bureau) -> None:
    """Neither name nor number nor address, not even as a plain hash."""
    own = {"applicant_name": "吴玥独", "id_number": "999999198001010011",
           "phone": "0000-55556666", "address": "滨江市无名路77号", "email": "wu@example.invalid"}
    no = to.received(small_bureau, id_kind="resident_card", **own)
    small_bureau.act(no, "clerk", "register")

    with reading(small_bureau.engine) as connection:
        bodies = " ".join(entry.body for entry in trail.entries(connection, no))
    for value in own.values():
        assert value not in bodies
        assert trail.hash_of(value) not in bodies


def test_an_act_on_one_request_does_not_wait_for_another(bureau: Bureau) -> None:
    """A chain a request: no lock is taken on the whole log."""
    first, second = to.received(bureau), to.received(bureau)
    if bureau.engine.dialect.name == "sqlite":
        return  # one writer at a time, by design
    with writing(bureau.engine) as connection:
        connection.execute(text("SELECT 1 FROM request WHERE no = :no FOR UPDATE"), {"no": first})
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        bureau.act(second, "clerk", "note", text="同时办理另一件")


moments = st.datetimes(timezones=st.just(UTC))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | moments
    | st.sampled_from(Channel),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(values)
def test_what_is_written_canonically_reads_back_and_writes_the_same(value: object) -> None:
    try:
        written = trail.canonical(value)
        written.encode()
    except UnicodeEncodeError:
        return  # half a character has no octets; the forms refuse it

    assert trail.canonical(json.loads(written)) == written


@pytest.mark.parametrize("value", [1.0, {"a": float("nan")}, b"octets", {1, 2}, object()])
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        trail.canonical(value)


def test_a_moment_is_written_in_one_form_only() -> None:
    at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # Monday

    assert trail.moment_text(at) == "2026-06-01T09:00:00.000000Z"
    assert trail.moment(trail.moment_text(at)) == at
    assert trail.plain({"on": date(2026, 6, 1)}) == {"on": "2026-06-01"}


@pytest.mark.parametrize("body", ["{", "[]", "{}", "[" * 99999, '{"v":2}', "null"])
def test_a_body_of_another_make_is_not_read(body: str) -> None:
    with pytest.raises(TrailBroken):
        trail.read(body, "0" * 64)


#: Where readers of JSON are known to differ.
CURIOUS = (
    '{"prev":"1","prev":"2"}', '{"a":123456789012345678901234567890}', '{"a":-0}', '{"a":1e999}',
    '{"a":NaN}', '{"a":Infinity}', '{"a":"\\ud800"}', '{"a":"\\ud83d\\ude00"}', '{"a":01}',
    '{"a":"\\x"}', '{"a":"\x01"}', '{"a":"\x7f"}', '{"a":[1,]}', '{"a":1.}', '{"a":-}', '[]', '""',
    "", "null", " {} ", "{}x", "\ufeff{}", '{"a":"\ud800"}', '{"prev":{"prev":1}}', '{"v":1.0}',
    '{"prev":"\\u0061"}', '{"\\u0070rev":"a"}', '{"a":{"prev":"b"}}', "[" * 100_000,
)


def read_by(reader: Callable[[Any], Any], body: Any) -> Any:
    """What a reader makes of a body; how it refuses."""
    try:
        return repr(reader(body))
    except (ValueError, TypeError, RecursionError) as error:
        return type(error)


@pytest.mark.parametrize("body", [*CURIOUS, None, 7, b"{}", b"\xff", "{}".encode("utf-16")])
def test_a_body_is_read_as_the_slow_reader_of_json_reads_it(body: Any) -> None:
    assert read_by(trail.parsed, body) == read_by(json.loads, body)


_WORDS = st.one_of(st.none(), st.booleans(), st.integers(), st.text())
_VALUES = st.recursive(_WORDS, lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["prev", "a", "卷"]), inner)))


@given(_VALUES, st.data())
def test_no_body_shows_a_link_that_the_slow_reader_does_not_see(value: Any, data: Any) -> None:
    written = json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(written)))
        sign = data.draw(st.sampled_from('{}[]":,\\eu-01.卷 n'))
        written = written[:at] + sign + written[at + data.draw(st.integers(0, 1)):]
    _assert_same_link(written)


@pytest.mark.parametrize("body", [one for one in CURIOUS if one.isascii()])
def test_a_curious_body_shows_the_link_that_the_slow_reader_sees(body: str) -> None:
    _assert_same_link(body)


def _assert_same_link(body: str) -> None:
    try:
        link = trail.link_of(body.encode()).prev
    except (msgspec.MsgspecError, RecursionError):
        return  # whatever is not vouched for is looked at by the slow reader
    seen = json.loads(body)
    assert seen.get("prev") == link
