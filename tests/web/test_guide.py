"""The public guide: written by the head, dated, read by anybody, and never more than text."""

from datetime import date

import pytest
from markupsafe import Markup

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from tests.workflow.census import nothing_written
from web.plain_text import as_html
from workflow.errors import StepNotAllowed
from workflow.guide import write_guide
from workflow.record.database import reading, writing
from workflow.record.security import SecurityAct, newest

EDIT, GUIDE = "/guide-text", "/guide/BJZR"
OFFICE = "政务公开办公室\n- 滨江市民主路18号\n- 周一至周五 9:00—17:00"
TODAY = "2024-09-27"


def publish(site: Site, login: str = "head", **typed: str) -> int:
    """Publish a version; returns the status of the answer."""
    given = {"office": OFFICE, "effective_from": TODAY, **typed}
    return site.visitor(login).fill(EDIT, EDIT, **given).status_code


def test_anybody_reads_what_the_head_wrote_and_what_the_law_says(site: Site) -> None:
    assert publish(site, apply="邮寄：滨江市民主路18号") == 303
    page = site.visitor().get(GUIDE)
    shown = words(page)

    assert "<li>滨江市民主路18号</li>" in page.text
    assert "自 2024-09-27 起适用" in shown
    assert "以本机关签收之日为收到申请之日。 条例第三十一条第（二）项" in shown
    assert "20个工作日内答复" in shown
    assert "向滨江市人民政府申请行政复议" in shown
    assert "先向滨江市人民政府" in shown
    assert "滨江市中级人民法院" in shown
    assert "到滨江市政务服务中心财政缴费窗口" in shown


def test_the_remedies_follow_the_settings_without_anybody_writing(site: Site) -> None:
    publish(site)
    site.bureau.set("court", "滨江市铁路运输法院", since=TODAY)

    assert "滨江市铁路运输法院" in words(site.visitor().get(GUIDE))


def test_before_anything_is_written_the_law_stands_there_alone(site: Site) -> None:
    shown = words(site.visitor().get("/guide/HCJY"))

    assert "尚未发布指南正文" in shown
    assert "20个工作日内答复" in shown
    assert "滨江" not in shown


def test_a_version_is_read_from_its_day_on(site: Site) -> None:
    publish(site)
    publish(site, office="新的工作机构", effective_from="2024-10-08")

    assert "新的工作机构" not in words(site.visitor().get(GUIDE))
    site.bureau.at("2024-10-08 08:00")
    assert "新的工作机构" in words(site.visitor().get(GUIDE))
    edited = words(site.visitor("head").get(EDIT))
    assert "2024-10-08 现行" in edited
    assert edited.count("查看") == 2


def test_all_agencies_are_listed_and_an_unknown_one_is_not_found(site: Site) -> None:
    visitor = site.visitor()
    page = visitor.get("/guide").text

    assert '<a href="/guide/BJZR">滨江市自然资源局</a>' in page
    assert '<a href="/guide/HCJY">河川市教育局</a>' in page
    assert visitor.get("/guide/NONE").status_code == 404
    assert 'href="/guide"' in visitor.get("/sign-in").text


def test_a_preview_shows_the_page_and_publishes_nothing(site: Site) -> None:
    head = site.visitor("head")
    with nothing_written(site.bureau.engine):
        page = head.fill(EDIT, EDIT, office="预览的机构", effective_from=TODAY, look="yes")

    assert "预览，尚未发布" in words(page)
    assert "预览的机构" in words(page)
    assert "预览的机构" not in words(site.visitor().get(GUIDE))


@pytest.mark.parametrize(("typed", "said"), [
    ({"office": " "}, "请写明政府信息公开工作机构"), ({"effective_from": "2024-09-26"}, "不得倒签"),
    ({"effective_from": ""}, "请填写生效日期"), ({"apply": "字" * 5001}, "不超过5000个字"),
    ({"apply": "a\x00b"}, "控制字符"),
], ids=["blank", "past", "no day", "long", "control"])
def test_a_guide_that_may_not_be_keeps_what_was_typed(
    site: Site, typed: dict[str, str], said: str
) -> None:
    head = site.visitor("head")
    given = {"office": OFFICE, "access": "查阅场所", "effective_from": TODAY, **typed}
    with nothing_written(site.bureau.engine):
        page = head.fill(EDIT, EDIT, **given)

    assert (page.status_code, said in words(page)) == (422, True)
    form = next(one for one in forms_of(page) if one.values.get("access"))
    assert form.values["access"] == "查阅场所"
    assert form.values["effective_from"] == (given["effective_from"] or TODAY)


def test_the_same_text_is_not_published_twice(site: Site) -> None:
    assert publish(site) == 303
    assert publish(site) == 422


@pytest.mark.parametrize("login", ["clerk", "system", "security", "legal"])
def test_nobody_but_the_head_writes_it(site: Site, login: str) -> None:
    assert site.visitor(login).get(EDIT).status_code == 403
    by = site.bureau.who(login)
    with writing(site.bureau.engine) as connection, pytest.raises(StepNotAllowed, match="负责人"):
        write_guide(connection, site.bureau.now, by, {"office": "x"}, date(2024, 9, 27))


def test_each_version_is_logged_and_may_not_be_changed(site: Site) -> None:
    publish(site)
    with reading(site.bureau.engine) as connection:
        line = newest(connection, site.bureau.who("head").agency_id,
                      only=SecurityAct.GUIDE_WRITTEN)[0]

    assert (line.officer, line.facts["effective_from"]) == ("head", TODAY)
    assert len(line.facts["digest"]) == 64


@pytest.mark.parametrize("evil", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "- <b onmouseover=x()>粗</b>",
    'https://x.invalid/"onmouseover="alert(1)', "javascript:alert(1)", "{{ 7 * 7 }}",
    "[x](javascript:alert(1))", "https://x.invalid/<svg onload=x()>",
])
def test_no_mark_up_of_the_writers_reaches_the_public(site: Site, evil: str) -> None:
    publish(site, apply=evil)
    page = site.visitor().get(GUIDE).text

    for wicked in ("<script>alert", "<img src=x", "<b ", '"onmouseover', "<svg onload",
                   'href="javascript', "49"):
        assert wicked not in page.replace("20240", "")


@pytest.mark.parametrize(("text", "html"), [
    ("一\n二\n\n三", "<p>一<br>二</p>\n<p>三</p>"),
    ("- 甲\n· 乙\n丙", "<ul><li>甲</li><li>乙</li></ul>\n<p>丙</p>"),
    ("见https://gk.example.invalid/a?b=1&c=2。", '<p>见<a href="https://gk.example.invalid/a?b=1'
     '&amp;c=2" rel="nofollow noopener">https://gk.example.invalid/a?b=1&amp;c=2</a>。</p>'),
    ("", ""),
])
def test_paragraphs_lists_and_addresses(text: str, html: str) -> None:
    assert as_html(text) == Markup(html)
