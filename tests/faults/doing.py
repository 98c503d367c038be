"""One step at a time in a process of its own (办理进程), for `strace` to take hold of.

Run as a program with one socket: it is told a folder and a step, forks, says `ready` with the
number of the child, and waits for `go`. The child answers `ack` or `error`, tries once more after
an error, and closes the database. Answers go through the socket, whose calls are not injected into.
"""

import ctypes
import json
import os
import socket
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import text

from letters.internal import InternalForm
from letters.letter import OfficialDocument
from letters.render import Printed
from tests.bureau import Bureau
from workflow.desk import Desk
from workflow.errors import WorkflowError
from workflow.record.database import connect, writing
from workflow.record.evidence import FileStore
from workflow.record.numbers import ABANDONED_AFTER
from workflow.record.personal import KeyRing

#: Linux: anybody of this account may trace the child, though `strace` is not its parent.
_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)
#: What the step attaches: more than one page of the database, so that it takes several writes.
SCAN = b"scan" * 3000
NO, COMMAND = "BJZR-2026-0001", "the one command"
#: The step that is wrong on purpose: what finds nothing wrong with it proves nothing.
NAIVE = "naive"


class QuickPress:
    """Prints a letter as its number: faults of printing are tested where letters are."""

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """The number of the letter, over several blocks."""
        data = f"%PDF-1.7 {letter.number} ".encode() * 1000 + b"%%EOF"
        return Printed(data, 1, sha256(data).hexdigest())

    def print_form(self, form: InternalForm) -> Printed:
        """No step here prints one."""
        raise AssertionError


def opened(folder: Path) -> Bureau:
    """The bureau of a folder, on the day of its request."""
    engine = connect(f"sqlite:///{folder / 'yishen.sqlite'}")
    store, keys = FileStore(folder / "files"), KeyRing(folder / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    return bureau.at("2026-06-01 10:00")


def act(bureau: Bureau, trigger: str, *, seen: int = 1, later: bool = False) -> int:
    """Take the step; later, a reservation of the first attempt has been abandoned."""
    at = bureau.now + (2 * ABANDONED_AFTER if later else timedelta())
    given: dict[str, Any] = {}
    if trigger == NAIVE:
        return _naive(bureau)
    if trigger == "attach":
        given = {"what": "申请表", "papers": [bureau.upload("申请表.png", SCAN)]}
    done = bureau.desk.perform(NO, trigger, bureau.who("clerk"), at, given, seen_seq=seen,
                               command_id=COMMAND)
    return done.seq


def _naive(bureau: Bureau) -> int:
    """A note as somebody writes it who commits the list first and the entry afterwards."""
    with writing(bureau.engine) as connection:
        connection.execute(text("UPDATE request SET subject = subject || '！'"))
    return act(bureau, "attach")


def _child(line: socket.socket, folder: Path, trigger: str) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
    bureau = opened(folder)
    bureau.see(NO)  # whatever is read once is read before the fault
    line.send(f"ready {os.getpid()}".encode())
    line.recv(16)
    for _ in range(2):
        try:
            act(bureau, trigger)
        except Exception as error:  # told to the test, which looks at it
            kind = "refused" if isinstance(error, WorkflowError) else "error"
            line.send(f"{kind} {type(error).__name__}: {error}".encode()[:2000])
        else:
            line.send(b"ack")
            break
    bureau.engine.dispose()


def main() -> None:
    """Serve steps until the socket closes."""
    line = socket.socket(fileno=int(sys.argv[1]))
    while told := line.recv(4096):
        folder, trigger = json.loads(told)
        child = os.fork()
        if not child:
            try:
                _child(line, Path(folder), trigger)
            finally:
                os._exit(0)
        line.send(f"gone {os.waitpid(child, 0)[1]}".encode())


if __name__ == "__main__":
    main()
