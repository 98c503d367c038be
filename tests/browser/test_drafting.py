"""Drafting in the browser: the questions go on by themselves, the letter follows the typing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Street
from tests.browser.ready import handled
from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_the_letter_beside_the_form_follows_what_is_typed(
    street: Street, opened: Callable[..., Window]
) -> None:
    """七步法 first (条例第三十九条第一款), then two phrases, then the handler's own words."""
    no = handled(street)
    page = opened("handler").page
    page.goto(f"{street.address}/requests/{no}/draft")
    page.get_by_label("内容明确，不需要补正").check()
    page.get_by_label("以申请的形式进行信访、投诉、举报").check()
    expect(page.locator(".guide-result")).to_contain_text("不予处理：信访举报投诉类申请")
    page.get_by_label("邮政特快专递（EMS）").check()
    page.get_by_role("button", name="采用建议").click()

    form, sketch = page.locator("#draft"), page.locator("#sketch")
    expect(form.get_by_label("办理结果")).to_have_value("reject.petition")
    expect(sketch).to_contain_text("请写明可以提出信访、投诉、举报的渠道", timeout=PATIENCE)

    page.locator(".phrases > summary").click()
    page.get_by_role("button", name="不作为政府信息公开申请处理").click()
    page.get_by_role("button", name="您可以通过【待填").click()
    channel = form.get_by_label("反映诉求的渠道")
    expect(sketch).to_contain_text("还有没有填写的内容", timeout=PATIENCE)
    page.keyboard.type("滨江市信访局")  # the blank is selected and is typed over
    expect(channel).to_have_value("您可以通过滨江市信访局提出")
    expect(sketch).to_contain_text("校对没有发现问题", timeout=PATIENCE)

    sheets = sketch.locator("img.sheet")
    before = [sheet.get_attribute("src") for sheet in sheets.all()]
    channel.press_sequentially("，或者拨打值班电话")
    page.wait_for_timeout(1200)
    expect(sketch).not_to_have_class("htmx-request", timeout=PATIENCE)
    expect(sheets.first).to_be_visible()
    assert [sheet.get_attribute("src") for sheet in sheets.all()] != before

    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("草稿已保存")
    assert street.bureau.see(no).case.outcome() == "reject.petition"


def test_a_draft_is_written_without_scripts(
    street: Street, opened: Callable[..., Window]
) -> None:
    no = handled(street)
    page = opened("handler", scripts=False).page
    page.goto(f"{street.address}/requests/{no}/draft")
    page.get_by_label("内容明确，不需要补正").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("以申请的形式进行信访、投诉、举报").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="采用建议").click()

    expect(page.locator("#draft").get_by_label("办理结果")).to_have_value("reject.petition")
    expect(page.locator("#sketch")).to_contain_text("请按“预览文书（PDF）”")
