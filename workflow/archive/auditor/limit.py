"""The reply limit (答复期限), counted again from what was sent, received and answered.

条例第三十条至第三十五条、第四十二条. The recorded moves of the clock are not looked at: each day is
taken from the act that proves it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflow.archive.auditor.days import Days
from workflow.archive.auditor.told import Act, CaseFile, Paper
from workflow.archive.auditor.world import Bureau

#: The first day of 国务院令第711号.
NEW_REGULATION = date(2019, 5, 15)
_MOMENTS = ("submitted_on", "signed_on", "first_seen_on", "confirmed_on")
#: The moment that decides for a channel; handed in or sent otherwise.
_DECIDING = {
    "registered_post": ("signed_on",), "ems": ("signed_on",),
    "ordinary_letter": ("confirmed_on", "first_seen_on"),
}
_ONE = timedelta(1)
_BY_POST = ("post", "ems")
_CONSULTING = {
    "consult_third_party": "third_party", "consult_joint_maker": "joint_maker",
    "consult_agency": "other_agency",
}
#: Working days a consulted party has (第三十二条、第三十四条); for other agencies at most as many.
CONSULTATION_TERM = 15
_SUPPLEMENT_NOTICE = 7


@dataclass
class Limit:
    """Where the limit stands; `due_on` is None while the applicant is waited for."""

    days: Days
    received_on: date
    working_days: int
    start: date
    left_out: list[tuple[date, date]] = field(default_factory=list)
    extended: int = 0
    delayed_until: date | None = None
    #: A term set by an order, which nothing moves.
    fixed: bool = False
    waiting: str = ""
    waits_since: date = date.min
    void_extension: date | None = None

    @property
    def first_due_on(self) -> date:
        """The last day of the limit itself."""
        return self.days.nth_after(self.start, self.working_days, self.left_out)

    @property
    def due_on(self) -> date | None:
        """The last day, with extension and delay."""
        if self.waiting:
            return None
        total = self.working_days + self.extended
        due = self.days.nth_after(self.start, total, self.left_out)
        return max(due, self.days.not_off(self.delayed_until)) if self.delayed_until else due


@dataclass(frozen=True)
class _Event:
    on: date
    what: str
    act: Act
    until: date | None = None
    working_days: int = 0


def usual_limit(received_on: date) -> int:
    """Working days for a reply, and the most by which they may be extended (第三十三条)."""
    return 20 if received_on >= NEW_REGULATION else 15


def applied_on(case: CaseFile) -> date | None:
    """The day a letter says the application came; answered anew by order, that of the first."""
    order = case.last("receive_order")
    return order.facts.day("applied_on") if order else received_on(case)


def received_on(case: CaseFile) -> date | None:
    """The day of receipt (第三十一条) by the channel's own days; the last correction counts.

    A reply made anew by order is counted from the receipt of the order.
    """
    order = case.last("receive_order")
    if order:
        return order.facts.day("order_received_on")
    taken_over = case.last("import_open")
    if taken_over:  # as the earlier register has it: nothing of it was received here
        return taken_over.facts.day("received_on")
    opening, confirmed = case.last("receive", "split_off"), case.last("confirm_with_applicant")
    if opening is None:
        return None
    channel = opening.facts.text("channel")
    known = {name: opening.facts.day(name) for name in _MOMENTS}
    if confirmed:
        known["confirmed_on"] = confirmed.facts.day("confirmed_on")
    for act in case.of("correct_entry"):
        if act.facts.text("what") == "receipt_day":
            for name in _DECIDING.get(channel, ("submitted_on",)):
                known[name] = act.facts.day("day")
    if channel == "ordinary_letter":
        return _ordinary_letter(known, opening)
    if channel in ("internet", "email", "fax"):
        on = ("submitted_on", "first_seen_on", "confirmed_on")
        return min((day for name in on if (day := known[name])), default=None)
    return known[_DECIDING.get(channel, ("submitted_on",))[0]]


def _ordinary_letter(known: dict[str, date | None], opening: Act) -> date | None:
    """Confirmed on the day it came, or called that day; otherwise the day it came."""
    came = known["first_seen_on"] or known["signed_on"]
    if came is None or opening.facts.says("called_same_day"):
        return known["confirmed_on"]
    return came


def replied_on(case: CaseFile, reply: Paper, batches: int) -> date | None:
    """The day the reply counts as made: posted, or signed for; not before its last batch.

    国办公开办函〔2016〕235号. None while it has not been made.
    """
    posted = [act.facts.day("on") for act in reply.sent
              if act.facts.text("manner") in _BY_POST]
    made = posted[0] if posted else reply.arrived_on
    given = [act.facts.day("on") for act in case.of("release_batch") if act.seq > reply.made.seq]
    if made is None or len(given) < batches:
        return None
    return max([made, *(day for day in given if day)])


def limit_of(
    case: CaseFile, bureau: Bureau, days: Days, came_on: date, until: date
) -> Limit:
    """The limit as the acts up to a day have left it."""
    start = _day_zero(came_on, bureau, days, until)
    ordered = _ordered(case, days, came_on)
    limit = Limit(days, came_on, ordered or usual_limit(came_on), start)
    limit.fixed = bool(ordered) and not bureau.says("clock.ordered_term_moves", until, usual=False)
    if limit.fixed:
        return limit
    limit.left_out = list(_left_out(case, bureau, days, came_on, until))
    for event in sorted(_events(case), key=lambda one: one.on):
        if event.on <= until:
            _take(limit, event, bureau, until)
    return limit


def _ordered(case: CaseFile, days: Days, came_on: date) -> int:
    """The working days of a term set by an order; 0 for none."""
    order = case.last("receive_order")
    term = order.facts.number("term") if order else 0
    if order is None or term < 1 or order.facts.text("term_unit") != "calendar_days":
        return term
    return days.worked_between(came_on, days.not_off(came_on + timedelta(term)))


def _day_zero(on: date, bureau: Bureau, days: Days, at: date) -> date:
    shifts = bureau.says("clock.shift_rest_day_receipt", at, usual=False)
    return days.not_off(on) if shifts else on


def _left_out(
    case: CaseFile, bureau: Bureau, days: Days, came_on: date, until: date
) -> Iterator[tuple[date, date]]:
    """The days each consultation takes out (第三十三条第三款)."""
    old = came_on < NEW_REGULATION
    first = 1 if bureau.says("clock.dispatch_day_counts", until, usual=True) else 0
    last = 1 if bureau.says("clock.answer_day_counts", until, usual=False) else 0
    for asked in case.of(*_CONSULTING):
        party, letter = _CONSULTING[asked.step], _letter_of(case, asked, "consultation")
        if letter is None or letter.sent_on is None or (old and party != "third_party"):
            continue
        answer = answered_on(case, letter)
        end = answer - timedelta(last) if answer else None
        term_ends = days.nth_after(letter.arrived_on or letter.sent_on, term_of(asked, party))
        if not old or end is None:
            end = min(end or term_ends, term_ends)
            end = max(end, until) if old else end
        yield letter.sent_on + timedelta(first), end


def term_of(asked: Act, party: str) -> int:
    """The working days a party has for its opinion."""
    own = asked.facts.number("term_working_days") if party == "other_agency" else 0
    return min(own, CONSULTATION_TERM) if own else CONSULTATION_TERM


def answered_on(case: CaseFile, letter: Paper) -> date | None:
    """The day a consulted party answered, or proved impossible to reach."""
    for act in case.of("record_opinion"):
        if act.facts.text("consultation") == letter.ref:
            return act.facts.day("answered_on")
    return letter.failed[0].facts.day("on") if letter.failed else None


def _letter_of(case: CaseFile, act: Act, kind: str) -> Paper | None:
    return next((one for one in case.kinds(kind) if one.made.seq == act.seq), None)


def _events(case: CaseFile) -> Iterator[_Event]:
    """What stops, restarts or lengthens the limit, each by the day that proves it."""
    for act in case.of("split_off", "import_open"):
        asked = act.facts.day("asked_on") or act.facts.day("supplement_asked_on")
        came, extended = act.facts.day("supplemented_on"), act.facts.day("extended_on")
        if asked and came:
            yield _Event(asked, "asked", act)
            yield _Event(came, "supplemented", act)
        if extended:
            yield _Event(extended, "extended", act,
                         working_days=act.facts.number("extended_working_days"))
    for paper in case.papers.values():
        what = {"supplement": "asked", "extension": "extended", "delay": "delayed"}.get(paper.kind)
        if what and paper.sent_on:
            yield _Event(paper.sent_on, what, paper.sent[0], _until(case, paper),
                         extension_of(case, paper))
        if paper.kind == "fee" and paper.arrived_on:
            yield _Event(paper.arrived_on, "charged", paper.arrived[0])
    for act in case.of("receive_supplement", "record_payment"):
        supplement = act.step == "receive_supplement"
        on = act.facts.day("received_on" if supplement else "on")
        if on:
            yield _Event(on, "supplemented" if supplement else "paid", act)


def _until(case: CaseFile, paper: Paper) -> date | None:
    return paper.made.facts.day("until") if paper.kind == "delay" else None


def extension_of(case: CaseFile, paper: Paper) -> int:
    """The working days an extension was granted for: those last proposed before it."""
    asked = case.last("propose_extension", before=paper.made)
    return asked.facts.number("working_days") if asked and paper.kind == "extension" else 0


def _take(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    """Let one event work on the limit; what may not work leaves it as it was."""
    _EFFECTS[event.what](limit, event, bureau, at)


def _asked(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    old = limit.received_on < NEW_REGULATION
    in_time = event.on <= limit.days.nth_after(limit.received_on, _SUPPLEMENT_NOTICE)
    setting = "supplement_pauses_2008" if old else "late_supplement_notice_pauses"
    pauses = bureau.says(f"clock.{setting}", at, usual=False)
    if not limit.waiting and (pauses or (in_time and not old)):
        limit.waiting, limit.waits_since = "supplement", event.on


def _supplemented(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    if limit.waiting != "supplement":
        return
    limit.waiting = ""
    if limit.received_on < NEW_REGULATION:
        limit.left_out.append((limit.waits_since + _ONE, event.on))
    else:
        _restart(limit, _day_zero(event.on, bureau, limit.days, at))


def _charged(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    due = limit.due_on
    late = bureau.says("clock.late_fee_notice_pauses", at, usual=False)
    if due and (late or event.on <= due):
        limit.waiting = "payment"


def _paid(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    if limit.waiting == "payment":
        limit.waiting = ""
        _restart(limit, event.on)


def _extended(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    if event.on > limit.first_due_on:
        limit.void_extension = event.on
    elif not limit.waiting and not limit.extended:
        limit.extended = min(event.working_days, limit.working_days)


def _delayed(limit: Limit, event: _Event, bureau: Bureau, at: date) -> None:
    due = limit.due_on
    if due and event.on <= due:
        limit.delayed_until = event.until


_EFFECTS = {
    "asked": _asked, "supplemented": _supplemented, "charged": _charged, "paid": _paid,
    "extended": _extended, "delayed": _delayed,
}


def _restart(limit: Limit, on: date) -> None:
    limit.start, limit.extended, limit.delayed_until = on, 0, None
