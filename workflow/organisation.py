"""How an agency is made up (机构设置): founding one with its administrators, keeping its units."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflow import office
from workflow.entitled import CONSOLE, Actor, need, unless, words
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record.models import Officer, Unit
from workflow.record.security import SecurityAct, append
from workflow.record.standing import beijing_day
from workflow.record.units import UnitLine, all_units
from workflow.terms import ADMINISTRATORS, AgencyKind, Role

#: A unit's name, as long as the forms of the case take one.
LONGEST_UNIT = 60


@dataclass(frozen=True)
class FirstAccount:
    """The first account of a seat in a new agency: login, name, hash of the start password."""

    login: str
    name: str
    password_hash: str


def found_agency(
    connection: Connection, at: datetime, by: Actor, *, code: str, name: str, short_name: str,
    kind: AgencyKind, system: FirstAccount, security: FirstAccount, parent_code: str = "",
) -> int:
    """Set up an agency with its first 系统管理员 and 安全管理员, all or nothing; returns its id.

    Both are needed: one opens accounts, the other grants seats, and neither can do the other's
    (三权分立). The audit administrator is opened and seated by them.
    """
    reasons: list[Reason] = []
    try:
        id = office.add_agency(
            connection, at, by, code=code, name=name, short_name=short_name, kind=kind,
            parent_code=parent_code)
    except StepNotAllowed as error:
        reasons, id = [*error.reasons], 0
    founder = by if by is CONSOLE else replace(by, agency_id=id, seats=ADMINISTRATORS)
    for role, first in ((Role.SYSTEM_ADMIN, system), (Role.SECURITY_ADMIN, security)):
        reasons += _seat(connection, at, founder, id, role, first)
    if reasons:
        raise StepNotAllowed(reasons)
    if by is not CONSOLE:  # its own auditors read of it too
        append(connection, at, by.login, SecurityAct.AGENCY_ADDED,
               {"code": code, "name": name.strip(), "parent": parent_code}, by.agency_id)
    return id


def _seat(
    connection: Connection, at: datetime, founder: Actor, agency_id: int, role: Role,
    first: FirstAccount,
) -> list[Reason]:
    """Open one account and seat it; what is wrong is named after the fields of this account."""
    branch = role.value.removesuffix("_admin")
    faults = [*words(first.name, "姓名", "name", most=64)]
    try:
        if agency_id:
            office.add_officer(connection, at, founder, agency_id, login=first.login,
                               name=first.name, branch=branch, password_hash=first.password_hash,
                               start=True)
            office.grant(connection, at, founder, first.login, role, valid_from=beijing_day(at))
            return []
        faults += office.login_faults(connection, first.login)
    except StepNotAllowed as error:
        faults = [*error.reasons]
    return [Reason(f"首任{role.label}：{one.text}", one.article, f"{branch}_{one.field}")
            for one in faults]


def add_unit(
    connection: Connection, at: datetime, by: Actor, *, name: str, valid_from: date,
    place: int = 0, head: str = "", agency_id: int | None = None,
) -> int:
    """Add a unit (科室) from a day on to the list of an agency, usually the own; returns its id."""
    name, agency_id = name.strip(), by.agency_id if agency_id is None else agency_id
    need(by, Role.SYSTEM_ADMIN, agency_id, [
        *words(name, "科室名称", "name", most=LONGEST_UNIT),
        *_taken(connection, agency_id, name, valid_from, None),
        *_head_faults(connection, agency_id, head),
        *_place_faults(place),
    ])
    row = {"agency_id": agency_id, "name": name, "place": place, "head": head,
           "valid_from": valid_from, "valid_until": None}
    id = connection.execute(insert(Unit).returning(Unit.id), row).scalar_one()
    _log(connection, at, by, agency_id, row)
    return id


def change_unit(
    connection: Connection, at: datetime, by: Actor, unit_id: int, *, place: int, head: str,
    valid_until: date | None,
) -> None:
    """Change the order, the head or the last day of a unit; another name is another unit.

    Raises NotFound for a unit of another agency.
    """
    unit = _unit(connection, by, unit_id)
    need(by, Role.SYSTEM_ADMIN, by.agency_id, [
        *_head_faults(connection, by.agency_id, head),
        *_place_faults(place),
        *unless(valid_until is None or unit.valid_from <= valid_until, "撤销日早于设立日",
                "valid_until"),
        *(_taken(connection, by.agency_id, unit.name, unit.valid_from, valid_until, unit_id)),
    ])
    row = {"place": place, "head": head, "valid_until": valid_until}
    connection.execute(update(Unit).where(Unit.id == unit_id).values(**row))
    _log(connection, at, by, by.agency_id,
         {"name": unit.name, "valid_from": unit.valid_from, **row})


def _log(
    connection: Connection, at: datetime, by: Actor, agency_id: int, row: dict[str, Any]
) -> None:
    facts = {"unit": row["name"], **{k: row[k] for k in
             ("place", "head", "valid_from", "valid_until")}}
    append(connection, at, by.login, SecurityAct.UNIT_SET, facts, agency_id)


def _unit(connection: Connection, by: Actor, unit_id: int) -> UnitLine:
    for one in all_units(connection, by.agency_id):
        if one.id == unit_id:
            return one
    raise NotFound("没有这个科室")


def _taken(
    connection: Connection, agency_id: int, name: str, start: date, end: date | None,
    but: int | None = None,
) -> list[Reason]:
    """Two units of one name may follow one another, but not stand side by side."""
    for one in all_units(connection, agency_id):
        apart = (one.valid_until is not None and one.valid_until < start) or (
            end is not None and end < one.valid_from)
        if one.name == name and one.id != but and not apart:
            return [Reason(f"“{name}”自{one.valid_from}起已在名单中", field="name")]
    return []


def _head_faults(connection: Connection, agency_id: int, head: str) -> list[Reason]:
    if not head:
        return []
    found = connection.scalar(select(Officer.id).where(
        Officer.login == head, Officer.agency_id == agency_id, Officer.branch == "case",
        Officer.active))
    return unless(found, f"科室负责人应当是本机关在用的业务人员账号，没有“{head}”", "head")


def _place_faults(place: int) -> list[Reason]:
    return unless(0 <= place <= 9999, "排序应当是0至9999的整数", "place")
