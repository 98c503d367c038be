"""What the instructions name is there: files, units, accounts, roles, settings, commands."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house import ROOT
from web.cli import yishen

DEPLOY = ROOT / "deploy"
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
TEXTS = [README, *(path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*")
                   if path.suffix in (".env", ".service", ".timer", ".target", ".sh", ".conf"))]


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"/opt/yishen/(deploy/[\w./-]+\w)", README)) | {
        f"deploy/{name}" for name in re.findall(r"\./([\w-]+\.sh)", README)}

    assert "deploy/yishen.sh" in named
    assert sorted(name for name in named if not (ROOT / name).exists()
                  and not list(DEPLOY.glob(f"{name.removeprefix('deploy/')}*"))) == []


def test_every_unit_it_names_is_there() -> None:
    units = {path.name for path in (DEPLOY / "systemd").iterdir()}
    named = {re.sub(r"@\w+", "@", one) for line in README.splitlines()
             for words in re.findall(r"systemctl (?:enable --now|start|stop) ([^#&`]+)", line)
             for one in words.split()}
    known = {name.removesuffix(".service") for name in units} | units

    assert {"yishen.target", "yishen-web@", "yishen-backup.timer"} <= named
    assert named - known - {"postgresql@-main"} == set()


def test_every_command_it_names_is_one() -> None:
    named = set(re.findall(r"yishen\.sh (?:app|owner|notary) ([a-z]+)", README))

    assert {"init", "agency", "verify", "doctor", "rebuild"} <= named
    assert named - set(yishen.commands) == set()


def test_every_setting_it_names_is_read_somewhere() -> None:
    read = set()
    for path in [ROOT / "run", *(ROOT / "web").rglob("*.py"), *DEPLOY.glob("*.sh")]:
        read |= set(re.findall(r"YISHEN_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    named = {one for text in TEXTS for one in re.findall(r"YISHEN_[A-Z_]*[A-Z]", text)}

    assert named - read == set()


def test_it_asks_for_the_connections_the_settings_allow() -> None:
    """The example of the README is the one the sample settings make."""
    sample = (DEPLOY / "yishen.env").read_text(encoding="utf-8")
    processes = int(re.findall(r"^YISHEN_PROCESSES=(\d+)$", sample, re.M)[0])
    kept, more = map(int, re.findall(r"^YISHEN_POOL=(\d+)\+(\d+)$", sample, re.M)[0])
    most = re.findall(r"^max_connections = (\d+)$", (DEPLOY / "postgresql" / "yishen.conf")
                      .read_text(encoding="utf-8"), re.M)
    needed = 2 * processes * (kept + more) + 2 * (kept + more) + 15

    assert f"= {needed}，" in README
    assert needed <= int(most[0])


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda one: one.name)
def test_every_script_can_be_read_by_its_shell(script: Path) -> None:
    said = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("script", ["postgresql.sh", "basebackup.sh", "restore-drill.sh",
                                    "monthly-drill.sh", "yishen.sh"])
def test_a_wrong_call_is_answered_with_2(script: str) -> None:
    said = subprocess.run([DEPLOY / script, "--no-such"], capture_output=True, text=True,
                          check=False)

    assert said.returncode == 2
    assert said.stderr
