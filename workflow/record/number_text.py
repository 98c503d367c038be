"""How a document number reads (文号式样): by agency, kind of document and year.

GB/T 9704-2012, 7.2.5: the full year in six-angle brackets, the serial without leading zeros.
"""

import re
from collections.abc import Iterator, Mapping

from workflow.errors import Reason
from workflow.record.people import Office
from workflow.terms import DocumentKind

#: The word of each series in a number (机关代字 + 公开 + 字): 滨自然资公开答〔2026〕15号.
SERIES_WORDS = {
    DocumentKind.RECEIPT: "收",
    DocumentKind.SUPPLEMENT: "补",
    DocumentKind.EXTENSION: "延",
    DocumentKind.CONSULTATION: "征",
    DocumentKind.CONSULTATION_TOLD: "征告",
    DocumentKind.DISCLOSURE_TOLD: "决告",
    DocumentKind.REASONS_ASKED: "询",
    DocumentKind.DELAY: "迟",
    DocumentKind.FEE: "费",
    DocumentKind.INSPECTION: "阅",
    DocumentKind.CORRECTION: "更",
    DocumentKind.REMEDIES_SUPPLIED: "补告",
    DocumentKind.REVOCATION: "撤",
    DocumentKind.REPLY: "答",
}
USUAL = "{short}公开{word}〔{year}〕{serial}号"
_RULE = "GB/T 9704—2012"
_BLANKS = ("short", "word", "year", "serial")
_LONGEST = 40


def number_text(office: Office, kind: DocumentKind, year: int, serial: int) -> str:
    """The number as printed, by the pattern the agency has set for this kind of document."""
    pattern = office.setting(f"number.{kind.value}") or USUAL
    return _filled(pattern, kind, office.short_name, year, serial)


def is_in_series(office: Office, kind: DocumentKind, year: int, number: str) -> bool:
    """Whether a number reads like one of this kind and year, its serial without leading zeros."""
    pattern = office.setting(f"number.{kind.value}") or USUAL
    before, after = (
        re.escape(_filled(part, kind, office.short_name, year, 0))
        for part in pattern.split("{serial}"))
    return re.fullmatch(f"{before}[1-9][0-9]*{after}", number) is not None


def _filled(pattern: str, kind: DocumentKind, short: str, year: int, serial: int) -> str:
    values = {"short": short, "word": SERIES_WORDS[kind], "year": str(year), "serial": str(serial)}
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)


def pattern_faults(
    key: str, pattern: str, short: str, settings: Mapping[str, str]
) -> Iterator[Reason]:
    """What is wrong with a pattern: its blanks, its length, or that another kind reads the same."""
    kind = DocumentKind(key.removeprefix("number."))
    blanks = re.findall(r"\{([^{}]*)\}", pattern)
    if set(re.sub(r"\{\w+\}", "", pattern)) & set("{}") or not set(blanks) <= set(_BLANKS):
        yield Reason("只能使用{short}、{word}、{year}、{serial}四个占位", _RULE, "value")
        return
    if pattern.count("〔{year}〕") != 1 or blanks.count("serial") != 1:
        yield Reason("文号应当含有〔{year}〕和{serial}各一处：年份用六角括号，"
                     "顺序号不编虚位", _RULE, "value")
        return
    if len(pattern) > _LONGEST:
        yield Reason(f"文号式样不超过{_LONGEST}个字", _RULE, "value")
    mine = _filled(pattern, kind, short, 2026, 1)
    for other in DocumentKind:
        theirs = settings.get(f"number.{other.value}") or USUAL
        if other is not kind and _filled(theirs, other, short, 2026, 1) == mine:
            yield Reason(f"与“{other.label}”的文号相同，两类文书会编出同一文号", "", "value")
