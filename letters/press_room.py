"""Presses in processes of their own (印制进程): a letter that runs wild cannot hurt the desk.

Each child prints under limits of memory and processor time, writes no file, and is replaced when
it fails and from time to time.
"""

import json
import pickle
import struct
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from letters.internal import InternalForm
from letters.letter import OfficialDocument
from letters.render import Printed
from letters.widths import FontsMissing
from workflow.errors import LetterRefused

_ROOT = Path(__file__).parent.parent
#: A child is replaced after so many documents.
MOST_DOCUMENTS = 2000
_OVER = "印制超出了时间或者内存的限制，请缩短文书或者将详细内容移入附件后再试。"


class PressRoom:
    """As many presses as it is given; each prints one document at a time.

    `print` may be called from several threads; they queue. A child is started with its first
    document, which takes about a second and a half.
    """

    def __init__(self, presses: int = 1) -> None:
        """Make room for some presses; none is started yet."""
        self._all = [_Child() for _ in range(max(1, presses))]
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        for child in self._all:
            self._idle.put(child)

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """Print a letter as `Press.print` does.

        Raises LetterRefused with every finding, FontsMissing without the seven faces.
        """
        return self._done(letter, draft)

    def print_form(self, form: InternalForm) -> Printed:
        """Print an internal form as `Press.print_form` does."""
        return self._done(form, False)

    def processes(self) -> list[int]:
        """The numbers of the processes that print, as far as they have started."""
        return [child.process for child in self._all if child.process]

    def close(self) -> None:
        """End the children."""
        for child in self._all:
            child.end()

    def _done(self, document: OfficialDocument | InternalForm, draft: bool) -> Printed:
        child = self._idle.get()
        try:
            return child.print(document, draft)
        finally:
            self._idle.put(child)


class _Child:
    """One process that prints, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._printed = 0

    @property
    def process(self) -> int:
        """The number of the process; 0 before its first document."""
        return self._process.pid if self._process else 0

    def print(self, document: OfficialDocument | InternalForm, draft: bool) -> Printed:
        """Print a letter or a form, in a new process where this one has printed enough."""
        if self._printed >= MOST_DOCUMENTS:
            self.end()
        about, data = self._answer(pickle.dumps((document, draft)))
        self._printed += 1
        if "refused" in about:
            raise LetterRefused(about["refused"])
        return Printed(data, about["pages"], about["digest"])

    def _answer(self, job: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._process = self._process or self._started()
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        try:
            process.stdin.write(struct.pack("!Q", len(job)) + job)
            process.stdin.flush()
            told, size = struct.unpack("!QQ", _exactly(process.stdout, 16))
            about = json.loads(_exactly(process.stdout, told))
            data = _exactly(process.stdout, size)
        except (OSError, EOFError) as fault:
            self.end()
            raise LetterRefused([_OVER]) from fault
        if "fonts" in about:
            self.end()
            raise FontsMissing(about["fonts"])
        return about, data

    def _started(self) -> subprocess.Popen[bytes]:
        self._printed = 0
        return subprocess.Popen(
            [sys.executable, "-m", "letters.press_child"], cwd=_ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def end(self) -> None:
        """Close its pipe and wait for it; kill it if it does not go."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
