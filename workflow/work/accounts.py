"""Accounts nobody uses, passwords grown old (闲置账号、到期口令): looked for once a day.

Only where an agency has set a number of days (`signin.unused_days`, `signin.password_days`). When
an account was used last stands in the security log, which is read once for all agencies.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert, or_, select, update

from workflow import office
from workflow.record.database import is_alone, reading, writing
from workflow.record.models import Agency, Officer, SecurityEntry, WorkPosition
from workflow.record.people import office_of
from workflow.record.security import SecurityAct
from workflow.record.standing import beijing_day

_LOCK = 0x79736163  # "ysac": the advisory lock of this work on PostgreSQL
_POSITION = "accounts"
#: A day farther from the last one than so many is not believed at once.
_FAR = 31
UNUSED, PASSWORD = "signin.unused_days", "signin.password_days"
#: What shows that an account is used, and that its password is new.
_USED = (SecurityAct.SIGNED_IN, SecurityAct.OFFICER_ADDED, SecurityAct.OFFICER_ENABLED)
_RENEWED = (SecurityAct.PASSWORD_SET, SecurityAct.OFFICER_ADDED)
_Last = Mapping[tuple[SecurityAct, str], str]


def look_after_accounts(engine: Engine, at: datetime) -> None:
    """Disable what nobody used for long, and ask for new passwords; at most once a day."""
    day = beijing_day(at).toordinal()
    with reading(engine) as connection:
        done = connection.scalar(
            select(WorkPosition.position).where(WorkPosition.name == _POSITION))
        limits = {} if _is_doubtful(done, day) else dict(_limits(connection, at))
        last = _last(connection) if limits else {}
    if done == day:
        return
    with writing(engine) as connection:
        if is_alone(connection, _LOCK):
            _note_day(connection, day)
            for agency, held in limits.items():
                _look_after(connection, agency, held, last, at)


def _is_doubtful(done: int | None, day: int) -> bool:
    """Whether a day is done already, or so far from the last that a clock may have jumped.

    What is far is believed on the next day: one wrong clock must not shut everybody out.
    """
    return done is not None and (done == day or abs(day - done) > _FAR)


def _note_day(connection: Connection, day: int) -> None:
    known = update(WorkPosition).where(WorkPosition.name == _POSITION).values(position=day)
    if not connection.execute(known).rowcount:
        connection.execute(insert(WorkPosition), {"name": _POSITION, "position": day})


def _limits(connection: Connection, at: datetime) -> Iterator[tuple[int, Mapping[str, int]]]:
    """The days each agency has set, where it has set any."""
    for agency in connection.scalars(select(Agency.id).order_by(Agency.id)).all():
        held = office_of(connection, agency, beijing_day(at))
        days = {key: int(held.setting(key)) for key in (UNUSED, PASSWORD) if held.setting(key)}
        if days:
            yield agency, days


def _last(connection: Connection) -> _Last:
    """When each act was done last by or for each account, as the log writes moments."""
    found: dict[tuple[SecurityAct, str], str] = {}
    wanted = [SecurityEntry.body.endswith(f'"what":"{act.value}"}}')
              for act in {*_USED, *_RENEWED}]
    bodies = select(SecurityEntry.body).where(or_(*wanted)).order_by(SecurityEntry.seq)
    for body in connection.scalars(bodies.execution_options(yield_per=1000)):
        entry = json.loads(body)
        login = entry["facts"].get("login") or entry["officer"]
        found[SecurityAct(entry["what"]), login] = entry["at"]
    return found


def _look_after(
    connection: Connection, agency: int, days: Mapping[str, int], last: _Last, at: datetime
) -> None:
    officers = connection.execute(
        select(Officer.login, Officer.branch, Officer.password_due)
        .where(Officer.agency_id == agency, Officer.active).order_by(Officer.id)).all()
    systems = [one.login for one in officers if one.branch == "system"]
    for one in officers:
        if _older(last, _USED, one.login, at, days.get(UNUSED)):
            if systems != [one.login]:  # somebody must be left who can enable the others
                systems = [login for login in systems if login != one.login]
                office.disable(connection, at, office.CONSOLE, one.login,
                               reason=f"连续{days[UNUSED]}天没有登录")
        elif not one.password_due and _older(
                last, _RENEWED, one.login, at, days.get(PASSWORD)):
            office.let_password_expire(connection, at, one.login)


def _older(
    last: _Last, acts: tuple[SecurityAct, ...], login: str, at: datetime, days: int | None
) -> bool:
    """Whether none of these acts was done within so many days; never where no days are set."""
    moments = [last[act, login] for act in acts if (act, login) in last]
    if days is None or not moments:
        return False
    return datetime.fromisoformat(max(moments)) < at - timedelta(days=days)
