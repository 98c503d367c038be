"""The timeline (期限进程): what each recorded move did to the reply period, day after day."""

from collections.abc import Sequence
from datetime import date, timedelta

from workflow.errors import BadFacts, CalendarNotPublished, Reason
from workflow.law.clock_settings import ClockSettings
from workflow.law.counting import Exclusion
from workflow.law.effects import Effect, Ending, Step, Wait, Waiting
from workflow.law.moves import BadMove, Move
from workflow.law.reply_period import ORDERED_BY, ReplyPeriod
from workflow.law.rules import FEE_PAYMENT_TERM
from workflow.law.workdays import Calendar
from workflow.terms import MoveKind

_ONE_DAY = timedelta(1)


class Timeline(ReplyPeriod):
    """Walks the moves once; afterwards its fields say where the period stands.

    `steps` are the moves with their effects, `waits` the pauses for the applicant, `ended_on` the
    day the period ended.
    """

    def __init__(
        self,
        received_on: date,
        moves: Sequence[Move],
        as_of: date,
        days: Calendar,
        settings: ClockSettings,
    ) -> None:
        """Replay the moves. Raises BadMove where they contradict the law or each other."""
        super().__init__(received_on, moves, as_of, days, settings)
        self.steps: list[Step] = []
        self.waits: list[Wait] = []
        self.asked: Move | None = None
        self.ending: Ending | None = None
        self.ended_by = ""
        self.ended_on: date | None = None
        for move in moves:
            try:
                self._take(move)
            except BadFacts as error:
                raise BadMove(error.reason, move) from error
            except CalendarNotPublished as error:
                raise BadMove(_beyond(error, move), move) from error
        self._close_overdue(as_of)

    @property
    def waiting(self) -> Wait | None:
        """The pause for the applicant that no answer has closed."""
        return self.waits[-1] if self.waits and self.waits[-1].answered_on is None else None

    def _take(self, move: Move) -> None:
        if move.on < self.received_on:
            raise _refused(
                f"{move.kind.label}（{move.on}）早于收到申请之日（{self.received_on}）",
                "on",
                "三十一",
            )
        if self.ended_on is not None:
            self._note(move, Effect.NOTHING)
            return
        take = _TAKES.get(move.kind)
        if take is None:
            self._note(move, self._consulting(move))
        else:
            take(self, move)

    def _note(self, move: Move, effect: Effect, limit_on: date | None = None) -> None:
        self.steps.append(Step(move, effect, limit_on))

    def _consulting(self, move: Move) -> Effect:
        for step in self.steps:
            if step.move.kind is move.kind and step.move.ref == move.ref:
                return Effect.REPEATED
        for known in self.left_out:
            if known.ref == move.ref:
                idle = self._over(move, known) or self._idle(known)
                return Effect.NOTHING if idle else Effect.EXCLUDES
        return Effect.NOTHING

    def _over(self, move: Move, known: Exclusion) -> bool:
        """Whether an answer comes after the term of the party, which ended the exclusion."""
        if move.on <= known.last or self.regulation == "2008":
            return False
        if move.kind is not MoveKind.CONSULTATION_ANSWERED:
            return False
        asked = next(one for one in self.consultations if one.ref == move.ref)
        return move.on > asked.term_ends_on(self.days)

    def _idle(self, one: Exclusion) -> bool:
        """Whether it was sent on the last day of the period, or after: it leaves out no day."""
        if (one.first - self.counted_from).days <= self.limit or self.waiting is not None:
            return False  # no period is over before as many calendar days as it has working days
        return one.first > self.due_on()

    def _ordered_term(self, move: Move) -> None:
        """It set the length of the period when the moves were laid out."""
        if bool(move.working_days) == bool(move.calendar_days):
            raise BadFacts(Reason("责令的期限应当写明若干工作日或者若干日，只写一项",
                                  ORDERED_BY, "working_days"))
        if move is not self.ordered or move.on != self.received_on:
            raise BadFacts(Reason("责令的期限自收到决定、判决之日起算，只有一项",
                                  ORDERED_BY, "on"))
        self._note(move, Effect.ORDERS)

    def _supplement_asked(self, move: Move) -> None:
        limit_on = self.supplement_notice_due_on
        if self.fixed:
            pauses = False
        elif limit_on is None:
            pauses = self.settings.supplement_pauses_2008
        elif self.asked is not None:
            raise _refused("补正应当一次性告知，不得再次要求补正", "kind", "三十")
        elif self.waiting is not None:
            pauses = False
        else:
            pauses = move.on <= limit_on or self.settings.late_supplement_notice_pauses
        self.asked = move
        self._note(move, Effect.PAUSES if pauses else Effect.NOTHING, limit_on)
        if pauses:
            self.waits.append(Wait(Waiting.SUPPLEMENT, move.on, self._supplement_term(move)))

    def _supplement_served(self, move: Move) -> None:
        if self.asked is None:
            raise _refused("没有告知补正，不可能送达补正告知书", "kind", "三十")
        self._note(move, Effect.NOTHING)
        if self.waiting is not None and self.waiting.kind is Waiting.SUPPLEMENT:
            asked = self.asked.term_working_days
            self.waiting.until = self.days.add(move.on, asked).on if asked else None

    def _supplement_term(self, move: Move) -> date | None:
        if move.term_working_days is None or self.settings.supplement_term_needs_service:
            return None
        return self.days.add(move.on, move.term_working_days).on

    def _supplement_received(self, move: Move) -> None:
        if self.asked is None:
            raise _refused("没有告知补正，不可能收到补正", "kind", "三十")
        wait = self.waiting
        if wait is None or wait.kind is not Waiting.SUPPLEMENT:
            self._note(move, Effect.NOTHING)
        elif self.regulation == "2008":
            wait.answered_on = move.on
            self._leave_out("补正", wait.since, move.on)
            self._note(move, Effect.EXCLUDES)
        else:
            self._restart(wait, move)

    def _fee_noticed(self, move: Move) -> None:
        if self.regulation == "2008" or not FEE_PAYMENT_TERM.in_force(move.on):
            raise _refused(
                f"收取信息处理费自{FEE_PAYMENT_TERM.history[0].day}起方有依据", "on", "四十二"
            )
        if self.waiting is not None or self.fixed:
            self._note(move, Effect.NOTHING)
            return
        limit_on = self.due_on()
        if move.on > limit_on and not self.settings.late_fee_notice_pauses:
            self._note(move, Effect.VOID, limit_on)
            return
        self._note(move, Effect.PAUSES, limit_on)
        until = self.days.add(move.on, FEE_PAYMENT_TERM.on(move.on)).on
        self.waits.append(Wait(Waiting.PAYMENT, move.on, until))

    def _fee_paid(self, move: Move) -> None:
        if not any(step.move.kind is MoveKind.FEE_NOTICED for step in self.steps):
            raise _refused("没有收费通知，不可能缴费", "kind", "四十二")
        wait = self.waiting
        if wait is None or wait.kind is not Waiting.PAYMENT:
            self._note(move, Effect.NOTHING)
        else:
            self._restart(wait, move)

    def _extended(self, move: Move) -> None:
        asked = move.working_days or 0
        if not 1 <= asked <= self.longest_extension:
            text = f"延长答复应当写明1至{self.longest_extension}个工作日"
            raise _refused(text, "working_days", "三十三")
        if self.extended:
            raise _refused("答复期限只能延长一次", "kind", "三十三")
        limit_on = self.first_due_on()
        effect = self._lengthening(move, limit_on, Effect.EXTENDS)
        if effect is Effect.EXTENDS:
            self.extended = asked
        self._note(move, effect, limit_on)

    def _delay_set(self, move: Move) -> None:
        if self.regulation == "2008":
            raise _refused("2008年条例没有确定延迟答复期限的规定", "kind", "三十五")
        if move.until is None or move.until <= move.on:
            raise _refused("应当写明晚于确定之日的延迟答复日期", "until", "三十五")
        limit_on = self.due_on()
        effect = self._lengthening(move, limit_on, Effect.DELAYS)
        if effect is Effect.DELAYS:
            self.delayed_until = move.until
        self._note(move, effect, limit_on)

    def _lengthening(self, move: Move, limit_on: date, effect: Effect) -> Effect:
        """The effect of lengthening the period: none once it is over, none while it stands."""
        if move.on > limit_on:
            return Effect.VOID
        return effect if self.waiting is None and not self.fixed else Effect.NOTHING

    def _replied(self, move: Move) -> None:
        limit_on = None if self.waiting is not None else self.due_on()
        self._note(move, Effect.ENDS, limit_on)
        self._end(Ending.REPLIED, move.on)

    def _ended(self, move: Move) -> None:
        self._note(move, Effect.ENDS)
        self._end(Ending.ENDED, move.on, move.note)

    def _restart(self, wait: Wait, move: Move) -> None:
        wait.answered_on = move.on
        paid = move.kind is MoveKind.FEE_PAID
        self.restart(move.on if paid else self.start(move.on))
        self._note(move, Effect.RESTARTS, wait.until)

    def _leave_out(self, ref: str, after: date, last: date) -> None:
        self.left_out.append(Exclusion(ref, after + _ONE_DAY, last, "2008年条例下的补正（口径）"))
        self.left_out.sort(key=lambda one: one.first)

    def _end(self, ending: Ending, on: date, note: str = "") -> None:
        wait = self.waiting
        if wait is not None and wait.until is not None and on > wait.until:
            self._abandoned(wait, wait.until)
        else:
            self.ending, self.ended_on, self.ended_by = ending, on, note or ending.label

    def _close_overdue(self, as_of: date) -> None:
        wait = self.waiting
        if self.ended_on is not None or wait is None or wait.until is None:
            return
        if as_of > wait.until:
            self._abandoned(wait, wait.until)

    def _abandoned(self, wait: Wait, until: date) -> None:
        self.ending, self.ended_by, self.ended_on = abandoned(wait, until)


def abandoned(wait: Wait, until: date) -> tuple[Ending, str, date]:
    """What ended a clock whose applicant let a term pass, and when (视为放弃申请)."""
    supplement = wait.kind is Waiting.SUPPLEMENT
    ending = Ending.NO_SUPPLEMENT if supplement else Ending.NO_PAYMENT
    return ending, ending.label, until + _ONE_DAY


_TAKES = {
    MoveKind.ORDERED: Timeline._ordered_term,
    MoveKind.SUPPLEMENT_ASKED: Timeline._supplement_asked,
    MoveKind.SUPPLEMENT_SERVED: Timeline._supplement_served,
    MoveKind.SUPPLEMENT_RECEIVED: Timeline._supplement_received,
    MoveKind.FEE_NOTICED: Timeline._fee_noticed,
    MoveKind.FEE_PAID: Timeline._fee_paid,
    MoveKind.EXTENDED: Timeline._extended,
    MoveKind.DELAY_SET: Timeline._delay_set,
    MoveKind.REPLIED: Timeline._replied,
    MoveKind.ENDED: Timeline._ended,
}


def _beyond(error: CalendarNotPublished, move: Move) -> Reason:
    field = "term_working_days" if move.term_working_days else "on"
    return Reason(str(error), "《全国年节及纪念日放假办法》第七条", field)


def _refused(text: str, field: str, article: str) -> BadFacts:
    return BadFacts(Reason(text, f"条例第{article}条", field))
