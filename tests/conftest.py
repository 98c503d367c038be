"""What every test may ask for: a migrated database of each kind, the press, a browser."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

import migrations
from tests.faults import rotation
from tests.faults.rotation import Rotation
from tests.postgresql import Cluster, running
from workflow.record.database import connect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from letters.render import Press

# How fast a busy machine thinks up examples is no finding about the law.
settings.register_profile(
    "yishen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("yishen")

#: The migrated, empty database of the cluster, to copy from.
MIGRATED = "migrated"
_number = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take every point of every fault instead of those of the day."""
    parser.addoption("--faults", action="store_true", help="every fault at every point")


def pytest_configure(config: pytest.Config) -> None:
    """Let every process of a run count the same day, also over midnight."""
    rotation.today()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which points of which faults this run takes."""
    if config.getoption("--faults"):
        return "faults: every point"
    return f"faults: the points of day {rotation.today()} ({rotation.DAY}; --faults takes all)"


@pytest.fixture(scope="session")
def points(pytestconfig: pytest.Config) -> Rotation:
    """Which points of a fault this run takes."""
    return Rotation(rotation.today(), bool(pytestconfig.getoption("--faults")))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster for this session, with one migrated database to copy from."""
    with running() as cluster:
        cluster.say(f"CREATE DATABASE {MIGRATED}")
        _migrate(cluster.url(MIGRATED))
        yield cluster


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "yishen.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of this test's own: each test runs on both kinds."""
    yield from empty_database(request, tmp_path)


def empty_database(
    request: pytest.FixtureRequest, tmp_path: Path, template: str = MIGRATED
) -> Iterator[str]:
    """A migrated, empty database of the kind a test asks for, until it is done.

    On PostgreSQL it may be a copy of another one than the empty one.
    """
    if request.param == "sqlite":
        path = tmp_path / "yishen.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        name = f"test_{os.getpid()}_{next(_number)}"
        yield cluster.copy(template, name)
        cluster.drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`, prepared as in service."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def press() -> "Press":
    """The press with the built fonts; reading them takes a moment, so there is one a session."""
    from letters.fonts import default_fonts
    from tests.remembering_press import RememberingPress

    return RememberingPress(default_fonts())


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by Playwright; its absence fails the test, it never skips it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: `./run test` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*QUIET])
        yield browser
        browser.close()


#: Root needs `--no-sandbox`; the rest keeps the browser from looking for anything but our pages.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _migrate(url: str) -> None:
    engine = connect(url)
    migrations.upgrade(engine)
    engine.dispose()
