"""What the browser is told: no foreign script, no inline script or style, nothing kept."""

import re

from werkzeug.test import TestResponse

from tests.web.conftest import Site

PAGES = [
    ("", "/sign-in"), ("clerk", "/inbox"), ("clerk", "/requests/new"), ("clerk", "/register"),
    ("clerk", "/requests/BJZR-2024-0001"), ("clerk", "/shortcuts"), ("clerk", "/password"),
    ("clerk", "/nowhere"), ("head", "/head"), ("leader", "/leader"), ("archivist", "/archive"),
    ("legal", "/audit"), ("legal", "/audit/BJZR-2024-0001"), ("system", "/admin/accounts"),
    ("system", "/admin/settings"), ("security", "/admin/grants"), ("audit", "/admin/log"),
]


def inline(page: TestResponse) -> list[str]:
    """Whatever a strict policy would refuse to run."""
    return re.findall(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", page.text)


def foreign(page: TestResponse) -> list[str]:
    """Addresses that lead to another host."""
    return re.findall(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*", page.text)


def test_no_page_needs_anything_the_policy_forbids(site: Site) -> None:
    site.request()
    visitors = {login: site.visitor(login) for login in {login for login, _ in PAGES}}
    for login, path in PAGES:
        page = visitors[login].get(path)

        assert page.status_code == (404 if path == "/nowhere" else 200), path
        assert (inline(page), foreign(page)) == ([], []), path
        assert "script-src" not in page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


def test_every_page_speaks_chinese_and_has_a_title(site: Site) -> None:
    site.request()
    visitors = {login: site.visitor(login) for login in {login for login, _ in PAGES}}
    for login, path in PAGES:
        page = visitors[login].get(path).text

        assert '<html lang="zh-CN"' in page
        assert re.search(r"<title>\S.* — 依申请公开办理平台</title>", page), path


def test_no_frame_may_hold_a_page(site: Site) -> None:
    headers = site.visitor().get("/sign-in").headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = site.visitor("clerk").client.get_cookie("yishen")

    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_large_text_is_remembered_and_single_keys_can_be_switched_off(site: Site) -> None:
    visitor = site.visitor("clerk")
    visitor.fill("/inbox", "/appearance", scale="large")
    visitor.fill("/shortcuts", "/shortcuts", keys="off")
    page = visitor.get("/inbox").text

    assert 'data-scale="large"' in page
    assert 'data-keys="off"' in page
