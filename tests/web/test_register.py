"""The search of every page: what it leads to, and no number of a person in an address."""

import pytest

from tests.web.conftest import Site
from tests.web.visitor import Visitor, words
from workflow.record.search import LONGEST_QUERY

PHONE = "13800138000"


def typed(visitor: Visitor, text: str, /, **more: str) -> str:
    """Where the search box of a page leads."""
    answer = visitor.fill("/register", "/register/find", q=text, **more)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_what_is_typed_is_found_and_marked(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(typed(clerk, "征地 补偿"))

    assert no in words(page)
    assert "<mark>征地</mark><mark>补偿</mark>" in page.text
    assert "命中：内容" in words(page)
    assert "1 件" in words(page)


def test_the_start_of_the_pinyin_finds_the_applicant(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(typed(clerk, "wy"))

    assert no in words(page)
    assert "命中：申请人" in words(page)


@pytest.mark.parametrize("text", ["BJZR-2024-0001", "bjzr20240001", "ＢＪＺＲ－2024－0001"])
def test_a_whole_number_leads_straight_to_the_case(site: Site, text: str) -> None:
    site.request()
    clerk = site.visitor("clerk")

    answer = clerk.get(typed(clerk, text))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/requests/BJZR-2024-0001")
    stranger = site.visitor("stranger")
    assert stranger.get(typed(stranger, text)).status_code == 200


@pytest.mark.parametrize("text", [PHONE, "+86 138 0013 8000", "138-0013-8000"])
def test_a_person_is_looked_up_without_an_address(site: Site, text: str) -> None:
    site.bureau.at("2024-09-27 10:00")
    no = site.bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="甲",
                             phone=PHONE)
    clerk = site.visitor("clerk")
    answer = clerk.fill("/register", "/register/find", q=text)

    assert answer.status_code == 200
    assert no in words(answer)
    assert PHONE not in answer.text
    assert no not in words(site.visitor("stranger").fill("/register", "/register/find", q=text))


def test_an_address_with_a_persons_number_is_refused_with_the_way_to_go(site: Site) -> None:
    site.request()
    clerk = site.visitor("clerk")
    for path in (f"/register?q={PHONE}", f"/archive?q={PHONE}", "/register?q=99999919900101001X"):
        page = clerk.get(path)
        assert "证件号码、电话不能写在网址里" in words(page), path
        assert f'value="{PHONE}"' not in page.text
    assert clerk.get(f"/register?q={PHONE}").status_code == 422


def test_a_seat_that_sees_no_names_finds_nobody(site: Site) -> None:
    site.bureau.at("2024-09-27 10:00")
    no = site.bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="甲",
                             applicant_name="赵明远", phone=PHONE)
    secrecy = site.visitor("secrecy")

    assert no not in words(secrecy.get(typed(secrecy, "赵明远")))
    assert no not in words(secrecy.get(typed(secrecy, "zmy")))
    answer = secrecy.fill("/register", "/register/find", q=PHONE)
    assert answer.status_code == 403
    assert "您的岗位看不到申请人姓名" in words(answer)
    assert "按证件号码、电话查找" not in secrecy.get("/register").text


def test_a_number_that_only_looks_like_a_persons_is_found_as_what_it_is(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "handler", "draft_reply", manner="post", answers=[{
        "item": 1, "outcome": "granted", "description": "方案1份", "form": "paper"}])
    site.bureau.act(no, "handler", "submit_for_review")
    site.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    site.bureau.act(no, "reviewer", "approve")
    site.bureau.act(no, "clerk", "issue")
    site.bureau.post(no, "reply", on="2024-09-27", mail_no="13912345678")
    clerk = site.visitor("clerk")

    assert no in words(clerk.fill("/register", "/register/find", q="13912345678"))


def test_filters_narrow_and_stay_with_the_words(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    address = typed(clerk, "征地", state="handling", year="2024", kind="natural")

    assert no in words(clerk.get(address))
    for other in ("state=receipt", "kind=company", "outcome=granted"):
        assert no not in words(clerk.get(f"/register?q=征地&{other}"))
    page = clerk.get("/register?q=征地&kind=company")
    assert "去掉筛选再找" in words(page)


@pytest.mark.parametrize("text", ["〔〕", "%", "没有这样的词", "<i>不在</i>"])
def test_nothing_found_says_what_to_try(site: Site, text: str) -> None:
    site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(typed(clerk, text))

    assert page.status_code == 200
    assert "没有找到" in words(page)
    assert "<i>" not in page.text


def test_a_query_that_is_too_long_is_refused(site: Site) -> None:
    page = site.visitor("clerk").get(f"/register?q={'长' * (LONGEST_QUERY + 1)}")

    assert page.status_code == 422
    assert "检索词最多" in words(page)


def test_an_old_page_still_searches(site: Site) -> None:
    """The token of the form is of no weight: a search changes nothing."""
    site.request()
    answer = site.visitor("clerk").post("/register/find", q="征地", csrf_token="old")

    assert answer.status_code == 303
