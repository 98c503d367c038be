"""The figures of supervision (督查指标): what is counted of one agency, and of several together.

Shares and averages are computed from the counts, so that those of many agencies are theirs as a
whole and not the average of averages.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from workflow.terms import State, Term

#: A share of fewer than this says nothing about an office, and is not shown.
LEAST = 10


class Seat(Term):
    """Where a request lies or its days were used (环节归属)."""

    RECEIPT = "receipt", "收件登记"
    HANDLING = "handling", "办理"
    REVIEW = "review", "审核"
    SERVICE = "service", "答复送达"


#: Where a request lies now, by its state.
SEAT_OF = {
    State.RECEIPT: Seat.RECEIPT, State.REGISTRATION: Seat.RECEIPT, State.HANDLING: Seat.HANDLING,
    State.REVIEW: Seat.REVIEW, State.REPLY: Seat.SERVICE, State.ARCHIVING: Seat.SERVICE,
    State.ARCHIVED: Seat.SERVICE,
}
#: The key of the late cases in which two seats used the same number of days.
TIED = "tied"


@dataclass(frozen=True)
class Figures:
    """What is counted; every number counts requests, days are working days.

    `replied` and everything after it leave out what was taken over from an earlier register.
    """

    #: Received, concluded in the period; not concluded at its end. Without what is answered anew.
    new: int = 0
    handled: int = 0
    in_hand: int = 0
    #: Received in the period to be answered anew by order (责令重作).
    anew: int = 0
    #: How many used how many working days, of those whose clock ended in the period.
    used: Mapping[int, int] = field(default_factory=dict)
    late: int = 0
    extended: int = 0
    #: Working days by seat: of all whose clock ended, and of the late ones among them.
    days: Mapping[str, int] = field(default_factory=dict)
    late_days: Mapping[str, int] = field(default_factory=dict)
    #: Late ones by the seat that used most days; TIED where two used the same.
    late_most: Mapping[str, int] = field(default_factory=dict)
    #: As of today: past the limit and not replied, by the seat where they lie; today; soon.
    open_late: Mapping[str, int] = field(default_factory=dict)
    due_today: int = 0
    due_soon: int = 0
    #: Reconsiderations and lawsuits decided in the period; of these the reply did not stand.
    decided: int = 0
    reversed: int = 0

    @property
    def replied(self) -> int:
        """Those whose clock ended in the period."""
        return sum(self.used.values())

    @property
    def still_late(self) -> int:
        """Past the limit today and not replied."""
        return sum(self.open_late.values())

    @property
    def about_to_be_late(self) -> int:
        """Due today or within the next working days."""
        return self.due_today + self.due_soon

    @property
    def late_share(self) -> Fraction | None:
        """The late of those replied; None where there are too few."""
        return share(self.late, self.replied)

    @property
    def extended_share(self) -> Fraction | None:
        """The extended of those replied; None where there are too few."""
        return share(self.extended, self.replied)

    @property
    def reversed_share(self) -> Fraction | None:
        """The reversed against those concluded in the period; None where there are too few."""
        return share(self.reversed, self.handled)

    @property
    def mean(self) -> Fraction | None:
        """Working days used on the average; None where nothing ended."""
        days = sum(number * count for number, count in self.used.items())
        return Fraction(days, self.replied) if self.replied else None

    @property
    def median(self) -> Fraction | None:
        """The working days that half of them did not exceed; None where nothing ended."""
        if not self.replied:
            return None
        lower, upper = (self._at(place) for place in (
            (self.replied - 1) // 2, self.replied // 2))
        return Fraction(lower + upper, 2)

    def mean_at(self, seat: Seat) -> Fraction | None:
        """Working days used at one seat on the average; None where nothing ended."""
        return Fraction(self.days.get(seat, 0), self.replied) if self.replied else None

    @property
    def silent(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.new or self.handled or self.in_hand or self.anew or self.replied
                    or self.still_late or self.about_to_be_late or self.decided)

    def _at(self, place: int) -> int:
        """The days of the one at a place, those with fewest days first."""
        for days in sorted(self.used):
            place -= self.used[days]
            if place < 0:
                return days
        raise IndexError(place)


_COUNTS = ("new", "handled", "in_hand", "anew", "late", "extended", "due_today", "due_soon",
           "decided", "reversed")
_SPREAD = ("used", "days", "late_days", "late_most", "open_late")


def together(several: Iterable[Figures]) -> Figures:
    """The figures of several agencies as those of one."""
    found: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    found |= {name: Counter() for name in _SPREAD}
    for one in several:
        for name in _COUNTS:
            found[name] += getattr(one, name)
        for name in _SPREAD:
            found[name].update(getattr(one, name))
    return Figures(**found)


def share(part: int, of: int) -> Fraction | None:
    """A part of a whole; None where the whole is too small to say anything."""
    return Fraction(part, of) if of >= LEAST else None


def percent(part: Fraction | None) -> str:
    """A share in tenths of a percent: 12.5%; never rounded to nothing or to all; "—" for none."""
    if part is None:
        return "—"
    tenths = int(part * 1000 + Fraction(1, 2))
    if 0 < part < 1:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths // 10}.{tenths % 10}%"


def tenths(number: Fraction | None) -> str:
    """An average to one place: 8.5; "—" for none."""
    if number is None:
        return "—"
    rounded = int(number * 10 + Fraction(1, 2))
    return f"{rounded // 10}.{rounded % 10}"
