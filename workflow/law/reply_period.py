"""The reply period (答复期限) itself: its length, its start, what is left out and what is added."""

from collections.abc import Sequence
from datetime import date

from workflow.law.clock_settings import ClockSettings
from workflow.law.consultations import consultations, exclusions
from workflow.law.counting import due_day
from workflow.law.moves import Move
from workflow.law.periods import end_of_days
from workflow.law.rules import EXTENSION_LIMIT, REGULATION, REPLY_LIMIT, SUPPLEMENT_NOTICE_LIMIT
from workflow.law.workdays import Calendar
from workflow.terms import MoveKind

#: What sets the period of a reply made anew within an ordered term.
ORDERED_BY = "行政复议法第七十七条、行政诉讼法第九十四条"


class ReplyPeriod:
    """The period of one request under the Regulation of its day of receipt (条例第五十六条).

    `counted_from` is the start of the running count (day 0), `extended` the working days added,
    `delayed_until` the day set under art. 35, `restarted` whether it began anew. `ordered` is the
    order that sets its length instead of the Regulation; unless the setting says otherwise it
    stands `fixed`: nothing leaves out, restarts or lengthens a term that is not ours to set.
    """

    def __init__(
        self,
        received_on: date,
        moves: Sequence[Move],
        as_of: date,
        days: Calendar,
        settings: ClockSettings,
    ) -> None:
        """Fix what the day of receipt and the consultations decide.

        Raises RuleNotInForce before 2008-05-01, BadFacts for contradictory consultations.
        """
        self.received_on = received_on
        self.days = days
        self.settings = settings
        self.regulation = REGULATION.on(received_on)
        self.limit = REPLY_LIMIT.on(received_on)
        self.longest_extension = EXTENSION_LIMIT.on(received_on)
        self.supplement_notice_due_on: date | None = None
        if SUPPLEMENT_NOTICE_LIMIT.in_force(received_on):
            limit = SUPPLEMENT_NOTICE_LIMIT.on(received_on)
            self.supplement_notice_due_on = days.add(received_on, limit).on
        self.counted_from = self.start(received_on)
        self.ordered = next((move for move in moves if move.kind is MoveKind.ORDERED), None)
        if self.ordered:
            self.limit = self._ordered(self.ordered)
        self.fixed = self.ordered is not None and not settings.ordered_term_moves
        self.consultations = consultations(moves, received_on)
        self.left_out = [] if self.fixed else exclusions(
            self.consultations, self.regulation, as_of, days, settings)
        self.extended = 0
        self.delayed_until: date | None = None
        self.restarted = False

    def _ordered(self, move: Move) -> int:
        """The working days of an ordered term; one in calendar days ends on a working day."""
        if not move.calendar_days:
            return move.working_days or self.limit
        end = end_of_days(self.received_on, move.calendar_days, self.days).on
        return self.days.between(self.counted_from, end)

    def start(self, on: date) -> date:
        """Day 0 for an application or supplement received on a day."""
        if self.settings.shift_rest_day_receipt:
            return self.days.next_day_not_off(on).on
        return on

    def restart(self, counted_from: date) -> None:
        """Begin anew from a day; what was added before is forgotten."""
        self.counted_from = counted_from
        self.extended = 0
        self.delayed_until = None
        self.restarted = True

    def first_due_on(self) -> date:
        """The last day of the limit itself, without extension or set delay."""
        return due_day(self.counted_from, self.limit, self.left_out, self.days)

    def longest_due_on(self) -> date:
        """The last day that the longest extension could reach."""
        longest = self.limit + self.longest_extension
        return due_day(self.counted_from, longest, self.left_out, self.days)

    def due_on(self) -> date:
        """The last day for the reply, with extension and set delay."""
        due = due_day(self.counted_from, self.limit + self.extended, self.left_out, self.days)
        if self.delayed_until is None:
            return due
        return max(due, self.days.next_day_not_off(self.delayed_until).on)
