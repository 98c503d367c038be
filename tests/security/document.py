"""Reads `docs/security.md`: its lines with their tests, what is not ours, and the inventory."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from tests.house import ROOT

PLACE = ROOT / "docs" / "security.md"


@dataclass(frozen=True)
class Line:
    """One line of the checklist: its number, what it asks, where it is built, its test."""

    number: str
    asks: str
    built: tuple[str, ...]
    test: str


@dataclass(frozen=True)
class Algorithm:
    """One line of the inventory."""

    algorithm: str
    modules: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """The whole document."""

    lines: tuple[Line, ...]
    #: What is not built here, by its number, with the reason.
    not_ours: tuple[tuple[str, str], ...]
    inventory: tuple[Algorithm, ...]
    #: The settings of a site of level three, by their key.
    settings: tuple[str, ...]

    @classmethod
    def read(cls) -> Self:
        """The document as it lies there."""
        text = PLACE.read_text(encoding="utf-8").splitlines()
        rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")]
                for line, below in pairwise(text)
                if line.startswith("| ") and not below.startswith("|---")]
        lines = [Line(row[0], row[1], tuple(_code(row[2])), _code(row[3])[0])
                 for row in rows if len(row) == 4]
        three = [row for row in rows if len(row) == 3]
        return cls(
            tuple(lines),
            tuple((row[0], row[2]) for row in three if not _code(row[1]) and not _code(row[0])),
            tuple(Algorithm(row[0], tuple(_code(row[1]))) for row in three
                  if _code(row[1]) and not _code(row[0])),
            tuple(_code(row[0])[0] for row in three if _code(row[0])))


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)
