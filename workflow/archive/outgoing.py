"""What waits outside the acts (发件箱、提醒、编号) against what caused it: nothing out of thin air.

Reminders name their cause by a `ref`: an entry (`NO#SEQ`), a limit of a request (`NO/DAY/MARK`), or
a duty of a reconsideration or lawsuit over it (`NO!SEQ/DUTY/DAY/MARK`); a mail names the reminder
it tells of. Work that reads the log may not have read further than the log goes, and an entry that
has its place may not wait for another.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, text

from workflow.archive.finding import Finding, finding
from workflow.record.database import as_stored
from workflow.record.logs import Log
from workflow.record.models import WAITS

_CODE, _LEAF, _PLACE = "E11-发件箱", "L1-日志叶", "E12-后台进度"
_REMINDED = text(
    "SELECT request_no, ref FROM reminder t WHERE CASE WHEN remedy IS NOT NULL"
    " THEN NOT EXISTS (SELECT 1 FROM remedy_case c WHERE c.request_no = t.request_no"
    "  AND c.seq = t.remedy AND t.ref LIKE c.request_no || '!' || c.seq || '/' || t.due || '/%')"
    " WHEN of_limit"
    " THEN NOT EXISTS (SELECT 1 FROM request r WHERE r.no = t.request_no"
    "  AND t.ref LIKE r.no || '/%')"
    " ELSE NOT EXISTS (SELECT 1 FROM log_leaf e WHERE e.request = t.request_no"
    "  AND t.ref = e.request || '#' || e.seq) END ORDER BY id")
_MAILS = text(f"SELECT payload FROM job WHERE kind = 'mail' AND {WAITS} ORDER BY id")
_REMINDS = text("SELECT 1 FROM reminder WHERE login = :login AND ref = :ref")
_PLACED_TWICE = text(
    "SELECT p.request, p.seq FROM log_pending p"
    " JOIN log_leaf e ON e.request = p.request AND e.seq = p.seq ORDER BY p.id")
_AHEAD = text(
    "SELECT name, position FROM work_position"
    " WHERE name = 'tidings' AND position > (SELECT coalesce(max(idx) + 1, 0) FROM log_leaf)")


def without_cause(connection: Connection) -> Iterator[Finding]:
    """Mails and reminders nothing has caused; places given twice; work ahead of the log."""
    with as_stored(connection):
        for no, ref in connection.execute(_REMINDED):
            yield finding(_CODE, no, 0, f"提醒“{ref}”没有相应的台账条目或者期限")
        yield from _mails(connection)
        for no, seq in connection.execute(_PLACED_TWICE):
            yield finding(_LEAF, no, seq, "已经编入日志，却还在等待编号")
        for name, position in connection.execute(_AHEAD):
            yield finding(_PLACE, Log.LEGAL.label, 0,
                          f"“{name}”读到第{position}条，日志没有这么多")


def _mails(connection: Connection) -> Iterator[Finding]:
    for payload in connection.scalars(_MAILS).all():
        told = json.loads(payload)
        if connection.execute(_REMINDS, told).first() is None:
            yield finding(_CODE, told["no"], 0, f"待发邮件“{told['ref']}”没有相应的提醒")
