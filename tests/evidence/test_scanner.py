"""The virus scan: used where it is installed, never pretended, by a stand-in for `clamdscan`."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evidence.corpus import EICAR
from workflow.errors import FileRefused
from workflow.evidence.scanner import ClamAV, Policy, Scan
from workflow.terms import VirusScan

#: Answers as `clamdscan` does: through a pipe, exit code 1 for a virus, 2 where the daemon is gone.
_STAND_IN = """#!{python}
import sys
if "--version" in sys.argv:
    print("ClamAV 1.4.6/27800/Tue Nov 24 09:00:00 2026")
    sys.exit(0)
data = sys.stdin.buffer.read()
if {gone}:
    print("ERROR: Could not connect to clamd on LocalSocket", file=sys.stderr)
    sys.exit(2)
if b"EICAR-STANDARD" in data:
    print("stream: Eicar-Test-Signature FOUND")
    sys.exit(1)
print("stream: OK")
"""
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a stand-in first on PATH; until then there is nothing on it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(*, gone: bool = False) -> None:
        program = tmp_path / "clamdscan"
        program.write_text(_STAND_IN.format(python=sys.executable, gone=gone))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return put


def test_a_clean_file_is_taken_with_the_scanner_that_found_it_so(install: Install) -> None:
    install()

    assert ClamAV()("申请".encode(), "申请.txt") == Scan(VirusScan.CLEAN, "ClamAV 1.4.6/27800")
    assert ClamAV().told() == "ClamAV 1.4.6/27800，有应答"


def test_an_infected_file_is_refused_by_the_name_of_the_virus(install: Install) -> None:
    install()

    with pytest.raises(FileRefused, match=r"文件“申请.txt”带有病毒（Eicar-Test-Signature）"):
        ClamAV()(EICAR, "申请.txt")


@pytest.mark.usefixtures("install")
def test_without_a_scanner_the_file_says_so() -> None:
    assert ClamAV()(EICAR, "申请.txt") == Scan(VirusScan.NONE)
    assert "未经病毒扫描" in ClamAV().told()


@pytest.mark.usefixtures("install")
def test_where_a_scan_is_required_nothing_is_taken_without_one() -> None:
    scanner = ClamAV(Policy.REQUIRED)

    with pytest.raises(FileRefused, match="本系统要求病毒扫描，而本机没有clamdscan"):
        scanner(b"x", "申请.txt")
    assert "不接收任何材料" in scanner.told()


@pytest.mark.parametrize("policy", [Policy.AUTO, Policy.REQUIRED])
def test_a_daemon_that_is_gone_stops_the_taking_in(install: Install, policy: Policy) -> None:
    """Installed and silent is a fault to mend, not a reason to let everything in."""
    install(gone=True)

    with pytest.raises(FileRefused, match=r"未能完成病毒扫描.*请稍后重试.*clamd"):
        ClamAV(policy)(b"x", "申请.txt")
    assert "没有应答" in ClamAV(policy).told()


def test_an_agency_may_choose_to_go_on_and_say_so(install: Install) -> None:
    install(gone=True)
    scanner = ClamAV(Policy.LENIENT)

    assert scanner(b"x", "申请.txt") == Scan(VirusScan.FAILED, "ClamAV 1.4.6/27800")
    assert "病毒扫描未能完成" in scanner.told()


def test_a_scanner_switched_off_is_not_asked(install: Install) -> None:
    install()

    assert ClamAV(Policy.OFF)(EICAR, "申请.txt") == Scan(VirusScan.NONE)
    assert "YISHEN_CLAMAV=off" in ClamAV(Policy.OFF).told()
