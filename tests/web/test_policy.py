"""Who may ask for what: every route says it, what says nothing is shut; see `matrix.py`."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.web.conftest import Site
from web.pages import PAGES
from web.policy import audience_of, seats
from workflow.office import Actor
from workflow.terms import ADMINISTRATORS, Role


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def test_every_route_declares_its_audience(site: Site) -> None:
    undeclared = [rule.rule for rule in rules(site.app)
                  if audience_of(site.app.view_functions[rule.endpoint]) is None]

    assert undeclared == []


def test_a_route_that_declares_nothing_is_shut(site: Site) -> None:
    site.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    assert site.visitor("clerk").get("/forgotten").status_code == 403


@pytest.mark.parametrize("login", ["system", "security", "audit"])
def test_an_administrator_sees_no_case(site: Site, login: str) -> None:
    no = site.request()
    visitor = site.visitor(login)
    for path in ("/inbox", "/register", f"/requests/{no}", f"/audit/{no}", "/archive", "/head"):
        assert visitor.get(path).status_code == 403


def test_a_seat_opens_its_own_pages_only() -> None:
    head = Actor("h", "负责人", 1, seats=frozenset({Role.HEAD}))

    assert seats(Role.HEAD).admits(head)
    assert not seats(Role.LEGAL_OFFICE).admits(head)
    assert not seats(*ADMINISTRATORS).admits(head)


def test_every_area_is_registered_once() -> None:
    assert len({pages.name for pages in PAGES}) == len(PAGES)
