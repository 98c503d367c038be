"""Every page in the reach of keyboard and reader: axe-core finds nothing serious or critical."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Street
from tests.browser.ready import archived, drafted, handled, sampled
from tests.browser.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

#: The pages of each seat; {handled} and the others stand for the numbers of requests.
PAGES = {
    "clerk": ("/inbox", "/requests/new", "/requests/new?channel=ordinary_letter",
              "/taken-in/{handled}", "/confirmations", "/inbox?view=open&kind=company",
              "/requests/{handled}", "/register", "/archive",
              "/inbox?view=open", "/rules", "/password", "/shortcuts", "/my/code", "/my/sign-ins",
              "/requests/no-such-number"),
    "handler": ("/requests/{handled}", "/requests/{drafted}", "/requests/{handled}/draft",
                "/duties", "/consultations"),
    "reviewer": ("/requests/{drafted}", "/review", "/requests/{drafted}/review?pages=all"),
    "head": ("/head", "/guide-text"),
    "legal": ("/audit", "/audit/{archived}", "/requests/{archived}", "/audit/verification",
              "/audit/samples", "/audit/samples/{sample}", "/audit/samples/{sample}/{archived}",
              "/audit/separation", "/guide/BJZR"),
    "archivist": ("/archive", "/requests/{archived}"),
    "leader": ("/leader",),
    "system": ("/admin/accounts", "/admin/settings", "/admin/agencies", "/admin/units",
               "/admin/calendar?check=1"),
    "security": ("/admin/grants",),
    "audit": ("/admin/log",),
}


def faults(page: Page) -> Iterator[str]:
    """What is serious or critical on a page, and where."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for found in Axe().run(page).response["violations"]:
        if found["impact"] in ("serious", "critical"):
            places = "; ".join(str(node["target"]) for node in found["nodes"][:4])
            yield f"{found['id']}: {found['help']} at {places}"


def test_no_page_of_any_seat_shuts_anybody_out(
    street: Street, opened: Callable[..., Window]
) -> None:
    names = {"archived": archived(street), "drafted": drafted(street), "handled": handled(street)}
    names["sample"] = sampled(street)
    window, found = opened(), []
    window.page.goto(f"{street.address}/sign-in")
    found += [f"/sign-in {fault}" for fault in faults(window.page)]
    for login, paths in PAGES.items():
        window.sign_in(login)
        for path in paths:
            window.page.goto(street.address + path.format(**names))
            found += [f"{login} {path} {fault}" for fault in faults(window.page)]
        window.sign_out()

    assert "\n".join(found) == ""
