"""How far a database has drifted from the models and guards, in words."""

import re
from collections.abc import Iterator

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Table, inspect, text

from workflow.record import guards, search
from workflow.record.models import Base


def differences(connection: Connection) -> Iterator[str]:
    """Yield each difference: tables, columns, keys, indexes, check constraints, triggers."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": _is_of_a_model})
    for change in compare_metadata(context, Base.metadata):
        yield f"the migrations lack: {change}"
    there = inspect(connection).get_table_names()
    for table in Base.metadata.sorted_tables:
        if table.name in there:
            yield from _checks(connection, table)
    if search.INDEX.name not in there:
        yield f"the migrations lack: {search.INDEX.name}"
    for trigger in sorted(_triggers_there(connection) ^ _triggers_meant(connection)):
        yield f"trigger only on one side: {trigger}"


def _is_of_a_model(name: str | None, kind: str, parents: object) -> bool:
    """The index of searches is no model: each database keeps it in its own way."""
    return kind != "table" or name is None or not search.is_of_the_index(name)


def _checks(connection: Connection, table: Table) -> Iterator[str]:
    found = {check["name"] for check in inspect(connection).get_check_constraints(table.name)}
    named = connection.dialect.identifier_preparer.format_constraint
    meant = {named(c) for c in table.constraints if isinstance(c, CheckConstraint)}
    for name in sorted(map(str, found ^ meant)):
        yield f"check constraint only on one side: {table.name}.{name}"


def _triggers_there(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.execute(text(query)).scalars())


def _triggers_meant(connection: Connection) -> set[str]:
    """The whole text on SQLite, which keeps it; the names on PostgreSQL."""
    statements = tuple(guards.statements(connection.dialect.name))
    if connection.dialect.name == "sqlite":
        return {statement for statement in statements if "TRIGGER" in statement}
    return set(re.findall(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)", " ".join(statements)))
