"""What each account may do in PostgreSQL (数据库权限): less than the owner.

The owner migrates; the application reads, adds, and changes what is no evidence. On the append-only
tables it has SELECT and INSERT alone, so that not even a hole in our code could change them. The
notary reads the two logs, adds what it signed, and notes that it did; it sees no case.
"""

import re
from collections.abc import Iterator

from workflow.errors import TrailBroken
from workflow.record.guards import APPEND_ONLY
from workflow.record.models import Base
from workflow.record.search import INDEX

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
#: What the notary reads: the logs with their bodies, and the roots of their parts.
SIGNED = frozenset({"trail_entry", "security_entry", "log_leaf", "log_tile"})


def grants(role: str) -> Iterator[str]:
    """The statements that give an existing role what the application needs.

    It may also read every sequence, so that it can make the backups. Raises TrailBroken for a name
    that PostgreSQL would have to quote.
    """
    yield from _entrance(role)
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table in (*Base.metadata.sorted_tables, INDEX):
        rights = "SELECT, INSERT" if table.name in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        yield f"REVOKE ALL ON {table.name} FROM {role}"
        yield f"GRANT {rights} ON {table.name} TO {role}"


def grants_of_notary(role: str) -> Iterator[str]:
    """The statements that give an existing role what the notary needs, and nothing else.

    Raises TrailBroken for a name that PostgreSQL would have to quote.
    """
    yield from _entrance(role)
    for table in (*Base.metadata.sorted_tables, INDEX):
        yield f"REVOKE ALL ON {table.name} FROM {role}"
    for name in sorted(SIGNED):
        yield f"GRANT SELECT ON {name} TO {role}"
    yield f"GRANT SELECT, INSERT ON checkpoint TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE ON beat TO {role}"


def _entrance(role: str) -> Iterator[str]:
    if not _NAME.fullmatch(role):
        raise TrailBroken(f"角色名“{role}”只能用小写字母、数字和下划线")
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT ON alembic_version TO {role}"
