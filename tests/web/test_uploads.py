"""Files on the pages: refused beside their field, everything typed kept; served without harm."""

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.bureau import sheet
from tests.evidence import good
from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from web.uploads import Receiving
from workflow.evidence.limits import LARGEST_FORM
from workflow.evidence.slips import Kept, Slips
from workflow.record.evidence import Upload

LETTER = {
    "channel": "registered_post", "signed_on": "2024-09-27", "mail_no": "XA88123345",
    "applicant_kind": "natural", "applicant_name": "赵䶮", "phone": "0000-87654321",
    "items-0-wanted": "滨河路拓宽工程的补偿安置方案",
}


def test_a_refused_file_is_named_beside_its_field_and_nothing_is_typed_twice(site: Site) -> None:
    site.bureau.at("2024-09-27 10:00")
    clerk = site.visitor("clerk")
    page = clerk.fill("/requests/new", "/requests/new", **LETTER, scans=[
        (BytesIO(sheet(b"application")), "申请表.png"),
        (BytesIO(good.word(parts={"word/vbaProject.bin": b"x"})), "委托书.docx"),
        (BytesIO(b"MZ\x90\x00"), "照片.jpg")])

    assert page.status_code == 422
    assert "文件“委托书.docx”含有宏；请另存为不含宏的docx、xlsx或者PDF后再上传。" in words(page)
    assert "文件“照片.jpg”是程序或者脚本" in words(page)
    assert "申请表.png 已保存（未经病毒扫描），取消勾选即不附" in words(page)
    typed = next(form.values for form in forms_of(page) if form.action == "/requests/new")
    assert {name: typed[name] for name in LETTER} == LETTER

    done = clerk.send(page, "/requests/new")
    no = done.headers["Location"].rpartition("/")[2]
    assert [file.name for file in site.bureau.see(no).files] == ["申请表.png"]


def test_more_than_one_form_may_bring_is_said_beside_the_field(site: Site) -> None:
    with site.app.test_request_context():
        receiving = Receiving(size=LARGEST_FORM)
        token = receiving(Upload("信封.png", "image/png", sheet(b"envelope")), "scans")

    (reason,) = receiving.reasons
    assert (token, reason.field) == ("", "scans")
    assert reason.text == ("一次提交的文件合计超过60MB，“信封.png”没有保存；"
                           "请分几次提交，先提交的可以先保存。")


def test_a_post_beyond_all_measure_says_how_large_it_may_be(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    site.app.config["MAX_CONTENT_LENGTH"] = 1000
    page = clerk.post(f"/requests/{no}/attach", what="信封",
                      papers=(BytesIO(bytes(5000)), "信封.png"))

    assert page.status_code == 413
    assert "单个文件不超过30MB，一次提交合计不超过60MB" in words(page)
    assert "后退" in words(page)


def test_a_slip_made_up_in_the_browser_is_refused(site: Site) -> None:
    no = site.request()
    digest = site.bureau.store.keep(b"<script>alert(1)</script>").digest
    slip = Slips(b"guessed").write(Kept(digest, "text/html", "网页.html", ticket="t"))
    page = site.visitor("clerk").fill(
        f"/requests/{no}", f"/requests/{no}/attach", what="信封", papers=slip)

    assert page.status_code == 422
    assert "文件未保存，请重新选择" in words(page)


@pytest.mark.parametrize(("name", "make", "media_type", "way", "policy"), [
    # papers and common pictures are shown in the window
    ("意见书.pdf", good.pdf, "application/pdf", "inline", "frame-ancestors 'none'"),
    ("信封.jpg", good.jpeg, "image/jpeg", "inline", "sandbox; default-src 'none'"),
    # everything else is only saved
    ("意见书.docx", good.word, "application/vnd.openxmlformats-officedocument"
     ".wordprocessingml.document", "attachment", "sandbox; default-src 'none'"),
    ("说明.txt", lambda: "<b>申请</b>".encode(), "text/plain; charset=utf-8", "attachment",
     "sandbox; default-src 'none'"),
], ids=["pdf", "jpg", "docx", "txt"])
def test_a_file_is_served_as_what_it_is(
    site: Site, name: str, make: Callable[[], bytes], media_type: str, way: str, policy: str
) -> None:
    no = site.request()
    slip = site.bureau.desk.keep(Upload(name, "", make()))
    site.bureau.act(no, "clerk", "attach", what="材料", papers=[slip])
    headers = site.visitor("clerk").get(f"/requests/{no}/files/{slip[:64]}").headers

    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"].startswith(f"{way}; filename=\"")
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_was_kept_before_files_were_examined_is_only_bytes_to_save(site: Site) -> None:
    no = site.request()
    slip = site.bureau.smuggled("申请.html", "text/html", b"<script>alert(1)</script>")
    site.bureau.act(no, "clerk", "attach", what="材料", papers=[slip])
    headers = site.visitor("clerk").get(f"/requests/{no}/files/{slip[:64]}").headers

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"__.html\"; filename*=UTF-8''%E7%94%B3%E8%AF%B7.html")
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_page_tells_what_it_takes_and_what_was_scanned(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "clerk", "attach", what="信封", papers=[site.bureau.upload("信封.png")])
    page = site.visitor("clerk").get(f"/requests/{no}")

    assert "可以接收：PDF、OFD、JPG、PNG" in words(page)
    assert "单个不超过30MB，合计不超过60MB" in words(page)
    assert 'accept=".pdf,.ofd,.jpg' in page.text
    assert "病毒扫描 未经病毒扫描：信封.png" in words(page)
