"""The clerk takes over an earlier register: faults first, then the preview, then the requests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.walk import faults
from tests.browser.window import Window
from tests.registers import HEADINGS, csv_of, open_row, row, xlsx_of

pytestmark = pytest.mark.browser


def hand_in(window: Window, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    window.page.get_by_label("登记台账（CSV、XLSX）").set_input_files(path)
    window.page.get_by_role("button", name="检查并预览").click()


def test_faults_are_mended_and_the_register_is_taken_over(
    street: Street, opened: Callable[..., Window], tmp_path: Path
) -> None:
    street.bureau.at("2024-09-27 10:00")
    window = opened("clerk")
    window.page.goto(f"{window.address}/register/import")
    hand_in(window, tmp_path / "台账.csv", csv_of(
        [row(n, 收到方式="快递" if n % 3 else "当面", 领导批示="阅") for n in range(1, 12)],
        (*HEADINGS, "领导批示")))
    expect(window.page.get_by_role("heading", name="处错误")).to_be_visible()
    assert list(faults(window.page)) == []

    hand_in(window, tmp_path / "台账.xlsx", xlsx_of([*(row(n) for n in range(1, 12)),
                                                   open_row(12, 收到日期="2024-09-20")]))
    expect(window.page.get_by_role("heading", name="全部无误")).to_be_visible()
    assert list(faults(window.page)) == []
    window.page.get_by_role("button", name="导入 12 件").click()
    expect(window.page.get_by_role("heading", name="已导入 12 件")).to_be_visible()
    assert list(faults(window.page)) == []

    window.page.goto(f"{window.address}/requests/BJZR-2021-0001")
    expect(window.page.get_by_text("滨公开〔2021〕1号").first).to_be_visible()
    assert list(faults(window.page)) == []
