"""Taking over a register (历史导入): many rows become requests in one transaction, or none does.

Each row is a request with one entry, `import_history` or `import_open`. A row whose number is here
already is passed over if it says the same, and refused if it says something else: the same file
may be handed in again at any time.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workflow import machine
from workflow.already_here import Standing, differences, standing
from workflow.errors import MovedOn, Reason, StepNotAllowed, TrailBroken
from workflow.filing import entry_of
from workflow.given import Given, parse
from workflow.law.moves import BadMove
from workflow.reach import clock_fault
from workflow.record import models, numbers, personal, projection, security, trail
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.facts import Facts
from workflow.record.identity import applicant_of
from workflow.record.people import Actor, Directory, Office, actor_of, office_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.security import SecurityAct
from workflow.record.standing import beijing_day, rows_of
from workflow.record.trail import Entry
from workflow.steps import Action, Step
from workflow.terms import MoveKind, Outcome, State

#: What is told of the progress: how many steps of work are done, of how many.
Progress = Callable[[int, int], None]
#: So many rows are written at a time.
_AT_ONCE = 500
#: The series that numbers the requests of an agency.
_REQUESTS = "request"
_ANSWERED = machine.BOOK[State.RECEIPT, "import_history"]
_OPEN = machine.BOOK[State.RECEIPT, "import_open"]
#: Made once: to make a form anew costs as much as to read a row by it.
_FORMS = {step.trigger: step.facts() for step in (_ANSWERED, _OPEN)}
#: The column that tells of a move of the clock.
_COLUMN_OF = {
    MoveKind.RECEIVED: "received_on", MoveKind.REPLIED: "replied_on",
    MoveKind.SUPPLEMENT_ASKED: "supplement_asked_on", MoveKind.EXTENDED: "extended_on",
    MoveKind.SUPPLEMENT_RECEIVED: "supplemented_on",
}


@dataclass(frozen=True)
class Row:
    """A row as it was read: its place in the file, its cells by the keys of their columns.

    `unread`: the columns whose cells could not be read, which have been complained of already.
    """

    place: int
    given: Mapping[str, str]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Register:
    """A register file as it was read: SHA-256 of its bytes in hex, and its rows."""

    digest: str
    rows: tuple[Row, ...]


class Against(NamedTuple):
    """A reason against a row; its `field` is the key of the column."""

    place: int
    reason: Reason


@dataclass(frozen=True)
class Survey:
    """What taking over a register would come to: nothing is written while anything is against it.

    `new` counts the rows by their result (None: still in hand); `here` the rows that lie here.
    """

    rows: int
    new: Mapping[Outcome | None, int]
    here: int
    against: tuple[Against, ...]


class RowsRefused(StepNotAllowed):
    """A register with rows that may not be taken over; carries what is against each."""

    def __init__(self, against: Sequence[Against]) -> None:
        """Keep the places beside the reasons."""
        super().__init__([one.reason for one in against])
        self.against = tuple(against)


class TakenOver(NamedTuple):
    """What taking over a register came to, counted in the tables after it was written."""

    rows: int
    here: int
    new: Mapping[Outcome | None, int]
    first_no: str = ""
    last_no: str = ""


@dataclass
class _Ready:
    """A row that may be taken over."""

    row: Row
    step: Step
    action: Action
    parsed: Given


def silent(done: int, of: int) -> None:
    """Nobody waits for it."""


class TakingOver:
    """One register on its way into the tables of an agency."""

    def __init__(
        self, keys: KeyRing, officer: Actor, at: datetime, register: Register,
        progress: Progress = silent,
    ) -> None:
        """Prepare for an officer who holds the seat of the intake clerk."""
        self._keys, self._officer, self._at, self._register = keys, officer, at, register
        self._progress = progress
        self._ready: list[_Ready] = []
        self._here = 0
        self._against: list[Against] = []

    def look(self, connection: Connection) -> Survey:
        """Ask of every row whether it may be taken over; nothing is written.

        Raises StepNotAllowed for an officer without the seat.
        """
        template = self._template(connection)
        rows = self._register.rows
        known = standing(connection, template.office.id,
                         [row.given["no"] for row in rows if "no" in row.given])
        first: dict[str, int] = {}
        for done, row in enumerate(rows, 1):
            self._ask(connection, template, row, known, first)
            self._progress(done, 2 * len(rows))
        return Survey(len(rows), self._counted(), self._here, tuple(self._against))

    def _template(self, connection: Connection) -> Action:
        """What all rows have in common; only their facts differ."""
        today = beijing_day(self._at)
        office = office_of(connection, self._officer.agency_id, today)
        action = Action(
            case=Case(no="", agency=office.code), officer=self._officer, at=self._at, today=today,
            office=office, directory=Directory(connection, office.id, today),
            calendar=calendar_at(connection, office.regions, self._at), clock=None)
        action.hands = _ANSWERED.hands(action)
        if action.hands is None:
            raise StepNotAllowed(_ANSWERED.reasons(action, given=False))
        return action

    def _ask(
        self, connection: Connection, template: Action, row: Row, known: Mapping[str, Standing],
        first: dict[str, int],
    ) -> None:
        ready = self._parsed(template, row)
        no = row.given.get("no", "")
        found = list(_against(ready))
        if no in first:
            found.append(Reason(f"与第{first[no]}行的申请编号相同；一件一行", "", "no"))
        elif no in known:
            found += differences(connection, self._keys, known[no], ready.parsed)
            self._here += 1
        if no:
            first.setdefault(no, row.place)
        if found:
            self._against += [Against(row.place, one) for one in dict.fromkeys(found)]
        elif no not in known:
            self._ready.append(ready)

    def _parsed(self, template: Action, row: Row) -> _Ready:
        step = _ANSWERED if {"outcome"} & (row.given.keys() | row.unread) else _OPEN
        given = {**row.given, "source": self._register.digest, "row": row.place}
        parsed = parse(_FORMS[step.trigger], given)
        action = replace(
            template, case=Case(no="", agency=template.office.code), facts=Facts(parsed.facts),
            given_personal=parsed.personal)
        return _Ready(row, step, action, parsed)

    def _counted(self) -> dict[Outcome | None, int]:
        return dict(Counter(_outcome(one) for one in self._ready))

    def write(self, connection: Connection, command_id: str) -> TakenOver:
        """Write every row that is new, and count them again in the tables.

        Raises RowsRefused while anything is against a row, MovedOn if the numbers, the seat or
        the calendar are others than when it was looked over, TrailBroken if the counts differ.
        """
        if self._against:
            raise RowsRefused(self._against)
        rows, made = len(self._register.rows), list[str]()
        if not self._ready:
            return TakenOver(rows, self._here, {})
        numbers.lock(connection, self._officer.agency_id)
        if trail.by_command(connection, self._command(command_id, self._ready[0])):
            return TakenOver(rows, self._here, self._counted())
        office = self._look_again(connection)
        nos = self._numbered(connection, office)
        for start in range(0, len(nos), _AT_ONCE):
            made += self._put(connection, office, nos[start : start + _AT_ONCE],
                              self._ready[start : start + _AT_ONCE], command_id)
            self._progress(rows + self._here + len(made), 2 * rows)
        self._reckon(connection, made)
        self._log(connection, len(made))
        return TakenOver(rows, self._here, self._counted(), made[0], made[-1])

    def _command(self, command_id: str, one: _Ready) -> str:
        return f"{command_id}/{one.row.place}"

    def _look_again(self, connection: Connection) -> Office:
        """Seat, calendar and numbers once more, on what the write transaction sees."""
        self._officer = actor_of(connection, self._officer.login, beijing_day(self._at))
        template = self._template(connection)
        counted_by = self._ready[0].action.calendar.version
        taken = standing(connection, template.office.id,
                         [one.row.given["no"] for one in self._ready])
        if taken or template.calendar.version != counted_by:
            raise MovedOn("预览之后，工作日历或者登记台账刚刚有变动，没有导入；请重新预览")
        return template.office

    def _numbered(self, connection: Connection, office: Office) -> list[str]:
        """A number of our own for each, out of the series of the year it was received in."""
        years = [one.action.facts.on("received_on").year for one in self._ready]
        serials = {
            year: iter(numbers.take(connection, office.id, _REQUESTS, year, count, self._at))
            for year, count in Counter(years).items()}
        return [f"{office.code}-{year}-{next(serials[year]):04d}" for year in years]

    def _put(
        self, connection: Connection, office: Office, nos: Sequence[str],
        ready: Sequence[_Ready], command_id: str,
    ) -> Sequence[str]:
        vaults = personal.new_vaults(connection, self._keys, nos)
        entries, opened = list[Entry](), list[projection.Projected]()
        for vault, one in zip(vaults, ready, strict=True):
            entry = self._filed(office, vault, one, self._command(command_id, one))
            entries.append(entry)
            opened.append(rows_of(
                one.action.case, office,
                applicant_of(self._keys.index, office.code, one.parsed.personal),
                one.action.calendar))
        trail.append_all(connection, entries)
        personal.store_all(connection, (
            (vault, 1, one.parsed.personal) for vault, one in zip(vaults, ready, strict=True)))
        projection.open_all(connection, opened)
        return nos

    def _filed(self, office: Office, vault: Vault, one: _Ready, command_id: str) -> Entry:
        """The entry of a row, fired through the rule book."""
        action, parsed = one.action, one.parsed
        action.case.no, action.officer = vault.request, self._officer
        facts = replace(parsed, facts={**parsed.facts, "agency": office.code})
        entry = action.entry = entry_of(one.step, action, vault, facts, (), command_id)
        if not machine.fire(one.step, action):
            raise StepNotAllowed([Reason(f"程序不允许此时办理“{one.step.label}”")])
        return entry

    def _reckon(self, connection: Connection, made: Sequence[str]) -> None:
        """What was written counts as many as were to be written, result by result."""
        found: Counter[Outcome | None] = Counter()
        for start in range(0, len(made), _AT_ONCE):
            found.update(connection.scalars(select(models.Request.outcome).where(
                models.Request.no.in_(made[start : start + _AT_ONCE]),
                models.Request.imported == 1)))
        if dict(found) != self._counted():
            raise TrailBroken("导入后逐件核对，件数与文件不符，已全部撤回，没有导入")

    def _log(self, connection: Connection, made: int) -> None:
        security.append(
            connection, self._at, self._officer.login, SecurityAct.REGISTER_IMPORTED,
            {"source": self._register.digest, "rows": len(self._register.rows), "imported": made,
             "here": self._here, **self._officer.instead(*_ANSWERED.by)},
            self._officer.agency_id)


def _outcome(one: _Ready) -> Outcome | None:
    told = one.action.facts.text("outcome")
    return Outcome(told) if told else None


def _against(ready: _Ready) -> Iterator[Reason]:
    """Every reason against a row, but for the cells that could not be read."""
    parsed, unread = ready.parsed, ready.row.unread
    whole = not parsed.reasons and not unread
    reasons: list[Any] = [*parsed.reasons, *ready.step.reasons(
        ready.action, given=True, whole=whole)]
    yield from (one for one in reasons if one.field not in unread)
    if whole and not reasons:
        yield from _against_the_clock(ready)


def _against_the_clock(ready: _Ready) -> Iterator[Reason]:
    error = clock_fault(ready.step, ready.action)
    if isinstance(error, BadMove):
        yield replace(error.reason, field=_COLUMN_OF[error.move.kind])
    elif error is not None:
        yield Reason(str(error), "", "received_on")
