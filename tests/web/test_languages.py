"""Chinese first, English complete: runs, places, articles, dates, and no text left behind."""

import re

import pytest
from jinja2 import DictLoader, Environment

from tests.web.conftest import Site
from web.languages.catalogue import PO as ENGLISH
from web.languages.catalogue import Catalogue, messages_of, singular
from web.languages.citations import cited, number_of
from web.languages.collect import collected
from web.languages.runs import Runs

_PLACES = re.compile(r"\{\d+\}")


@pytest.mark.parametrize(("numeral", "number"), [
    ("三", 3), ("十", 10), ("十五", 15), ("二十", 20), ("三十三", 33), ("一百", 100),
    ("二百零一", 201), ("一百一十五", 115), ("一百零九", 109)])
def test_a_chinese_numeral_is_a_number(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@pytest.mark.parametrize(("text", "said"), [
    ("条例第三十三条第二款", "OGI Regulations, art. 33 para. 2"),
    ("条例第三十六条第五项", "OGI Regulations, art. 36 item 5"),
    ("《民法典》第二百零一条", "Civil Code, art. 201"),
    ("行政复议法第二十四条", "Administrative Reconsideration Law, art. 24"),
    ("2024年9月27日（周五）", "Fri 27 Sep 2024"),
    ("6月4日止", "until 4 Jun"),
    ("周三", "Wed"),
    ("条例（2008年）第二十一条第（三）项", "OGI Regulations 2008, art. 21 item 3"),
    ("2024年2月30日", None),
    ("某某条例第三条", None),
    ("滨江市2024年度公报", None),
])
def test_articles_and_days_are_said_without_a_catalogue(text: str, said: str | None) -> None:
    assert cited(text) == said


KNOWN = Catalogue({
    "收件": "Receipt", "登记": "Registration", "办理": "Handling",
    "“{0}”由{1}办理": "“{0}” is done by {1}",
    "申请现处于{0}环节": "The request stands in {0}", "剩 {0} 个工作日": "{0} working days left",
    "请重试。": "Try again.", "{0}至{1}": "{0} to {1}", "已办理“{0}”。": "Done: {0}."})


@pytest.mark.parametrize(("text", "said"), [
    ("收件", "Receipt"),
    ("  收件 ", "  Receipt "),
    ("收件、登记", "Receipt, Registration"),
    ("申请现处于登记环节", "The request stands in Registration"),
    ("“登记”由收件、办理办理", "“Registration” is done by Receipt, Handling"),
    ("剩 3 个工作日", "3 working days left"),
    ("已办理“登记”。请重试。", "Done: Registration. Try again."),
    ("王先生要求公开的内容", "王先生要求公开的内容"),
    ("登记、王先生", "登记、王先生"),
    ("2010年至2024年撂荒耕地", "2010年至2024年撂荒耕地"),
    ("收件至3个月", "Receipt to 3 months"),
    ("", ""), ("BJZR-2024-0001", "BJZR-2024-0001"),
])
def test_what_the_catalogue_knows_is_said_and_the_rest_stays(text: str, said: str) -> None:
    assert KNOWN.say(text) == said


@pytest.mark.parametrize(("template", "calls"), [
    ("<b>第 {{ n }} 版</b>", [("第 {0} 版", (3,))]),
    ('<i title="{{ n }}页">中{% if n %}文{% endif %}</i>',
     [("{0}页", (3,)), ("中", ()), ("文", ())]),
    ("<p class='x'>  收到 · {{ n }} · 期限 {{ n + 1 }} </p>", [("收到 · {0} · 期限 {1}", (3, 4))]),
    ("<p>{{ n }} {{ n }}</p>", []),
    ("{# 注 #}<p>{{ '中' if n else n }}</p>", []),
])
def test_a_run_is_one_sentence_with_its_places(
    template: str, calls: list[tuple[str, tuple[int, ...]]]
) -> None:
    said: list[tuple[str, tuple[int, ...]]] = []

    def say(text: str, *values: int) -> str:
        said.append((text, values))
        return text.format(*values)

    environment = Environment(loader=DictLoader({"page": template}), extensions=[Runs],
                              autoescape=True)
    plain = Environment(loader=DictLoader({"page": template}), autoescape=True)

    assert environment.get_template("page").render(n=3, say=say) == plain.get_template(
        "page").render(n=3)
    assert said == calls


def test_every_text_of_pages_and_code_stands_in_english() -> None:
    known = messages_of(ENGLISH)

    assert sorted(set(collected()) - set(known)) == []
    assert sorted(set(known) - set(collected())) == []


def test_a_translation_has_the_places_of_its_text() -> None:
    wrong = [text for text, said in messages_of(ENGLISH).items()
             if sorted(set(_PLACES.findall(text))) != sorted(set(_PLACES.findall(said)))]

    assert wrong == []


def test_a_page_is_chinese_until_english_is_chosen(site: Site) -> None:
    visitor = site.visitor("clerk")
    assert 'lang="zh-CN"' in visitor.get("/inbox").text
    token = visitor.get("/inbox").text.split('name="csrf_token" value="')[1].split('"')[0]
    visitor.post("/appearance", csrf_token=token, lang="en", next="/inbox")
    page = visitor.get("/inbox").text

    assert '<html lang="en"' in page
    assert "Sign out" in page


@pytest.mark.parametrize(("text", "said"), [
    ("1 working days left", "1 working day left"), ("21 working days", "21 working days"),
    ("1 entries", "1 entry"), ("11 requests, 1 items", "11 requests, 1 item")])
def test_one_day_is_a_day(text: str, said: str) -> None:
    assert singular(text) == said
