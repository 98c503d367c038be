"""The keys of the list: up and down, open, a new letter, search, help; and switched off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.window import Window

pytestmark = pytest.mark.browser


def three(street: Street) -> list[str]:
    bureau = street.bureau.at("2024-09-27 10:00")
    return [bureau.receive(channel="ems", signed_on=day, wanted=f"{day}收到的申请")
            for day in ("2024-09-25", "2024-09-26", "2024-09-27")]


def test_the_list_is_walked_and_left_by_keys(
    street: Street, opened: Callable[..., Window]
) -> None:
    numbers, window = three(street), opened("clerk")
    page = window.page
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("tr.on")).to_contain_text(numbers[1])
    expect(page.locator("#pane")).to_contain_text(numbers[1])
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/requests/{numbers[1]}")
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url("**/inbox")
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jkn?")
    expect(page.locator("#q")).to_have_value("jkn?")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+?")
    page.wait_for_url("**/shortcuts")
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.wait_for_url("**/requests/new")


def test_single_keys_rest_once_they_are_switched_off(
    street: Street, opened: Callable[..., Window]
) -> None:
    numbers, window = three(street), opened("clerk")
    page = window.page
    page.goto(f"{window.address}/shortcuts")
    page.get_by_role("button", name="关闭单键快捷键").click()
    page.goto(f"{window.address}/inbox")
    for key in ("j", "n", "/", "Shift+?"):
        page.keyboard.press(key)

    expect(page.locator("tr.on")).to_contain_text(numbers[0])
    assert page.url.endswith("/inbox")
    expect(page.locator("#q")).not_to_be_focused()


def test_a_view_is_saved_and_found_again_by_hand(
    street: Street, opened: Callable[..., Window]
) -> None:
    three(street)
    window = opened("clerk")
    page = window.page
    page.get_by_text("更多条件").click()
    page.get_by_label("收到", exact=True).fill("2024-09-27")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_text("保存为我的视图").click()
    page.get_by_label("视图名称").fill("今天收到")
    page.get_by_role("button", name="保存", exact=True).click()
    window.says("已保存视图“今天收到”。")
    window.menu("在办申请")
    page.get_by_role("link", name="今天收到", exact=True).click()

    expect(page.locator("tbody tr[data-href]")).to_have_count(1)
    page.locator(".view summary").click()
    page.get_by_role("button", name="删除", exact=True).click()
    window.says("已删除视图。")
    expect(page.get_by_role("link", name="今天收到", exact=True)).to_have_count(0)
