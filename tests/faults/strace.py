"""Faults injected by `strace`: which calls a step makes, and a step with one of them failing."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house import ROOT

#: Every call that changes what lies on the disk.
CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "mkdir")


@dataclass(frozen=True)
class Call:
    """One call of a step: its name, and the how-manieth of that name it is."""

    name: str
    ordinal: int
    line: str = field(compare=False, default="")

    def __str__(self) -> str:
        """Name the call in a failure."""
        return f"{self.name} {self.ordinal}"


@dataclass(frozen=True)
class Told:
    """What a step said before it was gone, and whether it was killed."""

    words: tuple[str, ...]
    killed: bool

    @property
    def acknowledged(self) -> bool:
        """Whether an officer would have read that the step is done."""
        return "ack" in self.words


class Doer:
    """The process that takes steps, and `strace` beside it."""

    def __init__(self, line: socket.socket) -> None:
        """Talk to a running process."""
        self._line = line

    def calls(self, folder: Path, trigger: str, trace: Path) -> list[Call]:
        """The calls a step makes when nothing fails, in their order."""
        told = self.take(folder, trigger, trace, "-y")
        assert told == Told(("ack",), False), told
        found: list[Call] = []
        for line in trace.read_text(errors="replace").splitlines():
            called = re.match(r"(?:\d+ +)?(\w+)\(", line)
            if called and called[1] in CALLS:
                so_far = sum(one.name == called[1] for one in found)
                found.append(Call(called[1], so_far + 1, line))
        return found

    def fail(self, folder: Path, trigger: str, call: Call, fault: str) -> Told:
        """Take a step with a fault at one call: `signal=KILL`, `error=EIO`, `error=ENOSPC`."""
        inject = f"inject={call.name}:{fault}:when={call.ordinal}"
        return self.take(folder, trigger, Path("/dev/null"), "-e", inject)

    def take(self, folder: Path, trigger: str, trace: Path, *words: str) -> Told:
        """Take a step under `strace`."""
        self._line.send(json.dumps([str(folder), trigger]).encode())
        pid = int(self._line.recv(4096).decode().removeprefix("ready "))
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}", *words,
             "-p", str(pid)], stderr=subprocess.PIPE)
        try:
            self._wait_for(tracer, pid)
            self._line.send(b"go")
            said: list[str] = []
            while not (word := self._line.recv(4096).decode()).startswith("gone"):
                said.append(word)
        finally:
            tracer.communicate(timeout=30)
        return Told(tuple(said), word == "gone 9")

    @staticmethod
    def _wait_for(tracer: "subprocess.Popen[bytes]", pid: int) -> None:
        status = Path(f"/proc/{pid}/status")
        until = time.monotonic() + 30
        while f"TracerPid:\t{tracer.pid}\n" not in status.read_text():
            assert tracer.poll() is None, tracer.stderr and tracer.stderr.read()
            assert time.monotonic() < until, "strace does not attach"
            time.sleep(0.001)


@contextmanager
def doer() -> Iterator[Doer]:
    """Start the process that takes steps; no `strace` fails the tests, it never skips them."""
    if shutil.which("strace") is None:
        pytest.fail("strace is missing: `./run test` installs the Debian package of that name")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.doing", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], cwd=ROOT)
        try:
            ours.settimeout(60)
            yield Doer(ours)
        finally:
            ours.close()
            process.wait(30)
