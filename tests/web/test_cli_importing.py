"""`yishen import`: every fault on a line and nothing taken over, or counts that match."""

from pathlib import Path

import pytest

from tests.registers import csv_of, open_row, row, xlsx_of
from tests.web.test_cli import Say, say

__all__ = ["say"]


@pytest.fixture
def agency(say: Say) -> None:
    """An agency with a clerk and a handler."""
    say("agency", "add", "BJZR", "--name", "滨江市自然资源局", "--kind", "city_department")
    for login, role in (("clerk", "intake_clerk"), ("handler", "handler")):
        say("officer", "add", login, "--agency", "BJZR", "--name", "测试员", "--role", role)


def to(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


OPTIONS = ("--agency", "BJZR", "--officer", "clerk")


@pytest.mark.usefixtures("agency")
def test_a_register_is_taken_over_and_the_counts_match(say: Say, tmp_path: Path) -> None:
    file = to(tmp_path / "台账.xlsx", xlsx_of(
        [row(n) for n in range(1, 13)] + [open_row(13)]))

    code, out, _ = say("import", file, *OPTIONS)
    again = say("import", file, *OPTIONS)[1]
    assert code == 0
    assert "已导入13件：已答复12件，在办1件；本系统编号BJZR-2021-0001至BJZR-2021-0013" in out
    assert "予以公开\t2" in out
    assert "核对相符：文件13行 = 新导入13 + 此前已导入0 + 登记作废0" in out
    assert "核对相符：文件13行 = 新导入0 + 此前已导入13 + 登记作废0" in again
    assert say("verify")[0] == 0


@pytest.mark.usefixtures("agency")
def test_every_fault_is_a_line_and_nothing_is_taken_over(say: Say, tmp_path: Path) -> None:
    file = to(tmp_path / "台账.csv", csv_of(
        [row(1), row(2, 收到方式="快递"), row(3, 答复日期="")]))

    code, out, err = say("import", file, *OPTIONS)
    assert code == 1
    assert out.splitlines() == [
        "第3行“收到方式”：填的是“快递”，可以填写：当面、挂号信、EMS、平信、网络、电子邮件、传真、口头",
        "第4行“答复日期”：为空，答复日期：必填，请填写。"]
    assert "有2处错误，没有导入任何一件" in err
    assert "已导入2件" not in say("import", file, *OPTIONS)[1]


@pytest.mark.usefixtures("agency")
def test_a_check_writes_nothing_and_an_unknown_column_is_left_out_by_name(
    say: Say, tmp_path: Path
) -> None:
    headings = (*row(1), "领导批示")
    file = to(tmp_path / "台账.csv", csv_of([row(1, 领导批示="阅")], headings))

    assert say("import", file, *OPTIONS, "--check")[0] == 1
    code, out, _ = say("import", file, *OPTIONS, "--check", "--leave-out", "领导批示")
    assert code == 0
    assert "按要求不导入的列：领导批示" in out
    assert "检查无误，没有导入" in out
    assert "已导入1件" in say("import", file, *OPTIONS, "--leave-out", "领导批示")[1]


@pytest.mark.usefixtures("agency")
@pytest.mark.parametrize(("officer", "data", "told"), [
    ("handler", csv_of([row(1)]), "由收件登记岗办理，您没有该岗位"),
    ("nobody", csv_of([row(1)]), "没有“nobody”这个可用的账号"),
    ("clerk", "姓名,电话\n".encode(), "没有找到表头"),
    ("clerk", b"%PDF-1.7", "不是表格"),
    ("clerk", b"PK\x03\x04", "已损坏或者结构异常"),
], ids=["seat", "login", "no register", "pdf", "zip"])
def test_what_stands_against_it_is_one_sentence(
    say: Say, tmp_path: Path, officer: str, data: bytes, told: str
) -> None:
    file = to(tmp_path / "台账.csv", data)
    code, out, err = say("import", file, "--agency", "BJZR", "--officer", officer)

    assert (code, out) == (2, "")
    assert told in err


def test_the_columns_are_told(say: Say) -> None:
    code, out, _ = say("columns")

    assert code == 0
    assert "channel\t收到方式、申请方式、收件方式\t必填\t可以填写：当面、挂号信" in out
    assert "due_on\t答复期限、答复期限届满日\t只导出，不导入" in out
