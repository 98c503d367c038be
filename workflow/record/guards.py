"""What the database itself refuses: append-only tables, as triggers for SQLite and PostgreSQL.

Application code never updates or deletes a trail entry; these triggers see to it that other code
does not either. They are created by the migrations and counted by a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class AppendOnly:
    """How rows of a table follow one another, and how one could be put out."""

    #: The column that names the chain; "" = the table is one chain.
    owner: str
    #: The column that orders it.
    order: str
    #: Every other column through which `INSERT OR REPLACE` could put out an older row.
    unique: tuple[str, ...]
    #: The number of the first row; None = rows need not follow without a gap.
    first: int | None = 1


APPEND_ONLY = {
    "trail_entry": AppendOnly("request", "seq", ("command_id", "hash", "rowid")),
    "security_entry": AppendOnly("", "seq", ("hash",)),
    "holiday_notice": AppendOnly("", "id", ("rowid",)),
    "log_leaf": AppendOnly("", "idx", ("hash", "rowid"), first=0),
    "log_tile": AppendOnly("", "idx", ("rowid",), first=0),
    "checkpoint": AppendOnly("log", "size", ("rowid",), first=None),
    "guide_version": AppendOnly("", "id", ("rowid",)),
    "annual_figure": AppendOnly("", "id", ("rowid",)),
    "erasure": AppendOnly("", "request", ("rowid",), first=None),
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
    rule = APPEND_ONLY[table]
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )
    yield (
        f"CREATE TRIGGER {table}_insert_guard BEFORE INSERT ON {table} WHEN {_gap(table, rule)}"
        # INSERT OR REPLACE would delete a row without firing the delete trigger.
        + "".join(f" OR EXISTS (SELECT 1 FROM {table} WHERE {name} = NEW.{name})"
                  for name in rule.unique)
        + f" BEGIN SELECT RAISE(ABORT, '{_WORDS} or gap'); END"
    )


def _gap(table: str, rule: AppendOnly) -> str:
    same = f"{rule.owner} = NEW.{rule.owner}" if rule.owner else "1"
    if rule.first is None:
        return (f"EXISTS (SELECT 1 FROM {table} WHERE {same} "
                f"AND {rule.order} = NEW.{rule.order})")
    return (f"NEW.{rule.order} <> COALESCE((SELECT MAX({rule.order}) FROM {table} "
            f"WHERE {same}), {rule.first - 1}) + 1")


def _postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
