"""The verification page: open to anybody, nothing personal, recalled is said, throttled."""

import io
import re

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.bureau import pdf_text
from tests.web.conftest import Site
from tests.web.visitor import Visitor, words
from tests.workflow import stages
from web.site import EXTENSION
from workflow.record.codes import grouped, new_code
from workflow.record.database import writing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def issued(site: Site) -> tuple[str, str]:
    """A request with its reply issued, and the reply's code."""
    no = stages.issued(site.bureau)
    case = site.bureau.see(no).case
    return no, case.documents[case.reply].code


def compared(visitor: Visitor, code: str, data: bytes) -> TestResponse:
    """Hand in a file to be compared, with the token of the page."""
    page = visitor.get(f"/verify/{code}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    return visitor.client.post(
        f"/verify/{code}", data={"csrf_token": token[1], "file": (io.BytesIO(data), "a.pdf")})


def test_whoever_holds_the_letter_learns_what_it_is_and_nothing_of_the_person(
    site: Site,
) -> None:
    no, code = issued(site)
    reply = site.bureau.see(no).case.documents[site.bureau.see(no).case.reply]
    shown = words(site.visitor().get(f"/verify/{code}"))

    for fact in ("查到本文书", "滨江市自然资源局", "答复书", reply.number, "2026年6月3日",
                 reply.digest, grouped(code)):
        assert fact in shown
    for secret in ("吴玥", "滨江大桥", no):
        assert secret not in shown


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", "{0} {1} {2}", " {0}{1}{2} "])
def test_the_code_is_read_as_people_type_it(site: Site, typed: str) -> None:
    _, code = issued(site)
    given = typed.format(code[:4], code[4:8], code[8:]).lower()
    answer = site.visitor().client.get("/verify", query_string={"code": given})

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/verify/{code}")


@pytest.mark.parametrize("path", [
    "/verify/7KQ2M4XD9RTW", "/verify?code=abc", "/verify/..%2f..%2fetc", "/verify/%00",
    "/verify?code=<script>alert(1)</script>",
])
def test_an_unknown_code_is_answered_and_echoed_harmlessly(site: Site, path: str) -> None:
    answer = site.visitor().get(path)

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_recalled_letter_is_said_to_be_void(site: Site) -> None:
    no, code = issued(site)
    site.bureau.act(no, "reviewer", "recall", reason="有误")

    assert "本文书已经作废" in words(site.visitor().get(f"/verify/{code}"))


def test_a_file_is_compared_byte_by_byte_and_kept_nowhere(site: Site) -> None:
    no, code = issued(site)
    folder = site.app.extensions[EXTENSION].config.data / "files"
    bureau, visitor = site.bureau, site.visitor()
    data = bureau.desk.document(no, bureau.newest(no, "reply"), bureau.who("clerk"), bureau.now)
    before = sorted(folder.rglob("*"))

    assert "一致。" in words(compared(visitor, code, data))
    assert "不一致。" in words(compared(visitor, code, data + b"\n"))
    assert "没有选择文件" in words(compared(visitor, code, b""))
    assert sorted(folder.rglob("*")) == before


def test_a_post_without_our_token_is_refused(site: Site) -> None:
    _, code = issued(site)
    assert site.visitor().client.post(f"/verify/{code}", data={}).status_code == 400


def test_one_address_cannot_try_codes_all_day(site: Site) -> None:
    visitor = site.visitor()
    answers = [visitor.get(f"/verify/{new_code()}").status_code for _ in range(31)]

    assert answers[:30] == [404] * 30
    assert answers[30] == 429


def test_the_code_stands_on_the_letter_and_the_address_where_one_is_set(site: Site) -> None:
    no, code = issued(site)
    data = site.bureau.text(no, "reply")
    assert f"核验码：{grouped(code)}" in data
    assert "扫描二维码" not in data

    site.bureau.set("verify_base", "https://gk.example.invalid/verify/", since="2026-06-03")
    second = stages.issued(site.bureau, applicant_name="郑堃")
    assert "扫描二维码" in site.bureau.text(second, "reply")
    assert site.bureau.findings() == []


def test_a_preview_carries_no_code(site: Site) -> None:
    no = stages.reviewed(site.bureau)
    (proof,) = site.bureau.desk.preview(
        no, "approve", site.bureau.who("reviewer"), site.bureau.now, {})

    assert "核验码" not in pdf_text(proof.printed.data)


def test_a_code_exchanged_in_the_table_is_found(site: Site) -> None:
    _, code = issued(site)
    with writing(site.bureau.engine) as connection:
        connection.execute(text("UPDATE document SET code = '000000000000' WHERE code = :code"),
                           {"code": code})

    assert any("code" in str(one) for one in site.bureau.findings())
