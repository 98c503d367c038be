"""Turns (排队): writers of one process on one SQLite file go first come, first served.

SQLite itself lets whoever happens to ask at the right moment go first: with many writers one of
them may write a thousand times while another waits for seconds. Here each waits behind those who
came before. Writers of other processes are met at the lock of the file.
"""

from collections import deque
from threading import Lock


class Turns:
    """One queue; whoever is at its head writes."""

    def __init__(self) -> None:
        """Begin with nobody in it."""
        self._mutex = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def enter(self, patience: float) -> None:
        """Wait for one's turn, at most so many seconds.

        Raises TimeoutError if it does not come.
        """
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if not mine.acquire(timeout=patience):
            self._give_up(mine)

    def _give_up(self, mine: Lock) -> None:
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TimeoutError
        # Called up in this very moment: the turn is one's own after all.

    def leave(self) -> None:
        """Let the next one go."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
