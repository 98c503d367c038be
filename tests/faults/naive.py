"""A handler that is wrong on purpose: it reads, then writes, and locks nothing.

It serves the address of the race under the same server, on tables of its own that no constraint
protects. A race that finds nothing wrong with it proves nothing.
"""

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    select,
)
from sqlalchemy import update as change

TABLES = MetaData()
REQUEST = Table("naive_request", TABLES, Column("no", String, primary_key=True),
                Column("seq", Integer), Column("officer", String))
ENTRY = Table("naive_entry", TABLES, Column("request", String), Column("seq", Integer),
              Column("officer", String))


@cache
def _engine() -> Engine:
    return create_engine(os.environ["YISHEN_DATABASE_URL"])


def app(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """POST /requests/NO/assign: one act if the request still stands where the page showed it."""
    path = environ["PATH_INFO"].split("/")
    if environ["REQUEST_METHOD"] != "POST":
        start("200 OK", [])
        return [b"here"]
    no, officer, seen = path[2], environ["HTTP_X_OFFICER"], 2
    with _engine().begin() as connection:
        found = connection.execute(select(REQUEST).where(REQUEST.c.no == no)).one()
    if found.seq != seen:
        start("409 Conflict", [])
        return [found.officer.encode()]
    with _engine().begin() as connection:
        connection.execute(change(REQUEST).where(REQUEST.c.no == no).values(
            seq=seen + 1, officer=officer))
        connection.execute(insert(ENTRY), {"request": no, "seq": seen + 1, "officer": officer})
    start("303 See Other", [])
    return [b""]
