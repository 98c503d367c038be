"""Blanks of a common phrase (常用语待填之处) nobody has filled in: no letter leaves with one."""

import re
from collections.abc import Iterator

from letters.finding import Finding
from letters.letter import Letter
from letters.privacy import texts_at

#: How a common phrase marks what an officer has to fill in.
BLANK = re.compile(r"【待填：[^【】]*】")
#: What the applicant wrote is quoted word for word.
_QUOTED = frozenset({"wanted", "item"})


def unfilled(letter: Letter) -> Iterator[Finding]:
    """Every blank that still stands in a letter, with the field it stands in."""
    for field, text in texts_at(letter.facts()):
        if field.rsplit(".", 1)[-1] in _QUOTED:
            continue
        for blank in dict.fromkeys(BLANK.findall(text)):
            yield Finding(field, f"还有没有填写的内容“{blank}”，请填写或者删去。", "条例第三十六条")
