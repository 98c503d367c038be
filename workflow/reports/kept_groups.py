"""Groups of alike requests kept as they were worked out (多人申请的比对结果): as of a moment.

They are a suggestion and never a truth: what is kept are numbers, and whoever looks sees the
requests as they stand now.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.record.models import AlikeGroups
from workflow.reports.clusters import Grouped


class Kept(NamedTuple):
    """What was worked out, and when."""

    at: datetime
    found: Grouped


class Stale(NamedTuple):
    """Groups that were worked out long ago: of which agency, of which period, how alike."""

    agency: int
    months: int
    at_least: int


def kept(connection: Connection, agency: int, months: int, at_least: int) -> Kept | None:
    """The groups of an agency over so many months, from a likeness on; None if there are none."""
    row = connection.execute(select(AlikeGroups.at, AlikeGroups.body).where(
        AlikeGroups.agency_id == agency, AlikeGroups.months == months,
        AlikeGroups.at_least == at_least)).first()
    return Kept(row.at, msgspec.json.decode(row.body, type=Grouped)) if row else None


def keep(
    connection: Connection, agency: int, months: int, at_least: int, at: datetime, found: Grouped
) -> None:
    """Keep groups in place of those that were worked out before."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"at": at, "body": msgspec.json.encode(found).decode()}
    statement = insert(AlikeGroups).values(
        agency_id=agency, months=months, at_least=at_least, **values)
    connection.execute(statement.on_conflict_do_update(
        index_elements=["agency_id", "months", "at_least"], set_=values,
        where=AlikeGroups.at <= statement.excluded.at))


def stale(connection: Connection, before: datetime) -> list[Stale]:
    """The groups that were worked out before a moment."""
    rows = connection.execute(
        select(AlikeGroups.agency_id, AlikeGroups.months, AlikeGroups.at_least)
        .where(AlikeGroups.at < before))
    return [Stale(*row) for row in rows]
