"""Handing a file over: one click of the legal office, logged; the archivist sees each check."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Site
from tests.web.visitor import Visitor, forms_of, words
from tests.workflow import stages
from web.cli import main
from workflow.archive import verifier
from workflow.record.database import reading
from workflow.record.security import SecurityAct, newest

Say = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def export(visitor: Visitor, no: str) -> TestResponse:
    """Press the button on the page of the trail."""
    return whole(visitor.fill(f"/audit/{no}", f"/requests/{no}/export.zip"))


def whole(answer: TestResponse) -> TestResponse:
    """A file read to its end and closed, as a server does."""
    answer.get_data()
    answer.close()
    return answer


def pressed(visitor: Visitor, no: str) -> TestResponse:
    """Post what the button would, with the token of another page."""
    forms = forms_of(visitor.get("/password"))
    token = next(form.values["csrf_token"] for form in forms if "csrf_token" in form.values)
    return visitor.post(f"/requests/{no}/export.zip", csrf_token=token)


def test_the_legal_office_gets_the_whole_file_in_one_click(site: Site, tmp_path: Path) -> None:
    no = stages.dispatched(site.bureau)
    answer = export(site.visitor("legal"), no)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "out")
    bag = next(path for path in (tmp_path / "out" / no).iterdir() if path.is_dir())

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert verifier.verify(bag).findings == []
    assert no in (tmp_path / "out" / no / "说明.txt").read_text()
    assert not [path for path in site.app.extensions["yishen"].config.data.iterdir()
                if path.name.startswith("tmp")]


def test_every_export_is_in_the_security_log(site: Site) -> None:
    no = stages.dispatched(site.bureau)
    export(site.visitor("legal"), no)
    with reading(site.bureau.engine) as connection:
        (line,) = newest(connection, only=SecurityAct.FILE_EXPORTED)

    assert (line.officer, line.facts["request"], line.facts["purpose"]) == (
        "legal", no, "reconsideration")
    assert f"{no}-" in line.facts["packages"]
    shown = words(site.visitor("audit").get("/admin/log"))
    assert "导出案卷" in shown
    assert "行政复议答复举证" in shown


@pytest.mark.parametrize("login", ["clerk", "handler", "reviewer", "leader", "audit"])
def test_nobody_else_hands_a_file_over(site: Site, login: str) -> None:
    no = stages.registered(site.bureau)
    visitor = site.visitor(login)
    answer = pressed(visitor, no)

    assert answer.status_code in (403, 404)


def test_a_file_of_another_agency_is_not_found(site: Site) -> None:
    no = stages.registered(site.bureau)

    assert pressed(site.visitor("stranger"), no).status_code == 404


def test_the_page_tells_by_when_the_answer_is_due(site: Site) -> None:
    """行政复议法第四十八条、第五十四条; 行政诉讼法第六十七条."""
    no = stages.dispatched(site.bureau)
    site.bureau.at("2026-06-09 09:00")
    shown = words(site.visitor("legal").get(f"/audit/{no}?copy_on=2026-06-08"))  # Monday

    for told in ("10个工作日", "5个工作日", "15日", "2026年6月23日", "2026年6月15日"):
        assert told in shown, told


@pytest.mark.parametrize("copy_on", ["x", "2026-02-30", "1990-01-01", "9999-12-31"])
def test_a_day_that_gives_no_answer_is_no_error(site: Site, copy_on: str) -> None:
    no = stages.registered(site.bureau)

    assert site.visitor("legal").get(f"/audit/{no}?copy_on={copy_on}").status_code == 200


def test_the_archivist_sees_every_item_before_sealing(site: Site) -> None:
    no = stages.closed(site.bureau, scans=[site.bureau.upload("信封.png")])
    site.bureau.act(no, "archivist", "complete_file", retention="ten_years")
    shown = words(site.visitor("archivist").get(f"/requests/{no}"))

    for told in ("四性检测", "台账哈希链", "通过", "病毒检测", "未经病毒扫描"):
        assert told in shown, told
    assert "四性检测" not in words(site.visitor("clerk").get(f"/requests/{no}"))


def test_the_archivist_exports_a_sealed_file(site: Site) -> None:
    no = stages.archived(site.bureau)
    visitor = site.visitor("archivist")
    answer = whole(visitor.fill(f"/requests/{no}", f"/requests/{no}/export.zip"))

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert any(name.endswith(".receipt.json") for name in archive.namelist())


@pytest.fixture
def say(
    site: Site, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Run a command on the installation behind the site."""
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path))
    monkeypatch.setenv("YISHEN_DATABASE_URL", database_url)

    def run(*arguments: str) -> tuple[int, str, str]:
        return main(arguments), *capsys.readouterr()

    return run


def test_the_command_line_exports_and_checks(site: Site, say: Say, tmp_path: Path) -> None:
    no = stages.archived(site.bureau)
    code, out, err = say("archive", "export", no, "--to", str(tmp_path / "out"))
    bag = next(path for path in (tmp_path / "out" / no).iterdir() if path.is_dir())

    assert (code, err) == (0, "")
    assert f"已写出{bag}" in out
    assert say("archive", "check", str(bag))[:1] == (0,)
    assert say("archive", "check")[:2] == (0, "归档包均在，与台账相符，核验无误\n")
    (bag / "data/metadata.json").write_text("{}")
    code, out, _ = say("archive", "check", str(bag))
    assert (code, "V2-文件" in out) == (1, True)
    with reading(site.bureau.engine) as connection:
        (line,) = newest(connection, only=SecurityAct.FILE_EXPORTED)
    assert (line.officer, line.agency) == ("console", site.bureau.who("legal").agency_id)


def test_a_package_lost_from_the_shelf_ends_the_check_with_1(
    site: Site, say: Say, tmp_path: Path
) -> None:
    no = stages.archived(site.bureau)
    shutil.rmtree(tmp_path / "archive")
    code, out, err = say("archive", "check")

    assert code == 1
    assert out.startswith(f"E10-归档包 {no} 第")
    assert err == "发现1处问题\n"


def test_an_export_overwrites_nothing_and_knows_its_number(
    site: Site, say: Say, tmp_path: Path
) -> None:
    no = stages.registered(site.bureau)
    (tmp_path / no).mkdir()

    assert say("archive", "export", no, "--to", str(tmp_path))[0] == 2
    assert "已经存在" in say("archive", "export", no, "--to", str(tmp_path))[2]
    assert say("archive", "export", "BJZR-2026-0099")[2] == "没有找到申请BJZR-2026-0099\n"
