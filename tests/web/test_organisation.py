"""Agencies and units as their administrators keep them: trees, names of a day, heads, choices."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.bureau import pdf_text
from tests.web.conftest import Site
from tests.web.visitor import Visitor, forms_of, words
from tests.workflow.census import nothing_written
from workflow import office, organisation
from workflow.errors import NotFound, StepNotAllowed
from workflow.record.agencies import is_within, tree
from workflow.record.database import reading, writing
from workflow.record.models import Officer
from workflow.record.security import SecurityAct, newest
from workflow.record.units import heads_on
from workflow.terms import AgencyKind, Role

AGENCIES, UNITS = "/admin/agencies", "/admin/units"
NEW = {
    "code": "BJZRDY", "name": "滨江市自然资源局东岸分局", "short_name": "滨自然资东", "kind":
    "dispatched_office", "parent": "BJZR", "system_login": "dongxi", "system_name": "董熙",
    "security_login": "dongan", "security_name": "董安",
}


def begun(site: Site, login: str, start: str) -> Visitor:
    """Somebody who has signed in for the first time and replaced the start password."""
    visitor, own = site.visitor(), f"{login} 的船都回来了，已是黄昏"
    assert visitor.sign_in(login, start).status_code == 302
    page = visitor.fill("/password", "/password", _password=start, new=own, again=own)
    assert "口令已修改" in words(page)
    return visitor


def test_an_agency_below_begins_to_work_with_the_two_passwords_shown_once(site: Site) -> None:
    system = site.visitor("system")
    page = system.fill(AGENCIES, AGENCIES, **NEW)
    passwords = re.findall(r"<code>([a-z2-9-]{19})</code>", page.text)

    assert "滨江市自然资源局东岸分局 已设立" in words(page)
    assert not any(one in system.get(AGENCIES).text for one in passwords)
    newcomer = begun(site, "dongxi", passwords[0])
    page = newcomer.fill("/admin/accounts", "/admin/accounts", login="dongshou", name="董收",
                         unit="", branch="case")
    clerk_password = re.search(r"<code>([a-z2-9-]{19})</code>", page.text)
    guard = begun(site, "dongan", passwords[1])
    guard.fill("/admin/grants", "/admin/grants", login="dongshou", role="intake_clerk",
               valid_from="2024-09-27")
    assert clerk_password is not None
    clerk = begun(site, "dongshou", clerk_password[1])
    assert clerk.get("/requests/new").status_code == 200


def test_the_tree_shows_the_own_agency_and_those_below_alone(site: Site) -> None:
    system = site.visitor("system")
    system.fill(AGENCIES, AGENCIES, **NEW)
    page = words(system.get(AGENCIES))

    assert "滨江市自然资源局东岸分局" in page
    assert "河川市教育局" not in page
    with reading(site.bureau.engine) as connection:
        found = {(one.code, one.depth) for one in tree(connection, date(2024, 9, 27))}
        below = office.agency_id_of(connection, "BJZRDY")
        assert is_within(connection, below, site.bureau.who("clerk").agency_id)
    assert found == {("BJZR", 0), ("BJZRDY", 1), ("HCJY", 0)}


@pytest.mark.parametrize(("typed", "said"), [
    ({"code": "bj"}, "2至16位大写字母"), ({"code": "BJZR"}, "已经使用"),
    ({"name": "局" * 300}, "机关全称不超过40个字，现有300个字"), ({"name": " "}, "请填写机关全称"),
    ({"short_name": "长" * 21}, "机关代字不超过20个字"), ({"kind": "x"}, "请选择机关类型"),
    ({"parent": "HCJY"}, "只能设立本机关的下级机关"), ({"parent": "NONE"}, "没有代码为“NONE”"),
    ({"system_login": "clerk"}, "首任系统管理员：账号“clerk”已经使用"),
    ({"security_login": "Dong"}, "首任安全管理员：账号应当以小写字母开头"),
    ({"security_login": "dongxi"}, "首任安全管理员：账号“dongxi”已经使用"),
    ({"security_name": "名" * 300}, "首任安全管理员：姓名不超过64个字"),
    ({"system_name": "董\u200b熙"}, "不能显示的字符"),
], ids=["code", "taken", "long", "blank", "short name", "kind", "beside", "unknown parent",
        "login taken", "capital", "the same login twice", "long person", "invisible"])
def test_an_agency_that_may_not_be_leaves_nothing_and_keeps_what_was_typed(
    site: Site, typed: dict[str, str], said: str
) -> None:
    system = site.visitor("system")
    with nothing_written(site.bureau.engine):
        page = system.fill(AGENCIES, AGENCIES, **{**NEW, **typed})

    assert (page.status_code, said in words(page)) == (422, True)
    form = next(one for one in forms_of(page) if one.action == AGENCIES)
    assert {key: form.values.get(key, "") for key in NEW if key not in typed} == {
        key: value for key, value in NEW.items() if key not in typed}


def test_all_that_is_wrong_is_said_at_once(site: Site) -> None:
    page = words(site.visitor("system").fill(
        AGENCIES, AGENCIES, **{**NEW, "code": "x", "system_login": "X", "security_name": ""}))

    assert all(said in page for said in (
        "2至16位大写字母", "首任系统管理员：账号应当以小写字母开头", "首任安全管理员：请填写姓名"))


@pytest.mark.parametrize("login", ["clerk", "head", "security", "audit"])
def test_other_seats_keep_neither_agencies_nor_units(site: Site, login: str) -> None:
    visitor = site.visitor(login)

    assert [visitor.get(path).status_code for path in (AGENCIES, UNITS)] == [403, 403]
    by = site.bureau.who(login)
    with pytest.raises(StepNotAllowed, match="系统管理员"), writing(site.bureau.engine) as c:
        organisation.add_unit(c, site.bureau.now, by, name="科",
                              valid_from=date(2024, 9, 27))


def test_a_renamed_agency_signs_with_its_new_name_and_old_letters_keep_theirs(site: Site) -> None:
    bureau = site.bureau
    no = site.request()
    site.visitor("system").fill(
        "/admin/settings", "/admin/settings", key="agency_name", value="滨江市自然资源和规划局",
        effective_from="2024-09-30", reason="滨编〔2024〕9号")
    bureau.set("agency_short_name", "滨自然资规", since="2024-09-30")
    first = bureau.newest(no, "receipt")
    bureau.at("2024-09-30 10:00")
    second = bureau.receive(channel="in_person", submitted_on="2024-09-30", wanted="规划文本")
    bureau.act(second, "clerk", "register")

    old = pdf_text(bureau.desk.document(no, first, bureau.who("clerk"), bureau.now))
    new = bureau.text(second, "receipt")
    assert "滨江市自然资源局滨自然资公开收〔2024〕1号" in old
    assert "滨江市自然资源和规划局滨自然资规公开收〔2024〕2号" in new
    code = {one.number: one.code for one in bureau.see(no).case.documents.values()}
    page = words(site.visitor().get(f"/verify/{code['滨自然资公开收〔2024〕1号']}"))
    assert "滨江市自然资源局" in page
    assert "规划局" not in page
    assert bureau.findings() == []


def test_a_name_is_not_changed_for_letters_already_issued(site: Site) -> None:
    site.request()
    page = site.visitor("system").fill(
        "/admin/settings", "/admin/settings", key="agency_name", value="新名称局",
        effective_from="2024-09-26", reason="")

    assert (page.status_code, "不得倒签" in words(page)) == (422, True)


def test_a_unit_is_offered_when_a_request_is_assigned_and_any_other_may_be_written(
    site: Site,
) -> None:
    system = site.visitor("system")
    added = system.fill(UNITS, UNITS, name="耕地保护科", valid_from="2024-09-27", head="handler",
                        place="10")
    assert added.status_code == 303
    bureau = site.bureau
    no = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="规划文本")
    bureau.act(no, "clerk", "register")
    page = site.visitor("clerk").get(f"/requests/{no}").text

    assert re.search(r'<datalist id="assign-unit-list"><option value="耕地保护科">', page)
    bureau.act(no, "clerk", "assign", handler="handler", unit="执法监督科")
    assert bureau.see(no).case.unit == "执法监督科"
    with reading(bureau.engine) as connection:
        agency = bureau.who("clerk").agency_id
        assert heads_on(connection, [agency], date(2024, 9, 27)) == {
            (agency, "耕地保护科"): "handler"}
        assert heads_on(connection, [agency], date(2024, 9, 26)) == {}
        logged = newest(connection, agency, only=SecurityAct.UNIT_SET)[0]
        assert logged.facts["unit"] == "耕地保护科"


def test_without_a_list_the_unit_is_written_as_ever(site: Site) -> None:
    bureau = site.bureau
    no = bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="规划文本")
    bureau.act(no, "clerk", "register")

    assert "assign-unit-list" not in site.visitor("clerk").get(f"/requests/{no}").text


def test_a_unit_that_ended_is_offered_no_more_and_may_be_set_up_again(site: Site) -> None:
    system = site.visitor("system")
    system.fill(UNITS, UNITS, name="耕地保护科", valid_from="2024-01-02")
    action = re.search(rf'action="({UNITS}/\d+)"', system.get(UNITS).text)
    assert action is not None
    system.fill(UNITS, action[1], valid_until="2024-09-26", head="", place="10")

    assert "已撤销的科室（1）" in words(system.get(UNITS))
    assert site.bureau.who("clerk").agency_id
    assert system.fill(UNITS, UNITS, name="耕地保护科",
                       valid_from="2024-09-27").status_code == 303
    page = system.fill(UNITS, action[1], valid_until="", head="", place="10")
    assert (page.status_code, "已在名单中" in words(page)) == (422, True)


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": ""}, "请填写科室名称"), ({"name": "科" * 300}, "科室名称不超过60个字"),
    ({"valid_from": "2024-02-30"}, "请填写设立日期"), ({"head": "system"}, "没有“system”"),
    ({"head": "stranger"}, "没有“stranger”"), ({"place": "-1"}, "排序应当是0至9999"),
], ids=["blank", "long", "no day", "an administrator", "another agency", "order"])
def test_a_unit_that_may_not_be_is_explained(
    site: Site, typed: dict[str, str], said: str
) -> None:
    given = {"name": "耕地保护科", "valid_from": "2024-09-27", **typed}
    system = site.visitor("system")
    with nothing_written(site.bureau.engine):
        page = system.fill(UNITS, UNITS, **given)

    assert (page.status_code, said in words(page)) == (422, True)


def test_nobody_changes_a_unit_of_another_agency(site: Site) -> None:
    bureau = site.bureau
    system = bureau.who("system")
    with writing(bureau.engine) as connection:
        other = office.agency_id_of(connection, "HCJY")
        office.add_officer(connection, bureau.now, office.CONSOLE, other, login="theirs",
                           name="何某", branch="system")
        office.grant(connection, bureau.now, office.CONSOLE, "theirs", Role.SYSTEM_ADMIN,
                     valid_from=date(2024, 9, 27))
        theirs = office.actor_of(connection, "theirs", date(2024, 9, 27))
        unit = organisation.add_unit(connection, bureau.now, theirs, name="招生科",
                                     valid_from=date(2024, 9, 27))
        with pytest.raises(StepNotAllowed, match="本机关"):
            organisation.add_unit(connection, bureau.now, system, name="基教科",
                                  valid_from=date(2024, 9, 27), agency_id=other)
        with pytest.raises(NotFound):
            organisation.change_unit(connection, bureau.now, system, unit, place=1, head="",
                                     valid_until=None)


def test_a_school_board_sets_up_nothing_below_another(site: Site) -> None:
    bureau = site.bureau
    with writing(bureau.engine) as connection, pytest.raises(StepNotAllowed, match="下级机关"):
        office.add_agency(connection, bureau.now, bureau.who("system"), code="NEW", name="新局",
                          short_name="新", kind=AgencyKind.CITY_DEPARTMENT, parent_code="HCJY")
    with reading(bureau.engine) as connection:
        assert connection.scalar(select(Officer.id).where(Officer.login == "dongxi")) is None
