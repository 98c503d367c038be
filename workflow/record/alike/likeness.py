"""How alike two applications are in a hundred (相似度), and what tells them apart.

What both name is weighed against what only one of them names. A thing that only one says more of
costs little, as one describes at length what another names in a word; things said in place of
each other cost much. Two years, two parcels or two kinds of paper are two pieces of information,
however alike the rest reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from workflow.record.alike.reading import (
    CODE,
    DAY,
    DOCUMENT,
    IDENTIFYING,
    MONTH,
    OTHER,
    YEAR,
    Number,
    Reading,
    read,
)
from workflow.record.alike.words import COMMON
from workflow.terms import Term

#: From which likeness on two applications are shown as perhaps the same, unless set otherwise.
ALIKE_FROM = 70
#: What one thing of each kind weighs: a document number, another number, a kind of paper, a matter,
#: a common matter, two signs of a name.
_WEIGHTS = (5.0, 3.0, 1.0, 1.0, 0.4, 0.7)
#: What stands in place of something else, and what is only said besides.
_INSTEAD, _BESIDES = 1.6, 0.35
#: What remains of a likeness where both name something else.
_OTHER_NUMBER, _OTHER_NAME, _OTHER_PLACE, _OTHER_PAPER, _OTHER_MATTER = 0.4, 0.5, 0.7, 0.7, 0.75


class Kind(Term):
    """What tells two texts apart (不同之处)."""

    YEAR = YEAR, "年份"
    MONTH = MONTH, "月份"
    DAY = DAY, "日期"
    DOCUMENT = DOCUMENT, "文号"
    CODE = CODE, "代码"
    NUMBER = "number", "数字"
    NAME = "name", "名称"
    PAPER = "paper", "文书种类"
    MATTER = "matter", "事项"


class Apart(NamedTuple):
    """What each of two texts names instead of the other, in words."""

    kind: Kind
    one: str
    other: str


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are in a hundred."""

    score: int
    one: str = ""
    other: str = ""

    @property
    def apart(self) -> tuple[Apart, ...]:
        """What tells them apart, in words: worked out for those that are shown."""
        left, right = read(self.one), read(self.other)
        return tuple(_named(left, right, clash) for clash in _clashes(left, right))


class _Clash(NamedTuple):
    """What remains of a likeness where each names something else of a kind."""

    remains: float
    kind: Kind
    one: frozenset[Any]
    other: frozenset[Any]


_Parts = frozenset[Any]
_KINDS = frozenset(one.value for one in Kind)


def likeness(one: str, other: str) -> Likeness:
    """Compare two texts; it does not matter which stands first."""
    return _compared(*sorted((one, other)))


@lru_cache(maxsize=4096)
def _compared(one: str, other: str) -> Likeness:
    left, right = read(one), read(other)
    if left.letters == right.letters:
        return Likeness(100 if left.letters else 0, one, other)
    score = _shared(left, right)
    for clash in _clashes(left, right) if score else ():
        score *= clash.remains
    return Likeness(round(100 * score), one, other)


def nearest(wanted: Iterable[str], before: Iterable[str]) -> Likeness:
    """The likeness of the two nearest of some texts and some others."""
    theirs = tuple(before)
    found = (likeness(one, other) for one in wanted for other in theirs)
    return max(found, key=lambda one: one.score, default=Likeness(0))


def _shared(a: Reading, b: Reading) -> float:
    """The weight of what both name in the weight of all; 0 where they share nothing."""
    both = only_a = only_b = 0.0
    for weight, left, right in zip(_WEIGHTS, _parts(a), _parts(b), strict=True):
        shared = len(left & right)
        both += weight * shared
        only_a += weight * (len(left) - shared)
        only_b += weight * (len(right) - shared)
    instead, besides = min(only_a, only_b), abs(only_a - only_b)
    return both / (both + _INSTEAD * instead + _BESIDES * besides) if both else 0.0


@lru_cache(maxsize=4096)
def _parts(read_as: Reading) -> tuple[_Parts, ...]:
    """What is weighed, each part in its own weight."""
    identifying = frozenset(one for one in read_as.numbers if one.kind in IDENTIFYING)
    return (identifying, read_as.numbers - identifying, read_as.papers,
            read_as.matters - COMMON, read_as.matters & COMMON, read_as.pairs)


def _clashes(a: Reading, b: Reading) -> Iterator[_Clash]:
    """What both name, each something else."""
    yield from _numbers_apart(a, b)
    if a.papers and b.papers and not a.papers & b.papers:
        yield _Clash(_OTHER_PAPER, Kind.PAPER, a.papers, b.papers)
    if _matters_apart(a, b):
        left, right = a.matters | a.papers, b.matters | b.papers
        yield _Clash(_OTHER_MATTER, Kind.MATTER, left - right, right - left)
    only_a, only_b = a.pairs - b.pairs, b.pairs - a.pairs
    if only_a and only_b:
        in_place = _meet(only_a, only_b, 0) or _meet(only_a, only_b, 1)
        yield _Clash(_OTHER_NAME if in_place else _OTHER_PLACE, Kind.NAME, only_a, only_b)


def _numbers_apart(a: Reading, b: Reading) -> Iterator[_Clash]:
    for kind in sorted({one.kind for one in a.numbers} & {one.kind for one in b.numbers}):
        left = frozenset(one for one in a.numbers if one.kind == kind)
        right = frozenset(one for one in b.numbers if one.kind == kind)
        if not left & right:
            label = Kind(kind) if kind in _KINDS else Kind.NUMBER
            yield _Clash(_OTHER_NUMBER, label, left, right)


def _number(one: Number) -> str:
    """A number as it was written; its unit is the kind of one that has no other."""
    return one.said if one.kind in _KINDS or one.kind == OTHER else f"{one.said}{one.kind}"


def _matters_apart(a: Reading, b: Reading) -> bool:
    matters_a, matters_b = (a.matters - b.matters) - COMMON, (b.matters - a.matters) - COMMON
    papers_a, papers_b = a.papers - b.papers, b.papers - a.papers
    return bool((matters_a and (matters_b or papers_b)) or (matters_b and papers_a))


def _meet(left: frozenset[str], right: frozenset[str], place: int) -> bool:
    """Whether something was put in place of something else after or before the same sign."""
    return bool({pair[place] for pair in left} & {pair[place] for pair in right})


def _named(a: Reading, b: Reading, clash: _Clash) -> Apart:
    """A clash in words: the numbers with their units, the names whole."""
    sides: tuple[Iterable[Any], Iterable[Any]] = (clash.one, clash.other)
    if clash.kind is Kind.NAME:
        sides = (a.differing(b), b.differing(a))
    said = ([_number(one) if isinstance(one, Number) else str(one) for one in side]
            for side in sides)
    return Apart(clash.kind, *("、".join(sorted(side)[:3]) or "—" for side in said))
