"""Articles by key: "36.4" is 第三十六条第（四）项 of R2019, "14.4" 第十四条第四款 of R2008."""

import re

from workflow.errors import BadFacts, Reason

_NAME = "《中华人民共和国政府信息公开条例》"
_DECREE = {"2008": "国务院令第492号", "2019": "国务院令第711号"}
_LAST_ARTICLE = {"2008": 38, "2019": 56}
#: Articles cited by item (项), with how many they have.
_ITEMS = {
    "2008": {9: 4, 10: 11, 11: 4, 12: 8, 20: 3, 21: 4, 32: 6, 35: 6},
    "2019": {20: 15, 29: 3, 31: 3, 36: 7, 53: 3},
}
#: Articles of several paragraphs (款); any other has one, and is cited without it.
_PARAGRAPHS = {
    "2008": {3: 3, 4: 2, 7: 2, 14: 4, 16: 3, 19: 3, 24: 3, 25: 2, 27: 2, 28: 2, 33: 2},
    "2019": {
        3: 4, 4: 2, 6: 2, 10: 3, 11: 2, 12: 3, 13: 2, 16: 2, 17: 3, 25: 3, 33: 3, 39: 2, 42: 2,
        44: 2, 47: 2, 49: 2, 50: 2, 55: 2,
    },
}  # fmt: skip
_KEY = re.compile(r"([1-9][0-9]?)(?:\.([1-9][0-9]?))?")
_DIGITS = "零一二三四五六七八九"


def full_name(regulation: str) -> str:
    """The Regulation's full name with its decree (国务院令第711号)."""
    return f"{_NAME}（{_DECREE[_known(regulation)]}）"


def cite(key: str, regulation: str) -> str:
    """An article in words. Raises BadFacts where that version has no such article or part."""
    found = _KEY.fullmatch(key)
    article, part = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    items = _ITEMS[_known(regulation)].get(article, 0)
    if not 1 <= article <= _LAST_ARTICLE[regulation]:
        raise BadFacts(Reason(f"{regulation}年条例没有第{key}条", _NAME, "articles"))
    words = f"第{_in_words(article)}条"
    if part > (items or _PARAGRAPHS[regulation].get(article, 0)):
        has = _parts(article, regulation)
        raise BadFacts(
            Reason(f"{regulation}年条例没有第{key}条：{words}{has}", _NAME, "articles"))
    if not part:
        return words
    return f"{words}第（{_in_words(part)}）项" if items else f"{words}第{_in_words(part)}款"


def _parts(article: int, regulation: str) -> str:
    if items := _ITEMS[regulation].get(article):
        return f"共{items}项"
    paragraphs = _PARAGRAPHS[regulation].get(article)
    return f"共{paragraphs}款" if paragraphs else f"只有一款，请写{article}"


def _known(regulation: str) -> str:
    if regulation not in _DECREE:
        raise BadFacts(Reason(f"没有{regulation}年的条例", _NAME, "regulation"))
    return regulation


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "".join(
        (
            _DIGITS[tens] if tens > 1 else "",
            "十" if tens else "",
            _DIGITS[ones] if ones or not tens else "",
        )
    )
