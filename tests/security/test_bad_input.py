"""Bad input at every address: never a fault of ours, always a page that says in Chinese what is.

The pages have no interface for programs, and so no description of one: what they take is learnt
from themselves, the rules of the application with their places, the queries of the links and the
fields of the forms. With `--faults` many more are drawn.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.routes import LOGINS, a_seat_for, addresses, routes
from tests.web.conftest import Site, database_of_site
from tests.web.matrix import MATRIX
from tests.web.visitor import Visitor, forms_of, words

_HAN = re.compile("[\u3400-\u9fff]{4}")
_FILE = re.compile(r"\.(pdf|png|zip|svg|xlsx|docx|csv)$")
#: What breaks programs: wrong kinds, ends of ranges, other scripts, pieces of other languages.
AWKWARD = (
    "", " ", "0", "-1", "1e309", "NaN", "9" * 30, "2024-02-30", "0000-00-00", "9999-12-31",
    "10000-01-01", "0001-01-01", "2024-09-27T25:00", "true", "null", "[]", "\x00", "\ufffd",
    "\u202e甲", "申" * 3000, "' OR 1=1 --", "%' ESCAPE '", "../../etc/passwd", "{{7*7}}",
    "<script>", "٣", "½", "²", "①", "a" * 300, "\r\nSet-Cookie: x=1", "&&&==", "%%%", "😀",
    "BJZR-2024-0001", "1,2", "1-1", "*", "_", "2147483648", "9223372036854775808", "-0",
)
_ANY = st.one_of(
    st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers().map(str), st.dates().map(str), st.floats().map(str))
#: What ends the session that asks.
_LEAVING = {"/sign-out", "/my/sign-ins/end-all", "/sign-in"}
#: Not a page: what watches the installation is told by 503 that it is not ready.
_NO_PAGES = {"/readyz", "/healthz"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The stricter database is asked in every run, both with `--faults`."""
    kinds = ["sqlite", "postgresql"] if metafunc.config.getoption("--faults") else ["postgresql"]
    metafunc.parametrize("database_url", kinds, indirect=True)


@dataclass
class House:
    """The site with a request, a browser for each seat, and what their pages ask for."""

    site: Site
    no: str
    visitors: dict[str, Visitor]
    #: Names in the query of a page; the fields of the forms that go to a rule; each form that some
    #: seat is offered, by its seat and where it goes.
    queries: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def learn(self, login: str, path: str, page: TestResponse) -> None:
        """Note what a page asks for, and where its links and forms lead."""
        for target, query in re.findall(r'href="(/[^"?#]*)\?([^"#]*)"', page.text):
            self.queries.setdefault(target, set()).update(
                part.partition("=")[0] for part in query.replace("&amp;", "&").split("&") if part)
        self.queries.setdefault(path, set()).update(
            re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', page.text))
        match = self.site.app.url_map.bind("localhost").match
        for form in forms_of(page):
            with suppress(HTTPException):
                action = form.action.partition("#")[0] or path
                rule, _ = match(action, method="POST", return_rule=True)
                self.forms.setdefault(rule.rule, {}).update(form.values)
                if rule.rule not in _LEAVING:
                    self.offered.setdefault((login, action), form.values)

    def post(self, login: str, path: str, typed: dict[str, Any]) -> TestResponse:
        """Send a form with the token of its sender, who signs in again where need be."""
        visitor = self.visitors[login]
        if login and (visitor.client.get_cookie("yishen") is None or login not in self._tokens):
            visitor.sign_in(login)
            found = forms_of(visitor.get("/shortcuts"))
            self._tokens[login] = next((str(one.values["csrf_token"]) for one in found
                                        if "csrf_token" in one.values), "")
        return visitor.post(path, **{**typed, "csrf_token": self._tokens.get(login, "")})


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of either kind: PostgreSQL takes no NUL in a text, and no number beyond its columns."""
    yield from database_of_site(request, tmp_path)


@pytest.fixture
def house(site: Site) -> House:
    """Learn from the pages of every seat which queries and forms there are."""
    no = site.request()
    made = House(site, no, {login: site.visitor(login) for login in LOGINS.values()})
    for route in MATRIX:
        if route.startswith("GET "):
            for path in addresses(site, "", no, only=route):
                if not _FILE.search(path) and "/files/" not in path:
                    login = a_seat_for(route)
                    made.learn(login, path, made.visitors[login].get(path))
    for login in ("handler", "legal", "head"):
        made.learn(login, f"/requests/{no}", made.visitors[login].get(f"/requests/{no}"))
    return made


def faults(answer: TestResponse, asked: str) -> Iterator[str]:
    """What is wrong with an answer."""
    text = answer.get_data(as_text=True) if "text/" in str(answer.mimetype) else ""
    answer.close()
    if answer.status_code >= 500:
        yield f"{asked}: {answer.status_code}"
    if answer.status_code >= 400 and not _HAN.search(text):
        yield f"{asked}: {answer.status_code} {words(answer)[:60]!r}"
    if "Set-Cookie: x" in str(answer.headers):
        yield f"{asked}: a header of the sender's own"


def awkward(names: list[str], turn: int) -> dict[str, str]:
    """Everything awkward for these names, another one each turn."""
    return {name: AWKWARD[(place * 7 + turn * 11) % len(AWKWARD)]
            for place, name in enumerate(names)}


@pytest.mark.timeout(1800)  # with --faults
def test_nothing_that_is_asked_or_sent_brings_a_page_down(
    house: House, pytestconfig: pytest.Config
) -> None:
    """Each query and each form a page offers, and what is drawn at random."""
    wrong = [*_queried(house), *_filled_in(house)]

    assert len(house.queries) > 50
    assert len(house.offered) > 60
    assert wrong == []
    draw_at_random(house, 2000 if pytestconfig.getoption("--faults") else 80)


def _queried(house: House) -> Iterator[str]:
    for route in MATRIX:
        if route.startswith("GET "):
            client = house.visitors[a_seat_for(route)].client
            for path in addresses(house.site, "", house.no, only=route):
                if not _FILE.search(path) and path not in _NO_PAGES:
                    names = sorted({*house.queries.get(path, ()), "q", "page", "after"})
                    for query in (awkward(names, 0), dict.fromkeys(names, "9" * 30)):
                        yield from faults(client.get(path, query_string=query),
                                          f"GET {path} {str(query)[:300]}")


def _filled_in(house: House) -> Iterator[str]:
    """Every form that is offered, and every rule whose form no page at hand offers."""
    asked = [(login, path, values) for (login, path), values in house.offered.items()]
    for rule in routes(house.site.app):
        known = {*house.forms, *_LEAVING}
        if "POST" in (rule.methods or ()) and rule.rule not in known:
            asked.append((a_seat_for(f"POST {rule.rule}"),
                          filled(rule, [house.no, "1", "note"]), {"text": "", "q": ""}))
    for login, path, values in asked:
        names = sorted(set(values) - {"csrf_token", "seen_seq", "command_id"})
        for turn in range(2):
            typed = {**values, **awkward(names, turn)}
            yield from faults(house.post(login, path, typed), f"POST {path} {str(typed)[:300]}")


def filled(rule: Rule, parts: list[str]) -> str:
    """An address of a rule with these parts in its places, one after the other."""
    path, places = rule.rule, re.findall(r"<[^>]+>", rule.rule)
    for number, place in enumerate(places):
        usual = {"<no>": parts[0], "<login>": "colleague"}.get(place, parts[number % 3])
        path = path.replace(place, usual.replace("/", "%2F").replace("?", "%3F") or "x", 1)
    return path.replace("#", "%23")


def draw_at_random(house: House, many: int) -> None:
    """Any address of any rule, any query, any field, by a seat that may and by one that may not."""
    rules = [(method, rule) for rule in routes(house.site.app)
             for method in sorted((rule.methods or set()) & {"GET", "POST"})
             if rule.rule not in _LEAVING | _NO_PAGES]
    logins = sorted(house.visitors)

    @settings(max_examples=many, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(rules), st.lists(_ANY, min_size=3, max_size=3), st.data())
    def draw(asked: tuple[str, Rule], parts: list[str], data: st.DataObject) -> None:
        method, rule = asked
        known = house.forms.get(rule.rule, {}) if method == "POST" else dict.fromkeys(
            sorted(house.queries.get(rule.rule, ())), "")
        names = data.draw(st.lists(st.sampled_from(sorted(known) or ["q"]), unique=True))
        typed = {name: data.draw(_ANY) for name in names}
        login = data.draw(st.sampled_from([a_seat_for(f"{method} {rule.rule}")] * 4 + logins))
        if data.draw(st.booleans()):
            parts[0] = house.no
        path = filled(rule, parts)
        if method == "POST":
            answer = house.post(login, path, {**known, **typed})
        else:
            answer = house.visitors[login].client.get(path, query_string=typed)
        assert list(faults(answer, f"{method} {path} {typed}")) == []

    draw()
