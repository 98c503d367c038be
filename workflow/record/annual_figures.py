"""What an officer tells for an annual report (年报填报数据): dated, apart from what is counted.

Every change adds a line; the newest of a key holds. What was published (定稿) is a line as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select

from workflow.record.models import AnnualFigure
from workflow.record.prepared import Prepared

#: The key of what was published: the whole report as canonical JSON.
EDITION = "edition"


@dataclass(frozen=True)
class Figure:
    """One figure or text as last told: who told it, and when."""

    key: str
    value: str
    written_at: datetime
    officer: str


_LAST_IDS = (
    select(func.max(AnnualFigure.id))
    .where(AnnualFigure.agency_id == bindparam("agency"), AnnualFigure.year == bindparam("year"))
    .group_by(AnnualFigure.key))


def _lines() -> Any:
    return select(AnnualFigure.key, AnnualFigure.value, AnnualFigure.written_at,
                  AnnualFigure.officer)


# Statements made once: to build one costs more than to run it.
_HELD = _lines().where(AnnualFigure.id.in_(_LAST_IDS), AnnualFigure.key != EDITION)
_OF_REPORT = Prepared(select(AnnualFigure.year, AnnualFigure.key, AnnualFigure.value,
                    AnnualFigure.written_at, AnnualFigure.officer).where(
    AnnualFigure.id.in_(
        select(func.max(AnnualFigure.id))
        .where(AnnualFigure.agency_id == bindparam("agency"),
               AnnualFigure.year.in_((bindparam("before"), bindparam("year"))))
        .group_by(AnnualFigure.year, AnnualFigure.key)),
    or_(AnnualFigure.year == bindparam("year"), AnnualFigure.key == EDITION)))
_OF_KEY = _lines().where(
    AnnualFigure.agency_id == bindparam("agency"), AnnualFigure.year == bindparam("year"),
    AnnualFigure.key == bindparam("key")).order_by(AnnualFigure.id.desc())
_NEWEST_OF_KEY = _OF_KEY.limit(1)


def figures_of(connection: Connection, agency_id: int, year: int) -> dict[str, Figure]:
    """What holds now for the report of a year, by key; what was published is not among it."""
    rows = connection.execute(_HELD, {"agency": agency_id, "year": year})
    return {row.key: Figure(*row) for row in rows}


@dataclass(frozen=True)
class ToldOfYear:
    """What holds for the report of a year, what was published of it and of the year before."""

    figures: dict[str, Figure]
    edition: Figure | None
    edition_before: Figure | None


def told_of(connection: Connection, agency_id: int, year: int) -> ToldOfYear:
    """All that was ever told for a report, in one statement."""
    rows = _OF_REPORT.ask(connection, {"agency": agency_id, "year": year, "before": year - 1})
    found = {(row.year, row.key): Figure(*row[1:]) for row in rows.all()}
    before, edition = found.pop((year - 1, EDITION), None), found.pop((year, EDITION), None)
    return ToldOfYear({key: line for (_, key), line in found.items()}, edition, before)


def history_of(connection: Connection, agency_id: int, year: int, key: str) -> list[Figure]:
    """Every value a key ever had, the newest first."""
    asked = {"agency": agency_id, "year": year, "key": key}
    return [Figure(*row) for row in connection.execute(_OF_KEY, asked)]


def edition_of(connection: Connection, agency_id: int, year: int) -> Figure | None:
    """What was published last for a year; None if nothing was."""
    asked = {"agency": agency_id, "year": year, "key": EDITION}
    row = connection.execute(_NEWEST_OF_KEY, asked).first()
    return Figure(*row) if row else None


def keep_figure(
    connection: Connection, agency_id: int, year: int, key: str, value: str, at: datetime,
    officer: str,
) -> None:
    """Add a line in the caller's write transaction."""
    last = connection.scalar(select(func.max(AnnualFigure.id))) or 0
    connection.execute(insert(AnnualFigure), {
        "id": last + 1, "agency_id": agency_id, "year": year, "key": key, "value": value,
        "written_at": at, "officer": officer})
