"""When officers are reminded (提醒规则): how near a limit must be, whom else it concerns, when.

Each agency sets it by dated settings; nothing follows from a reminder in law.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workflow.law.workdays import Calendar
from workflow.record.people import Office
from workflow.record.standing import BEIJING

#: What stands for a limit that has passed.
LATE = -1


@dataclass(frozen=True)
class Plan:
    """The rules of one agency on one day."""

    #: Working days left at which a reminder is due, most first; LATE is the last.
    days: tuple[int, ...]
    #: From so many working days left on the head of the unit is told as well.
    escalate: int
    quiet_from: time
    quiet_until: time

    @classmethod
    def of(cls, office: Office) -> "Plan":
        """The plan of an agency as its settings hold that day."""
        days = sorted({int(one) for one in re.findall(
            r"\d+", office.setting("remind.days", "10,5,2,0"))}, reverse=True)
        begins, _, ends = office.setting("remind.quiet", "18:00-08:30").partition("-")
        return cls((*days, LATE), int(office.setting("remind.escalate", "2")),
                   time.fromisoformat(begins), time.fromisoformat(ends))

    @property
    def farthest(self) -> int:
        """The most working days left at which anybody is reminded."""
        return self.days[0]

    def crossed(self, left: int) -> int | None:
        """The nearest mark a limit with so many working days left has reached; None before any."""
        reached = [mark for mark in self.days if left <= mark]
        return reached[-1] if reached else None

    def hour(self, at: datetime, calendar: Calendar) -> datetime:
        """The first moment from `at` on that is neither quiet nor on a day off."""
        local = at.astimezone(BEIJING)
        if self._is_quiet(local.time()):
            day = local.date()
            if self.quiet_from > self.quiet_until and local.time() >= self.quiet_from:
                day += timedelta(days=1)
            local = datetime.combine(day, self.quiet_until, BEIJING)
        worked = calendar.next_day_not_off(local.date()).on
        if worked != local.date():
            local = datetime.combine(worked, self.quiet_until, BEIJING)
        return local

    def _is_quiet(self, hour: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until
