"""Erased personal data (个人信息销毁核验): each stone against the security log, nothing left over.

A key that is missing without a stone is a finding of its own; so is a stone that no act of the
security log proves, a stone that was taken away, and anything that still lies under one.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.archive.finding import Finding, finding
from workflow.errors import TrailBroken
from workflow.record import models, security
from workflow.record.erasures import Stone, all_stones, stone_of
from workflow.record.security import SecurityAct
from workflow.record.trail import moment_text

_CODE = "E6-个人信息"
_ALL = 10_000_000
_LEFT = (
    (models.RequestKey, models.RequestKey.request, "个人信息密钥"),
    (models.PersonalField, models.PersonalField.request, "个人信息"),
)


def is_marked(connection: Connection, no: Any) -> bool:
    """Whether a stone stands for this request."""
    return stone_of(connection, no) is not None


def leftovers(connection: Connection, no: str) -> Iterator[Finding]:
    """What still lies there although it is said to be destroyed."""
    for model, column, what in _LEFT:
        if connection.scalar(select(func.count()).select_from(model).where(column == no)):
            yield finding(_CODE, no, 0, f"登记为已销毁，但{what}仍在")


def unproved(connection: Connection) -> Iterator[Finding]:
    """Every stone without its act in the security log, and every such act without its stone."""
    try:
        lines = security.newest(connection, only=SecurityAct.PERSONAL_ERASED, limit=_ALL)
    except TrailBroken as error:
        yield finding("E8-安全日志", "安全日志", 0, str(error))
        return
    proved = {str(line.facts.get("request")): _told(line) for line in lines}
    stones = {stone.request: stone for stone in all_stones(connection)}
    for request, stone in stones.items():
        if proved.get(request) != stone:
            yield finding(_CODE, request, 0, "个人信息的销毁登记与安全日志不一致")
    for request in sorted(proved.keys() - stones.keys()):
        yield finding(_CODE, request, 0, "安全日志记载已销毁个人信息，销毁登记却已缺失")


def _told(line: security.SecurityLine) -> Stone:
    told = {name: str(line.facts.get(name, "")) for name in (
        "request", "approver", "ground", "document", "reason")}
    return Stone(at=moment_text(line.at), officer=line.officer, **told)
