"""Done (归档、已归档): answered, served, filed."""

from web.demo import applicants as who
from web.demo.answers import abandoned, declined, denied, not_ours, petition
from web.demo.course import (
    apply,
    approve,
    ask_for_supplement,
    assign,
    close,
    consult,
    decide,
    file,
    reply,
    review,
    search,
)
from web.demo.tale import Diary, NumberOf, Tale
from workflow.terms import Channel, Manner, Outcome, Party


def late_petition(diary: Diary) -> Tale:
    """A petition in disguise, answered four working days late and saying so."""
    tale = Tale("late-petition", diary, diary.back(33))
    apply(tale, who.BAI, Channel.IN_PERSON, "请查处邻居占用公共绿地并公开处理结果")
    assign(tale, 1, unit="执法监督科")
    decide(tale, 22, petition("请求查处他人占用绿地并答复处理结果，属于举报投诉",
                              "自然资源违法举报电话12336，或者滨江市信访局"))
    reply(tale, 24, arrives=26, late_reason="承办科室误作举报件转办，退回后超过期限")
    close(tale, 27)
    return tale


def served_online(diary: Diary) -> Tale:
    """Two items refused on different grounds, served online; the file is in order."""
    tale = Tale("served-online", diary, diary.back(32))
    apply(tale, who.LU, Channel.INTERNET, "大学城5号不动产登记簿",
          "大学城5号违法建设案件的询问笔录",
          form_wanted="electronic", route_wanted="online", online_consent=True)
    assign(tale, 1, "handler2", "确权登记科")
    search(tale, 5, "大学城5号", "找到登记簿和询问笔录", found=True, by="handler2")
    decide(
        tale, 12,
        declined("deny.query", "不动产登记资料的查询另有规定，应当依《不动产登记暂行条例》办理",
                 source="携带身份证明到滨江市不动产登记中心查询窗口办理",
                 separable=False, separability_reason="登记簿全部内容都按登记资料查询办理"),
        denied("deny.enforcement_file", "询问笔录是行政执法案卷信息", "全文为被询问人陈述",
               discretion_reason="含有被询问人的个人信息，公开会影响调查取证"),
        by="handler2", manner=Manner.ONLINE, leaf=Outcome.DENY_QUERY,
        leaf_reason="申请以查询登记簿为主")
    reply(tale, 14, manner=Manner.ONLINE, arrives=14)
    close(tale, 15)
    tale.act(16, "archivist", "complete_file", retention="ten_years")
    return tale


def at_the_counter(diary: Diary) -> Tale:
    """Answered on the spot with a published document (条例第三十三条第一款)."""
    tale = Tale("at-the-counter", diary, diary.back(10))
    apply(tale, who.QIAN, Channel.IN_PERSON, "滨江市国土空间总体规划（2021—2035年）文本",
          route_wanted="collect")
    tale.act(0, "clerk", "answer_on_the_spot", outcome="granted_public", form="paper",
             source="滨江市人民政府门户网站“规划公示”栏目；当场打印一份（86页）交申请人")
    reply(tale, 0, manner=Manner.DIRECT, arrives=0)
    file(tale, 2)
    return tale


def not_ours_and_asked_before(diary: Diary) -> Tale:
    """One item is another agency's, the other was answered before."""
    tale = Tale("not-ours-and-asked-before", diary, diary.back(40))
    apply(tale, who.ZHAO, Channel.EMS, "滨江大桥日常养护合同", "滨河路（东段）拓宽工程的征地告知书")
    tale.act(1, "clerk", "link_repeat", earlier=NumberOf("road-project"),
             comparison="第二项与在先申请的第一份文件名称相同，申请人相同")
    assign(tale, 1, unit="耕地保护科")
    decide(
        tale, 9,
        not_ours("养护合同由市交通运输局签订并保存", "滨江市交通运输局",
                 "滨江市建设路6号，0000-33334444"),
        declined("reject.repeat", "该信息已于2024年11月29日向你提供，不予重复处理",
                 first_reply_no="本机关2024年11月29日作出的答复"),
        leaf=Outcome.UNABLE_NOT_HELD, leaf_reason="申请以养护合同为主")
    reply(tale, 11, arrives=13)
    file(tale, 15)
    return tale


def never_supplemented(diary: Diary) -> Tale:
    """Asked to supplement on working day 7, never answered: deemed abandoned."""
    tale = Tale("never-supplemented", diary, diary.back(45))
    apply(tale, who.MA, Channel.INTERNET, "所有有关拆迁的材料", form_wanted="electronic",
          route_wanted="email")
    ask_for_supplement(tale, 7, "未写明项目名称、地块和文件种类",
                       "请写明项目名称或者地块位置，以及文件名称、文号或者大致时间", arrives=9)
    tale.act(21, "clerk", "supplement_overdue", handler="handler2",
             why="期限届满未收到补正，电话联系两次，申请人未说明理由")
    decide(tale, 22, abandoned(), by="handler2")
    reply(tale, 24, arrives=26)
    file(tale, 28)
    return tale


def trade_secret(diary: Diary) -> Tale:
    """A consulted company objects with good reason (条例第十五条)."""
    tale = Tale("trade-secret", diary, diary.back(60))
    apply(tale, who.STONE, Channel.EMS, "滨江宏远建材有限公司矿山修复工程投标报价明细")
    assign(tale, 1, unit="矿产资源科")
    search(tale, 3, "矿山修复、投标报价", "找到报价明细1份（15页）", found=True)
    consult(tale, 4, Party.THIRD_PARTY, "滨江宏远建材有限公司", "矿山修复工程投标报价明细",
            "报价构成可能涉及商业秘密", arrives=5)
    tale.act(12, "handler", "record_opinion", consultation="A", answered_on=tale.on(12),
             opinion="objects", grounds="报价构成是本公司的商业秘密", reasonable=True,
             assessment="报价构成不为公众知悉并有商业价值，公开会损害其竞争地位，理由合理")
    decide(tale, 20, denied("deny.third_party", "涉及第三方商业秘密，公开会损害其合法权益",
                            "明细逐行均为报价构成"))
    reply(tale, 23, arrives=25)
    file(tale, 28, "thirty_years")
    return tale


def secret_and_safety(diary: Diary) -> Tale:
    """A classified map, and drawings whose disclosure would endanger public safety."""
    tale = Tale("secret-and-safety", diary, diary.back(55))
    apply(tale, who.TIAN, Channel.REGISTERED_POST, "滨江市1：10000地形图（全要素）",
          "自来水厂取水口防护设施布置图")
    assign(tale, 1, "handler2", "调查监测科")
    search(tale, 4, "地形图、取水口", "找到地形图1套、布置图1份", found=True, by="handler2")
    decide(
        tale, 12,
        denied("deny.secret", "该比例尺全要素地形图依法确定为国家秘密", "全图为涉密测绘成果",
               classification="测绘成果，秘密级，长期；由滨江省基础地理信息中心保管"),
        denied("deny.safety", "公开取水口防护设施的布置可能危及公共安全", "图面均为防护设施"),
        by="handler2", leaf=Outcome.DENY_SECRET, leaf_reason="申请以地形图为主")
    reply(tale, 15, arrives=18)
    file(tale, 21)
    return tale


def certificate_and_yearbook(diary: Diary) -> Tale:
    """Wants a paper confirmed, and a yearbook that is sold in bookshops."""
    tale = Tale("certificate-and-yearbook", diary, diary.back(50))
    apply(tale, who.WU, Channel.IN_PERSON, "请确认2019年向我提供的征地批文复印件真实有效",
          "《滨江统计年鉴2023》")
    assign(tale, 1, unit="政务公开办公室")
    decide(
        tale, 8,
        declined("reject.confirm", "你已于2019年获取该批文复印件，现要求本机关确认其真实有效"),
        declined("reject.publication", "《滨江统计年鉴2023》由出版社公开发行",
                 source="可以向新华书店购买，或者到滨江市图书馆查阅"),
        leaf=Outcome.REJECT_CONFIRM, leaf_reason="申请以确认批文为主")
    reply(tale, 10, arrives=12)
    file(tale, 15)
    return tale


def withdrawn(diary: Diary) -> Tale:
    """Sent by fax and withdrawn in writing: the confirmation is the only reply."""
    tale = Tale("withdrawn", diary, diary.back(30))
    apply(tale, who.XU, Channel.FAX, "南湖路40号地块出让方案的会审意见")
    assign(tale, 1, unit="空间规划科")
    tale.act(5, "clerk", "withdraw", on=tale.on(5), how="书面，本人签字")
    review(tale, 6)
    approve(tale, 6)
    reply(tale, 7, arrives=9)
    file(tale, 12)
    return tale


TALES = (
    late_petition, served_online, at_the_counter, not_ours_and_asked_before, never_supplemented,
    trade_secret, secret_and_safety, certificate_and_yearbook, withdrawn,
)
