"""A clerk asks for the letters of a month, goes on with other work, and fetches them later."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.ready import archived
from tests.browser.walk import faults
from tests.browser.window import Window
from tests.bureau import pdf_text
from workflow.work.jobs import Done, Workshop, work_off

pytestmark = pytest.mark.browser


def test_the_letters_of_a_month_are_asked_for_and_fetched(
    street: Street, opened: Callable[..., Window]
) -> None:
    archived(street)
    window = opened("clerk")
    page = window.page
    page.goto(f"{window.address}/letters")
    page.get_by_label("成文日期").fill("2024-09-20")
    page.get_by_label("至（只看一天的不填）").fill("2024-10-20")
    page.get_by_role("button", name="查看").click()
    assert list(faults(page)) == []
    page.get_by_role("button", name="交后台合并").click()
    expect(page.get_by_role("heading", name="我的后台办理")).to_be_visible()
    expect(page.get_by_text("等待办理", exact=False).first).to_be_visible()

    assert work_off(Workshop(street.bureau.desk), street.bureau.now) == Done(
        done=1, dropped=1)  # the checkpoint of the seal is not this worker's to sign

    expect(page.get_by_text("已办好", exact=False)).to_be_visible()  # nobody has reloaded the page
    assert list(faults(page)) == []
    fetch = page.locator("form[action$='/file']")
    values: dict[str, str | float | bool] = {
        one.get_attribute("name") or "": one.get_attribute("value") or ""
        for one in fetch.locator("input").all()}
    answer = page.request.post(f"{window.address}{fetch.get_attribute('action')}", form=values,
                               headers={"Referer": window.address, "Origin": window.address})
    assert answer.headers["content-type"] == "application/pdf"
    assert "成批文书目录" in pdf_text(answer.body())


def test_without_scripts_the_page_is_asked_for_anew(
    street: Street, opened: Callable[..., Window]
) -> None:
    archived(street)
    window = opened("clerk", scripts=False)
    page = window.page
    page.goto(f"{window.address}/letters?day=2024-09-20&until=2024-10-20")
    page.get_by_role("button", name="交后台合并").click()
    work_off(Workshop(street.bureau.desk), street.bureau.now)

    page.get_by_role("link", name="立即刷新").click()

    expect(page.get_by_role("button", name="下载")).to_be_visible()
