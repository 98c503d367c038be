"""The supervising office in the browser: rank, look into an agency, print a bulletin."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street
from tests.browser.walk import faults
from tests.browser.window import Window
from tests.bureau import SINCE
from tests.web.conftest import CHEAP
from tests.web.visitor import PASSWORD
from tests.workflow import histories
from web.passwords import hashed
from workflow import office
from workflow.office import CONSOLE
from workflow.record.database import writing
from workflow.terms import AgencyKind, Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Window]
YEAR = "from=2026-01-01&until=2026-06-10"


def supervised(street: Street) -> None:
    """The bureau supervises a county below it; both have requests."""
    bureau = street.bureau.at("2026-06-10 10:00")
    with writing(bureau.engine) as connection:
        own = office.agency_id_of(connection, "BJZR")
        below = office.add_agency(
            connection, bureau.now, CONSOLE, code="QSZR", name="青山县自然资源局",
            short_name="青自然资", kind=AgencyKind.COUNTY_DEPARTMENT, parent_code="BJZR")
        office.add_officer(connection, bureau.now, CONSOLE, own, login="super", name="主管处长",
                           password_hash=hashed(PASSWORD, CHEAP))
        office.grant(connection, bureau.now, CONSOLE, "super", Role.SUPERVISOR, valid_from=SINCE)
        histories.remedies(connection, histories.requests(connection, [own, below], 300))


def trend_is_drawn(page: Page) -> None:
    """The picture of the trend has come, and something is on it."""
    picture = page.get_by_role("img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_a_supervisor_ranks_looks_and_prints(street: Street, opened: Opened) -> None:
    supervised(street)
    page = opened("super").page
    page.goto(f"{street.address}/supervision?{YEAR}")
    page.get_by_role("columnheader", name="新收").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="新收")).to_have_attribute(
        "aria-sort", "descending")
    trend_is_drawn(page)
    assert list(faults(page)) == []

    page.get_by_role("link", name="青山县自然资源局").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青山县自然资源局")
    trend_is_drawn(page)
    assert list(faults(page)) == []

    page.get_by_role("link", name="起草通报").click()
    assert list(faults(page)) == []
    page.get_by_label("主送机关").fill("各县自然资源局")
    page.get_by_label("工作要求").fill("6月30日前书面报送整改情况。")
    with page.expect_popup() as printed:
        page.get_by_role("button", name="印制 PDF").click()
    assert printed.value.url.endswith("/supervision/bulletin")
    expect(page.get_by_label("工作要求")).to_have_value("6月30日前书面报送整改情况。")
