"""Being decided (审核、答复): under review, approved, issued, posted, come back."""

from web.demo import applicants as who
from web.demo.answers import declined, denied, granted, not_held, part, partly
from web.demo.course import (
    apply,
    ask_for_supplement,
    assign,
    consult,
    decide,
    draft,
    issue,
    reply,
    review,
    search,
    serve,
    submit,
    supplemented,
)
from web.demo.tale import Diary, Newest, Tale
from workflow.terms import Channel, DocumentKind, Party


def secrecy_review_next(diary: Diary) -> Tale:
    """Submitted; the secrecy review comes next."""
    tale = Tale("secrecy-review-next", diary, diary.back(13))
    apply(tale, who.SUN, Channel.INTERNET, "城东街22号地块2021年土壤污染状况调查报告评审意见",
          form_wanted="electronic", route_wanted="online", online_consent=True)
    assign(tale, 1, unit="调查监测科")
    search(tale, 5, "城东街22号、土壤污染状况", "找到评审意见1份（5页）", found=True)
    draft(tale, 11, granted("土壤污染状况调查报告评审意见1份", "评审意见（5页）",
                           form="electronic"))
    submit(tale, 12)
    return tale


def disclosed_against_silence(diary: Diary) -> Tale:
    """A third party kept silent; the public interest prevails, it was told so; ready to sign."""
    tale = Tale("disclosed-against-silence", diary, diary.back(34))
    apply(tale, who.JIANG, Channel.REGISTERED_POST, "下河村砂石码头临时用地批准文件和复垦方案")
    assign(tale, 1, unit="耕地保护科")
    search(tale, 2, "下河村、砂石码头、临时用地", "找到批准文件1份、复垦方案1份", found=True)
    consult(tale, 3, Party.THIRD_PARTY, "滨江顺达砂石经营部", "复垦方案中的投资概算",
            "投资概算可能涉及其商业秘密", arrives=4)
    tale.act(20, "handler", "consultation_silent", consultation="A")
    tale.act(
        22, "handler", "notify_third_party_of_disclosure", consultation="A",
        content="复垦方案全文，其中单价明细除外", release_on=tale.on(35),
        reasons="复垦义务的履行关系全村耕地和饮水安全，不公开可能对公共利益造成重大影响",
        makes=(DocumentKind.DISCLOSURE_TOLD,))
    serve(tale, DocumentKind.DISCLOSURE_TOLD, 22, arrives=24, by="经营部负责人")
    row = partly(
        "临时用地批准文件、复垦方案（单价明细遮盖）各1份", "批准文件（3页）", "复垦方案（28页）",
        withheld=[part("复垦方案第19页的单价明细", "15",
                       "属于第三方的商业秘密，公开会损害其合法权益")])
    draft(tale, 30, row | {"public_interest_reason": "复垦义务的履行关系公共利益，予以公开"})
    submit(tale, 31)
    review(tale, 32, secrecy=True)
    return tale


def held(diary: Diary) -> Tale:
    """The legal office holds the request."""
    tale = Tale("held", diary, diary.back(12))
    apply(tale, who.PORT, Channel.EMS, "临港油库安全防护设施平面布置图")
    assign(tale, 1, unit="空间规划科")
    search(tale, 3, "临港油库、平面布置", "找到平面布置图1套", found=True)
    draft(tale, 8, denied(
        "deny.safety", "公开油库安全防护设施的布置可能危及公共安全",
        "图面均为防护设施的位置和参数"))
    submit(tale, 8)
    tale.act(9, "secrecy", "note", text="建议同时核对是否属于应急管理部门的定密事项")
    tale.act(10, "legal", "hold", reason="与应急管理局的同类答复不一致，先行会商")
    return tale


def late_in_review(diary: Diary) -> Tale:
    """Two working days late, waiting for the legal review."""
    tale = Tale("late-in-review", diary, diary.back(22))
    apply(tale, who.LAWYERS, Channel.ORDINARY_LETTER, "滨自然资罚〔2022〕8号处罚案件的全部案卷",
          called_same_day=True, confirmed_on=tale.on(0))
    assign(tale, 1, unit="执法监督科")
    search(tale, 10, "滨自然资罚〔2022〕8号", "找到案卷1卷（126页）", found=True)
    draft(tale, 20, denied(
        "deny.enforcement_file", "所申请的是行政执法案卷信息，决定书已在执法公示平台公开",
        "除已公开的决定书外，均为调查取证材料", discretion_reason="含有证人和举报人信息"))
    submit(tale, 21)
    return tale


def approved(diary: Diary) -> Tale:
    """Approved yesterday, to be issued; one working day left."""
    tale = Tale("approved", diary, diary.back(19))
    apply(tale, who.DENG, Channel.IN_PERSON, "柳林街道2023年增减挂钩项目验收文件",
          route_wanted="collect")
    assign(tale, 1, unit="耕地保护科")
    search(tale, 6, "柳林街道、增减挂钩、验收", "找到验收文件1份（7页）", found=True)
    decide(tale, 17, granted("增减挂钩项目验收文件1份", "验收文件（7页）"), secrecy=True)
    return tale


def to_be_posted_today(diary: Diary) -> Tale:
    """Issued yesterday; today is the last day to post it."""
    tale = Tale("to-be-posted-today", diary, diary.back(20))
    apply(tale, who.INSTITUTE, Channel.EMS, "按乡镇汇总的2010年至2024年撂荒耕地面积变化分析")
    assign(tale, 1, "handler2", "调查监测科")
    search(tale, 6, "撂荒、耕地、分乡镇", "只有逐年图斑数据，没有按乡镇的汇总和分析", found=False,
           by="handler2")
    decide(tale, 17, denied(
        "unable.create", "所申请的汇总和变化分析没有现成信息，需要对十五年的图斑数据加工、分析",
        "图斑数据不能代替所申请的汇总和分析"), by="handler2")
    issue(tale, 19)
    return tale


def posted(diary: Diary) -> Tale:
    """Supplemented, still unclear; the reply is in the post."""
    tale = Tale("posted", diary, diary.back(27))
    apply(tale, who.HE, Channel.ORDINARY_LETTER, "关于我家的所有文件", called_same_day=True,
          confirmed_on=tale.on(0))
    ask_for_supplement(tale, 5, "未写明所指的是何种文件", "请写明宗地位置、文件名称或者大致时间",
                       arrives=6)
    supplemented(tale, 9, "我家祖上以来和你们局有关的一切材料", clear=False)
    assign(tale, 9, unit="政务公开办公室")
    decide(tale, 20, declined(
        "unable.unclear", "补正后仍未写明宗地位置、文件名称或者其他特征，无法确定所指的政府信息"))
    reply(tale, 22, arrives=None)
    return tale


def came_back(diary: Diary) -> Tale:
    """Not held; the letter came back and the same bytes were sent again."""
    tale = Tale("came-back", diary, diary.back(25))
    apply(tale, who.GAO, Channel.REGISTERED_POST, "铁西街15号1987年宅基地批准书存根")
    assign(tale, 1, "handler2", "确权登记科")
    search(tale, 8, "铁西街15号、宅基地、1987", "未检索到批准书存根", found=False, by="handler2",
           where="档案室用地审批卷、不动产登记信息系统", period="1985年至1990年")
    decide(tale, 14, not_held(), by="handler2")
    reply(tale, 16, arrives=None)
    tale.act(20, "clerk", "record_delivery_failure", document=Newest(DocumentKind.REPLY),
             on=tale.on(20), why="returned", evidence="改退批条：原址拆迁，收件人电话关机")
    serve(tale, DocumentKind.REPLY, 21, arrives=None)
    return tale


TALES = (
    secrecy_review_next, disclosed_against_silence, held, late_in_review, approved,
    to_be_posted_today, posted, came_back,
)
