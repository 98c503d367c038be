"""The desk (办理台): the one door to a request: open it, preview a step, perform a step."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select

from letters.finding import Finding
from letters.render import Printed, Printer
from letters.sealing import SealService
from workflow import freezing, machine, masking, reviewing, viewing
from workflow.archive.checks import four_checks
from workflow.archive.notarised import Notarised
from workflow.archive.shelf import Shelf as PackageShelf
from workflow.errors import (
    BadFacts,
    FileRefused,
    LawError,
    LetterRefused,
    MovedOn,
    NotFound,
    Reason,
    StepNotAllowed,
    TrailBroken,
)
from workflow.evidence.examine import Evidence
from workflow.evidence.intake import Intake
from workflow.evidence.scanner import Scan
from workflow.evidence.slips import Kept
from workflow.filing import file_act, void_numbers
from workflow.given import Given, admitted, parse
from workflow.inspection import CheckItem
from workflow.law.workdays import Calendar
from workflow.packing import Exported, Opened, Package, PackingRoom
from workflow.printing import PrintRoom, Ready
from workflow.reach import clock_fault, look_again, reach
from workflow.record import models, numbers, personal, projection, trail
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.database import reading, writing
from workflow.record.erasures import ERASED_NAME, stone_of
from workflow.record.evidence import FileStore, Upload
from workflow.record.facts import Facts
from workflow.record.identity import Applicant, applicant_of
from workflow.record.people import Actor, Directory, Office, actor_of, office_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.security import NO_AGENCY
from workflow.record.shelf import Shelf, shelf_of
from workflow.record.standing import (
    BEIJING,
    beijing_day,
    clock_of,
    rows_of,
)
from workflow.record.tickets import kept_by, ticket_for
from workflow.record.trail import Entry
from workflow.register_rows import Progress, Register, Survey, TakenOver, silent
from workflow.steps import Action, Step
from workflow.taking_over import TakingOver
from workflow.terms import WITHOUT_CASES, DocumentKind, State
from workflow.viewing import RequestView, StepView

OPENING = machine.BOOK[State.RECEIPT, "receive"]
#: The personal fields a request opened by another takes with it.
_OF_AN_APPLICATION = tuple(name for name, asked in OPENING.facts().fields.items()
                           if asked.metadata.get("personal"))
_ERASED = Reason("此件的个人信息已经销毁，不再办理任何步骤", "个人信息保护法第四十七条")
#: The series that numbers the requests of an agency.
_REQUESTS = "request"


# Statements made once: to build one costs more than to run it.
_OWNER = select(models.Request.agency_id).where(models.Request.no == bindparam("of"))
_LOCKED = (
    select(models.Request.seq, models.Request.head, models.Request.applicant_name)
    .where(models.Request.no == bindparam("of"))
    .with_for_update()
)


class Done(NamedTuple):
    """What an act came to: where the request stands and which documents were made."""

    no: str
    seq: int
    state: State
    step_label: str
    documents: tuple[str, ...]


class Preview(NamedTuple):
    """A document as it would leave: watermarked, without a number."""

    kind: DocumentKind
    printed: Printed


class Sketch(NamedTuple):
    """A document as far as what was typed goes, with everything that stands against it.

    `printed` is None where not enough is told to print anything.
    """

    printed: Printed | None
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Bench:
    """One request laid open: its case, entries, agency and personal fields."""

    case: Case
    entries: Sequence[Entry]
    office: Office
    vault: Vault
    fields: Mapping[tuple[int, str], str]
    #: Whether the personal data was destroyed: the request can be read, and no step taken.
    erased: bool = False

    @property
    def personal(self) -> dict[str, str]:
        """The newest value of each personal field, and every value as `name@seq`."""
        found = sorted(self.fields.items())
        newest = {name: value for (_, name), value in found}
        return newest | {f"{name}@{seq}": value for (seq, name), value in found}


class Desk:
    """The desk of one installation."""

    def __init__(
        self, engine: Engine, store: FileStore, keys: KeyRing, press: Callable[[], Printer],
        seals: SealService | None = None, *, intake: Intake | None = None,
        shelf: PackageShelf | None = None, notary: Notarised | None = None,
    ) -> None:
        """Work on one database, file store, key ring and press (made when needed).

        `seals` is an outside seal or signature service; without one the printed seal stands.
        `intake` examines what is handed in; without one it does so here and scans nothing.
        Nothing can be sealed without a `shelf` for its package; `notary` proves its entries.
        """
        self.intake = intake or Intake()
        self.engine, self.store, self.keys = engine, store, keys
        self.print_room = PrintRoom(engine, store, press, seals)
        self.packing_room = PackingRoom(press, shelf, notary)

    def calendar(self, officer: Actor | None, at: datetime) -> Calendar:
        """The working days of an officer's agency, else of the country, as known at a moment."""
        with reading(self.engine) as connection:
            if officer is None or officer.agency_id == NO_AGENCY:
                return calendar_at(connection, (), at)
            office = office_of(connection, officer.agency_id, beijing_day(at))
            return calendar_at(connection, office.regions, at)

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

    def _parsed(self, step: Step, given: Mapping[str, Any]) -> Given:
        return admitted(
            parse(step.facts(), given, self.intake.slips.read), self.keys, self.store)

    def open_request(
        self, officer: Actor, at: datetime, given: Mapping[str, Any], *, command_id: str
    ) -> Done:
        """Open a request with its first act, `receive` (收件).

        Raises StepNotAllowed with all reasons against it.
        """
        parsed = self._parsed(OPENING, given)
        with writing(self.engine) as connection:
            # One lock per agency: two clicks of one command meet here, not at the constraint.
            numbers.lock(connection, officer.agency_id)
            first = _first(connection, command_id, officer)
            if first is not None:
                return _done(first)
            officer = actor_of(connection, officer.login, beijing_day(at))
            office = office_of(connection, officer.agency_id, beijing_day(at))
            case = Case(no="", agency=office.code)
            action = self._action(connection, case, office, officer, at, parsed, {})
            _refuse(parsed.reasons, OPENING.reasons(action, given=True, whole=not parsed.reasons))
            _refuse(_against_the_clock(OPENING, action))
            return _done(self._open(connection, OPENING, action, parsed, command_id))

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
        progress: Progress = silent,
    ) -> TakenOver:
        """Take over an earlier register (历史导入) in one transaction: every row, or none.

        Raises RowsRefused with every reason against any row, MovedOn if somebody took rows of it
        over meanwhile.
        """
        with reading(self.engine) as connection:
            officer = actor_of(connection, officer.login, beijing_day(at))
            work = TakingOver(self.keys, officer, at, register, progress)
            work.look(connection)
        with writing(self.engine) as connection:
            if not work.number(connection, command_id):
                return work.done()
        try:
            work.make()
            with writing(self.engine) as connection:
                return work.write(connection)
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
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at, trigger)
            first = _made_by(bench.entries, command_id)
            if first is not None:
                return _done(first)
            if bench.case.seq != seen_seq:
                raise self._moved_on(connection, bench.entries[-1])
            step, action, parsed = self._prepare(connection, bench, trigger, officer, at, given)
            outgoing = step.letters(action)
        ready = self.print_room.make_ready(action, outgoing)
        package: Package | None = None
        try:
            parsed = self._with_sheet(bench, step, action, parsed, ready)
            if step.packs:
                parsed, package = self._packed(bench, step, action, parsed)
            with writing(self.engine) as connection:
                entry = self._commit(
                    connection, bench, step, action, parsed, ready, command_id, package)
        except BaseException:
            if package is not None:
                package.discard()
            self.print_room.release(action.office, ready)
            raise
        if package is not None:
            with suppress(OSError):  # the act stands; every export writes the receipt anew
                self.packing_room.leave_receipt(entry, at)
        return _done(entry)

    def preview(
        self, no: str, trigger: str, officer: Actor, at: datetime, given: Mapping[str, Any]
    ) -> tuple[Preview, ...]:
        """The documents a step would send, watermarked and unnumbered; nothing is written.

        A reviewer sees the draft as it stands before having typed an opinion.
        """
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            step = machine.step_of(bench.case.state, trigger)
            if step is not None and step.shows_the_draft:
                action = self.action(connection, bench, officer, at)
            else:
                step, action, _ = self._prepare(connection, bench, trigger, officer, at, given)
            outgoing = (*step.letters(action), *step.proof(action))
        return tuple(Preview(one.kind, self.print_room.draft(one)) for one in outgoing)

    def review(
        self, no: str, officer: Actor, at: datetime, against: int = 0
    ) -> reviewing.Sheet:
        """What a reviewer's page shows, the draft compared with a version (0: the last round's)."""
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            return reviewing.sheet(connection, self.action(connection, bench, officer, at),
                                   bench.entries, against)

    def shown(
        self, no: str, officer: Actor, at: datetime, version: int = 0
    ) -> reviewing.Shown | None:
        """The letter a reviewer sees, of a version of the draft; None if there is none."""
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            return reviewing.letter_of(self.action(connection, bench, officer, at), version)

    def meanwhile(
        self, no: str, officer: Actor, at: datetime, seen_seq: int
    ) -> reviewing.Meanwhile:
        """What happened to a request after the entry a page showed last."""
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            action = self.action(connection, bench, officer, at)
            return reviewing.meanwhile(
                viewing.file_view(connection, action, bench.entries), action, seen_seq)

    def sketch(
        self, no: str, trigger: str, officer: Actor, at: datetime, given: Mapping[str, Any]
    ) -> Sketch:
        """The first document of a step while its form is being filled in; nothing is written.

        Unlike a preview it shows what there is, beside every reason against the step.
        Raises NotFound outside the agency, StepNotAllowed where the state knows no such step.
        """
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            step = machine.step_of(bench.case.state, trigger)
            if step is None or step.creates or bench.erased:
                raise StepNotAllowed([_ERASED if bench.erased else
                                      _no_such_step(bench.case, trigger)])
            parsed = self._parsed(step, given)
            action = self.action(connection, bench, officer, at, parsed)
            reasons = dict.fromkeys((*parsed.reasons, *step.reasons(
                action, given=True, whole=not parsed.reasons)))
            try:
                outgoing = [*step.letters(action), *step.proof(action)]
                findings = self.print_room.doubts(action, outgoing[0]) if outgoing else ()
            except (KeyError, ValueError, LawError):  # a fact the letter needs is not there yet
                return Sketch(None, tuple(reasons), ())
        if not outgoing:
            return Sketch(None, tuple(reasons), ())
        try:
            return Sketch(self.print_room.draft(outgoing[0]), tuple(reasons), findings)
        except LetterRefused as error:
            return Sketch(None, (*reasons, *map(Reason, error.findings)), findings)

    def view(self, no: str, officer: Actor, at: datetime) -> RequestView:
        """Everything the page of a request shows to this officer; nothing is written."""
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            return viewing.view(connection, self.action(connection, bench, officer, at),
                                bench.entries)

    def receive_form(self, officer: Actor, at: datetime) -> StepView:
        """The form that opens a request."""
        with reading(self.engine) as connection:
            office = office_of(connection, officer.agency_id, beijing_day(at))
            case = Case(no="", agency=office.code)
            action = self._action(connection, case, office, officer, at, Given(), {})
            return viewing.step_view(OPENING, action)

    def document(self, no: str, id: str, officer: Actor, at: datetime) -> bytes:
        """The bytes of a document as issued.

        Raises NotFound if the request has no such document or its bytes are gone or changed.
        """
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            shelf = self._shelf(connection, bench)
        document = bench.case.documents.get(id)
        if document is None:
            raise NotFound(f"{no}没有这份文书")
        return shelf.read(document.digest)

    def file(self, no: str, digest: str, officer: Actor, at: datetime) -> Upload:
        """A file of the case: name, media type, bytes.

        Raises NotFound if the request has no such file or its bytes are gone or changed.
        """
        with reading(self.engine) as connection:
            shelf = self._shelf(connection, self.bench(connection, no, officer, at))
            row = connection.execute(
                select(models.StoredFile.name, models.StoredFile.media_type)
                .where(models.StoredFile.request == no, models.StoredFile.digest == digest)
            ).first()
        if row is None:
            raise NotFound(f"{no}没有这份材料")
        return Upload(row.name, row.media_type, shelf.read(digest))

    def unmask(
        self, no: str, officer: Actor, at: datetime, keys: Sequence[str], reason: str
    ) -> tuple[tuple[str, str], ...]:
        """Sealed fields of a request in full, with their labels; who asked and why is logged.

        Raises StepNotAllowed without a reason or for a seat that need not know, NotFound outside
        the agency.
        """
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            action = self.action(connection, bench, officer, at)
        return masking.ask(self.engine, action, bench.entries, keys, reason)

    def bench(
        self, connection: Connection, no: str, officer: Actor, at: datetime, trigger: str = ""
    ) -> Bench:
        """Lay a request open for an officer of its agency.

        Raises NotFound for another agency's request and for seats that never open a case; such a
        seat may still take the one step that is its own, without seeing anything of the case.
        """
        owner = connection.scalar(_OWNER, {"of": no})
        blind = officer.seats <= WITHOUT_CASES and not machine.is_of(officer.seats, trigger)
        if owner is None or owner != officer.agency_id or blind:
            raise NotFound(f"没有找到申请{no}")
        erased = stone_of(connection, no) is not None
        vault = (personal.empty_vault(no) if erased
                 else personal.vault_of(connection, self.keys, no))
        fields = ({(0, "applicant_name"): ERASED_NAME} if erased
                  else personal.fields_of(connection, vault))
        entries = trail.entries(connection, no)
        return Bench(
            machine.fold(entries), entries, office_of(connection, owner, beijing_day(at)),
            vault, fields, erased)

    def _shelf(self, connection: Connection, bench: Bench) -> Shelf:
        """The files of a request. Raises NotFound once its personal data was destroyed."""
        if bench.erased:
            raise NotFound(f"{bench.case.no}的材料已随个人信息销毁，只留有摘要值"
                           "（个人信息保护法第四十七条）")
        return shelf_of(connection, self.store, bench.vault)

    def _applicant(self, office: Office, known: Mapping[str, str]) -> Applicant:
        return applicant_of(self.keys.index, office.code, known)

    def action(
        self, connection: Connection, bench: Bench, officer: Actor, at: datetime,
        parsed: Given | None = None,
    ) -> Action:
        """What the guards of any step on this request may look at."""
        return self._action(connection, bench.case, bench.office, officer, at,
                            parsed or Given(), bench.personal)

    def _action(
        self, connection: Connection, case: Case, office: Office, officer: Actor, at: datetime,
        parsed: Given, known: Mapping[str, str],
    ) -> Action:
        today, days = beijing_day(at), calendar_at(connection, office.regions, at)
        action = Action(
            case=case, officer=officer, at=at, today=today, office=office,
            directory=Directory(connection, office.id, today), calendar=days,
            clock=clock_of(case, office, today, days), facts=Facts(parsed.facts),
            given_personal=parsed.personal, personal=known)
        reach(connection, action)
        return action

    def _prepare(
        self, connection: Connection, bench: Bench, trigger: str, officer: Actor, at: datetime,
        given: Mapping[str, Any],
    ) -> tuple[Step, Action, Given]:
        step = machine.step_of(bench.case.state, trigger)
        if step is None or step.creates:
            raise StepNotAllowed([_no_such_step(bench.case, trigger)])
        if bench.erased:
            raise StepNotAllowed([_ERASED])
        parsed = self._parsed(step, given)
        action = self.action(connection, bench, officer, at, parsed)
        if step.inspection:
            action.inspected = self._inspected(connection, bench)
        _refuse(parsed.reasons, step.reasons(action, given=True, whole=not parsed.reasons))
        _refuse(_against_the_clock(step, action))
        return step, action, parsed

    def inspect(self, no: str, officer: Actor, at: datetime) -> tuple[CheckItem, ...]:
        """The four checks of a file that waits to be sealed, item by item; none elsewhere."""
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            waits = any(step.inspection for step in machine.steps_of(bench.case.state))
            return self._inspected(connection, bench) if waits else ()

    def export(self, no: str, officer: Actor, at: datetime, to: Path) -> Exported:
        """Write the complete file of a request into a folder, as a body or court asks for it.

        Raises NotFound outside the agency.
        """
        with reading(self.engine) as connection:
            bench = self.bench(connection, no, officer, at)
            opened = self._opened(connection, bench, self.action(connection, bench, officer, at))
        return self.packing_room.export(opened, to)

    def _inspected(self, connection: Connection, bench: Bench) -> tuple[CheckItem, ...]:
        rows = connection.execute(
            select(models.StoredFile.digest, models.StoredFile.size, models.StoredFile.media_type)
            .where(models.StoredFile.request == bench.case.no))
        return four_checks(
            bench.case, bench.entries, self._shelf(connection, bench).read,
            bench.office.setting("retention_approval"),
            {row.digest: (row.size, row.media_type) for row in rows})

    def _opened(self, connection: Connection, bench: Bench, action: Action) -> Opened:
        reach(connection, action)
        seen = viewing.file_view(connection, action, bench.entries)
        return Opened(seen, action, bench.entries, bench.vault, bench.fields,
                      self._shelf(connection, bench).read)

    def _packed(
        self, bench: Bench, step: Step, action: Action, parsed: Given
    ) -> tuple[Given, Package]:
        """Write the package of an act that seals the file."""
        with reading(self.engine) as connection:
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
        with reading(self.engine) as connection:
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
        row = connection.execute(_LOCKED, {"of": case.no}).one()
        first = _first(connection, command_id, action.officer, case.no)
        if first is not None:
            self.print_room.give_back(connection, action.office, ready)
            if package is not None:
                package.discard()
            return first
        if (row.seq, row.head) != (case.seq, case.head):
            raise self._moved_on(connection, trail.entries(connection, case.no)[-1])
        if row.applicant_name == ERASED_NAME and stone_of(connection, case.no):
            raise StepNotAllowed([_ERASED])
        look_again(connection, action)
        _refuse(step.reasons(action, given=True))
        known = bench.personal
        before = rows_of(
            case, action.office, self._applicant(action.office, known), action.calendar)
        entry = file_act(
            connection, self.store, bench.vault, step, action, parsed, ready, command_id)
        self.print_room.settle(connection, action.office, ready)
        after = rows_of(
            case, action.office, self._applicant(action.office, {**known, **parsed.personal}),
            action.calendar)
        projection.write(connection, before, after)
        void_numbers(connection, action.office, before, case)
        if step.offspring:
            self._beget(connection, bench, step, action, command_id)
        if package is not None:
            package.put()
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
            known = {name: bench.personal[name] for name in _OF_AN_APPLICATION
                     if name in bench.personal}
            part = self._action(
                connection, case, action.office, action.officer, action.at,
                Given(trail.plain(facts), known), {})
            self._open(connection, opening, part,
                       Given(trail.plain(facts), known), f"{command_id}/{n}")

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


def _refuse(*reasons: Sequence[Reason]) -> None:
    found = [reason for some in reasons for reason in some]
    if found:
        raise StepNotAllowed(list(dict.fromkeys(found)))


def _first(
    connection: Connection, command_id: str, officer: Actor, no: str = ""
) -> Entry | None:
    """The entry this command has made already; a command of somebody else is no answer."""
    first = trail.by_command(connection, command_id)
    if first is not None and (first.officer != officer.login or no not in ("", first.request)):
        raise StepNotAllowed([Reason("本次提交的编号已经用过，请刷新页面后重新提交")])
    return first


def _made_by(entries: Sequence[Entry], command_id: str) -> Entry | None:
    return next((entry for entry in entries if entry.command_id == command_id), None)


def _against_the_clock(step: Step, action: Action) -> Sequence[Reason]:
    """Why the moves of a step cannot follow those on record: days out of order, no law yet."""
    error = clock_fault(step, action)
    if error is None:
        return []
    return [error.reason if isinstance(error, BadFacts) else Reason(str(error))]


def _no_such_step(case: Case, trigger: str) -> Reason:
    labels = [step.label for (_, name), step in machine.BOOK.items() if name == trigger]
    where = [state.label for (state, name) in machine.BOOK if name == trigger]
    if not labels:
        return Reason(f"程序中没有“{trigger}”这一步骤")
    rooms = "、".join(dict.fromkeys(where))
    return Reason(f"申请现处于{case.state.label}环节，“{labels[0]}”只能在{rooms}环节办理")
