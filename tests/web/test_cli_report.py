"""Reports on the command line: figures as JSON, files where asked, mistakes as sentences."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.reports.conftest import AT
from tests.reports.histories import History, keep
from web.cli import main
from workflow import office
from workflow.record.database import connect, writing
from workflow.terms import AgencyKind

Spoken = tuple[int, str, str]


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    migrated_file: Path,
) -> Callable[..., Spoken]:
    """Run a command on an installation with one agency and one request."""
    var = tmp_path / "var"
    var.mkdir()
    (var / "yishen.sqlite").write_bytes(migrated_file.read_bytes())
    engine = connect(f"sqlite:///{var / 'yishen.sqlite'}")
    with writing(engine) as connection:
        agency = office.add_agency(
            connection, AT, office.CONSOLE, code="BJZR", name="滨江市自然资源局",
            short_name="滨自然资", kind=AgencyKind.CITY_DEPARTMENT)
        keep(connection, [History(agency, date(2024, 3, 4), date(2024, 4, 1)),
                          History(agency, date(2025, 3, 3), date(2025, 2, 3))])
    engine.dispose()
    monkeypatch.setenv("YISHEN_DATA", str(var))

    def run(*arguments: str) -> Spoken:
        return main(arguments), *capsys.readouterr()

    return run


def test_the_annual_report_is_told_as_json(say: Callable[..., Spoken]) -> None:
    code, out, err = say("report", "annual", "--agency", "BJZR", "--year", "2024")
    told = json.loads(out)

    assert (code, err, told["balanced"]) == (0, "", True)
    assert len(told["rows"]) == 25
    assert told["rows"]["new"] == {
        "natural": 1, "company": 0, "research": 0, "public_benefit": 0, "legal_service": 0,
        "other": 0, "total": 1}
    assert set(told["reviews"]) == {
        "reconsideration", "lawsuit_direct", "lawsuit_after_reconsideration"}
    assert told["reviews"]["reconsideration"] == dict.fromkeys(
        ("upheld", "corrected", "other", "pending", "total"), 0)


def test_a_report_that_does_not_balance_names_the_case_and_exits_with_one(
    say: Callable[..., Spoken]
) -> None:
    code, out, err = say(
        "report", "period", "--agency", "BJZR", "--from", "2025-03-01", "--to", "2025-12-31")

    assert (code, json.loads(out)["balanced"]) == (1, False)
    assert "早于收到之日" in err


def test_files_are_written_where_asked(say: Callable[..., Spoken], tmp_path: Path) -> None:
    for form, begins in (("xlsx", b"PK"), ("docx", b"PK"), ("html", b"<!doctype html>")):
        code, out, _ = say("report", "annual", "--agency", "BJZR", "--year", "2024", "--rollup",
                           "--format", form, "--out", str(tmp_path / f"r.{form}"))
        assert (code, out) == (0, "")
        assert (tmp_path / f"r.{form}").read_bytes().startswith(begins)


def test_an_unknown_agency_and_days_in_the_wrong_order_are_sentences(
    say: Callable[..., Spoken]
) -> None:
    assert "没有代码为“NONE”的机关" in say(
        "report", "annual", "--agency", "NONE", "--year", "2024")[2]
    assert "早于起始日" in say("report", "period", "--agency", "BJZR", "--from", "2024-02-01",
                              "--to", "2024-01-01")[2]
