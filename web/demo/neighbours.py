"""Agencies beside the demo agency (示例机关的同级机关), below the same supervising office.

What they did before lies in registers of their own, made up here and taken over as any register
would be: the annual report has something to roll up, the supervising office something to compare.
Nobody in them exists.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO

from sqlalchemy import Connection, select

from web.config import House
from workflow import office
from workflow.imports.preview import take_over
from workflow.law.workdays import Calendar
from workflow.record.calendars import calendar_at
from workflow.record.database import reading, writing
from workflow.record.models import Agency, Request
from workflow.record.standing import BEIJING
from workflow.register_columns import OUTCOME_ROWS
from workflow.terms import AgencyKind, Outcome, Role

#: The supervising office (主管部门) and its one login.
PARENT, PARENT_NAME, PARENT_SHORT = "BJSF", "滨江市人民政府办公室", "滨政办"
SUPERVISOR = ("supervisor", "郑岚")
#: Requests of each neighbour, over this year and so many years before.
ROWS, YEARS = 90, 2
_HEADINGS = ("申请编号", "收到日期", "收到方式", "申请人类型", "申请人姓名或名称", "申请内容",
             "承办单位", "办理结果", "答复文号", "答复日期", "送达方式", "送达日期")


@dataclass(frozen=True)
class Neighbour:
    """One agency, its clerk, and what it is usually asked for."""

    code: str
    name: str
    short: str
    clerk: tuple[str, str]
    units: tuple[str, ...]
    papers: tuple[str, ...]


NEIGHBOURS = (
    Neighbour(
        "BJJY", "滨江市教育局", "滨教", ("clerk.jy", "许芸"), ("基础教育科", "财务科", "人事科"),
        ("{place}小学{year}年学区划分方案", "{place}中学{year}年招生计划",
         "{year}年学校食堂采购合同", "{place}幼儿园{year}年收费备案",
         "{year}年教师招聘面试评分办法", "校车安全检查记录（{place}片区）")),
    Neighbour(
        "BJJS", "滨江市住房和城乡建设局", "滨住建", ("clerk.js", "范立"),
        ("房产科", "建管科", "法规科"),
        ("{place}棚户区改造房屋征收补偿方案", "{place}小区竣工验收备案表",
         "{place}商品房预售许可证审批材料", "{year}年物业维修资金使用明细（{place}小区）",
         "{place}路改造工程施工许可材料", "{place}危房鉴定报告")),
    Neighbour(
        "BJST", "滨江市生态环境局", "滨环", ("clerk.st", "高洁"), ("环评科", "大气科", "执法支队"),
        ("{place}污水处理厂环境影响评价批复", "{place}化工园区{year}年监测数据",
         "{place}餐饮油烟投诉处理情况", "{year}年重点排污单位名录确定依据",
         "{place}砖厂行政处罚决定书", "{place}垃圾焚烧厂竣工环保验收意见")),
)
_PLACES = ("石桥", "柳林", "城东", "临港", "望江", "星海", "下河", "前进")
_SURNAMES, _GIVEN = "冯陈褚卫蒋韩杨朱秦尤许何吕施", "建明秀兰国平志强丽华晓东文静永刚玉梅"
_FIRMS = ("滨江市宏达商贸有限公司", "滨江市新润建材有限公司", "临港物流股份有限公司")
_OTHERS = {"科研机构": "滨江学院地方治理研究所", "社会公益组织": "滨江市绿野环保志愿者协会",
           "法律服务机构": "滨江衡正律师事务所", "其他": "望江街道星海社区居民委员会"}
_CHANNELS = ("网络",) * 5 + ("EMS",) * 3 + ("当面", "挂号信", "电子邮件")
_OUTCOMES = (
    (Outcome.GRANTED,) * 9 + (Outcome.PARTIAL,) * 3 + (Outcome.UNABLE_NOT_HELD,) * 5
    + (Outcome.DENY_PROCESS, Outcome.DENY_INTERNAL, Outcome.DENY_THIRD_PARTY, Outcome.DENY_QUERY,
       Outcome.UNABLE_CREATE, Outcome.UNABLE_UNCLEAR, Outcome.REJECT_PETITION,
       Outcome.REJECT_REPEAT, Outcome.OTHER_NO_SUPPLEMENT, Outcome.OTHER_OTHER))


def found_parent(connection: Connection, at: datetime, since: date) -> None:
    """Found the supervising office with its one seat."""
    parent = office.add_agency(
        connection, at, office.CONSOLE, code=PARENT, name=PARENT_NAME, short_name=PARENT_SHORT,
        kind=AgencyKind.CITY_GOVERNMENT)
    _seat(connection, at, parent, SUPERVISOR, "政务公开科", Role.SUPERVISOR, since)


def unfinished(connection: Connection) -> bool:
    """Whether a neighbour lacks its register, where the demo was begun with neighbours."""
    known = dict(connection.execute(select(Agency.code, Agency.id)).all())
    kept = select(Request.id).limit(1)
    return PARENT in known and any(
        one.code not in known
        or connection.scalar(kept.where(Request.agency_id == known[one.code])) is None
        for one in NEIGHBOURS)


def fill(house: House, founded: datetime, today: date, password_hash: str) -> None:
    """Found the neighbours that are not there yet and take over their registers."""
    at = datetime(today.year, today.month, today.day, tzinfo=BEIJING)
    with reading(house.engine) as connection:
        days = calendar_at(connection, (), at)
    for one in NEIGHBOURS:
        with writing(house.engine) as connection:
            _found(connection, one, founded, at, password_hash)
        with reading(house.engine) as connection:
            clerk = office.actor_of(connection, one.clerk[0], today)
        take_over(house.desk, clerk, at, register(one, today, days),
                  command_id=f"demo-{one.code}")


def _found(
    connection: Connection, one: Neighbour, founded: datetime, at: datetime, password_hash: str
) -> None:
    if connection.scalar(select(Agency.id).where(Agency.code == one.code)) is not None:
        return
    own = office.add_agency(
        connection, founded, office.CONSOLE, code=one.code, name=one.name, short_name=one.short,
        kind=AgencyKind.CITY_DEPARTMENT, parent_code=PARENT)
    _seat(connection, founded, own, one.clerk, "办公室", Role.INTAKE_CLERK, founded.date())
    office.set_password(connection, at, office.CONSOLE, one.clerk[0], password_hash)


def _seat(
    connection: Connection, at: datetime, agency: int, who: tuple[str, str], unit: str,
    role: Role, since: date,
) -> None:
    login, name = who
    office.add_officer(connection, at, office.CONSOLE, agency, login=login, name=name, unit=unit,
                       branch="case")
    office.grant(connection, at, office.CONSOLE, login, role, valid_from=since)


def register(one: Neighbour, today: date, days: Calendar) -> bytes:
    """The register of a neighbour as a CSV file, the same for the same day."""
    chance, to = random.Random(f"{one.code} {today}"), StringIO()
    writer = csv.writer(to)
    writer.writerow(_HEADINGS)
    writer.writerows(_rows(one, today, days, chance))
    return to.getvalue().encode("utf-8-sig")


def _rows(
    one: Neighbour, today: date, days: Calendar, chance: random.Random
) -> Iterator[tuple[str, ...]]:
    first = date(today.year - YEARS, 1, 2)
    came = sorted(first + timedelta(chance.randrange((today - first).days - 1))
                  for _ in range(ROWS))
    serials: dict[int, int] = {}
    for day in came:
        serial = serials[day.year] = serials.get(day.year, 0) + 1
        kind, name = _who(chance)
        yield (f"{one.short}依申请〔{day.year}〕{serial}号", day.isoformat(),
               chance.choice(_CHANNELS), kind, name,
               chance.choice(one.papers).format(place=chance.choice(_PLACES), year=day.year - 1),
               chance.choice(one.units), *_answer(one, day, serial, today, days, chance))


def _who(chance: random.Random) -> tuple[str, str]:
    if chance.randrange(6):
        return "自然人", chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))
    if chance.randrange(2):
        return "商业企业", chance.choice(_FIRMS)
    return chance.choice(tuple(_OTHERS.items()))


def _answer(
    one: Neighbour, day: date, serial: int, today: date, days: Calendar, chance: random.Random
) -> tuple[str, ...]:
    """Result, number, day and service of the reply; nothing of what is still in hand."""
    replied = days.add(day, chance.randrange(4, 21)).on
    served = replied + timedelta(chance.randrange(1, 4))
    outcome = chance.choice(_OUTCOMES)
    if served >= today:
        return ("",) * 5
    return (OUTCOME_ROWS[outcome], f"{one.short}公开复〔{day.year}〕{serial}号",
            replied.isoformat(), "邮寄", served.isoformat())
