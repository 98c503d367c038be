"""The land-requisition files of a road, told by clicking and typing, seat by seat.

The same story as `tests/cases/test_road_project.py`; here every act goes through the pages, and
the desk is only asked at the end.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Street
from tests.browser.window import Typed, Window, fill_in
from tests.bureau import pdf_text, sheet
from tests.web.visitor import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WANTED = "滨河路（东段）道路拓宽工程的征地告知书、一书四方案、补偿安置方案"
NO = "BJZR-2024-0001"


def applied(window: Window, folder: Path) -> None:
    """The clerk signs for the EMS letter on Friday 2024-09-27, enters, registers, assigns it."""
    scan = folder / "申请表.png"
    scan.write_bytes(sheet(b"application"))
    window.sign_in("clerk")
    window.page.get_by_role("link", name="登记申请").first.click()
    fill_in(window.page.locator("form.intake"), {
        "收到方式": "特快专递（EMS）", "签收日期": "2024-09-27", "邮件号": "EA000000001CN",
        "申请人类型": "自然人", "申请人姓名或者名称": "赵䶮", "证件类型": "居民身份证",
        "证件号码": "999999198001010013", "证件号码照录": True, "联系电话": "0000-87654321",
        "通信地址": "滨江市滨河路1号", "申请公开的内容": WANTED, "要求的提供形式": "纸质",
        "要求的获取途径": "邮寄", "申请表和材料扫描件": [str(scan)]})
    window.page.get_by_role("button", name="只收件").click()
    window.says(f"已收件，编号 {NO}", "申请表.png", "收到 2024年9月27日（周五）",
                "法定期限 2024年10月30日（周三）")
    window.take("登记")
    window.take("分办", {"承办人": "测试承办人", "承办单位": "耕地保护科"})
    window.says("在测试承办人（耕地保护科）手里")
    window.sign_out()


def consulted(street: Street, window: Window) -> None:
    """The handler searches and asks the company on Thursday 10 October; it receives the letter."""
    street.bureau.at("2024-10-10 09:00")
    window.sign_in("handler")
    window.page.get_by_role("link", name=WANTED).click()
    window.says("现在不能办理的步骤", "尚未拟写答复")
    window.take("检索记录", {
        "申请事项序号": "1", "检索范围": "档案室土地征收案卷、电子档案系统",
        "检索词": "滨河路、拓宽、征收", "检索的时间范围": "2022年1月至2024年9月",
        "检索人": "测试承办人", "检索日期": "2024-10-10", "是否找到": "是",
        "检索结果": "找到征地告知书1份、一书四方案1份、补偿安置方案1份"})
    asked: dict[str, Typed] = {
        "被征求意见方": "滨江宏远建材有限公司", "申请事项序号": "1",
        "征求意见的内容": "补偿安置方案中该公司的补偿明细",
        "征求意见的原因": "其中的设备清单和报价可能涉及商业秘密", "送达地址": "滨江市工业路9号"}
    draft = pdf_text(window.preview("征求第三方意见", asked))
    assert "草稿" in draft
    assert "滨江宏远建材有限公司" in draft
    window.take("征求第三方意见")
    post(window, "征求意见书", "2024-10-10", "EC000000001CN")
    post(window, "征求意见告知书", "2024-10-10", "EC000000002CN")
    window.sign_out()
    street.bureau.at("2024-10-11 15:00")
    window.sign_in("clerk")
    window.search("EC000000001CN")
    deliver(window, "征求意见书", "2024-10-11", "公司前台")
    window.says("征求意见")
    window.sign_out()


def objected(street: Street, window: Window, folder: Path) -> None:
    """The company objects in part on Friday 25 October; ten more working days are proposed."""
    paper = folder / "意见书.png"
    paper.write_bytes(sheet(b"opinion"))
    street.bureau.at("2024-10-25 11:00")
    window.sign_in("handler")
    window.search(NO)
    window.take("登记意见", {
        "征求意见": "A 第三方", "收到意见日期": "2024-10-25", "意见": "部分同意公开",
        "理由": "设备报价是本公司的商业秘密，其余同意公开", "不同意公开的理由是否合理": "是",
        "对理由的审查意见": "设备报价不为公众知悉，公开会损害其竞争地位，理由合理",
        "意见书扫描件": [str(paper)]})
    window.says("法定期限 2024年11月15日（周五）", "2024-10-25 · 理由合理")
    street.bureau.at("2024-11-12 09:00")
    window.take("申请延期", {"延长": "10", "延期理由": "需要逐页区分处理补偿明细"})
    window.sign_out()


def extended(street: Street, window: Window) -> None:
    """The head consents on Wednesday 13 November; the clerk posts the notice the same day."""
    street.bureau.at("2024-11-13 09:00")
    window.sign_in("head")
    window.says("待批延期（1）")
    window.page.get_by_role("link", name=WANTED).first.click()
    assert "需要逐页区分处理补偿明细" in pdf_text(window.preview("同意延期"))
    window.take("同意延期")
    window.sign_out()
    window.sign_in("clerk")
    window.search(NO)
    post(window, "延期答复告知书", "2024-11-13", "EC000000003CN")
    window.says("法定期限 2024年11月29日（周五）", "已延期", "10 个工作日")
    window.sign_out()


def drafted(street: Street, window: Window) -> None:
    """Partial disclosure under articles 15 and 37; the drafter cannot approve it."""
    street.bureau.at("2024-11-26 10:00")
    window.sign_in("handler")
    window.search(NO)
    form = window.type("拟写答复", {"办理结果": "部分公开"})
    form.get_by_role("button", name="添加不予公开的部分").click()
    answer: dict[str, Typed] = {
        "提供的信息": "征地告知书、一书四方案、补偿安置方案各1份", "提供形式": "纸质",
        "随附文件清单": "征地告知书（2页）\n一书四方案（16页）\n补偿安置方案（遮盖后，9页）",
        "能否区分处理": "是", "拟定送达方式": "邮政特快专递（EMS）"}
    part = window.form("拟写答复").get_by_role("group", name="不予公开的部分").get_by_role(
        "group", name="第 1 项")
    fill_in(part, {
        "不予公开的部分": "补偿安置方案第5页至第6页的设备清单和报价",
        "理由": "涉及商业秘密，公开会损害第三方合法权益，第三方不同意公开且理由合理"})
    part.get_by_text("未选择，点开选择").click()
    part.get_by_label("第十五条").check()
    draft = pdf_text(window.preview("拟写答复", answer))
    assert "草稿" in draft
    assert "第三十七条" in draft
    window.take("拟写答复")
    window.take("送审", {"送审说明": "请审核"})
    window.says("拟稿人不得签发自己拟写的答复", "“签发”由审核签发人办理，您没有该岗位")
    window.sign_out()


def reviewed(street: Street, window: Window) -> None:
    """Secrecy review and legal review on Wednesday 27 November, by two other persons."""
    street.bureau.at("2024-11-27 09:30")
    window.sign_in("secrecy")
    window.search(NO)
    window.take("保密审查", {"拟公开内容是否不涉密、可以公开": "是",
                         "审查意见及依据": "不涉及国家秘密"})
    window.sign_out()
    window.sign_in("legal")
    window.search(NO)
    window.take("法制审核", {"审核意见": "同意", "理由": "依据和程序合法"})
    window.sign_out()


def approved(street: Street, window: Window) -> None:
    """The reviewer signs on Thursday 28 November, with the password given again."""
    street.bureau.at("2024-11-28 09:30")
    window.sign_in("reviewer")
    window.search(NO)
    assert "赵䶮" in pdf_text(window.preview("签发"))
    window.press("签发", {"签发意见": "同意", "您的登录口令": "不对的口令不对的口令"})
    window.says("口令不正确，没有办理")
    window.take("签发", {"您的登录口令": PASSWORD})
    window.sign_out()


def answered(street: Street, window: Window) -> bytes:
    """Issued and posted on Friday 29 November, the last lawful day; received on Monday."""
    street.bureau.at("2024-11-29 08:50")
    window.sign_in("clerk")
    window.search(NO)
    window.says("今天到期")
    window.press("制发答复")
    window.says("列有附件、随附文件", "确认无误的，请写明理由")
    window.take("制发答复", {"对校对提示的说明": "三件均为纸质复印件，已核对装封"})
    letter = window.document("答复书")
    post(window, "答复书", "2024-11-29", "EC000000004CN")
    window.sign_out()
    street.bureau.at("2024-12-02 16:00")
    window.sign_in("clerk")
    window.search("EC000000004CN")
    deliver(window, "答复书", "2024-12-02", "本人")
    window.says("2024-12-02 送达")
    window.take("办结")
    window.sign_out()
    return letter


def archived(window: Window) -> None:
    """The archivist orders and seals the file."""
    window.sign_in("archivist")
    window.page.get_by_role("link", name=WANTED).first.click()
    window.take("整理案卷", {"保管期限": "定期10年"})
    window.take("封卷归档", {"档号": "2024-YSQ-0001"})
    window.says("已归档")
    window.sign_out()


def verified(window: Window) -> None:
    """The legal office replays the whole trail on its own page."""
    window.sign_in("legal")
    window.menu("台账审计")
    window.page.get_by_role("link", name=WANTED).first.click()
    window.page.get_by_role("button", name="核验此件台账").click()
    window.says(f"核验 {NO}：全部相符，没有发现问题", "办理台账（23 条）")
    window.sign_out()


def post(window: Window, kind: str, on: str, mail_no: str) -> None:
    """Post the newest document of a kind by EMS."""
    window.take("发出文书", {
        "文书": kind, "送达方式": "邮政特快专递（EMS）", "寄出或者交付日期": on, "邮件号": mail_no,
        "寄递单位": "中国邮政"})


def deliver(window: Window, kind: str, on: str, by: str) -> None:
    """Record who received the newest document of a kind."""
    window.take("登记送达", {
        "文书": kind, "送达日期": on, "签收人": by, "凭证": "邮件签收记录"})


def test_a_road_project_from_the_letter_to_the_archive_by_clicking_and_typing(
    street: Street, opened: Callable[..., Window], tmp_path: Path
) -> None:
    """Every seat does its part at its own pages, over two months and three limits."""
    window = opened()
    street.bureau.at("2024-09-27 10:20")
    applied(window, tmp_path)
    consulted(street, window)
    objected(street, window, tmp_path)
    extended(street, window)
    drafted(street, window)
    reviewed(street, window)
    approved(street, window)
    letter = answered(street, window)
    archived(window)
    verified(window)

    assert letter.startswith(b"%PDF")
    words = pdf_text(letter)
    for said in ("赵䶮", "第十五条", "第三十七条", "2024年11月29日",
                 "60日内先向滨江市人民政府申请行政复议"):
        assert said in words
    assert "宏远建材" not in words
    assert "草稿" not in words
    assert street.bureau.findings() == []
    assert not street.bureau.clock(NO).late
