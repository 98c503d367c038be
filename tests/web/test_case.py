"""The case page: steps as forms, reasons against the closed ones, nobody acts on a stale page."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from tests.bureau import sheet
from tests.web.conftest import Site
from tests.web.visitor import PASSWORD, forms_of, words
from tests.workflow.stages import POINTS

SEARCH: dict[str, Any] = {
    "item": "1", "where": "档案室", "terms": "滨河路、征收", "period": "2022年至2024年",
    "by": "测试承办人", "on": "2024-09-27", "found": "true", "result": "找到补偿安置方案1份",
}
GRANTED = {
    "answers-0-outcome": "granted", "answers-0-description": "补偿安置方案1份（9页）",
    "answers-0-form": "paper", "manner": "ems",
}


def drafted(site: Site) -> str:
    """A request whose draft is with the reviewer and has its secrecy review."""
    no = site.request()
    site.bureau.act(no, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    site.bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（9页）", "form": "paper"}])
    site.bureau.act(no, "handler", "submit_for_review")
    site.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    return no


def test_a_handler_searches_drafts_and_submits_with_forms_alone(site: Site) -> None:
    no = site.request()
    handler, case = site.visitor("handler"), f"/requests/{no}"
    for trigger, typed in (("record_search", SEARCH), ("draft_reply", GRANTED),
                           ("submit_for_review", {"note": "请审核"})):
        answer = handler.fill(case, f"{case}/{trigger}", **typed)
        assert answer.status_code == 303, words(answer)

    page = words(handler.get(case))
    assert "已办理“送审”" in page
    assert "找到补偿安置方案1份" in page


def test_the_page_says_who_has_it_where_it_stands_and_when_it_is_due(site: Site) -> None:
    page = words(site.visitor("clerk").get(f"/requests/{site.request()}"))

    assert "在 测试承办人（耕地保护科） 手里" in page
    assert "2024年10月30日（周三）" in page  # 20 working days after Friday 2024-09-27
    assert "第20个工作日" in page


def test_every_day_that_the_coming_notice_may_move_is_marked(site: Site) -> None:
    """条例第三十条: fifteen working days to supplement from Monday 2026-12-14."""
    bureau = site.bureau.at("2026-12-10 09:00")
    no = bureau.receive(channel="in_person", submitted_on="2026-12-10", wanted="规划文本")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "ask_for_supplement", points=POINTS, term_working_days=15)
    bureau.post(no, "supplement", on="2026-12-10")
    bureau.at("2026-12-14 09:00")
    bureau.delivered(no, "supplement", on="2026-12-14")
    page = words(site.visitor("clerk").get(f"/requests/{no}"))

    assert "申请人补正，至 2027年1月5日（周二） 暂定" in page


def test_closed_steps_are_listed_with_every_reason_and_article(site: Site) -> None:
    page = words(site.visitor("handler").get(f"/requests/{site.request()}"))

    assert "现在不能办理的步骤" in page
    assert "尚未拟写答复 条例第三十六条" in page


def test_a_step_that_fails_keeps_every_word_and_the_inner_rows(site: Site) -> None:
    no = site.request()
    handler, action = site.visitor("handler"), f"/requests/{no}/draft_reply"
    page = handler.fill(f"/requests/{no}", action, **{
        "answers-0-outcome": "partial", "_row": "answers-0-withheld:add"})
    page = handler.send(page, action, **{
        "answers-0-description": "方案", "answers-0-withheld-0-part": "第5页", "manner": "ems"})
    form = next(one for one in forms_of(page) if one.action.startswith(action))

    assert page.status_code == 422
    assert form.values["answers-0-withheld-0-part"] == "第5页"
    assert form.values["answers-0-description"] == "方案"
    assert 'href="#draft_reply-answers-0-withheld-0-reason"' in page.text


def test_a_stale_page_says_who_acted_and_keeps_what_was_typed(site: Site) -> None:
    no = site.request()
    handler, action = site.visitor("handler"), f"/requests/{no}/note"
    page = handler.get(f"/requests/{no}")
    site.bureau.act(no, "clerk", "note", text="申请人来电询问进度")
    answer = handler.send(page, action, text="已联系档案室")

    assert (answer.status_code, "测试收件登记岗" in words(answer)) == (409, True)
    assert "已联系档案室" in answer.text
    assert handler.send(answer, action).status_code == 303


def test_a_stale_page_shows_every_step_of_the_others_and_what_it_made_of_the_draft(
    site: Site,
) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    action = f"/requests/{no}/approve"
    page = reviewer.get(f"/requests/{no}")
    site.bureau.seat("head", "reviewer")
    site.bureau.act(no, "head", "amend_at_signing", item=1, description="补偿安置方案1份（12页）",
                    why="页数有误")
    answer = reviewer.send(page, action, note="同意签发", _password=PASSWORD)

    assert answer.status_code == 409
    assert "页面打开之后，此件又办理了 1 步" in words(answer)
    assert "页数有误" in words(answer)
    assert "由第 1 版改为第 2 版" in words(answer)
    assert '<del><span class="visually-hidden">（删去：</span>9<' in answer.text
    assert '<ins><span class="visually-hidden">（写入：</span>12<' in answer.text
    assert "同意签发" in answer.text
    assert reviewer.send(answer, action, _password=PASSWORD).status_code == 303


def test_a_step_of_a_state_left_behind_keeps_what_was_typed(site: Site) -> None:
    no = site.request()
    handler = site.visitor("handler")
    page = handler.get(f"/requests/{no}")
    site.bureau.act(no, "clerk", "withdraw", on="2024-09-27", how="书面")
    answer = handler.send(page, f"/requests/{no}/record_search", **SEARCH)

    assert answer.status_code == 409
    assert "撤回申请" in words(answer)
    assert "此件又办理了 1 步" in words(answer)
    assert "找到补偿安置方案1份" in words(answer)


def test_a_double_click_makes_one_entry(site: Site) -> None:
    no = site.request()
    handler = site.visitor("handler")
    page = handler.get(f"/requests/{no}")
    answers = [handler.send(page, f"/requests/{no}/note", text="一次") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [line.step_label for line in site.bureau.see(no).trail].count("备注") == 1


def test_a_second_click_on_a_step_that_left_its_state_is_told_that_it_is_done(site: Site) -> None:
    """The first answer was lost on its way: nobody is told that the step no longer applies."""
    no, handler = site.request(), site.visitor("handler")
    site.bureau.act(no, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    site.bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（9页）", "form": "paper"}])
    page = handler.get(f"/requests/{no}")
    first, second = (
        handler.send(page, f"/requests/{no}/submit_for_review") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert "已办理“送审”" in words(handler.get(f"/requests/{no}"))
    assert [line.step_label for line in site.bureau.see(no).trail].count("送审") == 1


@pytest.mark.parametrize("password", ["", "不对的口令不对的口令"], ids=["none", "wrong"])
def test_approval_asks_for_the_password_again(site: Site, password: str) -> None:
    no = drafted(site)
    reviewer, action = site.visitor("reviewer"), f"/requests/{no}/approve"
    page = reviewer.fill(f"/requests/{no}", action, note="同意", _password=password)

    assert (page.status_code, "口令不正确" in words(page)) == (422, True)
    assert site.bureau.see(no).case.approval is None
    assert reviewer.send(page, action, _password=PASSWORD).status_code == 303
    assert site.bureau.see(no).case.approval is not None


def test_a_drafter_who_holds_the_reviewers_seat_may_not_approve(site: Site) -> None:
    no = drafted(site)
    page = words(site.visitor("handler").get(f"/requests/{no}"))

    assert "“签发”由审核签发人办理，您没有该岗位" in page


def test_whoever_reviews_reads_the_draft_and_what_is_still_missing(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    site.bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（9页）", "form": "paper"}])
    site.bureau.act(no, "handler", "submit_for_review")
    page = words(site.visitor("reviewer").get(f"/requests/{no}"))

    assert "答复草稿 第 1 版 · 拟稿人 测试承办人" in page
    assert "补偿安置方案1份（9页）" in page
    assert "签发 ：现在不能办理" in page


def test_a_draft_is_previewed_as_pdf_and_nothing_is_written(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    handler, case = site.visitor("handler"), f"/requests/{no}"
    form = next(one for one in forms_of(handler.get(case)) if "draft_reply" in one.action)
    answer = handler.post(f"{case}/draft_reply/preview", **{**form.values, **GRANTED})

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    pdf = pypdfium2.PdfDocument(answer.data)
    assert "草稿" in "".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    assert site.bureau.see(no).case.draft is None


def test_an_issued_document_and_a_scan_open_in_the_browser(site: Site) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    clerk.fill(f"/requests/{no}", f"/requests/{no}/attach", what="信封",
               papers=(BytesIO(sheet(b"envelope")), "信封 正面.png"))
    seen = site.bureau.see(no)
    digest = next(file.digest for file in seen.files if file.name == "信封 正面.png")
    document = clerk.get(f"/requests/{no}/documents/{seen.documents[0].id}.pdf")
    file = clerk.get(f"/requests/{no}/files/{digest}")

    assert document.data.startswith(b"%PDF")
    assert file.headers["Content-Disposition"] == (
        "inline; filename=\"__ __.png\"; "
        "filename*=UTF-8''%E4%BF%A1%E5%B0%81%20%E6%AD%A3%E9%9D%A2.png")
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_the_preview_beside_the_list_shows_the_request(site: Site) -> None:
    no = site.request()

    assert "滨河路拓宽工程" in words(site.visitor("clerk").get(f"/requests/{no}/pane"))


def test_a_number_nobody_has_is_not_found(site: Site) -> None:
    answer = site.visitor("clerk").get("/requests/BJZR-2024-9999")

    assert (answer.status_code, "没有找到" in words(answer)) == (404, True)


def test_a_no_that_was_said_stands_in_the_trail_and_a_document_by_its_name(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "handler", "record_search",
                    **{**SEARCH, "item": 1, "found": False, "result": "没有找到"})
    site.bureau.post(no, "receipt", on="2024-09-27")
    page = words(site.visitor("legal").get(f"/audit/{no}"))

    assert "是否找到 否" in page
    assert "文书 登记回执 滨自然资公开收〔2024〕1号" in page


def test_a_decision_that_lacks_something_leads_to_the_field_that_mends_it(site: Site) -> None:
    no = site.request()
    page = site.visitor("handler").fill(f"/requests/{no}", f"/requests/{no}/draft_reply", **{
        "answers-0-outcome": "partial", "manner": "ems"})

    assert 'href="#draft_reply-answers-0-withheld"' in page.text
    assert 'id="draft_reply-answers-0-withheld"' in page.text


def test_a_letter_that_cannot_be_previewed_yet_says_what_is_missing(site: Site) -> None:
    no = site.request()
    handler, case = site.visitor("handler"), f"/requests/{no}"
    form = next(one for one in forms_of(handler.get(case)) if "draft_reply" in one.action)
    page = handler.post(f"{case}/draft_reply/preview", **form.values)

    assert page.status_code == 422
    assert "还不能预览" in words(page)
    assert "拟定送达方式：必填" in words(page)
