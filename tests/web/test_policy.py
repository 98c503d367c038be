"""Who may ask for what: every route says it, what says nothing is shut."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.web.conftest import Site
from web.pages import PAGES
from web.policy import audience_of, seats
from workflow.office import Actor
from workflow.terms import ADMINISTRATORS, Role

OPEN_TO_ANYBODY = {
    "entrance.sign_in", "entrance.second_step", "entrance.appearance", "entrance.words",
    "verify.ask", "verify.show", "verify.compare", "guide.index", "guide.show"}


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def address(rule: Rule) -> str:
    filled = {"no": "BJZR-2024-0001", "trigger": "register", "document_id": "1-1",
              "digest": "0" * 64, "login": "clerk", "act": "disable",
              "code": "7KQ2M4XD9RTW", "paper": "cover", "applicant": "person",
              "day": "2026-06-03", "seq": 1, "kind": "csv", "unit": 1, "version": 1, "n": 1,
              "view_id": 1, "item": 1}
    return rule.build({name: filled[name] for name in rule.arguments})[1]  # type: ignore[index]  # all parts are given


def test_every_route_declares_its_audience(site: Site) -> None:
    undeclared = [rule.rule for rule in rules(site.app)
                  if audience_of(site.app.view_functions[rule.endpoint]) is None]

    assert undeclared == []


def test_only_the_entrance_is_open_to_anybody(site: Site) -> None:
    def anonymous(rule: Rule) -> bool:
        audience = audience_of(site.app.view_functions[rule.endpoint])
        return audience is not None and audience.anonymous

    assert {rule.endpoint for rule in rules(site.app) if anonymous(rule)} == OPEN_TO_ANYBODY


def test_a_route_that_declares_nothing_is_shut(site: Site) -> None:
    site.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    assert site.visitor("clerk").get("/forgotten").status_code == 403


def test_nobody_gets_past_the_entrance_without_signing_in(site: Site) -> None:
    visitor = site.visitor()
    for rule in rules(site.app):
        if rule.endpoint in OPEN_TO_ANYBODY:
            continue
        for method in rule.methods & {"GET", "POST"}:  # type: ignore[operator]  # never None here
            answer = visitor.client.open(address(rule), method=method)
            expected = 302 if method == "GET" else 401

            assert answer.status_code == expected, f"{method} {rule.rule}"


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


LEGAL = ("/audit", "/audit/verification", "/audit/samples", "/audit/samples/1",
         "/audit/samples/1/BJZR-2024-0001")


@pytest.mark.parametrize("login", ["clerk", "handler", "reviewer", "head", "archivist", "leader"])
def test_only_the_legal_office_verifies_and_rechecks(site: Site, login: str) -> None:
    site.request()
    visitor = site.visitor(login)

    assert [visitor.get(path).status_code for path in LEGAL] == [403] * len(LEGAL)
    assert [site.visitor("legal").get(path).status_code for path in LEGAL[:3]] == [200] * 3


def test_another_agency_finds_nothing(site: Site) -> None:
    no = site.request()
    digest = site.bureau.see(no).files[0].digest
    stranger = site.visitor("stranger")
    paths = (f"/requests/{no}", f"/requests/{no}/pane", f"/requests/{no}/documents/2-1.pdf",
             f"/requests/{no}/files/{digest}", f"/audit/{no}")

    assert [stranger.get(path).status_code for path in paths] == [404] * len(paths)
    assert no not in stranger.get("/register").text


def test_another_agency_can_take_no_step(site: Site) -> None:
    no = site.request()
    stranger = site.visitor("stranger")
    token = stranger.get("/requests/new").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = stranger.post(f"/requests/{no}/note", csrf_token=token, text="x", seen_seq="3")

    assert answer.status_code == 404


def test_every_area_is_registered_once() -> None:
    assert len({pages.name for pages in PAGES}) == len(PAGES)
