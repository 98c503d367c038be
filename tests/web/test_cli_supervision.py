"""`yishen report supervision`: figures and bulletin without a browser."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.bureau import pdf_text
from tests.workflow import histories
from tests.workflow.histories import NAME, SUBJECT
from web.cli import main
from web.config import Config
from workflow.record.database import connect, writing

ASK = ("report", "supervision", "--from", "2026-01-01", "--until", "2026-03-31")


@pytest.fixture
def filled(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """An installation with four agencies and 400 requests; runs commands on it."""
    data = tmp_path / "yishen"
    data.mkdir()
    (data / "yishen.sqlite").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("YISHEN_DATA", str(data))
    monkeypatch.delenv("YISHEN_DATABASE_URL", raising=False)
    engine = connect(Config.from_environ().database_url)
    with writing(engine) as connection:
        histories.everything(connection, 4, 400)
    engine.dispose()
    return lambda *words: main([*ASK, *words])


def test_the_figures_are_told_to_programs(
    filled: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    assert filled("--agency", "JG0000") == 0
    told = capfd.readouterr().out
    seen = json.loads(told)

    assert [one["code"] for one in seen["agencies"]] == ["JG0000", "JG0001", "JG0002", "JG0003"]
    assert [one["own"] for one in seen["agencies"]] == [True, False, False, False]
    assert seen["total"]["new"] == sum(one["new"] for one in seen["agencies"]) > 0
    assert seen["until"] == "2026-03-31"
    assert NAME not in told
    assert SUBJECT not in told


def test_the_table_is_written_as_a_workbook(filled: Callable[..., int], tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"

    assert filled("--agency", "JG0000", "--format", "xlsx", "--out", str(out)) == 0
    assert openpyxl.load_workbook(io.BytesIO(out.read_bytes())).sheetnames == [
        "各机关", "统计口径"]


def test_the_bulletin_is_written_as_pdf(filled: Callable[..., int], tmp_path: Path) -> None:
    out, demands = tmp_path / "out.pdf", tmp_path / "demands.txt"
    demands.write_text("限期整改。", encoding="utf-8")

    assert filled("--agency", "JG0000", "--format", "pdf", "--addressee", "各局",
                  "--demands", str(demands), "--out", str(out)) == 0
    text = pdf_text(out.read_bytes())
    assert "关于2026年第一季度政府信息公开申请办理情况的通报" in text
    assert "限期整改。" in text
    assert NAME not in text


@pytest.mark.parametrize(("words", "said"), [
    (("--agency", "NOBODY"), "NOBODY"),
    (("--agency", "JG0000", "--format", "pdf"), "--addressee：请填写主送机关"),
    (("--agency", "JG0000", "--until", "2025-12-31"), "截止日期早于起始日期"),
    (("--agency", "JG0000", "--from", "昨天"), "不是日期")])
def test_a_mistake_is_answered_in_one_sentence(
    filled: Callable[..., int], capfd: pytest.CaptureFixture[str], words: tuple[str, ...],
    said: str,
) -> None:
    assert filled(*words) == 2
    captured = capfd.readouterr()
    assert said in captured.err
    assert captured.out == ""
