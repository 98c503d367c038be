"""`yishen examine`: whether a file would be taken in; `yishen init` tells of the virus scan."""

from pathlib import Path

import pytest

from tests.evidence import good
from tests.web.test_cli import Say, say

__all__ = ["say"]


@pytest.fixture(autouse=True)
def _without_a_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YISHEN_CLAMAV", "off")


def test_a_good_file_is_told_with_its_kind_and_its_name(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "申请表.jpg"
    file.write_bytes(good.png())

    assert say("examine", str(file)) == (
        0, f"可以接收 {file}：PNG，名称“申请表.png”，未经病毒扫描\n", "")


def test_a_bad_file_is_told_with_every_reason_and_fails_the_command(
    say: Say, tmp_path: Path
) -> None:
    file = tmp_path / "委托书.docx"
    file.write_bytes(good.word(parts={"word/vbaProject.bin": b"x", "word/embeddings/a": b"x"}))
    code, out, err = say("examine", str(file))

    assert (code, err) == (1, "")
    assert out.startswith(f"不能接收 {file}：文件“委托书.docx”嵌入了其他文件")
    assert "含有宏" in out
    assert not (tmp_path / "var" / "files").exists()


def test_a_file_that_is_not_there_is_a_mistake(say: Say) -> None:
    code, _, err = say("examine", "nowhere.pdf")

    assert code == 2
    assert err


def test_the_first_start_tells_what_is_done_about_viruses(say: Say) -> None:
    assert "病毒扫描：已关闭（YISHEN_CLAMAV=off）" in say("init")[1]


def test_an_unknown_policy_is_named(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YISHEN_CLAMAV", "maybe")

    assert say("init")[::2] == (2, "YISHEN_PROXIES应当是整数；YISHEN_POOL应当写成8+4的样子；"
                                   "YISHEN_CLAMAV应当是auto、required、lenient或者off\n")
