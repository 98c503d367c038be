"""A crawl over the pages links lead to, and the Chinese words a reader of each sees or hears."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.web.visitor import Visitor

_RUN = re.compile(r"[\u3400-\u9fff]+")
#: Numbers of documents, real ones and those that show a pattern.
_NUMBERS = re.compile(r"[\u3400-\u9fff]+〔\d{4}〕\d*")
_SHOWN = ("title", "placeholder", "aria-label", "alt", "label")
_VOID = ("br", "img", "input", "hr", "link", "meta")
#: Pages that write, print or leave.
_NOT_A_PAGE = re.compile(r"\.(pdf|png|csv|txt|zip|svg|xlsx|docx)$|/files/|^/static/|/download")


class Shown(HTMLParser):
    """The Chinese words a reader of a page sees or hears, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.links: set[str] = set()
        self._hidden = self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if self._quoted or got.get("lang") == "zh-CN":  # marked as Chinese: a letter's own words
            self._quoted += tag not in _VOID
            return
        self._hidden += tag in ("script", "style", "textarea")
        for name in _SHOWN:
            self.words |= set(_RUN.findall(got.get(name) or ""))
        if tag == "a" and (got.get("href") or "").startswith("/"):
            self.links.add((got["href"] or "").partition("#")[0])

    def handle_endtag(self, tag: str) -> None:
        if self._quoted:
            self._quoted -= 1
            return
        self._hidden -= tag in ("script", "style", "textarea")

    def handle_data(self, data: str) -> None:
        if not self._hidden and not self._quoted:
            self.words |= set(_RUN.findall(_NUMBERS.sub("", data)))


def crawl(visitor: Visitor, most: int) -> Iterator[tuple[str, set[str]]]:
    """The pages links lead to from the start page, each shape of address a few times."""
    waiting, seen, shapes = ["/"], {"/"}, dict[str, int]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        answer = visitor.client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = Shown()
        page.feed(answer.text)
        yield path, page.words
        for link in sorted(page.links - seen):
            shape = re.sub(r"=[^&]*|[A-Z]{2,}-\d{4}-\d+|\d+", "#", link)
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] <= 8 and not _NOT_A_PAGE.search(link.partition("?")[0]):
                seen.add(link)
                waiting.append(link)
