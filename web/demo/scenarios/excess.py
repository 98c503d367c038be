"""Many applications from one person (大量反复申请、信息处理费): asked why, put off, charged."""

from typing import Any

from web.demo import applicants as who
from web.demo.course import apply, assign, close, decide, reply, search, serve
from web.demo.tale import Diary, Tale, When
from workflow.terms import Channel, DocumentKind


def ask_why(tale: Tale, when: When, count: int, why: str, *, arrives: When) -> None:
    """Ask for reasons by EMS."""
    tale.act(when, "handler", "ask_for_reasons", first_on=f"{tale.received_on:%Y}-01-01",
             last_on=tale.on(0), applications=count, why=why, term_working_days=5,
             makes=(DocumentKind.REASONS_ASKED,))
    serve(tale, DocumentKind.REASONS_ASKED, when, arrives=arrives)


def charge(tale: Tale, when: When, *, arrives: When, **proposal: Any) -> None:
    """Propose a fee; the head agrees the same day, and the notice leaves."""
    tale.act(when, "handler", "propose_fee", **proposal)
    tale.act(when, "head", "notify_fee", note="同意", makes=(DocumentKind.FEE,))
    serve(tale, DocumentKind.FEE, when, arrives=arrives)


def years_of_minutes(diary: Diary) -> Tale:
    """The same minutes year by year: reasons found wanting, not handled."""
    tale = Tale("years-of-minutes", diary, diary.back(30))
    apply(tale, who.GAO, Channel.EMS, "滨江市自然资源局1998年第31周的值班记录")
    assign(tale, 1, unit="政务公开办公室")
    ask_why(tale, 2, 143, "其中138件只变换年份和周次", arrives=4)
    tale.act(7, "handler", "record_reasons", said="公民有权知道一切", reasonable=False,
             judged="143件申请内容相同，只变换年份和周次，与申请人的生产、生活没有联系")
    decide(tale, 9, {"outcome": "reject.excessive"})
    reply(tale, 11, arrives=14)
    close(tale, 15)
    return tale


def suing_for_neighbours(diary: Diary) -> Tale:
    """Good reasons, too much work: put off, and the applicant told."""
    tale = Tale("suing-for-neighbours", diary, diary.back(12))
    apply(tale, who.LAWYERS, Channel.EMS, "滨河路拓宽工程第3标段43户的补偿安置协议")
    assign(tale, 1)
    ask_why(tale, 2, 43, "同一天提出43件，各涉及一户", arrives=3)
    tale.act(5, "handler", "record_reasons", said="受43户委托提起行政诉讼，逐户需要协议",
             reasonable=True, judged="附有43份委托书，确有需要")
    tale.act(6, "head", "set_delay", until=tale.on(60),
             reason="43户的协议分存三处，需要逐户征求意见和区分处理", makes=(DocumentKind.DELAY,))
    serve(tale, DocumentKind.DELAY, 6, arrives=8)
    return tale


def two_hundred_pages(diary: Diary) -> Tale:
    """A fee by volume is noticed; the clock waits for the payment."""
    tale = Tale("two-hundred-pages", diary, diary.back(11))
    apply(tale, who.MA, Channel.REGISTERED_POST, "临港大道2010年以来全部土地出让合同的复印件")
    assign(tale, 1, "handler", "确权登记科")
    search(tale, 4, "临港大道、出让合同", "找到合同31份，共260页", found=True)
    charge(tale, 6, method="by_volume", count=260, arrives=8,
           why="申请人本月另有申请12件，本件要求复印260页")
    return tale


def never_paid(diary: Diary) -> Tale:
    """A fee by case that was never paid: no longer handled."""
    tale = Tale("never-paid", diary, diary.back(38))
    apply(tale, who.XU, Channel.EMS, "南湖路绿化带养护合同")
    assign(tale, 1)
    charge(tale, 3, method="by_case", count=32, arrives=5,
           why="申请人当月提出申请32件，均为各条道路的养护合同")
    tale.act(27, "handler", "payment_overdue")
    decide(tale, 28, {"outcome": "other.no_payment"})
    reply(tale, 30, arrives=32)
    close(tale, 33)
    return tale


TALES = (years_of_minutes, suing_for_neighbours, two_hundred_pages, never_paid)
