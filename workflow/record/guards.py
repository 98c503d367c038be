"""What the database itself refuses: append-only tables, as triggers for SQLite and PostgreSQL.

Application code never updates or deletes a trail entry; these triggers see to it that other code
does not either. They are created by the migrations and counted by a test.
"""

from collections.abc import Iterator

#: Append-only tables: the owner of a chain (if any), the column that orders it, and every other
#: column through which `INSERT OR REPLACE` could put out an older row.
APPEND_ONLY = {
    "trail_entry": ("request", "seq", ("command_id", "hash", "rowid")),
    "security_entry": ("", "seq", ("hash",)),
    "holiday_notice": ("", "id", ("rowid",)),
}
_WORDS = "append-only"


def statements(dialect: str) -> Iterator[str]:
    """Yield the DDL of all guards for `sqlite` or `postgresql`."""
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
        )
    for table in APPEND_ONLY:
        yield from (_postgresql if dialect == "postgresql" else _sqlite)(table)


def drops(dialect: str) -> Iterator[str]:
    """Yield the DDL that removes all guards again (downgrade)."""
    for table in APPEND_ONLY:
        if dialect == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}"
        else:
            for guard in ("no_update", "no_delete", "insert_guard"):
                yield f"DROP TRIGGER IF EXISTS {table}_{guard}"
    if dialect == "postgresql":
        yield "DROP FUNCTION IF EXISTS refuse_change()"


def _sqlite(table: str) -> Iterator[str]:
    owner, seq, unique = APPEND_ONLY[table]
    same = f"{owner} = NEW.{owner}" if owner else "1"
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )
    # INSERT OR REPLACE would delete a row without firing the delete trigger.
    known = "".join(
        f" OR EXISTS (SELECT 1 FROM {table} WHERE {name} = NEW.{name})" for name in unique)
    yield (
        f"CREATE TRIGGER {table}_insert_guard BEFORE INSERT ON {table} WHEN NEW.{seq} <> "
        f"COALESCE((SELECT MAX({seq}) FROM {table} WHERE {same}), 0) + 1{known} "
        f"BEGIN SELECT RAISE(ABORT, '{_WORDS} or gap'); END"
    )


def _postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
