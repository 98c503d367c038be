"""PostgreSQL as `deploy/` sets it up: roles that may do no more, copies that can be restored."""

import getpass
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.bureau import Bureau, found
from tests.deploy.debian import DEPLOY, Debian, prepare, prepared
from tests.faults.doing import QuickPress
from tests.workflow import stages
from web.cli import main
from workflow.desk import Desk
from workflow.record import checkpoints
from workflow.record.database import connect
from workflow.record.evidence import FileStore
from workflow.record.notary import Notary
from workflow.record.personal import KeyRing
from workflow.record.sequencer import sequence

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Installed:
    """The cluster with a house in it, as its three accounts made it."""

    debian: Debian
    bureau: Bureau
    data: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The owner migrates and grants, the application works, the notary signs."""
    data, owner = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("owner")
    with prepared() as debian, pytest.MonkeyPatch.context() as environ:
        environ.setenv("YISHEN_DATA", str(owner))
        environ.setenv("YISHEN_DATABASE_URL", debian.url("yishen_owner"))
        assert main(["init", "--app-role", "yishen_app", "--notary-role", "yishen_notary"]) == 0
        engine = connect(debian.url("yishen_app"))
        store, keys = FileStore(data / "files"), KeyRing(data / "keys")
        bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
        found(bureau)
        stages.submitted(bureau)
        sequence(engine)
        notary = connect(debian.url("yishen_notary"))
        checkpoints.checkpoint_now(notary, Notary(data / "notary"), datetime.now(UTC))
        notary.dispose()
        yield Installed(debian, bureau, data)
        engine.dispose()


def test_the_script_may_run_again_and_changes_nothing(installed: Installed) -> None:
    debian = installed.debian
    files = [debian.conf / name for name in ("pg_hba.conf", "pg_ident.conf",
                                             "conf.d/yishen.conf")]
    before = [file.read_text() for file in files], _started(debian)
    again = prepare(debian)

    assert again.returncode == 0, again.stderr
    assert ([file.read_text() for file in files], _started(debian)) == before


def _started(debian: Debian) -> object:
    return debian.say(debian.owner, "SELECT pg_postmaster_start_time()", "postgres")


def test_an_act_lies_on_the_disk_and_pages_have_sums(installed: Installed) -> None:
    said = installed.debian.say(installed.debian.owner, (
        "SELECT name, setting FROM pg_settings WHERE name IN ('data_checksums', 'archive_mode',"
        " 'synchronous_commit', 'full_page_writes', 'wal_level') ORDER BY name"), "postgres")

    assert said == [("archive_mode", "on"), ("data_checksums", "on"), ("full_page_writes", "on"),
                    ("synchronous_commit", "on"), ("wal_level", "replica")]


#: What nobody but the superuser may do, whatever the account; the last as the three roles alone.
FORBIDDEN = (
    "CREATE ROLE another", "CREATE DATABASE another", "ALTER ROLE yishen_app SUPERUSER",
    "ALTER SYSTEM SET fsync = off", "SELECT * FROM pg_authid", "COPY (SELECT 1) TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/hostname')", "SET session_replication_role = replica",
)
#: What only the owner may do.
OWNERS = (
    "CREATE TABLE another (id int)", "CREATE TEMP TABLE another (id int)",
    "DROP TABLE trail_entry", "ALTER TABLE trail_entry DISABLE TRIGGER ALL",
    "DROP FUNCTION refuse_change() CASCADE", "TRUNCATE trail_entry, log_leaf CASCADE",
    "UPDATE trail_entry SET officer = 'nobody'", "DELETE FROM checkpoint",
    "UPDATE alembic_version SET version_num = '0001'",
    "ALTER TABLE trail_entry OWNER TO CURRENT_USER",
)


@pytest.mark.parametrize("role", ["yishen_owner", "yishen_app", "yishen_notary"])
def test_no_account_may_do_more_than_its_purpose_asks(installed: Installed, role: str) -> None:
    allowed = [said for said in (*FORBIDDEN, *(OWNERS if role != "yishen_owner" else ()))
               if not _refused(installed.debian, role, said)]

    assert allowed == []


def _refused(debian: Debian, role: str, statement: str) -> bool:
    try:
        debian.say(role, statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    except psycopg.Error as error:
        return "must be" in str(error) or "permission denied" in str(error)
    return False


def test_whoever_is_no_account_of_ours_is_not_let_in(installed: Installed) -> None:
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        installed.debian.say("somebody", "SELECT 1")
    if installed.debian.owner != getpass.getuser():
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            installed.debian.say(installed.debian.owner, "SELECT 1")


def test_a_copy_is_restored_and_everything_in_it_holds(installed: Installed) -> None:
    copied = copy(installed)
    drilled = drill(installed, "--wal", installed.debian.folder / "wal")

    assert copied.returncode == 0, copied.stderr
    assert "digest of its list" in copied.stdout
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    assert "演练通过 / passed" in drilled.stdout
    assert not list(installed.debian.folder.glob("yishen-drill-*"))


def test_what_was_changed_by_hand_since_is_found_in_the_archive(installed: Installed) -> None:
    """The owner rewrites the trail; the copy is from before, the archive of changes knows it."""
    if not copies(installed):
        copy(installed)
    change = "UPDATE trail_entry SET officer = '{}' WHERE request = 'BJZR-2026-0001' AND seq = 2"
    say = installed.debian.say
    say("yishen_owner", "ALTER TABLE trail_entry DISABLE TRIGGER ALL")
    say("yishen_owner", change.format("legal"))
    installed.debian.archived()
    drilled = drill(installed, "--wal", installed.debian.folder / "wal")
    say("yishen_owner", change.format("clerk"))
    say("yishen_owner", "ALTER TABLE trail_entry ENABLE TRIGGER ALL")

    assert drilled.returncode == 1
    assert "E3-列 BJZR-2026-0001 第2条" in drilled.stdout
    assert "演练未通过 / FAILED" in drilled.stderr


def test_one_changed_byte_of_a_copy_is_noticed(installed: Installed, tmp_path: Path) -> None:
    if not copies(installed):
        copy(installed)
    spoiled = installed.debian.folder / "spoiled"
    shutil.copytree(copies(installed)[0], spoiled, copy_function=shutil.copy2)
    page = max((spoiled / "base").rglob("[0-9]*"), key=lambda p: p.is_file() and p.stat().st_size)
    octets = bytearray(page.read_bytes())
    octets[len(octets) // 2] ^= 1
    page.write_bytes(octets)
    if installed.debian.owner == "postgres":
        subprocess.run(["chown", "-R", "postgres", spoiled], check=True)
    drilled = drill(installed, of=spoiled)

    assert drilled.returncode == 1
    assert "checksum mismatch" in drilled.stderr
    assert "备份与清单不符" in drilled.stderr


def test_only_so_many_copies_are_kept_and_the_changes_they_need(installed: Installed) -> None:
    if not copies(installed):
        copy(installed)
    (old,), archive = copies(installed), installed.debian.folder / "copies" / "wal"
    archive.mkdir()
    for name in ("000000010000000000000001", "0000000100000000000000FF"):
        (archive / name).touch()
    shutil.chown(archive, installed.debian.owner)
    done = copy(installed, "--keep", 1)

    assert done.returncode == 0, done.stderr
    assert len(copies(installed)) == 1
    assert old not in copies(installed)
    assert [place.name for place in archive.iterdir()] == ["0000000100000000000000FF"]


def test_a_copy_that_cannot_be_made_leaves_nothing(installed: Installed) -> None:
    before = copies(installed)
    failed = installed.debian.run(
        "env", "PGPORT=1", DEPLOY / "basebackup.sh", installed.debian.folder / "copies",
        by_owner=True)

    assert failed.returncode == 3
    assert "没有备份成" in failed.stderr
    assert sorted((installed.debian.folder / "copies" / "base").iterdir()) == before


def copy(installed: Installed, *words: object) -> "subprocess.CompletedProcess[str]":
    """Make a whole copy, as the account that owns the cluster."""
    return installed.debian.run(
        DEPLOY / "basebackup.sh", installed.debian.folder / "copies", *words, by_owner=True)


def copies(installed: Installed) -> list[Path]:
    """The copies there are, oldest first."""
    place = installed.debian.folder / "copies" / "base"
    return sorted(place.iterdir()) if place.exists() else []


def drill(
    installed: Installed, *words: object, of: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Try a copy out, as an administrator would."""
    return installed.debian.run(
        DEPLOY / "restore-drill.sh", of or copies(installed)[0], "--data", installed.data,
        "--scratch", installed.debian.folder, *words)


def test_the_newest_backup_is_tried_out_beside_the_real_database(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the application alone: it makes the backup, restores it and empties the scratch again."""
    settings = {"YISHEN_DATA": str(installed.data),
                "YISHEN_DATABASE_URL": installed.debian.url("yishen_app")}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for day in ("2026-06-01", "2026-06-02"):
        places = [tmp_path / kind / day for kind in ("backups", "keys")]
        for place in places:
            place.parent.mkdir(exist_ok=True)
        assert main(["backup", str(places[0]), "--keys", str(places[1])]) == 0
    shutil.copy(tmp_path / "backups" / "2026-06-01" / "SHA256SUMS", tmp_path / "backups")
    program = tmp_path / "yishen"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nfrom web.cli import main\nsys.exit(main(sys.argv[1:]))\n")
    program.chmod(0o755)
    ran = subprocess.run(
        [DEPLOY / "monthly-drill.sh", tmp_path / "backups", tmp_path / "keys"],
        env={**os.environ, **settings, "YISHEN_PROGRAM": str(program),
             "PYTHONPATH": str(DEPLOY.parent)}, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2026-06-02" in ran.stdout.splitlines()[0]
    assert "恢复演练通过：1件申请" in ran.stdout
    assert installed.debian.say("yishen_app", (
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "yishen_drill") == [(0,)]
