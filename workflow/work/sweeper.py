"""The sweeper (巡查): tells officers of near limits and of acts that concern them, each once.

It may run anywhere and as often as one likes: what was told is kept, so nothing is told twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    delete,
    exists,
    insert,
    select,
    tuple_,
    update,
)

from workflow.law.workdays import Calendar
from workflow.record import errands, outbox
from workflow.record.beats import Beat, beat
from workflow.record.calendars import calendar_at
from workflow.record.database import is_alone, reading, writing
from workflow.record.models import Agency, Moment, Officer, Reminder, Request, WorkPosition
from workflow.record.people import Directory, Office, office_of
from workflow.record.sequencer import sequence, size_of
from workflow.record.standing import beijing_day
from workflow.work import post
from workflow.work.accounts import look_after_accounts
from workflow.work.plan import Plan
from workflow.work.reminders import Told, near_limits
from workflow.work.tidings import Acted, acted_since, tidings

_LOCK = 0x7973776B  # "yswk": the advisory lock of the sweeper on PostgreSQL
_TIDINGS = "tidings"
#: So long a reminder is kept; one of a limit in any case while its request is open, for a clock
#: that has run ahead and was set right must not make officers hear of it twice.
_KEPT = timedelta(days=366)
_FORGET = delete(Reminder).where(
    Reminder.at < bindparam("before", type_=Moment()),
    ~(Reminder.of_limit
      & exists().where(Request.no == Reminder.request_no, Request.closed == 0)))


def sweep(engine: Engine, at: datetime, *, mail: bool) -> int:
    """Tell everybody what is to be told now; how many things were. `mail`: whether to mail too."""
    with reading(engine) as connection:
        agencies = connection.scalars(select(Agency.id).order_by(Agency.id)).all()
    told = sum(_limits(engine, agency, at, mail) for agency in agencies)
    told += _acts(engine, at, mail)
    look_after_accounts(engine, at)
    with writing(engine) as connection:
        outbox.set_right(connection, at)
        outbox.forget(connection, at)
        errands.forget(connection, at)
        if not outbox.is_any_left(connection, post.KIND, at - _KEPT):  # it tells a reminder
            connection.execute(_FORGET, {"before": at - _KEPT})
        beat(connection, Beat.SWEEPER, at)
    return told


def _limits(engine: Engine, agency: int, at: datetime, mail: bool) -> int:
    today = beijing_day(at)
    with reading(engine) as connection:
        office = office_of(connection, agency, today)
        calendar = calendar_at(connection, office.regions, at)
        directory = Directory(connection, agency, today)
        found = list(near_limits(
            connection, office, calendar, directory, Plan.of(office), today))
        new = _new(connection, found)
    if not new:
        return 0
    with writing(engine) as connection:
        alone = is_alone(connection, _LOCK)
        return _tell(connection, new, office, calendar, at, mail) if alone else 0


def _acts(engine: Engine, at: datetime, mail: bool) -> int:
    """Tell of the acts since the last time; of none before the first."""
    sequence(engine)
    count = 0
    while True:
        with writing(engine) as connection:
            if not is_alone(connection, _LOCK):
                return count
            position = connection.scalar(
                select(WorkPosition.position).where(WorkPosition.name == _TIDINGS))
            if position is None:
                connection.execute(insert(WorkPosition), {
                    "name": _TIDINGS, "position": size_of(connection)})
                return count
            acted = acted_since(connection, position)
            if not acted:
                return count
            count += _tell_of(connection, [one for _, one in acted], at, mail)
            connection.execute(update(WorkPosition).where(WorkPosition.name == _TIDINGS)
                               .values(position=acted[-1][0] + 1))


def _tell_of(connection: Connection, acted: Sequence[Acted], at: datetime, mail: bool) -> int:
    count, today = 0, beijing_day(at)
    for agency in sorted({one.agency for one in acted}):
        office = office_of(connection, agency, today)
        directory = Directory(connection, agency, today)
        found = [told for one in acted if one.agency == agency for told in tidings(one, directory)]
        calendar = calendar_at(connection, office.regions, at)
        count += _tell(connection, found, office, calendar, at, mail)
    return count


def _tell(
    connection: Connection, found: Iterable[Told], office: Office, calendar: Calendar,
    at: datetime, mail: bool,
) -> int:
    new = _new(connection, found)
    if not new:
        return 0
    connection.execute(insert(Reminder), [
        {"login": one.login, "ref": one.ref, "request_no": one.request, "of_limit": one.of_limit,
         "text": one.text, "at": at} for one in new])
    if mail:
        addresses = _addresses(connection, new)
        hour = Plan.of(office).hour(at, calendar)
        outbox.put(connection, [
            post.mail(office.id, one.login, addresses[one.login], one.ref, one.request, hour)
            for one in new if one.login in addresses], at)
    return len(new)


def _new(connection: Connection, found: Iterable[Told]) -> list[Told]:
    """What was not told before."""
    wanted = {(one.login, one.ref): one for one in found}
    told: set[tuple[str, str]] = set()
    keys = list(wanted)
    for start in range(0, len(keys), 400):
        told |= {(login, ref) for login, ref in connection.execute(
            select(Reminder.login, Reminder.ref).where(
                tuple_(Reminder.login, Reminder.ref).in_(keys[start:start + 400])))}
    return [one for key, one in wanted.items() if key not in told]


def _addresses(connection: Connection, told: Sequence[Told]) -> dict[str, str]:
    logins = sorted({one.login for one in told})
    rows = connection.execute(
        select(Officer.login, Officer.email).where(
            Officer.login.in_(logins), Officer.active, Officer.email != ""))
    return {row.login: row.email for row in rows}
