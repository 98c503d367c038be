"""The doctor: each promise with its state, nothing made or mended, exit 1 where one is not kept."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from web.cli import main, promises
from web.cli.house import now
from workflow.record.database import connect, writing

Say = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Run a command with a data folder of its own; gives the lines it says."""
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path / "var"))
    (tmp_path / "out").mkdir()

    def run(*arguments: str) -> tuple[int, list[str], str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run


@pytest.fixture
def kept(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """An installation that was backed up, tried out and signed; printing is another test's."""
    monkeypatch.setattr(promises, "_printing", lambda: iter(()))
    out = tmp_path / "out"
    for words in (
        ("init",), ("backup", str(out / "night"), "--keys", str(out / "keys")),
        ("restore", str(out / "night"), "--check", "--keys", str(out / "keys")), ("notary",),
        ("work",),
    ):
        assert say(*words)[0] == 0
    return say


def failing(lines: list[str]) -> list[str]:
    """What is not kept, by its first words."""
    return [line.split("\t")[1].partition("：")[0] for line in lines if line.startswith("未通过")]


def test_an_installation_that_keeps_all_promises_passes(kept: Say) -> None:
    code, lines, err = kept("doctor")

    assert (code, failing(lines), err) == (0, [], "")
    assert {line.split("\t")[0] for line in lines} == {"正常", "说明"}


def test_a_press_prints_a_page(say: Say) -> None:
    say("init")

    assert "正常\t印制进程：试印1页" in say("doctor")[1]


def test_where_nothing_is_installed_nothing_is_made(say: Say, tmp_path: Path) -> None:
    code, lines, _ = say("doctor")

    assert (code, failing(lines)) == (1, ["安装"])
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(("later", "expected"), [
    (timedelta(minutes=14), []),
    (timedelta(hours=25), ["巡查"]),
    (timedelta(hours=27), ["巡查", "备份"]),
    (timedelta(days=36), ["巡查", "备份", "恢复演练"]),
])
def test_what_was_not_done_lately_is_not_kept(
    kept: Say, monkeypatch: pytest.MonkeyPatch, later: timedelta, expected: list[str]
) -> None:
    moment: datetime = now() + later
    monkeypatch.setattr(promises, "now", lambda: moment)

    assert failing(kept("doctor")[1]) == expected


def test_a_backup_without_keys_is_not_kept(kept: Say, tmp_path: Path) -> None:
    kept("backup", str(tmp_path / "out" / "second"))

    assert failing(kept("doctor")[1]) == ["备份"]


def test_a_missing_trigger_and_an_open_key_are_named(kept: Say, tmp_path: Path) -> None:
    key = next((tmp_path / "var" / "keys").glob("personal*"))
    key.chmod(0o644)
    engine = connect(f"sqlite:///{tmp_path / 'var' / 'yishen.sqlite'}")
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER trail_entry_no_update"))
    engine.dispose()

    code, lines, err = kept("doctor")

    assert (code, failing(lines)) == (1, ["表、约束和只追加触发器", "密钥权限"])
    assert f"keys/{key.name}" in "".join(lines)
    assert err == "2项未通过\n"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_does_not_wait_for_its_disk_is_named(
    say: Say, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cluster of the tests is such a one."""
    monkeypatch.setenv("YISHEN_DATABASE_URL", database_url)
    monkeypatch.setattr(promises, "_printing", lambda: iter(()))
    say("init")

    lines = say("doctor")[1]

    assert "数据库落盘设置" in failing(lines)
    assert "fsync=off（应为on）" in "".join(lines)


def test_the_scanner_is_looked_for_and_its_absence_is_said(
    kept: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = tmp_path / "clamdscan"
    scanner.write_text("#!/bin/sh\n")
    scanner.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert "说明\t病毒扫描：clamdscan 可用" in kept("doctor")[1]


def test_a_number_that_no_document_bears_is_named(kept: Say, tmp_path: Path) -> None:
    """What can be asked without replaying anything is asked here too."""
    kept("agency", "add", "BJZR", "--name", "滨江市自然资源局", "--kind", "city_department")
    engine = connect(f"sqlite:///{tmp_path / 'var' / 'yishen.sqlite'}")
    with writing(engine) as connection:
        connection.execute(text(
            "INSERT INTO document_number VALUES"
            " (1, 'reply', 2026, 1, 'used', 'BJZR-2026-0001', '2026-06-01 00:00:00')"))
    engine.dispose()

    lines = kept("doctor")[1]

    assert "期限、文号、发件箱" in failing(lines)
    assert "BJZR-2026-0001：用去文号1个，文书上有0个" in "".join(lines)
