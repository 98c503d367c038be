"""The holiday notices against what proves them (放假通知核验): a forged one would move every date.

Those that came with the law must be those of the law; every other was loaded by an act in the
security log.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from workflow.archive.finding import Finding, finding
from workflow.errors import WorkflowError
from workflow.law.notice import Notice, national_notices
from workflow.record import security
from workflow.record.calendars import FIRST_EDITION, Known, all_rows, digest_of
from workflow.record.security import SecurityAct

#: The code of a finding about the calendar, which all agencies share.
CALENDAR_FINDING = "E9-工作日历"
_HERE = "放假通知"


def unproved(connection: Connection) -> Iterator[Finding]:
    """Every notice whose days are not proved, and every one that is gone."""
    loaded = {str(line.facts.get("digest")) for line in security.newest(
        connection, only=SecurityAct.NOTICE_LOADED, limit=10_000)}
    rows = all_rows(connection)
    for one in rows:
        text = _fault(one, one.digest in loaded)
        if text:
            yield finding(CALENDAR_FINDING, one.number, 0, text)
    yield from _gone(rows, loaded)


def _fault(one: Known, loaded: bool) -> str:
    if digest_of(one.text) != one.digest:
        return "通知内容与其摘要不符"
    try:
        notice = one.notice
    except WorkflowError as error:
        return str(error)
    if notice.number != one.number or notice.holds_in != one.region:
        return "文号或者地区与通知内容不符"
    shipped = not one.officer and _days(notice) in map(_days, national_notices())
    return "" if loaded or shipped else "安全日志中没有载入这份通知的记录"


def _gone(rows: Sequence[Known], loaded: set[str]) -> Iterator[Finding]:
    """A notice taken out would silently give other dates."""
    for digest in sorted(loaded - {one.digest for one in rows}):
        yield finding(CALENDAR_FINDING, _HERE, 0, f"安全日志载入的通知（{digest[:16]}）已缺失")
    lying = {one.number for one in rows}
    for notice in national_notices():
        if notice.year <= FIRST_EDITION and notice.number not in lying:
            yield finding(CALENDAR_FINDING, notice.number, 0, "随系统提供的这份通知已缺失")
    if [one.id for one in rows] != list(range(1, len(rows) + 1)):
        yield finding(CALENDAR_FINDING, _HERE, 0, "通知的序号不连续")


def _days(notice: Notice) -> tuple[object, object]:
    return dict(notice.off), dict(notice.work)
