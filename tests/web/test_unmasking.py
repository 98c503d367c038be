"""Personal data on the pages (个人信息遮蔽): masked by default, shown once for a logged reason."""

from typing import Any

import pytest

from tests.web.conftest import Site
from tests.web.visitor import Visitor, forms_of, words
from tests.workflow import stages
from workflow.record.database import reading
from workflow.record.security import SecurityAct, SecurityLine, newest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN: dict[str, Any] = {
    "applicant_name": "赵明远", "id_kind": "resident_card", "id_number": "999999197707077771",
    "phone": "0000-77317731", "address": "滨江市静夜思巷77号", "email": "qi77qi@example.invalid",
}
VALUES = ("999999197707077771", "0000-77317731", "静夜思巷77号", "qi77qi@")
#: What every seat may open: lists, previews beside them, whole files, printed lists.
LISTS = ("/inbox", "/inbox?view=open", "/register", "/register?q=BJZR", "/head", "/leader",
         "/archive", "/audit", "/letters", "/admin/log")


def opened(site: Site, **given: Any) -> str:
    """A request in the handler's hands."""
    site.bureau.at(f"{stages.MONDAY} 09:00")
    return stages.assigned(site.bureau, **{**OWN, "id_as_written": True, **given})


def logged(site: Site) -> list[SecurityLine]:
    """Who has seen personal data in full."""
    with reading(site.bureau.engine) as connection:
        return newest(connection, only=SecurityAct.PERSONAL_SHOWN)


def ask(visitor: Visitor, no: str, names: tuple[str, ...], reason: str) -> Any:
    """Tick fields and give a reason, as the form of the page offers them."""
    page = visitor.get(f"/requests/{no}")
    keys = [value.split('"')[0] for value in page.text.split('name="fields" value="')[1:]]
    return visitor.send(page, f"/requests/{no}/personal", reason=reason, fields=[
        key for key in keys if key.split("@")[0] in names])


@pytest.mark.parametrize("login", ["clerk", "handler", "colleague", "reviewer", "head", "secrecy",
                                   "legal", "archivist", "leader"])
def test_no_list_and_no_preview_shows_a_number_phone_or_address(site: Site, login: str) -> None:
    no = opened(site)
    visitor = site.visitor(login)
    for path in (*LISTS, f"/requests/{no}/pane", f"/audit/{no}"):
        page = visitor.get(path)
        assert not [value for value in VALUES if value in page.text], path


@pytest.mark.parametrize(("login", "contact"), [
    ("clerk", True), ("handler", True), ("colleague", False), ("reviewer", False),
    ("head", False), ("legal", False), ("archivist", False)])
def test_only_who_sends_the_letters_sees_phone_and_address_and_nobody_the_number(
    site: Site, login: str, contact: bool
) -> None:
    page = words(site.visitor(login).get(f"/requests/{opened(site)}"))

    assert "999999197707077771" not in page
    assert "9999***********771" in page
    assert ("0000-77317731" in page) == contact
    assert ("滨江市静夜思巷77号" in page) == contact


@pytest.mark.parametrize("login", ["secrecy", "leader"])
def test_a_seat_that_need_not_know_sees_a_person_s_name_masked_and_finds_nobody_by_it(
    site: Site, login: str
) -> None:
    no, firm = opened(site), opened(site, applicant_kind="company", applicant_name="滨江石料公司",
                                    id_kind="credit_code")
    visitor = site.visitor(login)
    for path in ("/register", f"/requests/{no}", f"/requests/{no}/pane"):
        page = words(visitor.get(path))
        assert "赵明远" not in page
        assert "赵**" in page
    assert "滨江石料公司" in words(visitor.get("/register"))
    found = visitor.get("/register?q=赵明远").text
    assert no not in found
    assert firm not in found
    assert 'name="fields"' not in visitor.get(f"/requests/{no}").text


def test_what_is_asked_for_is_shown_once_and_logged_before(site: Site) -> None:
    no = opened(site)
    legal = site.visitor("legal")
    page = ask(legal, no, ("id_number", "phone"), "核对申请人身份")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "999999197707077771" in words(page)
    assert "静夜思巷77号" not in words(page)
    assert "999999197707077771" not in legal.get(f"/requests/{no}").text
    (line,) = logged(site)
    assert (line.officer, line.agency) == ("legal", site.bureau.who("legal").agency_id)
    assert line.facts == {"request": no, "fields": "证件号码、联系电话", "reason": "核对申请人身份"}
    audit = words(site.visitor("audit").get("/admin/log?what=personal_shown"))
    assert "项目：证件号码、联系电话" in audit
    assert "999999197707077771" not in audit


def test_without_a_reason_or_a_field_nothing_is_shown_and_nothing_logged(site: Site) -> None:
    no = opened(site)
    legal = site.visitor("legal")
    for names, reason, told in ((("id_number",), "  ", "请写明查看的理由"),
                                ((), "核对", "请选择要查看的项目"),
                                (("id_number",), "核" * 201, "最多200个字")):
        page = ask(legal, no, names, reason)
        assert (page.status_code, told in words(page)) == (422, True)
        assert "999999197707077771" not in page.text
        assert "<details class=\"unmask\" open>" in page.text
    kept = next(one for one in forms_of(page) if one.action.endswith("/personal"))
    assert kept.values["reason"] == "核" * 201
    assert logged(site) == []


def test_another_person_s_data_are_offered_by_their_entry(site: Site) -> None:
    no = opened(site)
    site.bureau.act(no, "handler", "consult_third_party", who="滨江宏远公司", item=1,
                    part="设备报价", why="商业秘密", party_address="滨江市蜀道难街55号")
    page = ask(site.visitor("clerk"), no, ("party_address",), "填写信封")

    assert "送达地址（第4条 征求第三方意见） 滨江市蜀道难街55号" in words(page)
    assert logged(site)[0].facts["fields"] == "送达地址（第4条 征求第三方意见）"


@pytest.mark.parametrize("login", ["colleague", "secrecy", "leader"])
def test_a_seat_that_need_not_know_is_refused(site: Site, login: str) -> None:
    no = opened(site)
    visitor = site.visitor(login)
    token = visitor.get("/register").text.split('name="csrf_token" value="')[1].split('"')[0]
    page = visitor.post(f"/requests/{no}/personal", csrf_token=token, reason="想看",
                        fields=["id_number@1"])

    assert page.status_code == (422 if login == "colleague" else 403)
    assert "999999197707077771" not in page.text
    assert logged(site) == []


def test_another_agency_asks_in_vain(site: Site) -> None:
    no = opened(site)
    stranger = site.visitor("stranger")
    token = stranger.get("/register").text.split('name="csrf_token" value="')[1].split('"')[0]

    assert stranger.post(f"/requests/{no}/personal", csrf_token=token, reason="想看",
                         fields=["id_number@1"]).status_code == 404
