"""The annual report on its pages: figures that open their cases, telling, publishing."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from tests.bureau import SINCE
from tests.reports.histories import History, keep
from tests.web.conftest import CHEAP, Site
from tests.web.visitor import PASSWORD, Visitor, forms_of
from web.passwords import hashed
from workflow import office
from workflow.office import CONSOLE
from workflow.record.database import writing
from workflow.reports.annual.form import form_of
from workflow.terms import AgencyKind, Role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHOLE = {**dict.fromkeys(form_of(2024).input_keys, "0"), "part1": "总体良好", "part5": "人手不足"}


@pytest.fixture
def year_over(site: Site) -> Site:
    """January 2025 at the bureau: two requests of 2024, one of them answered in part."""
    site.bureau.at("2025-01-10 09:00")
    agency = site.bureau.who("head").agency_id
    with writing(site.bureau.engine) as connection:
        keep(connection, [
            History(agency, date(2024, 3, 4), date(2024, 3, 28), "company", "partial"),
            History(agency, date(2024, 12, 30), None, outcome=None)])
    return site


def _tell(visitor: Visitor, **given: str) -> TestResponse:
    form = forms_of(visitor.get("/reports/annual/figures?year=2024"))[-1]
    return visitor.post("/reports/annual/figures", **{**form.values, **given})


def test_every_figure_opens_its_cases(year_over: Site) -> None:
    visitor = year_over.visitor("legal")
    page = visitor.get("/reports/annual?year=2024").text
    links = re.findall(r'href="(/reports/cases[^"]*)">(\d+)<', page)

    assert "各栏勾稽平衡" in page
    assert "按 2023-12-31 终了时的在办情况统计" in page
    assert len(links) == 3 + 2 + 2 + 2  # new, partial, handled, carried out
    for link, number in links:
        shown = visitor.get(link.replace("&amp;", "&")).text
        assert shown.count('href="/requests/') == int(number), link


def test_table_four_and_what_is_counted_nowhere_open_as_well(year_over: Site) -> None:
    visitor, between = year_over.visitor("leader"), "first=2024-01-01&last=2024-12-31"

    assert "没有这样的案件" in visitor.get(
        f"/reports/cases?{between}&row=lawsuit_direct&column=pending").text
    assert "没有这样的申请" in visitor.get(
        f"/reports/cases?{between}&row=waiting&column=total").text
    assert visitor.get(f"/reports/cases?{between}&row=ghost&column=total").status_code == 404


def test_figures_are_told_by_the_clerk_and_published_by_the_head(year_over: Site) -> None:
    clerk, head = year_over.visitor("clerk"), year_over.visitor("head")
    token = forms_of(head.get("/reports/annual?year=2024"))[-1].values
    refused = head.post("/reports/annual/publish", **token)
    assert refused.status_code == 422
    assert "表二还有10格没有填写" in refused.text

    assert _tell(clerk, **WHOLE).status_code == 303
    assert "测试收件登记岗 2025-01-10" in clerk.get("/reports/annual/figures?year=2024").text
    assert head.post("/reports/annual/publish", **token).status_code == 303
    assert "现在统计的数据与定稿一致" in head.get("/reports/annual?year=2024").text
    assert "上年定稿的“结转下年度”各栏一致" in head.get("/reports/annual?year=2025").text


def test_a_form_with_mistakes_keeps_what_was_typed(year_over: Site) -> None:
    answer = _tell(year_over.visitor("head"), **{**WHOLE, "two.norms.made": "若干"})

    assert answer.status_code == 422
    assert 'href="#two.norms.made"' in answer.text
    assert 'value="若干"' in answer.text
    assert "人手不足" in answer.text


def test_files_are_handed_over_under_the_title_of_the_report(year_over: Site) -> None:
    visitor = year_over.visitor("head")
    book = visitor.get("/reports/annual.xlsx?year=2024")
    page = visitor.get("/reports/annual.html?year=2024")

    assert load_workbook(io.BytesIO(book.data)).sheetnames[0] == "表三 收到和处理申请"
    assert "filename*=UTF-8''%E6%BB%A8%E6%B1%9F" in book.headers["Content-Disposition"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert visitor.get("/reports/period.docx?first=2024-01-01&last=2024-06-30").data[:2] == b"PK"


def test_days_in_the_wrong_order_are_said_beside_the_form(year_over: Site) -> None:
    answer = year_over.visitor("head").get("/reports/period?first=2024-06-30&last=2024-01-01")

    assert answer.status_code == 422
    assert "早于起始日" in answer.text
    assert 'value="2024-06-30"' in answer.text


def test_a_period_beyond_all_reports_is_refused(year_over: Site) -> None:
    asked, visitor = "first=2024-01-01&last=9999-12-31", year_over.visitor("head")
    answer = visitor.get(f"/reports/period?{asked}")

    assert visitor.get(f"/reports/period.xlsx?{asked}").status_code == 404
    assert answer.status_code == 422
    assert "截止日不晚于2099-12-31" in answer.text


def test_the_month_before_this_one_is_shown_first(year_over: Site) -> None:
    assert "2024年12月" in year_over.visitor("head").get("/reports/period").text


@pytest.fixture
def county(year_over: Site) -> Site:
    """A supervising office above a county bureau with one request."""
    at = year_over.bureau.now
    with writing(year_over.bureau.engine) as connection:
        below = office.add_agency(
            connection, at, CONSOLE, code="XIAN", name="滨江县自然资源局", short_name="县",
            kind=AgencyKind.COUNTY_DEPARTMENT, parent_code="BJZR")
        office.add_officer(
            connection, at, CONSOLE, year_over.bureau.who("head").agency_id, login="supervisor",
            name="督查", branch="case", password_hash=hashed(PASSWORD, CHEAP))
        office.grant(connection, at, CONSOLE, "supervisor", Role.SUPERVISOR, valid_from=SINCE)
        connection.exec_driver_sql("UPDATE request SET no = 'X' || no")
        keep(connection, [History(below, date(2024, 5, 6), date(2024, 6, 3))])
    return year_over


def test_the_supervising_office_sees_figures_of_those_below_and_no_case(county: Site) -> None:
    visitor = county.visitor("supervisor")
    page = visitor.get("/reports/annual?year=2024&rollup=1").text

    assert "汇总 2 个机关" in page
    assert "滨江县自然资源局" in page
    assert "/reports/cases" not in page
    assert "/requests/" not in page
    assert "滨江县自然资源局2024年" in visitor.get("/reports/annual?year=2024&agency=XIAN").text
    assert visitor.get(
        "/reports/cases?first=2024-01-01&last=2024-12-31&row=new&column=total").status_code == 403


def test_nobody_else_sees_another_agency(county: Site) -> None:
    head = county.visitor("head")

    assert head.get("/reports/annual?agency=XIAN").status_code == 404
    assert head.get("/reports/annual?rollup=1").status_code == 404
    assert county.visitor("supervisor").get("/reports/annual?agency=HCJY").status_code == 404
