"""Cut a paragraph into units that never break across lines (不可拆分单元)."""

import re

from letters.widths import Widths

#: Words that stay with the figure before them: 60日, 15个, 3份, 12号, 100元.
_MEASURES = (
    "年月日号时分秒天周个件份页条款项章节次期元万亿角人户名位宗亩米吨册卷本幅处栋间层室组家%％℃㎡"
)
_NARROW = r"[!-~\u00a1-\u00b6\u00b8-\u024f\u0370-\u04ff]"
_UNIT = re.compile(
    rf"〔[0-9]{{4}}〕第?[0-9]+号"  # 文号
    rf"|第?{_NARROW}*[0-9%][{_MEASURES}]"  # a figure with its measure word
    rf"|{_NARROW}+"  # a word, a number, an address
    r"|—+|…+"  # doubled marks
    r"|.",
    re.DOTALL,
)
#: A longer run of narrow characters (a web address) may break after these.
_LONGEST = 10.0
_PIECE = re.compile(r"[^/?&=_.:@-]{1,12}[/?&=_.:@-]*|[/?&=_.:@-]+")


def units(text: str, widths: Widths) -> list[str]:
    """The units of a text in order; joined they are the text again."""
    cut: list[str] = []
    for match in _UNIT.finditer(text):
        unit = match.group()
        if len(unit) > 1 and widths.of(unit) > _LONGEST:
            cut.extend(_PIECE.findall(unit))
        else:
            cut.append(unit)
    return cut
