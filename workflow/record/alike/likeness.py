"""How alike two applications are in a hundred (相似度), and what tells them apart.

What both name is weighed against what only one of them names. A thing that only one says more of
costs little, as one describes at length what another names in a word; things said in place of
each other cost much. Two years, two parcels or two kinds of paper are two pieces of information,
however alike the rest reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.record.alike.reading import IDENTIFYING, Number, Reading, read
from workflow.record.alike.words import COMMON

#: From which likeness on two applications are shown as perhaps the same, unless set otherwise.
ALIKE_FROM = 70
#: What one thing of each kind weighs: a document number, another number, a kind of paper, a matter,
#: a common matter, two signs of a name.
_IDENTIFYING, _NUMBER, _PAPER, _MATTER, _COMMON, _NAME = 5.0, 3.0, 1.0, 1.0, 0.4, 0.7
#: What stands in place of something else, and what is only said besides.
_INSTEAD, _BESIDES = 1.6, 0.35
#: What remains of a likeness where both name something else.
_OTHER_NUMBER, _OTHER_NAME, _OTHER_PLACE, _OTHER_PAPER, _OTHER_MATTER = 0.4, 0.5, 0.7, 0.7, 0.75


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are in a hundred, and in words what each names instead of the other."""

    score: int
    apart: tuple[str, ...] = ()


_Parts = frozenset[object]


@dataclass(frozen=True)
class _Apart:
    what: str
    remains: float


def likeness(one: str, other: str) -> Likeness:
    """Compare two texts; it does not matter which stands first."""
    return _compared(*sorted((one, other)))


@lru_cache(maxsize=4096)
def _compared(one: str, other: str) -> Likeness:
    left, right = read(one), read(other)
    if left.letters == right.letters:
        return Likeness(100 if left.letters else 0)
    apart = tuple(_apart(left, right))
    score = _shared(left, right)
    for found in apart:
        score *= found.remains
    return Likeness(round(100 * score), tuple(found.what for found in apart))


def nearest(wanted: Iterable[str], before: Iterable[str]) -> Likeness:
    """The likeness of the two nearest of some texts and some others."""
    theirs = tuple(before)
    found = (likeness(one, other) for one in wanted for other in theirs)
    return max(found, key=lambda one: one.score, default=Likeness(0))


def _shared(a: Reading, b: Reading) -> float:
    """The weight of what both name in the weight of all; 0 where they share nothing."""
    both = only_a = only_b = 0.0
    for weight, left, right in _weighed(a, b):
        both += weight * len(left & right)
        only_a += weight * len(left - right)
        only_b += weight * len(right - left)
    instead, besides = min(only_a, only_b), abs(only_a - only_b)
    return both / (both + _INSTEAD * instead + _BESIDES * besides) if both else 0.0


def _weighed(a: Reading, b: Reading) -> Iterator[tuple[float, _Parts, _Parts]]:
    """The parts of two readings, with what one of each weighs."""
    yield _IDENTIFYING, _identifying(a.numbers), _identifying(b.numbers)
    yield _NUMBER, a.numbers - _identifying(a.numbers), b.numbers - _identifying(b.numbers)
    yield _PAPER, frozenset(a.papers), frozenset(b.papers)
    yield _MATTER, frozenset(a.matters - COMMON), frozenset(b.matters - COMMON)
    yield _COMMON, frozenset(a.matters & COMMON), frozenset(b.matters & COMMON)
    yield _NAME, frozenset(a.pairs), frozenset(b.pairs)


def _identifying(numbers: frozenset[Number]) -> frozenset[object]:
    return frozenset(one for one in numbers if one.kind in IDENTIFYING)


def _apart(a: Reading, b: Reading) -> Iterator[_Apart]:
    """What both name, each something else."""
    yield from _numbers_apart(a, b)
    if a.papers and b.papers and not a.papers & b.papers:
        yield _Apart(_in_words("文书种类", a.papers, b.papers), _OTHER_PAPER)
    if _matters_apart(a, b):
        left, right = (a.matters | a.papers), (b.matters | b.papers)
        yield _Apart(_in_words("事项", left - right, right - left), _OTHER_MATTER)
    left, right = a.pairs - b.pairs, b.pairs - a.pairs
    if _meet(left, right, 0) or _meet(left, right, 1):
        yield _Apart(_in_words("名称", a.differing(b), b.differing(a)), _OTHER_NAME)
    elif left and right:
        yield _Apart(_in_words("名称", a.differing(b), b.differing(a)), _OTHER_PLACE)


def _numbers_apart(a: Reading, b: Reading) -> Iterator[_Apart]:
    for kind in sorted({one.kind for one in a.numbers} & {one.kind for one in b.numbers}):
        left = {one.said for one in a.numbers if one.kind == kind}
        right = {one.said for one in b.numbers if one.kind == kind}
        if not left & right:
            yield _Apart(_in_words(kind, left, right), _OTHER_NUMBER)


def _matters_apart(a: Reading, b: Reading) -> bool:
    matters_a, matters_b = (a.matters - b.matters) - COMMON, (b.matters - a.matters) - COMMON
    papers_a, papers_b = a.papers - b.papers, b.papers - a.papers
    return bool((matters_a and (matters_b or papers_b)) or (matters_b and papers_a))


def _meet(left: frozenset[str], right: frozenset[str], place: int) -> bool:
    """Whether something was put in place of something else after or before the same sign."""
    return bool({pair[place] for pair in left} & {pair[place] for pair in right})


def _in_words(what: str, left: Iterable[str], right: Iterable[str]) -> str:
    sides = ("、".join(sorted(left)[:3]) or "—", "、".join(sorted(right)[:3]) or "—")
    return f"{what}：{'／'.join(sorted(sides))}"
