"""The examination in a process of its own (查验进程): a file that runs wild hurts nobody else."""

import json
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from workflow.errors import FileRefused, Reason
from workflow.evidence.examine import Evidence
from workflow.evidence.names import shown_name

_ROOT = Path(__file__).parents[2]
#: A child is replaced after so many files.
MOST_FILES = 1000


class ExaminationRoom:
    """Examines as `examine` does, one file at a time, within limits of memory and time."""

    def __init__(self) -> None:
        """Make room; the child is started with its first file, which takes a fifth of a second."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __call__(self, data: bytes, claimed: str) -> Evidence:
        """Examine a file.

        Raises FileRefused with every reason, also where the child ran out of its limits.
        """
        with self._lock:
            answer = self._asked(data, claimed)
        if answer is None:
            raise FileRefused([Reason(
                f"文件“{shown_name(claimed)}”的结构过于复杂，查验超出了时间或者内存的限制；"
                "请打印为PDF或者拆分后再上传。")])
        if refused := answer.get("refused"):
            raise FileRefused([Reason(text) for text in refused])
        return Evidence(str(answer["media_type"][0]), str(answer["name"][0]))

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _asked(self, data: bytes, claimed: str) -> dict[str, list[str]] | None:
        if self._done >= MOST_FILES:
            self.close()
        process = self._process = self._process or self._started()
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        name = claimed.encode("utf-8", "replace")
        try:
            process.stdin.write(struct.pack("!QQ", len(name), len(data)) + name)
            process.stdin.write(data)
            process.stdin.flush()
            (size,) = struct.unpack("!Q", _exactly(process.stdout, 8))
            answer: dict[str, list[str]] = json.loads(_exactly(process.stdout, size))
        except (OSError, EOFError):
            self.close()
            return None
        self._done += 1
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        self._done = 0
        return subprocess.Popen(
            [sys.executable, "-m", "workflow.evidence.room_child"], cwd=_ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
