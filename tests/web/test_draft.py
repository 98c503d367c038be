"""The drafting page: the seven questions fill in the draft, and the letter stands beside it."""

import re
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.bureau import sheet
from tests.web.conftest import Site
from tests.web.test_case import SEARCH
from tests.web.visitor import Visitor, forms_of, words

OURS = {"guide-1-clear": "clear", "guide-1-kind": "information", "guide-1-whose": "ours"}
GRANTED = {"answers-0-outcome": "granted", "answers-0-description": "补偿安置方案1份（9页）",
           "answers-0-form": "paper", "manner": "ems"}


@pytest.fixture
def no(site: Site) -> str:
    """A request with the handler, searched for and found."""
    number = site.request()
    site.bureau.act(number, "handler", "record_search", **{**SEARCH, "item": 1, "found": True})
    return number


def values(page: TestResponse) -> dict[str, Any]:
    """What stands in the form of the draft."""
    return next(one for one in forms_of(page) if one.action.endswith("/draft")).values


def sketched(visitor: Visitor, no: str, **typed: Any) -> TestResponse:
    """The letter beside the form, with something typed into it."""
    page = visitor.get(f"/requests/{no}/draft")
    return visitor.post(f"/requests/{no}/draft/sketch", **{**values(page), **typed})


def test_what_the_guide_proposes_is_filled_into_the_draft_beside_what_was_typed(
    site: Site, no: str
) -> None:
    """条例第三十七条、第十五条: part is a third party's secret, the rest is given."""
    page = site.visitor("handler").fill(
        f"/requests/{no}/draft", f"/requests/{no}/draft", **OURS, _guide="1",
        **{"guide-1-held": "found", "guide-1-give": "third_party", "guide-1-apart": "yes",
           "guide-1-form": "electronic", "guide-1-manner": "ems",
           "answers-0-description": "方案正文"})
    found = values(page)

    assert page.status_code == 200
    assert (found["answers-0-outcome"], found["answers-0-articles"]) == ("partial", "37")
    assert found["answers-0-withheld-0-articles"] == "15"
    assert found["answers-0-form"] == "electronic"
    assert (found["answers-0-description"], found["manner"]) == ("方案正文", "ems")
    assert found["guide-1-give"] == "third_party"
    assert site.bureau.see(no).case.draft is None


def test_the_page_names_what_the_file_lacks_and_leads_to_the_step(site: Site, no: str) -> None:
    page = site.visitor("handler").fill(
        f"/requests/{no}/draft", f"/requests/{no}/draft", **OURS, _guide="1", **{
            "guide-1-held": "found", "guide-1-give": "third_party", "guide-1-apart": "no"})

    lacking = "还缺 征求第三方意见或者公共利益理由 条例第十五条、第三十二条 征求第三方意见"
    assert lacking in words(page)
    assert f"/requests/{no}?step=consult_third_party#step-consult_third_party" in page.text


def test_the_file_answers_what_it_knows_itself(site: Site, no: str) -> None:
    found = values(site.visitor("handler").get(f"/requests/{no}/draft"))

    assert (found["guide-1-clear"], found["guide-1-held"]) == ("clear", "found")


def test_the_questions_go_on_as_they_are_answered(site: Site, no: str) -> None:
    handler = site.visitor("handler")
    typed = {**values(handler.get(f"/requests/{no}/draft")), **OURS, "guide-1-held": "not_found"}
    page = handler.post(f"/requests/{no}/draft/guide/1", **typed)

    assert "无法提供：本机关不掌握相关政府信息 第三十六条第（四）项" in words(page)
    assert handler.post(f"/requests/{no}/draft/guide/9", **typed).status_code == 404


def test_a_draft_is_saved_and_opens_again_as_it_was(site: Site, no: str) -> None:
    handler = site.visitor("handler")
    answer = handler.fill(f"/requests/{no}/draft", f"/requests/{no}/draft", **GRANTED)
    found = values(handler.get(f"/requests/{no}/draft"))

    assert answer.status_code == 303
    assert site.bureau.see(no).case.outcome() == "granted"
    assert {name: found[name] for name in GRANTED} == GRANTED


def test_what_stands_against_a_draft_keeps_every_word_on_the_page(site: Site, no: str) -> None:
    page = site.visitor("handler").fill(
        f"/requests/{no}/draft", f"/requests/{no}/draft", **{
            "answers-0-outcome": "partial", "answers-0-description": "方案", "manner": "ems",
            "guide-1-give": "process"})

    assert page.status_code == 422
    assert "部分公开的，请逐一列明不予公开的部分" in words(page)
    assert values(page)["answers-0-description"] == "方案"
    assert 'value="process" checked' in page.text


def test_a_stale_draft_says_who_acted_and_keeps_what_was_typed(site: Site, no: str) -> None:
    handler = site.visitor("handler")
    page = handler.get(f"/requests/{no}/draft")
    site.bureau.act(no, "clerk", "note", text="来电询问")
    answer = handler.send(page, f"/requests/{no}/draft", **GRANTED)

    assert (answer.status_code, "测试收件登记岗" in words(answer)) == (409, True)
    assert values(answer)["answers-0-description"] == GRANTED["answers-0-description"]
    assert handler.send(answer, f"/requests/{no}/draft").status_code == 303


def test_the_letter_stands_beside_the_form_as_pictures(site: Site, no: str) -> None:
    page = sketched(site.visitor("handler"), no, **GRANTED)
    drawn = re.findall(r'src="data:image/png;base64,([^"]+)"', page.text)

    assert "答复书草稿第 1 页" in page.text
    with Image.open(BytesIO(b64decode(drawn[0]))) as picture:
        assert picture.width == 900
        assert picture.height > 1200
    assert site.bureau.see(no).case.draft is None


def test_the_letter_shows_as_much_as_there_is_and_says_what_is_missing(
    site: Site, no: str
) -> None:
    handler = site.visitor("handler")
    blank = sketched(handler, no)
    begun = sketched(handler, no, **{"answers-0-outcome": "granted", "answers-0-form": "paper"})

    assert "补齐或者更正上面所列之后，这里显示答复书" in words(blank)
    assert "办理结果：必填" in words(blank)
    assert "data:image/png" in begun.text
    assert "拟定送达方式：必填" in words(begun)


def test_a_blank_of_a_common_phrase_stops_the_letter_and_is_named(site: Site, no: str) -> None:
    typed = {"answers-0-outcome": "granted_public", "manner": "ems",
             "answers-0-source": "您可以到【待填：地点】政府信息查阅场所查阅"}
    handler = site.visitor("handler")

    assert "还有没有填写的内容“【待填：地点】”" in words(sketched(handler, no, **typed))
    handler.fill(f"/requests/{no}/draft", f"/requests/{no}/draft", **typed)
    assert "还有没有填写的内容“【待填：地点】”" in site.bureau.refused(
        no, "handler", "submit_for_review")


def test_a_preview_is_refused_to_nobody_for_a_file_of_the_draft(site: Site, no: str) -> None:
    """A file chosen in the form stays in the browser until the draft is saved."""
    page = site.visitor("handler").get(f"/requests/{no}/draft")

    assert page.text.count('hx-params="not papers"') == 2
    answer = site.visitor("handler").fill(
        f"/requests/{no}/draft", f"/requests/{no}/draft", **GRANTED,
        papers=(BytesIO(sheet(b"plan")), "方案.png"))
    assert answer.status_code == 303
    assert "方案.png" in [file.name for file in site.bureau.see(no).files]


def test_the_page_is_the_handlers_alone(site: Site, no: str) -> None:
    assert site.visitor("clerk").get(f"/requests/{no}/draft").status_code == 403
    assert site.visitor("stranger").get(f"/requests/{no}/draft").status_code == 404
    colleague = site.visitor("colleague").get(f"/requests/{no}/draft")
    assert "本件已指定承办人" in words(colleague)
    assert 'id="draft"' not in colleague.text


def test_a_request_under_review_is_drafted_no_more(site: Site, no: str) -> None:
    handler = site.visitor("handler")
    handler.fill(f"/requests/{no}/draft", f"/requests/{no}/draft", **GRANTED)
    page = handler.get(f"/requests/{no}/draft")
    site.bureau.act(no, "handler", "submit_for_review")

    assert handler.get(f"/requests/{no}/draft").location == f"/requests/{no}"
    answer = handler.client.post(
        f"/requests/{no}/draft", data=values(page), follow_redirects=True)
    assert answer.status_code == 409
    assert GRANTED["answers-0-description"] in words(answer)
    assert handler.post(f"/requests/{no}/draft/sketch", **values(page)).status_code == 409
