"""The units of systemd: well-formed, each under its account, none with more than it needs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

UNITS = ROOT / "deploy" / "systemd"
#: The exposure systemd sees at most in a service of ours: 0.0 none, 10.0 all.
MOST_EXPOSED = 20  # 2.0
SERVICES = sorted(UNITS.glob("*.service"))


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as installed, naming programs that are there."""
    if shutil.which("systemd-analyze") is None:
        pytest.fail("systemd-analyze is missing: it is part of Debian's systemd")
    programs = tmp_path / "opt"
    (programs / ".venv").mkdir(parents=True)
    (programs / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (programs / "deploy").symlink_to(ROOT / "deploy")
    for unit in UNITS.glob("yishen*"):
        name = unit.name.replace("@.", "@8001.")
        (tmp_path / name).write_text(unit.read_text(encoding="utf-8").replace(
            "/opt/yishen", str(programs)), encoding="utf-8")
    return tmp_path


def test_systemd_finds_nothing_wrong_with_them(units: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
         *sorted(units.glob("yishen*"))], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_each_is_shut_in(units: Path, service: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}",
         units / service.name.replace("@.", "@8001.")],
        capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout[-300:]


def test_each_runs_under_the_account_of_its_purpose() -> None:
    accounts = {one.name: re.findall(r"^User=(.+)$", one.read_text(encoding="utf-8"), re.M)
                for one in SERVICES}

    assert accounts == {
        "yishen-backup.service": ["yishen"], "yishen-basebackup.service": ["postgres"],
        "yishen-drill.service": ["yishen"], "yishen-notary.service": ["yishen-notary"],
        "yishen-web@.service": ["yishen"], "yishen-work@.service": ["yishen"]}


def test_the_notary_cannot_reach_the_files_of_the_application() -> None:
    notary = (UNITS / "yishen-notary.service").read_text(encoding="utf-8")

    assert "InaccessiblePaths=-/var/lib/yishen\n" in notary
    assert "ReadWritePaths=/var/lib/yishen-notary\n" in notary


def test_what_runs_for_ever_begins_again_by_itself_unless_a_person_has_to_look() -> None:
    restarts = {one.name: re.findall(r"^(?:Restart|RestartPreventExitStatus)=(.+)$",
                                     one.read_text(encoding="utf-8"), re.M) for one in SERVICES}

    assert restarts["yishen-web@.service"] == restarts["yishen-work@.service"] == ["always"]
    assert restarts["yishen-notary.service"] == ["on-failure", "1"]


def test_every_folder_a_unit_writes_to_is_made_for_its_account() -> None:
    made = dict(re.findall(r"^d (\S+) +\S+ +(\S+)", (UNITS / "tmpfiles.conf").read_text(
        encoding="utf-8"), re.M))
    for service in SERVICES:
        text = service.read_text(encoding="utf-8")
        (account,) = re.findall(r"^User=(.+)$", text, re.M)
        for folder in " ".join(re.findall(r"^ReadWritePaths=(.+)$", text, re.M)).split():
            assert made[folder] == account, (service.name, folder)


def test_the_accounts_and_folders_are_well_formed(tmp_path: Path) -> None:
    said = subprocess.run(
        ["systemd-sysusers", "--dry-run", "--inline", *(
            line for line in (UNITS / "sysusers.conf").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#"))], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert {"yishen", "yishen-notary", "yishen-owner"} <= set(re.findall(
        r"^u (\S+)", (UNITS / "sysusers.conf").read_text(encoding="utf-8"), re.M))
