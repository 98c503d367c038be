"""The proof of a clock from a page and from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bureau import pdf_text
from tests.web.conftest import Site
from tests.web.visitor import words
from web.cli import main

Say = Callable[..., tuple[int, str, str]]
LINK = "期限计算单（PDF）"


@pytest.mark.parametrize(
    "login", ["clerk", "handler", "head", "reviewer", "legal", "archivist"])
def test_whoever_answers_for_the_clock_opens_its_proof_from_the_case(
    site: Site, login: str
) -> None:
    no = site.request()
    visitor = site.visitor(login)
    sheet = visitor.get(f"/requests/{no}/clock.pdf")

    assert LINK in words(visitor.get(f"/requests/{no}"))
    assert sheet.mimetype == "application/pdf"
    assert "答复期限至2024年10月30日届满" in pdf_text(sheet.data)


@pytest.mark.parametrize("login", ["secrecy", "leader", "system"])
def test_other_seats_are_not_offered_it(site: Site, login: str) -> None:
    no = site.request()
    visitor = site.visitor(login)

    assert visitor.get(f"/requests/{no}/clock.pdf").status_code == 403
    assert LINK not in words(visitor.get(f"/requests/{no}"))


def test_the_audit_of_a_request_leads_to_it(site: Site) -> None:
    no = site.request()

    assert f"/requests/{no}/clock.pdf" in site.visitor("legal").get(f"/audit/{no}").text


def test_another_agency_finds_no_proof(site: Site) -> None:
    no = site.request()

    assert site.visitor("stranger").get(f"/requests/{no}/clock.pdf").status_code == 404


def test_before_the_day_of_receipt_is_fixed_the_page_says_why_not(site: Site) -> None:
    no = site.bureau.at("2024-09-27 10:00").receive(
        channel="ordinary_letter", first_seen_on="2024-09-27", called_same_day=True,
        wanted="滨河路拓宽工程征地补偿安置方案")
    clerk = site.visitor("clerk")
    answer = clerk.get(f"/requests/{no}/clock.pdf")

    assert (answer.status_code, "期限尚未起算" in words(answer)) == (422, True)
    assert LINK not in words(clerk.get(f"/requests/{no}"))


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


def test_the_command_line_writes_it_to_a_file(site: Site, say: Say, tmp_path: Path) -> None:
    no, to = site.request(), tmp_path / "期限计算单.pdf"
    code, out, err = say("proof", no, "--out", str(to))

    assert (code, err) == (0, "")
    assert "2024年10月30日届满" in out
    assert no in pdf_text(to.read_bytes())


def test_a_number_nobody_has_leaves_no_file(site: Site, say: Say, tmp_path: Path) -> None:
    to = tmp_path / "sheet.pdf"
    code, out, err = say("proof", "BJZR-2024-9999", "--out", str(to))

    assert (code, out, err) == (2, "", "没有找到申请BJZR-2024-9999\n")
    assert not to.exists()


def test_without_a_file_to_write_to_the_option_is_named(site: Site, say: Say) -> None:
    code, _, err = say("proof", "BJZR-2024-0001")

    assert code == 2
    assert "--out" in err
