"""Taking in an application: bad input is named, nothing typed is lost, nothing half-written."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.evidence import good
from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from workflow.record.database import reading
from workflow.record.models import Request

NEW = "/requests/new"
LETTER: dict[str, Any] = {
    "channel": "registered_post", "signed_on": "2024-09-27", "mail_no": "XA88123345",
    "applicant_kind": "natural", "applicant_name": "赵䶮", "phone": "0000-87654321",
    "address": "滨江市滨河路1号", "items-0-wanted": "滨河路（东段）拓宽工程的补偿安置方案",
}
#: What is wrong, the words that name it, and the article.
BAD = [
    ("a receipt day in the future", {"signed_on": "2024-09-28"}, "不得晚于今天", "第三十一条"),
    ("a wrong check digit", {"id_kind": "resident_card", "id_number": "999999198001010013"},
     "校验码", "第二十九条"),
    ("an unknown channel", {"channel": "pigeon"}, "没有“pigeon”这一选项", ""),
    ("no channel", {"channel": ""}, "收到方式", ""),
    ("no day for the channel", {"signed_on": ""}, "签收", "第三十一条"),
    ("nothing asked for", {"items-0-wanted": ""}, "申请事项", ""),
    ("a day that is none", {"signed_on": "2024-02-30"}, "日期应当写成", ""),
]


def requests(site: Site) -> int:
    with reading(site.bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(Request)) or 0


@pytest.mark.parametrize(("typed", "said", "article"), [case[1:] for case in BAD],
                         ids=[case[0] for case in BAD])
def test_bad_input_is_named_with_its_article_and_what_was_typed_stays(
    site: Site, typed: dict[str, str], said: str, article: str
) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **{**LETTER, **typed})
    form = next(one for one in forms_of(page) if one.action == NEW)
    expected = {**LETTER, **typed} if typed.get("channel") != "pigeon" else {
        **LETTER, "channel": None}

    assert page.status_code == 422
    assert said in words(page)
    assert article in words(page)
    assert {name: form.values.get(name) for name in expected if expected[name]} == {
        name: value for name, value in expected.items() if value}
    assert requests(site) == 0


def test_every_reason_stands_in_the_summary_and_leads_to_its_field(site: Site) -> None:
    page = site.visitor("clerk").fill(NEW, NEW)

    for field in ("receive-channel", "receive-items"):
        assert f'<a href="#{field}">' in page.text
        assert f'id="{field}"' in page.text


def test_a_letter_becomes_a_request_with_its_scan(site: Site) -> None:
    visitor = site.visitor("clerk")
    answer = visitor.fill(NEW, NEW, **LETTER, scans=(BytesIO(good.pdf()), "申请表.pdf"))
    page = visitor.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert "已收件，编号 BJZR-2024-0001" in words(page)
    assert "申请表.pdf" in words(page)
    assert "10月30日" in words(page)


def test_a_file_handed_in_survives_a_failed_form(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **{**LETTER, "signed_on": ""},
                        scans=(BytesIO(good.pdf()), "申请表.pdf"))
    assert "申请表.pdf" in words(page)

    answer = visitor.send(page, NEW, signed_on="2024-09-27")

    assert "申请表.pdf" in words(visitor.get(answer.headers["Location"]))


@pytest.mark.parametrize(("name", "data"), [
    ("恶意.html", b"<script>"), ("假.pdf", b"MZ\x90\x00"), ("空.pdf", b""), ("无后缀", b"%PDF-1.7"),
], ids=["not a kind we take", "no PDF inside", "empty", "no extension"])
def test_a_file_that_is_not_what_it_says_is_not_taken(site: Site, name: str, data: bytes) -> None:
    page = site.visitor("clerk").fill(NEW, NEW, **LETTER, scans=(BytesIO(data), name))

    assert (page.status_code, f"文件“{name}”" in words(page), requests(site)) == (422, True, 0)


def test_a_double_click_opens_one_request(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.get(NEW)
    first, second = (visitor.send(page, NEW, **LETTER) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert requests(site) == 1


def test_rows_are_added_and_taken_away_without_a_script(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, _row="items:add")
    assert 'name="items-1-wanted"' in page.text

    page = visitor.send(page, NEW, **{"items-1-wanted": "第二项"}, _row="items:drop:0")
    form = next(one for one in forms_of(page) if one.action == NEW)

    assert form.values["items-0-wanted"] == "第二项"
    assert "items-1-wanted" not in form.values
    assert requests(site) == 0


def test_a_form_left_open_too_long_is_shown_again_and_nothing_is_done(site: Site) -> None:
    visitor = site.visitor("clerk")
    page = visitor.fill(NEW, NEW, **LETTER, csrf_token="of-an-earlier-session")
    form = next(one for one in forms_of(page) if one.action == NEW)

    assert (page.status_code, requests(site)) == (400, 0)
    assert form.values["applicant_name"] == "赵䶮"
    assert visitor.send(page, NEW).status_code == 303
