"""The three administrations: accounts and settings, grants, the log; and the audit."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from workflow.record.database import writing

ACCOUNTS, GRANTS, SETTINGS, LOG = (
    "/admin/accounts", "/admin/grants", "/admin/settings", "/admin/log")
RUN = "/audit/verification"


def words_of(row: str) -> str:
    """The words of a row of a table."""
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def unguarded(site: Site, table: str, statement: str) -> None:
    """Change a table as somebody could who has the database itself."""
    with writing(site.bureau.engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def test_a_new_officer_gets_a_start_password_and_a_seat_from_two_administrators(
    site: Site,
) -> None:
    page = site.visitor("system").fill(
        ACCOUNTS, ACCOUNTS, login="zhaoliu", name="赵六", unit="规划科", branch="case")
    password = re.search(r"<code>([a-z2-9-]{19})</code>", page.text)
    assert password is not None
    newcomer = site.visitor()
    assert newcomer.sign_in("zhaoliu", password[1]).status_code == 302
    own = "渡口的船都回来了，已是黄昏"
    newcomer.fill("/password", "/password", _password=password[1], new=own, again=own)
    assert newcomer.get("/").headers["Location"] == "/no-seat"

    answer = site.visitor("security").fill(
        GRANTS, GRANTS, login="zhaoliu", role="handler", valid_from="2024-09-27")

    assert answer.status_code == 303
    newcomer.sign_in("zhaoliu", own)
    assert newcomer.get("/inbox").status_code == 200


@pytest.mark.parametrize(("typed", "said"), [
    ({"login": "clerk"}, "已经使用"), ({"login": "Zhao"}, "小写字母开头"),
    ({"name": " "}, "请填写姓名"),
], ids=["taken", "capital", "no name"])
def test_an_account_that_cannot_be_opened_is_explained(
    site: Site, typed: dict[str, str], said: str
) -> None:
    given = {"login": "zhaoliu", "name": "赵六", "branch": "case", **typed}
    page = site.visitor("system").fill(ACCOUNTS, ACCOUNTS, **given)

    assert (page.status_code, said in words(page)) == (422, True)


def test_the_three_seats_of_administration_exclude_one_another(site: Site) -> None:
    page = site.visitor("security").fill(
        GRANTS, GRANTS, login="system", role="audit_admin", valid_from="2024-09-27")

    assert (page.status_code, "三权分立" in words(page)) == (422, True)


def test_a_seat_taken_back_is_gone_at_once(site: Site) -> None:
    security = site.visitor("security")
    answer = security.fill(GRANTS, f"{GRANTS}/clerk/revoke")

    assert answer.status_code == 303
    newcomer = site.visitor("clerk")
    assert newcomer.get("/inbox").status_code == 403


@pytest.mark.parametrize(("act", "said"), [
    ("password", "“修改口令”页面更换"), ("factor", "“动态口令”页面解除")])
def test_an_open_session_of_the_administrator_is_no_way_around_the_own_password(
    site: Site, act: str, said: str
) -> None:
    system = site.visitor("system")
    page = system.get(ACCOUNTS)
    assert f"{ACCOUNTS}/system/" not in page.text
    token = forms_of(page)[-1].values["csrf_token"]

    answer = system.post(f"{ACCOUNTS}/system/{act}", csrf_token=token, reason="手机遗失")

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert site.visitor().sign_in("system").status_code == 302


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(site: Site) -> None:
    system = site.visitor("system")
    system.fill(ACCOUNTS, f"{ACCOUNTS}/clerk/disable")
    assert site.visitor().sign_in("clerk").status_code == 422

    system.fill(ACCOUNTS, f"{ACCOUNTS}/clerk/enable")

    assert site.visitor().sign_in("clerk").status_code == 302


def test_a_setting_holds_from_its_first_day_on(site: Site) -> None:
    system = site.visitor("system")
    system.fill(SETTINGS, SETTINGS, key="court", value="滨江市铁路运输法院",
                effective_from="2024-10-01", reason="管辖调整")
    page = words(system.get(SETTINGS))

    assert "2024-10-01（未到） 滨江市铁路运输法院 管辖调整" in page
    assert site.bureau.see(site.request()).office.setting("court") == "滨江市中级人民法院"
    site.bureau.at("2024-10-08 09:00")
    assert site.bureau.see("BJZR-2024-0001").office.setting("court") == "滨江市铁路运输法院"


@pytest.mark.parametrize(("typed", "said"), [
    ({"key": "rule.proposer_is_not_granter", "value": "off"}, "应当写明理由"),
    ({"key": "seal_svg", "value": "<svg onload='x()'/>"}, "不含脚本"),
    ({"key": "court", "value": "x", "effective_from": ""}, "生效日期"),
    ({"key": "no.such.thing", "value": "on"}, "没有“no.such.thing”这一设置项"),
], ids=["waiver without reason", "seal with a script", "no first day", "unknown"])
def test_a_setting_that_may_not_be_is_explained(
    site: Site, typed: dict[str, str], said: str
) -> None:
    given = {"effective_from": "2024-10-01", "reason": "", **typed}
    page = site.visitor("system").fill(SETTINGS, SETTINGS, **given)

    assert (page.status_code, said in words(page)) == (422, True)


def test_the_log_is_read_by_act_officer_and_day(site: Site) -> None:
    site.bureau.at("2024-09-26 23:59")
    site.visitor("clerk")
    site.bureau.at("2024-09-27 00:00")
    site.visitor("handler")
    site.visitor("system").fill(ACCOUNTS, f"{ACCOUNTS}/clerk/password")
    audit = site.visitor("audit")

    def rows(**asked: str) -> list[str]:
        page = audit.client.get(LOG, query_string=asked)
        return [words_of(row) for row in re.findall(r"<tr><td>\d+</td>.*?</tr>", page.text)]

    assert all("登录" in row for row in rows(what="signed_in"))
    # The last of them is from the morning, when everything was set up.
    assert [row.split()[4] for row in rows(who="clerk", first="2024-09-26")] == [
        "变更口令", "登录", "变更口令"]
    assert ["clerk" in row for row in rows(what="signed_in", last="2024-09-26")] == [True]
    assert not any("clerk" in row for row in rows(what="signed_in", first="2024-09-27"))
    assert rows(who="nobody") == []
    assert rows(first="no day") == rows() != []


def test_the_next_page_of_the_log_keeps_what_was_asked(site: Site) -> None:
    for _ in range(51):
        site.visitor("clerk")
    page = site.visitor("audit").get(f"{LOG}?what=signed_in&who=clerk")
    onward = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert onward is not None
    older = site.visitor("audit").get(unescape(onward[1]))

    assert len(re.findall(r"<tr><td>\d+</td>", older.text)) == 1


def test_the_security_log_proves_itself_and_names_a_changed_entry(site: Site) -> None:
    audit = site.visitor("audit")
    assert "没有发现问题" in words(audit.fill(LOG, f"{LOG}/verify"))

    unguarded(site, "security_entry",
              "UPDATE security_entry SET body = replace(body, '2008-05-01', '2008-05-02')"
              " WHERE seq = 3")

    assert "第3条的内容与其哈希值不符" in words(audit.fill(LOG, f"{LOG}/verify"))


def test_the_legal_office_verifies_one_request_and_the_whole_log(site: Site) -> None:
    no = site.request()
    legal = site.visitor("legal")
    page = words(legal.get(f"/audit/{no}"))

    assert site.bureau.see(no).trail[1].entry.hash in page
    assert "没有发现问题" in words(legal.fill(f"/audit/{no}", f"/audit/{no}/verify"))
    assert "没有发现问题" in words(legal.fill(RUN, RUN))


def test_a_changed_trail_is_named_by_request_and_entry(site: Site) -> None:
    no = site.request()
    unguarded(site, "trail_entry",
              "UPDATE trail_entry SET body = replace(body, '2024-09-27', '2024-09-28')"
              " WHERE seq = 1")
    page = words(site.visitor("legal").fill(RUN, RUN))

    assert f"{no} 第1条" in page
    assert "没有发现问题" not in page


def test_the_legal_office_finds_a_request_by_number_and_by_name(site: Site) -> None:
    no = site.request()
    legal = site.visitor("legal")

    assert no in words(legal.get(f"/audit?q={no[-4:]}"))
    assert no in words(legal.get("/audit?q=王䶮"))
    assert no not in words(legal.get("/audit?q=没有这个人"))
