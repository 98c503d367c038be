"""Numbers of other persons in a letter (他人证件号码、电话): found before it leaves.

Whoever reads a letter must not learn the number of anybody else. A number with a wrong check digit
is looked at as well: it is a slip of the pen in a real one more often than not.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from letters.finding import Finding
from letters.letter import Fact, OfficialDocument

ARTICLE = "条例第十五条；个人信息保护法第二十八条"
#: 公民身份号码: region, day of birth, serial, check digit.
_ID_NUMBER = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])")
#: A mobile number, or a landline with its area code.
_PHONE = re.compile(r"(?<![\d-])(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\d-])")
#: Digits written in groups: 138 0000 1111.
_GAP = re.compile(r"(?<=\d)[ \u3000-](?=\d)")
#: Ours to state, or that of an office anybody may call.
_PUBLIC = frozenset({
    "contact", "reply_to", "agency_contact", "how_to_pay", "how", "pointer", "channel", "remedies",
    "place"})
#: Keys and references, no text of anybody.
_KEYS = frozenset({
    "kind", "title", "number", "request_no", "receipt_code", "verify_code", "verify_url"})
#: What the applicant wrote is quoted word for word; it may be the applicant's to repeat.
_QUOTED = frozenset({"wanted", "item"})


def foreign_numbers(letter: OfficialDocument, own: Collection[str]) -> Iterator[Finding]:
    """Every number in a letter that is not among `own`, those the addressee may see.

    Identity numbers block; in quoted text, and for telephones, an officer answers for it.
    """
    known = {_plain(text) for text in own if text}
    for field, text in texts_at(letter.facts()):
        name = field.rsplit(".", 1)[-1].split("[", 1)[0]
        for number in _found(_ID_NUMBER, text):
            if not _is_known(number, known):
                yield Finding(
                    field, f"含有他人的身份证件号码{_masked(number)}，请删去或者遮盖后再制发。",
                    ARTICLE, blocking=name not in _QUOTED)
        for number in () if name in _PUBLIC else _found(_PHONE, text):
            if not _is_known(number, known):
                yield Finding(
                    field, f"含有电话号码{_masked(number)}，请核对是否为他人的联系方式。",
                    ARTICLE, blocking=False)


def texts_at(facts: "Fact | Mapping[str, Fact]", at: str = "") -> Iterator[tuple[str, str]]:
    """Every text a reader may find a number in, with the path of its field."""
    if isinstance(facts, str):
        yield at, facts
    elif isinstance(facts, list):
        for place, each in enumerate(facts):
            yield from texts_at(each, f"{at}[{place}]")
    elif isinstance(facts, Mapping):
        for name, each in facts.items():
            if name not in _KEYS:
                yield from texts_at(each, f"{at}.{name}" if at else name)


def _found(shape: re.Pattern[str], text: str) -> dict[str, None]:
    """The numbers of a shape, each once, as typed and with the digits of their groups joined."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = (*shape.findall(plain), *shape.findall(_GAP.sub("", plain)))
    return {_plain(number): None for number in numbers}


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def _is_known(number: str, known: Collection[str]) -> bool:
    return any(_plain(number) in one for one in known)


def _masked(number: str) -> str:
    """A finding names a number without repeating it."""
    return f"{number[:3]}…{number[-2:]}"
