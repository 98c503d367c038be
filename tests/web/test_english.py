"""English, page by page: nothing is left in Chinese but what people wrote and what has no English.

Every page that links lead to is read by every seat; what is Chinese on it must stand in the
database, in the text of a rule's source, or in the catalogue's own English (names of examples).
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.bureau import SEATS
from tests.web.awkward import reach_all
from tests.web.conftest import ADMINISTRATION, Site
from tests.web.visitor import Visitor
from web import phrases as replies
from web.languages import COOKIE
from web.languages.catalogue import HAN, PO
from workflow import phrases
from workflow.law import remedy_texts
from workflow.record.database import reading
from workflow.record.models import Base
from workflow.record.personal import fields_of, vault_of

pytestmark = [
    pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

_RUN = re.compile(r"[\u3400-\u9fff]+")
#: Numbers of documents, real ones and those that show a pattern.
_NUMBERS = re.compile(r"[\u3400-\u9fff]+〔\d{4}〕\d*")
_SHOWN = ("title", "placeholder", "aria-label", "alt", "label")
#: Names in which the law itself is known; numbers of documents are names as well.
_NAMES = "中文 依申 国务院令 国办发明电 国办函 国办公开办函 国办发 国办秘函 法释 案例 版"
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


def written(site: Site) -> str:
    """Everything people wrote: the text of every table, and the personal fields in clear."""
    found = []
    with reading(site.bureau.engine) as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [value for value in row if isinstance(value, str)]
        for no in connection.scalars(select(Base.metadata.tables["request_key"].c.request)):
            vault = vault_of(connection, site.bureau.keys, no)
            found += fields_of(connection, vault).values()
    return "\n".join(found)


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


#: The English of the catalogue, in which some examples stay as an officer would write them.
PO_ENGLISH = "\n".join(
    line for line in PO.read_text(encoding="utf-8").splitlines()
    if line.startswith("msgstr") and HAN.search(line))
#: What letters say, shown among the rules and offered as phrases word for word.
LETTERS = "\n".join(Path(str(one.__file__)).read_text(encoding="utf-8")
                    for one in (remedy_texts, phrases, replies))


def test_no_seat_reads_chinese_of_ours(site: Site) -> None:
    reach_all(site.bureau)
    known = written(site) + PO_ENGLISH + LETTERS + _NAMES
    left: dict[str, str] = {}
    for login in (*SEATS, *ADMINISTRATION):
        visitor = site.visitor(login)
        visitor.client.set_cookie(COOKIE, "en")
        left.update({word: f"{login} {path}" for path, words in crawl(visitor, 70)
                     for word in words if word not in known})

    assert "\n".join(f"{word} ({where})" for word, where in sorted(left.items())) == ""
