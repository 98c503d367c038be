"""The child that examines (查验子进程): files in, what they are out, within limits.

Run as `python -m workflow.evidence.room_child`. It can write no file and open no connection; a file
that needs more than its share ends this process, and is refused.
"""

import json
import os
import resource
import struct
import sys
from typing import BinaryIO

import pikepdf.settings

from workflow.confined import confine
from workflow.errors import FileRefused
from workflow.evidence.examine import examine

#: Address space in bytes: the largest file, its parts unpacked, and the libraries.
MOST_MEMORY = int(1.5 * 1024**3)
#: Seconds of processor time for one file; 60 MB of XML take about ten.
MOST_SECONDS = int(os.environ.get("YISHEN_EXAMINE_SECONDS", "40"))


def main() -> int:
    """Answer one file after the other until the pipe is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pikepdf.settings.set_qpdf_limits(doc_max_warnings=10_000, max_stream_filters=4)
    # Nothing may stray into the pipe of the answers.
    files, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine()
    while head := files.read(16):
        named, size = struct.unpack("!QQ", head)
        _allow_time()
        _tell(answers, _examined(files.read(named).decode(), files.read(size)))
    return 0


def _examined(claimed: str, data: bytes) -> dict[str, list[str]]:
    try:
        found = examine(data, claimed)
    except FileRefused as refused:
        return {"refused": [reason.text for reason in refused.reasons]}
    return {"media_type": [found.media_type], "name": [found.name]}


def _allow_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _tell(pipe: BinaryIO, answer: dict[str, list[str]]) -> None:
    told = json.dumps(answer, ensure_ascii=False).encode()
    pipe.write(struct.pack("!Q", len(told)) + told)
    pipe.flush()


if __name__ == "__main__":
    sys.exit(main())
