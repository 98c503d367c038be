"""A migration that fails at one of its statements: schema and rows are those of before.

The census holds every constraint, index and trigger with its text, and every row of every table.
Afterwards the same migration goes through.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, text

import migrations
from tests.bureau import Bureau, found
from tests.faults.doing import QuickPress
from tests.faults.rotation import Rotation
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import reading
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing

#: So many revisions are taken back, and fail on their way forward again.
BACK = 6
#: So many statements fail in a run, other ones each day.
A_DAY = 4
_SCHEMA = {
    "sqlite": ("SELECT type, name, tbl_name, sql FROM sqlite_master",),
    "postgresql": (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid), tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal",
        "SELECT table_name, column_name, data_type, is_nullable, column_default,"
        " character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'"),
}


class Planted(Exception):
    """What is raised at a statement."""


@pytest.fixture
def bureau(engine: Engine, tmp_path: Path) -> Bureau:
    """A founded bureau with a request that is registered, some revisions ago."""
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    found(bureau)
    bureau.at("2026-06-01 09:00")
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", phone="0000-1",
                        wanted="批复")
    bureau.act(no, "clerk", "register")
    migrations.downgrade(engine, migrations.revisions()[-1 - BACK])
    return bureau


def whole(engine: Engine) -> dict[str, Any]:
    """Everything the database is and holds."""
    tables = inspect(engine).get_table_names()
    with reading(engine) as connection:
        held = {f"schema {n}": _digest(connection.exec_driver_sql(query))
                for n, query in enumerate(_SCHEMA[engine.dialect.name])}
        return held | {name: _digest(connection.execute(text(f'SELECT * FROM "{name}"')))
                       for name in sorted(tables)}


def _digest(rows: Any) -> tuple[int, str]:
    lines = sorted(repr(tuple(row)) for row in rows)
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


@contextmanager
def statements(engine: Engine, fails_at: int = 0) -> Iterator[list[str]]:
    """The statements that are said, in their order; one of them fails."""
    said: list[str] = []

    def count(_: Any, cursor: Any, statement: str, *more: Any) -> None:
        said.append(statement)
        if len(said) == fails_at:
            raise Planted(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_a_migration_that_fails_at_any_statement_leaves_no_trace(
    bureau: Bureau, points: Rotation
) -> None:
    engine, old = bureau.engine, migrations.current(bureau.engine)
    before = whole(engine)
    with statements(engine) as said:
        migrations.upgrade(engine)
    assert any("CREATE TABLE" in one or "ALTER TABLE" in one for one in said)
    assert whole(engine) != before
    migrations.downgrade(engine, str(old))
    before = whole(engine)

    for step in points.of(range(1, len(said) + 1), A_DAY):
        with statements(engine, step), pytest.raises(Planted) as fault:
            migrations.upgrade(engine)
        assert migrations.current(engine) == old
        assert whole(engine) == before, (step, fault.value)

    migrations.upgrade(engine)
    assert migrations.check(engine) == ()
    assert invariants(engine, bureau.keys, bureau.store) == []
