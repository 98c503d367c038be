"""What waits for a decision (待决事项): extensions, fees, mendings, holds, with the grounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from workflow import machine
from workflow.law.clock import Clock
from workflow.law.workdays import Calendar
from workflow.record import trail
from workflow.record.case import Case
from workflow.record.models import Request, TrailEntry
from workflow.record.people import Actor, Directory, office_of
from workflow.record.standing import BEIJING, clock_of, hold_lapses_on
from workflow.record.trail import Entry, moment_text
from workflow.reports.inbox import InboxFilter, InboxPage, InboxRow, inbox
from workflow.reports.views import View
from workflow.terms import State

#: How long before the year an application may have come that is handled in it.
_EARLIER = timedelta(366)
_REPORTED = '"report_to_leader":true'


@dataclass(frozen=True)
class ExtensionAsked:
    """An extension somebody asks for: by how much, why, and how often this year."""

    row: InboxRow
    proposed_by: str
    working_days: int
    reason: str
    used_working_days: int
    first_due_on: date | None
    #: How many extensions the same officer asked for this year, this one among them.
    asked_this_year: int


@dataclass(frozen=True)
class FeeAsked:
    """A fee somebody proposes."""

    row: InboxRow
    proposed_by: str
    yuan: int
    count: int
    why: str


@dataclass(frozen=True)
class MendingAsked:
    """A mending of our own letter that waits for its decision."""

    row: InboxRow
    proposed_by: str
    what: str
    document: str
    why: str


@dataclass(frozen=True)
class HoldInForce:
    """A hold of the legal office: since when, why, and the day on which it lapses by itself."""

    row: InboxRow
    by: str
    reason: str
    since: datetime
    lapses_on: date | None
    lapsed: bool


@dataclass(frozen=True)
class Reported:
    """A request reported to the leader in charge (报分管领导): why, by whom, since when."""

    row: InboxRow
    why: str
    by: str
    since: datetime


@dataclass(frozen=True)
class _Laid:
    """One row with the case behind it."""

    row: InboxRow
    case: Case
    entries: Sequence[Entry]
    clock: Clock | None

    def last(self, *steps: str) -> Entry:
        """The newest entry of one of these steps; there is one, or the row were not in its list."""
        return next(one for one in reversed(self.entries) if one.step in steps)


class Decisions:
    """What waits at one agency, read in one transaction; a list never holds more than `most`."""

    def __init__(
        self, connection: Connection, actor: Actor, today: date, calendar: Calendar,
        most: int = 20,
    ) -> None:
        """Read for an officer on a day."""
        self._connection, self._actor, self._today = connection, actor, today
        self._calendar, self._most = calendar, most
        self._office = office_of(connection, actor.agency_id, today)
        self._names = Directory(connection, actor.agency_id, today).names()

    def page(self, view: View) -> InboxPage:
        """The rows of a view, and how many there are."""
        return inbox(self._connection, self._actor, self._today, self._calendar,
                     InboxFilter(view), limit=self._most)

    def extensions(self, page: InboxPage) -> list[ExtensionAsked]:
        """The extensions to decide."""
        return [
            ExtensionAsked(
                laid.row, self._name(asked.proposed_by, asked.proposed_for), asked.working_days,
                asked.reason, laid.clock.used_working_days if laid.clock else 0,
                laid.clock.first_due_on if laid.clock else None,
                self._asked_this_year(asked.proposed_by))
            for laid in self._laid(page.rows) if (asked := laid.case.extension)]

    def fees(self, page: InboxPage) -> list[FeeAsked]:
        """The fees to decide."""
        return [
            FeeAsked(laid.row, self._name(fee.proposed_by), fee.yuan, fee.count, fee.why)
            for laid in self._laid(page.rows) if (fee := laid.case.fee)]

    def mendings(self, page: InboxPage) -> list[MendingAsked]:
        """The mendings to decide."""
        return [
            MendingAsked(
                laid.row, self._name(one.by, one.in_place_of), _label(laid.last(one.step)),
                _document(laid.case, one.document),
                one.facts.text("why") or one.facts.text("reason") or one.facts.text("lacking"))
            for laid in self._laid(page.rows) if (one := laid.case.mending)]

    def holds(self, page: InboxPage) -> list[HoldInForce]:
        """The holds in force, and those that have lapsed near the limit."""
        found = []
        for laid in self._laid(page.rows):
            if laid.case.hold is None:
                continue
            until = hold_lapses_on(laid.clock) if laid.clock else None
            found.append(HoldInForce(
                laid.row, self._name(laid.case.hold.by, laid.case.hold.in_place_of),
                laid.case.hold.reason, laid.last("hold").at, until,
                until is not None and until <= self._today))
        return found

    def reported(self, page: InboxPage) -> list[Reported]:
        """What was reported to the leader, each with its newest report."""
        told = {row.no: entry for row in page.rows
                for entry in self._reports(row.no)}
        return [
            Reported(row, told[row.no].facts.text("text") or "分办时报送",
                     self._name(told[row.no].officer, told[row.no].in_place_of), told[row.no].at)
            for row in page.rows if row.no in told]

    def _reports(self, no: str) -> Iterator[Entry]:
        """The reports to the leader on a request, oldest first."""
        handed = (TrailEntry.step == "assign") & TrailEntry.body.contains(_REPORTED)
        rows = self._connection.execute(
            select(TrailEntry.body, TrailEntry.hash)
            .where(TrailEntry.request == no, (TrailEntry.step == "flag_for_leader") | handed)
            .order_by(TrailEntry.seq))
        for body, digest in rows:
            yield trail.read(body, digest)

    def _laid(self, rows: Sequence[InboxRow]) -> Iterator[_Laid]:
        for row in rows:
            entries = trail.entries(self._connection, row.no)
            case = machine.fold(entries)
            yield _Laid(row, case, entries,
                        clock_of(case, self._office, self._today, self._calendar))

    def _name(self, login: str, absent: str = "") -> str:
        name = self._names.get(login, login)
        return f"{name}（代行{self._names.get(absent, absent)}）" if absent else name

    def _asked_this_year(self, login: str) -> int:
        first = date(self._today.year, 1, 1)
        begins = datetime.combine(first, time.min, BEIJING)
        return self._connection.scalar(
            select(func.count()).select_from(TrailEntry)
            .join(Request, Request.no == TrailEntry.request)
            .where(Request.agency_id == self._office.id,
                   Request.received_on >= first - _EARLIER,
                   TrailEntry.step == "propose_extension", TrailEntry.officer == login,
                   TrailEntry.at >= moment_text(begins))) or 0


def _label(entry: Entry) -> str:
    return machine.BOOK[State(entry.source), entry.step].label


def _document(case: Case, id: str) -> str:
    document = case.documents.get(id)
    return f"{document.title or document.kind.label} {document.number}" if document else ""

