"""Break Chinese paragraphs into lines for the grid of GB/T 9704 (28 characters a line).

WeasyPrint stretches only U+0020 and U+00A0, so Chinese set with `text-align: justify` stays ragged
wherever kinsoku or half-width digits leave a gap. Lines are therefore broken here (避头尾, hanging
stops, half-width squeezing); each knows the measure it has to fill. All widths are in em.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from letters.units import units
from letters.widths import Widths

NO_START = frozenset("，。、；：？！）》〉〕］｝”’」』〗】％‰℃·,.;:?!)]}")
NO_END = frozenset("（《〈〔［｛“‘「『〖【￥＄№([{")
#: May stand outside the right edge of the type area.
_HANGING = frozenset("，。、")
_INK_LEFT = frozenset("，。、；：）》〉〕］｝”’」』】")
_INK_RIGHT = frozenset("（《〈〔［｛“‘「『【")
_NEARLY = 1e-6
#: A line looser than this (em) is tightened by squeezing its marks where that is possible.
_LOOSE = 1.0
#: Never stretch by more than this (em) between two characters.
_MOST_STRETCH = 0.16


@dataclass(frozen=True)
class Line:
    """One line: its units, which of them are squeezed to half width, and what it has to fill."""

    units: tuple[str, ...]
    #: Width without a hung stop, squeezed marks counted as half.
    natural: float
    #: The measure to fill; None = the last line of a paragraph, or one that cannot be stretched.
    target: float | None = None
    squeezed: frozenset[int] = frozenset()
    hung: bool = False

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(self.units)

    @property
    def slack(self) -> float:
        """How much is missing to the measure; 0 for a line that is not justified."""
        return 0.0 if self.target is None else self.target - self.natural

    @property
    def gaps(self) -> int:
        """Between how many characters the slack is spread."""
        return max(len(self.text) - (2 if self.hung else 1), 0)


def compose(
    text: str, widths: Widths, *, measure: float = 28.0, indent: float = 2.0
) -> tuple[Line, ...]:
    """The lines of one paragraph; the first is shorter by the indent."""
    return tuple(_Paragraph(text, widths).lines(measure, indent))


def balanced(text: str, widths: Widths, longest: float) -> tuple[str, ...]:
    """Break a title or a name into lines of about the same length, none wider than `longest`."""
    wide = widths.of(text)
    count = ceil(wide / longest - _NEARLY)
    if count <= 1:
        return (text,)
    step = ceil(2 * wide / count) / 2
    for measure in (step, step + 1, longest):
        lines = compose(text, widths, measure=min(measure, longest), indent=0)
        if len(lines) <= count:
            break
    return tuple(line.text for line in lines)


class _Paragraph:
    """A paragraph while it is being broken."""

    def __init__(self, text: str, widths: Widths) -> None:
        self.units = units(text, widths)
        self.wide = [widths.of(unit) for unit in self.units]

    def lines(self, measure: float, indent: float) -> Iterator[Line]:
        start, room = 0, measure - indent
        while (start := self._after_spaces(start)) < len(self.units):
            line, start = self._line(start, room)
            yield line
            room = measure

    def _after_spaces(self, start: int) -> int:
        while start < len(self.units) and self.units[start] == " ":
            start += 1
        return start

    def _line(self, start: int, measure: float) -> tuple[Line, int]:
        end, natural = self._fill(start, measure)
        if end == len(self.units):
            return self._plain(start, end, None), end
        room = measure - natural
        if self._may_break(end) and room <= _LOOSE:
            return self._plain(start, end, measure), end
        if self.units[end] in _HANGING and self._may_break(end + 1):
            return Line(self._cut(start, end + 1), natural, measure, hung=True), end + 1
        squeezed = self._squeezed(start, end, self.wide[end] - room)
        if squeezed:
            tight = natural + self.wide[end] - 0.5 * len(squeezed)
            return Line(self._cut(start, end + 1), tight, measure, squeezed), end + 1
        end = self._push_out(start, end)
        return self._plain(start, end, measure), end

    def _fill(self, start: int, measure: float) -> tuple[int, float]:
        end, natural = start, 0.0
        while end < len(self.units) and natural + self.wide[end] <= measure + _NEARLY:
            natural += self.wide[end]
            end += 1
        if end == start:
            return start + 1, self.wide[start]
        return end, natural

    def _may_break(self, at: int) -> bool:
        if at >= len(self.units):
            return True
        return self.units[at][0] not in NO_START and self.units[at - 1][-1] not in NO_END

    def _squeezed(self, start: int, end: int, need: float) -> frozenset[int]:
        """Which marks to halve so that one more unit fits; none where it cannot be done."""
        if not self._may_break(end + 1):
            return frozenset()
        halves = [
            at - start
            for at in range(start, end + 1)
            if self.units[at] in _INK_LEFT or (self.units[at] in _INK_RIGHT and at > start)
        ]
        count = max(ceil(need / 0.5 - _NEARLY), 1)
        return frozenset(halves[-count:]) if count <= len(halves) else frozenset()

    def _push_out(self, start: int, end: int) -> int:
        at = end
        while at > start + 1 and not self._may_break(at):
            at -= 1
        return at if self._may_break(at) else end

    def _plain(self, start: int, end: int, measure: float | None) -> Line:
        cut = self._cut(start, end)
        natural = sum(self.wide[start : start + len(cut)])
        line = Line(cut, natural, measure)
        stretched = line.slack > _MOST_STRETCH * max(line.gaps, 1)
        return Line(cut, natural) if stretched else line

    def _cut(self, start: int, end: int) -> tuple[str, ...]:
        while end > start + 1 and self.units[end - 1] == " ":
            end -= 1
        return tuple(self.units[start:end])
