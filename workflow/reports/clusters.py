"""Groups of requests for the same information (多人申请同一信息, 条例第四十四条第一款).

What several persons ask for may belong to everybody: shown to the disclosure office, which decides.
The groups of a period are worked out when the page is asked for and kept nowhere: items with a key
in common are compared until they hang together, with a bounded number of requests and comparisons.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from workflow.record.alike.likeness import likeness
from workflow.record.erasures import ERASED_NAME
from workflow.record.identity import ID_NUMBER
from workflow.record.models import PersonMark, Publication, Request, RequestBand, RequestItem
from workflow.record.people import Actor
from workflow.reports.alike import replies_of
from workflow.terms import GIVING, Outcome, PublicationState, State

#: How many of the newest requests of a period are looked at.
MOST_REQUESTS = 2000
#: How many comparisons one page may cost.
MOST_COMPARED = 20_000
#: So many groups are shown.
_SHOWN = 30
#: So many requests of one are named in a reason.
_NAMED = 8
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
One = TypeVar("One")


def clusters(
    connection: Connection, actor: Actor, first: date, last: date, at_least: int
) -> Clusters:
    """The groups of the own agency received from a first to a last day, by two persons or more."""
    asked = {"agency": actor.agency_id, "first": first, "last": last}
    rows = connection.execute(_REQUESTS, asked).mappings().all()
    requests = {row["no"]: row for row in rows[:MOST_REQUESTS]}
    if not requests:
        return Clusters()
    items = {(row.request_no, row.item): _Item(*row)
             for row in connection.execute(_ITEMS, asked) if row.request_no in requests}
    groups = Groups(items, at_least)
    groups.compare(_by_key(connection, asked, items))
    marks = {row.request_no: row.mark for row in connection.execute(_MARKS, asked)}
    persons = _persons(requests, marks)
    found = [one for one in map(sorted, groups.together.groups()) if _several(one, persons)]
    found.sort(key=lambda one: (len(_of(one, persons)), one[-1]), reverse=True)
    shown = tuple(_clusters(connection, found[:_SHOWN], items, requests, persons))
    return Clusters(shown, len(found), len(requests), len(rows) > len(requests),
                    groups.broken_off)


def _newest(*columns: Any) -> Select[Any]:
    """The requests of a period, the newest first, as many as are looked at and one more."""
    return select(*columns).where(
        Request.agency_id == bindparam("agency"), Request.void == 0, Request.redo_of == "",
        Request.received_on.between(bindparam("first"), bindparam("last")),
    ).order_by(Request.received_on.desc(), Request.id.desc()).limit(MOST_REQUESTS + 1)


# Statements made once: to build one costs more than to run it.
_REQUESTS = _newest(Request.no, Request.received_on, Request.state, Request.reply_number,
                    Request.replied_on, Request.applicant_name)
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

    def __init__(self, items: Mapping[Key, _Item], at_least: int) -> None:
        """Nothing is compared yet."""
        self.items, self.at_least = items, at_least
        self.together: Together[Key] = Together()
        self.broken_off = False
        self._apart: set[tuple[Key, Key]] = set()
        self._compared = 0

    def compare(self, by_key: Iterable[Sequence[Key]]) -> None:
        """Compare the items of each key, except those that hang together or were compared."""
        for held in by_key:
            for one, other in combinations(sorted(held), 2):
                if self._compared >= MOST_COMPARED:
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
             if row["applicant_name"] not in ("", ERASED_NAME)}
    for no, name in names.items():
        known.join(f"name {name}", f"mark {marks[no]}" if no in marks else f"name {name}")
    return {no: known.lead(f"name {names[no]}") if no in names else "" for no in requests}


def _of(group: Sequence[Key], persons: Mapping[str, str]) -> set[str]:
    return {persons[no] for no, _ in group} - {""}


def _several(group: Sequence[Key], persons: Mapping[str, str]) -> bool:
    return len(_of(group, persons)) > 1


def _clusters(
    connection: Connection, groups: Sequence[Sequence[Key]], items: Mapping[Key, _Item],
    requests: Mapping[str, RowMapping], persons: Mapping[str, str],
) -> Iterator[Cluster]:
    numbers = {no for group in groups for no, _ in group}
    replies = replies_of(connection, numbers)
    proposed = connection.execute(_PROPOSED, {"numbers": sorted(numbers)}).all()
    for group in groups:
        own = {no for no, _ in group}
        newest = sorted(group, key=lambda one: (requests[one[0]]["received_on"], one),
                        reverse=True)
        yield Cluster(
            tuple(_member(items[one], requests[one[0]], replies, items[newest[0]].wanted)
                  for one in newest),
            len(_of(group, persons)), sum(not persons[no] for no in own), len(own),
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
