"""Every page, seat by seat: in the reach of keyboard and reader, on a phone, large, on paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from letters.render import Press
from tests.browser.conftest import Street, served, windows
from tests.browser.ready import (
    archived,
    consulted,
    disputed,
    drafted,
    flagged,
    handled,
    held,
    left_to_background,
    sampled,
    unconfirmed,
)
from tests.browser.walk import REFUSALS, faults, pages_of
from tests.browser.window import Window
from tests.bureau import SEATS
from tests.web.conftest import ADMINISTRATION

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Town:
    """The platform with a request at many stages, and their numbers by the name of the stage."""

    street: Street
    names: dict[str, str]


@pytest.fixture(scope="module")
def town(
    migrated_file: Path, press: Press, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Filled once: the walk only looks."""
    with served(migrated_file, tmp_path_factory.mktemp("town")) as street:
        names = {one.__name__: one(street) for one in
                 (archived, drafted, handled, unconfirmed, consulted, disputed, held, flagged)}
        yield Town(street, {
            **names, "sample": sampled(street), "looked": left_to_background(street, done=True),
            "waiting": left_to_background(street, done=False)})


@pytest.fixture
def opened(browser: Browser, town: Town) -> Iterator[Callable[..., Window]]:
    """Opens windows on the town."""
    with windows(browser, town.street.address) as open_one:
        yield open_one


def walked(window: Window, addresses: Iterator[str] | tuple[str, ...]) -> None:
    """Look at each of these pages, then say everything that is wrong with any."""
    found: list[str] = []
    for address in addresses:
        answer = window.page.goto(window.address + address)
        if answer is None or "text/html" not in answer.headers["content-type"]:
            found.append(f"{address} is no page")
        else:
            found += [f"{address} {fault}" for fault in faults(window.page)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("login", [one for one in SEATS if one != "colleague"] + [*ADMINISTRATION])
def test_no_page_of_a_seat_shuts_anybody_out(
    town: Town, opened: Callable[..., Window], login: str
) -> None:
    actor = town.street.bureau.who(login)
    walked(opened(login), pages_of(town.street.app, actor, town.names))


def test_no_page_for_everybody_shuts_anybody_out(
    town: Town, opened: Callable[..., Window]
) -> None:
    walked(opened(), pages_of(town.street.app, None, town.names))


def test_no_refusal_shuts_anybody_out(town: Town, opened: Callable[..., Window]) -> None:
    walked(opened("clerk"), REFUSALS)
