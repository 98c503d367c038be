"""A run of verification in the browser: with scripts it shows how far it is, without them too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.ready import handled
from tests.browser.window import Window
from web.pages import verification

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Window]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_legal_office_watches_a_run_to_its_end(
    street: Street, opened: Opened, monkeypatch: pytest.MonkeyPatch, scripts: bool
) -> None:
    monkeypatch.setattr(verification, "STEP", 1)
    for _ in range(3):
        handled(street)
    window = opened("legal", scripts=scripts)
    window.page.goto(f"{street.address}/audit/verification")
    seen: list[str] = []
    window.page.on("response", lambda answer: seen.append(answer.url.partition("/audit")[2]))
    window.page.get_by_role("button", name="开始核验").click()

    expect(window.page.get_by_role("status").filter(has_text="3 件")).to_contain_text(
        "核验本机关全部台账（3 件）：全部相符")
    assert seen.count("/verification/step") == (4 if scripts else 0)
