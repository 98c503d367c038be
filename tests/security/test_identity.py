"""Identity (身份鉴别, ASVS 5.0 V6 and V7): each line of `docs/security.md` is one test."""

import re
from datetime import timedelta

from argon2 import extract_parameters
from sqlalchemy import Engine, text

from tests.web.conftest import CHEAP, Site, opened
from tests.web.test_second_factor import bound, halfway
from tests.web.test_sign_in import copied
from tests.web.visitor import PASSWORD, forms_of, words
from web import passwords
from web.again import RECENT, is_fresh
from web.passwords import faults, hashed, matches
from workflow import office
from workflow.machine import steps_of
from workflow.record.database import reading, writing
from workflow.terms import Role, State
from workflow.work.accounts import look_after_accounts

NEW = "渡口的船都回来了，已是黄昏"


def test_6_3_2_a_fresh_installation_has_no_account_and_no_password(engine: Engine) -> None:
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM officer")) == 0
    assert not matches("", "")
    assert not matches("admin", "")


def test_11_4_2_passwords_are_kept_as_argon2id_and_few_are_worked_out_at_once() -> None:
    made = extract_parameters(hashed("x" * 12))

    assert (made.type.name, made.memory_cost, made.time_cost, made.parallelism) == (
        "ID", 64 * 1024, 3, 4)
    for _ in range(passwords.MOST_AT_ONCE):
        assert passwords._AT_ONCE.acquire(blocking=False)
    try:
        assert not passwords._AT_ONCE.acquire(blocking=False)
    finally:
        for _ in range(passwords.MOST_AT_ONCE):
            passwords._AT_ONCE.release()


def test_6_2_1_a_password_has_twelve_characters_or_more_and_may_be_a_sentence() -> None:
    assert not list(faults(NEW, "clerk"))
    assert not list(faults("桂花与 2026 年的渡口 " * 5, "clerk"))
    assert "12至128" in str(next(faults("桂花 2026 渡口", "clerk")))
    assert "12至128" in str(next(faults("桂花 2026" * 40, "clerk")))


def test_6_2_4_known_passwords_and_names_of_the_agency_are_refused() -> None:
    near = ("李明", "滨江市自然资源局", "滨自然资", "BJZR")
    known = ("password2026ab", "Qwertyuiop123!", "1qaz2wsx3edc!!", "P@ssw0rd2026!!",
             "abc123abc123", "woaini1314520!", "滨江市自然资源局2026", "bjszrzyj2026!",
             "BJZR@20260601", "liming20260601")

    assert [one for one in known if not list(faults(one, "clerk", near=near))] == []
    assert not list(faults(NEW, "clerk", near=near))


def test_6_2_10_passwords_grow_old_only_where_the_agency_says_so(site: Site) -> None:
    bureau = site.bureau.at("2026-06-01 09:00")
    later = bureau.now + timedelta(days=91)
    look_after_accounts(bureau.engine, later)
    assert site.visitor("clerk").get("/inbox").status_code == 200

    bureau.set("signin.password_days", "90", since="2026-06-01")
    with writing(bureau.engine) as connection:
        office.set_password(connection, later - timedelta(days=1), office.CONSOLE, "handler",
                            hashed(PASSWORD, CHEAP))
    look_after_accounts(bureau.engine, later + timedelta(days=1))

    assert site.visitor("clerk").get("/inbox").headers["Location"] == "/password"
    assert site.visitor("handler").get("/inbox").status_code == 200


def test_6_5_1_a_second_factor_is_demanded_and_each_code_taken_once(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    code = phone.code(site.bureau.now)
    first = halfway(site).fill("/sign-in/code", "/sign-in/code", _code=code)
    again = halfway(site).fill("/sign-in/code", "/sign-in/code", _code=code)

    assert (first.status_code, again.status_code) == (302, 422)
    site.bureau.set("signin.totp", "everybody", since="2024-01-01")
    assert site.visitor("clerk").get("/inbox").headers["Location"] == "/my/code"


def test_6_4_6_an_administrator_starts_a_reset_and_chooses_no_password(site: Site) -> None:
    system = site.visitor("system")
    page = system.fill("/admin/accounts", "/admin/accounts/clerk/password", password=NEW, new=NEW,
                       _password=NEW)
    handed = re.findall(r"<code>([a-z2-9-]{19})</code>", page.text)

    assert len(handed) == 1
    assert site.visitor().sign_in("clerk", NEW).status_code == 422
    clerk = site.visitor()
    assert clerk.sign_in("clerk", handed[0]).status_code == 302
    assert clerk.get("/inbox").headers["Location"] == "/password"


def test_6_3_1_failures_shut_an_account_for_every_worker_and_only_for_a_while(site: Site) -> None:
    engine = site.bureau.engine
    worker, _, sites = opened(site.app.extensions["yishen"].config.data, str(engine.url))
    sites.append(site)
    for number in range(6):
        app = site.app if number % 2 else worker
        Site(app, site.bureau).visitor().sign_in("clerk", "不对的口令不对的口令")

    for app in (site.app, worker):
        assert "暂停登录十分钟" in words(Site(app, site.bureau).visitor().sign_in("clerk"))
    site.bureau.now += timedelta(minutes=11)
    assert site.visitor().sign_in("clerk").status_code == 302
    worker.extensions["yishen"].house.engine.dispose()


def test_6_3_8_an_account_that_exists_is_told_by_neither_words_nor_status(site: Site) -> None:
    with writing(site.bureau.engine) as connection:
        office.disable(connection, site.bureau.now, office.CONSOLE, "colleague")
    answers = {login: site.visitor().sign_in(login, "不对的口令不对的口令")
               for login in ("clerk", "nobody-here", "colleague")}
    seen = {(one.status_code, words(one).replace(login, "")) for login, one in answers.items()}

    assert len(seen) == 1
    assert site.visitor().sign_in("colleague").status_code == 422


def test_7_2_3_a_session_is_256_random_bits_and_kept_as_a_hash(site: Site) -> None:
    names = set()
    for _ in range(3):
        cookie = site.visitor("clerk").client.get_cookie("yishen")
        assert cookie is not None
        names.add(cookie.value)
    with reading(site.bureau.engine) as connection:
        kept = str(connection.execute(text("SELECT * FROM sign_in")).all())

    assert len(names) == 3
    assert all(re.fullmatch(r"[\w-]{43}", name) and name not in kept for name in names)


def test_7_2_4_signing_in_ends_the_session_before_and_names_a_new_one(site: Site) -> None:
    visitor = site.visitor("clerk")
    before = copied(visitor)
    visitor.sign_in("clerk")

    assert before.get("/inbox").status_code == 302
    assert visitor.get("/inbox").status_code == 200


def test_7_3_1_a_session_ends_idle_after_15_minutes_and_after_8_hours_or_as_set(
    site: Site
) -> None:
    idle, busy = site.visitor("clerk"), site.visitor("handler")
    for minute in range(0, 8 * 60, 14):
        if minute == 14:
            assert idle.get("/inbox").status_code == 200
        assert busy.get("/inbox").status_code == 200
        site.later(minutes=14)
    assert (idle.get("/inbox").status_code, busy.get("/inbox").status_code) == (302, 302)

    site.bureau.set("signin.idle", "5", since="2024-01-01")
    site.bureau.set("signin.longest", "1", since="2024-01-01")
    visitor = site.visitor("clerk")
    site.later(minutes=6)
    assert visitor.get("/inbox").status_code == 302


def test_7_4_1_signing_out_disabling_seats_and_passwords_end_sessions(site: Site) -> None:
    at, engine = site.bureau.now, site.bureau.engine
    left = site.visitor("clerk")
    thief = copied(left)
    left.fill("/inbox", "/sign-out")
    others = {login: site.visitor(login) for login in ("handler", "reviewer", "head")}
    with writing(engine) as connection:
        office.disable(connection, at, office.CONSOLE, "handler")
        office.grant(connection, at, office.CONSOLE, "reviewer", Role.HEAD, valid_from=at.date())
        office.set_password(connection, at, office.CONSOLE, "head", hashed(NEW, CHEAP))

    assert thief.get("/inbox").status_code == 302
    assert {one.get("/inbox").status_code for one in others.values()} == {302}


def test_7_5_2_own_sessions_are_listed_and_ended_from_elsewhere(site: Site) -> None:
    there, here = site.visitor("clerk"), site.visitor("clerk")
    page = here.get("/my/sign-ins")
    other = next(form.action for form in forms_of(page) if form.action.endswith("/1/end"))
    here.send(page, other)

    assert there.get("/inbox").status_code == 302
    assert here.get("/inbox").status_code == 200


def test_7_5_3_signing_seats_accounts_and_exports_ask_the_password_again(site: Site) -> None:
    always = {step.trigger for state in State for step in steps_of(state) if step.fresh}
    lately = {name for name, view in site.app.view_functions.items() if is_fresh(view)}
    assert always == {"approve", "approve_mending", "approve_revocation"}
    assert lately == {"grants.give", "grants.take_back", "accounts.add", "accounts.renew",
                      "accounts.unbind", "accounts.activate", "handover.export",
                      "register_files.exported", "errands.guarded_file"}

    site.request()
    clerk = site.visitor("clerk")
    site.later(seconds=RECENT.total_seconds() + 1)
    asked = clerk.fill("/register?sort=received", "/register/export", format="csv")
    assert (asked.status_code, "请再输入一次口令" in words(asked)) == (422, True)
    wrong = clerk.send(asked, "/register/export", _password="不对的口令")
    assert (wrong.status_code, "口令不正确" in words(wrong)) == (422, True)
    file = clerk.send(wrong, "/register/export", _password=PASSWORD)
    assert file.mimetype == "text/csv"
    assert clerk.fill("/register", "/register/export", format="csv").status_code == 200
