"""Steps: what a declared step is, what one performing of it knows, and how a step says no.

A state module declares its steps as `Step(...)`. Guards ask what stands before any fact is given
(they decide which forms a page shows); checks ask the given facts; effects write the facts into
the case, at once and again at every replay, and see nothing but the recorded entry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from marshmallow import Schema

from workflow.errors import Reason
from workflow.inspection import CheckItem
from workflow.law.clock import Clock, Move
from workflow.law.workdays import Calendar
from workflow.record.case import Case, OutgoingDocument
from workflow.record.facts import Facts
from workflow.record.people import Actor, Directory, Office
from workflow.record.standing import beijing_day
from workflow.record.substitutions import StandIn
from workflow.record.trail import ALTHOUGH_AWAY, IN_PLACE_OF, Entry
from workflow.terms import DocumentKind, MoveKind, Role, State

#: A step with this destination leaves the request where it is.
STAY = None
#: The fact that names the clock sheet frozen with an act: the digest of its bytes.
CLOCK_SHEET = "clock_sheet"
#: The facts of the entry that seals a file: the digest of the package, the items of the checks.
PACKAGE, FOUR_CHECKS = "package", "four_checks"
#: The fact that tells of each file handed in with an act: digest, media type, virus scan, scanner.
RECEIVED_FILES = "received_files"


class Hands(NamedTuple):
    """In which seat an act is done, and in whose place (代行)."""

    role: Role
    #: The absent officer in whose name it is done; "" = in person.
    in_place_of: str = ""
    #: Who stands in for the officer that day, who acts in person all the same.
    stand_in: str = ""

    def facts(self) -> dict[str, str]:
        """What the entry says of it; nothing of an act in the own seat by one who is there."""
        told = {IN_PLACE_OF: self.in_place_of, ALTHOUGH_AWAY: self.stand_in}
        return {name: login for name, login in told.items() if login}


@dataclass
class Action:
    """One performing of a step: everything its guards, checks, moves and letters may look at."""

    case: Case
    officer: Actor
    at: datetime
    today: date
    office: Office
    directory: Directory
    calendar: Calendar
    clock: Clock | None
    facts: Facts = field(default_factory=lambda: Facts({}))
    #: Personal fields given now, in clear; the facts hold their commitments only.
    given_personal: Mapping[str, str] = field(default_factory=dict)
    #: Personal fields of the whole request, newest value of each name.
    personal: Mapping[str, str] = field(default_factory=dict)
    #: How many applications under the applicant's name came in a span, this one among them.
    applications_between: Callable[[date, date], int] = lambda first, last: 0
    #: The clock as the lists show it: by the calendar and settings known at the last act.
    clock_as_listed: Callable[[], Clock | None] = lambda: None
    #: The items of an inspection the step asks for (the four checks before sealing).
    inspected: tuple[CheckItem, ...] = ()
    #: The entry being made; only effects may need it.
    entry: Entry | None = None
    #: Whether the guards of the step have let it pass within the transaction that writes it.
    cleared: bool = False
    #: In which seat the step asked about would be taken, and in whose place.
    hands: Hands | None = None

    @property
    def persons(self) -> frozenset[str]:
        """Who takes the step: the officer, and the absent one in whose name it is taken."""
        absent = self.hands.in_place_of if self.hands else ""
        return frozenset({self.officer.login, absent} - {""})

    def person(self, name: str) -> str:
        """A personal field: as given now, else as last recorded."""
        return self.given_personal.get(name) or self.personal.get(name, "")


@dataclass(frozen=True)
class Outgoing:
    """A document a step sends out: its kind, and its letter once the number is known."""

    kind: DocumentKind
    build: Callable[[str], Any]
    ref: str = ""


Guard = Callable[[Action], Iterable[Reason]]
Effect = Callable[[Case, Entry], None]


def guard(
    text: str, article: str = "", field: str = ""
) -> Callable[[Callable[[Action], bool]], Guard]:
    """Turn a yes-or-no question into a guard that gives its reason when the answer is no."""

    def decorate(question: Callable[[Action], bool]) -> Guard:
        def ask(action: Action) -> Iterable[Reason]:
            return () if question(action) else (Reason(text, article, field),)

        ask.__name__ = question.__name__
        ask.__doc__ = question.__doc__
        return ask

    return decorate


def nothing_due(action: Action) -> tuple[Move, ...]:
    """Most steps move no clock."""
    return ()


def no_letter(action: Action) -> tuple[Outgoing, ...]:
    """Most steps send nothing out."""
    return ()


@dataclass(frozen=True)
class Step:
    """A declared step of the procedure (步骤)."""

    trigger: str
    label: str
    source: State
    dest: State | None
    by: tuple[Role, ...]
    article: str
    facts: type[Schema]
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    moves: Callable[[Action], tuple[Move, ...]] = nothing_due
    letters: Callable[[Action], tuple[Outgoing, ...]] = no_letter
    #: Facts the desk adds to what was given, computed from the case (the digest of an approval).
    adds: Callable[[Action], Mapping[str, Any]] | None = None
    #: A document only previewed at this step: the reply as a draft would print it.
    proof: Callable[[Action], tuple[Outgoing, ...]] = no_letter
    #: Whether the proof shows the draft on file, whatever the form of the step holds.
    shows_the_draft: bool = False
    #: Requests this step creates: the facts of their first entry.
    offspring: Callable[[Action], tuple[Mapping[str, Any], ...]] | None = None
    #: The step in which each of them begins.
    opens: str = "split_off"
    #: Whether the pages offer it first.
    primary: bool = False
    #: Whether the officer must give the password again (签发).
    fresh: bool = False
    #: Whether it only opens a request (`receive`) and so never stands on a case page.
    creates: bool = False
    #: Whether the clock sheet (期限计算单) is frozen with it, as it is when the reply leaves.
    freezes_clock: bool = False
    #: Name of the inspection the desk runs before the checks.
    inspection: str = ""
    #: Seats that only enter what somebody else decided: any other seat of the officer goes first.
    clerical: tuple[Role, ...] = ()
    #: Whether the archive package (归档包) is made with it and its digest kept in the entry.
    packs: bool = False

    @property
    def arrives(self) -> State:
        """The state after the step."""
        return self.dest or self.source

    @property
    def may_print(self) -> bool:
        """Whether a document can be previewed at this step."""
        return self.letters is not no_letter or self.proof is not no_letter

    def reasons(
        self, action: Action, *, given: bool, whole: bool = True
    ) -> tuple[Reason, ...]:
        """All reasons against taking the step now; with `given`, the facts are asked too.

        Where the facts are not `whole`, a check that misses a fact is passed over: the form
        itself has already said what is missing.
        """
        hands = self.hands(action)
        action = replace(action, hands=hands)
        found = [reason for one in self.guards for reason in one(action)]
        if given:
            ask = _asked if whole else _asked_of_a_part
            found += [reason for one in self.checks for reason in ask(one, action)]
        if hands is None:
            found.insert(0, self._not_the_seat(action.officer))
        return tuple(dict.fromkeys(found))

    def _not_the_seat(self, officer: Actor) -> Reason:
        seats = "、".join(role.label for role in self.by)
        told = f"“{self.label}”由{seats}办理，您没有该岗位"
        outside = [one for one in officer.stand_ins if one.role in self.by]
        if outside:
            told += (f"；您代行{outside[0].absent_name}的“{outside[0].role.label}”，"
                     "代行范围不含本步骤")
        return Reason(told)

    def hands(self, action: Action) -> Hands | None:
        """In which seat the officer would take the step: the own ones first; None for no seat."""
        found = [*self._in_person(action), *self._in_place(action)]
        return min(found, key=lambda one: one.role in self.clerical, default=None)

    def _in_person(self, action: Action) -> Iterable[Hands]:
        officer, handler = action.officer, action.case.handler
        for role in self.by:
            another_s = role is Role.HANDLER and handler != officer.login and any(
                one.absent == handler for one in self._covering(officer, role))
            if role in officer.own and not another_s:
                away = next((one.substitute for one in officer.away
                             if one.role is role and one.covers(self.trigger)), "")
                yield Hands(role, stand_in=away)

    def _in_place(self, action: Action) -> Iterable[Hands]:
        """Of several handlers the officer stands in for, the one of this request comes first."""
        for role in self.by:
            found = self._covering(action.officer, role)
            for one in sorted(found, key=lambda one: one.absent != action.case.handler):
                yield Hands(role, one.absent)

    def _covering(self, officer: Actor, role: Role) -> list[StandIn]:
        return [one for one in officer.stand_ins
                if one.role is role and one.covers(self.trigger)]


@cache
def form_of(facts: type[Schema]) -> Schema:
    """The form of a step, made once: to make one anew copies every field of it."""
    return facts()


def _asked(check: Guard, action: Action) -> list[Reason]:
    return list(check(action))


def _asked_of_a_part(check: Guard, action: Action) -> list[Reason]:
    try:
        return list(check(action))
    except (KeyError, ValueError):  # what Facts raises for a required fact that is not there
        return []


def record(case: Case, entry: Entry) -> None:
    """What every entry does to the case: position, state, moves, documents and files."""
    case.seq, case.head = entry.seq, entry.hash
    if not case.arrived or case.arrived[-1][1] != entry.dest:
        case.state = State(entry.dest)
        case.arrived.append((beijing_day(entry.at), case.state))
    case.opened_at = case.opened_at or entry.at
    case.last_at = entry.at
    if entry.moves:
        case.moves.extend(entry.moves)
        if any(move.kind is MoveKind.REPLIED for move in entry.moves):
            case.redo_by = None
    for row in entry.facts.rows("documents"):
        case.documents[row["id"]] = OutgoingDocument(
            id=row["id"], kind=DocumentKind(row["kind"]), number=row["number"],
            digest=row["digest"], dated=row.on("dated"), ref=row.text("ref"),
            title=row.text("title"), series=row["series"], year=row["year"], serial=row["serial"],
            code=row.text("code"),
        )
    for digest in entry.file_digests:
        frozen = digest == entry.facts.text(CLOCK_SHEET)
        case.files.setdefault(digest, CLOCK_SHEET if frozen else entry.step)
