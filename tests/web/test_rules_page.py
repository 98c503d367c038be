"""The rule book as a page: whole, searched, and true to the law and the notices in force."""

import pytest

from tests.holiday_notices import NUMBER, load, notice_of_2027, notice_text
from tests.web.conftest import Site
from tests.web.visitor import words
from workflow.law.outcome_table import RULES
from workflow.law.rule_book import RULE_BOOK, RULE_BOOK_VERSION
from workflow.law.workdays import national_calendar

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def page(site: Site, q: str = "", login: str = "handler") -> str:
    """The words of the page."""
    return words(site.visitor(login).get(f"/rules?q={q}"))


def test_every_rule_with_every_source_and_every_outcome_stands_there(site: Site) -> None:
    shown = page(site)

    assert RULE_BOOK_VERSION in shown
    assert national_calendar().version in shown
    for rule in RULE_BOOK:
        assert rule.label in shown
        for version in rule.history:
            assert version.day.isoformat() in shown
            assert version.source in shown
    for outcome in RULES.values():
        assert outcome.outcome.label in shown
    assert "依据2008年条例第二十一条第（三）项的：检索记录或者负责公开的机关" in shown


@pytest.mark.parametrize(("q", "there", "away"), [
    ("延长", "延长答复的最长期限", "信息处理费"),
    ("第三十三条", "答复期限", "不予公开：属于国家秘密"),
    ("deny.secret", "不予公开：属于国家秘密", "不予公开：属于行政查询事项"),
    ("国办发明电〔2025〕7号", "关于2026年部分节假日安排的通知", "关于2025年部分节假日安排的通知"),
])
def test_a_search_narrows_it(site: Site, q: str, there: str, away: str) -> None:
    shown = page(site, q)

    assert there in shown
    assert away not in shown


def test_what_is_not_found_is_said(site: Site) -> None:
    assert "没有找到“斗地主”" in page(site, "斗地主")


@pytest.mark.parametrize("login", ["clerk", "legal", "leader", "system", "audit"])
def test_whoever_works_here_may_read_it(site: Site, login: str) -> None:
    assert "规则簿" in page(site, login=login)


def test_a_loaded_notice_stands_there_with_its_day_and_a_foreign_region_does_not(
    site: Site,
) -> None:
    site.bureau.at("2026-12-11 10:00")
    load(site.bureau, notice_of_2027())
    load(site.bureau, notice_text(off=[], work=[], region="外州", year=2027, number="外〔2026〕1号")
         .replace("off = []", "off = [2027-03-03]"))
    shown = page(site, "放假")

    assert f"{NUMBER}（文号待核）" in shown
    assert "2026-12-11" in shown
    assert "放假安排已公布至2027年12月31日" in shown
    assert "外〔2026〕1号" not in shown


def test_an_agency_that_counts_otherwise_sees_its_own_choice(site: Site) -> None:
    assert "由机关设置选定" not in page(site)
