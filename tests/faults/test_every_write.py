"""A step killed, or refused by the disk, at every one of its writes: all of it happened, or none.

What was acknowledged is there; what was not is safe to repeat; numbers are neither lost nor twice.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.bureau import Bureau, found
from tests.faults.doing import NAIVE, NO, act, opened
from tests.faults.strace import Call, Doer, Told, doer
from tests.workflow.census import census
from workflow.record.database import reading
from workflow.record.security import verify_security_log

#: Each fault starts a process and its tracer, on a machine that may be busy with other tests.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
#: A number is reserved in a short transaction of its own, before the act.
_NUMBERS = "document_number"


@pytest.fixture(scope="module")
def strace() -> Iterator[Doer]:
    """The process that takes steps, and its tracer."""
    with doer() as running:
        yield running


@dataclass
class Ground:
    """A bureau with one request, to be copied for each fault."""

    base: Path
    before: dict[str, tuple[int, str]]
    copies: Path

    def copy(self) -> Path:
        """A fresh copy; the last one is taken away."""
        shutil.rmtree(self.copies, ignore_errors=True)
        shutil.copytree(self.base, self.copies)
        return self.copies


@pytest.fixture(scope="module")
def ground(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """One application handed in on Monday 2026-06-01."""
    base = tmp_path_factory.mktemp("base")
    shutil.copy(migrated_file, base / "yishen.sqlite")
    bureau = opened(base)
    found(bureau)
    assert bureau.receive(channel="in_person", submitted_on="2026-06-01", phone="0000-1",
                          scans=[bureau.upload("信封.png")], wanted="桥梁批复") == NO
    before = census(bureau.engine)
    bureau.engine.dispose()
    return Ground(base, before, tmp_path_factory.mktemp("copies") / "copy")


def whole(bureau: Bureau) -> None:
    """Nothing is broken in the file, and nothing is found by the verification."""
    with reading(bureau.engine) as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert verify_security_log(connection) == ()
    assert bureau.findings() == []


def all_or_nothing(ground: Ground, folder: Path, trigger: str, told: Told) -> bool:
    """Ask a fresh engine; returns whether the act is there."""
    bureau = opened(folder)
    try:
        whole(bureau)
        now = census(bureau.engine)
        there = bureau.see(NO).case.seq == 2
        changed = {name for name in now if now[name] != ground.before[name]} - {_NUMBERS}
        assert {"trail_entry", "request", "stored_file"} <= changed if there else not changed
        assert there or not told.acknowledged
        if not told.acknowledged:
            _repeat(bureau, trigger)
        if trigger == "register":
            assert _receipts(bureau) == [(1, "used")]
    finally:
        bureau.engine.dispose()
    return there


def _repeat(bureau: Bureau, trigger: str) -> None:
    """The same command once more does what was not done, and nothing twice."""
    assert act(bureau, trigger, later=True) == 2
    assert bureau.see(NO).case.seq == 2
    whole(bureau)


def _receipts(bureau: Bureau) -> list[tuple[int, str]]:
    """The numbers of receipts: the one letter has the first, and none is out of use."""
    with reading(bureau.engine) as connection:
        return [(serial, state) for serial, state in connection.execute(text(
            "SELECT serial, state FROM document_number WHERE series = 'receipt'"))]


def spread(calls: list[Call], every: int) -> list[Call]:
    """The first and last call of each name, and every so manieth between."""
    names = {call.name for call in calls}
    ends = {[call for call in calls if call.name == name][end] for name in names for end in (0, -1)}
    return [call for place, call in enumerate(calls) if place % every == 0 or call in ends]


def test_a_step_killed_at_any_call_is_there_or_not(
    strace: Doer, ground: Ground, tmp_path: Path
) -> None:
    """A file and a trail entry: every call, from the first block of the file to closing."""
    calls = strace.calls(ground.copy(), "attach", tmp_path / "trace")
    there = []
    for call in calls:
        folder = ground.copy()
        told = strace.fail(folder, "attach", call, "signal=KILL")
        assert told.killed, (call, told)
        there.append(all_or_nothing(ground, folder, "attach", told))

    assert len(calls) > 30
    assert {"mkdir", "write", "fsync", "pwrite64", "fdatasync", "unlink"} <= {
        call.name for call in calls}
    assert there == sorted(there)  # never there and gone again
    assert len(set(there)) == 2


def test_a_letter_killed_at_a_call_is_issued_or_not_and_keeps_its_number(
    strace: Doer, ground: Ground, tmp_path: Path
) -> None:
    """The number is reserved in a transaction before the act: two commits, one letter."""
    calls = strace.calls(ground.copy(), "register", tmp_path / "trace")
    there = []
    for call in spread(calls, 8):
        folder = ground.copy()
        told = strace.fail(folder, "register", call, "signal=KILL")
        assert told.killed, (call, told)
        there.append(all_or_nothing(ground, folder, "register", told))

    assert there == sorted(there)
    assert len(set(there)) == 2


@pytest.mark.parametrize(("trigger", "fault"), [
    ("attach", "EIO"), ("attach", "ENOSPC"), ("register", "EIO"), ("register", "ENOSPC")])
def test_a_step_the_disk_refuses_is_told_so_and_goes_through_afterwards(
    strace: Doer, ground: Ground, tmp_path: Path, trigger: str, fault: str
) -> None:
    """One call fails: the officer reads of it, the same process goes on, nothing is halved."""
    calls = strace.calls(ground.copy(), trigger, tmp_path / "trace")
    refused = 0
    for call in calls if trigger == "attach" else spread(calls, 12):
        folder = ground.copy()
        told = strace.fail(folder, trigger, call, f"error={fault}")
        *first, last = told.words
        assert (last, told.killed) == ("ack", False), (call, told)
        assert all(word.startswith(("error OSError", "error OperationalError")) for word in first)
        assert all_or_nothing(ground, folder, trigger, told), (call, told)
        assert all(place.stat().st_size for place in (folder / "files").glob("*/*")), call
        refused += len(first)

    assert refused > 5


def test_a_step_of_two_transactions_is_found_out(
    strace: Doer, ground: Ground, tmp_path: Path
) -> None:
    """The same assertions on a step that is wrong on purpose."""
    calls = strace.calls(ground.copy(), NAIVE, tmp_path / "trace")
    second = [call for call in calls if call.name == "fdatasync"][2]  # after the first commit
    folder = ground.copy()
    told = strace.fail(folder, NAIVE, second, "signal=KILL")

    with pytest.raises(AssertionError):
        all_or_nothing(ground, folder, "attach", told)


def test_what_no_fault_touches_is_acknowledged_and_there(strace: Doer, ground: Ground) -> None:
    folder = ground.copy()

    told = strace.take(folder, "register", Path("/dev/null"))

    assert told == Told(("ack",), killed=False)
    assert all_or_nothing(ground, folder, "register", told)
