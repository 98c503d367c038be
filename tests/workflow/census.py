"""What lies in the database, table by table: an act that is refused must leave it as it was."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select

from workflow.record.database import reading
from workflow.record.models import Base

#: Numbers are reserved before printing in a transaction of their own and given back afterwards.
NUMBERS = "document_number"


def census(engine: Engine) -> dict[str, tuple[int, str]]:
    """Rows of each table: how many, and a digest of all their values."""
    with reading(engine) as connection:
        return {
            table.name: _summary([tuple(row) for row in connection.execute(select(table))])
            for table in Base.metadata.sorted_tables
        }


def _summary(rows: list[tuple[object, ...]]) -> tuple[int, str]:
    text = "\n".join(sorted(map(repr, rows)))
    return len(rows), hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:12]


@contextmanager
def nothing_written(engine: Engine, *, but: tuple[str, ...] = ()) -> Iterator[None]:
    """Whatever happens inside leaves every table as it was, row by row."""
    before = census(engine)
    yield
    after = census(engine)
    assert {k: v for k, v in after.items() if k not in but} == {
        k: v for k, v in before.items() if k not in but}
