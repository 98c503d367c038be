"""Taking over a register (历史导入): many rows become requests in one transaction, or none does.

Each row is a request with one entry, `import_history` or `import_open`. A row whose number is here
already is passed over if it says the same, and refused if it says something else: the same file
may be handed in again at any time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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
from workflow.record.people import Actor, Directory, actor_of, office_of
from workflow.record.personal import KeyRing, Vault
from workflow.record.security import SecurityAct
from workflow.record.standing import beijing_day, rows_of
from workflow.record.trail import Entry
from workflow.register_rows import (
    Against,
    Progress,
    Register,
    Row,
    RowsRefused,
    Survey,
    TakenOver,
    silent,
)
from workflow.steps import Action, Step
from workflow.terms import MoveKind, Outcome, State

#: So many rows are written at a time.
_AT_ONCE = 500
_MOVED = "预览之后，人员、设置、工作日历或者登记台账刚刚有变动，没有导入；请重新预览"
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


@dataclass
class _Ready:
    """A row that may be taken over."""

    row: Row
    step: Step
    action: Action
    parsed: Given

    @property
    def received_in(self) -> int:
        """The year of the series its number is from."""
        return self.action.facts.on("received_on").year


@dataclass(frozen=True)
class _Made:
    """A row made ready to be written: number, data key, entry, sealed fields, rows of the lists."""

    no: str
    key: bytes
    entry: Entry
    sealed: list[dict[str, Any]]
    rows: projection.Projected


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
        self._command_id = ""
        self._serials: dict[int, list[int]] = {}
        self._made: list[_Made] = []

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
            self._ask(template, row, known, first)
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
        self, template: Action, row: Row, known: Mapping[str, Standing], first: dict[str, int],
    ) -> None:
        ready = self._parsed(template, row)
        no = row.given.get("no", "")
        found = list(_against(ready))
        if no in first:
            found.append(Reason(f"与第{first[no]}行的申请编号相同；一件一行", "", "no"))
        elif no in known:
            found += differences(self._keys, known[no], ready.parsed)
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

    def number(self, connection: Connection, command_id: str) -> bool:
        """Reserve a number for each row that is new, so that all is made ready before the lock.

        False where there is nothing to write: all rows are here, or this very command wrote them.
        Raises RowsRefused while anything is against a row.
        """
        if self._against:
            raise RowsRefused(self._against)
        if not self._ready:
            return False
        self._command_id = command_id
        agency = self._ready[0].action.office.id
        numbers.lock(connection, agency)
        if trail.by_command(connection, self._command(self._ready[0])):
            return False
        years = Counter(one.received_in for one in self._ready)
        self._serials = {
            year: numbers.reserve_all(connection, agency, _REQUESTS, year, count, self._at)
            for year, count in years.items()}
        return True

    def make(self) -> None:
        """Make the entries and rows of all that is new, sealed under their numbers."""
        serials = {year: iter(found) for year, found in self._serials.items()}
        rows = len(self._register.rows)
        for done, one in enumerate(self._ready, 1):
            code = one.action.office.code
            no = f"{code}-{one.received_in}-{next(serials[one.received_in]):04d}"
            self._made.append(self._made_of(one, no))
            self._progress(rows + self._here + done, 2 * rows)

    def _made_of(self, one: _Ready, no: str) -> _Made:
        """The entry of a row, fired through the rule book, and what the tables hold of it."""
        action, parsed, key = one.action, one.parsed, personal.new_data_key()
        vault, office = Vault(no, key), action.office
        action.case.no = no
        facts = replace(parsed, facts={**parsed.facts, "agency": office.code})
        entry = action.entry = entry_of(one.step, action, vault, facts, (), self._command(one))
        if not machine.fire(one.step, action):
            raise StepNotAllowed([Reason(f"程序不允许此时办理“{one.step.label}”")])
        applicant = applicant_of(self._keys.index, office.code, parsed.personal)
        return _Made(no, key, entry, personal.sealed_rows(vault, 1, parsed.personal),
                     rows_of(action.case, office, applicant, action.calendar))

    def write(self, connection: Connection) -> TakenOver:
        """Write all that was made, and count it again in the tables.

        Raises MovedOn if the numbers, the seat or the calendar are others than when it was looked
        over, TrailBroken if the counts differ.
        """
        self._look_again(connection)
        for year, serials in self._serials.items():
            if not numbers.settle_all(connection, self._officer.agency_id, _REQUESTS, year,
                                      serials, "used"):
                raise MovedOn(_MOVED)
        for start in range(0, len(self._made), _AT_ONCE):
            _put(connection, self._keys, self._made[start : start + _AT_ONCE])
        self._reckon(connection, [one.no for one in self._made])
        self._log(connection, len(self._made))
        return self.done()

    def done(self) -> TakenOver:
        """What it came to; where nothing was to be written, what is here."""
        nos = [one.no for one in self._made] or [""]
        return TakenOver(
            len(self._register.rows), self._here, self._counted(), nos[0], nos[-1])

    def release(self, connection: Connection) -> None:
        """Give the reserved numbers back: the next requests take them."""
        for year, serials in self._serials.items():
            numbers.settle_all(connection, self._officer.agency_id, _REQUESTS, year, serials,
                               "free")

    def _command(self, one: _Ready) -> str:
        return f"{self._command_id}/{one.row.place}"

    def _look_again(self, connection: Connection) -> None:
        """Officer, agency, calendar and numbers once more, on what the write transaction sees."""
        numbers.lock(connection, self._officer.agency_id)
        then = self._ready[0].action
        if actor_of(connection, self._officer.login, then.today) != self._officer:
            raise MovedOn(_MOVED)
        now = self._template(connection)
        taken = standing(connection, now.office.id,
                         [one.row.given["no"] for one in self._ready])
        same = (now.office, now.calendar.version) == (then.office, then.calendar.version)
        if taken or not same:
            raise MovedOn(_MOVED)

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


def _put(connection: Connection, keys: KeyRing, made: Sequence[_Made]) -> None:
    personal.enter_keys(connection, keys, {one.no: one.key for one in made})
    trail.append_all(connection, [one.entry for one in made])
    personal.store_all(connection, [row for one in made for row in one.sealed])
    projection.open_all(connection, [one.rows for one in made])


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
