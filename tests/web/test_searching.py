"""A search made in several places is one record, and the letter says where (条例第三十六条)."""

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words

TYPED = {
    "terms": "滨河路、征收", "period": "2022年至2024年", "place-0": "档案室", "found-0": "false",
    "place-1": "电子公文系统", "found-1": "true", "said-1": "找到补偿安置方案1份",
    "place-2": "业务系统", "found-2": "false"}


def test_several_places_become_one_record(site: Site) -> None:
    no = site.request()
    answer = site.visitor("handler").fill(
        f"/requests/{no}/search", f"/requests/{no}/search", **TYPED)
    case = site.bureau.see(no).case

    assert answer.status_code == 303
    assert [(one.where, one.found, one.result, one.by) for one in case.searches] == [(
        "档案室、电子公文系统、业务系统", True,
        "档案室：未检索到；电子公文系统：找到补偿安置方案1份；业务系统：未检索到", "测试承办人")]


def test_a_place_that_does_not_say_what_came_of_it_is_asked_for_and_all_stays(
    site: Site,
) -> None:
    no = site.request()
    page = site.visitor("handler").fill(
        f"/requests/{no}/search", f"/requests/{no}/search", **{**TYPED, "found-2": ""})
    form = next(one for one in forms_of(page) if one.action.endswith("/search"))

    assert page.status_code == 422
    assert "是否找到：必填" in words(page)
    assert form.values["said-1"] == "找到补偿安置方案1份"
    assert form.values["terms"] == "滨河路、征收"
    assert site.bureau.see(no).case.searches == []


def test_the_next_search_begins_with_the_words_of_the_last(site: Site) -> None:
    no = site.request()
    handler = site.visitor("handler")
    handler.fill(f"/requests/{no}/search", f"/requests/{no}/search", **TYPED)
    page = handler.get(f"/requests/{no}/search")
    form = next(one for one in forms_of(page) if one.action.endswith("/search"))

    assert (form.values["terms"], form.values["period"]) == ("滨河路、征收", "2022年至2024年")
    assert (form.values["place-0"], form.values["on"]) == ("档案室", "2024-09-27")


def test_the_page_is_the_handlers_alone(site: Site) -> None:
    no = site.request()

    assert site.visitor("clerk").get(f"/requests/{no}/search").status_code == 403
    assert site.visitor("stranger").get(f"/requests/{no}/search").status_code == 404
    assert "本件已指定承办人" in words(site.visitor("colleague").get(f"/requests/{no}/search"))


def test_what_was_typed_stays_chinese_on_an_english_page(site: Site) -> None:
    """The record is Chinese always, whatever language its page speaks."""
    no = site.request()
    handler = site.visitor("handler")
    handler.client.set_cookie("lang", "en")
    page = handler.fill(f"/requests/{no}/search", f"/requests/{no}/search", **{
        **TYPED, "period": "收件、登记", "found-2": "", "said-0": "未找到"})
    form = next(one for one in forms_of(page) if one.action.endswith("/search"))

    assert page.status_code == 422
    assert (form.values["period"], form.values["place-0"]) == ("收件、登记", "档案室")
    assert form.values["said-0"] == "未找到"
