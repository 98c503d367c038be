"""A sample of replies to look at again (抽样复查): drawn by strata, the same for the same day.

Within a stratum the order is that of SHA-256 over the seed day and the number of the request:
nobody can choose what is drawn, and anybody can draw it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from workflow.errors import Reason, StepNotAllowed
from workflow.record.models import Document, Request, TrailEntry
from workflow.terms import DocumentKind, Outcome, Term

#: More replies than these are no sample.
MOST = 500


class Stratum(Term):
    """What is drawn from together (抽样层)."""

    REFUSED = "refused", "不予公开、部分公开"
    UNABLE = "unable", "无法提供、不予处理、其他"
    GRANTED = "granted", "予以公开"


#: How many in a hundred are usually drawn: what costs the applicant most, first.
USUAL = {Stratum.REFUSED: 100, Stratum.UNABLE: 50, Stratum.GRANTED: 10}


@dataclass(frozen=True)
class Terms:
    """What a draw was asked for: replies dated from a day to a day, shares in a hundred, seed."""

    first: date
    last: date
    seed: date
    shares: Mapping[Stratum, int]

    def facts(self) -> dict[str, Any]:
        """As the security log keeps it."""
        return {"first": self.first, "last": self.last, "seed": self.seed,
                **{f"share_{one.value}": share for one, share in self.shares.items()}}

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Terms":
        """Read back from the security log."""
        first, last, seed = (date.fromisoformat(facts[key]) for key in ("first", "last", "seed"))
        return cls(first, last, seed, {s: int(facts[f"share_{s.value}"]) for s in Stratum})


@dataclass(frozen=True)
class Draw:
    """What came of it: how many replies there were in each stratum, and the numbers drawn."""

    population: Mapping[Stratum, int]
    drawn: tuple[str, ...]


def stratum_of(outcome: Outcome | None) -> Stratum:
    """The stratum of a request by its outcome; one without any is looked at with the refusals."""
    if outcome in (Outcome.GRANTED, Outcome.GRANTED_PUBLIC):
        return Stratum.GRANTED
    if outcome is None or outcome is Outcome.PARTIAL or outcome.value.startswith("deny."):
        return Stratum.REFUSED
    return Stratum.UNABLE


def draw(connection: Connection, agency_id: int, terms: Terms) -> Draw:
    """Draw from the replies of an agency.

    Raises StepNotAllowed for a period or shares that make no sense, or too large a sample.
    """
    _refuse_nonsense(terms)
    found = _replied(
        connection, Request.agency_id == agency_id, Document.dated.between(terms.first, terms.last))
    drawn = list(_drawn(found, terms))
    if len(drawn) > MOST:
        raise StepNotAllowed([Reason(f"抽得{len(drawn)}件，超过{MOST}件，请缩短期间或者降低比例")])
    return Draw({s: sum(stratum_of(o) is s for _, o in found) for s in Stratum}, tuple(drawn))


def in_turn(found: Iterable[tuple[str, Outcome | None]], seed: date, count: int) -> list[str]:
    """So many numbers, one stratum after the other in turn, until all or enough are taken."""
    waiting = [_shuffled(found, seed, stratum) for stratum in Stratum]
    taken: list[str] = []
    while len(taken) < count and any(waiting):
        for numbers in waiting:
            taken += [numbers.pop(0)] if numbers and len(taken) < count else []
    return taken


def replied(connection: Connection, since: date | None) -> list[tuple[str, Outcome | None]]:
    """Every request of the installation with a reply, dated since a day if one is given."""
    return _replied(connection, *([Document.dated >= since] if since else []))


def rechecked(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """Which of these have been looked at again, and by how many entries."""
    found: dict[str, int] = {}
    for no in connection.scalars(select(TrailEntry.request).where(
            TrailEntry.request.in_(numbers), TrailEntry.step == "record_recheck")):
        found[no] = found.get(no, 0) + 1
    return found


def _replied(
    connection: Connection, *where: ColumnElement[bool]
) -> list[tuple[str, Outcome | None]]:
    """Requests with a reply that was not recalled, and their outcome."""
    rows = connection.execute(
        select(Request.no, Request.outcome).distinct()
        .join(Document, Document.request_no == Request.no)
        .where(Document.kind == DocumentKind.REPLY, Document.voided.is_(False), *where))
    return [(row.no, row.outcome) for row in rows]


def _drawn(found: Sequence[tuple[str, Outcome | None]], terms: Terms) -> Iterable[str]:
    for stratum in Stratum:
        numbers = _shuffled(found, terms.seed, stratum)
        count = -(-len(numbers) * terms.shares[stratum] // 100)  # rounded up
        yield from numbers[:count]


def _shuffled(
    found: Iterable[tuple[str, Outcome | None]], seed: date, stratum: Stratum
) -> list[str]:
    def place(no: str) -> str:
        return sha256(f"{seed.isoformat()}|{no}".encode()).hexdigest()

    return sorted((no for no, outcome in found if stratum_of(outcome) is stratum), key=place)


def _refuse_nonsense(terms: Terms) -> None:
    reasons = []
    if terms.last < terms.first:
        reasons.append(Reason("截止日期早于起始日期", field="last"))
    if any(not 0 <= share <= 100 for share in terms.shares.values()):
        reasons.append(Reason("抽取比例应当为0至100", field="shares"))
    if reasons:
        raise StepNotAllowed(reasons)
