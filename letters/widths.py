"""How wide a character is and whether a letter can print it (字宽与字库)."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont

from letters.fonts import FACES, face_path


class FontsMissing(Exception):
    """The folder does not hold the seven faces; the message says how to build them."""


class Widths:
    """Advance widths in em, of a chain of faces as the style sheet names them."""

    def __init__(self, em: Mapping[int, float]) -> None:
        self._em = em

    def of(self, text: str) -> float:
        """The width of a text in em; a character no face has counts as one."""
        return sum(self._em.get(ord(char), 1.0) for char in text)

    def has(self, char: str) -> bool:
        """Whether some face of the chain can print the character."""
        return ord(char) in self._em


class FaceFolder:
    """The chains of one font folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Look that all seven files are there. Raises FontsMissing."""
        self.folder = folder
        missing = [face for face in FACES if not face_path(folder, face).is_file()]
        if missing:
            raise FontsMissing(
                f"字体目录 {folder} 缺少 {'、'.join(f'GW-{face}.ttf' for face in missing)}，"
                "请先运行 python -m letters.fonts.build。"
            )

    @cached_property
    def body(self) -> Widths:
        """正文: 仿宋, with the rare characters behind it."""
        return Widths(self._ground)

    @cached_property
    def heading(self) -> Widths:
        """一级标题: 黑体."""
        return self._styled("Hei")

    @cached_property
    def subheading(self) -> Widths:
        """二级标题和引文: 楷体."""
        return self._styled("Kai")

    @cached_property
    def title(self) -> Widths:
        """标题: 小标宋."""
        return self._styled("XiaoBiao")

    @cached_property
    def _ground(self) -> dict[int, float]:
        return self._read("Rare") | self._read("Fang") | self._read("Latin")

    def _styled(self, face: str) -> Widths:
        return Widths(self._ground | self._read(face) | self._read("Latin"))

    def _read(self, face: str) -> dict[int, float]:
        with TTFont(face_path(self.folder, face), lazy=True) as font:
            em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
