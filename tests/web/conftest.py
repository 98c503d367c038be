"""The pages over a freshly founded bureau, on SQLite and on PostgreSQL."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.addresses import compile_addresses_once
from tests.bureau import SINCE, Bureau, found
from tests.conftest import MIGRATED, empty_database
from tests.postgresql import Cluster
from tests.revisions import read_revisions_once
from tests.templates import compile_once
from tests.web.visitor import PASSWORD, Visitor
from web.app import create_app
from web.config import Config
from web.passwords import hashed
from web.site import EXTENSION
from workflow import office
from workflow.evidence.scanner import Policy
from workflow.record.database import writing
from workflow.record.standing import BEIJING
from workflow.terms import AgencyKind, Role

#: The cheapest Argon2id there is: tests ask whether a hash is asked, not how hard it is.
CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
ADMINISTRATION = {
    "system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN,
}


@dataclass
class Site:
    """The application, the bureau behind it, and the browsers in front of it."""

    app: Flask
    bureau: Bureau
    #: What the clock by which sessions are measured shows; it stands still unless a test moves it.
    ticks: datetime = datetime(2026, 6, 1, 9, 0, tzinfo=BEIJING)

    def later(self, **passed: float) -> None:
        """Let time go by for the browsers."""
        self.ticks += timedelta(**passed)

    def visitor(self, login: str = "") -> Visitor:
        """A browser, signed in where a login is given."""
        visitor = Visitor(self.app)
        if login:
            assert visitor.sign_in(login).status_code == 302
        return visitor

    def request(self) -> str:
        """A request received on Friday 2024-09-27, registered and with the handler."""
        self.bureau.at("2024-09-27 10:00")
        no = self.bureau.receive(
            channel="ems", signed_on="2024-09-27", mail_no="EA000000001CN",
            wanted="滨河路拓宽工程征地补偿安置方案", phone="0000-87654321", address="滨河路1号")
        self.bureau.act(no, "clerk", "register")
        self.bureau.act(no, "clerk", "assign", handler="handler", unit="耕地保护科")
        return no


@dataclass(frozen=True)
class Staffed:
    """A founded and staffed bureau to copy from: its database of one kind, and its keys."""

    data: Path
    template: str = ""


def opened(data: Path, url: str, **more: Any) -> tuple[Flask, Bureau, list[Site]]:
    """The application on a database, its bureau, and the place its site is put in."""
    shown: list[Bureau] = []
    sites: list[Site] = []
    compile_addresses_once()
    read_revisions_once()
    usual = {"argon2": CHEAP, "clamav": Policy.OFF, "plain_http": True}
    app = create_app(Config(data, url, **{**usual, **more}),
                     _watch(shown),
                     ticks=lambda: sites[0].ticks)
    compile_once(app)
    app.testing = False  # errors become pages, as in service
    house = app.extensions[EXTENSION].house
    shown.append(Bureau(house.engine, house.desk, house.store, house.keys))
    return app, shown[0], sites


def _founded(data: Path, url: str) -> None:
    _, bureau, _ = opened(data, url)
    found(bureau)
    staff(bureau)
    bureau.engine.dispose()


@pytest.fixture(scope="session")
def staffed_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Staffed:
    """The bureau on SQLite, founded once a session."""
    data = tmp_path_factory.mktemp("staffed")
    shutil.copy(migrated_file, data / "yishen.sqlite")
    _founded(data, f"sqlite:///{data / 'yishen.sqlite'}")
    return Staffed(data)


@pytest.fixture(scope="session")
def staffed_cluster(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Staffed:
    """The bureau on PostgreSQL, founded once a session."""
    # Other folders of tests ask for these fixtures too: to pytest each is one of its own.
    data, name = tmp_path_factory.mktemp("staffed"), f"staffed_{secrets.token_hex(4)}"
    _founded(data, cluster.copy(MIGRATED, name))
    return Staffed(data, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of this test's own: each test runs on both kinds."""
    yield from database_of_site(request, tmp_path)


def database_of_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database; on PostgreSQL the staffed one at once, where a test asks for the site."""
    staffed = request.param == "postgresql" and "site" in request.fixturenames
    template = request.getfixturevalue("staffed_cluster").template if staffed else MIGRATED
    yield from empty_database(request, tmp_path, template)


@pytest.fixture
def site(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The application of 滨江市自然资源局, with everybody's password set."""
    _staffed(database_url, request, tmp_path)
    app, bureau, sites = opened(tmp_path, database_url)
    sites.append(Site(app, bureau))
    yield sites[0]
    bureau.engine.dispose()


def _staffed(url: str, request: pytest.FixtureRequest, data: Path) -> None:
    """The keys and files of the bureau; on SQLite its database, in place of the empty one."""
    on_file = url.startswith("sqlite")
    staffed: Staffed = request.getfixturevalue("staffed_file" if on_file else "staffed_cluster")
    if on_file:
        shutil.copy(staffed.data / "yishen.sqlite", url.removeprefix("sqlite:///"))
    for part in ("keys", "files"):
        if (staffed.data / part).exists():
            shutil.copytree(staffed.data / part, data / part, dirs_exist_ok=True)


def _watch(shown: list[Bureau]) -> Callable[[], datetime]:
    return lambda: shown[0].now


def staff(bureau: Bureau) -> None:
    """The three administrators, and a password for everybody."""
    at, password = bureau.now, hashed(PASSWORD, CHEAP)
    with writing(bureau.engine) as connection:
        agency = office.agency_id_of(connection, "BJZR")
        for branch, role in ADMINISTRATION.items():
            office.add_officer(connection, at, office.CONSOLE, agency, login=branch,
                               name=f"测试{role.label}", branch=branch)
            office.grant(connection, at, office.CONSOLE, branch, role, valid_from=SINCE)
        for login in ("clerk", "handler", "colleague", "reviewer", "head", "secrecy", "legal",
                      "archivist", "leader", *ADMINISTRATION):
            office.set_password(connection, at, office.CONSOLE, login, password)
        other = office.add_agency(
            connection, at, office.CONSOLE, code="HCJY", name="河川市教育局", short_name="河教",
            kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, at, office.CONSOLE, other, login="stranger",
                           name="外单位经办", password_hash=password)
        for role in (Role.INTAKE_CLERK, Role.HANDLER, Role.LEGAL_OFFICE):
            office.grant(connection, at, office.CONSOLE, "stranger", role, valid_from=SINCE)
