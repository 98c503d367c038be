"""What every page reaches for: the open house, the moment of the request, the officer's day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import current_app, g

from web.config import Config, House
from workflow.desk import Desk
from workflow.office import Actor
from workflow.record.calendars import Calendar
from workflow.record.standing import beijing_day

EXTENSION = "yishen"


def wall_clock() -> datetime:
    """The computer's time: asked here and nowhere below."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Site:
    """The application's own extension: the house, its configuration and its clock."""

    house: House
    config: Config
    now: Callable[[], datetime] = wall_clock
    #: By which sessions are measured: how long a browser lies idle is no matter of the law.
    ticks: Callable[[], datetime] = wall_clock


def site() -> Site:
    """The site of the running application."""
    found: Site = current_app.extensions[EXTENSION]
    return found


def desk() -> Desk:
    """The one door to requests."""
    return site().house.desk


def at() -> datetime:
    """The moment of this request, the same for everything done in it."""
    if "at" not in g:
        g.at = site().now()
    moment: datetime = g.at
    return moment


def ticks() -> datetime:
    """The moment of this request on the clock by which sessions are measured."""
    if "ticks" not in g:
        g.ticks = site().ticks()
    moment: datetime = g.ticks
    return moment


def today() -> date:
    """The legal day of this request (Beijing time)."""
    return beijing_day(at())


def calendar() -> Calendar:
    """The working-day calendar of the officer's agency, as it is known now."""
    if "calendar" not in g:
        g.calendar = desk().calendar(g.get("officer"), at())
    days: Calendar = g.calendar
    return days


def officer() -> Actor:
    """The officer who asks for this page, with the seats held today."""
    actor: Actor = g.officer
    return actor
