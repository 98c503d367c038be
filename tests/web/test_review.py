"""The review desk: queues, the letter beside the request, acts that come back to the desk."""

import io
from datetime import date
from typing import Any

from PIL import Image

from tests.bureau import Bureau
from tests.web.conftest import Site
from tests.web.test_case import SEARCH, drafted
from tests.web.visitor import PASSWORD, Visitor, forms_of, words
from web.pages.review import SEPARATION
from web.phrases import USUAL
from web.proofs import Proofs
from workflow import office
from workflow.record.database import writing
from workflow.reports.views import View

REFUSED: dict[str, Any] = {
    "item": 1, "outcome": "deny.process", "articles": ["16.2"], "separable": False,
    "reason": "属于过程性信息", "separability_reason": "全文均为讨论内容",
    "discretion_reason": "公开将影响尚未完成的决策"}


def submitted(site: Site, wanted: str = "滨河路拓宽工程征地补偿安置方案", **answer: Any) -> str:
    """A request whose draft waits for everybody who reviews."""
    bureau = site.bureau.at("2024-09-27 10:00")
    no = bureau.receive(channel="ems", signed_on="2024-09-27", mail_no="EA000000001CN",
                        wanted=wanted, phone="0000-87654321", address="滨河路1号")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="耕地保护科")
    bureau.act(no, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    draft(bureau, no, **answer)
    return no


def draft(bureau: Bureau, no: str, **answer: Any) -> None:
    given = answer or {"item": 1, "outcome": "granted", "form": "paper",
                       "description": "补偿安置方案1份（9页）"}
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[given])
    bureau.act(no, "handler", "submit_for_review")


def sent(visitor: Visitor, no: str, trigger: str, **typed: Any) -> Any:
    """Open the desk, fill in the form of an act, and send it."""
    return visitor.fill(f"/requests/{no}/review", f"/requests/{no}/review/{trigger}", **typed)


def test_a_queue_shows_what_waits_with_its_lights_the_most_urgent_first(site: Site) -> None:
    late = submitted(site, "先到的申请")
    site.bureau.at("2024-10-29 09:00")
    page = site.visitor("reviewer").get("/review")
    fresh = site.bureau.receive(channel="in_person", submitted_on="2024-10-29", wanted="后到的")

    assert "待审核签发 1" in words(page)
    assert "3个工作日内（1）" in words(page)
    assert "保密 未出 · 法制 未出" in words(page)
    assert late in page.text
    assert fresh not in page.text


def test_each_seat_has_its_own_queue(site: Site) -> None:
    submitted(site)
    shown = {login: words(site.visitor(login).get("/review"))
             for login in ("reviewer", "secrecy", "legal")}

    assert View.SIGN.label in shown["reviewer"]
    assert View.MEND.label in shown["reviewer"]
    assert f"{View.SECRECY.label} 1" in shown["secrecy"]
    assert f"{View.LEGAL.label} 1" in shown["legal"]


def test_only_those_who_review_come_to_the_desk(site: Site) -> None:
    no = submitted(site)

    for login in ("clerk", "handler", "head", "archivist"):
        visitor = site.visitor(login)
        assert visitor.get("/review").status_code == 403
        assert visitor.get(f"/requests/{no}/review").status_code == 403


def test_what_was_asked_and_what_is_answered_stand_side_by_side(site: Site) -> None:
    page = site.visitor("reviewer").get(f"/requests/{submitted(site)}/review")

    for text in ("滨河路拓宽工程征地补偿安置方案", "找到补偿安置方案1份", "核对清单",
                 "全部核对无误",
                 "拟公开信息尚未经保密审查 条例第十七条", "测试承办人（第 1 版）"):
        assert text in words(page)
    assert f"/requests/{page.request.path.split('/')[2]}/review/pages/1" in page.text


def test_the_pages_of_the_letter_are_pictures_printed_once(site: Site) -> None:
    no, reviewer = submitted(site), site.visitor("reviewer")
    strip = reviewer.get(f"/requests/{no}/review/pages/1")
    first = reviewer.get(f"/requests/{no}/review/pages/1/1.png")
    again = reviewer.client.get(f"/requests/{no}/review/pages/1/1.png",
                                headers={"If-None-Match": first.headers["ETag"]})

    assert "第 1 页，共" in words(strip)
    assert Image.open(io.BytesIO(first.data)).width == 900
    assert first.headers["Cache-Control"] == "no-store"
    assert (again.status_code, again.data) == (304, b"")
    assert reviewer.get(f"/requests/{no}/review/pages/1/9.png").status_code == 404
    assert reviewer.get(f"/requests/{no}/review/pages/2/1.png").status_code == 404


def test_the_whole_letter_stands_there_without_scripts(site: Site) -> None:
    no = submitted(site)
    page = site.visitor("reviewer").get(f"/requests/{no}/review?pages=all")

    assert f"/requests/{no}/review/pages/1/1.png" in page.text
    assert "正在印制" not in page.text


def test_a_letter_that_cannot_be_printed_says_why_in_its_place(site: Site) -> None:
    no = submitted(site, item=1, outcome="granted", form="paper", description="方案\ue000一份")
    reviewer = site.visitor("reviewer")
    pages = (f"/requests/{no}/review/pages/1", f"/requests/{no}/review?pages=all")

    for page in map(reviewer.get, pages):
        assert page.status_code == 200
        assert "文书还不能印制" in words(page)
        assert "U+E000" in words(page)


def test_pictures_are_forgotten_when_there_are_too_many_of_them() -> None:
    kept = Proofs(most=10)
    for digest in ("a", "b", "c"):
        kept._keep(digest, (b"12345",))

    assert [kept.known(one) is not None for one in ("a", "b", "c")] == [False, True, True]


def test_after_an_act_the_next_of_the_queue_opens(site: Site) -> None:
    first, second = submitted(site, "甲"), submitted(site, "乙")
    secrecy = site.visitor("secrecy")
    page = secrecy.get(f"/requests/{first}/review?queue=secrecy")
    answer = secrecy.send(page, f"/requests/{first}/review/secrecy_review",
                          may_be_disclosed="true", basis="不涉密")

    assert answer.status_code == 303
    assert answer.location == f"/requests/{second}/review?queue=secrecy"
    assert "已办理“保密审查”" in words(secrecy.get(answer.location))
    answer = secrecy.fill(answer.location, f"/requests/{second}/review/secrecy_review",
                          may_be_disclosed="true", basis="不涉密")
    assert answer.location == "/review?queue=secrecy"
    assert "这个队列已经办完" in words(secrecy.get(answer.location))


def test_the_next_of_the_queue_is_a_link(site: Site) -> None:
    first, second = submitted(site, "甲"), submitted(site, "乙")
    page = site.visitor("reviewer").get(f"/requests/{first}/review")

    assert "第 1 件，共 2 件" in words(page)
    assert f'href="/requests/{second}/review?queue=sign"' in page.text


def test_the_list_of_the_seat_leads_to_the_desk(site: Site) -> None:
    no = submitted(site)

    assert f'href="/requests/{no}/review"' in site.visitor("reviewer").get("/inbox").text


def test_behind_the_last_of_a_queue_comes_the_first(site: Site) -> None:
    first, second = submitted(site, "甲"), submitted(site, "乙")
    answer = sent(site.visitor("reviewer"), second, "return_to_handler", reasons="请补充")

    assert answer.location == f"/requests/{first}/review?queue=sign"


def test_what_still_waits_in_the_queue_stays_open(site: Site) -> None:
    no, _ = submitted(site, "甲"), submitted(site, "乙")
    reviewer, desk = site.visitor("reviewer"), f"/requests/{no}/review"
    answer = reviewer.fill(desk, f"{desk}/amend_at_signing", why="补写附图",
                           description="补偿安置方案1份（9页，附图1幅）")

    assert answer.location == f"{desk}?queue=sign"
    assert "附图1幅" in words(reviewer.get(answer.location))


def test_an_approval_asks_the_password_and_keeps_every_word_if_it_is_wrong(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    answer = sent(reviewer, no, "approve", note="同意，请当日寄出", _password="不是口令")

    assert answer.status_code == 422
    assert "口令不正确" in words(answer)
    assert "同意，请当日寄出" in answer.text
    assert "核对清单" in words(answer)
    answer = reviewer.send(answer, f"/requests/{no}/review/approve", _password=PASSWORD)
    assert answer.status_code == 303
    assert site.bureau.see(no).case.approval is not None


def test_an_approval_sent_twice_is_done_once_and_leads_on_both_times(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    page = reviewer.get(f"/requests/{no}/review")
    answers = [reviewer.send(page, f"/requests/{no}/review/approve", _password=PASSWORD)
               for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert "已办理“签发”" in words(reviewer.get(answers[1].location))
    assert [line.step_label for line in site.bureau.see(no).trail].count("签发") == 1


def test_a_phrase_is_put_behind_what_is_typed_without_scripts(site: Site) -> None:
    no, reviewer = submitted(site), site.visitor("reviewer")
    action = f"/requests/{no}/review/return_to_handler"
    page = sent(reviewer, no, "return_to_handler", reasons="第三条：", _phrase="2")
    page = reviewer.send(page, action, _phrase="6")
    form = next(one for one in forms_of(page) if one.action == action)

    assert form.values["reasons"].strip().splitlines() == ["第三条：", USUAL[1], USUAL[5]]
    assert site.bureau.see(no).case.state == "review"  # so far nothing was done
    assert reviewer.send(page, action).status_code == 303
    assert USUAL[5] in words(site.visitor("handler").get(f"/requests/{no}"))


def test_an_agency_has_phrases_of_its_own(site: Site) -> None:
    no = submitted(site)
    site.bureau.set("phrases.return", "请附页码\n\n请注明卷号", since="2024-09-27")
    page = words(site.visitor("reviewer").get(f"/requests/{no}/review"))

    assert "1 请附页码" in page
    assert "2 请注明卷号" in page
    assert USUAL[0] not in page


def test_the_next_round_shows_words_struck_out_and_written_in(site: Site) -> None:
    no = submitted(site)
    site.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    site.bureau.act(no, "reviewer", "return_to_handler", reasons="页数不对")
    draft(site.bureau, no, item=1, outcome="granted", form="paper",
          description="补偿安置方案1份（12页）")
    page = site.visitor("reviewer").get(f"/requests/{no}/review")

    assert "第 1 版 → 第 2 版（您上次办理时为此版）" in words(page)
    assert '<del><span class="visually-hidden">（删去：</span>9<' in page.text
    assert '<ins><span class="visually-hidden">（写入：</span>12<' in page.text
    assert "意见属于第 1 版，现为第 2 版" in words(page)


def test_the_case_page_names_the_version_of_an_opinion_too(site: Site) -> None:
    no = drafted(site)
    before = words(site.visitor("reviewer").get(f"/requests/{no}"))
    site.bureau.act(no, "reviewer", "amend_at_signing", item=1, why="补写附图",
                    description="补偿安置方案1份（9页，附图1幅）")
    after = words(site.visitor("reviewer").get(f"/requests/{no}"))

    assert "意见属于" not in before
    assert "意见属于第 1 版，现为第 2 版" in after


def test_an_opinion_that_fell_is_shown_as_fallen(site: Site) -> None:
    no = submitted(site)
    site.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    site.bureau.act(no, "reviewer", "return_to_handler", reasons="不应公开")
    draft(site.bureau, no, **REFUSED)
    page = words(site.visitor("reviewer").get(f"/requests/{no}/review"))

    assert "第 1 版的意见，已被后来的意见代替，或者因办理结果" in page
    assert "法制审核 ✕ 缺" in page


def test_a_letter_changed_by_another_is_not_approved_and_the_change_is_shown(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    page = reviewer.get(f"/requests/{no}/review")
    site.bureau.seat("head", "reviewer")
    site.bureau.act(no, "head", "amend_at_signing", item=1, why="页数有误",
                    description="补偿安置方案1份（12页）")
    action = f"/requests/{no}/review/approve"
    answer = reviewer.send(page, action, note="同意", _password=PASSWORD)

    assert answer.status_code == 409
    for text in ("此件又办理了 1 步", "测试公开办负责人", "页数有误", "第 1 版改为第 2 版", "同意"):
        assert text in words(answer) + answer.text
    assert site.bureau.see(no).case.approval is None
    assert reviewer.send(answer, action, _password=PASSWORD).status_code == 303


def test_a_letter_changed_by_a_setting_is_shown_again_before_it_is_approved(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    page = reviewer.get(f"/requests/{no}/review")
    site.bureau.set("contact", "联系人：赵宁；联系电话：0000-12345679", since="2024-09-27")
    action = f"/requests/{no}/review/approve"
    answer = reviewer.send(page, action, note="同意签发", _password=PASSWORD)

    assert answer.status_code == 422
    assert "答复书的内容已经变化" in words(answer)
    assert "同意签发" in answer.text
    assert reviewer.send(answer, action, _password=PASSWORD).status_code == 303


def test_what_left_review_meanwhile_keeps_what_was_typed(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    page = reviewer.get(f"/requests/{no}/review")
    site.bureau.act(no, "legal", "return_to_handler", reasons="依据有误")
    answer = reviewer.send(page, f"/requests/{no}/review/approve", note="同意，速办",
                           _password=PASSWORD)

    assert answer.status_code == 409
    for text in ("同意，速办", "退回承办人", "依据有误", "核对"):
        assert text in words(answer)
    assert PASSWORD not in answer.text


def test_an_expired_token_changes_nothing(site: Site) -> None:
    no, reviewer = drafted(site), site.visitor("reviewer")
    page = reviewer.get(f"/requests/{no}/review")
    answer = reviewer.send(page, f"/requests/{no}/review/approve", note="同意", csrf_token="x",
                           _password=PASSWORD)

    assert (answer.status_code, "同意" in answer.text) == (400, True)
    assert site.bureau.see(no).case.approval is None


def test_a_request_that_nobody_reviews_opens_its_case_page(site: Site) -> None:
    no = site.request()

    assert site.visitor("reviewer").get(f"/requests/{no}/review").location == f"/requests/{no}"


def test_an_adverse_opinion_and_a_hold_are_told_where_one_signs(site: Site) -> None:
    no = submitted(site)
    site.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=False, basis="含有密级段落")
    site.bureau.act(no, "legal", "hold", reason="先行会商")
    page = words(site.visitor("reviewer").get(f"/requests/{no}/review"))

    for text in ("含有密级段落", "保密审查意见为不得公开，请退回承办人", "法制机构暂缓",
                 "先行会商"):
        assert text in page


def test_who_drafted_cannot_sign_and_is_told_so(site: Site) -> None:
    no = submitted(site)
    site.bureau.seat("handler", "reviewer")
    page = words(site.visitor("handler").get(f"/requests/{no}/review"))

    assert "拟稿人不得签发自己拟写的答复" in page
    assert "测试承办人（第 1 版） 是您本人" in page


def test_the_three_persons_of_a_county_bureau_sign_under_a_waiver(site: Site) -> None:
    """Clerk and secrecy reviewer, handler, and one who reviews for the law and signs."""
    no = submitted(site, **REFUSED)
    site.bureau.seat("reviewer", "legal")
    site.bureau.seat("clerk", "secrecy")
    reviewer, desk = site.visitor("reviewer"), f"/requests/{no}/review"
    answer = reviewer.fill(desk, f"{desk}/legal_review", advice="agree", reasons="合法")
    page = words(reviewer.get(answer.location))

    assert answer.location == f"{desk}?queue=sign"
    assert "法制审核人与签发人不得为同一人（本机关岗位分离规则）" in page
    waive(site)
    page = words(reviewer.get(desk))
    assert "停用该项分离规则，理由：全局在编三人" in page
    answer = reviewer.fill(desk, f"{desk}/approve", _password=PASSWORD)
    assert answer.status_code == 303
    assert site.bureau.see(no).case.approval is not None


def waive(site: Site) -> None:
    bureau = site.bureau
    with writing(bureau.engine) as connection:
        office.change_setting(
            connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id, SEPARATION,
            "off", effective_from=date(2024, 9, 27), reason="全局在编三人")


def test_a_correction_waits_at_the_desk_with_its_notice(site: Site) -> None:
    no, bureau = drafted(site), site.bureau
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on="2024-09-27")
    bureau.act(no, "handler", "correct_letter", document=bureau.newest(no, "reply"),
               changes=[{"wrong": "9页", "right": "12页"}], why="校对疏漏", only_words=True)
    reviewer = site.visitor("reviewer")
    page = reviewer.get("/review?queue=mend")
    shown = reviewer.get(f"/requests/{no}/review?queue=mend")

    assert no in page.text
    assert "校对疏漏" in words(shown)
    assert "更正通知书" in words(shown)
    assert "第 1 页" in words(reviewer.get(f"/requests/{no}/review/pages/0"))
    answer = reviewer.send(shown, f"/requests/{no}/review/approve_mending", _password=PASSWORD)
    assert answer.location == "/review?queue=mend"


def test_another_agency_finds_no_draft(site: Site) -> None:
    no = submitted(site)
    stranger = site.visitor("stranger")
    paths = (f"/requests/{no}/review", f"/requests/{no}/review/pages/1",
             f"/requests/{no}/review/pages/1/1.png")

    assert [stranger.get(path).status_code for path in paths] == [404] * 3
    assert no not in stranger.get("/review").text


def test_the_case_page_leads_reviewers_to_the_desk(site: Site) -> None:
    no = submitted(site)

    assert f'href="/requests/{no}/review"' in site.visitor("reviewer").get(f"/requests/{no}").text
    assert f'href="/requests/{no}/review"' not in site.visitor("clerk").get(f"/requests/{no}").text
