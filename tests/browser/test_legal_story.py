"""The legal office along the whole way (法制机构): opinion, hold, verification, dispute, file."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.ready import archived, handled
from tests.browser.window import Window
from tests.bureau import sheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADVICE = "补偿明细涉及第三方，请先书面征求意见，再决定区分公开"


def read_while_it_is_handled(window: Window, no: str) -> None:
    """Everything is open to reading from the first day; what must be reviewed stands first."""
    window.menu("全程把关")
    row = window.page.get_by_role("row").filter(has_text=no)
    expect(row).to_contain_text("办理")
    row.get_by_role("link", name="提意见").click()


def opinion_attached(window: Window, paper: Path) -> None:
    """An opinion with a paper, for the drafter to read."""
    window.take("法制意见", {"送": "承办人", "意见": ADVICE, "附件": [str(paper)]})
    window.says("法制意见（1）", ADVICE, paper.name)


def held_until_it_is_mended(window: Window, no: str) -> None:
    """Nothing leaves meanwhile; the hold lapses by itself before the limit."""
    window.take("暂缓", {"暂缓理由": "尚未征求第三方意见"})
    window.says("法制机构暂缓", "暂缓期间不得发出任何文书", "自动失效")
    window.menu("全程把关")
    window.says("暂缓（1）")
    window.page.get_by_role("link", name="解除（放行）").click()
    window.take("解除暂缓", {"解除（或者放行）理由": "已决定征求意见"})


def verified_with_its_progress(window: Window) -> None:
    """All trails of the agency are replayed, request by request."""
    window.menu("台账核验")
    window.page.get_by_role("button", name="开始核验").click()
    expect(window.page.get_by_role("progressbar").or_(
        window.page.locator("#run [role=status]")).first).to_be_visible()
    window.says("核验本机关全部台账（2 件）：全部相符")


def dispute_recorded(window: Window, no: str) -> None:
    """The applicant asks for reconsideration: by when our answer and our evidence are due."""
    window.page.goto(f"{window.address}/requests/{no}")
    window.take("登记复议、诉讼", {
        "程序": "行政复议（普通程序）", "复议机关或者法院": "滨江市人民政府",
        "受理文号或者案号": "滨政行复〔2024〕12号", "收到副本日期": "2024-10-21"})
    window.menu("复议诉讼")
    row = window.page.get_by_role("row").filter(has_text="滨政行复〔2024〕12号").first
    expect(row).to_contain_text("10个工作日，至 2024年11月4日（周一）")
    expect(row).to_contain_text("逾期的后果")


def whole_file_exported(window: Window) -> list[str]:
    """In one click, for the reconsideration body; the names of what is in it."""
    with window.page.expect_download() as handed:
        window.page.get_by_role("button", name="导出全卷举证").click()
    path = handed.value.path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        assert file.testzip() is None
        return file.namelist()


def test_the_legal_office_advises_holds_verifies_and_hands_the_file_over(
    street: Street, opened: Callable[..., Window], tmp_path: Path
) -> None:
    done, open_one = archived(street), handled(street)
    bureau = street.bureau.at("2024-10-21 10:00")
    paper = tmp_path / "法律意见书.png"
    paper.write_bytes(sheet(b"advice"))
    window = opened("legal")
    read_while_it_is_handled(window, open_one)
    opinion_attached(window, paper)
    held_until_it_is_mended(window, open_one)
    verified_with_its_progress(window)
    dispute_recorded(window, done)
    names = whole_file_exported(window)

    assert f"{done}/说明.txt" in names
    assert any(name.endswith("bagit.txt") for name in names)
    case = bureau.see(open_one).case
    assert case.hold is None
    assert [one.text for one in case.legal_opinions] == [ADVICE]
    assert bureau.findings() == []
