"""Cases of other years (历史案件), on fixed days, under the law of their day."""

from datetime import date

from web.demo import applicants as who
from web.demo.answers import denied, granted, part, partly
from web.demo.course import (
    apply,
    approve,
    assign,
    consult,
    decide,
    draft,
    extend,
    file,
    reply,
    review,
    search,
    submit,
)
from web.demo.tale import Diary, Tale
from workflow.terms import Channel, Party


def minutes_of_2014(diary: Diary) -> Tale:
    """Under 国务院令第492号: 15 working days, and 60 days or 3 months as remedies."""
    tale = Tale("minutes-of-2014", diary, date(2014, 11, 3))  # Monday
    apply(tale, who.ZHOU, Channel.REGISTERED_POST, "学府路北侧地块出让前期协调会的会议记录",
          purpose="科研")
    assign(tale, 1, unit="耕地保护科")
    decide(tale, 6, denied(
        "deny.process", "该记录为处于讨论过程中的内部信息", "全文均为讨论内容", articles=["21.2"],
        discretion_reason="公开会影响尚未完成的决策，结论已另行公告"))
    reply(tale, 13, arrives=15)
    file(tale, 18)
    return tale


def coordinates_of_2017(diary: Diary) -> Tale:
    """Still under 国务院令第492号, but with six months to sue."""
    tale = Tale("coordinates-of-2017", diary, date(2017, 6, 5))  # Monday
    apply(tale, who.VILLAGE, Channel.IN_PERSON, "下河村测量控制点的坐标成果表")
    assign(tale, 1, "handler2", "调查监测科")
    decide(tale, 7, denied(
        "deny.law", "测绘成果的提供应当依照《中华人民共和国测绘成果管理条例》审批",
        "全表均为坐标成果", articles=["21.2"]), by="handler2")
    reply(tale, 12, arrives=15)
    file(tale, 18)
    return tale


def last_day_of_2022(diary: Diary) -> Tale:
    """Received before the National Day holiday, posted on the last lawful day."""
    tale = Tale("last-day-of-2022", diary, date(2022, 9, 30))  # Friday; due on 2022-11-02
    apply(tale, who.WETLAND, Channel.EMS, "滨江湿地公园2021年占补平衡审核意见")
    assign(tale, 1, unit="耕地保护科")
    search(tale, 9, "湿地公园、占补平衡", "找到审核意见1份（6页）", found=True)
    decide(tale, 17, granted("占补平衡审核意见1份", "审核意见（6页）"), secrecy=True)
    reply(tale, 20, arrives=23)
    file(tale, 26)
    return tale


def road_project(diary: Diary) -> Tale:
    """A road's land-requisition files: a consulted company, an extension, partial disclosure."""
    tale = Tale("road-project", diary, date(2024, 9, 27))  # Friday
    apply(tale, who.ZHAO, Channel.EMS,
          "滨河路（东段）道路拓宽工程的征地告知书、一书四方案、补偿安置方案")
    assign(tale, 0, unit="耕地保护科")
    asked, answered = date(2024, 10, 10), date(2024, 10, 25)  # Thursday, Friday
    search(tale, asked, "滨河路、拓宽、征收",
           "找到征地告知书1份、一书四方案1份、补偿安置方案1份", found=True)
    consult(tale, asked, Party.THIRD_PARTY, "滨江宏远建材有限公司",
            "补偿安置方案中该公司的补偿明细", "其中的设备清单和报价可能涉及商业秘密",
            arrives=date(2024, 10, 11))  # Friday
    tale.act(answered, "handler", "record_opinion", consultation="A",
             answered_on=tale.on(answered), opinion="partly", reasonable=True,
             grounds="设备报价是本公司的商业秘密，其余同意公开",
             assessment="设备报价不为公众知悉，公开会损害其竞争地位，理由合理；其余内容不受影响")
    extend(tale, date(2024, 11, 13), 10, "需要逐页区分处理补偿明细")  # Wednesday; due on 11-15
    row = partly(
        "征地告知书、一书四方案、补偿安置方案各1份", "征地告知书（2页）", "一书四方案（16页）",
        "补偿安置方案（遮盖后，9页）",
        withheld=[part("补偿安置方案第5页至第6页的设备清单和报价", "15",
                       "涉及商业秘密，公开会损害第三方合法权益，第三方不同意公开且理由合理")])
    draft(tale, date(2024, 11, 26), row)  # Tuesday
    submit(tale, date(2024, 11, 26))
    review(tale, date(2024, 11, 27), secrecy=True)
    approve(tale, date(2024, 11, 28))
    reply(tale, date(2024, 11, 29), arrives=date(2024, 12, 2))  # Friday, the last day; Monday
    file(tale, date(2024, 12, 5), "thirty_years")
    return tale


TALES = (minutes_of_2014, coordinates_of_2017, last_day_of_2022, road_project)
