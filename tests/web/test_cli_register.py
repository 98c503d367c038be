"""`yishen register export`: a file, narrowed and sorted, logged, whole or not there."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.registers import csv_of, open_row, row
from tests.web.test_cli import Say, say
from workflow.record.database import connect, reading
from workflow.record.security import SecurityAct, newest

__all__ = ["say"]
TO = ("--agency", "BJZR", "--officer", "clerk", "-o")


@pytest.fixture
def taken(say: Say, tmp_path: Path) -> Path:
    """An agency that has taken over six requests, one of them still in hand."""
    say("agency", "add", "BJZR", "--name", "滨江市自然资源局", "--kind", "city_department")
    for login, role in (("clerk", "intake_clerk"), ("secrecy", "secrecy_reviewer")):
        say("officer", "add", login, "--agency", "BJZR", "--name", "测试员", "--role", role)
    file = tmp_path / "旧台账.csv"
    file.write_bytes(csv_of([*(row(n) for n in range(1, 6)), open_row(6)]))
    assert say("import", str(file), "--agency", "BJZR", "--officer", "clerk")[0] == 0
    return tmp_path


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def test_a_register_is_exported_narrowed_and_sorted(say: Say, taken: Path) -> None:
    file = taken / "台账.csv"
    code, out, _ = say("register", "export", *TO, str(file), "--format", "csv", "--columns",
                       "no,received_on,applicant_name", "--from", "2021-01-06", "--until",
                       "2021-01-08", "--sort", "received", "--descending", "--imported")

    assert code == 0
    assert f"已导出3件、3列到{file}；SHA-256 " in out
    assert cells(file) == [["申请编号", "收到日期", "申请人姓名或名称"], *(
        [f"滨公开〔2021〕{n}号", f"2021-01-0{n + 4}", f"申请人{n}"] for n in (4, 3, 2))]
    assert file.stat().st_mode & 0o077 == 0
    assert not list(taken.glob("*.part"))


def test_a_workbook_has_the_usual_columns_and_the_log_tells_of_it(
    say: Say, taken: Path
) -> None:
    file = taken / "台账.xlsx"
    out = say("register", "export", *TO, str(file), "--state", "办理")[1]
    page = openpyxl.load_workbook(file)["登记台账"]
    engine = connect(f"sqlite:///{next(taken.rglob('yishen.sqlite'))}")
    with reading(engine) as connection:
        line = newest(connection, only=SecurityAct.REGISTER_EXPORTED)[0]
    engine.dispose()

    assert page.max_row == 2
    assert (line.officer, line.facts["requests"], line.facts["narrowed"]) == ("clerk", 1, "办理")
    assert line.facts["digest"] in out


def test_what_cannot_be_exported_leaves_no_file(say: Say, taken: Path) -> None:
    file = taken / "台账.csv"
    wrong = (
        (("--columns", "no,unknown"), "没有这些列：unknown"),
        (("--contacts",), "导出联系方式须写明用途"),
        (("--format", "pdf"), "没有“pdf”"),
        (("--sort", "name"), "没有“name”"),
        (("--from", "2021"), "不是日期"),
    )
    for options, sentence in wrong:
        code, _, err = say("register", "export", *TO, str(file), *options)
        assert (code, sentence in err) == (2, True), (options, err)
    code, _, err = say("register", "export", "--agency", "XXXX", "--officer", "clerk", "-o",
                       str(file))
    assert (code, "没有代码为“XXXX”的机关" in err) == (2, True)
    assert not file.exists()
    assert not list(taken.glob("*.part"))


def test_contacts_leave_for_a_reason_and_names_only_for_seats_that_see_them(
    say: Say, taken: Path
) -> None:
    file = taken / "台账.csv"
    assert say("register", "export", *TO, str(file), "--format", "csv", "--columns", "imported",
               "--contacts", "--reason", "移交新系统")[0] == 0
    assert "00000000001" in str(cells(file))
    assert say("register", "export", "--agency", "BJZR", "--officer", "secrecy", "-o", str(file),
               "--format", "csv", "--columns", "all")[0] == 0
    assert "申请人6" not in str(cells(file))
    assert "联系电话" not in cells(file)[0]
