"""The demo agency (示例机关): 滨江市自然资源局 with one login per seat; nobody of them exists."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from letters.seal import sample_seal
from web.demo import neighbours
from workflow import office, organisation
from workflow.guide import write_guide
from workflow.record.models import Agency
from workflow.record.standing import BEIJING
from workflow.terms import ADMINISTRATORS, AgencyKind, Role

CODE, NAME, SHORT_NAME = "BJZR", "滨江市自然资源局", "滨自然资"
#: The password of every demo login; it is printed each time and protects nothing.
PASSWORD = "lantern-river-2026"
#: The agency is set up the day before 国务院令第492号 comes into force.
FOUNDED = datetime(2008, 4, 30, 9, 0, tzinfo=BEIJING)
SINCE = date(2008, 5, 1)


@dataclass(frozen=True)
class Seat:
    """One officer in one seat (岗位)."""

    login: str
    name: str
    unit: str
    role: Role


SEATS = (
    Seat("clerk", "林晓敏", "政务公开办公室", Role.INTAKE_CLERK),
    Seat("handler", "周启航", "耕地保护科", Role.HANDLER),
    Seat("handler2", "沈若兰", "确权登记科", Role.HANDLER),
    Seat("reviewer", "韩立群", "局领导", Role.REVIEWER),
    Seat("head", "顾明远", "政务公开办公室", Role.HEAD),
    Seat("secrecy", "罗静", "办公室", Role.SECRECY_REVIEWER),
    Seat("legal", "陶思源", "政策法规科", Role.LEGAL_OFFICE),
    Seat("archivist", "邱素云", "档案室", Role.ARCHIVIST),
    Seat("leader", "魏长河", "局领导", Role.LEADER),
    Seat("sysadmin", "程朗", "信息中心", Role.SYSTEM_ADMIN),
    Seat("secadmin", "叶凡", "信息中心", Role.SECURITY_ADMIN),
    Seat("auditor", "石磊", "机关纪委", Role.AUDIT_ADMIN),
)
#: The units of the agency in their order, each with the login of its head, "" if none is named.
_UNITS = {
    "政务公开办公室": "head", "办公室": "", "政策法规科": "legal", "空间规划科": "",
    "耕地保护科": "handler", "确权登记科": "handler2", "矿产资源科": "", "调查监测科": "",
    "执法监督科": "", "档案室": "archivist", "信息中心": "",
}
_GUIDE = {
    "office": "滨江市自然资源局政务公开办公室\n- 办公地址：滨江市民主路18号1号楼105室\n"
    "- 办公时间：周一至周五 9:00—12:00、13:30—17:30（法定节假日除外）\n"
    "- 联系电话：0000-12345678\n- 传真号码：0000-12345679\n"
    "- 互联网联系方式：https://zrzy.binjiang.invalid/xxgk/",
    "apply": "当面提交：滨江市政务服务中心政府信息公开窗口（滨江市民主路18号）。\n\n"
    "邮寄：滨江市民主路18号滨江市自然资源局政务公开办公室收，请在信封上注明“政府信息公开申请”。\n\n"
    "网上申请：https://zrzy.binjiang.invalid/ysqgk/",
    "classes": "本机关的政府信息分为机构职能、规划计划、土地管理、矿产管理、执法监督五类，"
    "按形成日期编排。",
    "access": "- 政府信息公开目录：https://zrzy.binjiang.invalid/mulu/\n"
    "- 查阅场所：滨江市档案馆、滨江市图书馆，开放时间内均可查阅",
    "supervision": "滨江市人民政府办公室政务公开科，电话0000-87654321。",
}
_SETTINGS = {
    "contact": "联系人：林晓敏；联系电话：0000-12345678",
    "address": "滨江市民主路18号滨江市自然资源局政务公开办公室",
    "reconsideration_bodies": "滨江市人民政府\n滨江省自然资源厅",
    "court": "滨江市中级人民法院",
    "retention": "10年、30年",
    "retention_approval": "滨档函〔2008〕3号",
    "on_the_spot_authorisation": "on",
    "fee_payment": "到滨江市政务服务中心财政缴费窗口（滨江市民主路18号）缴纳",
}
#: Online reconsideration came with the Act of 2023, in force since this day.
_ONLINE_SINCE = date(2024, 1, 1)
_ONLINE = "滨江省行政复议网上申请平台（fy.binjiang.invalid）"


def found(connection: Connection, today: date, password_hash: str) -> None:
    """Found the agency in 2008; the passwords are set on the day the demo is filled."""
    by = office.CONSOLE
    neighbours.found_parent(connection, FOUNDED, SINCE)
    agency = office.add_agency(
        connection, FOUNDED, by, code=CODE, name=NAME, short_name=SHORT_NAME,
        kind=AgencyKind.CITY_DEPARTMENT, parent_code=neighbours.PARENT)
    for key, value in (*_SETTINGS.items(), ("seal_svg", sample_seal())):
        office.change_setting(
            connection, FOUNDED, by, agency, key, value, effective_from=SINCE, reason="设立")
    office.change_setting(
        connection, FOUNDED, by, agency, "online_reconsideration", _ONLINE,
        effective_from=_ONLINE_SINCE, reason="2023年行政复议法施行")
    for seat in SEATS:
        _seat(connection, agency, seat)
    for place, (name, head) in enumerate(_UNITS.items(), 1):
        organisation.add_unit(connection, FOUNDED, by, name=name, valid_from=SINCE,
                              place=10 * place, head=head, agency_id=agency)
    write_guide(connection, FOUNDED, office.actor_of(connection, "head", SINCE), _GUIDE, SINCE)
    midnight = datetime(today.year, today.month, today.day, tzinfo=BEIJING)
    for login in (*(seat.login for seat in SEATS), neighbours.SUPERVISOR[0]):
        office.set_password(connection, midnight, by, login, password_hash)


def _seat(connection: Connection, agency: int, seat: Seat) -> None:
    role = seat.role
    branch = role.value.removesuffix("_admin") if role in ADMINISTRATORS else "case"
    office.add_officer(connection, FOUNDED, office.CONSOLE, agency, login=seat.login,
                       name=seat.name, unit=seat.unit, branch=branch)
    office.grant(connection, FOUNDED, office.CONSOLE, seat.login, role, valid_from=SINCE)


def present(connection: Connection) -> list[str]:
    """The names of all agencies in the database."""
    return list(connection.scalars(select(Agency.name)))


def id_of(connection: Connection) -> int | None:
    """The id of the demo agency, if it was founded here."""
    return connection.scalar(
        select(Agency.id).where(Agency.code == CODE, Agency.name == NAME))
