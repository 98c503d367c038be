"""Rotation of the wrapping key (更换密钥): while acts are performed, stopped and gone on with."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.bureau import Bureau
from tests.house import ROOT
from tests.workflow import stages as to
from workflow.errors import TrailBroken
from workflow.record import rotation
from workflow.record.database import connect, reading, writing
from workflow.record.keyring import KeyRing, number_of
from workflow.record.models import RequestKey
from workflow.record.personal import new_vault, vault_of
from workflow.record.rotation import Usage, rotate, usage

CROWD = 700


def numbers(engine: Engine) -> set[int]:
    """The numbers of the keys that wrap something."""
    with reading(engine) as connection:
        return {number_of(wrapped) for wrapped in connection.scalars(select(RequestKey.wrapped))}


def crowd(engine: Engine, ring: KeyRing, count: int = CROWD) -> None:
    """Data keys of many requests; nothing else of them."""
    with writing(engine) as connection:
        connection.execute(insert(RequestKey), [
            {"request": f"BJZR-2026-{n:04d}",
             "wrapped": ring.wrap(f"BJZR-2026-{n:04d}", n.to_bytes(32))} for n in range(count)])


def all_open(engine: Engine, ring: KeyRing, count: int = CROWD) -> bool:
    """Whether every data key of the crowd opens and is its own."""
    with reading(engine) as connection:
        rows = connection.execute(select(RequestKey.request, RequestKey.wrapped)).all()
    return len(rows) == count and all(
        ring.unwrap(request, wrapped) == int(request[-4:]).to_bytes(32)
        for request, wrapped in rows)


def test_every_data_key_is_wrapped_anew_and_the_old_key_retired(
    bureau: Bureau, tmp_path: Path
) -> None:
    no = to.registered(bureau, phone="0000-1", scans=[bureau.upload("申请表.png", b"scan")])
    issued = bureau.desk.document(no, "2-1", bureau.who("clerk"), bureau.now)
    assert usage(bureau.engine, bureau.keys) == [Usage(1, 1, True, True)]

    assert list(rotate(bureau.engine, bureau.keys)) == [1]

    fresh = KeyRing(tmp_path / "keys")  # a process started afterwards
    assert usage(bureau.engine, fresh) == [Usage(2, 1, True, True)]
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {
        "personal-2.key", "personal.retired", "index.key"}
    assert bureau.desk.document(no, "2-1", bureau.who("clerk"), bureau.now) == issued
    with reading(bureau.engine) as connection:
        vault_of(connection, fresh, no)
    assert bureau.findings() == []
    to.registered(bureau)
    assert numbers(bureau.engine) == {2}


def test_officers_work_on_while_keys_are_rotated(bureau: Bureau) -> None:
    """Requests are opened and acted on all the while; none is left to a key that was retired."""
    to.registered(bureau, phone="0000-1")
    errors, done, enough = list[BaseException](), list[str](), threading.Event()

    def work() -> None:
        try:
            while not enough.is_set():
                done.append(to.registered(bureau, phone="0000-2"))
        except BaseException as error:  # shown by the assertion below
            errors.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(3):
            while len(done) < 1 and not errors:
                enough.wait(0.02)
            done.clear()
            list(rotate(bureau.engine, bureau.keys))
    finally:
        enough.set()
        worker.join()

    assert errors == []
    assert bureau.keys.numbers == [4]
    assert numbers(bureau.engine) <= {4}
    assert bureau.findings() == []


def test_a_request_opened_by_the_old_key_meanwhile_keeps_it_from_being_retired(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What slipped in behind the rows already seen is wrapped anew before the key is put aside."""
    crowd(bureau.engine, bureau.keys, 3)
    wrapped = bureau.keys.wrap("BJZR-2025-0001", b"k" * 32)
    pass_through = rotation._retired

    def slip_in(engine: Engine, ring: KeyRing) -> bool:
        if ring.numbers[0] == 1 and number_of(wrapped) not in numbers(engine):
            monkeypatch.setattr(rotation, "_retired", pass_through)
            with writing(engine) as connection:
                connection.execute(
                    insert(RequestKey), {"request": "BJZR-2025-0001", "wrapped": wrapped})
        return pass_through(engine, ring)

    monkeypatch.setattr(rotation, "_retired", slip_in)
    list(rotate(bureau.engine, bureau.keys))

    assert numbers(bureau.engine) == {2}
    assert bureau.keys.numbers == [2]


def test_a_rotation_stopped_at_any_handful_goes_on_with_the_same_key(bureau: Bureau) -> None:
    crowd(bureau.engine, bureau.keys)
    stopped = rotate(bureau.engine, bureau.keys)
    assert next(stopped) == rotation.HANDFUL
    stopped.close()

    assert numbers(bureau.engine) == {1, 2}
    assert all_open(bureau.engine, bureau.keys)
    assert sum(one.wraps for one in usage(bureau.engine, bureau.keys)) == CROWD

    assert list(rotate(bureau.engine, bureau.keys))[-1] == CROWD - rotation.HANDFUL
    assert numbers(bureau.engine) == {2}
    assert bureau.keys.numbers == [2]
    assert all_open(bureau.engine, bureau.keys)


_SLOWLY = """
import sys, time
from pathlib import Path
from workflow.record import rotation
from workflow.record.database import connect
from workflow.record.keyring import KeyRing
rotation.HANDFUL = int(sys.argv[3])
for done in rotation.rotate(connect(sys.argv[1]), KeyRing(Path(sys.argv[2]))):
    print(done, flush=True)
"""


def test_a_rotation_killed_in_the_middle_is_gone_on_with(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    engine, folder = small_bureau.engine, tmp_path / "keys"
    crowd(engine, small_bureau.keys)
    for after in (1, 3):
        process = subprocess.Popen(
            [sys.executable, "-c", _SLOWLY, str(engine.url), str(folder), "40"], cwd=ROOT,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()

        assert all_open(engine, KeyRing(folder))
        assert numbers(engine) == {1, 2}
    ring = KeyRing(folder)
    list(rotate(engine, ring))

    assert (numbers(engine), ring.numbers) == ({2}, [2])
    assert all_open(engine, ring)


def test_a_data_key_that_nothing_opens_keeps_the_old_key(bureau: Bureau) -> None:
    crowd(bureau.engine, bureau.keys, 5)
    with writing(bureau.engine) as connection:
        connection.execute(update(RequestKey).where(
            RequestKey.request == "BJZR-2026-0003").values(wrapped=b"x" * 64))

    with pytest.raises(TrailBroken, match="BJZR-2026-0003等1件"):
        list(rotate(bureau.engine, bureau.keys))
    assert bureau.keys.numbers == [1, 2]


def test_what_the_first_version_wrapped_opens_and_is_rotated(small_bureau: Bureau) -> None:
    """It had no header; nonce, key and tag followed one another."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    keys = small_bureau.keys
    nonce = b"n" * 12
    first = AESGCM((keys.folder / "personal.key").read_bytes())
    wrapped = nonce + first.encrypt(nonce, b"k" * 32, b"BJZR-2026-0001")
    with writing(small_bureau.engine) as connection:
        connection.execute(
            insert(RequestKey), {"request": "BJZR-2026-0001", "wrapped": wrapped})

    assert keys.unwrap("BJZR-2026-0001", wrapped) == b"k" * 32
    list(rotate(small_bureau.engine, keys))
    with reading(small_bureau.engine) as connection:
        (now,) = connection.scalars(select(RequestKey.wrapped))
    assert keys.unwrap("BJZR-2026-0001", now) == b"k" * 32
    assert number_of(now) == 2


def test_a_key_lost_from_the_folder_is_told(small_bureau: Bureau) -> None:
    crowd(small_bureau.engine, small_bureau.keys, 2)
    list(rotate(small_bureau.engine, small_bureau.keys))
    (small_bureau.keys.folder / "personal-2.key").rename(small_bureau.keys.folder / "lost")
    ring = KeyRing(small_bureau.keys.folder)

    assert usage(small_bureau.engine, ring) == [
        Usage(1, 0, True, True), Usage(2, 2, False, False)]
    with pytest.raises(TrailBroken, match="无法打开"):
        ring.unwrap("BJZR-2026-0001", _wrapped(small_bureau.engine))


def _wrapped(engine: Engine) -> bytes:
    with reading(engine) as connection:
        return connection.scalars(select(RequestKey.wrapped)).all()[1]


@pytest.mark.parametrize("bureau", ["postgresql"], indirect=True)
def test_a_new_request_and_the_end_of_a_rotation_wait_for_one_another(bureau: Bureau) -> None:
    """The key is chosen under the lock; SQLite lets one writer in at a time anyway."""
    other = connect(bureau.engine.url.render_as_string(hide_password=False))
    with writing(bureau.engine) as connection:
        connection.execute(text("LOCK TABLE request_key IN SHARE ROW EXCLUSIVE MODE"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            _open_one(other, bureau.keys)
    other.dispose()


def _open_one(engine: Engine, ring: KeyRing) -> None:
    with writing(engine) as connection:
        connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
        new_vault(connection, ring, "BJZR-2026-0001")
