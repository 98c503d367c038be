"""The reviewer's morning by keyboard alone: one draft goes back, the next is signed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street
from tests.browser.ready import drafted
from tests.browser.window import Window
from tests.web.visitor import PASSWORD
from web.phrases import USUAL

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def reviewed(street: Street) -> tuple[str, str]:
    """Two drafts, the second with its secrecy review."""
    first, second = drafted(street), drafted(street)
    street.bureau.act(second, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    return first, second


def letter_is_there(page: Page) -> None:
    """The pictures have come, and every one that is in sight is drawn."""
    picture = page.locator(".paper img").first
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 900)


def test_one_draft_goes_back_and_the_next_is_signed_without_a_mouse(
    street: Street, opened: Callable[..., Window]
) -> None:
    first, second = reviewed(street)
    window = opened("reviewer")
    page, keys = window.page, window.page.keyboard
    page.goto(f"{street.address}/review")
    keys.press("Enter")  # nothing is picked yet: nothing happens
    page.locator("tr[data-href]").first.focus()
    keys.press("Enter")
    expect(page).to_have_url(f"{street.address}/requests/{first}/review?queue=sign")
    letter_is_there(page)

    keys.press("r")
    keys.press("8")
    keys.press("9")
    reasons = page.locator("#return_to_handler-reasons")
    expect(reasons).to_have_value(f"{USUAL[7]}\n{USUAL[8]}")
    keys.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{first}：已办理“退回承办人”")
    expect(page).to_have_url(f"{street.address}/requests/{second}/review?queue=sign")
    letter_is_there(page)

    keys.press("y")
    keys.type("同意")
    page.locator("#approve-_password").focus()
    keys.type(PASSWORD)
    keys.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{second}：已办理“签发”")
    window.says("这个队列已经办完")
    approval = street.bureau.see(second).case.approval
    assert approval is not None
    assert approval.by == "reviewer"


def test_digits_typed_into_a_field_stay_digits(
    street: Street, opened: Callable[..., Window]
) -> None:
    no, _ = reviewed(street)
    page = opened("reviewer").page
    page.goto(f"{street.address}/requests/{no}/review")
    page.keyboard.press("r")
    page.locator("#return_to_handler-reasons").focus()
    page.keyboard.type("第12页")

    expect(page.locator("#return_to_handler-reasons")).to_have_value("第12页")


def test_without_scripts_the_letter_and_the_phrases_are_there(
    street: Street, opened: Callable[..., Window]
) -> None:
    no, _ = reviewed(street)
    page = opened("reviewer", scripts=False).page
    page.goto(f"{street.address}/requests/{no}/review")
    page.get_by_role("link", name="逐页查看").click()
    expect(page.locator(".paper img").first).to_be_visible()
    page.locator("#step-return_to_handler summary").click()
    page.get_by_role("button", name=USUAL[0]).click()

    expect(page.locator("#return_to_handler-reasons")).to_have_value(USUAL[0])
