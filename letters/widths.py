"""How wide a character is and whether a letter can print it (字宽与字库)."""

from collections.abc import Mapping
from pathlib import Path

from fontTools.ttLib import TTFont

from letters.fonts import FACES, face_path


class FontsMissing(Exception):
    """The folder does not hold the seven faces; the message says how to build them."""


class Widths:
    """Advance widths in em, of the faces as the style sheet chains them."""

    def __init__(self, em: Mapping[int, float]) -> None:
        self._em = em

    def of(self, text: str) -> float:
        """The width of a text in em; a character no face has counts as one."""
        return sum(self._em.get(ord(char), 1.0) for char in text)

    def has(self, char: str) -> bool:
        """Whether some face of the chain can print the character."""
        return ord(char) in self._em


def widths_of(folder: Path) -> Widths:
    """The widths of a folder of faces. Raises FontsMissing when one of the seven is not there.

    One chain serves all styles: hanzi are one em in each, ASCII comes from one face, and what
    仿宋 or the rare face cannot print is behind every style in the style sheet as well.
    """
    missing = [face for face in FACES if not face_path(folder, face).is_file()]
    if missing:
        raise FontsMissing(
            f"字体目录 {folder} 缺少 {'、'.join(f'GW-{face}.ttf' for face in missing)}，"
            "请先运行 python -m letters.fonts.build。"
        )
    return Widths(_read(folder, "Rare") | _read(folder, "Fang") | _read(folder, "Latin"))


def _read(folder: Path, face: str) -> dict[int, float]:
    with TTFont(face_path(folder, face), lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
