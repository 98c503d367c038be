"""What the database itself promises (数据库约束): its pages, its keys, its checks, its guards.

A fault may leave rows that no constraint would have let in, and somebody with the password may
have switched a guard off; asking for both costs one reading of the tables.
"""

import re
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Connection, Table, func, select, text

from workflow.archive.finding import Finding, finding
from workflow.record import guards
from workflow.record.models import Base

_CODE, _HERE = "D1-数据库", "数据库"
#: How many lines SQLite names before it stops looking.
_MOST = 20


def broken(connection: Connection) -> Iterator[Finding]:
    """Damaged pages, rows against a key or a check, guards that are gone or switched off."""
    if connection.dialect.name == "sqlite":
        yield from _of_sqlite(connection)
    else:
        yield from _of_postgresql(connection)
    meant = set(re.findall(r"CREATE TRIGGER (\w+)",
                           " ".join(guards.statements(connection.dialect.name))))
    for name in sorted(meant - _guarding(connection)):
        yield _about(f"触发器{name}已缺失或者停用，只追加的表不再受保护")


def _of_sqlite(connection: Connection) -> Iterator[Finding]:
    """The integrity check asks pages, indexes, UNIQUE, NOT NULL and CHECK; keys stand apart."""
    for line in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars():
        if line != "ok":
            yield _about(f"完整性检查：{line}")
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield _about(f"{table}中有行指向{parent}中不存在的记录")


def _of_postgresql(connection: Connection) -> Iterator[Finding]:
    """Keys and checks are asked of the rows: who replicates rows in is not stopped by them."""
    for name in connection.scalars(text(
            "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname")):
        yield _about(f"约束{name}没有经过验证")
    for name in connection.scalars(text(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE NOT (indisvalid AND indisready)")):
        yield _about(f"索引{name}无效")
    for table in Base.metadata.sorted_tables:
        yield from _orphans(connection, table)
        yield from _unchecked(connection, table)


def _orphans(connection: Connection, table: Table) -> Iterator[Finding]:
    for key in table.foreign_key_constraints:
        parent = key.referred_table.alias()
        pairs = [(one.parent, parent.c[one.column.name]) for one in key.elements]
        lost = select(func.count()).select_from(table).where(
            *(mine.is_not(None) for mine, _ in pairs),
            ~select(1).where(*(mine == theirs for mine, theirs in pairs)).correlate(table).exists())
        if connection.scalar(lost):
            yield _about(f"{table.name}中有行指向{key.referred_table.name}中不存在的记录")


def _unchecked(connection: Connection, table: Table) -> Iterator[Finding]:
    for one in table.constraints:
        if isinstance(one, CheckConstraint) and connection.scalar(
                select(func.count()).select_from(table).where(text(f"NOT ({one.sqltext})"))):
            yield _about(f"{table.name}中有行违反约束{one.name}")


def _guarding(connection: Connection) -> set[str]:
    """The triggers that are there and fire."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    return set(connection.scalars(text(query)))


def _about(words: str) -> Finding:
    return finding(_CODE, _HERE, 0, words)
