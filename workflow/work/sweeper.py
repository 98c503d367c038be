"""The sweeper (巡查): tells officers of near limits and of acts that concern them, each once.

It may run anywhere and as often as one likes: what was told is kept, so nothing is told twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from workflow.record import errands, outbox
from workflow.record.beats import Beat, beat
from workflow.record.database import is_alone, reading, writing
from workflow.record.models import Agency, Moment, Officer, Reminder, Request, WorkPosition
from workflow.record.sequencer import sequence, size_of
from workflow.record.standing import beijing_day
from workflow.work import checkpointing, groups, post
from workflow.work.accounts import look_after_accounts
from workflow.work.reminders import Place, Told, near_duties, near_limits, places_of
from workflow.work.tidings import Acted, acted_since, tidings

_LOCK = 0x7973776B  # "yswk": the advisory lock of the sweeper on PostgreSQL
_TIDINGS = "tidings"
#: So many agencies, and requests, are asked about at a time.
_AT_ONCE = 250
#: By the request: a pair of columns in a list would be looked for in every reminder there is.
_TOLD = select(Reminder.login, Reminder.ref).where(
    Reminder.request_no.in_(bindparam("requests", expanding=True)))
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
    told = sum(_limits(engine, agencies[start:start + _AT_ONCE], at, mail)
               for start in range(0, len(agencies), _AT_ONCE))
    told += _acts(engine, at, mail)
    look_after_accounts(engine, at)
    with writing(engine) as connection:
        outbox.set_right(connection, at)
        outbox.forget(connection, at)
        errands.forget(connection, at)
        groups.ask_weekly(connection, at)
        checkpointing.ask_where_late(connection, at)
        if not outbox.is_any_left(connection, post.KIND, at - _KEPT):  # it tells a reminder
            connection.execute(_FORGET, {"before": at - _KEPT})
        beat(connection, Beat.SWEEPER, at)
    return told


def _limits(engine: Engine, agencies: Sequence[int], at: datetime, mail: bool) -> int:
    with reading(engine) as connection:
        places = places_of(connection, agencies, at)
        today = beijing_day(at)
        new = _new(connection, chain(near_limits(connection, places, today),
                                     near_duties(connection, places, today)))
    if not new:
        return 0
    with writing(engine) as connection:
        alone = is_alone(connection, _LOCK)
        return _tell(connection, new, places, at, mail) if alone else 0


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
    places = places_of(connection, sorted({one.agency for one in acted}), at)
    found = [told for one in acted for told in tidings(one, places[one.agency].directory)]
    return _tell(connection, found, places, at, mail)


def _tell(
    connection: Connection, found: Iterable[Told], places: Mapping[int, Place], at: datetime,
    mail: bool,
) -> int:
    new = _new(connection, found)
    if not new:
        return 0
    connection.execute(insert(Reminder), [
        {"login": one.login, "ref": one.ref, "request_no": one.request, "of_limit": one.of_limit,
         "remedy": one.remedy, "due": one.due, "text": one.text, "at": at} for one in new])
    if mail:
        addresses = _addresses(connection, new)
        hours = {id: one.plan.hour(at, one.calendar) for id, one in places.items()}
        outbox.put(connection, [
            post.mail(one.agency, one.login, addresses[one.login], one.ref, one.request,
                      hours[one.agency])
            for one in new if one.login in addresses], at)
    return len(new)


def _new(connection: Connection, found: Iterable[Told]) -> list[Told]:
    """What was not told before."""
    wanted = {(one.login, one.ref): one for one in found}
    requests = list(dict.fromkeys(one.request for one in wanted.values()))
    told: set[tuple[str, str]] = set()
    for start in range(0, len(requests), _AT_ONCE):
        told |= {(login, ref) for login, ref in connection.execute(
            _TOLD, {"requests": requests[start:start + _AT_ONCE]})}
    return [one for key, one in wanted.items() if key not in told]


def _addresses(connection: Connection, told: Sequence[Told]) -> dict[str, str]:
    logins = sorted({one.login for one in told})
    rows = connection.execute(
        select(Officer.login, Officer.email).where(
            Officer.login.in_(logins), Officer.active, Officer.email != ""))
    return {row.login: row.email for row in rows}
