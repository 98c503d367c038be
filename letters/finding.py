"""A finding of the proofreading (校对意见) and how an officer reads it."""

import re
from dataclasses import dataclass

from letters.characters import FIELD_LABELS


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where, the sentence for the officer, its article, whether it blocks.

    `field` is the path in the letter: "answers[0].withheld[1].reason".
    """

    field: str
    text: str
    article: str = ""
    blocking: bool = True

    @property
    def where(self) -> str:
        """The path in words: 答复事项1·不予公开部分2·理由."""
        return "·".join(_step(part) for part in self.field.split("."))

    def __str__(self) -> str:
        """The sentence with its place and article."""
        said = f"{self.where}：{self.text}"
        return f"{said.rstrip('。')}（{self.article}）" if self.article else said


def _step(part: str) -> str:
    found = re.fullmatch(r"(\w+)\[(\d+)\]", part)
    if found is None:
        return FIELD_LABELS.get(part, part)
    return f"{FIELD_LABELS.get(found[1], found[1])}{int(found[2]) + 1}"
