"""Which characters a letter may hold; every other is refused by name, code point and field."""

import unicodedata
from collections.abc import Iterator, Mapping

from letters.letter import Fact
from letters.widths import Widths

#: How a field is called in a message to an officer.
FIELD_LABELS: Mapping[str, str] = {
    "agency": "发文机关",
    "signer": "署名机关",
    "number": "文号",
    "addressee": "主送（收件人）",
    "contact": "联系方式",
    "request_no": "登记编号",
    "channel": "收到方式",
    "wanted": "申请内容",
    "regulation": "法规名称",
    "receipt_code": "存证码",
    "verify_code": "核验码",
    "verify_url": "核验网址",
    "seal_svg": "印章",
    "query_code": "查询码",
    "unclear": "补正事项",
    "point": "事项",
    "guidance": "补正指引",
    "reason": "理由",
    "reasons": "理由",
    "part": "涉及部分",
    "why": "征求意见的理由",
    "reply_to": "意见送交地址",
    "content": "内容",
    "remedies": "救济途径",
    "answers": "答复事项",
    "item": "申请事项",
    "basis": "依据条款",
    "how": "获取方式",
    "description": "公开内容",
    "form": "提供形式",
    "files": "所附文件",
    "other_form_reason": "改变提供形式的原因",
    "withheld": "不予公开部分",
    "consultation": "征求意见情况",
    "discretion": "裁量理由",
    "public_interest": "公共利益衡量",
    "separability": "区分处理说明",
    "search": "检索记录",
    "where": "检索范围",
    "terms": "检索词",
    "period": "检索期间",
    "by": "检索人",
    "result": "检索结果",
    "agency_contact": "负责机关联系方式",
    "asked_number": "告知书文号",
    "notice_number": "收费通知书文号",
    "said": "申请人说明的理由",
    "judged": "认定的理由",
    "how_to_pay": "缴纳方式",
    "month": "自然月",
    "source": "计收标准的依据",
    "pointer": "指引",
    "chronology": "办理经过",
    "attachments": "附件",
    "copies_to": "抄送",
    "lateness": "逾期说明",
    "batches": "分批提供",
    "what": "查阅内容",
    "hours": "查阅时间",
    "place": "查阅地点",
    "original": "所涉文书",
    "original_number": "所涉文书文号",
    "changes": "更正的文字",
    "wrong": "原文",
    "right": "更正为",
    "lacking": "原答复的问题",
    "dated": "成文日期",
    "received_on": "收到申请之日",
    "due_on": "答复期限届满日",
    "first_due_on": "原答复期限届满日",
    "new_due_on": "延长后的届满日",
    "until": "延迟至",
    "working_days": "延长的工作日",
    "term_working_days": "期限",
    "sent_on": "征求意见日期",
    "release_on": "公开日期",
    "redo_by": "重新答复日期",
    "withdrawn_on": "撤回日期",
    "applications": "申请件数",
    "first_on": "统计首日",
    "last_on": "统计末日",
    "asked_on": "告知日期",
    "served_on": "送达日期",
    "expired_on": "期限届满日",
    "on": "日期",
    "count": "件数或者页数",
    "steps": "计收标准",
    "yuan": "金额",
    "demands": "工作要求",
    "named": "逾期的机关",
    "reversed_at": "结果纠正的机关",
    "name": "名称",
    "table": "情况表",
}

_SPACES = frozenset("\t\n\r\u00a0\u3000 ")


def refused_characters(facts: Mapping[str, Fact], widths: Widths) -> list[str]:
    """One sentence for each character of each field that cannot or may not be printed."""
    found: dict[str, None] = {}
    for field, text in texts(facts):
        for char in dict.fromkeys(text):
            if fault := fault_of(char, widths):
                found[f"“{field}”中{fault}"] = None
    return list(found)


def fault_of(char: str, widths: Widths) -> str:
    """What is wrong with a character, as the end of a sentence; "" = nothing."""
    if char in _SPACES:
        return ""
    code = f"U+{ord(char):04X}"
    category = unicodedata.category(char)
    if category == "Co":
        return f"含有私用区字符（{code}），是旧编码的残留，请改为正式汉字后再试。"
    if category in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs"):
        return f"含有控制字符或者不可见字符（{code}），请删除后再试。"
    if not widths.has(char):
        return f"的字符“{char}”（{code}）没有可用的字形，请核对原文或者请系统管理员补充字库。"
    return ""


def texts(facts: "Fact | Mapping[str, Fact]", label: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the facts with the name of its field."""
    if isinstance(facts, str):
        yield label, facts
    elif isinstance(facts, list):
        for number, each in enumerate(facts, 1):
            yield from texts(each, f"{label}（第{number}项）")
    elif isinstance(facts, Mapping):
        for name, each in facts.items():
            here = FIELD_LABELS.get(name, name)
            yield from texts(each, f"{label}·{here}" if label else here)
