"""The applicants with most applications on a page: movable, opening the cases, naming nobody."""

import re
from urllib.parse import unquote

import pytest

from tests.web.conftest import Site
from tests.web.visitor import words

NUMBER = "999999197707077771"


@pytest.fixture
def many(site: Site) -> list[str]:
    """Twelve applications of 钱立 in June, one of 赵明远; two more of 钱立 in July."""
    made = []
    for month, day in [("06", n) for n in range(1, 13)] + [("07", 1), ("07", 2)]:
        site.bureau.at(f"2026-{month}-{day:02} 09:00")
        made.append(site.bureau.receive(
            channel="in_person", submitted_on=f"2026-{month}-{day:02}", wanted=f"{month}{day}",
            applicant_name="钱立", id_number=NUMBER, id_kind="resident_card", id_as_written=True))
    site.bureau.at("2026-06-20 09:00").receive(
        channel="in_person", submitted_on="2026-06-20", wanted="甲", applicant_name="赵明远")
    site.bureau.at("2026-07-02 10:00")
    return made


def test_whoever_costs_something_is_listed_and_the_threshold_moves(
    site: Site, many: list[str]
) -> None:
    clerk = site.visitor("clerk")
    june = words(clerk.get("/applicants?month=2026-06"))

    assert "2026年6月 · 不少于 11 件" in june
    assert "钱立 自然人 12 12 — 200元 查看 12 件" in june
    assert "赵明远" not in june
    assert "2026年6月 · 不少于 2 件" in words(clerk.get("/applicants?month=2026-06&least=1"))
    assert "没有申请不少于 11 件的申请人" in words(clerk.get("/applicants"))
    assert "钱立 自然人 14" in words(clerk.get("/applicants?year=2026&least=10"))
    assert "没有申请不少于 20 件的申请人" in words(clerk.get("/applicants?year=2026"))


def test_an_applicant_opens_the_cases_with_place_and_price(site: Site, many: list[str]) -> None:
    clerk = site.visitor("clerk")
    address = f"/applicants/{many[11]}?month=2026-06"
    assert address in clerk.get("/applicants?month=2026-06").text.replace("&amp;", "&")
    page = words(clerk.get(address))

    assert "钱立的申请 2026年6月 · 12 件 · 按件计收合计 200 元（建议）" in page
    assert f"{many[11]} 0612 钱立 本件 收件 12 100元" in page
    assert f"{many[0]} 061 钱立 证件号码、姓名或者名称 收件 1 0元" in page
    assert many[12] not in page
    year = words(clerk.get(f"/applicants/{many[0]}?year=2026"))
    assert "2026年 · 14 件" in year
    assert "100元" not in year


def test_no_address_holds_a_person_and_no_page_the_number(site: Site, many: list[str]) -> None:
    clerk = site.visitor("clerk")
    for path in ("/applicants?month=2026-06", f"/applicants/{many[0]}?month=2026-06"):
        page = clerk.get(path).text
        assert NUMBER not in page
        assert "钱立" not in unquote("".join(re.findall(r'(?:href|action)="([^"]*)"', page)))


@pytest.mark.parametrize("typed", ["month=2026-13", "month=六月", "year=26", "year=0000"])
def test_what_is_no_month_says_so(site: Site, typed: str) -> None:
    page = site.visitor("clerk").get(f"/applicants?{typed}")

    assert page.status_code == 200
    assert "不是月份或者年份" in words(page)


@pytest.mark.parametrize("login", ["secrecy", "leader"])
def test_seats_without_names_do_not_open_it(site: Site, many: list[str], login: str) -> None:
    visitor = site.visitor(login)

    assert visitor.get("/applicants").status_code == 403
    assert visitor.get(f"/applicants/{many[0]}").status_code == 403
    assert site.visitor("stranger").get(f"/applicants/{many[0]}").status_code == 404
