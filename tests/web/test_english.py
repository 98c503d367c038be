"""English, page by page: nothing is left in Chinese but what people wrote and what has no English.

Every page that links lead to is read by every seat; what is Chinese on it must stand in the
database, in the text of a rule's source, or in the catalogue's own English (names of examples).
"""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.bureau import SEATS
from tests.web.awkward import reach_all
from tests.web.conftest import ADMINISTRATION, Site
from tests.web.crawling import crawl
from web import phrases as replies
from web.languages import COOKIE
from web.languages.catalogue import HAN, PO
from workflow import phrases, register_columns
from workflow.law import remedy_texts
from workflow.record.database import reading
from workflow.record.models import Base
from workflow.record.personal import fields_of, vault_of

pytestmark = [
    pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

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
