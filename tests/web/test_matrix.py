"""The matrix of authorisation: every route asked by every seat, of this agency and of another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.bureau import SINCE
from tests.web.conftest import CHEAP, Site
from tests.web.matrix import FREE, MATRIX, NONE, OWN
from tests.web.visitor import PASSWORD, Visitor, forms_of
from web.passwords import hashed
from workflow import office, organisation
from workflow.office import CONSOLE, actor_of
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.terms import ADMINISTRATORS, Role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: Every seat by its letter in the matrix.
LETTERS = dict(zip("IHRDSLAMVsga", (
    Role.INTAKE_CLERK, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.SECRECY_REVIEWER,
    Role.LEGAL_OFFICE, Role.ARCHIVIST, Role.LEADER, Role.SUPERVISOR, Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN, Role.AUDIT_ADMIN), strict=True))
SEATS = [*LETTERS, "n", "o"]
NAMES = {**{letter: role.label for letter, role in LETTERS.items()},
         "n": "没有岗位", "o": "没有登录"}
#: What our agency has and no other page may show: the applicant, an officer, a unit.
OURS = ("王䶮", "测试承办人", "本局独有科", "BJZR-2024-0001")
#: What nobody has: whoever may ask for it gets 404, whoever may not is refused before.
NOBODYS: dict[str, Any] = {
    "no": "BJZR-1999-0001", "trigger": "note", "document_id": "9-9", "digest": "0" * 64,
    "login": "nobody", "act": "enable", "code": "7KQ2M4XD9RTW", "paper": "cover",
    "applicant": "nobody", "day": "1999-01-01", "seq": 999, "kind": "csv", "id": 999999,
    "unit": 999999, "version": 9, "n": 9, "extension": "html", "item": 9, "view_id": 999999,
    "office": "NOBODY", "errand": "0" * 32}
#: Pages of what our one request has not come to yet: a drawn sample, a draft under review.
NOT_YET = ("/samples/", "/review", "/taken-in/", "/draft")


#: What a post needs to come as far as what it names.
TYPED = {
    "POST /admin/grants": {"login": "colleague", "role": "handler", "valid_from": "2024-09-27"},
    "POST /admin/grants/<login>/revoke": {"role": "handler"},
    "POST /admin/accounts/<login>/factor": {"reason": "手机遗失"},
    "POST /register/export": {"format": "csv"},
}


@dataclass
class House:
    """The site with somebody in every seat of two agencies, and a request of the first."""

    site: Site
    #: What a route may name, all of it of the first agency.
    ours: dict[str, Any]
    _inside: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, agency: str, seat: str) -> Visitor:
        """Somebody in a seat of an agency, signed in; again where a page has signed them out."""
        if seat == "o":
            return self.site.visitor()
        who = f"{agency}-{seat.lower()}{'admin' if seat in 'sga' else ''}"
        visitor = self._inside.setdefault(who, self.site.visitor())
        if visitor.client.get_cookie("yishen") is None:
            assert visitor.sign_in(who).status_code == 302
        return visitor

    def ask(self, agency: str, seat: str, route: str, **named: Any) -> TestResponse:
        """Ask for a route with whatever it names, as somebody in a seat of an agency."""
        method, _, pattern = route.partition(" ")
        rule = next(r for r in self.site.app.url_map.iter_rules()
                    if r.rule == pattern and method in (r.methods or ()))
        built = rule.build({name: named[name] for name in rule.arguments})
        assert built is not None
        visitor = self.visitor(agency, seat)
        if method == "GET":
            return visitor.get(built[1])
        return visitor.post(built[1], csrf_token=_token(visitor, seat), **TYPED.get(route, {}))

    def leads_to(self, agency: str, seat: str, route: str) -> TestResponse:
        """Ask for what is ours, and follow where the page only leads on to the request."""
        answer = self.ask(agency, seat, route, **self.ours)
        if answer.status_code == 302:
            answer = self.visitor(agency, seat).get(answer.headers["Location"])
        return answer


def _token(visitor: Visitor, seat: str) -> str:
    page = visitor.get("/sign-in" if seat == "o" else "/shortcuts")
    return str(next(form.values["csrf_token"] for form in forms_of(page)
                    if "csrf_token" in form.values))


@pytest.fixture
def house(site: Site) -> House:
    """Two agencies with every seat filled, one request, one unit and one session of the first."""
    at, password = site.bureau.now, hashed(PASSWORD, CHEAP)
    with writing(site.bureau.engine) as connection:
        for agency, code in (("our", "BJZR"), ("other", "HCJY")):
            id = office.agency_id_of(connection, code)
            for letter in (*LETTERS, "n"):
                role = LETTERS.get(letter)
                login = f"{agency}-{letter.lower()}{'admin' if letter in 'sga' else ''}"
                branch = role.value.removesuffix("_admin") if role in ADMINISTRATORS else "case"
                office.add_officer(connection, at, CONSOLE, id, login=login, name=login,
                                   branch=branch, password_hash=password)
                if role:
                    office.grant(connection, at, CONSOLE, login, role, valid_from=SINCE)
    no = site.request()
    system = site.bureau.who("system")
    with writing(site.bureau.engine) as connection:
        unit = organisation.add_unit(connection, at, system, name="本局独有科", valid_from=SINCE)
        errand = errands.ask(
            connection, site.bureau.keys, actor_of(connection, "our-i", at.date()),
            "register_look", "王䶮",
            {"slip": "", "leave_out": [], "name": "台账.csv"}, at)
    site.visitor("colleague")
    with reading(site.bureau.engine) as connection:
        session = connection.scalar(text("SELECT max(id) FROM sign_in WHERE login = 'colleague'"))
    digest = site.bureau.see(no).files[0].digest
    return House(site, {
        **NOBODYS, "no": no, "document_id": "2-1", "digest": digest, "login": "colleague",
        "act": "disable", "day": "2024-09-27", "unit": unit, "id": session,
        "office": "BJZR", "errand": errand})


#: Says by its status that something is late: here nobody has ever swept.
UNWELL = "GET /readyz"


def routes(app: Flask) -> Iterator[str]:
    """Every route as the matrix names it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                yield f"{method} {rule.rule}"


def test_every_route_has_its_line_and_every_line_its_route(site: Site) -> None:
    there = set(routes(site.app))

    assert sorted(there - set(MATRIX)) == [], "add a line to tests/web/matrix.py"
    assert sorted(set(MATRIX) - there) == [], "take the line out of tests/web/matrix.py"


@pytest.mark.parametrize("seat", SEATS, ids=[NAMES[seat] for seat in SEATS])
def test_a_seat_opens_what_the_matrix_says_and_nothing_else(house: House, seat: str) -> None:
    wrong = []
    for route, (letters, _) in MATRIX.items():
        answer = house.ask("our", seat, route, **NOBODYS)
        admitted = not (answer.status_code in (401, 403) or (
            seat == "o" and answer.headers.get("Location", "").startswith("/sign-in?next")))
        broken = answer.status_code >= 500 and route != UNWELL
        if admitted != (seat in letters) or broken:
            wrong.append(f"{route}: {answer.status_code}")

    assert wrong == []


def test_whoever_is_turned_away_is_told_how(house: House) -> None:
    """403 for who is signed in, the entrance for who is not, 401 for a post of theirs."""
    expected = {("GET", "n"): 403, ("POST", "n"): 403, ("GET", "o"): 302, ("POST", "o"): 401}
    found = {
        (route.partition(" ")[0], seat, house.ask("our", seat, route, **NOBODYS).status_code)
        for route, (letters, _) in MATRIX.items() for seat in "no" if seat not in letters}

    assert found == {(*asked, status) for asked, status in expected.items()}


@pytest.mark.parametrize("seat", [*LETTERS, "n"], ids=[NAMES[seat] for seat in (*LETTERS, "n")])
def test_the_same_seat_of_another_agency_gets_nothing_of_ours(house: House, seat: str) -> None:
    before = kept(house.site)
    wrong = []
    for route, (letters, other) in MATRIX.items():
        if seat not in letters or other == FREE:
            continue
        answer = house.leads_to("other", seat, route)
        shown = [ours for ours in OURS if ours in answer.text]
        if (other == NONE and answer.status_code != 404) or (other == OWN and shown):
            wrong.append(f"{route}: {answer.status_code} {shown}")

    assert wrong == []
    assert kept(house.site) == before


def test_what_another_agency_does_not_find_is_there(house: House) -> None:
    """The pages that were not found above: the own agency opens them."""
    missing = []
    for route, (letters, other) in MATRIX.items():
        if other == NONE and route.startswith("GET") and not any(
                part in route for part in NOT_YET):
            answer = house.leads_to("our", letters[0], route)
            if answer.status_code != 200:
                missing.append(f"{route}: {answer.status_code}")

    assert missing == []


def kept(site: Site) -> list[Any]:
    """What our agency has: requests, accounts, seats, settings, units."""
    queries = (
        "SELECT * FROM trail_entry ORDER BY request, seq",
        "SELECT login, password, active, password_due FROM officer WHERE login NOT LIKE 'other-%'"
        " ORDER BY login",
        "SELECT * FROM seat_grant ORDER BY id", "SELECT * FROM unit ORDER BY id",
        "SELECT id, ended FROM sign_in WHERE login = 'colleague' ORDER BY id",
        "SELECT * FROM agency_setting ORDER BY id")
    with reading(site.bureau.engine) as connection:
        return [connection.execute(text(query)).all() for query in queries]
