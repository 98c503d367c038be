"""The grants page: who sits where, what stands still, what ends; and accounts searched."""

import pytest

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from workflow.terms import Role

GRANTS, ACCOUNTS = "/admin/grants", "/admin/accounts"


def take_back(site: Site, login: str, role: str, **more: str) -> int:
    """Take a seat back; returns the status of the answer."""
    return site.visitor("security").fill(
        GRANTS, f"{GRANTS}/{login}/revoke", role=role, **more).status_code


def test_every_seat_is_listed_with_its_holders(site: Site) -> None:
    page = words(site.visitor("security").get(GRANTS))

    assert all(role.label in page for role in Role)
    assert "承办人测试承办人、测试承办人" in page.replace(" ", "")
    assert "有岗位无人在岗" not in page


def test_a_seat_nobody_holds_is_named_with_what_stands_still(site: Site) -> None:
    assert take_back(site, "secrecy", "secrecy_reviewer") == 303
    page = words(site.visitor("security").get(GRANTS))

    assert "▲ 有岗位无人在岗 保密审查人 公开前应当保密审查（条例第十七条）" in page
    assert "在用而没有岗位的账号：测试保密审查人（secrecy）" in page


def test_a_seat_given_from_a_later_day_is_announced(site: Site) -> None:
    take_back(site, "secrecy", "secrecy_reviewer")
    site.visitor("security").fill(GRANTS, GRANTS, login="secrecy", role="secrecy_reviewer",
                                  valid_from="2024-10-08", valid_until="2024-10-20")
    page = words(site.visitor("security").get(GRANTS))

    assert "测试保密审查人自 2024-10-08 起" in page
    assert "没有岗位的账号" not in page
    site.bureau.at("2024-10-09 09:00")
    assert "测试保密审查人 的保密审查人（至 2024-10-20）" in words(
        site.visitor("security").get(GRANTS))


def test_one_person_in_two_seats_that_exclude_each_other_is_warned_of(site: Site) -> None:
    site.bureau.seat("handler", "reviewer")
    take_back(site, "reviewer", "reviewer")
    take_back(site, "colleague", "handler")
    page = words(site.visitor("security").get(GRANTS))

    assert "承办人和审核签发人只有同一个人：拟稿人不得签发自己的稿件" in page


def test_a_seat_may_be_taken_back_from_a_later_day(site: Site) -> None:
    assert take_back(site, "clerk", "intake_clerk", from_day="2024-10-08") == 303
    assert site.visitor("clerk").get("/inbox").status_code == 200

    site.bureau.at("2024-10-08 09:00")
    assert site.visitor("clerk").get("/inbox").status_code == 403


def test_a_seat_is_not_taken_back_for_acts_already_done(site: Site) -> None:
    page = site.visitor("security").fill(
        GRANTS, f"{GRANTS}/clerk/revoke", role="intake_clerk", from_day="2024-09-26")

    assert (page.status_code, "自今天或者以后起" in words(page)) == (422, True)


@pytest.mark.parametrize("typed", ["明天", "20241008", "2024-13-01"])
def test_a_seat_is_not_taken_back_at_once_for_a_day_that_is_none(site: Site, typed: str) -> None:
    page = site.visitor("security").fill(
        GRANTS, f"{GRANTS}/clerk/revoke", role="intake_clerk", from_day=typed)

    assert (page.status_code, "2024-09-27 的样子" in words(page)) == (422, True)
    assert site.visitor("clerk").get("/inbox").status_code == 200


@pytest.mark.parametrize(("typed", "said"), [
    ({"login": "stranger"}, "没有“stranger”这个账号"), ({"role": "audit_admin"}, "三权分立"),
    ({"valid_until": "2024-09-01"}, "终止日早于起始日"), ({"valid_from": ""}, "请填写起始日期"),
], ids=["another agency", "exclusive", "backwards", "no day"])
def test_a_grant_that_may_not_be_keeps_what_was_typed(
    site: Site, typed: dict[str, str], said: str
) -> None:
    given = {"login": "clerk", "role": "handler", "valid_from": "2024-09-27",
             "valid_until": "2025-09-27", **typed}
    page = site.visitor("security").fill(GRANTS, GRANTS, **given)

    assert (page.status_code, said in words(page)) == (422, True)
    form = next(one for one in forms_of(page) if "valid_until" in one.values)
    assert form.values["role"] == given["role"]
    assert form.values["valid_until"] == given["valid_until"]


@pytest.mark.parametrize(("path", "login"), [(GRANTS, "security"), (ACCOUNTS, "system")])
def test_people_are_found_by_name_login_unit_and_seat(site: Site, path: str, login: str) -> None:
    visitor = site.visitor(login)

    for q in ("archivist", "测试档案员", "档案", "政务公开办 档案"):
        page = visitor.get(f"{path}?q={q}").text
        assert "<code>archivist</code>" in page
        assert "<code>leader</code>" not in page
    assert "没有找到“斗地主”" in words(visitor.get(f"{path}?q=斗地主"))


def test_an_account_is_opened_with_a_unit_of_the_list(site: Site) -> None:
    system = site.visitor("system")
    system.fill("/admin/units", "/admin/units", name="耕地保护科", valid_from="2024-09-27")
    page = system.get(ACCOUNTS).text

    assert '<option value="耕地保护科"></option>' in page
    assert 'list="units"' in page
