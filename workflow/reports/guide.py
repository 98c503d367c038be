"""The public guide as anybody reads it (公开指南): what the agency wrote, and what the law says.

Channels, periods, fees and remedies are computed from the law of the day and the settings of the
agency: nobody has to type them, and nobody can leave them as they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.law import outcomes, rules
from workflow.law.fees import FEE_BY_CASE, FEE_BY_VOLUME
from workflow.law.remedies import remedies
from workflow.record.agencies import tree
from workflow.record.guide import GuideText, guide_on
from workflow.record.models import Agency
from workflow.record.people import Office, office_of
from workflow.terms import Outcome


@dataclass(frozen=True)
class Told:
    """One line of what the law says: what of, in which words, by which article."""

    label: str
    text: str
    article: str


@dataclass(frozen=True)
class PublicGuide:
    """The guide of an agency on a day."""

    office: Office
    text: GuideText | None
    regulation: str
    channels: tuple[Told, ...]
    contents: tuple[Told, ...]
    periods: tuple[Told, ...]
    fees: tuple[Told, ...]
    remedies: tuple[Told, ...]


_CHANNELS = (
    Told("当面提交", "以提交之日为收到申请之日", "条例第三十一条第（一）项"),
    Told("邮寄（挂号信、特快专递等需要签收的）", "以本机关签收之日为收到申请之日",
         "条例第三十一条第（二）项"),
    Told("平常信函等无需签收的邮寄", "本机关于收到当日与您确认，以确认之日为收到申请之日",
         "条例第三十一条第（二）项"),
    Told("互联网渠道、电子邮件、传真", "以双方确认之日为收到申请之日",
         "条例第三十一条第（三）项"),
    Told("口头申请", "采用书面形式确有困难的，可以口头提出，由本机关代为填写",
         "条例第二十九条第一款"),
)
_CONTENTS = (
    Told("申请人", "姓名或者名称、身份证明、联系方式", "条例第二十九条第二款第（一）项"),
    Told("申请内容", "所要政府信息的名称、文号或者便于查询的其他特征性描述",
         "条例第二十九条第二款第（二）项"),
    Told("形式要求", "所要政府信息的形式，包括获取信息的方式、途径",
         "条例第二十九条第二款第（三）项"),
    Told("不需要说明", "申请的用途、理由，以及与您的生产、生活、科研的关系",
         "条例第二十九条第二款"),
    Told("需要帮助的", "存在阅读困难或者视听障碍的，本机关提供必要的帮助", "条例第四十三条"),
)


def guides(connection: Connection, today: date) -> list[tuple[str, str]]:
    """Code and name of every agency of the installation."""
    return [(one.code, one.name) for one in tree(connection, today)]


def public_guide(connection: Connection, code: str, today: date) -> PublicGuide | None:
    """The guide of the agency with a code; None if there is none."""
    id = connection.scalar(select(Agency.id).where(Agency.code == code))
    if id is None:
        return None
    return guide_of(office_of(connection, id, today), guide_on(connection, id, today), today)


def guide_of(office: Office, text: GuideText | None, today: date) -> PublicGuide:
    """The guide of an office with a text, which perhaps is not published yet."""
    return PublicGuide(
        office, text, outcomes.full_name("2019"), _CHANNELS, _CONTENTS,
        tuple(_periods(today)), tuple(_fees(office, today)), tuple(_remedies(office, today)))


def _periods(today: date) -> Iterator[Told]:
    reply = rules.REPLY_LIMIT.since(today)
    more = rules.EXTENSION_LIMIT.since(today)
    supplement = rules.SUPPLEMENT_NOTICE_LIMIT.since(today)
    consulted = rules.CONSULTATION_TERM.since(today)
    yield Told("答复", "能够当场答复的，当场答复；不能当场答复的，自收到申请之日起"
               f"{reply.value}个工作日内答复", reply.source)
    yield Told("延长", "需要延长的，经公开工作机构负责人同意并告知您，"
               f"最长延长{more.value}个工作日", more.source)
    yield Told("补正", f"申请内容不明确的，自收到申请之日起{supplement.value}个工作日内"
               "一次性告知补正；答复期限自收到补正的申请之日起计算", supplement.source)
    yield Told("征求意见", "征求第三方和其他机关意见所需时间不计入答复期限；第三方应当自收到"
               f"征求意见书之日起{consulted.value}个工作日内提出意见", consulted.source)


def _fees(office: Office, today: date) -> Iterator[Told]:
    yield Told("不收取费用", "提供政府信息不收取费用；申请公开的数量、频次明显超过合理范围的，"
               "可以收取信息处理费", "条例第四十二条")
    for rule in (FEE_BY_CASE, FEE_BY_VOLUME):
        version = rule.since(today)
        yield Told(rule.label, "；".join(map(str, version.value)), version.source)
    if office.setting("fee_payment"):
        yield Told("缴纳方式", office.setting("fee_payment"), "国办函〔2020〕109号")


def _remedies(office: Office, today: date) -> Iterator[Told]:
    """The very paragraphs letters of today bear, for the two kinds of decision."""
    yield Told("投诉、举报", "认为本机关在政府信息公开工作中侵犯您的合法权益的，可以向上一级"
               "行政机关或者政府信息公开工作主管部门投诉、举报", "条例第五十一条")
    bodies = office.bodies
    for label, outcome, articles in (
        ("对不予公开的决定不服", Outcome.DENY_PROCESS, ("16.2",)),
        ("对其他答复不服", Outcome.GRANTED, ()),
    ):
        told = remedies(outcome, articles, decided_on=today, agency_kind=office.kind, bodies=bodies)
        yield Told(label, "".join(clause.text for clause in told.clauses),
                   "行政复议法第二十条、第二十三条，行政诉讼法第四十六条")
    if bodies.online_channel:
        yield Told("网上申请行政复议", bodies.online_channel, "行政复议法第二十二条第二款")
