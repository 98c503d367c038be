"""The wording of a letter as blocks: fill the template, parse the tiny XML it yields.

A template writes `<p>`, `<q>` (verbatim), `<h2>`, `<h3>`, `<k>` (run-in heading inside a `<p>`),
`<table>` of `<row label="">`, `<grid widths="">` of `<row>` of `<c>`, and `<page title="">` for
what stands on a page of its own. Text of the facts is escaped and never becomes markup.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.letter import OfficialDocument

_HERE = Path(__file__).parent


class Style(Enum):
    """How a paragraph is set."""

    BODY = "p"
    VERBATIM = "q"
    HEADING = "h2"
    SUBHEADING = "h3"


@dataclass(frozen=True)
class Text:
    """One paragraph; `head` is the part at its start set as a run-in heading."""

    style: Style
    text: str
    head: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a form: its label, what stands in it, and its least height in lines."""

    label: str
    texts: tuple[str, ...]
    lines: int = 1


@dataclass(frozen=True)
class Table:
    """A form or a list of facts."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Grid:
    """A table of columns (表格) for a page of its own: widths in millimetres, headings, rows.

    Its lines are broken by the engine. The first two columns are words, the others numbers.
    """

    widths: tuple[int, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Page:
    """Something on a page of its own after the signature, such as a reply form (意见回执)."""

    title: str
    blocks: tuple["Text | Table | Grid", ...]


@dataclass(frozen=True)
class Body:
    """What stands between addressee and signature, and the pages behind."""

    blocks: tuple[Text | Table | Grid, ...]
    pages: tuple[Page, ...]


def body_of(letter: OfficialDocument) -> Body:
    """Fill the letter's template and read its blocks."""
    filled = _TEMPLATES.get_template(f"{letter.template}.xml").render(letter=letter, you=letter.you)
    root = ElementTree.fromstring(f"<letter>{filled}</letter>")
    pages = tuple(Page(page.get("title", ""), _blocks(page)) for page in root.iter("page"))
    return Body(_blocks(root), pages)


def _blocks(parent: ElementTree.Element) -> tuple[Text | Table | Grid, ...]:
    return tuple(_block(element) for element in parent if element.tag != "page")


def _block(element: ElementTree.Element) -> Text | Table | Grid:
    if element.tag == "table":
        return Table(tuple(_row(row) for row in element))
    if element.tag == "grid":
        return _grid(element)
    head = "".join(_clean(run.text) for run in element if run.tag == "k")
    return Text(Style(element.tag), _clean("".join(element.itertext())), head)


def _grid(element: ElementTree.Element) -> Grid:
    heads, *rows = (tuple(_clean("".join(cell.itertext())) for cell in row) for row in element)
    return Grid(tuple(map(int, element.get("widths", "").split())), heads, tuple(rows))


def _row(element: ElementTree.Element) -> Row:
    texts = [_clean("".join(each.itertext())) for each in element] or [_clean(element.text)]
    return Row(element.get("label", ""), tuple(texts), int(element.get("lines", "1")))


def _clean(text: str | None) -> str:
    """Join the lines of the template; the facts hold no line end any more."""
    return re.sub(r"\s*\n\s*", "", text or "").strip(" ")


def paragraphs(text: str) -> list[str]:
    """The lines of a verbatim text without the empty ones and without their indents."""
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def sentence(text: str) -> str:
    """A reason as typed, with exactly one full stop at its end."""
    return f"{text.strip().rstrip('。；;.，, ')}。" if text.strip() else ""


def phrase(text: str) -> str:
    """A reason as typed, to stand inside a sentence of ours: without its full stop."""
    return text.strip().rstrip("。；;.，, ")


def day(on: date) -> str:
    """2026年11月20日: full year, no leading zeros (GB/T 9704-2012, 7.3.5)."""
    return f"{on.year}年{on.month}月{on.day}日"


def abbreviated(regulation: str) -> str:
    """The Regulation at its first mention, with the short name used from then on."""
    if regulation.endswith("）"):
        return f"{regulation[:-1]}，以下简称《条例》）"
    return f"{regulation}（以下简称《条例》）"


def numeral(number: int) -> str:
    """A Chinese numeral from 1 to 999 for a heading: 一, 十一, 二十, 一百零二."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if hundreds and not tens and ones:
        words += "零"
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    return words + (digits[ones] if ones else "")


def _inline(value: object) -> object:
    """A fact inside a sentence: spaces and line ends become one space each."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return re.sub(r"[ \t\r\n\u00a0]+", " ", value).strip(" ")
    return value


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inline,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for each in (paragraphs, sentence, phrase, day, abbreviated, numeral):
        environment.filters[each.__name__] = each
    return environment


_TEMPLATES = _environment()
