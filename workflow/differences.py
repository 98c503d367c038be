"""What changed between two texts (文字改动): kept, struck out and written in, piece by piece.

Chinese is compared character by character; a number or a Latin word is one piece, so that a date or
an amount is never cut in the middle.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)*|.", re.DOTALL)
#: Fewer common pieces than this between two changes are no resting place for the eye.
_ISLAND = 2
#: How many pairs of pieces are compared at once; more are first cut into sentences.
_AT_ONCE = 500_000
_ENDS = frozenset("。；！？\n")


@dataclass(frozen=True)
class Piece:
    """A run of text with one fate: in both texts, only in the old one, only in the new one."""

    old: bool
    new: bool
    text: str

    @property
    def kept(self) -> bool:
        """Whether it stands in both."""
        return self.old and self.new


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order, what was struck out before what replaced it.

    The pieces of the old text joined are the old text, those of the new one the new text.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    spans = _without_islands(list(_spans(before, after)))
    return tuple(_pieces(spans, before, after))


@dataclass(frozen=True)
class _Span:
    kept: bool
    old: slice
    new: slice

    @property
    def length(self) -> int:
        return int(self.new.stop - self.new.start)


def _spans(before: Sequence[str], after: Sequence[str]) -> Iterator[_Span]:
    """What is alike and what is not; the common ends are taken off first, as most texts have."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old_end, new_end = len(before) - tail, len(after) - tail
    if head:
        yield _Span(True, slice(0, head), slice(0, head))
    for old, new in _portions(before, after, slice(head, old_end), slice(head, new_end)):
        yield from _compared(before, after, old, new)
    if tail:
        yield _Span(True, slice(old_end, len(before)), slice(new_end, len(after)))


def _portions(
    before: Sequence[str], after: Sequence[str], old: slice, new: slice
) -> Iterator[tuple[slice, slice]]:
    """Texts too long to compare at once, cut at their sentences into portions that belong together.

    Sentence by sentence where as many were written as were struck out, else all of them at once.
    """
    if (old.stop - old.start) * (new.stop - new.start) <= _AT_ONCE:
        yield old, new
        return
    cuts, cuts_new = _sentences(before, old), _sentences(after, new)
    matcher = SequenceMatcher(
        None, ["".join(before[one]) for one in cuts], ["".join(after[one]) for one in cuts_new],
        autojunk=False)
    for _, i, i_to, j, j_to in matcher.get_opcodes():
        if i_to - i == j_to - j:
            yield from zip(cuts[i:i_to], cuts_new[j:j_to], strict=True)
        else:
            yield _all_of(cuts, i, i_to, old), _all_of(cuts_new, j, j_to, new)


def _sentences(tokens: Sequence[str], within: slice) -> list[slice]:
    ends = [n + 1 for n in range(within.start, within.stop) if tokens[n] in _ENDS]
    if not ends or ends[-1] != within.stop:
        ends.append(within.stop)
    return [slice(a, b) for a, b in pairwise([within.start, *ends])]


def _all_of(cuts: Sequence[slice], first: int, past: int, within: slice) -> slice:
    start = cuts[first].start if first < len(cuts) else within.stop
    return slice(start, cuts[past - 1].stop if past > first else start)


def _compared(
    before: Sequence[str], after: Sequence[str], old: slice, new: slice
) -> Iterator[_Span]:
    if (old.stop - old.start) * (new.stop - new.start) > _AT_ONCE:
        yield _Span(False, old, new)
        return
    matcher = SequenceMatcher(None, before[old], after[new], autojunk=False)
    for tag, i, i_to, j, j_to in matcher.get_opcodes():
        yield _Span(tag == "equal", slice(old.start + i, old.start + i_to),
                    slice(new.start + j, new.start + j_to))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)))


def _without_islands(spans: list[_Span]) -> Iterator[_Span]:
    """Runs of one fate as one, and changes joined over what little is kept between them."""
    run: _Span | None = None
    for place, span in enumerate(spans):
        island = 0 < place < len(spans) - 1 and span.length < _ISLAND
        kept = span.kept and not (island and run and not run.kept)
        if run and run.kept is not kept:
            yield run
            run = None
        run = _joined(run, span, kept)
    if run:
        yield run


def _joined(first: _Span | None, then: _Span, kept: bool) -> _Span:
    start = first or then
    return _Span(kept, slice(start.old.start, then.old.stop), slice(start.new.start, then.new.stop))


def _pieces(
    spans: Iterator[_Span], before: Sequence[str], after: Sequence[str]
) -> Iterator[Piece]:
    for span in spans:
        gone, come = "".join(before[span.old]), "".join(after[span.new])
        if span.kept:
            yield Piece(True, True, gone)
            continue
        if gone:
            yield Piece(True, False, gone)
        if come:
            yield Piece(False, True, come)
