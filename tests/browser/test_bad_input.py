"""Bad input in the browser: each a clear sentence, typed text kept, nothing half-written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Street
from tests.browser.ready import drafted, handled
from tests.browser.window import Typed, Window, fill_in
from tests.bureau import sheet
from tests.evidence import good

pytestmark = pytest.mark.browser

Opened = Callable[..., Window]
LETTER: dict[str, Typed] = {
    "收到方式": "挂号信", "签收日期": "2024-09-27", "邮件号": "XA88123345",
    "申请人类型": "自然人", "申请人姓名或者名称": "赵䶮", "联系电话": "0000-87654321",
    "通信地址": "滨江市滨河路1号", "申请公开的内容": "滨河路（东段）拓宽工程的补偿安置方案"}


def registration(window: Window, changed: dict[str, Typed]) -> Locator:
    """The registration form with the letter typed into it, but for what is changed."""
    window.page.goto(f"{window.address}/requests/new")
    form = window.page.locator("form.intake")
    fill_in(form, {**LETTER, **changed})
    return form


def refused(window: Window) -> Locator:
    """The summary of what is wrong, which has the focus."""
    summary = window.page.get_by_role("alert")
    expect(summary).to_be_focused()
    return summary


def kept(window: Window, label: str, typed: str) -> None:
    """What was typed still stands in its field."""
    expect(window.page.locator("form.intake").get_by_label(label).first).to_have_value(typed)


def test_a_future_day_of_receipt_is_named_with_its_article_and_all_typed_text_stays(
    street: Street, opened: Opened
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    form = registration(window, {"签收日期": "2024-09-28"})
    form.get_by_role("button", name="只收件").click()
    summary = refused(window)

    expect(summary).to_contain_text("签收日（2024-09-28）不得晚于今天（2024-09-27）")
    expect(summary).to_contain_text("条例第三十一条")
    for label, typed in LETTER.items():
        if label not in ("收到方式", "签收日期", "申请人类型"):
            kept(window, label, str(typed))
    kept(window, "签收日期", "2024-09-28")
    expect(form.get_by_label("挂号信")).to_be_checked()

    fill_in(form, {"签收日期": "2024-09-27"})
    form.get_by_role("button", name="只收件").click()

    window.says("已收件，编号 BJZR-2024-0001")


def test_a_wrong_check_digit_is_seen_while_typing_and_refused_when_sent(
    street: Street, opened: Opened
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    form = registration(window, {"证件类型": "居民身份证", "证件号码": "999999198001010013"})
    window.says("校验码不符，请核对")
    form.get_by_role("button", name="只收件").click()

    expect(refused(window)).to_contain_text("居民身份证号码应当为18位且校验码相符")
    kept(window, "证件号码", "999999198001010013")

    refused(window).get_by_role("link").click()
    expect(form.get_by_label("证件号码").first).to_be_focused()
    fill_in(form, {"证件号码照录": True})
    form.get_by_role("button", name="只收件").click()

    window.says("已收件，编号")


def test_a_drafter_who_looks_for_the_approval_reads_every_reason_against_it(
    street: Street, opened: Opened
) -> None:
    no = drafted(street)
    window = opened("handler")
    window.search(no)
    window.page.get_by_text("现在不能办理的步骤").click()
    reasons = window.page.get_by_role("row", name="签发 审核签发人")

    expect(reasons).to_contain_text("“签发”由审核签发人办理，您没有该岗位")
    expect(reasons).to_contain_text("拟稿人不得签发自己拟写的答复")
    expect(reasons).to_contain_text("拟公开信息尚未经保密审查 条例第十七条")
    expect(window.page.get_by_role("button", name="签发", exact=True)).to_have_count(0)


def test_a_stale_page_says_who_acted_meanwhile_and_keeps_what_was_typed(
    street: Street, opened: Opened
) -> None:
    no = handled(street)
    first, second = opened("handler"), opened("clerk")
    for window in (first, second):
        window.search(no)
    second.type("备注", {"内容": "申请人来电询问进度"})
    first.take("备注", {"内容": "已联系档案室"})
    second.press("备注")

    expect(refused(second)).to_contain_text("测试承办人")
    expect(refused(second)).to_contain_text("备注")
    expect(second.form("备注").get_by_label("内容")).to_have_value("申请人来电询问进度")
    second.says("已联系档案室")

    second.take("备注")

    second.says("申请人来电询问进度")


def test_a_double_click_opens_one_request(street: Street, opened: Opened) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    registration(window, {}).get_by_role("button", name="只收件").dblclick()
    window.says("已收件，编号 BJZR-2024-0001")
    window.menu("登记台账")

    expect(window.page.locator("tbody tr")).to_have_count(1)


def test_a_request_is_registered_and_handed_on_without_scripts(
    street: Street, opened: Opened
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk", scripts=False)
    form = registration(window, {"签收日期": "2024-09-28"})
    form.get_by_role("button", name="只收件").click()
    window.says("签收日（2024-09-28）不得晚于今天（2024-09-27）")
    fill_in(form, {"签收日期": "2024-09-27"})
    form.get_by_role("button", name="只收件").click()
    window.says("已收件，编号 BJZR-2024-0001")
    window.take("登记")
    window.take("分办", {"承办人": "测试承办人"})

    window.says("在测试承办人手里")


def test_an_approval_without_the_password_keeps_the_note(street: Street, opened: Opened) -> None:
    no = drafted(street)
    street.bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    window = opened("reviewer")
    window.search(no)
    window.press("签发", {"签发意见": "同意，请今日寄出"})

    expect(refused(window)).to_contain_text("口令不正确，没有办理")
    expect(window.form("签发").get_by_label("签发意见")).to_have_value("同意，请今日寄出")


def test_a_paper_with_macros_is_refused_and_the_letter_is_not_typed_again(
    street: Street, opened: Opened, tmp_path: Path
) -> None:
    street.bureau.at("2024-09-27 10:00")
    (tmp_path / "申请表.png").write_bytes(sheet(b"application"))
    (tmp_path / "委托书.docx").write_bytes(good.word(parts={"word/vbaProject.bin": b"x"}))
    window = opened("clerk")
    form = registration(window, {"申请表和材料扫描件": [
        str(tmp_path / "申请表.png"), str(tmp_path / "委托书.docx")]})
    form.get_by_role("button", name="只收件").click()
    summary = refused(window)

    expect(summary).to_contain_text("文件“委托书.docx”含有宏")
    kept(window, "申请公开的内容", str(LETTER["申请公开的内容"]))
    summary.get_by_role("link").click()
    expect(form.locator("input[type='file']").first).to_be_focused()
    expect(form.get_by_label("申请表.png")).to_be_checked()

    form.get_by_role("button", name="只收件").click()

    window.says("已收件，编号 BJZR-2024-0001", "申请表.png")


def test_a_file_that_is_too_large_is_named_before_it_is_sent(
    street: Street, opened: Opened, tmp_path: Path
) -> None:
    street.bureau.at("2024-09-27 10:00")
    with (tmp_path / "扫描.pdf").open("wb") as file:
        file.truncate(31 * 1024 * 1024)
    window = opened("clerk")
    form = registration(window, {"申请表和材料扫描件": [str(tmp_path / "扫描.pdf")]})

    window.says("文件“扫描.pdf”超过30MB，请拆分或者降低扫描精度后再上传。")
    form.get_by_role("button", name="只收件").click()
    expect(form.locator("input[type='file']").first).to_be_focused()
    assert window.page.url.endswith("/requests/new")
    assert form.locator("input[type='file']").first.evaluate("one => one.files.length") == 1
