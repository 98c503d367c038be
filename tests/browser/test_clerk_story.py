"""A morning at the counter (收件登记岗): letters taken in by keys alone; two windows on a case."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.typist import Typist
from tests.browser.window import Window
from tests.bureau import pdf_text, sheet
from tests.web.visitor import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opened = Callable[..., Window]
REGISTERED, ORDINARY = "BJZR-2024-0001", "BJZR-2024-0002"
#: How long the first letter may take that a press prints, in milliseconds.
PRINTING = 60_000


def signed_in(typist: Typist) -> None:
    """Through the entrance."""
    page = typist.window.page
    page.goto(f"{typist.window.address}/")
    typist.to(page.get_by_label("账号"))
    typist.write("clerk")
    typist.press("Tab")
    typist.write(PASSWORD)
    typist.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.wait_for_load_state()


def blank_form(typist: Typist, channel: str) -> None:
    """N opens the form, a digit chooses how the letter came."""
    page = typist.window.page
    typist.press("n")
    page.wait_for_url("**/requests/new*")
    page.wait_for_load_state()
    typist.on_to("channel")
    typist.press(channel)


def registered_with_its_photo(typist: Typist, photo: Path) -> None:
    """A registered letter: mail number, sender, contents, a photo of the paper."""
    page = typist.window.page
    blank_form(typist, "2")
    expect(page.get_by_label("挂号信")).to_be_checked()
    for name, text in {
        "mail_no": "XA12345678911", "applicant_name": "赵䶮", "id_number": "999999198001010011",
        "phone": "0000-87654321", "address": "滨江市滨河路1号",
        "items-0-wanted": "滨河路（东段）拓宽工程的补偿安置方案",
    }.items():
        typist.on_to(name)
        typist.write(text)
    typist.hand_in(page.get_by_label("申请表和材料扫描件"), photo)
    typist.press("Control+Enter")
    expect(page.get_by_role("link", name="打印登记回执")).to_be_focused(timeout=PRINTING)
    typist.window.says("已收件并登记", REGISTERED, photo.name, "法定期限 2024年10月29日（周二）")


def receipt_printed(typist: Typist) -> str:
    """Enter on what has the focus opens the receipt in a window beside this one; its words."""
    with typist.window.page.expect_popup() as beside:
        typist.press("Enter")
    beside.value.wait_for_load_state()
    beside.value.close()
    return pdf_text(typist.window.papers[-1])


def ordinary_letter_taken_in(typist: Typist) -> None:
    """An ordinary letter (平常信函) proves no arrival: it is taken in, and waits."""
    page = typist.window.page
    blank_form(typist, "4")
    expect(page.get_by_role("radio", name="平常信函")).to_be_checked()
    for name, text in {"applicant_name": "钱樾", "phone": "0000-87650000",
                       "items-0-wanted": "滨河路路灯维护记录"}.items():
        typist.on_to(name)
        typist.write(text)
    typist.follow(page.get_by_role("button", name="只收件"))
    typist.window.says(f"已收件，编号 {ORDINARY}")
    page.wait_for_load_state()


def confirmed_by_telephone(typist: Typist) -> None:
    """From the list of what waits: the call is entered, then the letter is registered."""
    page = typist.window.page
    typist.press("u")
    page.wait_for_url("**/inbox")
    page.wait_for_load_state()
    typist.follow(page.get_by_role("link", name="收件待确认"))
    typist.window.says("当日未确认的，以信函到达之日为收到申请之日", "还没有联系记录")
    typist.follow(page.get_by_role("link", name=re.compile(f"已确认.*{ORDINARY}")))
    page.wait_for_load_state()
    form = typist.window.form("与申请人确认")
    expect(form.get_by_label("确认日期")).to_have_value("2024-09-27")
    for label, text in {"确认方式": "电话", "确认人": "钱樾", "确认结果": "确认为本人寄出"}.items():
        typist.to(form.get_by_label(label))
        typist.write(text)
    typist.press("Control+Enter")
    typist.window.says("已办理“与申请人确认”")
    page.wait_for_load_state()
    form = typist.window.form("登记")
    typist.follow(form.get_by_role("button", name="登记", exact=True))
    typist.window.says("已办理“登记”")


def test_two_letters_are_taken_in_confirmed_and_registered_without_a_mouse(
    street: Street, opened: Opened, tmp_path: Path
) -> None:
    """From the entrance to both receipts (条例第三十一条); the ordinary letter a day later."""
    photo = tmp_path / "申请表.png"
    photo.write_bytes(sheet(b"photo"))
    street.bureau.at("2024-09-26 10:00")
    typist = Typist(opened())
    signed_in(typist)
    registered_with_its_photo(typist, photo)
    receipt = receipt_printed(typist)
    ordinary_letter_taken_in(typist)
    street.bureau.at("2024-09-27 09:10")
    confirmed_by_telephone(typist)

    assert "登记回执" in receipt
    assert REGISTERED in receipt
    letter, call = street.bureau.see(REGISTERED), street.bureau.see(ORDINARY)
    assert letter.case.mail_no == "XA12345678911"
    assert [line.entry.step for line in call.trail] == [
        "receive", "confirm_with_applicant", "register"]
    assert str(street.bureau.clock(ORDINARY).received_on) == "2024-09-26"
    assert street.bureau.findings() == []


def test_a_second_window_is_told_who_corrected_what_and_hands_on_what_it_had_typed(
    street: Street, opened: Opened
) -> None:
    """The head assigns a case which the clerk has corrected since the head opened it."""
    bureau = street.bureau.at("2024-09-27 10:00")
    no = bureau.receive(channel="ems", signed_on="2024-09-27", address="滨江市滨河路1号",
                        wanted="滨河路拓宽工程批复")
    bureau.act(no, "clerk", "register")
    counter, head = opened("clerk"), opened("head")
    for window in (counter, head):
        window.page.goto(f"{street.address}/requests/{no}")
    head.type("分办", {"承办人": "测试承办人", "承办单位": "耕地保护科"})
    counter.take("更正登记", {
        "更正事项": "申请内容", "申请事项序号": "1",
        "更正后的申请内容": "滨河路（东段）拓宽工程批复", "更正理由": "漏录路段"})
    head.press("分办")

    expect(head.page.get_by_role("alert")).to_be_focused()
    meanwhile = head.page.get_by_role("region", name="页面打开之后的步骤")
    for said in ("测试收件登记岗", "更正登记", "滨河路（东段）拓宽工程批复", "漏录路段"):
        expect(meanwhile).to_contain_text(said)
    expect(head.form("分办").get_by_label("承办单位")).to_have_value("耕地保护科")
    head.take("分办")
    assert bureau.see(no).case.handler == "handler"
    assert bureau.see(no).case.unit == "耕地保护科"
