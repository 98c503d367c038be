"""How the sheet words what the law and the calendar say (措辞)."""

import re
from datetime import date

from workflow.documents import long_date

_ISO_DAY = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")


def in_words(text: str) -> str:
    """A sentence of the law with its ISO days written as 2024年9月27日."""
    return _ISO_DAY.sub(lambda found: long_date(date.fromisoformat(found.group())), text)


def joined(*parts: str) -> str:
    """The parts that say something, one after the other."""
    return "；".join(part for part in parts if part)
