"""Files at hand (案头): what a process read of the requests acted on last.

To lay a request open its whole trail is read and replayed, which takes longer with every act. Most
acts follow another on the same request, so each leaves what it read, and the next one reads only
what was written since. It is the same trail: each entry names the hash of the one before, and what
does not follow on is read anew from its beginning.

No personal field is kept: entries hold commitments alone.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from workflow import machine
from workflow.record.case import Case
from workflow.record.trail import Entry

#: So many entries a process keeps, of all files together: fifty megabytes at most, as measured.
_MOST = 10_000


class AtHand(NamedTuple):
    """A file as it was left by its last act here."""

    entries: Sequence[Entry]
    case: Case

    def follows(self, written: Sequence[Entry], head: str) -> bool:
        """Whether what was written since follows on, so that the file ends in this hash."""
        last = self.case.head
        for entry in written:
            if entry.prev != last:
                return False
            last = entry.hash
        return last == head

    def carried_on(self, written: Sequence[Entry]) -> "AtHand":
        """The file with what was written since; raises TrailBroken as `machine.fold` does."""
        for entry in written:
            machine.apply(self.case, entry)
        return AtHand([*self.entries, *written], self.case)


class FilesAtHand:
    """The files of one installation that lie at hand in this process."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep so many entries; the files not acted on for longest go first."""
        self._most, self._held = most, 0
        self._files: OrderedDict[str, AtHand] = OrderedDict()
        self._lock = Lock()

    def take(self, no: str) -> AtHand | None:
        """Take a file away: an act changes its case, and nobody else may see that."""
        with self._lock:
            found = self._files.pop(no, None)
            self._held -= len(found.entries) if found else 0
        return found

    def lay(self, entries: Sequence[Entry], case: Case) -> None:
        """Lay a file down as an act has left it, once that is kept for good."""
        self.take(case.no)
        with self._lock:
            self._files[case.no] = AtHand(entries, case)
            self._held += len(entries)
            while self._held > self._most:
                _, gone = self._files.popitem(last=False)
                self._held -= len(gone.entries)
