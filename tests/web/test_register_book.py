"""The register on a page: columns, order and filters as asked for; saved, printed, exported."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from sqlalchemy import insert

from tests.web.conftest import Site
from tests.web.visitor import PASSWORD, forms_of, words
from web.pages import register_files
from workflow.record.database import reading, writing
from workflow.record.models import Request
from workflow.record.security import SecurityAct, newest
from workflow.reports.book.columns import ALL, USUAL
from workflow.terms import ApplicantKind, Channel, State
from workflow.work.jobs import Done, Workshop, work_off


def headings(page: str) -> list[str]:
    """What stands above the table of the register."""
    head = re.findall(r"<th[ >].*?</th>", page.partition('<div class="book"')[2].partition(
        "</thead>")[0], re.S)
    return [re.sub(r"<[^>]+>|[▲▼]", "", one.partition(">")[2]).strip() for one in head]


def numbers(page: str) -> list[str]:
    """The numbers of the requests, in the order of the page."""
    return re.findall(r'data-href="/requests/([^"]+)"', page)


def several(site: Site) -> list[str]:
    """Three requests of different days and applicants."""
    ours = site.request()
    site.bureau.at("2024-09-27 10:00")
    company = {"applicant_kind": "company", "applicant_name": "滨江石料有限公司",
               "phone": "0000-12340000"}
    return [ours, *(
        site.bureau.receive(channel="in_person", submitted_on=day, wanted=f"{day}的材料", **more)
        for day, more in (("2024-09-25", {}), ("2024-09-26", company)))]


def test_the_usual_columns_stand_at_first_and_others_when_chosen(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")

    assert headings(clerk.get("/register").text) == ["剩余期限", *(one.heading for one in USUAL)]
    page = clerk.get("/register?cols=consulted&cols=no&cols=regulation")
    assert headings(page.text) == ["剩余期限", "申请编号", "适用条例", "征求意见对象"]
    assert "2019年条例" in words(page)
    assert f'href="/requests/{no}"' in page.text
    assert headings(clerk.get("/register?cols=no.nonsense").text) == ["剩余期限", "申请编号"]
    assert headings(clerk.get("/register?cols=nonsense").text)[1:] == [
        one.heading for one in USUAL]


def test_headings_sort_and_turn_round(site: Site) -> None:
    ours, first, second = several(site)
    clerk = site.visitor("clerk")

    assert numbers(clerk.get("/register?sort=received&up=1").text) == [first, second, ours]
    page = clerk.get("/register?sort=received&cols=no.received_on")
    assert numbers(page.text) == [ours, second, first]
    assert 'aria-sort="descending"' in page.text
    assert '<a href="/register?sort=received&amp;cols=no.received_on&amp;up=1">' in page.text


@pytest.mark.parametrize(("query", "shown"), [
    ("until=2024-09-25", [1]), ("from=2024-09-26", [2, 0]), ("kind=company", [2]),
    ("channel=ems", [0]), ("unit=耕地保护科", [0]), ("unit=-", [2, 1]), ("handler=handler", [0]),
    ("year=2024", [2, 1, 0]), ("late=1", []), ("extended=1", []), ("imported=1", []),
    ("imported=0", [2, 1, 0]), ("replied_from=2024-01-01", []), ("replied_until=2024-12-31", []),
    ("state=receipt&sort=number&up=1", [1, 2]), ("from=gestern&year=1999&sort=x", [2, 1, 0]),
])
def test_what_the_address_asks_for_is_shown(site: Site, query: str, shown: list[int]) -> None:
    made = several(site)

    assert numbers(site.visitor("clerk").get(f"/register?{query}").text) == [
        made[n] for n in shown]


def test_filters_typed_into_the_page_keep_order_and_columns(site: Site) -> None:
    several(site)
    clerk = site.visitor("clerk")
    page = clerk.get("/register?sort=due&up=1&cols=no.due_on")
    form = next(one for one in forms_of(page) if {"sort", "csrf_token"} <= one.values.keys())
    answer = clerk.post(form.action, **{**form.values, "kind": "company", "late": "1",
                                        "until": "2024-09-30"})

    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {
        "kind": ["company"], "late": ["1"], "until": ["2024-09-30"], "sort": ["due"], "up": ["1"],
        "cols": ["no.due_on"]}


def rows(site: Site, count: int) -> None:
    agency = site.bureau.who("clerk").agency_id
    with writing(site.bureau.engine) as connection:
        connection.execute(insert(Request), [{
            "agency_id": agency, "no": f"X-{n:04}", "state": State.HANDLING, "seq": 1,
            "head": "0" * 64, "channel": Channel.EMS, "applicant_kind": ApplicantKind.NATURAL,
            "applicant_name": "甲", "subject": "乙", "clock_state": ""} for n in range(count)])


def links(page: str) -> dict[str, str]:
    """The links of the pager, by their words."""
    pager = page.partition('<div class="pager leaf">')[2]
    return {word: address.replace("&amp;", "&")
            for address, word in re.findall(r'href="([^"]+)">([^<]+)</a>', pager)}


def test_a_long_register_is_leafed_through_either_way(site: Site) -> None:
    rows(site, 120)
    clerk, seen = site.visitor("clerk"), []
    page = clerk.get("/register?sort=number&up=1").text
    while True:
        seen += numbers(page)
        if "下一页" not in links(page):
            break
        page = clerk.get(links(page)["下一页"]).text

    assert seen == [f"X-{n:04}" for n in range(120)]
    assert "第 101—120 件" in page
    back = clerk.get(links(page)["上一页"]).text
    assert (numbers(back)[0], numbers(back)[-1]) == ("X-0050", "X-0099")
    assert "第 51—100 件" in back
    last = clerk.get(links(back)["末页"]).text
    assert numbers(last)[-1] == "X-0119"
    assert numbers(clerk.get("/register?sort=number&up=1&at=X-0077").text)[0] == "X-0077"


def test_a_view_of_the_register_is_kept_with_its_columns_and_is_no_view_of_the_inbox(
    site: Site
) -> None:
    several(site)
    clerk = site.visitor("clerk")
    address = "/register?kind=company&sort=due&cols=no.fee.due_on"
    page = clerk.fill(address, "/register/views", name="企业 到期")

    assert page.headers["Location"] == address
    again = clerk.get(address)
    assert "企业 到期" in words(again)
    assert 'aria-current="page"' in again.text
    assert "企业 到期" not in words(clerk.get("/inbox"))
    assert "企业 到期" not in words(site.visitor("handler").get("/register"))
    drop = next(one.action for one in forms_of(again) if one.action.endswith("/drop"))
    assert clerk.fill(address, drop).status_code == 303
    assert "企业 到期" not in words(clerk.get(address))


def test_a_view_without_a_name_is_not_kept(site: Site) -> None:
    clerk = site.visitor("clerk")
    clerk.fill("/register", "/register/views", name=" ")

    assert "请填写视图名称" in words(clerk.get("/register"))
    assert clerk.fill("/register?cols=" + ".".join(ALL), "/register/views",
                      name="全部列").status_code == 303
    assert "全部列" in words(clerk.get("/register"))


def test_the_printed_page_has_the_columns_and_says_what_it_is(site: Site) -> None:
    several(site)
    page = site.visitor("clerk").get("/register/print?kind=company&cols=no.applicant_name.fee")

    assert "滨江市自然资源局依申请公开登记台账" in words(page)
    assert "商业企业 · 按登记先后" in words(page)
    assert "滨江石料有限公司" in words(page)
    assert "王䶮" not in words(page)
    assert "信息处理费" in words(page)


def test_a_file_is_what_the_page_shows_and_is_logged(site: Site) -> None:
    ours, first, second = several(site)
    clerk = site.visitor("clerk")
    address = "/register?sort=received&up=1&cols=no.applicant_name"
    answer = clerk.fill(address, "/register/export", format="csv")
    with reading(site.bureau.engine) as connection:
        line = newest(connection, only=SecurityAct.REGISTER_EXPORTED)[0]

    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))) == [
        ["申请编号", "申请人姓名或名称"], [first, "王䶮"], [second, "滨江石料有限公司"],
        [ours, "王䶮"]]
    assert (line.officer, line.facts["requests"], line.facts["digest"]) == (
        "clerk", 3, answer.headers["X-Yishen-Digest"])


def test_all_columns_leave_as_a_workbook_and_contacts_for_a_reason(site: Site) -> None:
    several(site)
    clerk = site.visitor("clerk")
    refused = clerk.fill("/register?kind=company", "/register/export", which="all", contacts="1",
                         reason="")
    assert refused.status_code == 422
    assert "导出联系方式须写明用途" in words(refused)
    assert 'name="contacts" value="1" checked' in refused.text
    assert 'name="which" value="all" checked' in refused.text
    answer = clerk.fill("/register?kind=company", "/register/export", which="all", contacts="1",
                        reason="移交新系统")
    page = openpyxl.load_workbook(io.BytesIO(answer.data))["登记台账"]

    assert [cell.value for cell in page[1]] == [one.heading for one in ALL.values()]
    assert "0000-12340000" in [cell.value for cell in page[2]]
    assert page.max_row == 2


@pytest.mark.parametrize("login", ["secrecy", "leader"])
def test_seats_without_names_get_none_on_the_page_on_paper_or_in_a_file(
    site: Site, login: str
) -> None:
    several(site)
    visitor = site.visitor(login)
    answer = visitor.fill("/register?cols=no.applicant_name.phone.agent", "/register/export",
                          format="csv")
    shown = [visitor.get("/register").text, visitor.get("/register/print").text,
             answer.data.decode()]

    assert not [one for one in shown if "王䶮" in one or "0000-12340000" in one]
    assert all("王*" in one for one in shown)
    assert "包含电话、地址" not in shown[0]


def test_contacts_are_masked_on_the_page(site: Site) -> None:
    several(site)
    page = site.visitor("clerk").get("/register?cols=no.phone")

    assert "0000-12340000" not in page.text
    assert "0000******000" in page.text


def test_a_long_register_is_exported_in_the_background(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, first, second = several(site)
    clerk = site.visitor("clerk")
    address = "/register?sort=received&up=1&cols=no.applicant_name"
    direct = clerk.fill(address, "/register/export", format="csv")
    monkeypatch.setattr(register_files, "DIRECT", 2)

    refused = clerk.fill(address, "/register/export", contacts="1", reason="")
    assert refused.status_code == 422
    asked = clerk.fill(address, "/register/export", format="csv")
    assert asked.headers["Location"] == "/my/errands"
    assert "导出登记台账 登记台账（CSV，全部） " in words(clerk.get("/my/errands"))
    assert work_off(Workshop(site.bureau.desk), site.bureau.now) == Done(done=1)

    form = next(one for one in forms_of(clerk.get("/my/errands"))
                if one.action.endswith("/guarded-file"))
    site.later(minutes=6)
    assert "请再输入一次口令" in words(clerk.post(form.action, **form.values))
    answer = clerk.post(form.action, **form.values, _password=PASSWORD)
    assert answer.data == direct.data
    assert answer.headers["X-Yishen-Digest"] == direct.headers["X-Yishen-Digest"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert all(no in answer.data.decode() for no in (ours, first, second))
    with reading(site.bureau.engine) as connection:
        assert len(newest(connection, only=SecurityAct.REGISTER_EXPORTED)) == 2
        assert len(newest(connection, only=SecurityAct.RESULT_FETCHED)) == 1
