"""Groups of requests for the same information (多人申请同一信息, 条例第四十四条第一款).

What several persons ask for may belong to everybody: shown to the disclosure office, which decides.
Items with a key in common are compared until they hang together, with a bounded number of requests
and comparisons: few while a page waits, many in the background, whose groups are kept by numbers
alone. What the requests say is read when they are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from workflow.record.alike.likeness import likeness
from workflow.record.erasures import ERASED_NAME
from workflow.record.identity import ID_NUMBER
from workflow.record.models import PersonMark, Publication, Request, RequestBand, RequestItem
from workflow.record.people import Actor
from workflow.reports.alike import replies_of
from workflow.terms import GIVING, Outcome, PublicationState, State


class Bounds(NamedTuple):
    """How many of the newest requests are looked at, and how many comparisons that may cost."""

    requests: int
    compared: int


#: While a page waits (a fifth of a second), and in the background (half a minute at most).
PAGE, WHOLE = Bounds(2000, 20_000), Bounds(100_000, 1_000_000)
#: So many groups are shown, and so many of the newest items of each.
_SHOWN, _MEMBERS = 30, 200
#: So many requests of one are named in a reason.
_NAMED = 8
#: So many requests are read by one statement.
_AT_ONCE = 500
_ANSWERED = (State.REPLY, State.ARCHIVING, State.ARCHIVED)
#: What gives out something everybody might have.
_GIVING = (Outcome.GRANTED, Outcome.PARTIAL)


@dataclass(frozen=True)
class Member:
    """An item of a group: what was asked, when, and what was answered."""

    no: str
    item: int
    wanted: str
    received_on: date | None
    state: State
    outcome: Outcome | None
    reply_number: str
    replied_on: date | None
    reply: str
    #: How alike it is to the item of the group that stands first.
    likeness: int

    @property
    def answered(self) -> bool:
        """Whether its reply was issued."""
        return self.state in _ANSWERED and bool(self.reply or self.replied_on)

    @property
    def given(self) -> bool:
        """Whether something not public yet was given out."""
        return self.answered and self.outcome in _GIVING


@dataclass(frozen=True)
class Cluster:
    """Requests of several persons for the same information."""

    members: tuple[Member, ...]
    persons: int
    #: Requests whose applicant is not known any more, or never was.
    nameless: int
    requests: int
    #: What was proposed or decided of any of them.
    publications: tuple[tuple[str, PublicationState, date], ...] = ()

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How often each answer was given."""
        found: dict[Outcome, int] = {}
        for one in self.members:
            if one.answered and one.outcome:
                found[one.outcome] = found.get(one.outcome, 0) + 1
        return found

    @property
    def uneven(self) -> bool:
        """Whether some were given it and others were not."""
        found = self.outcomes
        return bool(found.keys() & GIVING) and bool(found.keys() - GIVING)

    @property
    def reason(self) -> str:
        """Why it may be published, for whoever proposes it to go on from."""
        numbers = list(dict.fromkeys(one.no for one in self.members))
        more = "等" if len(numbers) > _NAMED else ""
        return f"{self.persons}人先后申请同一信息：{'、'.join(numbers[:_NAMED])}{more}"

    @property
    def to_propose(self) -> Member | None:
        """The newest request that gave something out, while nothing is proposed."""
        return None if self.publications else next((m for m in self.members if m.given), None)


@dataclass(frozen=True)
class Clusters:
    """The groups of a period, the most persons first, and what was left undone."""

    shown: tuple[Cluster, ...] = ()
    found: int = 0
    requests: int = 0
    #: Whether older requests of the period were left out; whether comparing was broken off.
    cut_short: bool = False
    broken_off: bool = False


@dataclass
class _Item:
    """An item on its way into a group."""

    no: str
    item: int
    wanted: str
    outcome: Outcome | None


Key = tuple[str, int]


class Group(NamedTuple):
    """Items that hang together: by how many persons, of how many requests, and the newest."""

    persons: int
    requests: int
    items: tuple[Key, ...]


@dataclass(frozen=True)
class Grouped:
    """Groups by the numbers of their requests and items alone, the most persons first."""

    groups: tuple["Group", ...] = ()
    found: int = 0
    requests: int = 0
    cut_short: bool = False
    broken_off: bool = False


One = TypeVar("One")


def clusters(
    connection: Connection, actor: Actor, first: date, last: date, at_least: int
) -> Clusters:
    """The groups of the own agency received from a first to a last day, by two persons or more."""
    found = grouped(connection, actor.agency_id, first, last, at_least, PAGE)
    return shown(connection, actor, found)


def first_of(day: date, months: int) -> date:
    """The first day of a month so many months ago: where a period of months begins."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def grouped(
    connection: Connection, agency: int, first: date, last: date, at_least: int, bounds: Bounds
) -> Grouped:
    """Work out which requests of an agency hang together."""
    asked = {"agency": agency, "first": first, "last": last, "most": bounds.requests + 1}
    rows = connection.execute(_REQUESTS, asked).mappings().all()
    requests = {row["no"]: row for row in rows[:bounds.requests]}
    if not requests:
        return Grouped()
    items = {(row.request_no, row.item): _Item(*row)
             for row in connection.execute(_ITEMS, asked) if row.request_no in requests}
    groups = Groups(items, at_least, bounds.compared)
    groups.compare(_by_key(connection, asked, items))
    marks = {row.request_no: row.mark for row in connection.execute(_MARKS, asked)}
    persons = _persons(requests, marks)
    found = [(len(_of(one, persons)), one) for one in map(sorted, groups.together.groups())]
    several = sorted((one for one in found if one[0] > 1),
                     key=lambda one: (one[0], one[1][-1]), reverse=True)
    return Grouped(
        tuple(_group(count, one, requests) for count, one in several[:_SHOWN]), len(several),
        len(requests), len(rows) > len(requests), groups.broken_off)


def _group(persons: int, items: Sequence[Key], requests: Mapping[str, RowMapping]) -> Group:
    newest = sorted(items, key=lambda one: (requests[one[0]]["received_on"], one), reverse=True)
    return Group(persons, len({no for no, _ in items}), tuple(newest[:_MEMBERS]))


def shown(connection: Connection, actor: Actor, found: Grouped) -> Clusters:
    """The groups with what their requests say now; what is void since is left out."""
    numbers = sorted({no for group in found.groups for no, _ in group.items})
    requests: dict[str, RowMapping] = {}
    items: dict[Key, _Item] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        asked = {"agency": actor.agency_id, "numbers": numbers[start:start + _AT_ONCE]}
        requests |= {row["no"]: row for row in connection.execute(_THESE, asked).mappings()}
        items |= {(row.request_no, row.item): _Item(*row)
                  for row in connection.execute(_THEIR_ITEMS, asked)}
    there = [group._replace(items=tuple(
        one for one in group.items if one in items and one[0] in requests))
        for group in found.groups]
    whole = [group for group in there if len(group.items) > 1]
    return Clusters(tuple(_clusters(connection, whole, items, requests)), found.found,
                    found.requests, found.cut_short, found.broken_off)


def _newest(*columns: Any) -> Select[Any]:
    """The requests of a period, the newest first, as many as are asked for."""
    return select(*columns).where(
        Request.agency_id == bindparam("agency"), Request.void == 0, Request.redo_of == "",
        Request.received_on.between(bindparam("first"), bindparam("last")),
    ).order_by(Request.received_on.desc(), Request.id.desc()).limit(bindparam("most"))


# Statements made once: to build one costs more than to run it.
_SAID = (Request.no, Request.received_on, Request.state, Request.reply_number,
         Request.replied_on, Request.applicant_name)
_REQUESTS = _newest(*_SAID)
_NUMBERS: Any = bindparam("numbers", expanding=True)
_THESE = select(*_SAID).where(
    Request.no.in_(_NUMBERS), Request.agency_id == bindparam("agency"), Request.void == 0,
    Request.redo_of == "", Request.received_on.is_not(None))
_THEIR_ITEMS = select(
    RequestItem.request_no, RequestItem.item, RequestItem.wanted, RequestItem.outcome,
).where(RequestItem.request_no.in_(_NUMBERS))
_OF_PERIOD = _newest(Request.no).subquery()
_ITEMS = select(
    RequestItem.request_no, RequestItem.item, RequestItem.wanted, RequestItem.outcome,
).join(_OF_PERIOD, _OF_PERIOD.c.no == RequestItem.request_no)
_KEYS = select(RequestBand.band, RequestBand.request_no, RequestBand.item).join(
    _OF_PERIOD, _OF_PERIOD.c.no == RequestBand.request_no)
_MARKS = select(PersonMark.request_no, PersonMark.mark).join(
    _OF_PERIOD, _OF_PERIOD.c.no == PersonMark.request_no).where(PersonMark.kind == ID_NUMBER)
_PROPOSED = select(Publication.request_no, Publication.state, Publication.proposed_on).where(
    Publication.request_no.in_(bindparam("numbers", expanding=True))
).order_by(Publication.proposed_on.desc())


def _by_key(
    connection: Connection, asked: Mapping[str, Any], items: Mapping[Key, _Item]
) -> list[list[Key]]:
    """The items of each key several of them have, the rarest key first."""
    found: dict[int, list[Key]] = defaultdict(list)
    for band, no, item in connection.execute(_KEYS, asked):
        if (no, item) in items:
            found[band].append((no, item))
    return sorted((one for one in found.values() if len(one) > 1), key=len)


class Together(Generic[One]):
    """Things that belong together because some two of them do (并查集)."""

    def __init__(self) -> None:
        """Everything stands alone."""
        self._leads: dict[One, One] = {}

    def lead(self, one: One) -> One:
        """One of those a thing belongs together with, the same for all of them."""
        while (above := self._leads.get(one, one)) != one:
            self._leads[one] = one = self._leads.get(above, above)
        return one

    def join(self, one: One, other: One) -> None:
        """Two belong together, and with them all that belongs with either."""
        self._leads.setdefault(self.lead(other), self.lead(other))
        self._leads[self.lead(one)] = self.lead(other)

    def groups(self) -> list[list[One]]:
        """Everything that was joined, group by group."""
        found: dict[One, list[One]] = defaultdict(list)
        for one in list(self._leads):
            found[self.lead(one)].append(one)
        return list(found.values())


class Groups:
    """Items that hang together by what was compared."""

    def __init__(self, items: Mapping[Key, _Item], at_least: int, most: int) -> None:
        """Nothing is compared yet; `most` is how many comparisons may be made."""
        self.items, self.at_least, self._most = items, at_least, most
        self.together: Together[Key] = Together()
        self.broken_off = False
        self._apart: set[tuple[Key, Key]] = set()
        self._compared = 0

    def compare(self, by_key: Iterable[Sequence[Key]]) -> None:
        """Compare the items of each key, except those that hang together or were compared."""
        for held in by_key:
            for one, other in combinations(sorted(held), 2):
                if self._compared >= self._most:
                    self.broken_off = True
                    return
                self._meet(one, other)

    def _meet(self, one: Key, other: Key) -> None:
        if self.together.lead(one) == self.together.lead(other) or (one, other) in self._apart:
            return
        self._compared += 1
        if likeness(self.items[one].wanted, self.items[other].wanted).score >= self.at_least:
            self.together.join(one, other)
        else:
            self._apart.add((one, other))


def _persons(requests: Mapping[str, RowMapping], marks: Mapping[str, str]) -> dict[str, str]:
    """The person of each request under one name; "" where nobody is known.

    The same ID number or the same name is one person: two who only share a name are counted once,
    so that no group seems to be of several persons when it is of one.
    """
    known: Together[str] = Together()
    names = {no: row["applicant_name"] for no, row in requests.items()
             if _is_named(row)}
    for no, name in names.items():
        known.join(f"name {name}", f"mark {marks[no]}" if no in marks else f"name {name}")
    return {no: known.lead(f"name {names[no]}") if no in names else "" for no in requests}


def _is_named(row: RowMapping) -> bool:
    return row["applicant_name"] not in ("", ERASED_NAME)


def _of(group: Sequence[Key], persons: Mapping[str, str]) -> set[str]:
    return {persons[no] for no, _ in group} - {""}


def _clusters(
    connection: Connection, groups: Sequence[Group], items: Mapping[Key, _Item],
    requests: Mapping[str, RowMapping],
) -> Iterator[Cluster]:
    numbers = {no for group in groups for no, _ in group.items}
    replies = replies_of(connection, numbers)
    proposed = connection.execute(_PROPOSED, {"numbers": sorted(numbers)}).all()
    for group in groups:
        own, first = {no for no, _ in group.items}, group.items[0]
        yield Cluster(
            tuple(_member(items[one], requests[one[0]], replies, items[first].wanted)
                  for one in group.items),
            group.persons, sum(not _is_named(requests[no]) for no in own), group.requests,
            tuple((row.request_no, row.state, row.proposed_on) for row in proposed
                  if row.request_no in own))


def _member(
    item: _Item, request: RowMapping, replies: Mapping[str, str], first: str
) -> Member:
    names = ("received_on", "state", "reply_number", "replied_on")
    return Member(
        no=item.no, item=item.item, wanted=item.wanted, outcome=item.outcome,
        reply=replies.get(item.no, ""), likeness=likeness(first, item.wanted).score,
        **{name: request[name] for name in names})
