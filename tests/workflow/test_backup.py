"""Backups: one moment of everything, keys apart, whole or not at all, proved by restoring."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.notarised import signed_and_seen
from web.cli import main
from web.config import Config
from workflow.errors import BackupFailed
from workflow.record import backup, dumping, manifest, restore, security
from workflow.record.database import connect, reading, writing
from workflow.record.logs import Log
from workflow.record.security import SecurityAct, newest

if TYPE_CHECKING:
    from tests.postgresql import Cluster

_number = count(1)


def the_key(folder: Path) -> Path:
    """The key of personal fields in a data folder or a backup of keys."""
    return sorted((folder / "keys").glob("personal*"))[0]


@dataclass
class Vaults:
    """The bureau, the places its backups go to, and the command line over both."""

    bureau: Bureau
    data: Path
    out: Path
    say: Callable[..., tuple[int, str, str]]
    scratch: tuple[str, ...]

    def back_up(self, name: str = "night", *, keys: bool = True) -> Path:
        """A backup with its keys beside it, in a folder of their own."""
        folder = self.out / name
        apart = ("--keys", str(self.keys(name))) if keys else ()
        code, _, err = self.say("backup", str(folder), *apart)
        assert code == 0, err
        return folder

    def keys(self, name: str = "night") -> Path:
        return self.out / f"{name}-keys"

    def check(self, folder: Path, keys: Path | None = None) -> tuple[int, str, str]:
        """The drill."""
        apart = ("--keys", str(keys or self.keys(folder.name)))
        return self.say("restore", str(folder), "--check", *apart, *self.scratch)


@contextmanager
def _open(
    bureau: Bureau, out: Path, request: pytest.FixtureRequest, scratch: str = ""
) -> Iterator[Vaults]:
    monkeypatch = request.getfixturevalue("monkeypatch")
    capsys = request.getfixturevalue("capsys")
    bureau._commands = count(1000)  # two requests lie there already
    data = request.getfixturevalue("tmp_path")
    monkeypatch.setenv("YISHEN_DATA", str(data))
    monkeypatch.setenv(
        "YISHEN_DATABASE_URL", bureau.engine.url.render_as_string(hide_password=False))

    def say(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        return main(arguments), *capsys.readouterr()

    yield Vaults(bureau, data, out, say, ("--database-url", scratch) if scratch else ())


@pytest.fixture
def vaults(
    filled: Bureau, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Vaults]:
    """Two requests with a file and letters lie in the bureau, on SQLite and on PostgreSQL."""
    out = tmp_path_factory.mktemp("vaults")
    if filled.engine.dialect.name == "sqlite":
        with _open(filled, out, request) as vaults:
            yield vaults
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"scratch_{os.getpid()}_{next(_number)}"
    cluster.say(f"CREATE DATABASE {name}")
    with _open(filled, out, request, cluster.url(name)) as vaults:
        yield vaults
    cluster.drop(name)


@pytest.fixture
def safe(
    small_filled: Bureau, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Vaults]:
    """The same on SQLite alone, where the kind of database cannot matter."""
    with _open(small_filled, tmp_path_factory.mktemp("vaults"), request) as vaults:
        yield vaults


def test_a_backup_restores_and_verifies(vaults: Vaults) -> None:
    folder = vaults.back_up()

    code, out, err = vaults.check(folder)

    assert (code, err) == (0, "")
    assert "2件申请" in out
    assert "最新一条为BJZR-2026-" in out
    assert "核验无误" in out


def test_a_second_drill_finds_the_scratch_database_empty_again(vaults: Vaults) -> None:
    folder = vaults.back_up()

    assert [vaults.check(folder)[0] for _ in range(2)] == [0, 0]


def test_keys_lie_apart_and_nowhere_in_the_backup(safe: Vaults) -> None:
    folder = safe.back_up()
    key = the_key(safe.data).read_bytes()

    assert the_key(safe.keys()).read_bytes() == key
    assert not [name for name in manifest.names_in(folder) if "key" in name]
    assert all(key not in place.read_bytes() for place in folder.rglob("*") if place.is_file())


def test_a_key_is_a_key_wherever_it_lies(safe: Vaults) -> None:
    """The notary's signing key never lies beside the notes it signed."""
    (safe.data / "notary").mkdir()
    (safe.data / "notary" / "notary.key").write_bytes(b"k" * 32)
    (safe.data / "notary" / "notes").write_text("a note")
    (safe.data / "notary" / "signing.pem.0a1b2c3d").write_bytes(b"still being made")

    folder = safe.back_up()

    assert (folder / "notary" / "notes").read_text() == "a note"
    assert {place.name for place in (folder / "notary").iterdir()} == {"notes"}
    assert (safe.keys() / "notary" / "notary.key").exists()


def test_the_drill_holds_the_log_against_what_a_witness_keeps(safe: Vaults) -> None:
    """Somebody takes the newest act out everywhere, and a backup is made of what is left."""
    notarised = signed_and_seen(safe.bureau.at("2026-06-03 09:00"), safe.data)
    witness = shutil.copytree(safe.data / "witness", safe.out / "witness")
    good = safe.back_up("good")
    with writing(safe.bureau.engine) as connection:
        for each in ("trail_entry", "log_leaf", "log_tile", "checkpoint"):
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {each}_no_{act}"))
        connection.execute(text("DELETE FROM checkpoint"))
        connection.execute(text(
            "DELETE FROM log_leaf WHERE idx = (SELECT max(idx) FROM log_leaf)"))
    bad = safe.back_up("bad")

    fine = safe.say("restore", str(good), "--check", "--keys", str(safe.keys("good")), "--notes",
                    str(witness))
    short = safe.say("restore", str(bad), "--check", "--keys", str(safe.keys("bad")), "--notes",
                     str(witness))

    assert (fine[0], fine[2]) == (0, "")
    assert short[0] == 1
    assert "L4-日志变短" in short[1]
    assert notarised.witness.size(notarised.notary.origin(Log.LEGAL)) > 0


def test_notes_seen_after_the_backup_are_left_out_and_that_is_said(safe: Vaults) -> None:
    folder = safe.back_up()
    to.received(safe.bureau)
    signed_and_seen(safe.bureau.at("2098-06-03 09:00"), safe.data)

    code, out, err = safe.say("restore", str(folder), "--check", "--keys", str(safe.keys()),
                              "--notes", str(safe.data / "witness"))

    assert (code, err) == (0, "2份检查点见证于备份之后，没有比对\n"), out


def test_a_notary_elsewhere_comes_along_with_its_key_apart(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = safe.out / "notary of its own"
    signed_and_seen(safe.bureau, elsewhere)
    monkeypatch.setenv("YISHEN_NOTARY", str(elsewhere / "notary"))

    folder = safe.back_up()

    assert (folder / "notary" / "origin").exists()
    assert not (folder / "notary" / "signing.pem").exists()
    assert (safe.keys() / "notary" / "signing.pem").exists()
    assert safe.check(folder)[0] == 0


def test_without_its_keys_a_backup_is_checked_as_far_as_it_goes_and_that_is_said(
    vaults: Vaults
) -> None:
    folder = vaults.back_up(keys=False)

    code, out, err = vaults.say("restore", str(folder), "--check", *vaults.scratch)

    assert code == 1
    assert out == "没有给出密钥的备份（--keys）：个人信息无法读出，不能完整核验\n"
    assert "发现1处问题" in err


def test_other_keys_are_told_from_the_right_ones(safe: Vaults) -> None:
    folder = safe.back_up()
    the_key(safe.data).write_bytes(os.urandom(32))
    safe.back_up("later")

    code, out, _ = safe.check(folder, safe.keys("later"))

    assert code == 1
    assert f"keys/{the_key(safe.data).name}不是这份备份所用的密钥" in out


def test_acts_go_on_while_a_backup_is_made(vaults: Vaults) -> None:
    """Whatever file the copied entries name lies in the copy."""
    bureau = vaults.bureau
    numbers, done = [to.received(bureau) for _ in range(2)], threading.Event()
    clerk, written = bureau.who("clerk"), list[str]()

    def act(no: str) -> None:
        while not done.is_set():
            seq = bureau.desk.view(no, clerk, bureau.now).case.seq
            paper = bureau.upload("scan.png", f"{no} {seq}".encode())
            bureau.desk.perform(
                no, "attach", clerk, bureau.now, {"what": "补充材料", "papers": [paper]},
                seen_seq=seq, command_id=f"{no} {seq}")
            written.append(paper)

    threads = [threading.Thread(target=act, args=(no,)) for no in numbers]
    for thread in threads:
        thread.start()
    folders = [vaults.back_up(f"night-{n}") for n in range(3)]
    done.set()
    for thread in threads:
        thread.join()

    assert len(written) > 3
    assert len({manifest.about(folder).entries for folder in folders}) == 3
    for folder in folders:
        code, out, err = vaults.check(folder)
        assert (code, err) == (0, ""), out


def test_a_second_backup_shares_unchanged_files_and_copies_new_ones(safe: Vaults) -> None:
    first = safe.back_up()
    no = to.received(safe.bureau)
    safe.bureau.act(no, "clerk", "attach", what="信封", papers=[
        safe.bureau.upload("信封.png", b"envelope")])

    _, out, _ = safe.say("backup", str(safe.out / "second"))

    files = [name for name in manifest.sums_of(first) if name.startswith("files/")]
    assert f"新复制1个文件，沿用上一份备份的{len(files)}个" in out
    assert {(first / name).stat().st_ino for name in files} <= {
        place.stat().st_ino for place in (safe.out / "second").rglob("*")}
    assert {(safe.data / name).stat().st_nlink for name in files} == {1}


def test_a_file_that_rotted_in_the_earlier_backup_is_copied_anew(safe: Vaults) -> None:
    first = safe.back_up()
    name = next(name for name in manifest.sums_of(first) if name.startswith("files/"))
    _flip(first / name, 1, keep_time=True)

    second = safe.back_up("second")

    assert (second / name).read_bytes() == (safe.data / name).read_bytes()
    assert safe.check(second)[0] == 0


def test_a_medium_without_links_gets_copies(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe.back_up()

    def across(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", across)

    assert "沿用上一份备份的0个" in safe.say("backup", str(safe.out / "second"))[1]
    assert set(manifest.faults(safe.out / "second")) == set()


def _flip(place: Path, at: int, *, keep_time: bool = False) -> None:
    """Flip one bit of a byte."""
    before, data = place.stat(), bytearray(place.read_bytes())
    data[at] ^= 1
    place.chmod(0o600)
    place.write_bytes(bytes(data))
    if keep_time:
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_any_flipped_byte_of_a_backup_is_found(safe: Vaults) -> None:
    """Bytes all over the two manifests, and some of every other part."""
    folder = safe.back_up()
    for top in (folder, safe.keys()):
        for name in sorted(manifest.names_in(top)):
            place = top / name
            size = place.stat().st_size
            small = name in (manifest.SUMS, manifest.ABOUT)
            for at in range(0, size, 9) if small else (0, size // 3, size - 1):
                _flip(place, at)
                assert any(manifest.faults(top)), (name, at)
                _flip(place, at)
    assert not [*manifest.faults(folder), *manifest.faults(safe.keys())]


@pytest.mark.parametrize("hurt", ["flip", "cut", "lose", "add", "swap", "unsealed"])
def test_the_drill_names_what_was_done_to_a_backup(safe: Vaults, hurt: str) -> None:
    folder = safe.back_up()
    names = [name for name in sorted(manifest.sums_of(folder)) if name.startswith("files/")]
    one, other = folder / names[0], folder / names[1]
    if hurt == "flip":
        _flip(folder / dumping.NAMES[safe.bureau.engine.dialect.name], 5000)
    elif hurt == "cut":
        one.write_bytes(one.read_bytes()[:-1])
    elif hurt == "lose":
        one.unlink()
    elif hurt == "add":
        (folder / "files" / "more").write_bytes(b"more")
    elif hurt == "swap":
        one.rename(folder / "passing")
        other.rename(one)
        (folder / "passing").rename(other)
    else:
        (folder / manifest.SUMS).unlink()

    code, out, err = safe.check(folder)

    assert (code, out.startswith("备份：")) == (1, True)
    assert err == "备份已损坏或者不完整，没有恢复\n"
    with reading(safe.bureau.engine) as connection:
        assert newest(connection, limit=1)[0].facts["findings"] == len(out.splitlines())


def test_a_backup_of_a_changed_trail_does_not_pass(vaults: Vaults) -> None:
    """The digests are right; the drill ends in the verification."""
    with writing(vaults.bureau.engine) as connection:
        connection.execute(text("UPDATE request SET subject = '另一件'"))
    folder = vaults.back_up()

    code, out, err = vaults.check(folder)

    assert (code, "E4-投影" in out, "演练发现2处问题" in err) == (1, True, True)


def test_a_backup_with_a_manifest_of_another_moment_does_not_pass(vaults: Vaults) -> None:
    """Somebody who lays an older database into a backup and lists it anew."""
    first = vaults.back_up()
    to.received(vaults.bureau)
    second = vaults.back_up("second")
    name = dumping.NAMES[vaults.bureau.engine.dialect.name]
    shutil.copy(first / name, second / name)
    sums = {**manifest.sums_of(second), name: manifest.digest_of(second / name)}
    (second / manifest.SUMS).unlink()
    manifest.sealed(second, sums)

    code, out, _ = vaults.check(second)

    assert code == 1
    assert "申请件数为2，备份清单记为3" in out


def test_an_older_schema_is_brought_up_and_a_newer_one_is_named(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    import migrations

    folder = safe.back_up()
    known = migrations.revisions()
    monkeypatch.setattr(migrations, "revisions", lambda: known[:-1])

    code, out, _ = safe.check(folder)

    assert code == 1
    assert f"表结构版本{known[-1]}不是本程序所知的" in out


@pytest.mark.parametrize(("keys", "sentence"), [
    ("night", "密钥不得与备份放在一处"),
    ("night/keys", "不存在"),
    ("data", "已经存在"),
    ("missing/keys", "请确认备份介质已经接上"),
])
def test_keys_never_go_beside_what_they_open(safe: Vaults, keys: str, sentence: str) -> None:
    (safe.out / "data").mkdir()

    code, _, err = safe.say("backup", str(safe.out / "night"), "--keys", str(safe.out / keys))

    assert (code, sentence in err) == (2, True), err
    assert {place.name for place in safe.out.iterdir()} == {"data"}


def test_a_backup_below_its_keys_is_refused_and_so_is_one_in_the_data_folder(
    safe: Vaults
) -> None:
    (safe.out / "keys").mkdir()
    inside = safe.say("backup", str(safe.out / "keys" / "night"), "--keys",
                        str(safe.out / "keys"))
    at_home = safe.say("backup", str(safe.data / "backup"))
    again = [safe.say("backup", str(safe.out / "night"))[0] for _ in range(2)]

    assert (inside[0], at_home[0], again) == (2, 2, [0, 2])
    assert "备份不得放在数据目录" in at_home[2]


def test_a_backup_is_noted_in_the_security_log_and_so_is_its_drill(vaults: Vaults) -> None:
    folder = vaults.back_up()
    vaults.check(folder)

    with reading(vaults.bureau.engine) as connection:
        drilled, made = newest(connection, limit=2)

    assert (made.what, drilled.what) == (SecurityAct.BACKED_UP, SecurityAct.RESTORE_DRILLED)
    assert made.facts["digest"] == drilled.facts["digest"] == manifest.digest_of(
        folder / manifest.SUMS)
    assert (made.facts["requests"], made.facts["entries"] > 9, drilled.facts["findings"]) == (
        2, True, 0)


@pytest.mark.parametrize("at", ["dump", "sealed", "append"])
def test_a_backup_that_fails_leaves_nothing(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    module = {"dump": backup, "sealed": manifest, "append": security}[at]
    monkeypatch.setattr(module, at, fail)

    code, _, err = safe.say("backup", str(safe.out / "night"), "--keys",
                              str(safe.keys()))

    assert (code, "No space left" in err) == (2, True)
    assert list(safe.out.iterdir()) == []


def test_a_backup_whose_keys_change_meanwhile_is_refused(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dumping.dump

    def rotating(*given: object) -> object:
        the_key(safe.data).write_bytes(b"n" * 32)
        return real(*given)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(backup, "dump", rotating)

    assert "密钥有变动" in safe.say("backup", str(safe.out / "night"))[2]
    assert list(safe.out.iterdir()) == []


def test_a_backup_killed_midway_is_no_backup(safe: Vaults) -> None:
    """What is left has a passing name and no list of digests; the next one is not hindered."""
    program = (
        "import os; from workflow.record import manifest; from web.cli import main;"
        "manifest.sealed = lambda *given: os.kill(os.getpid(), 9);"
        f"main(['backup', {str(safe.out / 'night')!r}])")

    ran = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2],
                         check=False)
    left = list(safe.out.iterdir())

    assert ran.returncode == -9
    assert [place.name.partition("-")[0] for place in left] == ["night.partial"]
    assert "不是一份完整的备份" in safe.check(left[0], safe.out)[1]
    assert safe.check(safe.back_up())[0] == 0


def test_a_restored_installation_goes_on(vaults: Vaults) -> None:
    folder, into = vaults.back_up(), vaults.out / "new home"

    code, out, err = vaults.say("restore", str(folder), "--into", str(into), "--keys",
                                str(vaults.keys()), *vaults.scratch)

    assert (code, err) == (0, "")
    assert "核验无误" in out
    url = vaults.scratch[-1] if vaults.scratch else ""
    place = Config.from_environ({"YISHEN_DATA": str(into), "YISHEN_DATABASE_URL": url})
    bureau = replace(vaults.bureau, engine=connect(place.database_url))
    bureau.desk = type(bureau.desk)(
        bureau.engine, type(bureau.store)(into / "files"), type(bureau.keys)(into / "keys"),
        bureau.desk.print_room.press)
    no = to.received(bureau)
    assert no == "BJZR-2026-0003"
    assert bureau.see("BJZR-2026-0001").personal["phone"] == "0000-1"
    bureau.engine.dispose()
    assert the_key(into).stat().st_mode & 0o077 == 0


def test_nothing_is_restored_over_anything(safe: Vaults) -> None:
    folder = safe.back_up()
    full = safe.out / "full"
    full.mkdir()
    (full / "something").touch()
    more = ("--keys", str(safe.keys()))

    over = safe.say("restore", str(folder), "--into", str(full), *more)
    unlocked = safe.say("restore", str(folder), "--into", str(safe.out / "n"))

    assert (over[0], "不是空目录" in over[2]) == (2, True)
    assert (unlocked[0], "请用 --keys" in unlocked[2]) == (1, True)
    assert not (safe.out / "n").exists()


def test_a_full_database_is_not_restored_over(vaults: Vaults) -> None:
    folder = vaults.back_up()
    url = vaults.bureau.engine.url.render_as_string(hide_password=False)

    code, _, err = vaults.say("restore", str(folder), "--check", "--keys", str(vaults.keys()),
                              "--database-url", url)

    assert code == 2
    assert "不是空的" in err or "不需要 --database-url" in err
    assert vaults.bureau.findings() == []


@pytest.mark.parametrize("filled", ["postgresql"], indirect=True)
def test_a_machine_without_the_programs_of_postgresql_is_told_the_package(
    vaults: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    code, _, err = vaults.say("backup", str(vaults.out / "night"))

    assert (code, "Debian 软件包 postgresql-client" in err) == (2, True)


def test_where_nothing_is_installed_nothing_is_made(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHEN_DATA", str(safe.out / "empty"))
    monkeypatch.delenv("YISHEN_DATABASE_URL")

    code, _, err = safe.say("backup", str(safe.out / "night"))

    assert (code, "还没有安装" in err) == (2, True)
    assert list(safe.out.iterdir()) == []


def test_the_sqlite_file_is_called_as_the_installation_calls_it(tmp_path: Path) -> None:
    place = Config.from_environ({"YISHEN_DATA": str(tmp_path)})

    assert place.database_url == f"sqlite:///{tmp_path / restore.DATABASE}"


@pytest.mark.parametrize("about", [
    "[]", "{}", "null", "[" * 100_000, '{"format":"yishen-backup","v":1}',
    '{"format":"yishen-backup","v":2,"at":"","version":"","revision":"","database":"",'
    '"requests":0,"entries":0}',
    '{"format":"yishen-backup","v":1,"at":"now","version":"","revision":"","database":"sqlite",'
    '"requests":0,"entries":0}',
    '{"format":"yishen-backup","v":1,"at":"2026-06-01T01:00:00.000000Z","version":"","revision":"",'
    '"database":"sqlite","requests":"0","entries":0,"keys":[]}',
], ids=range(8))
def test_a_manifest_that_is_none_is_a_sentence(tmp_path: Path, about: str) -> None:
    (tmp_path / manifest.ABOUT).write_text(about)

    with pytest.raises(BackupFailed, match="不是本系统的备份"):
        manifest.about(tmp_path)


def test_what_cannot_be_read_is_not_passed_over(
    safe: Vaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without access for this account."""
    real = os.scandir

    def closed(place: str) -> object:
        if str(place).endswith("files"):
            raise PermissionError(13, "Permission denied", str(place))
        return real(place)

    monkeypatch.setattr(os, "scandir", closed)

    code, _, err = safe.say("backup", str(safe.out / "night"))

    assert (code, "Permission denied" in err) == (2, True)
    monkeypatch.undo()
    assert list(safe.out.iterdir()) == []


def test_a_list_that_leads_out_of_the_backup_is_refused(tmp_path: Path) -> None:
    manifest.sealed(tmp_path, {"../passwd": "0" * 64})

    with pytest.raises(BackupFailed, match="指向备份之外"):
        manifest.sums_of(tmp_path)
