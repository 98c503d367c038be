"""A request laid open (摊开的案卷): its case, entries and fields, and what guards may look at.

Whatever shows a request and whatever acts on it begins here, with the same question: is it of the
officer's own agency.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select

from letters.render import Printer
from letters.sealing import SealService
from workflow import machine, viewing
from workflow.archive.checks import four_checks
from workflow.archive.notarised import Notarised
from workflow.archive.shelf import Shelf as PackageShelf
from workflow.at_hand import AtHand, FilesAtHand
from workflow.errors import (
    BadFacts,
    NotFound,
    Reason,
    StepNotAllowed,
)
from workflow.evidence.intake import Intake
from workflow.given import Given, admitted, parse
from workflow.inspection import CheckItem
from workflow.packing import Opened, PackingRoom
from workflow.printing import PrintRoom
from workflow.reach import Surroundings, clock_fault, reach
from workflow.record import models, personal, trail
from workflow.record.calendars import Known, calendar_by
from workflow.record.case import Case
from workflow.record.erasures import ERASED_NAME
from workflow.record.evidence import FileStore
from workflow.record.facts import Facts
from workflow.record.identity import Applicant, applicant_of
from workflow.record.people import Actor, Directory, Office
from workflow.record.personal import KeyRing, Vault
from workflow.record.prepared import Answer, Prepared
from workflow.record.shelf import Shelf, shelf_of
from workflow.record.standing import (
    beijing_day,
    clock_of,
)
from workflow.record.trail import Entry
from workflow.steps import Action, Step, form_of
from workflow.terms import WITHOUT_CASES, State

#: The step that opens a request.
OPENING = machine.BOOK[State.RECEIPT, "receive"]
#: Why no step is taken on a request whose personal data was destroyed.
ERASED = Reason("此件的个人信息已经销毁，不再办理任何步骤", "个人信息保护法第四十七条")
# Statements made once: to build one costs more than to run it.
_OF_WHOM = Prepared(
    select(models.Request.agency_id, models.Request.head, models.RequestKey.wrapped,
           models.Erasure.request.label("stone"))
    .outerjoin(models.RequestKey, models.RequestKey.request == models.Request.no)
    .outerjoin(models.Erasure, models.Erasure.request == models.Request.no)
    .where(models.Request.no == bindparam("of"))
)
_LOCK = Prepared(
    select(models.Request.id).where(models.Request.no == bindparam("of")).with_for_update())
_FILES = Prepared(
    select(models.StoredFile.digest, models.StoredFile.size, models.StoredFile.media_type)
    .where(models.StoredFile.request == bindparam("of"))
)


@dataclass(frozen=True)
class Bench:
    """One request laid open: its case, entries, agency and personal fields."""

    case: Case
    entries: Sequence[Entry]
    office: Office
    vault: Vault
    fields: Mapping[tuple[int, str], str]
    #: Who acts, the agency and the notices, as asked for with all the rest.
    around: Surroundings
    #: Whether the personal data was destroyed: the request can be read, and no step taken.
    erased: bool = False

    @property
    def personal(self) -> dict[str, str]:
        """The newest value of each personal field, and every value as `name@seq`."""
        found = sorted(self.fields.items())
        newest = {name: value for (_, name), value in found}
        return newest | {f"{name}@{seq}": value for (seq, name), value in found}


class LaidOpen:
    """Lays the requests of one installation open."""

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
        self.at_hand = FilesAtHand()

    def bench(
        self, connection: Connection, no: str, officer: Actor, at: datetime, trigger: str = "",
        *, locked: bool = False, acts: bool = False,
    ) -> Bench:
        """Lay a request open for an officer of its agency; `locked`, nobody else acts on it.

        Who `acts` may find the file at hand, and has it then for himself.

        Raises NotFound for another agency's request and for seats that never open a case; such a
        seat may still take the one step that is its own, without seeing anything of the case.
        """
        kept = self.at_hand.take(no) if acts else None
        asked = _asked(connection, no, officer, at, kept, locked=locked)
        row = asked.whose.first()
        blind = officer.seats <= WITHOUT_CASES and not machine.is_of(officer.seats, trigger)
        if row is None or row.agency_id != officer.agency_id or blind:
            raise NotFound(f"没有找到申请{no}")
        erased = row.stone is not None
        vault = (personal.empty_vault(no) if erased
                 else personal.opened_vault(self.keys, no, row.wrapped))
        fields = ({(0, "applicant_name"): ERASED_NAME} if erased
                  else personal.opened(vault, asked.sealed))
        file = _whole(connection, no, kept, trail.told(asked.written), row.head)
        return Bench(file.case, file.entries, asked.around.office, vault, fields, asked.around,
                     erased)

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
                            parsed or Given(), bench.personal, bench.around.notices)

    def _action(
        self, connection: Connection, case: Case, office: Office, officer: Actor, at: datetime,
        parsed: Given, known: Mapping[str, str], notices: Sequence[Known],
    ) -> Action:
        today, days = beijing_day(at), calendar_by(notices, office.regions, at)
        action = Action(
            case=case, officer=officer, at=at, today=today, office=office,
            directory=Directory(connection, office.id, today), calendar=days,
            clock=clock_of(case, office, today, days), facts=Facts(parsed.facts),
            given_personal=parsed.personal, personal=known)
        reach(connection, action)
        return action

    def _parsed(self, step: Step, given: Mapping[str, Any]) -> Given:
        return admitted(
            parse(form_of(step.facts), given, self.intake.slips.read), self.keys, self.store)

    def _prepare(
        self, connection: Connection, bench: Bench, trigger: str, officer: Actor, at: datetime,
        given: Mapping[str, Any],
    ) -> tuple[Step, Action, Given]:
        step = machine.step_of(bench.case.state, trigger)
        if step is None or step.creates:
            raise StepNotAllowed([no_such_step(bench.case, trigger)])
        if bench.erased:
            raise StepNotAllowed([ERASED])
        parsed = self._parsed(step, given)
        action = self.action(connection, bench, officer, at, parsed)
        if step.inspection:
            action.inspected = self._inspected(connection, bench)
        refuse(parsed.reasons, step.reasons(action, given=True, whole=not parsed.reasons))
        refuse(against_the_clock(step, action))
        return step, action, parsed

    def _inspected(self, connection: Connection, bench: Bench) -> tuple[CheckItem, ...]:
        rows = _FILES.ask(connection, {"of": bench.case.no}).all()
        return four_checks(
            bench.case, bench.entries, self._shelf(connection, bench).read,
            bench.office.setting("retention_approval"),
            {row.digest: (row.size, row.media_type) for row in rows})

    def _opened(self, connection: Connection, bench: Bench, action: Action) -> Opened:
        reach(connection, action)
        seen = viewing.file_view(connection, action, bench.entries)
        return Opened(seen, action, bench.entries, bench.vault, bench.fields,
                      self._shelf(connection, bench).read)


class _Asked(NamedTuple):
    """What is asked of a request at one time, before any answer is looked at."""

    whose: Answer
    sealed: Answer
    written: Answer
    around: Surroundings


def _asked(
    connection: Connection, no: str, officer: Actor, at: datetime, kept: AtHand | None, *,
    locked: bool,
) -> _Asked:
    if locked and connection.dialect.name == "postgresql":  # SQLite has locked the file
        # Alone, so that what is read next is what stands once the lock is ours.
        _LOCK.ask(connection, {"of": no})
    return _Asked(
        _OF_WHOM.ask(connection, {"of": no}), personal.ask(connection, no),
        trail.ask(connection, no, after=kept.case.seq if kept else 0),
        Surroundings(connection, officer, at))


def _whole(
    connection: Connection, no: str, kept: AtHand | None, written: Sequence[Entry], head: str
) -> AtHand:
    """The file of a request: what lay at hand and what was written since, if that follows on."""
    if kept and kept.follows(written, head):
        return kept.carried_on(written)
    entries = trail.entries(connection, no) if kept else written
    return AtHand(entries, machine.fold(entries))


def refuse(*reasons: Sequence[Reason]) -> None:
    """Raise StepNotAllowed with all reasons at once, if there is any."""
    found = [reason for some in reasons for reason in some]
    if found:
        raise StepNotAllowed(list(dict.fromkeys(found)))


def against_the_clock(step: Step, action: Action) -> Sequence[Reason]:
    """Why the moves of a step cannot follow those on record: days out of order, no law yet."""
    error = clock_fault(step, action)
    if error is None:
        return []
    return [error.reason if isinstance(error, BadFacts) else Reason(str(error))]


def no_such_step(case: Case, trigger: str) -> Reason:
    """That a trigger is none of the state a request stands in, and where it belongs."""
    labels = [step.label for (_, name), step in machine.BOOK.items() if name == trigger]
    where = [state.label for (state, name) in machine.BOOK if name == trigger]
    if not labels:
        return Reason(f"程序中没有“{trigger}”这一步骤")
    rooms = "、".join(dict.fromkeys(where))
    return Reason(f"申请现处于{case.state.label}环节，“{labels[0]}”只能在{rooms}环节办理")
