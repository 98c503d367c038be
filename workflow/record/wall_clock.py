"""Whether the clock of a machine was set back (系统时间): read off what has been recorded before.

Nothing in law follows from it, since due dates rest on days that officers state and entries are
ordered by their numbers; but whoever runs the machine must know.
"""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from workflow.record.models import LogLeaf, LogPending, SecurityEntry, TrailEntry
from workflow.record.trail import CLOCKS_DIFFER, moment

_PENDING = (
    select(TrailEntry.at)
    .join(LogPending, (LogPending.request == TrailEntry.request)
          & (LogPending.seq == TrailEntry.seq))
    .order_by(LogPending.id.desc()).limit(1))
_PLACED = (
    select(TrailEntry.at)
    .join(LogLeaf, (LogLeaf.request == TrailEntry.request) & (LogLeaf.seq == TrailEntry.seq))
    .order_by(LogLeaf.idx.desc()).limit(1))
_SECURITY = select(SecurityEntry.body).order_by(SecurityEntry.seq.desc()).limit(1)


def set_back(connection: Connection, at: datetime) -> timedelta:
    """How far a moment lies before the newest act on record; zero where it does not.

    Clocks of several machines may differ by a minute.
    """
    found = [moment(text) for text in (connection.scalar(_PENDING), connection.scalar(_PLACED))
             if text]
    body = connection.scalar(_SECURITY)
    if body:
        found.append(moment(json.loads(body)["at"]))
    behind = max(found, default=at) - at
    return behind if behind > CLOCKS_DIFFER else timedelta()
