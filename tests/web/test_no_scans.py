"""No page walks through a whole table that grows with the years: every statement has its index.

The planner of SQLite says how each statement that any page asked would be answered. An index that
a condition does not fit is quietly passed over; the page stays right and is slow after ten years.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.web.awkward import reach_all
from tests.web.conftest import Site
from tests.web.crawling import crawl
from tests.web.visitor import Visitor
from web.languages import COOKIE

pytestmark = [
    pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

#: What holds a row or more for each request.
GROWING = {
    "request", "request_item", "request_search", "request_key", "document", "approval",
    "person_mark", "personal_field", "stored_file", "trail_entry", "remedy_case", "publication",
    "log_leaf", "reminder", "outbox_mail", "security_entry"}
#: The seats whose pages are read.
WHO = ("clerk", "handler", "reviewer", "head", "legal", "archivist")
_SCAN = re.compile(r"^SCAN (\w+)(?! USING INTEGER PRIMARY KEY)")
#: Another name a statement gives to a table.
_ALIAS = re.compile(r'(?:FROM|JOIN|,)\s+"?(\w+)"? AS "?(\w+)"?')
#: Ends early: the newest of its list, and only as many as a page shows.
_ENDS_EARLY = re.compile(r"LIMIT \?")


@contextmanager
def listening(engine: Engine) -> Iterator[dict[str, Any]]:
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
        if found and aliases.get(found[1], found[1]) in GROWING:
            yield line


def test_no_page_walks_through_a_table_that_grows(site: Site) -> None:
    reach_all(site.bureau)

    with listening(site.bureau.engine) as asked:
        pages = [path for login in WHO for path, _ in crawl(reader(site, login), 60)]
    found = [f"{scan}: {' '.join(statement.split())}" for statement, values in asked.items()
             for scan in walked(site.bureau.engine, statement, values)]

    assert len(pages) > 100
    assert "\n\n".join(found) == ""


def reader(site: Site, login: str) -> Visitor:
    """Somebody who reads in English: only then does the crawl tell our words from theirs."""
    visitor = site.visitor(login)
    visitor.client.set_cookie(COOKIE, "en")
    return visitor
