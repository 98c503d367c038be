"""Supervision on the pages: who sees which agencies, what may be asked for, and nobody's name."""

import csv
import io
from datetime import date
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from sqlalchemy import update

from tests.bureau import SINCE, pdf_text
from tests.web.conftest import CHEAP, Site
from tests.web.visitor import PASSWORD, Visitor, words
from tests.workflow import histories
from tests.workflow.histories import NAME, SUBJECT
from web.passwords import hashed
from workflow import office
from workflow.record.database import reading, writing
from workflow.record.models import Agency
from workflow.reports.supervision import agencies
from workflow.reports.supervision_ranking import Measure
from workflow.terms import AgencyKind, Role

# The figures are counted on both kinds of database in tests/workflow/test_supervision.py.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

YEAR = "from=2026-01-01&until=2026-06-10"


@pytest.fixture
def supervised(site: Site) -> Site:
    """滨江市政府办 above the bureau, a county below it; 河川市教育局 stands apart."""
    bureau = site.bureau.at("2026-06-10 10:00")
    with writing(bureau.engine) as connection:
        top = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJZF", name="滨江市人民政府办公室",
            short_name="滨政办", kind=AgencyKind.CITY_DEPARTMENT)
        own = office.agency_id_of(connection, "BJZR")
        connection.execute(update(Agency).where(Agency.id == own).values(parent_id=top))
        below = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="QSZR", name="青山县自然资源局",
            short_name="青自然资", kind=AgencyKind.COUNTY_DEPARTMENT, parent_code="BJZR")
        office.add_officer(connection, bureau.now, office.CONSOLE, top, login="super",
                           name="主管处长", password_hash=hashed(PASSWORD, CHEAP))
        office.grant(connection, bureau.now, office.CONSOLE, "super", Role.SUPERVISOR,
                     valid_from=SINCE)
        elsewhere = office.agency_id_of(connection, "HCJY")
        rows = histories.requests(connection, [own, below], 300)
        histories.remedies(connection, rows)
        histories.remedies(connection, histories.requests(
            connection, [elsewhere], 40, seed=2, first=1000))
    return site


def pages(visitor: Visitor) -> list[str]:
    """Every page of supervision, as text."""
    return [visitor.get(f"/supervision{path}{YEAR}").text for path in (
        "?", "?sort=mean&order=rising&", "/BJZR?", "/QSZR?", "/table.csv?", "/trend.svg?")]


def test_the_day_of_a_supervisor_begins_with_the_figures(supervised: Site) -> None:
    visitor = supervised.visitor("super")

    assert visitor.get("/").headers["Location"] == "/supervision"
    page = words(visitor.get(f"/supervision?{YEAR}"))
    for name in ("滨江市人民政府办公室", "滨江市自然资源局", "青山县自然资源局", "督查统计"):
        assert name in page
    assert "河川市教育局" not in page


def test_no_page_shows_a_name_a_subject_or_leads_to_a_file(supervised: Site) -> None:
    visitor = supervised.visitor("super")
    for page in pages(visitor):
        assert NAME not in page
        assert SUBJECT not in page
        assert "/requests/" not in page
    assert visitor.get("/requests/SJ-000001").status_code == 403
    assert visitor.get("/inbox").status_code == 403


def test_the_late_of_an_agency_stand_with_number_days_and_seat(supervised: Site) -> None:
    page = words(supervised.visitor("super").get(f"/supervision/BJZR?{YEAR}"))

    assert "SJ-0" in page
    for word in ("逾期未答复", "今天所在环节", "主要用时环节", "个工作日"):
        assert word in page


@pytest.mark.parametrize("login", ["leader", "head"])
def test_a_leader_sees_the_own_agency_and_no_other(supervised: Site, login: str) -> None:
    visitor = supervised.visitor(login)

    assert visitor.get("/supervision/BJZR").status_code == 200
    assert visitor.get("/supervision/trend.svg?agency=BJZR").status_code == 200
    assert [visitor.get(path).status_code for path in (
        "/supervision/QSZR", "/supervision/BJZF", "/supervision/trend.svg",
        "/supervision/trend.svg?agency=QSZR", "/supervision")] == [404, 404, 404, 404, 403]


def test_an_agency_that_is_not_below_is_not_found(supervised: Site) -> None:
    visitor = supervised.visitor("super")

    assert visitor.get("/supervision/HCJY").status_code == 404
    assert visitor.get("/supervision/NOBODY").status_code == 404


@pytest.mark.parametrize(("asked", "said"), [
    ("from=2026-06-11&until=2026-06-12", "截止日期不晚于今天"),
    ("from=2026-06-02&until=2026-06-01", "截止日期早于起始日期"),
    ("from=20260601&until=2026-06-01", "请填写起始日期"),
    ("from=2007-01-01&until=", "国务院令第492号")])
def test_a_period_that_is_none_stays_as_typed_with_the_reason(
    supervised: Site, asked: str, said: str
) -> None:
    visitor = supervised.visitor("super")
    for place in ("", "/BJZR"):
        page = visitor.get(f"/supervision{place}?{asked}")
        assert page.status_code == 422
        assert said in page.text
        for typed in asked.split("&"):
            assert f'value="{typed.partition("=")[2]}"' in page.text
    assert visitor.get(f"/supervision/table.csv?{asked}").status_code == 302


def test_the_table_leaves_as_csv(supervised: Site) -> None:
    answer = supervised.visitor("super").get(f"/supervision/table.csv?{YEAR}")
    heading, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))

    assert heading == ["代码", "机关", *(one.label for one in Measure)]
    assert [row[0] for row in rows] == ["BJZF", "BJZR", "QSZR", ""]
    assert int(rows[3][2]) == sum(int(row[2]) for row in rows[:3]) > 0


def test_the_table_leaves_as_a_workbook_with_texts_and_numbers(supervised: Site) -> None:
    answer = supervised.visitor("super").get(f"/supervision/table.xlsx?{YEAR}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows: list[Any] = list(book["各机关"].iter_rows(values_only=True))

    assert [row[0] for row in rows[1:]] == ["BJZF", "BJZR", "QSZR", ""]
    assert rows[4][2] == sum(row[2] for row in rows[1:4])
    assert "移交当日" in str(list(book["统计口径"].iter_rows(values_only=True)))


def test_the_trend_is_a_picture_without_a_script(supervised: Site) -> None:
    answer = supervised.visitor("super").get(f"/supervision/trend.svg?{YEAR}")
    root = ElementTree.fromstring(answer.data)

    assert answer.mimetype == "image/svg+xml"
    assert root.tag.endswith("svg")
    assert b"script" not in answer.data
    assert "新收" in answer.text


def typed(**more: str) -> dict[str, str]:
    """What is typed into the form of the bulletin."""
    return {"from": "2026-01-01", "until": "2026-03-31", "addressee": "市政府各部门",
            "dated": "2026-06-10", "copies_to": "市委办公室, 市人大常委会办公室",
            "demands": "6月30日前书面报送整改情况。", **more}


def test_the_bulletin_is_printed_from_the_form(supervised: Site) -> None:
    visitor = supervised.visitor("super")
    answer = visitor.fill("/supervision/bulletin", "/supervision/bulletin", **typed())
    text = pdf_text(answer.data)

    assert answer.mimetype == "application/pdf"
    for said in ("关于2026年第一季度政府信息公开申请办理情况的通报", "滨江市自然资源局：逾期答复",
                 "6月30日前书面报送整改情况。", "抄送：市委办公室，市人大常委会办公室。"):
        assert said in text
    for kept in (NAME, SUBJECT, "SJ-0", "主管处长"):
        assert kept not in text
        assert kept.encode() not in answer.data
    assert "草稿" not in text


def test_a_draft_of_the_bulletin_says_so(supervised: Site) -> None:
    visitor = supervised.visitor("super")
    answer = visitor.fill("/supervision/bulletin", "/supervision/bulletin", **typed(draft="yes"))

    assert answer.mimetype == "application/pdf"
    assert "%E8%8D%89%E7%A8%BF" in answer.headers["Content-Disposition"]  # 草稿


@pytest.mark.parametrize(("wrong", "said"), [
    ({"demands": ""}, "请填写工作要求"), ({"addressee": ""}, "请填写主送机关"),
    ({"dated": "6月10日"}, "请填写成文日期"), ({"until": "2027-01-01"}, "不晚于今天"),
    ({"from": "2026-05-01", "until": "2026-04-30"}, "早于起始日期"),
    ({"from": "", "until": "三月底"}, "请填写截止日期"),
    ({"from": "2007-12-31"}, "不早于2008年5月1日"),
    ({"demands": "整改\ue000"}, "私用区字符"), ({"demands": "见SJ-2026-000123"}, "申请编号"),
    ({"demands": "约谈999999199003070011"}, "身份证件号码"),
    ({"csrf_token": "stale"}, "页面停留过久")])
def test_a_bulletin_that_cannot_be_printed_keeps_what_was_typed(
    supervised: Site, wrong: dict[str, str], said: str
) -> None:
    given = typed(**wrong)
    page = supervised.visitor("super").fill(
        "/supervision/bulletin", "/supervision/bulletin", **given)

    assert page.status_code in (400, 422)
    assert said in page.text
    assert all(text in page.text for name, text in given.items() if name != "csrf_token")


def test_a_new_name_of_an_agency_holds_from_its_day(supervised: Site) -> None:
    bureau = supervised.bureau
    with writing(bureau.engine) as connection:
        id = office.agency_id_of(connection, "QSZR")
        for day, name in ((date(2026, 6, 10), "青山区自然资源局"), (date(2027, 1, 1), "青山分局")):
            office.change_setting(connection, bureau.now, office.CONSOLE, id, "agency_name", name,
                                  effective_from=day, reason="更名")
    with reading(bureau.engine) as connection:
        found = agencies(connection, office.agency_id_of(connection, "BJZR"), bureau.now.date())

    assert [one.name for one in found] == ["滨江市自然资源局", "青山区自然资源局"]
