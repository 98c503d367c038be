"""The register as it is worked with: columns, order, a view kept, a file taken along."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street
from tests.browser.window import Window

pytestmark = pytest.mark.browser


def three(street: Street) -> list[str]:
    bureau = street.bureau.at("2024-09-27 10:00")
    return [bureau.receive(channel="ems", signed_on=day, wanted=f"{day}收到的申请",
                           applicant_name=name, applicant_kind=kind, phone="0000-12340000")
            for day, name, kind in (("2024-09-25", "赵明远", "natural"),
                                    ("2024-09-27", "滨江石料有限公司", "company"),
                                    ("2024-09-26", "钱立", "natural"))]


def shown(page: Page) -> list[str]:
    """The numbers of the requests, from the top."""
    return page.locator(".book tbody a.no").all_inner_texts()


def test_columns_order_and_view_are_chosen_and_the_same_list_is_exported(
    street: Street, opened: Callable[..., Window]
) -> None:
    first, second, third = three(street)
    window = opened("clerk")
    page = window.page
    window.menu("登记台账")
    assert shown(page) == [third, second, first]

    page.get_by_role("link", name="收到日期").click()
    expect(page.get_by_role("columnheader", name="收到日期")).to_have_attribute(
        "aria-sort", "descending")
    assert shown(page) == [second, third, first]
    page.get_by_text("选择列", exact=True).click()
    for label in ("收到方式", "承办单位", "办理结果", "答复文号"):
        page.get_by_role("checkbox", name=label, exact=True).uncheck()
    page.get_by_role("checkbox", name="联系电话", exact=True).check()
    page.get_by_role("button", name="显示这些列").click()
    expect(page.get_by_role("columnheader", name="联系电话")).to_be_visible()
    expect(page.get_by_role("columnheader", name="收到方式")).to_have_count(0)
    expect(page.locator(".book")).not_to_contain_text("0000-12340000")

    page.get_by_role("combobox", name="申请人类型").select_option(label="自然人")
    page.get_by_role("button", name="查找").first.click()
    page.wait_for_url("**kind=natural**")
    assert shown(page) == [third, first]
    page.get_by_text("保存为我的视图", exact=True).click()
    page.get_by_label("视图名称").fill("自然人")
    page.get_by_role("button", name="保存", exact=True).click()
    window.says("已保存视图“自然人”")

    window.menu("登记台账")
    assert len(shown(page)) == 3
    page.get_by_role("navigation", name="我的视图").get_by_role("link", name="自然人").click()
    page.wait_for_url("**kind=natural**")
    page.get_by_text("导出", exact=True).click()
    page.get_by_label("CSV", exact=True).check()
    page.get_by_label("包含电话、地址、电子邮箱、代理人（完整）").check()
    page.get_by_role("button", name="导出文件").click()
    window.says("导出联系方式须写明用途")
    page.get_by_label("用途", exact=True).fill("核对台账")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出文件").click()
    rows = list(csv.reader(io.StringIO(
        Path(taken.value.path()).read_text("utf-8-sig"), newline="")))

    assert taken.value.suggested_filename == "登记台账-2024-09-27.csv"
    assert [row[0] for row in rows] == ["申请编号", third, first]
    assert "0000-12340000" in rows[1]


def test_the_register_is_walked_by_keys(street: Street, opened: Callable[..., Window]) -> None:
    second = three(street)[1]
    page = opened("clerk").page
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/register")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("tr.on")).to_contain_text(second)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/requests/{second}")
