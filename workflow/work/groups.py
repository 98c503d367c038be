"""Groups of alike requests worked out in the background (多人申请比对): when asked, and weekly.

A page compares only the newest requests while it waits; where that is not all of them, the whole is
compared here, and kept with its moment.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.record import outbox
from workflow.record.database import reading, writing
from workflow.record.models import Job
from workflow.record.outbox import IS_WAITING, Put, Taken
from workflow.record.standing import beijing_day
from workflow.reports.clusters import WHOLE, first_of, grouped
from workflow.reports.kept_groups import keep, stale
from workflow.work.faults import NotNeeded

KIND = "clusters"
_WEEK = timedelta(days=7)


def ask(connection: Connection, agency: int, months: int, at_least: int, at: datetime) -> None:
    """Have the groups of an agency worked out; a second press of the same minute is the first."""
    outbox.put(connection, [_job(agency, months, at_least, f"{at:%Y%m%d%H%M}")], at)


def ask_weekly(connection: Connection, at: datetime) -> None:
    """Have all groups worked out anew that are a week old; once, however often it is asked."""
    year, week, _ = beijing_day(at).isocalendar()
    outbox.put(connection, [_job(*one, f"{year}-{week}")
                            for one in stale(connection, at - _WEEK)], at)


def is_under_way(connection: Connection, agency: int, months: int, at_least: int) -> bool:
    """Whether such a job waits or is in hand."""
    return connection.scalar(select(Job.id).where(
        IS_WAITING, Job.kind == KIND, Job.agency_id == agency,
        Job.key.startswith(_name(agency, months, at_least))).limit(1)) is not None


def _job(agency: int, months: int, at_least: int, when: str) -> Put:
    return Put(KIND, f"{_name(agency, months, at_least)}{when}",
               {"months": months, "at_least": at_least}, agency)


def _name(agency: int, months: int, at_least: int) -> str:
    return f"{KIND}/{agency}/{months}/{at_least}/"


def work_out(engine: Engine, job: Taken, at: datetime) -> None:
    """Compare all requests of the period, and keep what hangs together."""
    asked: Mapping[str, Any] = job.payload
    if job.agency is None:
        raise NotNeeded("没有指明机关")
    months, at_least, today = asked["months"], asked["at_least"], beijing_day(at)
    with reading(engine) as connection:
        found = grouped(connection, job.agency, first_of(today, months), today, at_least, WHOLE)
    with writing(engine) as connection:
        keep(connection, job.agency, months, at_least, at, found)
