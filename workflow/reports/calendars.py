"""Which holiday notices are known here, and which years still wait for theirs (工作日历)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from workflow.record.calendars import calendar_at, known
from workflow.record.models import Request
from workflow.record.people import Office
from workflow.record.standing import beijing_day


@dataclass(frozen=True)
class NoticeLine:
    """A notice: year, number, title, region, when published, loaded when and by whom."""

    year: int
    number: str
    title: str
    region: str
    published_on: date
    loaded_on: date | None
    by: str
    days_off: int
    make_up: int


@dataclass(frozen=True)
class CalendarState:
    """The calendar of an agency as it is known at a moment."""

    version: str
    published_until: date
    notices: tuple[NoticeLine, ...]
    #: Open requests of the agency whose dates are provisional (暂定).
    provisional: int

    def missing(self, today: date) -> tuple[int, ...]:
        """The years from this one to the next whose notice is not known here."""
        return tuple(y for y in (today.year, today.year + 1) if y > self.published_until.year)


def calendar_state(connection: Connection, office: Office, at: datetime) -> CalendarState:
    """The calendar of an agency: what is loaded, what is missing, what depends on it."""
    days = calendar_at(connection, office.regions, at)
    provisional = connection.scalar(
        select(func.count()).select_from(Request).where(
            Request.agency_id == office.id, Request.closed == 0, Request.provisional)) or 0
    lines = []
    for one in reversed(known(connection)):
        if one.region in ("", *office.regions):
            notice = one.notice
            lines.append(NoticeLine(
                notice.year, notice.cited, notice.title, one.region or "全国",
                notice.published_on, beijing_day(one.known_from) if one.officer else None,
                one.officer, len(notice.off), len(notice.work)))
    return CalendarState(days.version, days.published_until, tuple(lines), provisional)
