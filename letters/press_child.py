"""The child that prints (印制子进程): letters in, PDFs out, within limits of memory and time.

Run as `python -m letters.press_child`. It can write no file and open no connection; a letter that
needs more than its share ends this process, not the desk.
"""

import json
import os
import pickle
import resource
import struct
import sys
from typing import BinaryIO

from letters.internal import InternalForm
from letters.render import Press, Printed, default_fonts
from letters.widths import FontsMissing
from workflow.confined import confine
from workflow.errors import LetterRefused

#: Address space in bytes; printing 80 pages takes about a third of it.
MOST_MEMORY = 2 * 1024**3
#: Seconds of processor time for one document.
MOST_SECONDS = int(os.environ.get("YISHEN_PRESS_SECONDS", "60"))


def main() -> int:
    """Answer one job after the other until the pipe is closed."""
    limit_memory()
    # Nothing may stray into the pipe of the answers.
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        press = Press(default_fonts())
    except FontsMissing as error:
        return _tell(answers, {"fonts": str(error)})
    shut_in()
    while job := _read(jobs):
        allow_time()
        document, draft = pickle.loads(job)  # the desk itself wrote it
        try:
            printed = _print(press, document, draft)
            _tell(answers, {"pages": printed.pages, "digest": printed.digest}, printed.data)
        except LetterRefused as refused:
            _tell(answers, {"refused": list(refused.findings)})
    return 0


def _print(press: Press, document: object, draft: bool) -> Printed:
    if isinstance(document, InternalForm):
        return press.print_form(document)
    return press.print(document, draft=draft)  # type: ignore[arg-type]  # the desk sends letters


def limit_memory() -> None:
    """Take no more memory from now on, and leave none of it in a file after a crash."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def shut_in() -> None:
    """Write no file and reach nobody from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    confine()


def allow_time() -> None:
    """Take so much more processor time from now on, and no more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _read(pipe: BinaryIO) -> bytes:
    head = pipe.read(8)
    return pipe.read(struct.unpack("!Q", head)[0]) if len(head) == 8 else b""


def _tell(pipe: BinaryIO, about: dict[str, object], data: bytes = b"") -> int:
    told = json.dumps(about, ensure_ascii=False).encode()
    pipe.write(struct.pack("!QQ", len(told), len(data)) + told + data)
    pipe.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
