"""The pages of alike requests and of refusals to be looked at again: they show and never decide."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from tests.workflow import stages as to
from workflow.reports import clusters
from workflow.work.jobs import KINDS, Done, Workshop, work_off

BRIDGE = "滨江大桥建设项目批复"
SAME = "申请公开滨江大桥项目的批准文件"


def typed(site: Site, wanted: str, name: str) -> str:
    return site.bureau.receive(channel="in_person", submitted_on=f"{site.bureau.now:%Y-%m-%d}",
                               wanted=wanted, applicant_name=name)


def links(page: TestResponse) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', page.text)]


def repeated(site: Site) -> tuple[str, str]:
    """An answered request, and one of the same person for the same, with its handler."""
    earlier = to.dispatched(site.bureau)
    no = typed(site, SAME, "吴玥")
    site.bureau.act(no, "clerk", "register")
    site.bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return earlier, no


def test_the_earlier_answer_stands_on_the_pages_on_which_a_request_is_handled(site: Site) -> None:
    earlier, no = repeated(site)
    handler = site.visitor("handler")
    for address in (f"/requests/{no}", f"/requests/{no}/draft"):
        shown = words(handler.get(address))
        assert "疑似重复申请（1）" in shown
        assert "予以公开" in shown
        assert "是否属于重复申请由承办人判断" in shown
    assert f'href="/requests/{earlier}/documents/' in handler.get(f"/requests/{no}").text
    assert "疑似重复申请" not in words(handler.get(f"/requests/{earlier}"))


def test_a_button_leads_to_the_step_filled_in_and_the_officer_takes_it(site: Site) -> None:
    earlier, no = repeated(site)
    handler = site.visitor("handler")
    page = handler.get(f"/requests/{no}/alike")
    (link,) = [one for one in links(page) if "step=link_repeat" in one]
    asked = parse_qs(urlsplit(link).query)
    assert asked["earlier"] == [earlier]
    form = next(one for one in forms_of(handler.get(link)) if one.action.endswith("/link_repeat"))
    assert form.values["earlier"] == earlier
    assert "系统比对相似度" in form.values["comparison"]
    assert site.bureau.see(no).case.earlier_requests == []

    assert handler.fill(link, f"/requests/{no}/link_repeat").status_code == 303
    assert site.bureau.see(no).case.earlier_requests == [earlier]
    assert "已关联为在先申请" in words(handler.get(f"/requests/{no}/alike"))


def test_only_what_was_compared_is_filled_in_from_an_address(site: Site) -> None:
    _, no = repeated(site)
    page = site.visitor("handler").get(f"/requests/{no}?step=note&text=别人写的")
    (form,) = [one for one in forms_of(page) if one.action.endswith("/note")]

    assert form.values["text"] == ""


def test_the_threshold_is_shown_and_moves_what_is_shown(site: Site) -> None:
    no = to.assigned(site.bureau, items=[{"wanted": "江南新区滨江路改造工程用地批复"}])
    typed(site, "江南新区滨江路改造工程立项批复", "吴玥")
    handler = site.visitor("handler")
    page = handler.get(f"/requests/{no}/alike")
    assert '<option value="70" selected>' in page.text
    assert "没有达到该相似度的在先申请" in words(page)
    moved = words(handler.get(f"/requests/{no}/alike?from=50"))
    assert "相似度" in moved
    assert "不同之处" in moved
    site.bureau.set("alike.from", "85", since="2026-01-01")
    assert '<option value="85" selected>' in handler.get(f"/requests/{no}/alike?from=x").text


def test_others_are_shown_without_their_names(site: Site) -> None:
    _, no = repeated(site)
    other = typed(site, BRIDGE, "欧阳䶮")
    page = site.visitor("handler").get(f"/requests/{no}/alike")

    assert f'href="/requests/{other}"' in page.text
    assert "欧阳䶮" not in page.text
    assert "<del" in page.text
    assert "step=link_repeat&amp;earlier=" + other not in page.text


def test_what_several_asked_for_leads_to_the_step_that_proposes_to_publish(site: Site) -> None:
    earlier, _ = repeated(site)
    typed(site, BRIDGE, "欧阳䶮")
    head = site.visitor("head")
    page = head.get("/clusters")
    shown = words(page)
    assert "2人" in shown
    assert "3件" in shown
    assert not {"欧阳䶮", "吴玥"} & set(page.text.split())
    (link,) = [one for one in links(page) if "step=propose_publication" in one]
    form = next(one for one in forms_of(head.get(link))
                if one.action.endswith("/propose_publication"))
    assert (form.values["ground"], form.values["items"]) == ("several", "1")
    assert earlier in form.values["reason"]
    head.fill(link, f"/requests/{earlier}/propose_publication", what=BRIDGE,
              nothing_private="true")
    assert "待公开办决定" in words(head.get("/clusters"))


@pytest.mark.parametrize("address", ["/clusters?months=7&from=abc", "/clusters?months=36&from=50",
                                     "/reevaluation?year=1&after=x", "/reevaluation?year=abc"])
def test_odd_addresses_show_the_usual_list(site: Site, address: str) -> None:
    assert site.visitor("head").get(address).status_code == 200


def test_a_refusal_stands_on_the_list_of_the_year_until_the_head_has_looked(site: Site) -> None:
    no = to.dispatched(site.bureau, answer=to.REFUSED)
    site.bureau.at("2027-03-01 09:00")
    head = site.visitor("head")
    page = head.get("/reevaluation")
    shown = words(page)
    assert "待评估（1）" in shown
    assert "第十六条第二款" in shown
    assert f"/requests/{no}?step=reevaluate#step-reevaluate" in links(page)
    head.fill(f"/requests/{no}?step=reevaluate", f"/requests/{no}/reevaluate", items=["1"],
              changed="决策尚未完成", result="withheld")

    after = words(head.get("/reevaluation"))
    assert "待评估（0）" in after
    assert "该年已评估、仍不予公开的1件" in after


def test_what_a_page_cannot_compare_is_compared_in_the_background(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.bureau.at("2024-09-27 10:00")
    for name in ("赵䶮", "钱喆", "孙䶮"):
        site.bureau.receive(channel="in_person", submitted_on="2024-09-27", applicant_name=name,
                            wanted="滨河路拓宽工程征地补偿安置方案")
    head = site.visitor("head")
    assert "由后台比对全部申请" not in words(head.get("/clusters"))
    monkeypatch.setattr(clusters, "PAGE", clusters.Bounds(2, 100))
    page = words(head.get("/clusters"))
    assert "只比对了最近的2000件" in page
    assert "2件" in page

    asked = head.fill("/clusters", "/clusters/work-out")
    waiting = head.get(asked.headers["Location"])
    assert "◐ 后台正在比对全部申请" in words(waiting)
    assert "后台任务程序没有在运行" in words(waiting)
    assert work_off(Workshop(site.bureau.desk), site.bureau.now) == Done(done=1)

    page = words(head.get("/clusters"))
    assert "截至2024-09-27 10:00后台比对的结果" in page
    assert "找到1组" in page
    assert "3人 3件" in page
    assert "重新计算" in page
    assert "截至" not in words(site.visitor("legal").get("/clusters?months=6"))
    assert "截至" in words(site.visitor("legal").get("/clusters"))
    assert "截至" not in words(site.visitor("stranger").get("/clusters"))
    assert "多人申请比对" in {kind.label for kind in KINDS.values()}
