"""The start password (初始口令): nothing opens before its owner has replaced it."""

import re

import pytest

from tests.web.conftest import Site
from tests.web.visitor import Visitor, words
from workflow.record.database import reading
from workflow.record.security import SecurityAct, newest

ACCOUNTS = "/admin/accounts"
OWN = "渡口的船都回来了，已是黄昏"


@pytest.fixture
def start(site: Site) -> str:
    """The start password the administrator has just given the clerk."""
    page = site.visitor("system").fill(ACCOUNTS, f"{ACCOUNTS}/clerk/password")
    found = re.search(r"<code>([a-z2-9-]{19})</code>", page.text)
    assert found is not None
    return found[1]


def signed_in(site: Site, password: str) -> Visitor:
    visitor = site.visitor()
    assert visitor.sign_in("clerk", password).status_code == 302
    return visitor


@pytest.mark.parametrize("path", ["/", "/inbox", "/requests/new", "/shortcuts", "/my/sign-ins",
                                  "/my/code"])
def test_every_page_leads_to_the_new_password(site: Site, start: str, path: str) -> None:
    answer = signed_in(site, start).get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/password")


def test_a_form_sent_before_is_refused_with_what_to_do(site: Site, start: str) -> None:
    no = site.request()
    answer = signed_in(site, start).post(f"/requests/{no}/note", text="不能丢的一段话")

    assert answer.status_code == 403
    assert "请先更换口令" in words(answer)
    assert "没有写入任何内容" in words(answer)
    assert "返回本页重新提交" in words(answer)


def test_the_page_of_the_password_offers_nothing_that_does_not_open(
    site: Site, start: str
) -> None:
    page = signed_in(site, start).get("/password")

    assert "只供首次登录" in words(page)
    assert 'href="/inbox' not in page.text
    assert 'href="/requests/new"' not in page.text


def test_signing_out_and_the_size_of_the_text_work_all_the_same(site: Site, start: str) -> None:
    visitor = signed_in(site, start)

    assert visitor.fill("/password", "/appearance", scale="large").status_code == 302
    assert visitor.fill("/password", "/sign-out").headers["Location"] == "/sign-in"


def test_after_the_new_password_everything_opens_and_the_start_password_is_dead(
    site: Site, start: str
) -> None:
    visitor = signed_in(site, start)
    answer = visitor.fill("/password", "/password", _password=start, new=OWN, again=OWN)

    assert "口令已修改" in words(answer)
    assert visitor.get("/inbox").status_code == 200
    assert site.visitor().sign_in("clerk", start).status_code == 422
    assert signed_in(site, OWN).get("/inbox").status_code == 200


def test_the_start_password_itself_is_no_new_password(site: Site, start: str) -> None:
    answer = signed_in(site, start).fill(
        "/password", "/password", _password=start, new=start, again=start)

    assert answer.status_code == 422
    assert "不得与原口令相同" in words(answer)


def test_who_opened_it_and_who_replaced_it_stand_in_the_log(site: Site, start: str) -> None:
    signed_in(site, start).fill("/password", "/password", _password=start, new=OWN, again=OWN)
    with reading(site.bureau.engine) as connection:
        lines = newest(connection, only=SecurityAct.PASSWORD_SET, limit=2)

    assert [line.officer for line in lines] == ["clerk", "system"]
