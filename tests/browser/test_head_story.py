"""The head's days (公开办负责人): an extension, what is late, a substitute; and the leader's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.ready import consulted, flagged
from tests.browser.window import Window, fill_in
from tests.bureau import pdf_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opened = Callable[..., Window]


def extension_granted(window: Window, no: str) -> None:
    """The grounds stand in the list, the notice is read before it is agreed to."""
    window.menu("延期与督办")
    row = window.page.get_by_role("row").filter(has_text=no)
    for said in ("需要逐页区分处理", "10 个工作日", "本年第 1 次", "原期限"):
        expect(row.first).to_contain_text(said)
    row.first.get_by_role("link", name="同意", exact=True).click()
    notice = pdf_text(window.preview("同意延期"))
    assert "延期" in notice
    assert "需要逐页区分处理" in notice
    window.take("同意延期", {"意见": "同意，请抓紧办理"})
    window.menu("延期与督办")
    window.says("待批延期（0）")


def late_ones_found_by_unit(window: Window, no: str) -> None:
    """A number in the table of units opens the list behind it."""
    window.menu("延期与督办")
    window.page.get_by_role("link", name="耕地保护科，已超期 1 件").click()
    expect(window.page.locator("tbody tr[data-href]")).to_have_count(1)
    window.says("已超期", no)


def substitute_named(window: Window) -> None:
    """Away for three days: the leader's deputy acts on extensions, and on nothing else."""
    window.menu("代行")
    form = window.page.locator("form.card-box")
    fill_in(form, {"代行人": "测试审核签发人", "至（含当日）": "2024-11-07", "原因": "出差"})
    form.get_by_label("只限勾选的步骤").check()
    form.locator("details.many summary").first.click()
    form.get_by_label("同意延期", exact=True).check()
    form.get_by_role("button", name="指定代行人").click()
    window.says("已指定“公开办负责人”的代行人", "正在代行", "同意延期")


def granted_in_the_head_s_name(window: Window, no: str) -> None:
    """The form says in whose name; the trail keeps both names."""
    window.page.goto(f"{window.address}/requests/{no}")
    window.form("同意延期")
    window.says("您代行测试公开办负责人的岗位，以其名义办理，台账同时记载双方姓名")
    window.take("同意延期")
    expect(window.page.locator("#trail li").first).to_contain_text("测试审核签发人")
    expect(window.page.locator("#trail li").first).to_contain_text("测试公开办负责人")


def test_the_head_grants_an_extension_sees_who_is_late_and_is_stood_in_for(
    street: Street, opened: Opened
) -> None:
    """条例第三十三条第二款: agreed by the head, or by whoever acts in the head's name."""
    bureau = street.bureau
    extended = consulted(street)
    head = opened("head")
    extension_granted(head, extended)
    late = flagged(street)
    late_ones_found_by_unit(head, late)
    bureau.at("2024-11-05 10:00")
    substitute_named(head)
    another = bureau.receive(channel="ems", signed_on="2024-11-05", wanted="滨河路路灯工程批复")
    bureau.act(another, "clerk", "register")
    bureau.act(another, "clerk", "assign", handler="handler", unit="耕地保护科")
    bureau.act(another, "handler", "propose_extension", working_days=5, reason="案卷在外地")
    granted_in_the_head_s_name(opened("reviewer"), another)

    case = bureau.see(extended).case
    assert case.extension is not None
    assert case.extension.granted_by == "head"
    assert not bureau.clock(extended).late
    assert bureau.clock(late).late
    assert bureau.findings() == []


def test_the_leader_reads_what_was_reported_and_opens_what_is_oldest(
    street: Street, opened: Opened
) -> None:
    """What is flagged with its reason and by whom; figures that open the lists behind them."""
    no = flagged(street)
    window = opened("leader")
    window.menu("领导看板")
    reported = window.page.get_by_role("row").filter(has_text="涉及信访积案，拟与信访局会商")
    expect(reported).to_contain_text("测试承办人")
    window.page.get_by_role("link", name="耕地保护科，已超期 1 件").click()
    window.says(no)
    window.menu("领导看板")
    reported.get_by_role("link").first.click()
    window.says(no, "报分管领导", "涉及信访积案，拟与信访局会商")
