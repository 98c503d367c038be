"""Notary and witness on the command line: signed here, kept there, and held against each other."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.web.test_cli import Say, say
from web.config import Config, open_house
from workflow.record.database import writing

__all__ = ["say"]


@pytest.fixture
def signed(say: Say) -> Say:
    """A data folder whose logs were signed: an agency was added, so the security log has lines."""
    assert say("init")[0] == 0
    assert say("agency", "add", "QSZR", "--name", "青山县自然资源局", "--kind",
               "county_department")[0] == 0
    assert say("notary", "--origin", "gov.example/ysqgk")[0] == 0
    return say


def shown(say: Say, tmp_path: Path, log: str = "security", since: int = 0) -> Path:
    code, out, err = say("checkpoint", "--log", log, "--since", str(since))
    assert (code, err) == (0, "")
    place = tmp_path / "shown.txt"
    place.write_text(out)
    return place


def test_what_was_signed_is_said_and_shown(signed: Say, tmp_path: Path) -> None:
    code, out, _ = signed("notary")

    assert code == 0
    assert out.startswith("办理台账：0条")
    assert "gov.example/ysqgk/security" in out
    assert shown(signed, tmp_path).read_text().startswith("old 0\n\ngov.example/ysqgk/security\n")


def test_the_witness_keeps_what_goes_on_and_refuses_what_does_not(
    signed: Say, tmp_path: Path
) -> None:
    kept = ("--notes", str(tmp_path / "witness"))
    key = tmp_path / "var" / "notary" / "security" / "notary.vkey"

    assert signed("witness", "see", str(shown(signed, tmp_path)), *kept)[2] == (
        "拒绝见证：尚未登记gov.example/ysqgk/security的公钥，请先核对后登记\n")
    assert "指纹" in signed("witness", "trust", str(key), *kept)[1]
    code, out, _ = signed("witness", "see", str(shown(signed, tmp_path)), *kept)
    assert (code, out.startswith("已见证gov.example")) == (0, True)
    assert signed("witness", "list", *kept)[1].startswith("gov.example/ysqgk/security：")
    assert signed("verify", *("--witness-notes", kept[1]))[0] == 0


def test_an_entry_taken_out_is_found_by_the_notes_of_the_witness(
    signed: Say, tmp_path: Path
) -> None:
    kept = ("--notes", str(tmp_path / "witness"))
    signed("witness", "trust", str(tmp_path / "var/notary/security/notary.vkey"), *kept)
    signed("witness", "see", str(shown(signed, tmp_path)), *kept)
    house = open_house(Config.from_environ())
    with writing(house.engine) as connection:
        for trigger in ("security_entry_no_delete", "checkpoint_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("DELETE FROM checkpoint"))
        connection.execute(text(
            "DELETE FROM security_entry WHERE seq = (SELECT MAX(seq) FROM security_entry)"))
    house.engine.dispose()

    code, out, _ = signed("verify", "--witness-notes", kept[1])
    assert code == 1
    assert "L4-日志变短 安全日志" in out
    assert signed("notary")[0] == 1


@pytest.mark.parametrize(("arguments", "words"), [
    (["checkpoint"], "还没有签发过检查点，请先运行 yishen notary"),
    (["notary", "--origin", "Not A Name"], "应当写成gov.example/ysqgk的样子"),
    (["witness", "trust", "nonsense", "--notes", "w"], "验签公钥无法读取"),
    (["verify", "--witness-notes", "."], "没有见证过的检查点"),
])
def test_a_mistake_is_one_sentence(
    say: Say, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert say("init")[0] == 0

    code, out, err = say(*arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_a_name_is_given_once(signed: Say) -> None:
    code, _, err = signed("notary", "--origin", "gov.example/other")

    assert code == 2
    assert "不能改名" in err


def test_the_sheet_is_printed(signed: Say, tmp_path: Path) -> None:
    code, out, _ = signed("checkpoint", "--log", "security", "--sheet", str(tmp_path / "a.pdf"))

    assert (code, out.endswith("（1页）\n")) == (0, True)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_was_seen_yet(say: Say, tmp_path: Path) -> None:
    assert say("witness", "list", "--notes", str(tmp_path / "w"))[1] == "还没有见证过检查点\n"
