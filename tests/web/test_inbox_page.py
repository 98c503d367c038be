"""The list of open requests: narrowed, kept as a view of one's own, empty, printed."""

import pytest

from tests.web.conftest import Site
from tests.web.visitor import words
from workflow.record.database import reading
from workflow.saved_views import MOST, Listed, own_views

LIST = "/inbox"


def two(site: Site) -> tuple[str, str]:
    """A company's letter with the handler, received on Friday; a person's e-mail of Thursday."""
    ours = site.request()
    other = site.bureau.receive(
        channel="email", submitted_on="2024-09-26", wanted="绿化养护合同",
        applicant_name="滨江石料有限公司", applicant_kind="company")
    return ours, other


def views(site: Site, login: str) -> list[tuple[str, str]]:
    with reading(site.bureau.engine) as connection:
        return [(one.name, one.query)
                for one in own_views(connection, site.bureau.who(login), Listed.INBOX)]


@pytest.mark.parametrize(("query", "shows"), [
    ("kind=company", (False, True)), ("kind=natural", (True, False)),
    ("handler=handler", (True, False)), ("handler=colleague", (False, False)),
    ("unit=耕地保护科", (True, False)), ("channel=email", (False, True)),
    ("from=2024-09-27", (True, False)), ("until=2024-09-26", (False, True)),
    ("from=2024-09-26&until=2024-09-27", (True, True)),
    ("from=yesterday&kind=nobody", (True, True)),
    ("state=handling&kind=company", (False, False)),
])
def test_the_list_is_narrowed_by_its_address(
    site: Site, query: str, shows: tuple[bool, bool]
) -> None:
    ours, other = two(site)
    page = site.visitor("clerk").get(f"{LIST}?view=open&{query}").text

    assert (f'href="/requests/{ours}"' in page, f'href="/requests/{other}"' in page) == shows


def test_narrowing_by_light_keeps_what_else_was_asked(site: Site) -> None:
    two(site)
    page = site.visitor("clerk").get(f"{LIST}?view=open&kind=company").text

    assert "/inbox?view=open&amp;kind=company&amp;light=normal" in page or \
        "/inbox?kind=company&amp;view=open&amp;light=normal" in page


def test_what_hides_the_list_is_named_and_can_be_cleared(site: Site) -> None:
    two(site)
    page = words(site.visitor("clerk").get(
        f"{LIST}?view=open&kind=research&handler=handler&from=2024-09-01"))

    assert "没有符合“科研机构、测试承办人、2024-09-01起收到”的申请" in page


def test_an_empty_list_says_what_falls_due_next(site: Site) -> None:
    _, other = two(site)
    page = words(site.visitor("clerk").get(f"{LIST}?view=open&light=today"))

    assert "今天没有到期的申请。" in page
    assert f"下一件到期： {other} ，2024年10月29日（周二）" in page
    assert "没有超期的申请。" in words(site.visitor("clerk").get(f"{LIST}?view=open&light=late"))


def test_a_view_is_kept_for_its_officer_alone(site: Site) -> None:
    two(site)
    clerk = site.visitor("clerk")
    answer = clerk.fill(f"{LIST}?view=open&kind=company&nonsense=1", "/inbox/views",
                        name=" 企业 申请 ")
    page = clerk.get(answer.headers["Location"])

    assert "已保存视图“企业 申请”" in words(page)
    assert views(site, "clerk") == [("企业 申请", "view=open&kind=company")]
    assert 'aria-current="page">企业 申请</a>' in page.text
    assert "企业 申请" not in site.visitor("handler").get(LIST).text


def test_the_same_name_keeps_the_newer_view(site: Site) -> None:
    clerk = site.visitor("clerk")
    for kind in ("company", "natural"):
        clerk.fill(f"{LIST}?view=open&kind={kind}", "/inbox/views", name="我的")

    assert views(site, "clerk") == [("我的", "view=open&kind=natural")]


@pytest.mark.parametrize(("name", "said"), [
    ("", "请填写视图名称"), ("　 ", "请填写视图名称"), ("长" * 21, "最多20个字"),
    ("控\x07制", "不含控制字符"),
])
def test_a_name_that_will_not_do_is_named(site: Site, name: str, said: str) -> None:
    clerk = site.visitor("clerk")
    answer = clerk.fill(LIST, "/inbox/views", name=name)

    assert said in words(clerk.get(answer.headers["Location"]))
    assert views(site, "clerk") == []


def test_more_views_than_help_are_not_kept(site: Site) -> None:
    clerk = site.visitor("clerk")
    for number in range(MOST + 1):
        answer = clerk.fill(LIST, "/inbox/views", name=f"视图{number}")

    assert f"最多保存{MOST}个视图" in words(clerk.get(answer.headers["Location"]))
    assert len(views(site, "clerk")) == MOST


def test_an_officer_deletes_only_own_views(site: Site) -> None:
    clerk, handler = site.visitor("clerk"), site.visitor("handler")
    page = clerk.get(clerk.fill(LIST, "/inbox/views", name="我的").headers["Location"])
    action = page.text.split('action="/inbox/views/')[1].split('"')[0]
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    theirs = handler.get(LIST).text.split('name="csrf_token" value="')[1].split('"')[0]

    assert handler.post(f"/inbox/views/{action}", csrf_token=theirs).status_code == 404
    assert views(site, "clerk") != []
    assert clerk.post(f"/inbox/views/{action}", csrf_token=token).status_code == 303
    assert views(site, "clerk") == []


def test_an_address_put_into_a_view_leads_nowhere_else(site: Site) -> None:
    clerk = site.visitor("clerk")
    answer = clerk.fill(LIST, "/inbox/views", name="外站", query="//evil.example&next=x&light=late")

    assert answer.headers["Location"] == "/inbox?light=late"


def test_the_printed_list_says_whose_it_is_and_of_what_day(site: Site) -> None:
    two(site)
    page = words(site.visitor("clerk").get(f"{LIST}?view=open&kind=company"))

    assert "滨江市自然资源局 · 在办申请 1 件（商业企业）" in page
    assert "测试收件登记岗 2024年9月27日（周五）打印" in page
