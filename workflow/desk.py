"""The desk (办理台): the one door to a request: open it, preview a step, perform a step."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from workflow import freezing, machine
from workflow.errors import (
    FileRefused,
    MovedOn,
    NotFound,
    Reason,
    StepNotAllowed,
    TrailBroken,
)
from workflow.evidence.examine import Evidence
from workflow.evidence.scanner import Scan
from workflow.evidence.slips import Kept
from workflow.filing import file_act, void_numbers
from workflow.given import Given
from workflow.laid_open import ERASED, OPENING, Bench, against_the_clock, refuse
from workflow.packing import Package, jobs_of_package
from workflow.printing import Ready
from workflow.reach import Surroundings, look_again, reach
from workflow.reading_room import ReadingRoom
from workflow.record import models, numbers, outbox, personal, projection, trail
from workflow.record.case import Case
from workflow.record.database import again, reading, writing
from workflow.record.erasures import ERASED_NAME, stone_of
from workflow.record.evidence import Upload
from workflow.record.people import Actor, actor_of
from workflow.record.prepared import Answer, Prepared
from workflow.record.standing import (
    BEIJING,
    beijing_day,
    rows_of,
)
from workflow.record.tickets import kept_by, ticket_for
from workflow.record.trail import Entry
from workflow.register_rows import (
    Ending,
    Progress,
    Register,
    Survey,
    TakenOver,
    nothing_more,
    silent,
)
from workflow.steps import Action, Outgoing, Step, no_letter
from workflow.taking_over import TakingOver
from workflow.terms import State

#: Triggers that nowhere send, freeze, examine or pack anything.
_QUIET = frozenset(trigger for _, trigger in machine.BOOK) - {
    trigger for (_, trigger), step in machine.BOOK.items()
    if step.letters is not no_letter or step.freezes_clock or step.inspection or step.packs}
#: The personal fields a request opened by another takes with it.
_OF_AN_APPLICATION = tuple(name for name, asked in OPENING.facts().fields.items()
                           if asked.metadata.get("personal"))
#: The series that numbers the requests of an agency.
_REQUESTS = "request"


# Statements made once: to build one costs more than to run it.
_LOCKED = Prepared(
    select(models.Request.seq, models.Request.head, models.Request.applicant_name)
    .where(models.Request.no == bindparam("of"))
    .with_for_update()
)


class Asked(NamedTuple):
    """A step as an officer asks for it: on what, by whom, when, with what, having seen what."""

    no: str
    trigger: str
    officer: Actor
    at: datetime
    given: Mapping[str, Any]
    seen_seq: int
    command_id: str

    def by(self, officer: Actor) -> "Asked":
        """The same, asked for by the officer as he or she is known now."""
        return self._replace(officer=officer)


class _Prepared(NamedTuple):
    """A step nothing stands against, before what it sends out is printed."""

    bench: Bench
    step: Step
    action: Action
    given: Given
    outgoing: Sequence[Outgoing]


class Done(NamedTuple):
    """What an act came to: where the request stands and which documents were made."""

    no: str
    seq: int
    state: State
    step_label: str
    documents: tuple[str, ...]


class Desk(ReadingRoom):
    """The desk of one installation."""

    def keep(self, upload: Upload) -> str:
        """Take in a file handed in with a form; the form carries the returned slip from then on.

        What it is its bytes decide, not the media type claimed. Raises FileRefused with every
        reason; a file that is refused is kept nowhere.
        """
        return self._kept(upload, *self.intake.admit(upload.data, upload.name))

    def keep_table(self, upload: Upload) -> str:
        """Take in a register (CSV, XLSX) to be read: `handed_in` gives it back for its slip.

        It becomes no evidence of a case. Raises FileRefused as `keep` does.
        """
        return self._kept(upload, *self.intake.admit_table(upload.data, upload.name))

    def handed_in(self, slip: str) -> Upload:
        """A file that was taken in, by its slip.

        Raises FileRefused for a slip that is none of ours, or whose file is gone.
        """
        told = self.intake.slips.read(slip)
        try:
            if told is None:
                raise TrailBroken("no slip of ours")
            found = kept_by(self.keys, told.digest, told.media_type, told.ticket)
            return Upload(told.name, told.media_type, self.store.read(found))
        except (TrailBroken, NotFound) as error:
            raise FileRefused([Reason("文件未保存，或者保存已久，请重新选择。")]) from error

    def _kept(self, upload: Upload, found: Evidence, scan: Scan) -> str:
        kept = self.store.keep(upload.data)
        ticket = ticket_for(self.keys, kept, found.media_type)
        return self.intake.slips.write(
            Kept(kept.digest, found.media_type, found.name, scan.result, scan.scanner, ticket))

    def open_request(
        self, officer: Actor, at: datetime, given: Mapping[str, Any], *, command_id: str
    ) -> Done:
        """Open a request with its first act, `receive` (收件).

        Raises StepNotAllowed with all reasons against it.
        """
        parsed = self._parsed(OPENING, given)
        with writing(self.engine, flows=True) as connection:
            # One lock per agency: two clicks of one command meet here, not at the constraint.
            numbers.lock(connection, officer.agency_id)
            made, found = trail.ask_command(connection, command_id), Surroundings(
                connection, officer, at)
            first = _first(made, officer)
            if first is not None:
                return _done(first)
            officer, office = found.officer, found.office
            case = Case(no="", agency=office.code)
            action = self._action(
                connection, case, office, officer, at, parsed, {}, found.notices)
            refuse(parsed.reasons, OPENING.reasons(action, given=True, whole=not parsed.reasons))
            refuse(against_the_clock(OPENING, action))
            action.cleared = True
            entry = self._open(connection, OPENING, action, parsed, command_id)
        self._lay((), case, entry)
        return _done(entry)

    def look_over(
        self, officer: Actor, at: datetime, register: Register, progress: Progress = silent
    ) -> Survey:
        """What taking over an earlier register would come to, row by row; nothing is written.

        Raises StepNotAllowed for an officer without the seat.
        """
        with reading(self.engine) as connection:
            return TakingOver(self.keys, officer, at, register, progress).look(connection)

    def take_over(
        self, officer: Actor, at: datetime, register: Register, *, command_id: str,
        progress: Progress = silent, ending: Ending = nothing_more,
    ) -> TakenOver:
        """Take over an earlier register (历史导入) in one transaction: every row, or none.

        `ending` is called in that transaction, with what it came to.

        Raises RowsRefused with every reason against any row, MovedOn if somebody took rows of it
        over meanwhile.
        """
        with reading(self.engine) as connection:
            officer = actor_of(connection, officer.login, beijing_day(at))
            work = TakingOver(self.keys, officer, at, register, progress)
            work.look(connection)
        with writing(self.engine) as connection:
            if not work.number(connection, command_id):
                ending(connection, work.done())
                return work.done()
        try:
            work.make()
            with writing(self.engine) as connection:
                done = work.write(connection)
                ending(connection, done)
                return done
        except BaseException:
            with writing(self.engine) as connection:
                work.release(connection)
            raise

    def perform(
        self, no: str, trigger: str, officer: Actor, at: datetime, given: Mapping[str, Any], *,
        seen_seq: int, command_id: str,
    ) -> Done:
        """Perform a step on a request: one act, one transaction, one commit.

        Raises StepNotAllowed with all reasons, MovedOn if another officer acted since `seen_seq`,
        LetterRefused if a document of the step must not leave, NotFound outside the agency.
        """
        asked = Asked(no, trigger, officer, at, given, seen_seq, command_id)
        return _done(again(lambda: self._entry(asked)))

    def _entry(self, asked: Asked) -> Entry:
        found = self._at_once(asked) if asked.trigger in _QUIET else self._looked_at(asked)
        return found if isinstance(found, Entry) else self._with_papers(asked, found)

    def _at_once(self, asked: Asked) -> "Entry | _Prepared":
        """A step that sends nothing out: read, asked and written in one transaction.

        Written is nothing yet if it is to leave a document after all.
        """
        try:
            with writing(self.engine, flows=True) as connection:
                bench = self._seen(connection, asked, locked=True)
                if isinstance(bench, Entry):
                    return bench
                # Who acts is read under the lock too: a seat may have been taken away meanwhile.
                asked = asked.by(bench.around.officer)
                step, action, parsed = self._prepare(
                    connection, bench, asked.trigger, asked.officer, asked.at, asked.given)
                if freezing.is_due(step, action):
                    return _Prepared(bench, step, action, parsed, ())
                entry = self._file(
                    connection, bench, step, action, parsed, (), asked.command_id)
        except IntegrityError:
            with reading(self.engine, flows=True) as connection:
                first = _first(
                    trail.ask_command(connection, asked.command_id), asked.officer, asked.no)
            if first is None:
                raise
            return first
        self._lay(bench.entries, bench.case, entry)
        return entry

    def _lay(self, entries: Sequence[Entry], case: Case, entry: Entry) -> None:
        """Leave a file at hand for the next act, with the entry just kept for good."""
        if case.head == entry.hash:
            self.at_hand.lay([*entries, entry], case)

    def _looked_at(self, asked: Asked) -> "Entry | _Prepared":
        """A step with documents, asked about without keeping anybody waiting."""
        with reading(self.engine, flows=True) as connection:
            bench = self._seen(connection, asked)
            if isinstance(bench, Entry):
                return bench
            step, action, parsed = self._prepare(
                connection, bench, asked.trigger, asked.officer, asked.at, asked.given)
            return _Prepared(bench, step, action, parsed, step.letters(action))

    def _with_papers(self, asked: Asked, prepared: "_Prepared") -> Entry:
        """A step with documents: they are printed before the write lock is taken."""
        bench, step, action, parsed, outgoing = prepared
        ready = self.print_room.make_ready(action, outgoing)
        package: Package | None = None
        try:
            parsed = self._with_sheet(bench, step, action, parsed, ready)
            if step.packs:
                parsed, package = self._packed(bench, step, action, parsed)
            with writing(self.engine, flows=True) as connection:
                entry = self._commit(connection, bench, step, action, parsed, ready,
                                     asked.command_id, package)
        except BaseException:
            if package is not None:
                package.discard()
            self.print_room.release(action.office, ready)
            raise
        self._lay(bench.entries, bench.case, entry)
        if package is not None:
            with suppress(OSError):  # the act stands; the job put with it makes up for this
                self.packing_room.leave_receipt(entry, asked.at)
        return entry

    def leave_receipt(self, no: str, seq: int, at: datetime) -> bool | None:
        """See to the receipt beside the package of an entry, as `PackingRoom.leave_receipt`."""
        with reading(self.engine, flows=True) as connection:
            entry = next(one for one in trail.entries(connection, no) if one.seq == seq)
        return self.packing_room.leave_receipt(entry, at)

    def _seen(
        self, connection: Connection, asked: Asked, *, locked: bool = False
    ) -> Bench | Entry:
        """The request as the officer saw it, or the entry this command has made already.

        Raises MovedOn if somebody acted on it since.
        """
        bench = self.bench(
            connection, asked.no, asked.officer, asked.at, asked.trigger, locked=locked,
            acts=True)
        first = _made_by(bench.entries, asked.command_id)
        if first is not None:
            return first
        if bench.case.seq != asked.seen_seq:
            raise self._moved_on(connection, bench.entries[-1])
        return bench

    def _packed(
        self, bench: Bench, step: Step, action: Action, parsed: Given
    ) -> tuple[Given, Package]:
        """Write the package of an act that seals the file."""
        with reading(self.engine, flows=True) as connection:
            opened = self._opened(connection, bench, action)
            then = freezing.view_after(connection, step, action, parsed, bench.vault,
                                       bench.entries)
        return self.packing_room.pack(opened, then, parsed)

    def _with_sheet(
        self, bench: Bench, step: Step, action: Action, parsed: Given, ready: Sequence[Ready]
    ) -> Given:
        """Freeze the clock sheet with an act that calls for it."""
        if not freezing.is_due(step, action):
            return parsed
        with reading(self.engine, flows=True) as connection:
            reach(connection, action)
            sheet = freezing.sheet_after(
                connection, step, action, parsed, bench.vault, bench.entries, ready)
        printed = self.print_room.press().print_form(sheet)
        return freezing.with_sheet(parsed, self.store.keep(printed.data), action.case.no)

    def _commit(
        self, connection: Connection, bench: Bench, step: Step, action: Action, parsed: Given,
        ready: Sequence[Ready], command_id: str, package: Package | None,
    ) -> Entry:
        case = action.case
        # All is asked for at one time; the server looks once the lock of the request is ours.
        locked, made = (_LOCKED.ask(connection, {"of": case.no}),
                        trail.ask_command(connection, command_id))
        found, row = Surroundings(connection, action.officer, action.at), locked.one()
        first = _first(made, action.officer, case.no)
        if first is not None:
            self.print_room.give_back(connection, action.office, ready)
            if package is not None:
                package.discard()
            return first
        if (row.seq, row.head) != (case.seq, case.head):
            raise self._moved_on(connection, trail.entries(connection, case.no)[-1])
        if row.applicant_name == ERASED_NAME and stone_of(connection, case.no):
            raise StepNotAllowed([ERASED])
        look_again(connection, action, found)
        refuse(step.reasons(action, given=True))
        entry = self._file(connection, bench, step, action, parsed, ready, command_id)
        if package is not None:
            outbox.put(connection, jobs_of_package(entry, action.office.id), entry.at)
            package.put()
        return entry

    def _file(
        self, connection: Connection, bench: Bench, step: Step, action: Action, parsed: Given,
        ready: Sequence[Ready], command_id: str,
    ) -> Entry:
        """Write an act nothing stands against: entry, rows, numbers, requests that come of it."""
        case, held, action.cleared = action.case, bench.personal, True
        applicant = self._applicant(action.office, held)
        before = projection.parts_of(case, action.office.id, applicant, action.calendar)
        entry = file_act(
            connection, self.store, bench.vault, step, action, parsed, ready, command_id)
        self.print_room.settle(connection, action.office, ready)
        if parsed.personal:
            applicant = self._applicant(action.office, {**held, **parsed.personal})
        after = rows_of(case, action.office, applicant, action.calendar)
        projection.write(connection, before, after)
        void_numbers(connection, action.office, before, case)
        if step.offspring:
            self._beget(connection, bench, step, action, command_id)
        return entry

    def _open(
        self, connection: Connection, step: Step, action: Action, parsed: Given, command_id: str
    ) -> Entry:
        """Number a new request, give it a key, and write its first entry and rows."""
        office, year = action.office, action.today.year
        serial = numbers.reserve(connection, office.id, _REQUESTS, year, "", action.at)
        numbers.settle(connection, office.id, _REQUESTS, year, serial, "used")
        action.case.no = f"{office.code}-{year}-{serial:04d}"
        vault = personal.new_vault(connection, self.keys, action.case.no)
        facts = replace(parsed, facts={**parsed.facts, "agency": office.code})
        entry = file_act(
            connection, self.store, vault, step, action, facts, (), command_id)
        applicant = self._applicant(office, parsed.personal)
        projection.write(
            connection, None, rows_of(action.case, office, applicant, action.calendar))
        return entry

    def _beget(
        self, connection: Connection, bench: Bench, step: Step, action: Action, command_id: str
    ) -> None:
        """Open the requests that come of a step, siblings or a successor, in its transaction."""
        assert step.offspring is not None
        opening = machine.BOOK[State.RECEIPT, step.opens]
        for n, facts in enumerate(step.offspring(action), 1):
            case = Case(no="", agency=action.office.code)
            taken = {name: bench.personal[name] for name in _OF_AN_APPLICATION
                     if name in bench.personal}
            part = self._action(
                connection, case, action.office, action.officer, action.at,
                Given(trail.plain(facts), taken), {}, bench.around.notices)
            self._open(connection, opening, part,
                       Given(trail.plain(facts), taken), f"{command_id}/{n}")

    def _moved_on(self, connection: Connection, last: Entry) -> MovedOn:
        name = connection.scalar(
            select(models.Officer.name).where(models.Officer.login == last.officer))
        step = machine.BOOK[State(last.source), last.step]
        when = last.at.astimezone(BEIJING)
        return MovedOn(
            f"{last.request}已由{name or last.officer}于{when:%Y-%m-%d %H:%M}办理“{step.label}”，"
            f"现处于{State(last.dest).label}环节。您填写的内容已保留，请核对后再提交。")


def _done(entry: Entry) -> Done:
    step = machine.BOOK[State(entry.source), entry.step]
    made = tuple(row["id"] for row in entry.facts.rows("documents"))
    return Done(entry.request, entry.seq, State(entry.dest), step.label, made)


def _first(made: Answer, officer: Actor, no: str = "") -> Entry | None:
    """The entry this command has made already; a command of somebody else is no answer."""
    first = trail.told_one(made)
    if first is not None and (first.officer != officer.login or no not in ("", first.request)):
        raise StepNotAllowed([Reason("本次提交的编号已经用过，请刷新页面后重新提交")])
    return first


def _made_by(entries: Sequence[Entry], command_id: str) -> Entry | None:
    return next((entry for entry in entries if entry.command_id == command_id), None)
