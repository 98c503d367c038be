"""The whole procedure at random: lawful acts and unlawful ones, crashes, jumps of the clock.

A run is a few requests, officers of every seat, a stranger, and a clock. What was acknowledged
stands in the trail under its command, once; nothing else does; a refused act leaves its request as
it was; and at the end of each run everything holds.
"""

import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from letters.internal import InternalForm
from letters.letter import OfficialDocument
from letters.render import Printed
from tests.bureau import SEATS, SINCE, Bureau
from tests.faults.rotation import Rotation
from tests.workflow.filling_in import filled_in
from workflow import office
from workflow.archive.invariants import invariants
from workflow.archive.shelf import Shelf
from workflow.desk import Desk, Done
from workflow.errors import MovedOn, NotFound, StepNotAllowed, WorkflowError
from workflow.record.database import reading, writing
from workflow.record.models import TrailEntry
from workflow.record.sequencer import sequence
from workflow.record.standing import BEIJING
from workflow.terms import AgencyKind, Role, State
from workflow.viewing import StepView
from workflow.work.sweeper import sweep

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]
#: A Monday; every run begins on it.
MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=BEIJING)
STRANGER = "stranger"
DICE = st.integers(0, 2**32 - 1)


class PlainPress:
    """Prints a blank page that bears the number of its letter: printing is tested elsewhere."""

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """One page; two letters are never the same."""
        return _page(letter.number or letter.title)

    def print_form(self, form: InternalForm) -> Printed:
        """One page."""
        return _page(repr(form))


def _page(words: str) -> Printed:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = words
    pdf.save(out, deterministic_id=True)
    return Printed(out.getvalue(), 1, sha256(out.getvalue()).hexdigest())


@pytest.fixture
def staffed(bureau: Bureau, tmp_path: Path) -> Bureau:
    """The bureau, and a clerk, handler and legal officer of another agency in one person."""
    bureau.desk = Desk(bureau.engine, bureau.store, bureau.keys, PlainPress,
                       shelf=Shelf(tmp_path / "archive"))
    with writing(bureau.engine) as connection:
        other = office.add_agency(
            connection, MORNING, office.CONSOLE, code="HCJY", name="河川市教育局",
            short_name="河教", kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, MORNING, office.CONSOLE, other, login=STRANGER, name="外人")
        for role in (Role.INTAKE_CLERK, Role.HANDLER, Role.LEGAL_OFFICE):
            office.grant(connection, MORNING, office.CONSOLE, STRANGER, role, valid_from=SINCE)
    return bureau


class Crash(Exception):
    """The process is gone at a statement."""


@contextmanager
def crashing(bureau: Bureau, at: int) -> Iterator[list[str]]:
    """Raise at the so-manieth statement from here on; 0: at the first commit."""
    said: list[str] = []

    def fall(_: Any, cursor: Any, statement: str, *more: Any) -> None:
        said.append(statement)
        if len(said) == at:
            raise Crash(statement)

    def at_the_end(connection: Any) -> None:
        if at == 0 and "COMMIT" not in said:
            said.append("COMMIT")
            raise Crash("COMMIT")

    event.listen(bureau.engine, "before_cursor_execute", fall)
    event.listen(bureau.engine, "commit", at_the_end)
    try:
        yield said
    finally:
        event.remove(bureau.engine, "before_cursor_execute", fall)
        event.remove(bureau.engine, "commit", at_the_end)


class Procedure(RuleBasedStateMachine):
    """Officers at work on a few requests."""

    reached: set[tuple[State, str]] = set()

    def __init__(self, bureau: Bureau, day: int) -> None:
        """Begin on a Monday morning; the day of the run throws the dice."""
        super().__init__()
        self.bureau, self._day = bureau, day
        bureau.now = MORNING
        #: command -> what was acknowledged
        self.done: dict[str, Done] = {}
        self.numbers: list[str] = []
        self.tried: Counter[str] = Counter()
        self.last: Callable[[], Done] | None = None

    def dice(self, thrown: int) -> Random:
        """The dice of a rule: other ones each day, and the same on the same day."""
        return Random(thrown ^ self._day)

    @initialize()
    def begin(self) -> None:
        """There is one request at least."""
        self.receive(0)

    @rule(thrown=DICE)
    @precondition(lambda self: len(self.numbers) < 3)
    def receive(self, thrown: int) -> None:
        """An application comes in."""
        random, command = self.dice(thrown), self.bureau.command()
        given = {
            "channel": random.choice(("in_person", "ems", "ordinary_letter", "internet")),
            "submitted_on": self._today(), "signed_on": self._today(),
            "first_seen_on": self._today(), "mail_no": "EA000000001CN",
            "applicant_kind": "natural", "applicant_name": "吴玥", "phone": "0000-1",
            "items": [{"wanted": wanted} for wanted in ("环评批复", "用地批复")[
                :random.randint(1, 2)]]}

        def act() -> Done:
            return self.bureau.desk.open_request(
                self.bureau.who("clerk"), self.bureau.now, given, command_id=command)

        done = self._tried(command, act)
        if done is not None:
            self.numbers.append(done.no)

    @rule(thrown=DICE)
    def go_on(self, thrown: int) -> None:
        """Some steps that lead on, each by the seat whose it is."""
        random = self.dice(thrown)
        no = random.choice(self.numbers)
        taken: set[str] = set()
        for _ in range(random.randint(1, 8)):
            if (found := self._onward(no, taken)) is None:
                return
            taken.add(found[1].trigger)
            self._try(no, *found, random, sensible=1)

    def _onward(self, no: str, taken: Collection[str] = ()) -> tuple[str, StepView] | None:
        """The first step on that is open and was not taken just now."""
        for login, trigger in _FORWARD[self.bureau.see(no).case.state]:
            if trigger not in taken and (step := self._step(no, login, trigger)).open:
                return login, step
        return None

    @rule(thrown=DICE)
    def do_something(self, thrown: int) -> None:
        """Anybody does anything, mostly of what is open."""
        random = self.dice(thrown)
        for _ in range(3):
            no, login = random.choice(self.numbers), random.choice([*SEATS])
            self._try(no, login, self._any_step(no, login, random), random)

    @rule(thrown=DICE, at=st.integers(0, 70))
    def crash_and_replay(self, thrown: int, at: int) -> None:
        """The process dies at a statement of an act; the same command is sent again."""
        random = self.dice(thrown)
        no, login = random.choice(self.numbers), random.choice([*SEATS])
        found = self._onward(no) if random.random() < 0.5 else None
        login, step = found or (login, self._any_step(no, login, random))
        self._try(no, login, step, random, crash=at)

    @rule()
    @precondition(lambda self: self.last is not None)
    def click_again(self) -> None:
        """The last command comes once more: it is answered as the first time."""
        assert self.last is not None
        command, first = [*self.done.items()][-1]
        assert self.last() == first, command

    @rule(thrown=DICE)
    def act_on_an_old_page(self, thrown: int) -> None:
        """Somebody acts on a page that shows an older entry."""
        random = self.dice(thrown)
        no = random.choice(self.numbers)
        seq = self.bureau.see(no).case.seq
        with pytest.raises((MovedOn, StepNotAllowed)):
            self._perform(no, "clerk", "note", {"text": "旧页"}, random.randrange(seq),
                          self.bureau.command())
        assert self.bureau.see(no).case.seq == seq

    @rule(thrown=DICE)
    def look_over_the_fence(self, thrown: int) -> None:
        """Another agency finds no such request, and can act on none."""
        no = self.dice(thrown).choice(self.numbers)
        with pytest.raises(NotFound):
            self.bureau.see(no, STRANGER)
        with pytest.raises(NotFound):
            self._perform(no, STRANGER, "note", {"text": "外人"}, 1, self.bureau.command())

    @rule(hours=st.sampled_from((1, 20, 24, 72, 24 * 15, 24 * 40, -48, 24 * 400)))
    def let_time_pass(self, hours: int) -> None:
        """Hours, weeks, or a clock that jumps; at least it does not leave the known calendar."""
        later = self.bureau.now + timedelta(hours=hours)
        if MORNING - timedelta(days=2) <= later < MORNING + timedelta(days=500):
            self.bureau.now = later

    @rule()
    def work_in_the_background(self) -> None:
        """Entries get their places, officers are reminded."""
        sequence(self.bureau.engine)
        sweep(self.bureau.engine, self.bureau.now, mail=True)

    def teardown(self) -> None:
        """What was acknowledged is there, once, nothing else is; and everything holds."""
        with reading(self.bureau.engine) as connection:
            there = {command: (no, seq) for command, no, seq in connection.execute(
                select(TrailEntry.command_id, TrailEntry.request, TrailEntry.seq)
                .where(TrailEntry.request.in_(self.numbers)))}
        acted = {command: one for command, one in there.items() if "/" not in command}
        assert acted == {command: (one.no, one.seq) for command, one in self.done.items()}
        assert invariants(self.bureau.engine, self.bureau.keys, self.bureau.store) == []

    def _today(self) -> str:
        return self.bureau.now.date().isoformat()

    def _step(self, no: str, login: str, trigger: str) -> StepView:
        return next(one for one in self.bureau.see(no, login).steps if one.trigger == trigger)

    def _any_step(self, no: str, login: str, random: Random) -> StepView:
        """Mostly an open one, and rather one that was not tried yet."""
        steps = self.bureau.see(no, login).steps
        opened = [one for one in steps if one.open]
        if not opened or random.random() < 0.15:
            return random.choice([*steps])
        weights = [1 / (1 + self.tried[one.trigger]) ** 2 for one in opened]
        return random.choices(opened, weights)[0]

    def _try(
        self, no: str, login: str, step: StepView, random: Random, *, sensible: float = 0.85,
        crash: int | None = None,
    ) -> Done | None:
        seen, command = self.bureau.see(no, login), self.bureau.command()
        given = filled_in(step, seen, self.bureau.now.date(), random, sensible)
        if any(asked.metadata.get("widget") == "files" and asked.required
               for asked in step.form.fields.values()):
            given["papers"] = [self.bureau.upload("材料.png", command.encode())]
        seq = seen.case.seq
        self.tried[step.trigger] += 1

        def act() -> Done:
            return self._perform(no, login, step.trigger, given, seq, command)

        if crash is not None:
            with crashing(self.bureau, crash) as said:
                try:
                    act()
                except Crash:
                    assert self.bureau.see(no).case.seq == seq, (crash, said)
                except WorkflowError:
                    pass
        done = self._tried(command, act)
        if done is None:
            assert self.bureau.see(no).case.seq == seq
        else:
            assert (done.no, done.seq) == (no, seq + 1)
            self.reached.add((seen.case.state, step.trigger))
            self.bureau.looks_through(no)
        return done

    def _tried(self, command: str, act: Callable[[], Done]) -> Done | None:
        """What an act came to: acknowledged, or refused in words."""
        try:
            done = act()
        except WorkflowError:
            return None
        self.done[command], self.last = done, act
        return done

    def _perform(
        self, no: str, login: str, trigger: str, given: dict[str, Any], seen: int, command: str
    ) -> Done:
        return self.bureau.desk.perform(
            no, trigger, self.bureau.who(login), self.bureau.now, given, seen_seq=seen,
            command_id=command)


#: By whom and by which step a request goes on from each state, the first that is open.
_FORWARD: dict[State, tuple[tuple[str, str], ...]] = {
    State.RECEIPT: (("clerk", "register"), ("clerk", "confirm_with_applicant")),
    State.REGISTRATION: (("clerk", "assign"),),
    State.HANDLING: tuple((login, trigger) for trigger in (
        "submit_for_review", "draft_reply") for login in ("handler", "colleague")),
    State.REVIEW: (("reviewer", "approve"), ("secrecy", "secrecy_review"),
                   ("legal", "legal_review")),
    State.REPLY: (("clerk", "close"), ("clerk", "record_delivery"),
                  ("clerk", "dispatch_document"), ("clerk", "issue")),
    State.ARCHIVING: (("archivist", "seal"), ("archivist", "complete_file")),
    State.ARCHIVED: (),
}


def test_the_procedure_holds_whatever_officers_crashes_and_clocks_do(
    staffed: Bureau, points: Rotation
) -> None:
    runs, length = (60, 80) if points.every else (6, 40)
    Procedure.reached = set()

    class Here(Procedure):
        def __init__(self) -> None:
            super().__init__(staffed, points.day)

    run_state_machine_as_test(
        Here, settings=settings(
            max_examples=runs, stateful_step_count=length, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate)))  # a run is long, and shrinks for long

    reached = {state for state, _ in Procedure.reached}
    assert len(Procedure.reached) > (60 if points.every else 5)
    assert not points.every or reached == {*State}
