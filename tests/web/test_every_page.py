"""Every page that links lead to, read by every seat: in English, and each statement by its index.

What is Chinese on a page must stand in the database, in the text of a rule's source, or in the
catalogue's own English (names of examples). What a page asks of the database walks through no table
that grows with the years: an index that a condition does not fit is quietly passed over, and the
page stays right and is slow after ten years.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.bureau import SEATS
from tests.web.awkward import reach_all
from tests.web.conftest import ADMINISTRATION, Site, Staffed, opened
from tests.web.crawling import crawl
from tests.web.scans import listening, walked
from web import phrases as replies
from web.languages import COOKIE
from web.languages.catalogue import HAN, PO
from workflow import phrases, register_columns
from workflow.law import remedy_texts
from workflow.record.database import reading
from workflow.record.models import Base
from workflow.record.personal import fields_of, vault_of

pytestmark = pytest.mark.slow

#: Names in which the law itself is known; numbers of documents are names as well.
_NAMES = "中文 依申 国务院令 国办发明电 国办函 国办公开办函 国办发 国办秘函 法释 案例 版"


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


#: The English of the catalogue, in which some examples stay as an officer would write them.
PO_ENGLISH = "\n".join(
    line for line in PO.read_text(encoding="utf-8").splitlines()
    if line.startswith("msgstr") and HAN.search(line))
#: What letters say, shown among the rules and offered as phrases, and what is to be typed into the
#: cells of a register file: all of it word for word.
LETTERS = "\n".join(Path(str(one.__file__)).read_text(encoding="utf-8")
                    for one in (remedy_texts, phrases, replies, register_columns))


@dataclass(frozen=True)
class Crawled:
    """A house with a request at every stage, every page read once by every seat."""

    site: Site
    #: The Chinese words of each page, by who read it.
    words: dict[tuple[str, str], set[str]]
    #: The statements asked, with their values of the last time.
    asked: dict[str, Any]


@pytest.fixture(scope="module")
def crawled(staffed_file: Staffed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """All of them, once for both tests."""
    data = tmp_path_factory.mktemp("crawled")
    shutil.copytree(staffed_file.data, data, dirs_exist_ok=True)
    app, bureau, sites = opened(data, f"sqlite:///{data / 'yishen.sqlite'}")
    sites.append(site := Site(app, bureau))
    reach_all(bureau)
    words: dict[tuple[str, str], set[str]] = {}
    with listening() as asked:
        for login in (*SEATS, *ADMINISTRATION):
            visitor = site.visitor(login)
            visitor.client.set_cookie(COOKIE, "en")
            words.update({(login, path): found for path, found in crawl(visitor, 70)})
    yield Crawled(site, words, asked)
    bureau.engine.dispose()


def test_no_seat_reads_chinese_of_ours(crawled: Crawled) -> None:
    known = written(crawled.site) + PO_ENGLISH + LETTERS + _NAMES
    left = {word: f"{login} {path}" for (login, path), words in crawled.words.items()
            for word in words if word not in known}

    assert "\n".join(f"{word} ({where})" for word, where in sorted(left.items())) == ""


def test_no_page_walks_through_a_table_that_grows(crawled: Crawled) -> None:
    engine = crawled.site.bureau.engine
    found = [f"{scan}: {' '.join(statement.split())}"
             for statement, values in crawled.asked.items()
             for scan in walked(engine, statement, values)]

    assert len(crawled.words) > 200
    assert "\n\n".join(found) == ""
