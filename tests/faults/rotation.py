"""Which points a run takes (轮换): fifteen of them a day, other ones each day, in time all.

A point is a fault at a place: a call of a step, a statement of a migration. `--faults` takes
every one of them. The day stands in the head of the run; `YISHEN_FAULTS_DAY` takes that of an
earlier one.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

DAY = "YISHEN_FAULTS_DAY"
#: So many points of the writes of a step are taken each day.
A_DAY = 15


def today() -> int:
    """The number of the day a run counts as, the same in every process of the run."""
    return int(os.environ.setdefault(DAY, str(datetime.now(UTC).date().toordinal())))


@dataclass(frozen=True)
class Rotation:
    """What a run takes of all the points there are."""

    day: int
    every: bool = False

    def of(self, points: Sequence[T], most: int = A_DAY) -> list[T]:
        """So many points spread over all of them, or all; each of them on some day."""
        if self.every or len(points) <= most:
            return list(points)
        stride = -(-len(points) // most)
        return [points[place] for place in range(self.day % stride, len(points), stride)]
