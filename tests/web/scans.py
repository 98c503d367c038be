"""What the planner of SQLite says of statements that were asked: which tables they walk through."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

#: What holds a row or more for each request.
GROWING = {
    "request", "request_item", "request_search", "request_key", "document", "approval",
    "person_mark", "personal_field", "stored_file", "trail_entry", "remedy_case", "publication",
    "log_leaf", "reminder", "job", "security_entry"}
_SCAN = re.compile(r"^SCAN (\w+)(?! USING INTEGER PRIMARY KEY)")
#: Indexes that hold only what is open, or what was answered anew: they do not grow with the years.
_SMALL = re.compile(
    r"USING (COVERING )?INDEX ix_"
    r"(request_awaits|request_handler|request_redo_of|job_waiting|job_failed)")
#: Another name a statement gives to a table.
_ALIAS = re.compile(r'(?:FROM|JOIN|,)\s+"?(\w+)"? AS "?(\w+)"?')
#: Ends early: the newest of its list, and only as many as a page shows.
_ENDS_EARLY = re.compile(r"LIMIT \?")



@contextmanager
def listening() -> Iterator[dict[str, Any]]:
    """Every reading statement asked meanwhile, with the values of the last time."""
    asked: dict[str, Any] = {}

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked[statement] = values

    event.listen(Engine, "after_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "after_cursor_execute", hear)


def walked(engine: Engine, statement: str, values: Any) -> Iterator[str]:
    """The growing tables a statement would walk from one end to the other."""
    aliases = {alias: table for table, alias in _ALIAS.findall(statement)}
    with engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", values)]
    if _ENDS_EARLY.search(statement) and "USE TEMP B-TREE FOR ORDER BY" not in plan:
        return
    for line in plan:
        found = _SCAN.match(line)
        if found and not _SMALL.search(line) and aliases.get(found[1], found[1]) in GROWING:
            yield line
