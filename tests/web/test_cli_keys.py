"""Keys, files and erasure on the command line (密钥)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.bureau import Bureau, found, sheet
from tests.web.test_cli import Say, say
from tests.workflow import stages
from web.config import Config, House, open_house
from workflow.record.database import writing

__all__ = ["say"]


@pytest.fixture
def opened(say: Say) -> Iterator[House]:
    """The installation the commands work on, with the bureau founded in it."""
    house = open_house(Config.from_environ())
    found(Bureau(house.engine, house.desk, house.store, house.keys))
    yield house
    house.engine.dispose()


def received(house: House) -> str:
    """One request with a file."""
    bureau = Bureau(house.engine, house.desk, house.store, house.keys)
    return stages.received(bureau, phone="0000-1", scans=[bureau.upload("申请表.png")])


def test_keys_are_listed_rotated_and_listed_again(say: Say, opened: House) -> None:
    received(opened)
    assert say("keys", "list") == (0, "1号密钥（在用）：保护1项\n", "")

    code, out, err = say("keys", "rotate")
    assert (code, err) == (0, "")
    assert "2号密钥在用，本次改由其保护1项" in out
    assert (opened.keys.folder / "personal.retired").exists()
    assert say("keys", "list")[1] == "2号密钥（在用）：保护1项\n"
    assert say("verify")[0] == 0


def test_a_rotation_that_cannot_end_says_what_to_do(say: Say, opened: House) -> None:
    no = received(opened)
    with writing(opened.engine) as connection:
        connection.execute(text("UPDATE request_key SET wrapped = x'00'"))

    code, _, err = say("keys", "rotate")
    assert (code, f"{no}等1件" in err, "yishen verify" in err) == (2, True, True)
    assert "1号密钥（更换未完）" in say("keys", "list")[1]


def test_files_of_an_earlier_version_are_encrypted_by_a_command(
    say: Say, opened: House
) -> None:
    no = received(opened)
    store = Path(os.environ["YISHEN_DATA"]) / "files"
    (place,) = store.glob("??/*")
    place.unlink()
    with writing(opened.engine) as connection:
        digest = connection.scalar(text("SELECT digest FROM stored_file"))
        connection.execute(text("UPDATE stored_file SET place = '', key = NULL"))
    assert say("keys", "seal") == (1, "已加密0份材料，1份无法读取，保持原样\n",
                                   f"案卷材料缺失：{digest[:16]}…\n")

    (store / digest[:2]).mkdir(exist_ok=True)
    (store / digest[:2] / digest[2:]).write_bytes(sheet(b"scan"))
    assert say("keys", "seal") == (0, "已加密1份材料\n", "")
    assert say("verify", "--request", no)[0] == 0


def test_what_was_handed_in_and_never_sent_is_swept_after_a_week(
    say: Say, opened: House
) -> None:
    received(opened)
    bureau = Bureau(opened.engine, opened.desk, opened.store, opened.keys)
    bureau.upload("没有提交.png")
    assert say("keys", "sweep")[1] == "已清理0份暂存文件\n"

    for place in (Path(os.environ["YISHEN_DATA"]) / "files").glob("??/*"):
        os.utime(place, (1, 1))
    assert say("keys", "sweep")[1] == "已清理1份暂存文件\n"
    assert say("verify")[0] == 0


def test_an_erasure_names_its_ground_once(say: Say, opened: House) -> None:
    no = received(opened)
    order = ("erase", no, "--officer", "archivist", "--approver", "head", "--reason", "期满")

    for ground in ((), ("--approval", "1号", "--order", "2号")):
        code, _, err = say(*order, *ground)
        assert (code, "两者写一项" in err) == (2, True)
    code, _, err = say(*order, "--order", "（2027）测0101行初1号")
    assert (code, "在办的不得删除" in err) == (2, True)


def test_an_archived_request_is_erased_and_verifies(say: Say, opened: House) -> None:
    bureau = Bureau(opened.engine, opened.desk, opened.store, opened.keys)
    no = stages.archived(bureau)

    code, out, err = say("erase", no, "--officer", "archivist", "--approver", "head", "--order",
                         "（2027）测0101行初1号", "--reason", "依生效判决删除")
    assert (code, err) == (0, "")
    assert "已销毁" in out
    assert say("verify")[0] == 0
    assert bureau.see(no).applicant_name == "（个人信息已销毁）"
