"""The versions of an agency's public guide (公开指南, 条例第十二条): kept, never changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from workflow.record.models import GuideVersion
from workflow.record.trail import canonical


@dataclass(frozen=True)
class GuideSection:
    """One section an agency writes itself: its heading, and what belongs into it."""

    key: str
    label: str
    hint: str


#: What the Regulation asks of a guide (条例第十二条第二款) and no law or setting can tell.
GUIDE_SECTIONS = (
    GuideSection("office", "政府信息公开工作机构",
                 "名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式"
                 "（条例第十二条第二款）"),
    GuideSection("apply", "向本机关提出申请的途径",
                 "当面提交的地点，邮寄的地址和收件人，网上申请的网址，传真和电子邮箱"),
    GuideSection("classes", "政府信息的分类和编排体系", "本机关政府信息有哪几类，目录怎样编排"),
    GuideSection("access", "主动公开信息的获取方式",
                 "政府信息公开目录的网址，公报，查阅场所的地点和开放时间（条例第二十三条至第二十五条）"),
    GuideSection("supervision", "监督和举报",
                 "受理投诉、举报的主管部门和电话（条例第五十一条）"),
)


@dataclass(frozen=True)
class GuideText:
    """One version: from which day, its sections by key, who wrote it and when."""

    id: int
    effective_from: date
    sections: Mapping[str, str]
    written_at: datetime
    officer: str


def guide_versions(connection: Connection, agency_id: int) -> list[GuideText]:
    """All versions of an agency, the one that begins last first, of one day the newest first."""
    rows = connection.execute(
        select(GuideVersion.id, GuideVersion.effective_from, GuideVersion.body,
               GuideVersion.written_at, GuideVersion.officer)
        .where(GuideVersion.agency_id == agency_id)
        .order_by(GuideVersion.effective_from.desc(), GuideVersion.id.desc()))
    return [GuideText(row.id, row.effective_from, json.loads(row.body), row.written_at,
                      row.officer) for row in rows]


def guide_on(connection: Connection, agency_id: int, day: date) -> GuideText | None:
    """The version that holds on a day; None before the first."""
    found = (one for one in guide_versions(connection, agency_id) if one.effective_from <= day)
    return next(found, None)


def keep_version(
    connection: Connection, agency_id: int, effective_from: date, sections: Mapping[str, str],
    at: datetime, officer: str,
) -> str:
    """Add a version in the caller's write transaction; returns its text as kept."""
    last = connection.scalar(select(func.max(GuideVersion.id))) or 0
    body = canonical(dict(sections))
    connection.execute(insert(GuideVersion), {
        "id": last + 1, "agency_id": agency_id, "effective_from": effective_from, "body": body,
        "written_at": at, "officer": officer})
    return body
