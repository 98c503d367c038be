"""The pages of 复议诉讼 and 转主动公开: clocks first, the file in one click, links both ways."""

import re

import pytest

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from tests.workflow import stages_remedies as to
from workflow.record.database import reading
from workflow.record.security import SecurityAct, newest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_open_case_shows_its_last_day_and_why(site: Site) -> None:
    no = to.disputed(site.bureau)
    page = site.visitor("legal").get("/remedies")
    shown = words(page)

    assert "剩 9 个工作日" in shown
    assert "10个工作日，至 2026年6月18日（周四）" in shown
    assert "第10个工作日" in shown
    assert "行政复议法第七十条" in shown
    assert f"/requests/{no}#remedies" in page.text


def test_the_file_goes_to_the_body_in_one_click_from_list_and_case(site: Site) -> None:
    no = to.disputed(site.bureau)
    legal = site.visitor("legal")
    for page in ("/remedies", f"/requests/{no}"):
        answer = legal.fill(page, f"/requests/{no}/export.zip")
        answer.get_data()
        answer.close()
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with reading(site.bureau.engine) as connection:
        lines = newest(connection, site.bureau.who("legal").agency_id,
                       only=SecurityAct.FILE_EXPORTED, limit=9)

    assert [line.facts["purpose"] for line in lines] == ["reconsideration", "reconsideration"]


@pytest.mark.parametrize(("login", "status"), [
    ("legal", 200), ("head", 200), ("reviewer", 200), ("leader", 200), ("handler", 403),
    ("clerk", 403)])
def test_who_sees_the_list(site: Site, login: str, status: int) -> None:
    to.disputed(site.bureau)
    page = site.visitor(login).get("/remedies")

    assert page.status_code == status
    assert ("导出全卷举证" in page.text) == (login == "legal")


def test_the_list_is_searched_and_narrowed(site: Site) -> None:
    to.disputed(site.bureau)
    legal = site.visitor("legal")

    assert "12号" in words(legal.get("/remedies?q=12号&kind=reconsideration&result=pending"))
    for nothing in ("q=99号", "kind=lawsuit", "result=upheld"):
        assert "没有在办的复议、诉讼" in words(legal.get(f"/remedies?{nothing}"))
    for odd in ("kind=x&result=y", "open=x&closed=2026-01-01", "open=2026-13-01_a_b"):
        assert legal.get(f"/remedies?{odd}").status_code == 200


def test_a_closed_case_stands_below_with_its_result_and_where_it_was_redone(site: Site) -> None:
    new = to.redone(site.bureau)
    shown = words(site.visitor("legal").get("/remedies"))

    assert re.search(r"已办结（1）.*结果纠正.*滨政复决〔2026〕12号.*重作 " + new, shown)


def test_old_and_new_lead_to_each_other_and_the_drafter_sees_what_the_order_asks(
    site: Site,
) -> None:
    new = to.redo_assigned(site.bureau)
    redo = site.bureau.see(new).case.redo
    assert redo is not None
    page = site.visitor("handler").get(f"/requests/{new}")
    shown = words(page)

    assert "不得以同一事实和理由作出与原答复相同的答复" in shown
    assert "不予公开：属于四类过程性信息（条例第十六条第二款）" in shown
    assert f'href="/requests/{redo.of}"' in page.text
    old = site.visitor("legal").get(f"/requests/{redo.of}")
    assert "已按决定、判决另件重新办理" in words(old)
    assert f'href="/requests/{new}"' in old.text


def test_a_case_is_opened_and_carried_on_from_the_case_page(site: Site) -> None:
    no = to.disputed(site.bureau)
    legal = site.visitor("legal")
    form = next(one for one in forms_of(legal.get(f"/requests/{no}"))
                if one.action.endswith("/record_remedy_answer"))
    assert form.values["remedy"] == to.the_case(site.bureau, no)  # the only one is chosen already
    answer = legal.fill(f"/requests/{no}", f"/requests/{no}/record_remedy_answer",
                        how="直接递交", what="答复书")

    assert answer.status_code == 303
    assert "已办" in words(legal.get(f"/requests/{no}"))


def test_what_is_proposed_stands_on_the_list_until_the_head_decides(site: Site) -> None:
    no = to.publication_proposed(site.bureau)
    head = site.visitor("head")
    assert "待公开办决定" in words(head.get("/publication"))
    answer = head.fill(f"/requests/{no}", f"/requests/{no}/accept_publication",
                       place="门户网站“重大建设项目”栏目")

    assert answer.status_code == 303
    shown = words(head.get("/publication?state=published"))
    assert "已主动公开" in shown
    assert "2026年6月17日（周三）" in shown  # twenty working days from Wednesday 20 May
    assert "门户网站“重大建设项目”栏目" in words(site.visitor("handler").get(f"/requests/{no}"))


def test_the_menu_counts_what_waits_and_leads_to_its_page(site: Site) -> None:
    to.disputed(site.bureau)
    to.publication_proposed(site.bureau)

    assert re.search(r'href="/remedies">复议诉讼待办 <span class="n">1<',
                     site.visitor("legal").get("/audit").text)
    assert re.search(r'href="/publication">待定转主动公开 <span class="n">1<',
                     site.visitor("head").get("/head").text)
    assert site.visitor("head").get("/inbox?view=publish").status_code == 200
