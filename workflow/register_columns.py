"""The columns of a register file (台账文件列): one table for the import and for the export.

国办公开办函〔2021〕30号 gives the words of the results (table 三); the others are those registers
have been kept in. A column is known by its key or by any of its headings.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflow.terms import (
    ApplicantKind,
    Channel,
    IdKind,
    Manner,
    Outcome,
    State,
    Term,
)


class Holds(Term):
    """What stands in the cells of a column (列的内容)."""

    TEXT = "text", "文字"
    DAY = "day", "日期"
    NUMBER = "number", "整数"
    WORD = "word", "选项"


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading, other headings it is understood by.

    `imported`: an import takes it over; `personal`: it may name natural persons; `of`: the closed
    list its words are from; `most`: characters of a text, or the largest number.
    """

    key: str
    heading: str
    also: tuple[str, ...] = ()
    holds: Holds = Holds.TEXT
    of: type[Term] | None = None
    imported: bool = True
    required: bool = False
    personal: bool = False
    most: int = 300


def _day(key: str, heading: str, *also: str, required: bool = False) -> Column:
    return Column(key, heading, also, Holds.DAY, required=required)


def _word(
    key: str, heading: str, of: type[Term], *also: str, required: bool = False,
    imported: bool = True,
) -> Column:
    return Column(key, heading, also, Holds.WORD, of, imported=imported, required=required)


def _person(key: str, heading: str, *also: str, most: int = 300) -> Column:
    return Column(key, heading, also, personal=True, most=most)


def _shown(key: str, heading: str, *also: str, holds: Holds = Holds.TEXT) -> Column:
    """What only an export writes."""
    return Column(key, heading, also, holds, imported=False)


#: In the order of a file.
COLUMNS = (
    _shown("serial", "序号", holds=Holds.NUMBER),
    Column("no", "申请编号", ("登记编号", "编号", "申请号", "流水号"), required=True, most=60),
    _shown("own_no", "本系统编号"),
    _day("received_on", "收到日期", "收到申请日期", "收件日期", "收到申请之日", required=True),
    _shown("receipt_rule", "收到日期的确定"),
    _shown("submitted_on", "提交日期", holds=Holds.DAY),
    _shown("signed_on", "签收日期", holds=Holds.DAY),
    _shown("first_seen_on", "首次收到日期", holds=Holds.DAY),
    _shown("confirmed_on", "与申请人确认日期", holds=Holds.DAY),
    _word("channel", "收到方式", Channel, "申请方式", "收件方式", required=True),
    _shown("mail_no", "来件邮件号"),
    _word("applicant_kind", "申请人类型", ApplicantKind, "申请人类别", required=True),
    _person("applicant_name", "申请人姓名或名称", "申请人姓名或者名称", "申请人", "申请人姓名",
            "申请人名称", most=200),
    _word("id_kind", "证件类型", IdKind, "证件种类"),
    _person("id_number", "证件号码", "证件号", "身份证号", "身份证号码", most=40),
    _person("phone", "联系电话", "电话", "手机", "手机号码", most=40),
    _person("address", "通信地址", "通讯地址", "联系地址", "地址"),
    _person("postcode", "邮政编码", "邮编", most=10),
    _person("email", "电子邮箱", "邮箱", "电子邮件地址", most=120),
    Column("agent", "代理人", imported=False, personal=True),
    Column("wanted", "申请内容", ("申请公开的内容", "所需政府信息", "申请事项", "内容"),
           required=True, most=4000),
    _shown("form_wanted", "提供形式"),
    _shown("route_wanted", "获取途径"),
    _shown("help_needed", "需要的帮助"),
    _shown("split_from", "分立自"),
    _shown("split_off", "分立出事项数", holds=Holds.NUMBER),
    _shown("earlier", "关联的在先申请"),
    _shown("redo_of", "责令重作的原申请"),
    _shown("redone_as", "重新答复件"),
    Column("unit", "承办单位", ("承办科室", "承办部门"), most=60),
    _word("state", "环节", State, imported=False),
    _shown("handler", "承办人"),
    _shown("imported", "历史导入"),
    _shown("regulation", "适用条例"),
    _shown("clock", "期限状态"),
    _day("supplement_asked_on", "补正告知日期", "告知补正日期"),
    _shown("supplement_term", "补正期限（工作日）", holds=Holds.NUMBER),
    _day("supplemented_on", "补正收到日期", "收到补正日期"),
    _shown("consulted", "征求意见对象"),
    _shown("consulted_on", "征求意见发出日期"),
    _shown("consultation_served_on", "征求意见送达日期"),
    _shown("consultation_answered", "收到意见日期和意见"),
    _shown("extension_granted", "延期批准"),
    _day("extended_on", "延期告知日期"),
    Column("extended_working_days", "延期工作日", ("延期工作日数", "延长工作日"), Holds.NUMBER,
           most=99),
    _shown("extended_until", "延期后的期限", holds=Holds.DAY),
    _shown("fee", "信息处理费"),
    _shown("fee_noticed_on", "收费通知送达日期", holds=Holds.DAY),
    _shown("fee_paid_on", "缴费日期"),
    _shown("due_on", "答复期限", "答复期限届满日", holds=Holds.DAY),
    _shown("proposed", "拟办结果"),
    _word("outcome", "办理结果", Outcome, "处理结果", "答复类型", "答复结果"),
    _shown("articles", "适用条款"),
    _shown("secrecy_reviewer", "保密审查人"),
    _shown("legal_reviewer", "法制审核人"),
    _shown("approver", "签发人"),
    Column("reply_number", "答复文号", ("答复书文号", "文号"), most=64),
    _day("replied_on", "答复日期", "答复时间", "办结日期"),
    _word("manner", "送达方式", Manner, "答复送达方式"),
    _shown("posted_on", "寄出日期", holds=Holds.DAY),
    _shown("reply_mail_no", "寄出邮件号"),
    _day("served_on", "送达日期", "送达时间"),
    _shown("ended_on", "期限终止日期", holds=Holds.DAY),
    _shown("on_time", "是否按期"),
    _shown("used_days", "用时（工作日）", holds=Holds.NUMBER),
    _shown("used", "各环节用时（工作日）"),
    _shown("remedies_told", "救济告知文本版本"),
    _shown("mended", "更正、补告、撤销文书"),
    _shown("reconsideration", "行政复议"),
    _shown("lawsuit", "行政诉讼"),
    _shown("published", "转主动公开"),
    _shown("archive_no", "档号"),
    _shown("retention", "保管期限"),
    Column("remark", "备注", ("说明",), personal=True, most=2000),
)
BY_KEY: Mapping[str, Column] = MappingProxyType({one.key: one for one in COLUMNS})

#: What 环节 says of an entry made by mistake: it is no request.
VOID = "登记作废"
#: The short words registers use; every other word is the label of its term.
_SHORT: Mapping[Term, str] = {
    Channel.IN_PERSON: "当面", Channel.REGISTERED_POST: "挂号信", Channel.EMS: "EMS",
    Channel.ORDINARY_LETTER: "平信", Channel.INTERNET: "网络", Channel.EMAIL: "电子邮件",
    Channel.FAX: "传真", Channel.ORAL: "口头",
    Manner.POST: "邮寄", Manner.DIRECT: "直接送达", Manner.ONLINE: "网络送达",
    Manner.COLLECTED: "自行领取",
}
#: The exact rows of table 三 (国办公开办函〔2021〕30号), without their numbers.
OUTCOME_ROWS: Mapping[Outcome, str] = MappingProxyType({
    Outcome.GRANTED: "予以公开",
    Outcome.PARTIAL: "部分公开（区分处理的，只计这一情形，不计其他情形）",
    Outcome.DENY_SECRET: "属于国家秘密",
    Outcome.DENY_LAW: "其他法律行政法规禁止公开",
    Outcome.DENY_SAFETY: "危及“三安全一稳定”",
    Outcome.DENY_THIRD_PARTY: "保护第三方合法权益",
    Outcome.DENY_INTERNAL: "属于三类内部事务信息",
    Outcome.DENY_PROCESS: "属于四类过程性信息",
    Outcome.DENY_ENFORCEMENT_FILE: "属于行政执法案卷",
    Outcome.DENY_QUERY: "属于行政查询事项",
    Outcome.UNABLE_NOT_HELD: "本机关不掌握相关政府信息",
    Outcome.UNABLE_CREATE: "没有现成信息需要另行制作",
    Outcome.UNABLE_UNCLEAR: "补正后申请内容仍不明确",
    Outcome.REJECT_PETITION: "信访举报投诉类申请",
    Outcome.REJECT_REPEAT: "重复申请",
    Outcome.REJECT_PUBLICATION: "要求提供公开出版物",
    Outcome.REJECT_EXCESSIVE: "无正当理由大量反复申请",
    Outcome.REJECT_CONFIRM: "要求行政机关确认或重新出具已获取信息",
    Outcome.OTHER_NO_SUPPLEMENT: "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    Outcome.OTHER_NO_PAYMENT:
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    Outcome.OTHER_OTHER: "其他",
})


def plain(text: str) -> str:
    """A heading or word by its letters and digits alone, full-width and half-width alike."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def word_of(term: Term) -> str:
    """The word a register file has for a term; `term_of` reads it back."""
    return _SHORT.get(term, term.label)


def words_of(members: type[Term]) -> tuple[str, ...]:
    """What is allowed in a column of a closed list, as a fault names it: of results, the rows."""
    return tuple(OUTCOME_ROWS.values() if members is Outcome else map(word_of, members))


def term_of(members: type[Term], text: str) -> Term | None:
    """The term a cell names by key, label, short word or row of table 三; None if it names none.

    The number of a row may stand before it, in whole or in part: 三（三）不予公开1. .
    """
    return _WORDS[members].get(plain(text)) if members in _WORDS else None


def column_of(heading: str) -> Column | None:
    """The column a heading names; None if it names none."""
    return _HEADINGS.get(plain(heading))


#: The groups of table 三 as they are printed before the rows: 三（三）不予公开 1.属于国家秘密.
_GROUPS = {
    "granted": ("一", ""), "partial": ("二", ""), "deny": ("三", "不予公开"),
    "unable": ("四", "无法提供"), "reject": ("五", "不予处理"), "other": ("六", "其他处理")}


def _said(term: Term) -> Iterator[str]:
    yield from (term.value, term.label, word_of(term))
    if isinstance(term, Outcome) and term in OUTCOME_ROWS:
        row, group = OUTCOME_ROWS[term], term.value.partition(".")[0]
        number, name = _GROUPS[group]
        mates = [one for one in OUTCOME_ROWS if one.value.partition(".")[0] == group]
        place = f"{mates.index(term) + 1}" if name else ""
        short = row.partition("（")[0]
        for said in (row, short):
            yield from (said, f"{place}{said}", f"{name}{said}", f"{name}{place}{said}",
                        f"{number}{name}{place}{said}", f"三{number}{name}{place}{said}")


def _words(members: type[Term]) -> dict[str, Term]:
    """What each word names; one that would name two names none."""
    found: dict[str, Term | None] = {}
    for term in members:
        for said in map(plain, _said(term)):
            found[said] = term if found.get(said, term) is term else None
    return {said: term for said, term in found.items() if term is not None}


_WORDS = {of: _words(of) for of in (
    Channel, ApplicantKind, IdKind, Manner, Outcome, State)}
_HEADINGS = {plain(said): one for one in COLUMNS for said in (one.key, one.heading, *one.also)}
