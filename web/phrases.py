"""Phrases for sending a draft back (退回常用语): nine at most, one for each digit key."""

from workflow.record.people import Office

#: The agency's own phrases, one a line; without them these stand.
SETTING = "phrases.return"
USUAL = (
    "理由不充分：请写明适用该条款的具体事实和理由（条例第三十六条第三项）。",
    "依据条款有误：请核对条款项并重新引用。",
    "请区分处理：可以公开的部分应当公开（条例第三十七条）。",
    "检索记录不完整：请补充检索的地点、检索词、时间范围和检索人（条例第三十六条第四项）。",
    "请先书面征求第三方意见（条例第三十二条）。",
    "请写明负责公开的机关及其联系方式（条例第三十六条第五项）。",
    "提供形式与申请不一致：请按申请的形式提供，或者写明理由（条例第四十条）。",
    "所附文件未上传或者页数未写明，请补齐。",
    "文字有误：请核对名称、文号、日期、数字。",
)
_MOST = 9


def return_phrases(office: Office) -> tuple[str, ...]:
    """The phrases of an agency in the order of their digits."""
    own = [line.strip() for line in office.setting(SETTING).splitlines() if line.strip()]
    return tuple(own[:_MOST]) or USUAL


def with_phrase(text: str, phrase: str) -> str:
    """The text with a phrase on a line of its own behind it."""
    return f"{text.rstrip()}\n{phrase}" if text.strip() else phrase
