"""What must happen again and again (运行记录): when each happened last, and when it is late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.record.models import Beat as _Row


class Beat(StrEnum):
    """What happens again and again."""

    SWEEPER = "sweeper"
    WORKER = "worker"
    NOTARY = "notary"
    BACKUP = "backup"
    DRILL = "drill"


#: How long each may be absent: swept each minute, backed up each night, tried out each month.
PATIENCE: Mapping[Beat, timedelta] = {
    Beat.SWEEPER: timedelta(minutes=15), Beat.WORKER: timedelta(minutes=15),
    Beat.NOTARY: timedelta(minutes=30), Beat.BACKUP: timedelta(hours=26),
    Beat.DRILL: timedelta(days=35),
}


class Heard(NamedTuple):
    """When something happened last, when it is late, and why that time does not count."""

    at: datetime
    due: datetime
    fault: str


def beat(
    connection: Connection, name: Beat, at: datetime, *, due: datetime | None = None,
    fault: str = "",
) -> None:
    """Note that something happened now; `due` where it is late at another moment than usual."""
    values = {"at": at, "due": due or at + PATIENCE[name], "fault": fault[:200]}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(_Row).values(name=name.value, **values).on_conflict_do_update(
        index_elements=["name"], set_=values))


def beat_if_known(connection: Connection, name: Beat, at: datetime, fault: str = "") -> None:
    """The same where the schema may be older than the program, as before an upgrade."""
    if inspect(connection).has_table(_Row.__tablename__):
        beat(connection, name, at, fault=fault)


def heard(connection: Connection) -> Mapping[Beat, Heard]:
    """Everything that ever happened."""
    rows = connection.execute(select(_Row.name, _Row.at, _Row.due, _Row.fault))
    known = {one.value for one in Beat}
    return {Beat(name): Heard(at, due, fault) for name, at, due, fault in rows if name in known}


def begin(connection: Connection, name: Beat, at: datetime, every: timedelta) -> bool:
    """Whether it is this worker's turn: nobody began with it for so long. Then nobody else may."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = connection.execute(
        insert(_Row).values(name=name.value, at=at, due=at + PATIENCE[name], begun=at, fault="")
        .on_conflict_do_nothing(index_elements=["name"]).returning(_Row.name)).first()
    if first is not None:
        return True
    return bool(connection.execute(
        update(_Row).where(_Row.name == name.value,
                           (_Row.begun.is_(None)) | (_Row.begun <= at - every)
                           | (_Row.begun > at))
        .values(begun=at)).rowcount)
