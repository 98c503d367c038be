"""Disputed replies, one made anew by order, and what becomes public (复议、诉讼、转公开)."""

from datetime import timedelta
from typing import Any

from web.demo import applicants as who
from web.demo.course import apply, assign, close, decide, file, reply, search
from web.demo.tale import Diary, EntryOf, Scan, Tale, When
from workflow.terms import Channel

_DISCUSSED: dict[str, Any] = {
    "outcome": "deny.process", "articles": ["16.2"], "separable": False,
    "reason": "属于作出决定之前的讨论记录", "separability_reason": "全文均为讨论意见",
    "discretion_reason": "公开将妨碍内部坦率讨论"}
_GOVERNMENT, _COURT = "滨江市人民政府", "滨江市中级人民法院"


def _no(tale: Tale, when: When, before: str, after: str) -> str:
    """A number of the year of a day: 滨政行复〔2026〕18号."""
    return f"{before}{tale.day(when).year}{after}"


def _formed(tale: Tale) -> str:
    """The information is some weeks older than its request."""
    return (tale.received_on - timedelta(days=40)).isoformat()


def _copy(tale: Tale, when: When, kind: str, body: str, case_no: str, claim: str) -> None:
    """The copy comes, and is put on file the same day."""
    tale.act(when, "legal", "record_remedy", kind=kind, body=body, case_no=case_no,
             copy_received_on=tale.on(when), claim=claim, papers=[Scan("答复通知书和副本.png")])


def _answered(tale: Tale, when: When) -> None:
    """Our answer is handed in with the complete file."""
    tale.act(when, "legal", "record_remedy_answer", remedy=EntryOf("record_remedy"),
             on=tale.on(when), how="直接递交", what="答复书、全卷证据（含办理台账和期限计算单）",
             papers=[Scan("答复书和回执.png")])


def annulled_and_redone(diary: Diary) -> Tale:
    """A refusal is annulled in reconsideration; the handler is at work on another reply."""
    tale = Tale("annulled-and-redone", diary, diary.back(46))
    apply(tale, who.BAI, Channel.EMS, "望江路片区更新方案的专家论证意见")
    assign(tale, 1)
    decide(tale, 4, _DISCUSSED)
    reply(tale, 6, arrives=8)
    file(tale, 10)
    _copy(tale, 20, "reconsideration", _GOVERNMENT,
          _no(tale, 20, "滨政行复〔", "〕18号"),
          "撤销不予公开的答复，责令公开论证意见")
    _answered(tale, 25)
    tale.act(36, "legal", "record_remedy_result", remedy=EntryOf("record_remedy"),
             result="corrected", form="decision",
             number=_no(tale, 36, "滨政复决〔", "〕18号"), on=tale.on(36),
             gist="论证意见已作为批准方案的依据，不属于过程性信息；撤销原答复，责令重新作出答复",
             order="redo", term=20, term_unit="working_days",
             papers=[Scan("行政复议决定书.png")])
    tale.act(37, "legal", "redo_as_ordered", remedy=EntryOf("record_remedy"), items=["1"],
             annulled="substance",
             instructions="撤销原答复，责令被申请人在收到本决定书之日起二十个工作日内重新作出答复")
    assign(tale, 37)
    search(tale, 40, "望江路、论证意见", "找到专家论证意见1份（8页）", found=True)
    return tale


def sued_at_once(diary: Diary) -> Tale:
    """Nothing was found; the applicant goes to court without reconsideration."""
    tale = Tale("sued-at-once", diary, diary.back(34))
    apply(tale, who.DENG, Channel.REGISTERED_POST, "柳林巷1987年征地补偿发放清册")
    assign(tale, 1, unit="确权登记科")
    search(tale, 2, "柳林巷、征地补偿、1987", "档案室和电子档案系统均未找到", found=False)
    decide(tale, 3, {"outcome": "unable.not_held"})
    reply(tale, 5, arrives=7)
    file(tale, 9)
    _copy(tale, 27, "lawsuit", _COURT,
          _no(tale, 27, "（", "）滨01行初66号"), "确认答复违法，责令重新检索")
    return tale


def upheld_then_sued(diary: Diary) -> Tale:
    """Upheld in the simplified procedure; now the court has it, and our answer as well."""
    tale = Tale("upheld-then-sued", diary, diary.back(52))
    apply(tale, who.LU, Channel.EMS, "大学城二期用地报批的内部会商纪要")
    assign(tale, 1)
    decide(tale, 3, _DISCUSSED)
    reply(tale, 5, arrives=7)
    file(tale, 9)
    _copy(tale, 15, "reconsideration_simplified", _GOVERNMENT,
          _no(tale, 15, "滨政行复〔", "〕11号"),
          "撤销不予公开的答复")
    _answered(tale, 18)
    tale.act(28, "legal", "record_remedy_result", remedy=EntryOf("record_remedy"),
             result="upheld", form="decision",
             number=_no(tale, 28, "滨政复决〔", "〕11号"), on=tale.on(28),
             gist="维持原答复",
             papers=[Scan("行政复议决定书.png")])
    tale.act(28, "legal", "record_remedy_opinion", remedy=EntryOf("record_remedy"),
             number=_no(tale, 28, "滨政复意〔", "〕4号"), on=tale.on(28),
             gist="不予公开的理由应当逐项说明")
    tale.act(44, "legal", "record_remedy", kind="lawsuit_after_reconsideration", body=_COURT,
             case_no=_no(tale, 43, "（", "）滨01行初71号"), copy_received_on=tale.on(43),
             claim="撤销答复和复议决定", papers=[Scan("应诉通知书.png")])
    _answered(tale, 49)
    return tale


def public_for_all(diary: Diary) -> Tale:
    """Several asked for the same plan: the head has published it."""
    tale = Tale("public-for-all", diary, diary.back(29))
    apply(tale, who.WETLAND, Channel.EMS, "滨湖湿地公园生态修复年度实施方案")
    assign(tale, 1)
    decide(tale, 3, {"outcome": "granted", "description": "生态修复年度实施方案（24页）",
                     "form": "paper"}, secrecy=True, legal=False)
    reply(tale, 5, arrives=7)
    file(tale, 9)
    tale.act(11, "legal", "propose_publication", items=["1"], ground="several",
             what="滨湖湿地公园生态修复年度实施方案", reason="今年已有三人申请同一方案",
             formed_on=_formed(tale), nothing_private=True)
    tale.act(14, "head", "accept_publication", publication=EntryOf("propose_publication", "P"),
             on=tale.on(14), place="门户网站“法定主动公开内容—重大建设项目”栏目")
    return tale


def suggested_by_the_applicant(diary: Diary) -> Tale:
    """The applicant suggests that everybody should be able to read it."""
    tale = Tale("suggested-by-the-applicant", diary, diary.back(17))
    apply(tale, who.INSTITUTE, Channel.IN_PERSON, "上年度全市耕地质量等级监测结果")
    assign(tale, 1)
    decide(tale, 3, {"outcome": "granted", "description": "上年度耕地质量等级监测结果表（3页）",
                     "form": "paper"}, secrecy=True, legal=False)
    reply(tale, 5, arrives=7)
    close(tale, 8)
    tale.act(9, "handler", "propose_publication", items=["1"], ground="suggested",
             what="上年度全市耕地质量等级监测结果", formed_on=_formed(tale), nothing_private=True,
             reason="申请人来信建议；该结果每年形成，社会关注度高")
    return tale


TALES = (annulled_and_redone, sued_at_once, upheld_then_sued, public_for_all,
         suggested_by_the_applicant)
