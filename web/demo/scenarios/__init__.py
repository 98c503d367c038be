"""The tales of the demo (示例案例), by where they stand on the day it is filled."""

from web.demo.scenarios import (
    asked_by_several,
    deciding,
    excess,
    finished,
    handling,
    history,
    mending,
    remedies,
    waiting,
)
from web.demo.tale import Diary, Tale

#: How many requests the tales come to: one of them is split in two, one answered anew.
REQUESTS = 58


def tales(diary: Diary) -> tuple[Tale, ...]:
    """All tales as they stand on the day of the diary."""
    rooms = (history, finished, deciding, handling, excess, mending, remedies, waiting,
             asked_by_several)
    return tuple(tell(diary) for room in rooms for tell in room.TALES)
