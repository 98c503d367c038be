"""A paper letter, from the blank form to its printed receipt, by keys alone: how many it takes.

Every key is a real key event. Counted are the fields touched and the keys beyond the contents
themselves; the seconds of the keystroke-level model are printed, never asserted.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.conftest import Street
from tests.browser.typist import MOST_KEYS, Typist
from tests.browser.window import Window

pytestmark = pytest.mark.browser

MOST_FIELDS = 12
#: How long the first letter may take that a press prints, in milliseconds.
PRINTING = 60_000
LETTER = {
    "mail_no": "XA12345678911", "applicant_name": "赵䶮", "id_number": "999999198001010011",
    "phone": "0000-87654321", "address": "滨江市滨河路1号",
    "items-0-wanted": "滨河路（东段）拓宽工程的补偿安置方案",
}


def letter(window: Window, contents: dict[str, str]) -> Typist:
    """Type one letter into the open form and send it; its receipt is then on the page."""
    typist = Typist(window)
    expect(window.page.locator("input[name='channel']:focus")).to_have_count(1)
    typist.on_to("channel")
    typist.press("2")
    expect(window.page.get_by_label("挂号信")).to_be_checked()
    for name, text in contents.items():
        typist.on_to(name)
        typist.write(text)
    typist.press("Control+Enter")
    expect(window.page.get_by_role("link", name="打印登记回执")).to_be_focused(
        timeout=PRINTING)
    return typist


def test_a_paper_letter_is_registered_in_forty_keys_beyond_its_contents(
    street: Street, opened: Callable[..., Window], capsys: pytest.CaptureFixture[str]
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    window.page.wait_for_load_state()
    window.page.keyboard.press("n")
    typist = letter(window, LETTER)
    seen = street.bureau.see("BJZR-2024-0001")
    with capsys.disabled():
        print(f"\nnew applicant: {len(typist.touched)} fields, {typist.keys} keys beyond "  # noqa: T201  # the figures are what the test is for
              f"{typist.typed} characters, {typist.seconds():.0f} s by the keystroke-level model")

    assert len(typist.touched) <= MOST_FIELDS
    assert typist.keys <= MOST_KEYS
    assert [line.entry.step for line in seen.trail] == ["receive", "register"]
    assert seen.case.id_kind == "resident_card"
    assert seen.case.applicant_kind == "natural"
    assert seen.case.mail_no == LETTER["mail_no"]
    window.says("法定期限 2024年10月30日（周三）")


def test_a_known_applicant_is_not_typed_again(
    street: Street, opened: Callable[..., Window], capsys: pytest.CaptureFixture[str]
) -> None:
    bureau = street.bureau.at("2024-09-27 10:00")
    bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="另一件",
                   applicant_name="滨江衡平律师事务所", applicant_kind="legal_service",
                   phone="0000-87654321", address="滨江市法院街10号")
    window = opened("clerk")
    window.page.goto(f"{window.address}/requests/new")
    typist = Typist(window)
    typist.on_to("channel")
    typist.press("3")
    typist.on_to("mail_no")
    typist.write("EA000000002CN")
    typist.on_to("applicant_name")
    typist.write("hpls")
    expect(window.page.get_by_role("button", name="滨江衡平律师事务所")).to_be_visible()
    typist.press("ArrowDown")
    typist.press("Enter")
    window.says("已沿用 BJZR-2024-0001")
    expect(window.page.get_by_label("邮件号")).to_have_value("EA000000002CN")
    typist.on_to("items-0-wanted")
    typist.write("滨河路（东段）拓宽工程的补偿安置方案")
    typist.press("Control+Enter")
    expect(window.page.get_by_role("link", name="打印登记回执")).to_be_focused(
        timeout=PRINTING)
    with capsys.disabled():
        print(f"\nknown applicant: {len(typist.touched)} fields, {typist.keys} keys beyond "  # noqa: T201  # the figures are what the test is for
              f"{typist.typed} characters, {typist.seconds():.0f} s by the keystroke-level model")
    seen = bureau.see("BJZR-2024-0002")

    assert typist.keys <= MOST_KEYS
    assert (seen.case.applicant_kind, seen.applicant_name) == (
        "legal_service", "滨江衡平律师事务所")
    assert seen.personal["address"] == "滨江市法院街10号"


def test_the_next_letter_opens_with_the_channel_kept(
    street: Street, opened: Callable[..., Window]
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    window.page.goto(f"{window.address}/requests/new")
    typist = Typist(window)
    typist.press("3")
    typist.on_to("items-0-wanted")
    typist.write("滨河路拓宽工程批复")
    typist.press("Control+Shift+Enter")
    window.says("已收件并登记，编号 BJZR-2024-0001", "上一件")

    expect(window.page.locator("input[name='channel'][value='ems']")).to_be_focused()
    expect(window.page.get_by_label("签收日期")).to_have_value("2024-09-27")
    expect(window.page.locator("#arrival")).to_contain_text("2024年10月30日（周三）")


def test_a_letter_is_sent_by_keys_where_single_keys_are_switched_off(
    street: Street, opened: Callable[..., Window]
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    window.page.goto(f"{window.address}/shortcuts")
    window.page.get_by_role("button", name="关闭单键快捷键").click()
    window.page.goto(f"{window.address}/requests/new")
    letter(window, LETTER)

    assert len(street.bureau.see("BJZR-2024-0001").trail) == 2


def test_keys_typed_into_an_input_method_move_nothing(
    street: Street, opened: Callable[..., Window]
) -> None:
    window = opened("clerk")
    window.page.goto(f"{window.address}/requests/new")
    name = window.page.locator("[name='applicant_name']")
    name.focus()
    name.dispatch_event("keydown", {"key": "Enter", "isComposing": True})

    expect(name).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_label("申请人类型")).to_be_focused()


def test_escape_leaves_the_field_and_then_the_form_but_asks_first(
    street: Street, opened: Callable[..., Window]
) -> None:
    window = opened("clerk")
    window.page.goto(f"{window.address}/requests/new")
    window.page.locator("[name='applicant_name']").focus()
    window.page.keyboard.type("赵")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    window.page.on("dialog", stay)
    window.page.keyboard.press("Escape")
    assert asked == []
    window.page.keyboard.press("Escape")

    assert asked == ["填写的内容还没有保存，确定离开吗？"]
    assert window.page.url.endswith("/requests/new")


def test_doubts_are_seen_while_typing(street: Street, opened: Callable[..., Window]) -> None:
    bureau = street.bureau.at("2024-10-08 10:00")
    bureau.receive(channel="ems", signed_on="2024-10-08", mail_no="EA000000001CN",
                   applicant_name="赵䶮", wanted=LETTER["items-0-wanted"])
    window = opened("clerk")
    window.page.goto(f"{window.address}/requests/new")
    form = window.page.locator("form.intake")
    form.get_by_label("特快专递（EMS）").check()
    form.get_by_label("签收日期").fill("2024-10-01")
    window.says("不是工作日（国庆节）")
    form.get_by_label("邮件号").press_sequentially("EA000000001CN")
    window.says("这个邮件号已经收过")
    form.get_by_label("申请人姓名或者名称").press_sequentially("赵䶮")
    form.get_by_label("申请公开的内容").press_sequentially("滨河路东段拓宽工程补偿安置方案")
    window.says("疑似重复", "同一申请人有 1 件内容相近的申请")
    window.page.get_by_label("关联为疑似重复").check()
    form.get_by_role("button", name="收件并登记").click()
    window.says("已关联为疑似重复", "BJZR-2024-0001")

    assert bureau.see("BJZR-2024-0002").case.earlier_requests == ["BJZR-2024-0001"]
