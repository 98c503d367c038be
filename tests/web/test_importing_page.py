"""The page of an earlier register: chosen once, looked over, then taken over; faults in a table."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.evidence import good
from tests.registers import HEADINGS, csv_of, open_row, row, xlsx_of
from tests.web.conftest import Site
from tests.web.visitor import Visitor, forms_of, words
from web.pages import importing
from workflow.record.database import reading
from workflow.record.models import Request
from workflow.work import bulk_import
from workflow.work.jobs import Done, Workshop, work_off

PAGE = "/register/import"


@pytest.fixture
def clerk(site: Site) -> Visitor:
    site.bureau.at("2024-09-27 10:00")
    return site.visitor("clerk")


def hand_in(clerk: Visitor, data: bytes, name: str = "台账.csv") -> TestResponse:
    return clerk.fill(PAGE, PAGE, file=(BytesIO(data), name))


def count(site: Site) -> int:
    with reading(site.bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(Request)) or 0


def slip_form(page: TestResponse) -> dict[str, str]:
    """The form that goes on with the file handed in."""
    return next(form.values for form in forms_of(page) if "slip" in form.values)


def test_a_register_is_previewed_then_imported_without_choosing_it_again(
    site: Site, clerk: Visitor
) -> None:
    before = count(site)
    page = hand_in(clerk, xlsx_of([row(1), row(2), open_row(3)]), "台账.xlsx")
    assert page.status_code == 200
    assert "预览：“台账.xlsx”全部无误（尚未导入）" in words(page)
    assert "将新导入 3 件" in words(page)
    assert "在办（办理结果为空） 1" in words(page)
    assert "滨公开〔2021〕2号" in words(page)
    assert count(site) == before

    done = clerk.post(PAGE, **slip_form(page), **{"import": "1"})
    assert done.status_code == 200
    assert "已导入 3 件" in words(done)
    assert "文件 3 行 = 新导入 3 件 + 此前已在本系统 0 件" in words(done)
    assert count(site) == before + 3
    again = clerk.post(PAGE, **slip_form(page), **{"import": "1"})
    assert "新导入 0 件 + 此前已在本系统 3 件" in words(again)


def test_every_fault_stands_in_a_table_and_nothing_is_imported(site: Site, clerk: Visitor) -> None:
    before = count(site)
    page = hand_in(clerk, csv_of([row(1, 收到方式="快递"), row(2, 申请内容=""), row(3)]))

    assert page.status_code == 422
    assert "“台账.csv”有 2 处错误，没有导入任何一件" in words(page)
    assert "2 收到方式 快递 可以填写：当面、挂号信、EMS" in words(page)
    assert "3 申请内容 （空） 必填" in words(page)
    assert count(site) == before
    assert not any("slip" in form.values for form in forms_of(page))


def test_an_unknown_column_is_left_out_only_where_it_is_ticked(
    site: Site, clerk: Visitor
) -> None:
    page = hand_in(clerk, csv_of([row(1, 领导批示="阅")], (*HEADINGS, "领导批示")))
    assert page.status_code == 422
    assert "没有对应的列，不会导入" in words(page)

    ticked = clerk.post(PAGE, **slip_form(page), leave_out="领导批示")
    assert "不导入的列 领导批示" in words(ticked)
    assert "已导入 1 件" in words(clerk.post(PAGE, **slip_form(ticked), **{"import": "1"}))


@pytest.mark.parametrize(("data", "name", "told"), [
    (b"", "台账.csv", "请选择登记台账文件"),
    ("姓名,电话\n".encode(), "台账.csv", "没有找到表头"),
    (b"MZ\x90\x00", "台账.csv", "是程序或者脚本"),
    (good.word(), "台账.xlsx", "不是XLSX"),
    (b"%PDF-1.7", "台账.csv", "不是表格"),
], ids=["none", "no register", "program", "word", "pdf"])
def test_what_is_no_register_is_refused_beside_the_field(
    clerk: Visitor, data: bytes, name: str, told: str
) -> None:
    page = hand_in(clerk, data, name) if data else clerk.fill(PAGE, PAGE)

    assert page.status_code == 422
    assert told in words(page)


def test_a_forged_slip_opens_no_file(clerk: Visitor) -> None:
    page = clerk.fill(PAGE, PAGE, slip=f"{'0' * 64};text/csv;none;;x;{'0' * 32};台账.csv")

    assert page.status_code == 422
    assert "文件未保存，或者保存已久，请重新选择" in words(page)


def test_a_csv_is_no_evidence_of_a_case(site: Site, clerk: Visitor) -> None:
    no = site.request()
    page = clerk.fill(f"/requests/{no}", f"/requests/{no}/attach", what="清单",
                      papers=(BytesIO(csv_of([row(1)])), "清单.csv"))

    assert page.status_code == 422
    assert "的类型不能接收" in words(page)


def test_a_case_that_was_taken_over_shows_what_it_was_and_where_it_came_from(
    site: Site, clerk: Visitor
) -> None:
    page = hand_in(clerk, csv_of([row(1)]))
    clerk.post(PAGE, **slip_form(page), **{"import": "1"})
    shown = words(clerk.get("/requests/BJZR-2021-0001"))

    assert "历史导入" in shown
    assert "原编号 滨公开〔2021〕1号" in shown
    assert "滨自然资公开〔2021〕1号" in shown


def work(site: Site) -> Done:
    return work_off(Workshop(site.bureau.desk), site.bureau.now)


def test_a_large_register_is_looked_over_and_taken_over_in_the_background(
    site: Site, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_import, "_LARGE_TEXT", 10)
    before = count(site)
    place = hand_in(clerk, csv_of([row(1), row(2), open_row(3)])).headers["Location"]
    waiting = clerk.get(place)
    assert "○ 等待办理" in words(waiting)
    assert "后台任务程序没有在运行" in words(waiting)
    assert f'hx-get="{place}"' in waiting.text
    assert work(site) == Done(done=1)
    page = clerk.get(place)
    assert "预览：“台账.csv”全部无误（尚未导入）" in words(page)
    assert "将新导入 3 件" in words(page)
    assert "滨公开〔2021〕2号" in words(page)
    assert "检查登记台账 台账.csv" in words(clerk.get("/my/errands"))
    assert not any(one.action.endswith("file") for one in forms_of(clerk.get("/my/errands")))

    place = clerk.post(PAGE, **slip_form(page), **{"import": "1"}).headers["Location"]
    assert "此前一件也没有导入" in words(clerk.get(place))
    assert count(site) == before
    assert work(site) == Done(done=1)

    done = clerk.get(place)
    assert "已导入 3 件" in words(done)
    assert "文件 3 行 = 新导入 3 件 + 此前已在本系统 0 件" in words(done)
    assert count(site) == before + 3
    assert site.visitor("archivist").get(place).status_code == 403
    assert site.visitor("stranger").get(place).status_code == 404


def test_every_fault_of_a_large_register_stands_on_pages(
    site: Site, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_import, "_LARGE_TEXT", 10)
    monkeypatch.setattr(importing, "MOST_FAULTS", 2)
    rows = [row(n, 收到方式=f"快递{n}", 领导批示="阅") for n in range(1, 5)]
    place = hand_in(clerk, csv_of(rows, (*HEADINGS, "领导批示"))).headers["Location"]
    work(site)

    assert "查出5处错误" in words(clerk.get("/my/errands"))
    page, seen = clerk.get(place), ""
    assert "有 5 处错误，没有导入任何一件" in words(page)
    assert "这里列出第1至2处。" in words(page)
    while True:
        seen += words(page)
        following = re.search(r'rel="next" href="([^"#]+)', page.text)
        if following is None:
            break
        page = clerk.get(following[1])
    assert all(f"快递{n}" in seen for n in range(1, 5))

    left = clerk.post(PAGE, **slip_form(page), leave_out="领导批示").headers["Location"]
    assert left != place
    work(site)
    assert "有 4 处错误" in words(clerk.get(left))


def test_a_large_file_that_is_no_register_says_so_on_its_page(
    site: Site, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_import, "_LARGE_TEXT", 10)
    place = hand_in(clerk, "姓名,电话\n甲,1\n".encode()).headers["Location"]
    work(site)

    assert "没有找到表头" in words(clerk.get(place))
    assert "▲ 没有办成" in words(clerk.get("/my/errands"))
