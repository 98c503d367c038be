"""The schema: what the migrations build is what the models and guards say, on both databases."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

import migrations
from workflow.record.database import connect, writing

_LOST_ITEM = "INSERT INTO request_item VALUES ('no such request', 1, '无主事项', NULL)"


def test_a_migrated_database_is_what_models_and_guards_say(engine: Engine) -> None:
    assert migrations.check(engine) == ()


def test_all_revisions_can_be_taken_back_and_applied_again(engine: Engine) -> None:
    newest = migrations.current(engine)

    migrations.downgrade(engine, "base")
    assert migrations.current(engine) is None

    migrations.upgrade(engine)
    assert migrations.current(engine) == newest
    assert migrations.check(engine) == ()


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = migrations.current(engine)

    migrations.upgrade(engine)

    assert migrations.current(engine) == before


def test_a_table_without_its_guard_is_found(engine: Engine) -> None:
    trigger = {
        "sqlite": "DROP TRIGGER trail_entry_no_update",
        "postgresql": "DROP TRIGGER trail_entry_no_change ON trail_entry",
    }[engine.dialect.name]
    with writing(engine) as connection:
        connection.execute(text(trigger))

    assert "trigger only on one side" in migrations.check(engine)[0]


def test_a_migration_that_leaves_rows_pointing_nowhere_is_refused(
    migrated_file: Path, tmp_path: Path
) -> None:
    engine = connect(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # the pragma has no effect inside a transaction
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(_LOST_ITEM)

    with pytest.raises(migrations.ForeignKeysBroken, match="request_item → request"):
        migrations.upgrade(engine)
    engine.dispose()


def test_foreign_keys_hold_again_after_a_migration(engine: Engine) -> None:
    migrations.upgrade(engine)

    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.execute(text(_LOST_ITEM))
