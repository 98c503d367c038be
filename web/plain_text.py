"""Text that officials write for the public (公开文本), as HTML: paragraphs, lists, addresses.

A line that begins with "- " or "· " is an item of a list, a blank line begins a paragraph, an
address of the web becomes a link. Everything is escaped first: no mark-up of the writer's survives.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_ITEM = ("- ", "· ", "－ ", "• ")
#: What an address may hold: nothing that closes an attribute, no Chinese punctuation.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~:/?&#@!$*+,;=%-]*)?")


def as_html(text: str) -> Markup:
    """The text as HTML."""
    return Markup("\n").join(_blocks(text))


def _blocks(text: str) -> Iterator[Markup]:
    lines = [line.strip() for line in text.splitlines()]
    for kind, group in groupby(lines, key=_kind):
        found = [_linked(line[2:].strip() if kind == "item" else line) for line in group]
        if kind == "item":
            yield Markup("<ul>{}</ul>").format(
                Markup("").join(Markup("<li>{}</li>").format(one) for one in found))
        elif kind == "words":
            yield Markup("<p>{}</p>").format(Markup("<br>").join(found))


def _kind(line: str) -> str:
    return "item" if line.startswith(_ITEM) else "words" if line else ""


def _linked(line: str) -> Markup:
    parts, at = [], 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:!?")
        parts += [escape(line[at:found.start()]),
                  Markup('<a href="{0}" rel="nofollow noopener">{0}</a>').format(address)]
        at = found.start() + len(address)
    return Markup("").join([*parts, escape(line[at:])])
