"""Articles by key: "36.4" is 第三十六条第（四）项 of R2019, "14.4" 第十四条第四款 of R2008."""

from workflow.errors import BadFacts, Reason

_NAME = "《中华人民共和国政府信息公开条例》"
_DECREE = {"2008": "国务院令第492号", "2019": "国务院令第711号"}
_LAST_ARTICLE = {"2008": 38, "2019": 56}
#: Articles cited by item (项); every other part of an article is a paragraph (款).
_BY_ITEM = {"2008": {21, 20, 33}, "2019": {29, 31, 36}}
_DIGITS = "零一二三四五六七八九"


def full_name(regulation: str) -> str:
    """The Regulation's full name with its decree (国务院令第711号)."""
    return f"{_NAME}（{_DECREE[_known(regulation)]}）"


def cite(key: str, regulation: str) -> str:
    """An article in words. Raises BadFacts where that version has no such article."""
    article, _, part = key.partition(".")
    last = _LAST_ARTICLE[_known(regulation)]
    if not article.isdecimal() or not 1 <= int(article) <= last or (part and not _is_part(part)):
        raise BadFacts(Reason(f"{regulation}年条例没有第{key}条", _NAME, "articles"))
    words = f"第{_in_words(int(article))}条"
    if not part:
        return words
    number = _in_words(int(part))
    if int(article) in _BY_ITEM[regulation]:
        return f"{words}第（{number}）项"
    return f"{words}第{number}款"


def _is_part(part: str) -> bool:
    return part.isdecimal() and 1 <= int(part) <= 10


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
