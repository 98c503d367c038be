"""The JSON of facts (外部事实的读取): nothing passes in silence that the reader would let pass.

A key told twice, or a number without end, spoils its own request alone: it stays in its place, and
whoever looks for the field refuses it.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

from workflow.errors import BadFacts
from workflow.law.moves import bad_field

_ARTICLE = "条例第三十一条、第三十三条"
#: The most digits a number of any field has.
_DIGITS = 20


class Repeated(dict[str, object]):
    """An object in which a key is told twice; `key` is the first such."""

    key = ""


class TooLong:
    """A number of too many digits: neither text nor number, so that every field refuses it."""

    def __init__(self, digits: str) -> None:
        """Keep its beginning, to be shown."""
        self.digits = digits

    def __str__(self) -> str:
        """Return how it begins."""
        return f"{self.digits[:_DIGITS]}……"


def facts_of(text: str) -> object:
    """What a text of JSON says. Raises BadFacts, with line and column, where it is none."""
    try:
        return json.loads(
            text, parse_constant=_no_number, parse_int=_whole, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise not_json(f"第{error.lineno}行第{error.colno}个字符处有误") from None
    except RecursionError:
        raise not_json("嵌套过深") from None


def not_json(why: str) -> BadFacts:
    """The refusal of a text that holds no facts, for the caller to raise."""
    return bad_field("facts", f"应当为写明收到申请之日和期限事件的JSON，{why}", _ARTICLE)


def _no_number(word: str) -> NoReturn:
    raise not_json(f"{word}不是数")


def _whole(digits: str) -> int | TooLong:
    return int(digits) if len(digits) <= _DIGITS else TooLong(digits)


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Repeated(found)
    told = Counter(key for key, _ in pairs)
    twice.key = next(key for key, times in told.items() if times > 1)
    return twice
