"""Sign-in: the entrance, the cookie, and how a stolen one dies."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median
from time import process_time

import pytest
from sqlalchemy import text

from tests.web.conftest import Site
from tests.web.visitor import PASSWORD, Visitor, words
from web.passwords import hashed
from web.site import EXTENSION
from workflow import office
from workflow.record.database import reading, writing
from workflow.record.security import SecurityAct, newest
from workflow.terms import Role

STARTS = [
    ("clerk", "/inbox"), ("handler", "/inbox"), ("reviewer", "/inbox"), ("secrecy", "/inbox"),
    ("head", "/head"), ("legal", "/legal"), ("archivist", "/archive"), ("leader", "/leader"),
    ("system", "/admin/accounts"), ("security", "/admin/grants"), ("audit", "/admin/log"),
]


def copied(visitor: Visitor) -> Visitor:
    """A second browser that somehow got hold of the first one's cookie."""
    thief = Visitor(visitor.app)
    cookie = visitor.client.get_cookie("yishen")
    assert cookie is not None
    thief.client.set_cookie("yishen", cookie.value)
    return thief


@pytest.mark.parametrize(("login", "start"), STARTS, ids=[login for login, _ in STARTS])
def test_each_seat_begins_at_its_own_page(site: Site, login: str, start: str) -> None:
    visitor = site.visitor(login)

    assert visitor.get("/").headers["Location"] == start
    assert visitor.get(start).status_code == 200


def test_a_wrong_password_and_an_unknown_account_read_the_same(site: Site) -> None:
    known = site.visitor().sign_in("clerk", "不对的口令不对的口令")
    unknown = site.visitor().sign_in("nobody", "不对的口令不对的口令")

    assert known.status_code == unknown.status_code == 422
    assert words(known) == words(unknown).replace("nobody", "clerk")


@pytest.mark.parametrize("login", ["clerk", "nobody"])
def test_five_failures_shut_an_account_whether_it_exists_or_not(site: Site, login: str) -> None:
    for _ in range(5):
        site.visitor().sign_in(login, "不对的口令不对的口令")

    assert "暂停登录十分钟" in words(site.visitor().sign_in(login))


def test_an_address_that_fails_too_often_is_shut_for_every_account(site: Site) -> None:
    for number in range(30):
        site.visitor().sign_in(f"guess-{number}", "不对的口令不对的口令")

    assert "暂停登录十分钟" in words(site.visitor().sign_in("clerk"))
    elsewhere = site.visitor()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert elsewhere.sign_in("clerk").status_code == 302


def test_guesses_at_once_are_counted_before_they_are_looked_at(site: Site) -> None:
    """Of twenty guesses by several workers at the same moment, five are looked at."""
    pages = [site.visitor() for _ in range(20)]
    with ThreadPoolExecutor(8) as workers:
        answers = list(workers.map(lambda one: words(one.sign_in("clerk", "x" * 12)), pages))

    assert sum("账号或口令不正确" in answer for answer in answers) == 5
    assert sum("暂停登录十分钟" in answer for answer in answers) == 15


def test_an_unknown_account_takes_as_long_as_a_known_one(site: Site) -> None:
    costly = {"time_cost": 2, "memory_cost": 4096, "parallelism": 1}
    site.app.extensions[EXTENSION] = replace(
        site.app.extensions[EXTENSION],
        config=replace(site.app.extensions[EXTENSION].config, argon2=costly))
    with writing(site.bureau.engine) as connection:
        office.set_password(connection, site.bureau.now, office.CONSOLE, "clerk",
                            hashed(PASSWORD, costly))

    def work(login: str) -> float:
        visitor = site.visitor()
        page = visitor.get("/sign-in")
        before = process_time()
        visitor.send(page, "/sign-in", login=login, password="不对的口令不对的口令")
        return process_time() - before

    known, unknown = (median(work(login) for _ in range(4)) for login in ("clerk", "nobody"))

    assert 0.5 < known / unknown < 2


def test_after_five_failures_the_account_rests_for_ten_minutes(site: Site) -> None:
    site.bureau.at("2024-09-27 09:00")
    for _ in range(5):
        site.visitor().sign_in("clerk", "不对的口令不对的口令")

    assert "暂停登录" in words(site.visitor().sign_in("clerk"))

    site.bureau.at("2024-09-27 09:11")

    assert site.visitor().sign_in("clerk").status_code == 302


def test_what_was_typed_at_the_entrance_is_never_logged(site: Site) -> None:
    site.visitor().sign_in("my-secret-password", "x")
    with reading(site.bureau.engine) as connection:
        line = newest(connection, only=SecurityAct.SIGN_IN_FAILED)[0]

    assert (line.officer, "my-secret-password" in str(line.facts)) == ("", False)


def test_sign_in_and_sign_out_stand_in_the_security_log(site: Site) -> None:
    visitor = site.visitor("clerk")
    visitor.fill("/inbox", "/sign-out")
    with reading(site.bureau.engine) as connection:
        acts = [line.what for line in newest(connection, limit=2)]

    assert acts == [SecurityAct.SIGNED_OUT, SecurityAct.SIGNED_IN]


def test_a_stolen_cookie_dies_at_sign_out(site: Site) -> None:
    visitor = site.visitor("clerk")
    thief = copied(visitor)
    assert thief.get("/inbox").status_code == 200

    visitor.fill("/inbox", "/sign-out")

    assert thief.get("/inbox").status_code == 302


def test_the_cookie_is_a_random_name_and_the_table_holds_only_its_hash(site: Site) -> None:
    cookie = site.visitor("clerk").client.get_cookie("yishen")
    assert cookie is not None
    with reading(site.bureau.engine) as connection:
        stored = str(connection.execute(text("SELECT * FROM sign_in")).mappings().one())

    assert re.fullmatch(r"[\w-]{43}", cookie.value)
    assert cookie.value not in stored
    assert (cookie.http_only, cookie.max_age) == (True, None)


@pytest.mark.parametrize("act", ["disable", "revoke", "grant"])
def test_a_cookie_dies_when_account_or_grants_change(site: Site, act: str) -> None:
    visitor = site.visitor("clerk")
    at = site.bureau.now
    with writing(site.bureau.engine) as connection:
        if act == "disable":
            office.disable(connection, at, office.CONSOLE, "clerk")
        elif act == "revoke":
            office.revoke(connection, at, office.CONSOLE, "clerk", Role.INTAKE_CLERK,
                          from_day=at.date())
        else:
            office.grant(connection, at, office.CONSOLE, "clerk", Role.HANDLER,
                         valid_from=at.date())

    assert visitor.get("/inbox").headers["Location"].startswith("/sign-in")


def test_a_new_password_keeps_this_session_and_ends_all_others(site: Site) -> None:
    here, there, new = site.visitor("clerk"), site.visitor("clerk"), "渡口的船都回来了，已是黄昏"
    answer = here.fill("/password", "/password", _password=PASSWORD, new=new, again=new)

    assert "口令已修改" in words(answer)
    assert here.get("/inbox").status_code == 200
    assert there.get("/inbox").status_code == 302
    assert site.visitor().sign_in("clerk").status_code == 422


@pytest.mark.parametrize(("new", "again", "said"), [
    ("短口令", "短口令", "12至128个字符"),
    ("password2026ab", "password2026ab", "常见词"),
    ("clerkclerkclerk", "clerkclerkclerk", "不同的字符太少"),
    ("渡口的船都回来了，已是黄昏", "渡口的船", "不一致"),
])
def test_a_weak_or_mistyped_new_password_is_not_taken(
    site: Site, new: str, again: str, said: str
) -> None:
    visitor = site.visitor("clerk")
    answer = visitor.fill("/password", "/password", _password=PASSWORD, new=new, again=again)

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert site.visitor().sign_in("clerk").status_code == 302


@pytest.mark.parametrize("target", ["//elsewhere.example", "https://elsewhere.example", "/\\x"])
def test_signing_in_leads_nowhere_outside(site: Site, target: str) -> None:
    visitor = site.visitor()
    page = visitor.client.get("/sign-in", query_string={"next": target})
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = visitor.client.post(
        "/sign-in", query_string={"next": target},
        data={"csrf_token": token, "login": "clerk", "password": PASSWORD})

    assert answer.headers["Location"] == "/"


def test_after_signing_in_the_page_asked_for_comes_first(site: Site) -> None:
    visitor = site.visitor()
    asked = visitor.get("/register?q=滨河路").headers["Location"]
    page = visitor.get(asked)
    answer = visitor.client.post(asked, data={
        "csrf_token": page.text.split('name="csrf_token" value="')[1].split('"')[0],
        "login": "clerk", "password": PASSWORD})

    assert answer.headers["Location"].startswith("/register?q=")


def test_a_post_without_the_token_of_its_page_is_turned_away(site: Site) -> None:
    answer = site.visitor("clerk").post("/sign-out")

    assert (answer.status_code, "没有写入任何内容" in words(answer)) == (400, True)
