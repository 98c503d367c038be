"""What browsers are told (ASVS 5.0 V3): each line of `docs/security.md` is one test."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from werkzeug.routing import IntegerConverter

from tests.house import ROOT
from tests.security.routes import LOGINS, a_seat_for, addresses, listening_for_writes, routes
from tests.web.conftest import Site, opened
from tests.web.matrix import MATRIX
from tests.web.test_handover import whole
from tests.web.test_headers import foreign, inline
from tests.web.visitor import Visitor, forms_of, words
from web.site import EXTENSION


@pytest.fixture
def over_tls(site: Site) -> Iterator[Visitor]:
    """A browser that speaks TLS to a site that is served over TLS alone."""
    held = site.app.extensions[EXTENSION].config
    app, bureau, sites = opened(held.data, held.database_url, https=True)
    sites.append(site)
    visitor = Visitor(app)
    visitor.secure = True
    yield visitor
    bureau.engine.dispose()


def test_3_3_1_cookies_are_host_only_secure_and_out_of_reach_of_scripts(
    over_tls: Visitor
) -> None:
    given = [over_tls.get("/sign-in"), over_tls.sign_in("clerk"),
             over_tls.fill("/inbox", "/appearance", scale="large"),
             over_tls.fill("/shortcuts", "/shortcuts", keys="off"),
             over_tls.fill("/inbox", "/appearance", lang="en")]
    cookies = [line for page in given for line in page.headers.getlist("Set-Cookie")]

    assert {line.partition("=")[0] for line in cookies} == {
        "__Host-yishen", "__Host-yishen-form", "__Host-scale", "__Host-keys", "__Host-lang"}
    for line in cookies:
        assert re.search("; Secure", line), line
        assert "; HttpOnly" in line
        assert "; SameSite=Lax" in line
        assert "; Path=/" in line
        assert "Domain" not in line
    assert over_tls.get("/inbox").status_code == 200
    assert 'data-scale="large"' in over_tls.get("/inbox").text


def test_3_4_1_browsers_are_told_to_stay_on_tls_for_a_year(over_tls: Visitor) -> None:
    for path in ("/sign-in", "/nowhere", "/static/gov.css"):
        headers = whole(over_tls.get(path)).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_3_4_3_every_answer_has_a_policy_that_runs_nothing_foreign_or_inline(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    for path in ("/sign-in", "/nowhere", "/inbox", f"/requests/{no}", f"/requests/{no}/pane",
                 "/words.js", "/guide"):
        policy = dict(part.split(" ", 1) for part in clerk.get(path).headers[
            "Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == (
            "'none'", "'none'", "'none'")
        assert policy["form-action"] == "'self'"
        assert not re.search("unsafe|https?:|[*]", str(policy))


def test_3_4_4_nothing_is_guessed_and_no_address_is_told_to_others(site: Site) -> None:
    for path in ("/sign-in", "/nowhere", "/static/gov.css", "/words.js"):
        headers = whole(site.visitor("clerk").get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_14_3_2_pages_and_files_are_not_kept_and_signing_out_clears_the_browser(
    site: Site
) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    for path in ("/inbox", f"/requests/{no}", f"/requests/{no}/documents/2-1.pdf",
                 f"/requests/{no}/clock.pdf", "/nowhere"):
        assert clerk.get(path).headers["Cache-Control"] == "no-store", path
    left = clerk.fill("/inbox", "/sign-out")

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "yishen=;" in str(left.headers.getlist("Set-Cookie"))


#: Files, and the report that stands alone with its own policy.
_NO_PAGE = re.compile(r"\.(pdf|png|svg|xlsx|docx|html|csv)$|/files/")


class _Sources(HTMLParser):
    """Every address a page makes a browser open or send to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = ("src", "srcset", "action", "formaction", "data", "poster", "background")
        self.found += [value or "" for name, value in attrs
                       if name in names or (name == "href" and tag != "a")]


def test_3_7_1_no_page_of_any_seat_needs_inline_script_or_another_host(site: Site) -> None:
    """An intranet without the internet shows everything; a strict policy breaks nothing."""
    no = site.request()
    visitors = {"": site.visitor()}
    seen = set()
    for route in MATRIX:
        seat = "" if route == "GET /sign-in" else a_seat_for(route)
        for path in addresses(site, "", no, only=route):
            if _NO_PAGE.search(path):
                continue
            if seat not in visitors:
                visitors[seat] = site.visitor(seat)
            answer = visitors[seat].get(path)
            if answer.mimetype == "text/html":
                sources = _Sources()
                sources.feed(answer.text)
                assert inline(answer) == [], path
                assert foreign(answer) == [], path
                assert [one for one in sources.found if one.startswith(("http", "//"))] == [], path
                seen.add(path)
    assert len(seen) > 50


def test_3_7_2_what_scripts_and_style_sheets_name_lies_beside_them() -> None:
    """Nothing in them leads out, and no script makes script or mark-up of text."""
    static = [path for path in (ROOT / "web" / "static").rglob("*")
              if path.suffix in (".js", ".css") and "vendor" not in path.parts]
    for path in static:
        text = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import|https?://(?!www\.w3\.org)",
                             text), path
        assert not re.search(r"\beval\(|new Function|document\.write|innerHTML|insertAdjacentHTML",
                             text), path

    assert len(static) > 10


def test_3_5_1_a_post_without_the_token_of_its_page_is_refused_on_every_route(
    site: Site
) -> None:
    """Whatever seat may post: without the token nothing is done, and the page says so."""
    visitors = {login: site.visitor(login) for login in LOGINS.values()}
    done = 0
    for rule in routes(site.app):
        if "POST" not in (rule.methods or ()):
            continue
        named = {name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x"
                 for name in rule.arguments}
        named.update({"act": "enable"} if "act" in named else {})
        built = rule.build(named)
        assert built is not None
        with listening_for_writes(site.bureau.engine) as written:
            seats = {a_seat_for(f"POST {rule.rule}"), "clerk"}
            answers = [visitors[seat].post(built[1]) for seat in sorted(seats)]
        assert written == [], rule.rule
        assert {one.status_code for one in answers} <= {303, 400, 403, 404, 422}, rule.rule
        refused = [one for one in answers if one.status_code == 400]
        assert all("页面停留过久" in words(one) for one in refused), rule.rule
        done += len(refused)
    assert done > 50


def test_3_5_3_no_answer_allows_another_site_to_read_it(site: Site) -> None:
    clerk = site.visitor("clerk")
    for path in ("/inbox", "/sign-in", "/guide", "/words.js"):
        answer = clerk.client.get(path, headers={"Origin": "https://evil.example"})
        assert "Access-Control" not in str(answer.headers)
    options = clerk.client.options("/inbox", headers={
        "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    assert "Access-Control" not in str(options.headers)


def test_3_1_1_every_form_posts_to_this_site(site: Site) -> None:
    no = site.request()
    for login, path in (("clerk", "/inbox"), ("clerk", f"/requests/{no}"),
                        ("system", "/admin/accounts"), ("", "/sign-in"), ("", "/verify")):
        for form in forms_of(site.visitor(login).get(path)):
            assert not form.action or form.action.startswith(("/", "#", "?")), form.action
