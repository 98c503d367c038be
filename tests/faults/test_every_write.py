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
from tests.faults.rotation import Rotation
from tests.faults.strace import Call, Doer, Told, doer
from tests.workflow.census import census
from workflow.archive.invariants import invariants
from workflow.record.database import reading

#: Each fault starts a process and its tracer; `--faults` takes some hundreds of them.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
KILL = "signal=KILL"
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
    """Nothing is broken in the file, and everything holds."""
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []


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


@dataclass(frozen=True)
class Point:
    """A fault at one call of a step."""

    trigger: str
    fault: str
    call: Call

    def __str__(self) -> str:
        """Name the point in a failure."""
        return f"{self.trigger}, {self.fault} at {self.call}: {self.call.line}"


FAULTS = (KILL, "error=EIO", "error=ENOSPC")


def test_a_step_is_whole_or_nowhere_whatever_call_fails(
    strace: Doer, ground: Ground, tmp_path: Path, points: Rotation
) -> None:
    """A file and an entry (attach), a letter with its number (register): kill, EIO, ENOSPC."""
    calls = {trigger: strace.calls(ground.copy(), trigger, tmp_path / trigger)
             for trigger in ("attach", "register")}
    # A folder is made as well, unless the random name of the file falls into one that is there.
    assert {"write", "fsync", "pwrite64", "fdatasync", "unlink"} <= {
        call.name for call in calls["attach"]}
    every = [Point(trigger, fault, call) for fault in FAULTS for trigger in calls
             for call in calls[trigger]]
    assert len(every) > 200

    suffered = {point: _suffered(strace, ground, point) for point in points.of(every)}

    for trigger in calls:  # a step killed later is never there and gone again
        killed = [there for point, there in suffered.items()
                  if (point.trigger, point.fault) == (trigger, KILL)]
        assert killed == sorted(killed)
        assert not points.every or len(set(killed)) == 2


def _suffered(strace: Doer, ground: Ground, point: Point) -> bool:
    """Take a step with its fault; whether the act is there afterwards."""
    for _ in range(3):
        folder = ground.copy()
        told = strace.fail(folder, point.trigger, point.call, point.fault)
        # A random name that falls into a folder that is there saves two calls, and then the last
        # ones never come: the step is taken once more.
        if told.killed or point.fault != KILL:
            break
    try:
        if point.fault == KILL:
            assert told.killed
        else:
            _goes_on(folder, told)
        return all_or_nothing(ground, folder, point.trigger, told)
    except AssertionError as error:
        raise AssertionError(f"{point}: {told}") from error


def _goes_on(folder: Path, told: Told) -> None:
    """The officer reads that the disk refused it, the same process does it afterwards."""
    *first, last = told.words
    assert (last, told.killed) == ("ack", False)
    assert all(word.startswith(("error OSError", "error OperationalError")) for word in first)
    assert all(place.stat().st_size for place in (folder / "files").glob("*/*"))


def test_a_disk_that_refuses_the_commit_is_told(
    strace: Doer, ground: Ground, tmp_path: Path
) -> None:
    """Not every call that fails is noticed, but this one is: the first block of the commit."""
    calls = strace.calls(ground.copy(), "attach", tmp_path / "trace")
    block = next(call for call in calls if call.name == "pwrite64")

    told = strace.fail(ground.copy(), "attach", block, "error=ENOSPC")

    assert [word.split(":")[0] for word in told.words] == ["error OperationalError", "ack"]


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
