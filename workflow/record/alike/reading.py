"""What an application asks for, taken apart for comparison (申请内容的要素).

Courtesies and reasons are left out. What remains are numbers by their kind (年份、文号、批次 …),
kinds of paper, matters, and what stands in no list: the names of places, works and persons.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from workflow.record.alike import words

#: The kinds of numbers; any other is told by its unit (批、期、号楼 …).
YEAR, MONTH, DAY, DOCUMENT, CODE, OTHER = "year", "month", "day", "document", "code", ""
#: Numbers of these kinds name one paper or one thing among all.
IDENTIFYING = frozenset((DOCUMENT, CODE))
_DIGITS = {sign: n for n, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_NUMERAL = "〇零○一二两三四五六七八九十百"
_SPELT = re.compile(
    f"第([{_NUMERAL}]+)|([{_NUMERAL}0-9]{{4}})(?=年)"
    f"|([{_NUMERAL}]+)(?=期|批|组|标段|号|季度|届|月|日|楼|栋|幢|队)")
_BRACKETS = str.maketrans("〔【[﹝〈<〕】]﹞〉>", "(((((())))))")
_UNIT = "号楼|号|路|期|批|组|标段|季度|届|栋|幢|楼|吨|亩|线|队|级"
_NUMBER = re.compile(
    r"\((?P<of>\d{4})\)第?(?P<nth>\d+)号?"
    r"|(?P<month>\d{1,2})月(?P<day>\d{1,2})日|(?P<dot>\d{1,2}·\d{1,2})"
    r"|(?P<year>(?<![0-9a-z])(?:19|20)\d\d(?![0-9a-z]|-\d{1,3}(?!\d)))(?:年度?)?"
    r"|(?P<months>\d{1,2})月|(?P<half>[上下])半年"
    rf"|第?(?P<code>[a-z]*\d+(?:[-.]\d+)*[a-z]*)万?(?P<unit>{_UNIT})?(?:次|线)?", re.ASCII)
_ENUMERATED = re.compile(r"(?:(?<=[:;,。\s])|^)[(（]?\d{1,2}[.、)）](?!\d)")
_COURTESIES = tuple(re.compile(one) for one in words.COURTESIES)
_ASKING = re.compile(
    "(?:申请|请求|要求|请|恳请|希望)(?:贵[局机关单位委]+|你们|依法|予以|给予|向我|向本人)*"
    "(?:公开|提供|获取|查阅|复制)")
#: So much after the asking says by itself what is wanted; what stands before it tells why.
_ENOUGH = 12
_ABOUT = ("关于", "就", "对", "针对")


class Number(NamedTuple):
    """A number with its kind (年份、文号、批次 …)."""

    kind: str
    said: str


@dataclass(frozen=True)
class Reading:
    """What one application asks for, taken apart."""

    numbers: frozenset[Number]
    papers: frozenset[str]
    matters: frozenset[str]
    names: tuple[str, ...]
    #: The pairs of signs of the names.
    pairs: frozenset[str]
    #: The letters and digits of the whole text, in one width and case.
    letters: str

    def differing(self, other: "Reading") -> set[str]:
        """The names another reading does not have whole."""
        return {name for name in self.names
                if any(pair not in other.pairs for pair in _pairs(name))}


def _pairs(name: str) -> Iterator[str]:
    return (name[n : n + 2] for n in range(len(name) - 1))


def _lines(text: str) -> list[str]:
    """The lines of a list of words, each with those that go on with it."""
    return text.strip().lower().replace("\n ", " ").splitlines()


def _lexicon() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every word with its kind and what it names; nothing for a word that says nothing."""
    found: dict[str, tuple[str, tuple[str, ...]]] = dict.fromkeys(words.EMPTY.split(), ("", ()))
    for kind, text in (("paper", words.PAPERS), ("matter", words.MATTERS)):
        for line in _lines(text):
            first, *same = line.split()
            named = tuple(first.split("+"))
            known = same if len(named) > 1 else [first, *same]
            found |= dict.fromkeys(known, (kind, named))
    return found


_LEXICON = _lexicon()
_PAPERS = frozenset(line.split()[0] for line in _lines(words.PAPERS))
_WORD = re.compile("|".join(map(re.escape, sorted(_LEXICON, key=len, reverse=True))))


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Take a text apart; the same text is taken apart once."""
    plain = _plain(text)
    return _parts(_wanted(plain), "".join(filter(str.isalnum, plain)))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SPELT.sub(_in_digits, folded.translate(_BRACKETS).replace("\n", "。"))


def _in_digits(found: re.Match[str]) -> str:
    spelt = found[1] or found[2] or found[3]
    head = "第" if found[1] else ""
    if "十" not in spelt and "百" not in spelt:
        return head + "".join(str(_DIGITS.get(sign, sign)) for sign in spelt)
    hundreds, _, rest = spelt.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = _DIGITS.get(hundreds, 0) * 100 + (_DIGITS.get(tens, 1) * 10 if ten else 0)
    return f"{head}{total + _DIGITS.get(ones, 0)}"


def _wanted(text: str) -> str:
    """Without courtesies, and without the sentences that tell why."""
    for one in _COURTESIES:
        text = one.sub("", text)
    text = _ENUMERATED.sub("|", text)
    asked = _ASKING.search(text)
    if asked and len(text) - asked.end() >= _ENOUGH and not text.startswith(_ABOUT):
        text = text[asked.end():]
    clauses = [one for one in re.split("[,。;]", text) if one]
    kept = [one for one in clauses if not one.startswith(words.REASONS)]
    return "|".join(kept or clauses)


def _parts(text: str, letters: str) -> Reading:
    numbers: set[Number] = set()
    held: dict[str, set[str]] = {"paper": set(), "matter": set()}
    names, at = [""], 0
    while at < len(text):
        found = _NUMBER.match(text, at) or _WORD.match(text, at)
        if found is None:
            names[-1] += text[at] if text[at].isalnum() else ""
            at += 1
            if not text[at - 1].isalnum():
                names.append("")
            continue
        if found.re is _NUMBER:
            numbers.update(_numbers(found))
        else:
            kind, named = _LEXICON[found[0]]
            for name in named:
                held["paper" if name in _PAPERS else kind].add(name)
        names.append("")
        at = found.end()
    whole = tuple(name for name in names if len(name) > 1)
    return Reading(frozenset(numbers), frozenset(held["paper"]), frozenset(held["matter"]), whole,
                   frozenset(pair for name in whole for pair in _pairs(name)), letters)


def _numbers(found: re.Match[str]) -> Iterator[Number]:
    said = found.groupdict()
    if said["of"]:
        yield Number(DOCUMENT, f"{said['of']}-{int(said['nth'])}")
    elif said["month"]:
        yield Number(DAY, f"{int(said['month'])}.{int(said['day'])}")
    elif said["dot"]:
        yield Number(DAY, said["dot"].replace("·", "."))
    elif said["year"]:
        yield Number(YEAR, said["year"])
    elif said["months"]:
        yield Number(MONTH, said["months"])
    elif said["half"]:
        yield from (Number(MONTH, one) for one in (("1", "6") if said["half"] == "上"
                                                    else ("7", "12")))
    else:
        yield _coded(said["code"].lstrip("0") or "0", said["unit"] or "")


def _coded(code: str, unit: str) -> Number:
    return Number(unit or OTHER, code) if code.isdigit() else Number(CODE, code)
