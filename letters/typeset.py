"""Blocks to HTML: every paragraph in lines that fill their measure exactly (排版)."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from letters.blocks import Grid, Row, Style, Table, Text
from letters.compose import Line, balanced, compose
from letters.widths import Widths

#: 3号 in points, and what is left between 28 of them on 156 mm.
EM = 15.75
GRID = 0.0446
#: 4号 in forms: the line in points, and room of label and cell in em.
SHEET_LINE = 22.0
LABEL_MEASURE = 6.0
CELL_MEASURE = 23.5

_TAGS = {Style.BODY: "p", Style.VERBATIM: "p", Style.HEADING: "h2", Style.SUBHEADING: "h3"}


@dataclass(frozen=True)
class Typeset:
    """HTML of some blocks and the height they take: grid lines and points beside the grid."""

    html: Markup
    lines: int = 0
    points: float = 0.0


class Typesetter:
    """Sets blocks in lines of known widths."""

    def __init__(self, widths: Widths) -> None:
        self.widths = widths

    def blocks(self, blocks: tuple[Text | Table | Grid, ...], *, last: bool = False) -> Typeset:
        """Several blocks; with `last` two lines of text at least stay with the signature."""
        html, lines, points = Markup(""), 0, 0.0
        short = last and self._is_short(blocks[-1:])
        for number, block in enumerate(blocks, 1):
            kept = _kept(len(blocks) - number, short=short) if last else ""
            one = self.block(block, kept)
            html += one.html
            lines, points = lines + one.lines, points + one.points
        return Typeset(html, lines, points)

    def block(self, block: Text | Table | Grid, kept: str = "") -> Typeset:
        """One paragraph, heading or form; `kept` is how it holds on to the signature."""
        if isinstance(block, Grid):
            return _grid(block)
        return self._table(block) if isinstance(block, Table) else self._text(block, kept)

    def _is_short(self, blocks: tuple[Text | Table | Grid, ...]) -> bool:
        """Whether the final paragraph is a single line, which would look lost on a page."""
        return any(
            isinstance(block, Text) and len(compose(block.text, self.widths)) == 1
            for block in blocks
        )

    def _text(self, block: Text, kept: str) -> Typeset:
        lines = compose(block.text, self.widths)
        classes = [name for name in ("q" if block.style is Style.VERBATIM else "", kept) if name]
        html = Markup('<{tag} data-b="1"{cls}>{inner}</{tag}>\n').format(
            tag=_TAGS[block.style],
            cls=Markup(' class="{}"').format(" ".join(classes)) if classes else "",
            inner=lines_html(lines, head=block.head),
        )
        return Typeset(html, lines=len(lines))

    def _table(self, table: Table) -> Typeset:
        html, points = Markup('<table data-b="1">'), 8.0
        for row in table.rows:
            one = self._row(row)
            html += one.html
            points += one.points
        return Typeset(html + Markup("</table>\n"), points=points)

    def _row(self, row: Row) -> Typeset:
        label = balanced(row.label, self.widths, LABEL_MEASURE)
        cell = [compose(text, self.widths, measure=CELL_MEASURE, indent=0) for text in row.texts]
        high = max(len(label), sum(max(len(lines), 1) for lines in cell), row.lines)
        html = Markup(
            '<tr><th scope="row">{label}</th><td style="height:{high}pt">{cell}</td></tr>'
        )
        filled = html.format(
            label="\n".join(label),
            high=high * SHEET_LINE,
            cell=Markup("").join(Markup("<p>{}</p>").format(ragged(lines)) for lines in cell),
        )
        return Typeset(filled, points=high * SHEET_LINE + 8.5)


def _grid(grid: Grid) -> Typeset:
    """A table of columns; its height is not known, so it stands on a page of its own."""
    columns = Markup("").join(
        Markup('<col style="width:{}mm">').format(width) for width in grid.widths)
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in grid.heads)
    rows = Markup("").join(
        Markup("<tr>{}</tr>\n").format(Markup("").join(map(_cell, range(len(row)), row)))
        for row in grid.rows)
    return Typeset(Markup(
        '<table class="grid" data-b="1"><colgroup>{}</colgroup><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>\n").format(columns, heads, rows))


def _cell(place: int, text: str) -> Markup:
    return Markup('<td class="{}">{}</td>').format("n" if place != 1 else "w", text)


def _kept(after: int, *, short: bool) -> str:
    """The class of a block by how many follow it."""
    if after == 0:
        return "tail" if short else "last"
    return "last" if after == 1 and short else ""


def lines_html(lines: tuple[Line, ...], *, head: str = "") -> Markup:
    """Lines with the letter-spacing that fills each; `head` has to end in the first line."""
    return Markup("\n").join(
        _line_html(line, head if number == 0 else "") for number, line in enumerate(lines)
    )


def ragged(lines: tuple[Line, ...]) -> Markup:
    """Lines as broken, without filling the measure; no line at all is a blank one."""
    return Markup("\n").join(escape(line.text) for line in lines) or Markup("&#160;")


def _line_html(line: Line, head: str) -> Markup:
    body = Markup("").join(
        Markup("<i>{}</i>").format(unit) if number in line.squeezed else escape(unit)
        for number, unit in enumerate(line.units)
    )
    if head and line.text.startswith(head) and not line.squeezed:
        body = Markup('<span class="k">{}</span>{}').format(head, line.text[len(head) :])
    if line.target is None or not line.gaps:
        return body
    spacing = (line.slack * EM + GRID * (round(line.target) - 1)) / line.gaps
    if abs(spacing - GRID) < 0.004:
        return body
    return Markup('<span style="letter-spacing:{:.3f}pt">{}</span>').format(spacing, body)
