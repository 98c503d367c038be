"""The picture of a seal (印章): what SVG may be printed, and the sample nobody can mistake."""

import re
from math import cos, pi, sin
from pathlib import Path
from xml.etree import ElementTree

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from letters.fonts import default_fonts, face_path
from workflow.errors import LetterRefused

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = ("path", "circle", "ellipse", "polygon", "polyline", "line", "rect", "text", "tspan")
_AROUND = ("svg", "g", "title", "desc", "defs", "clipPath", "mask", "stop")
_DRAWN = frozenset(
    f"{_SVG}{name}" for name in (*_SHAPES, *_AROUND, "linearGradient", "radialGradient")
)
_OUTSIDE = re.compile(r"<!|<\?|&(?!amp;|lt;|gt;|quot;|apos;|#)", re.ASCII)
_REFERENCE = re.compile(r"url\s*\(\s*['\"]?(?!#)|import|expression|:\s*//|data:", re.IGNORECASE)
_LONGEST = 2_000_000


def checked_seal(svg: str) -> str:
    """The SVG as given, if it only draws. Raises LetterRefused for anything else.

    Refused are scripts, event handlers, references to anything outside the drawing, document
    types, entities, processing instructions, and pictures above 2 MB.
    """
    if len(svg) > _LONGEST or _OUTSIDE.search(svg):
        raise _refusal("印章图案过大，或者含有文档类型、实体、处理指令")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as fault:
        raise _refusal("印章图案不是完整的 SVG") from fault
    for element in root.iter():
        if element.tag not in _DRAWN:
            raise _refusal(f"印章图案含有不允许的元素 {element.tag.removeprefix(_SVG)}")
        for name, value in element.attrib.items():
            if name.startswith("on") or name.endswith("href") or _REFERENCE.search(value):
                raise _refusal(f"印章图案含有不允许的属性 {name}")
    return svg


def _refusal(what: str) -> LetterRefused:
    return LetterRefused([f"{what}，请换用只含图形的 SVG 文件。"])


def sample_seal(text: str = "样章仅供测试不具效力", fonts: Path | None = None) -> str:
    """A seal for the demo that says it has no force; real artwork is the agency's own file.

    The characters are drawn as outlines of the built 宋体, so that they are picture, not text.
    """
    star = " ".join(
        f"{210 + radius * sin(turn * pi / 5):.1f},{205 - radius * cos(turn * pi / 5):.1f}"
        for turn, radius in enumerate([60, 23] * 5)
    )
    with TTFont(face_path(fonts or default_fonts(), "Song"), lazy=True) as font:
        letters = "".join(
            f'<g transform="rotate({(at - (len(text) - 1) / 2) * 270 / len(text):.2f} 210 210) '
            f'translate(183 76) scale(.054 -.054)"><path d="{_outline(font, char)}"/></g>'
            for at, char in enumerate(text)
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 420">'
        '<g fill="none" stroke="#e60012"><circle cx="210" cy="210" r="203" stroke-width="11"/></g>'
        f'<g fill="#e60012"><polygon points="{star}"/>{letters}</g></svg>'
    )


def _outline(font: TTFont, char: str) -> str:
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    glyphs[font.getBestCmap()[ord(char)]].draw(pen)
    return str(pen.getCommands())
