"""Verification in steps (分段核验): so many requests at a time, then what belongs to none of them.

A page asks for one step after another and shows how far it has come; together the steps find what
`verify` finds of one agency.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from workflow.archive import logbook, notices, sidetables
from workflow.archive.bulk import Picture
from workflow.archive.finding import Finding
from workflow.archive.logbook import Evidence
from workflow.archive.notices import CALENDAR_FINDING
from workflow.archive.replay import examined
from workflow.archive.slices import Slice
from workflow.record.calendars import forget
from workflow.record.database import as_stored, reading
from workflow.record.evidence import FileStore
from workflow.record.logs import Log
from workflow.record.models import TrailEntry
from workflow.record.personal import KeyRing

_LOGS = frozenset(log.label for log in Log)


def how_many(connection: Connection, agency: str) -> int:
    """How many requests of an agency have a trail."""
    count = select(func.count(TrailEntry.request.distinct())).where(_of(agency))
    return connection.scalar(count) or 0


def numbers_after(connection: Connection, agency: str, after: str, limit: int) -> list[str]:
    """The next numbers of an agency in their order, from `after` on; "" for the first."""
    return list(connection.scalars(
        select(TrailEntry.request).where(_of(agency), TrailEntry.request > after).distinct()
        .order_by(TrailEntry.request).limit(limit)))


def verify_some(
    engine: Engine, keys: KeyRing, store: FileStore, numbers: Sequence[str]
) -> Iterator[Finding]:
    """Verify some requests, one after another; what is wrong with each, and with its places."""
    if not numbers:
        return
    with reading(engine) as connection, as_stored(connection):
        forget(connection.engine)
        found, _ = examined(Picture(connection, keys, store), Slice(among=tuple(numbers)))
        by_request = {no: [one for one in found if one.request == no] for no in numbers}
        for no, own in by_request.items():
            yield from own
            yield from logbook.of_request(connection, no)


def verify_rest(engine: Engine, agency: str, evidence: Evidence) -> Iterator[Finding]:
    """What belongs to no one trail: rows without any, gaps in the series, notices, the log."""
    with reading(engine) as connection, as_stored(connection):
        made = logbook.trees(connection, evidence)
        for one in (*sidetables.without_trail(connection, None),
                    *sidetables.gaps(connection), *notices.unproved(connection),
                    *logbook.against_trees(connection, None, made),
                    *logbook.tiles(connection, made[Log.LEGAL].tree)):
            if concerns(one, agency):
                yield one


def concerns(one: Finding, agency: str) -> bool:
    """Whether a finding is an agency's own; the calendar and the logs are everybody's."""
    return (one.request == agency or one.request.startswith(f"{agency}-")
            or one.code == CALENDAR_FINDING or one.request in _LOGS)


def _of(agency: str) -> ColumnElement[bool]:
    """The numbers of an agency begin with its code."""
    return TrailEntry.request.startswith(f"{agency}-", autoescape=True)
