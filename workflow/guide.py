"""Writing the public guide (公开指南, 条例第十二条): by the head of the disclosure office, dated.

The guide is content of the disclosure office, not of the installation: hence its head writes it,
not the system administrator. It tells the public what to rely on, so no version begins in the past.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection

from workflow.entitled import Actor, need, unless
from workflow.errors import Reason
from workflow.record.database import in_turn
from workflow.record.guide import GUIDE_SECTIONS, guide_versions, keep_version
from workflow.record.security import SecurityAct, append
from workflow.record.standing import beijing_day
from workflow.terms import Role

#: Characters of one section; more is no guide any more.
LONGEST_SECTION = 5000
_LOCK = 0x79677569  # "ygui": one version after the other on PostgreSQL


def check_guide(
    connection: Connection, at: datetime, by: Actor, sections: Mapping[str, str],
    effective_from: date,
) -> dict[str, str]:
    """The sections as they would be kept. Raises StepNotAllowed with everything wrong."""
    given = {one.key: _tidy(sections.get(one.key, "")) for one in GUIDE_SECTIONS}
    newest = next(iter(guide_versions(connection, by.agency_id)), None)
    same = newest and (newest.effective_from, newest.sections) == (effective_from, given)
    need(by, Role.HEAD, by.agency_id, [
        *_faults(given),
        *unless(effective_from >= beijing_day(at), "指南自发布之日或者以后起适用，不得倒签",
                "effective_from"),
        *unless(not same, "与已有的版本相同，没有改动", ""),
    ])
    return given


def write_guide(
    connection: Connection, at: datetime, by: Actor, sections: Mapping[str, str],
    effective_from: date,
) -> None:
    """Publish a version of the own agency's guide from a day on."""
    in_turn(connection, _LOCK)
    given = check_guide(connection, at, by, sections, effective_from)
    body = keep_version(connection, by.agency_id, effective_from, given, at, by.login)
    append(connection, at, by.login, SecurityAct.GUIDE_WRITTEN, {
        "effective_from": effective_from, "digest": sha256(body.encode()).hexdigest()},
        by.agency_id)


def _tidy(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _faults(given: Mapping[str, str]) -> Iterator[Reason]:
    for one in GUIDE_SECTIONS:
        words = given[one.key]
        if len(words) > LONGEST_SECTION:
            yield Reason(f"“{one.label}”不超过{LONGEST_SECTION}个字，现有{len(words)}个字",
                         field=one.key)
        if not all(letter.isprintable() or letter in "\n\t\u3000" for letter in words):
            yield Reason(f"“{one.label}”含有不能显示的控制字符，请删去后重新填写", field=one.key)
    if not given["office"]:
        yield Reason("请写明政府信息公开工作机构的名称、地址、时间和联系方式",
                     "条例第十二条第二款", "office")
