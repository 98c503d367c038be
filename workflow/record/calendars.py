"""The working-day calendars of an installation (工作日历): which notices were known at a moment.

A holiday notice is published while requests are running. Every act is counted by the calendar of
its own moment, and so is its replay years later; hence notices are kept with the moment from which
they are known, and never changed. A later row of the same number and region replaces the earlier.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, insert, select

from workflow.law.notice import Notice, notice_from_toml
from workflow.law.workdays import Calendar
from workflow.record.models import HolidayNotice
from workflow.record.prepared import Answer, Prepared

__all__ = [
    "FIRST_EDITION", "Calendar", "Known", "all_rows", "calendar_at", "calendar_by", "digest_of",
    "enter", "forget", "is_in_force", "known",
]

#: The last year whose notices every installation has known from its beginning.
FIRST_EDITION = 2026


class Known(NamedTuple):
    """A notice of this installation; `region` is "" for the whole country."""

    id: int
    number: str
    region: str
    digest: str
    text: str
    known_from: datetime
    officer: str

    @property
    def notice(self) -> Notice:
        """The notice itself. Raises BadFacts if the row was made unreadable."""
        return notice_from_toml(self.text)


_COLUMNS = tuple(getattr(HolidayNotice, name) for name in Known._fields)
# Statements made once: to build one costs more than to run it.
_ALL = select(*_COLUMNS).order_by(HolidayNotice.id)
_LAST = Prepared(
    select(HolidayNotice.id, HolidayNotice.digest).order_by(HolidayNotice.id.desc()).limit(1))
#: What was read last, with the row it ended in: a notice arrives once a year.
_read: "WeakKeyDictionary[Engine, tuple[tuple[int, str], tuple[Known, ...]]]" = (
    WeakKeyDictionary())


def all_rows(connection: Connection) -> tuple[Known, ...]:
    """Every notice as it lies in the table now, whatever was read before."""
    return tuple(Known(*row) for row in connection.execute(_ALL))


def digest_of(text: str) -> str:
    """SHA-256 of a notice file, in hex."""
    return sha256(text.encode()).hexdigest()


def known(connection: Connection) -> tuple[Known, ...]:
    """Every notice of the installation, in the order of loading."""
    return known_told(connection, ask_last(connection))


def ask_last(connection: Connection) -> Answer:
    """Ask for the last notice that was loaded, without waiting."""
    return _LAST.ask(connection)


def known_told(connection: Connection, answer: Answer) -> tuple[Known, ...]:
    """Every notice, by the answer about the last: what was read before holds while it does."""
    last = answer.first()
    ends_in = (last.id, last.digest) if last else (0, "")
    kept = _read.get(connection.engine)
    if kept is None or kept[0] != ends_in:
        kept = (ends_in, all_rows(connection))
        _read[connection.engine] = kept
    return kept[1]


def forget(engine: Engine) -> None:
    """Read all notices anew next time: a verification must not trust what was read before."""
    _read.pop(engine, None)


def calendar_at(connection: Connection, regions: Collection[str], at: datetime) -> Calendar:
    """The calendar of an agency of these regions by what was known at a moment (放假办法第四条)."""
    return calendar_by(known(connection), regions, at)


def calendar_by(notices: Iterable[Known], regions: Collection[str], at: datetime) -> Calendar:
    """The same by notices that were read, in the order of loading."""
    wanted = {"", *regions}
    in_force: dict[tuple[str, str], str] = {}
    for one in notices:
        if one.region in wanted and one.known_from <= at:
            in_force[one.number, one.region] = one.text
    return _calendar(tuple(in_force.values()))


def is_in_force(connection: Connection, text: str) -> bool:
    """Whether this very file is the newest of its number and region; an earlier one may return."""
    notice = notice_from_toml(text)
    own = [one.text for one in known(connection)
           if (one.number, one.region) == (notice.number, notice.holds_in)]
    return own[-1:] == [text]


def enter(connection: Connection, text: str, at: datetime, officer: str) -> Notice:
    """Keep a notice, known from a moment on; returns it as read."""
    notice = notice_from_toml(text)
    last = _LAST.ask(connection).first()
    connection.execute(insert(HolidayNotice), {
        "id": last.id + 1 if last else 1, "number": notice.number,
        "region": notice.holds_in,
        "digest": digest_of(text), "text": text, "known_from": at, "officer": officer})
    return notice


@lru_cache(maxsize=64)
def _calendar(texts: tuple[str, ...]) -> Calendar:
    """One calendar for all agencies that know the same notices."""
    return Calendar(notice_from_toml(text) for text in texts)
