"""A reviewer's two rounds (审核签发人): back with a phrase, the change seen, then signed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.ready import drafted
from tests.browser.window import Window
from tests.web.visitor import PASSWORD
from web.phrases import USUAL
from workflow.terms import State

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: How long a letter may take to be printed, in milliseconds.
PRINTING = 60_000
NOTE = "同意，请今日寄出"


def cleared(street: Street, no: str) -> None:
    """The secrecy reviewer has seen this version."""
    street.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")


def picked_from_the_queue(window: Window, no: str, cleared_on: str) -> None:
    """The queue says what waits, for how long, and who has given an opinion."""
    window.menu("审批台")
    row = window.page.get_by_role("row").filter(has_text=no)
    expect(row).to_contain_text(f"保密 {cleared_on}")
    row.get_by_role("link").first.click()
    expect(window.page.locator(".casehead")).to_contain_text(no)


def side_by_side(window: Window) -> None:
    """The letter as it would be printed stands beside the request and its grounds."""
    picture = window.page.locator(".paper img").first
    expect(picture).to_be_visible(timeout=PRINTING)
    window.says("滨河路（东段）拓宽工程的补偿安置方案", "找到补偿安置方案1份", "核对清单")
    facts = window.page.locator(".facts").bounding_box()
    letter = window.page.locator(".letter").bounding_box()
    assert facts is not None
    assert letter is not None
    assert facts["x"] + facts["width"] <= letter["x"]


def returned_with_a_phrase(window: Window) -> None:
    """One of the usual sentences, and a word of one's own behind it."""
    form = window.form("退回承办人")
    form.get_by_role("button", name=USUAL[2]).click()
    reasons = form.get_by_label("退回理由")
    expect(reasons).to_have_value(USUAL[2])
    reasons.press("End")
    reasons.press_sequentially("第5页请遮盖")
    form.get_by_role("button", name="退回承办人", exact=True).click()
    window.says("已办理“退回承办人”")


def drafted_anew(street: Street, no: str) -> None:
    """Two days later the handler gives one page less, and submits again."""
    bureau = street.bureau.at("2024-10-16 09:00")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（遮盖第5页，共9页）",
        "form": "paper"}])
    bureau.act(no, "handler", "submit_for_review")
    cleared(street, no)


def change_seen(window: Window) -> None:
    """Only what was put in is marked, and the reason for the return stands above it."""
    changed = window.page.locator("#changed")
    expect(changed).to_contain_text("第 1 版 → 第 2 版")
    expect(changed.locator("ins").first).to_contain_text("遮盖第5页")
    window.says("改动 1 处")


def signed_at_the_second_try(window: Window) -> None:
    """A wrong password signs nothing and loses nothing; the right one leads to the next letter."""
    form = window.form("签发")
    form.get_by_label("签发意见").fill(NOTE)
    form.get_by_label("您的登录口令").fill("不对的口令不对的口令")
    form.get_by_role("button", name="签发", exact=True).click()
    expect(window.page.get_by_role("alert")).to_contain_text("口令不正确，没有办理")
    form = window.form("签发")
    expect(form.get_by_label("签发意见")).to_have_value(NOTE)
    form.get_by_label("您的登录口令").fill(PASSWORD)
    form.get_by_role("button", name="签发", exact=True).click()


def test_a_draft_goes_back_comes_again_changed_and_is_signed(
    street: Street, opened: Callable[..., Window]
) -> None:
    first, second = drafted(street), drafted(street)
    for no in (first, second):
        cleared(street, no)
    window = opened("reviewer")
    picked_from_the_queue(window, first, "10-14")
    side_by_side(window)
    returned_with_a_phrase(window)
    expect(window.page.locator(".casehead")).to_contain_text(second)
    assert street.bureau.see(first).case.state is State.HANDLING
    drafted_anew(street, first)
    picked_from_the_queue(window, first, "10-16")
    side_by_side(window)
    change_seen(window)
    signed_at_the_second_try(window)

    window.says(f"{first}：已办理“签发”")
    expect(window.page.locator(".casehead")).to_contain_text(second)
    approval = street.bureau.see(first).case.approval
    assert approval is not None
    assert approval.by == "reviewer"
    assert street.bureau.see(second).case.approval is None
    assert street.bureau.findings() == []
