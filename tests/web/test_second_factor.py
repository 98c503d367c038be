"""The second factor: bound by a phone, asked at the entrance and before 签发, each code once."""

import io
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from passlib.totp import TOTP
from PIL import Image
from sqlalchemy import text

from tests.web.conftest import Site
from tests.web.phone import Phone
from tests.web.test_case import drafted
from tests.web.visitor import PASSWORD, Visitor, words
from web.second_factor import Offer, proved
from workflow.record import rotation
from workflow.record.database import reading
from workflow.record.keyring import KeyRing
from workflow.record.security import SecurityAct, newest

CODE, STEP, ACCOUNTS = "/my/code", "/sign-in/code", "/admin/accounts"


def bound(site: Site, visitor: Visitor) -> tuple[Phone, list[str]]:
    """Bind a phone and note the recovery codes."""
    page = visitor.fill(CODE, f"{CODE}/offer", _password=PASSWORD)
    phone = Phone.typed_from(page)
    answer = visitor.send(page, CODE, code=phone.code(site.bureau.now))
    assert "已绑定" in words(answer)
    site.bureau.now += timedelta(minutes=1)
    return phone, re.findall(r"<li><code>([a-z2-9-]{19})</code>", answer.text)


def halfway(site: Site, login: str = "reviewer") -> Visitor:
    """Somebody who has given the password, and is asked the code."""
    visitor = site.visitor()
    answer = visitor.sign_in(login)
    assert answer.headers["Location"] == STEP
    return visitor


def acts(site: Site, limit: int) -> list[SecurityAct]:
    with reading(site.bureau.engine) as connection:
        return [line.what for line in newest(connection, limit=limit)]


@given(st.binary(min_size=20, max_size=20), st.integers(0, 2**32))
def test_a_phone_of_another_make_shows_the_code_that_is_taken(secret: bytes, second: int) -> None:
    ours = TOTP(key=secret, format="raw").generate(second).token

    assert ours == Phone(secret).code(datetime.fromtimestamp(second, UTC))


def test_the_code_of_the_phone_opens_and_no_other(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    visitor = halfway(site)
    assert visitor.get("/inbox").headers["Location"].startswith("/sign-in")

    assert visitor.fill(STEP, STEP, _code="000000").status_code == 422
    assert visitor.fill(STEP, STEP, _code="").status_code == 422
    assert visitor.fill(STEP, STEP, _code=phone.code(site.bureau.now)).status_code == 302
    assert visitor.get("/inbox").status_code == 200


def test_a_code_is_taken_once(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    code = phone.code(site.bureau.now)
    assert halfway(site).fill(STEP, STEP, _code=code).status_code == 302

    answer = halfway(site).fill(STEP, STEP, _code=code)

    assert (answer.status_code, "已经用过" in words(answer)) == (422, True)
    later = phone.code(site.bureau.now, steps=1)
    assert halfway(site).fill(STEP, STEP, _code=later).status_code == 302


def test_the_code_that_bound_the_phone_is_not_taken_again(site: Site) -> None:
    visitor = site.visitor("reviewer")
    page = visitor.fill(CODE, f"{CODE}/offer", _password=PASSWORD)
    code = Phone.typed_from(page).code(site.bureau.now)
    visitor.send(page, CODE, code=code)

    assert halfway(site).fill(STEP, STEP, _code=code).status_code == 422


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_differ_by_one_step(site: Site, steps: int, status: int) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    site.bureau.now += timedelta(minutes=5)
    code = phone.code(site.bureau.now, steps=steps)

    assert halfway(site).fill(STEP, STEP, _code=code).status_code == status


def test_codes_are_guessed_no_more_often_than_passwords(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    for number in range(5):
        halfway(site).fill(STEP, STEP, _code=f"00000{number}")

    assert "暂停登录十分钟" in words(site.visitor().sign_in("reviewer"))
    site.bureau.now += timedelta(minutes=11)
    code = phone.code(site.bureau.now)
    assert halfway(site).fill(STEP, STEP, _code=code).status_code == 302


def test_five_minutes_after_the_password_the_code_comes_too_late(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    visitor = halfway(site)
    page = visitor.get(STEP)
    site.later(minutes=6)
    visitor.send(page, STEP, _code=phone.code(site.bureau.now))

    assert visitor.get("/inbox").status_code == 302


def test_the_entrance_leads_on_to_the_page_asked_for(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    visitor = site.visitor()
    asked = visitor.get("/register?q=滨河路").headers["Location"]
    form = visitor.get(asked)
    token = form.text.split('name="csrf_token" value="')[1].split('"')[0]
    onward = visitor.client.post(asked, data={
        "csrf_token": token, "login": "reviewer", "password": PASSWORD}).headers["Location"]
    token = visitor.get(onward).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = visitor.client.post(onward, data={
        "csrf_token": token, "_code": phone.code(site.bureau.now)})

    assert answer.headers["Location"].startswith("/register?q=")


def test_a_recovery_code_opens_once_and_is_logged(site: Site) -> None:
    _, codes = bound(site, site.visitor("reviewer"))
    assert len(set(codes)) == 10

    assert halfway(site).fill(STEP, STEP, _code=codes[3].upper()).status_code == 302
    assert SecurityAct.RECOVERY_CODE_USED in acts(site, 2)
    assert halfway(site).fill(STEP, STEP, _code=codes[3]).status_code == 422


def test_new_recovery_codes_put_the_old_ones_out(site: Site) -> None:
    visitor = site.visitor("reviewer")
    phone, codes = bound(site, visitor)
    page = visitor.fill(CODE, f"{CODE}/recovery", _password=PASSWORD,
                        _code=phone.code(site.bureau.now))
    renewed = re.findall(r"<li><code>([a-z2-9-]{19})</code>", page.text)

    assert not set(codes) & set(renewed)
    assert halfway(site).fill(STEP, STEP, _code=codes[0]).status_code == 422
    assert halfway(site).fill(STEP, STEP, _code=renewed[0]).status_code == 302


def test_the_picture_says_what_is_typed(site: Site) -> None:
    page = site.visitor("reviewer").fill(CODE, f"{CODE}/offer", _password=PASSWORD)
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page.text)
    assert found is not None
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(b64decode(found[1]))))[0].text

    assert read.startswith("otpauth://totp/")
    assert read.partition("secret=")[2].partition("&")[0] == re.sub(
        " ", "", Offer(Phone.typed_from(page).secret).text)


def test_nothing_is_bound_by_a_wrong_code_or_the_offer_of_another_session(site: Site) -> None:
    visitor, other = site.visitor("reviewer"), site.visitor("reviewer")
    page = visitor.fill(CODE, f"{CODE}/offer", _password=PASSWORD)
    phone = Phone.typed_from(page)

    again = visitor.send(page, CODE, code="000000")
    assert "与手机上的不符" in words(again)
    assert Phone.typed_from(again) == phone
    stolen = other.fill(CODE, f"{CODE}/offer", _password=PASSWORD)
    offer = re.search(r'name="offer" value="([^"]+)"', page.text)
    assert offer is not None
    answer = other.send(stolen, CODE, offer=offer[1], code=phone.code(site.bureau.now))
    assert "二维码已经失效" in words(answer)
    assert site.visitor().sign_in("reviewer").headers["Location"] == "/"


def test_the_secret_is_shown_to_nobody_without_the_password(site: Site) -> None:
    answer = site.visitor("reviewer").fill(CODE, f"{CODE}/offer", _password="不对的口令不对的口令")

    assert (answer.status_code, "secret" in answer.text) == (422, False)


def test_binding_ends_every_other_session(site: Site) -> None:
    here, there = site.visitor("reviewer"), site.visitor("reviewer")
    bound(site, here)

    assert here.get("/inbox").status_code == 200
    assert there.get("/inbox").status_code == 302


def test_the_secret_is_sealed_and_the_codes_are_hashed(site: Site) -> None:
    phone, codes = bound(site, site.visitor("reviewer"))
    with reading(site.bureau.engine) as connection:
        sealed = connection.scalar(text("SELECT sealed FROM second_factor"))
        digests = set(connection.scalars(text("SELECT digest FROM recovery_code")))

    assert phone.secret not in bytes(sealed)
    assert not digests & {*codes, *(code.replace("-", "") for code in codes)}


def test_the_secret_goes_over_to_a_new_key(site: Site) -> None:
    phone, _ = bound(site, site.visitor("reviewer"))
    keys = site.bureau.keys
    assert sum(one.wraps for one in rotation.usage(site.bureau.engine, keys)) == 1

    list(rotation.rotate(site.bureau.engine, keys))

    assert KeyRing(keys.folder).numbers == [2]
    code = phone.code(site.bureau.now)
    assert halfway(site).fill(STEP, STEP, _code=code).status_code == 302


def test_approval_asks_for_the_code_as_well(site: Site) -> None:
    no = drafted(site)
    action = f"/requests/{no}/approve"
    reviewer = site.visitor("reviewer")
    phone, _ = bound(site, reviewer)
    page = reviewer.fill(f"/requests/{no}", action, note="同意", _password=PASSWORD)
    assert page.status_code == 422
    assert "动态口令不正确" in words(page)
    assert "同意" in page.text

    code = phone.code(site.bureau.now)
    assert reviewer.send(page, action, _password=PASSWORD, _code=code).status_code == 303


@pytest.mark.parametrize(("who", "login", "first"), [
    ("off", "reviewer", "/inbox"), ("administrators", "reviewer", "/inbox"),
    ("administrators", "system", CODE), ("everybody", "reviewer", CODE),
])
def test_the_agency_says_who_must_bind_a_phone_first(
    site: Site, who: str, login: str, first: str
) -> None:
    site.bureau.set("signin.totp", who, since="2024-09-01")
    visitor = site.visitor(login)

    assert visitor.get("/").headers["Location"] == first


def test_whoever_must_bind_a_phone_does_nothing_before(site: Site) -> None:
    site.bureau.set("signin.totp", "everybody", since="2024-09-01")
    visitor = site.visitor("reviewer")

    assert visitor.get("/inbox").headers["Location"] == CODE
    assert "请先绑定动态口令" in words(visitor.post("/shortcuts", keys="off"))
    bound(site, visitor)
    assert visitor.get("/inbox").status_code == 200
    assert "不能自行解除" in words(visitor.get(CODE))


def test_the_own_phone_is_taken_off_where_nobody_asks_for_it(site: Site) -> None:
    visitor = site.visitor("reviewer")
    phone, _ = bound(site, visitor)
    answer = visitor.fill(CODE, f"{CODE}/drop", _password=PASSWORD,
                          _code=phone.code(site.bureau.now))

    assert "动态口令已解除" in words(answer)
    assert site.visitor().sign_in("reviewer").headers["Location"] == "/"


def test_a_lost_phone_is_taken_off_by_the_administrator_with_a_reason(site: Site) -> None:
    visitor = site.visitor("reviewer")
    bound(site, visitor)
    system = site.visitor("system")
    action = f"{ACCOUNTS}/reviewer/factor"
    assert "请写明理由" in words(system.fill(ACCOUNTS, action, reason=" "))
    assert visitor.get("/inbox").status_code == 200

    answer = system.fill(ACCOUNTS, action, reason="手机遗失，已当面核实")

    assert "动态口令已解除" in words(answer)
    assert acts(site, 1) == [SecurityAct.SECOND_FACTOR_DROPPED]
    assert visitor.get("/inbox").status_code == 302
    assert site.visitor().sign_in("reviewer").headers["Location"] == "/"


def test_a_wrong_code_proves_nothing(site: Site) -> None:
    with site.app.test_request_context():
        assert proved(Offer(b"0" * 20), "12345x") is None
