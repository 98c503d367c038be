"""Naming a substitute (代行): who acts in an absent officer's seat, from when to when, in what.

The holder of the seat names the substitute, or 安全管理员 for one who cannot; either ends it. A
substitute names no other. Every act stands in the security log.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from workflow import machine
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record import substitutions
from workflow.record.models import Officer, Substitution
from workflow.record.people import Actor, actor_of
from workflow.record.security import SecurityAct, append
from workflow.record.standing import beijing_day
from workflow.terms import ADMINISTRATORS, Role

__all__ = ["LONGEST_DAYS", "end_substitution", "name_substitute", "steps_of_seat"]

#: A substitution for longer than this is no absence any more: the seat is to be granted anew.
LONGEST_DAYS = 180
_LONGEST_REASON = 200
_LAW = "本机关岗位授权规则"


def steps_of_seat(role: Role) -> dict[str, str]:
    """The steps a seat takes, by trigger, with their labels: what a scope may be limited to."""
    return {step.trigger: step.label for step in machine.BOOK.values() if role in step.by}


def name_substitute(
    connection: Connection, at: datetime, by: Actor, absent: str, role: Role, substitute: str, *,
    valid_from: date, valid_until: date, reason: str, steps: Sequence[str] = (),
) -> int:
    """Let another officer act in a seat in the absent one's name, both days included.

    Raises StepNotAllowed with everything against it, NotFound outside the agency.
    """
    today, steps = beijing_day(at), sorted(dict.fromkeys(steps))
    away = _officer(connection, by, absent, "absent")
    instead = _officer(connection, by, substitute, "substitute")
    holder = actor_of(connection, absent, max(valid_from, today)) if away.active else None
    _refuse([
        *_may_name(by, absent),
        *_seat_is_held(holder, away.name, role),
        *_is_fit(away, instead),
        *_days(valid_from, valid_until, today),
        *_written(role, reason, steps),
        *_is_alone(connection, away, role, valid_from, valid_until),
    ])
    row = {"agency_id": away.agency_id, "role": role, "absent_id": away.id,
           "substitute_id": instead.id, "branch": away.branch, "valid_from": valid_from,
           "valid_until": valid_until, "steps": " ".join(steps), "reason": reason.strip()}
    id = connection.execute(
        insert(Substitution).returning(Substitution.id), row).scalar_one()
    append(connection, at, by.login, SecurityAct.SUBSTITUTE_NAMED, {
        "substitution": id, "login": substitute, "absent": absent, "role": role,
        "valid_from": valid_from, "valid_until": valid_until, "steps": " ".join(steps),
        "reason": reason.strip()}, away.agency_id)
    return id


def end_substitution(connection: Connection, at: datetime, by: Actor, id: int) -> None:
    """End a substitution from today on: by the absent officer, the substitute or 安全管理员.

    What was done until then stands.
    """
    found, today = substitutions.by_id(connection, id), beijing_day(at)
    agency = connection.scalar(select(Substitution.agency_id).where(Substitution.id == id))
    if found is None or agency != by.agency_id:
        raise NotFound("没有这一项代行")
    mine = by.login in (found.absent, found.substitute) or Role.SECURITY_ADMIN in by.seats
    _refuse([
        *_unless(mine, "代行由本人、代行人或者安全管理员终止", "id"),
        *_unless(not found.over(today), "这一项代行已经结束", "id"),
    ])
    connection.execute(
        update(Substitution).where(Substitution.id == id).values(ended_from=today))
    append(connection, at, by.login, SecurityAct.SUBSTITUTE_ENDED, {
        "substitution": id, "login": found.substitute, "absent": found.absent,
        "role": found.role, "from_day": today}, agency)


def _officer(connection: Connection, by: Actor, login: str, field: str) -> Any:
    row = connection.execute(
        select(Officer.id, Officer.login, Officer.agency_id, Officer.name, Officer.branch,
               Officer.active)
        .where(Officer.login == login, Officer.agency_id == by.agency_id)).first()
    if row is None:
        raise StepNotAllowed([Reason("请选择本机关的工作人员", _LAW, field)])
    return row


def _may_name(by: Actor, absent: str) -> list[Reason]:
    return _unless(by.login == absent or Role.SECURITY_ADMIN in by.seats,
                   "代行人由持有岗位的本人指定；本人不能指定的，由安全管理员指定", "absent")


def _seat_is_held(holder: Actor | None, name: str, role: Role) -> Iterator[Reason]:
    if role in ADMINISTRATORS:
        yield Reason("管理员岗位不得代行，由安全管理员另行授权（三权分立）", _LAW, "role")
    elif holder is None or role not in holder.seats:
        yield Reason(f"{name}在代行开始之日没有“{role.label}”岗位，不能指定代行", _LAW, "role")
    elif role not in holder.own:
        yield Reason(f"“{role.label}”是{name}代他人行使的岗位，不得再指定代行人", _LAW, "role")


def _is_fit(away: Any, instead: Any) -> Iterator[Reason]:
    if away.id == instead.id:
        yield Reason("代行人应当是另一人", _LAW, "substitute")
    if away.branch != instead.branch:
        yield Reason("业务岗位不得由管理员账号代行（三权分立）", _LAW, "substitute")
    if not instead.active:
        yield Reason(f"{instead.name}的账号已停用，请另选代行人", _LAW, "substitute")


def _days(first: date, last: date, today: date) -> Iterator[Reason]:
    if first < today:
        yield Reason("代行不得倒签，最早自今天起", _LAW, "valid_from")
    if last < first:
        yield Reason("终止日早于起始日", _LAW, "valid_until")
    elif (last - first).days >= LONGEST_DAYS:
        yield Reason(f"一次代行最长{LONGEST_DAYS}天；更长的，请安全管理员另行授予岗位", _LAW,
                     "valid_until")


def _written(role: Role, reason: str, steps: Iterable[str]) -> Iterator[Reason]:
    if not reason.strip():
        yield Reason("请写明代行的原因（出差、休假、培训等）", _LAW, "reason")
    elif len(reason) > _LONGEST_REASON or not reason.strip().isprintable():
        yield Reason(f"原因写一行，最多{_LONGEST_REASON}个字", _LAW, "reason")
    if set(steps) - steps_of_seat(role).keys():
        yield Reason(f"代行范围中有“{role.label}”不办理的步骤，请重新勾选", _LAW, "steps")


def _is_alone(
    connection: Connection, away: Any, role: Role, first: date, last: date
) -> Iterator[Reason]:
    """A seat of one officer has one substitute at a time, so that nobody asks whose word holds."""
    other = connection.execute(
        select(Substitution.valid_from, Substitution.valid_until, Officer.name)
        .join(Officer, Officer.id == Substitution.substitute_id)
        .where(Substitution.absent_id == away.id, Substitution.role == role,
               Substitution.valid_from <= last, Substitution.valid_until >= first,
               or_(Substitution.ended_from.is_(None), Substitution.ended_from > first))
        .limit(1)).first()
    if other is not None:
        yield Reason(f"{other.valid_from}至{other.valid_until}已由{other.name}代行“{role.label}”，"
                     "请先终止或者错开日期", _LAW, "valid_from")


def _unless(holds: object, text: str, field: str) -> list[Reason]:
    return [] if holds else [Reason(text, _LAW, field)]


def _refuse(reasons: Iterable[Reason]) -> None:
    found = list(reasons)
    if found:
        raise StepNotAllowed(found)
