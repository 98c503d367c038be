"""A handler's weeks with one request (承办人): search, a third party, seven questions, a draft."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Street
from tests.browser.ready import handled
from tests.browser.window import Window, fill_in
from workflow.terms import Outcome, State

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: How long the letter beside the form may take to be printed, in milliseconds.
PRINTING = 60_000
PART = "补偿安置方案第5页至第6页的设备清单和报价"
REASON = "涉及商业秘密，公开会损害第三方合法权益，第三方不同意公开且理由合理"


def begun_with_the_duties_of_the_day(window: Window, no: str) -> None:
    """What is due by when, and what follows if it is not done; a click opens the case."""
    window.menu("我的今天")
    window.says("拟写答复并送审", "10月30日 周三", "不做的后果", "逾期未答复，申请人可以投诉、举报")
    window.page.locator(".day-group").get_by_role("link", name=no).first.click()


def searched_in_two_places(window: Window) -> None:
    """One record for all places; an empty line is no place (条例第三十六条第四项)."""
    page = window.page
    window.form("检索记录")
    page.get_by_role("link", name="几处一次登记").click()
    fill_in(page.locator("form.searching"), {
        "检索词": "滨河路、拓宽、征收", "检索的时间范围": "2022年1月至2024年9月"})
    for n, (place, found, said) in enumerate((
        ("档案室", "找到", "补偿安置方案1份（9页）"), ("业务系统", "未找到", "")), start=1):
        row = page.locator("#record_search-where tbody tr").nth(n - 1)
        row.get_by_label(f"第 {n} 处检索范围").fill(place)
        row.get_by_label(found, exact=True).check()
        row.get_by_label(f"第 {n} 处检索结果").fill(said)
    page.locator("#record_search-where tbody tr").nth(2).get_by_label(
        "第 3 处检索范围").fill("")
    page.get_by_role("button", name="存入检索记录").click()
    window.says("检索记录已存入案卷")


def third_party_asked(window: Window) -> None:
    """The company's part may be a business secret (条例第三十二条); the letter leaves today."""
    window.take("征求第三方意见", {
        "被征求意见方": "滨江宏远建材有限公司", "申请事项序号": "1",
        "征求意见的内容": "补偿安置方案中该公司的补偿明细",
        "征求意见的原因": "其中的设备清单和报价可能涉及商业秘密", "送达地址": "滨江市工业路9号"})
    window.take("发出文书", {
        "文书": "征求意见书", "送达方式": "邮政特快专递（EMS）", "寄出或者交付日期": "2024-10-10",
        "邮件号": "EC000000001CN", "寄递单位": "中国邮政"})


def followed_on_the_board(street: Street, window: Window, no: str) -> None:
    """The board says how long the company still has; its opinion is entered from there."""
    window.menu("征求意见")
    row = window.page.get_by_role("row").filter(has_text=no)
    expect(row).to_contain_text("2024-10-11")
    expect(row).to_contain_text("还有")
    street.bureau.at("2024-10-25 11:00")
    window.page.reload()
    row.get_by_role("link", name="登记意见").click()
    window.take("登记意见", {
        "征求意见": "A 第三方", "收到意见日期": "2024-10-25", "意见": "部分同意公开",
        "理由": "设备报价是本公司的商业秘密，其余同意公开", "不同意公开的理由是否合理": "是",
        "对理由的审查意见": "设备报价不为公众知悉，公开会损害其竞争地位，理由合理"})
    window.menu("征求意见")
    window.says("没有尚未答复的被征求方")


def seven_questions_answered(page: Page) -> None:
    """七步法: each answer puts the next question; in the end they propose, the handler decides."""
    guide = page.locator("details.guide")
    for said in ("内容明确，不需要补正", "是，申请获取本机关可能掌握的政府信息",
                 "本机关制作或者保存，由本机关负责", "检索到了",
                 "涉及商业秘密、个人隐私等，公开会损害第三方合法权益", "能够区分，公开其余部分"):
        guide.get_by_label(said, exact=True).check()
    expect(guide.locator(".guide-result")).to_contain_text("部分公开")
    guide.get_by_label("纸质", exact=True).check()
    guide.get_by_label("邮政特快专递（EMS）", exact=True).check()
    expect(guide.locator(".evidence .held")).to_contain_text("征求第三方意见")
    page.get_by_role("button", name="采用建议").click()
    expect(draft(page).get_by_label("办理结果")).to_have_value(Outcome.PARTIAL)


def draft(page: Page) -> Locator:
    """The form of the draft."""
    return page.locator("#draft")


def written_beside_the_letter(page: Page) -> None:
    """What still lacks is said while typing; once nothing does, the letter shows its pages."""
    sketch = page.locator("#sketch")
    expect(sketch).to_contain_text("还不能送审", timeout=PRINTING)
    fill_in(draft(page), {"提供的信息": "补偿安置方案1份（遮盖后，9页）"})
    part = draft(page).get_by_role("group", name="不予公开的部分").get_by_role(
        "group", name="第 1 项")
    fill_in(part, {"不予公开的部分": PART, "理由": REASON})
    expect(part.get_by_text("第十五条").first).to_be_visible()
    expect(sketch).not_to_contain_text("还不能送审", timeout=PRINTING)
    expect(sketch.locator("img.sheet").first).to_be_visible()
    page.get_by_role("button", name="保存草稿").click()


def test_a_request_is_handled_from_the_duties_of_the_day_to_the_submitted_draft(
    street: Street, opened: Callable[..., Window]
) -> None:
    no = handled(street)
    bureau = street.bureau.at("2024-10-10 09:00")
    window = opened("handler")
    begun_with_the_duties_of_the_day(window, no)
    searched_in_two_places(window)
    third_party_asked(window)
    bureau.at("2024-10-14 09:00")
    bureau.delivered(no, "consultation", on="2024-10-11", by="公司前台")
    followed_on_the_board(street, window, no)
    window.page.goto(f"{street.address}/requests/{no}/draft")
    seven_questions_answered(window.page)
    written_beside_the_letter(window.page)
    window.says("草稿已保存")
    window.page.get_by_role("link", name="返回案件").click()
    window.take("送审", {"送审说明": "第三方意见已审查，理由合理"})
    window.says("“签发”由审核签发人办理，您没有该岗位")

    case = bureau.see(no).case
    assert case.state is State.REVIEW
    assert case.draft is not None
    assert case.draft.answers[0]["withheld"][0]["part"] == PART
    assert case.searches[0].where == "档案室、业务系统"
    assert bureau.findings() == []
