"""Synthetic histories of requests, and their table three worked out without the counting code.

The truth is found request by request, as an officer would with a stack of files: which year came
it in, which year was it answered, in which column, in which row.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from workflow.record.models import Request
from workflow.terms import ApplicantKind, Channel, Outcome, State

#: The rows as the form of 2021 has them, written down once more.
LEAVES = (
    "granted", "partial", "deny.secret", "deny.law", "deny.safety", "deny.third_party",
    "deny.internal", "deny.process", "deny.enforcement_file", "deny.query", "unable.not_held",
    "unable.create", "unable.unclear", "reject.petition", "reject.repeat", "reject.publication",
    "reject.excessive", "reject.confirm", "other.no_supplement", "other.no_payment",
    "other.other")
KINDS = ("natural", "company", "research", "public_benefit", "legal_service", "other")
ROWS = ("new", "carried_in", *LEAVES, "total", "carried_out")


@dataclass(frozen=True)
class History:
    """One request: when it came, when it was answered and how, by whom; 0 = entered for good."""

    agency: int
    received: date | None
    concluded: date | None
    kind: str = "natural"
    outcome: str | None = "granted"
    void: int = 0
    redo_of: str = ""


def random_histories(
    chance: random.Random, agencies: Sequence[int], number: int, first: int, years: int
) -> Iterator[History]:
    """Requests of some years: most answered within weeks, some late, some never, some void."""
    for _ in range(number):
        received = date(first, 1, 1) + timedelta(chance.randrange(365 * years))
        took = chance.choice((0, 5, 15, 28, 40, 90, 400))
        concluded = received + timedelta(took) if chance.random() < 0.9 else None
        outcome = chance.choice(list(Outcome)).value if concluded else None
        yield History(
            chance.choice(list(agencies)), received, concluded, chance.choice(KINDS), outcome,
            void=int(chance.random() < 0.03),
            redo_of="R-1" if chance.random() < 0.03 else "")


def truth(
    histories: Sequence[History], agencies: Sequence[int], first: date, last: date,
    redo_counts: bool = False,
) -> dict[str, dict[str, int]]:
    """Table three of some agencies between two days."""
    cells = {row: dict.fromkeys((*KINDS, "total"), 0) for row in ROWS}
    for one in histories:
        if one.void or one.agency not in agencies or (one.redo_of and not redo_counts):
            continue
        for row in _rows(one, first, last):
            cells[row][one.kind] += 1
            cells[row]["total"] += 1
    return cells


def _rows(one: History, first: date, last: date) -> Iterator[str]:
    assert one.received is not None
    if one.received > last or (one.concluded and one.concluded < first):
        return
    yield "new" if one.received >= first else "carried_in"
    if one.concluded is None or one.concluded > last:
        yield "carried_out"
        return
    yield "granted" if one.outcome == "granted_public" else str(one.outcome)
    yield "total"


def keep(connection: Connection, histories: Sequence[History]) -> None:
    """Write them as the rows of the lists, without a trail."""
    if histories:
        connection.execute(insert(Request), [
            _row(one, number) for number, one in enumerate(histories, 1)])


def _row(one: History, number: int) -> dict[str, Any]:
    return {
        "agency_id": one.agency, "no": f"A{one.agency}-{number:06}", "state": State.HANDLING,
        "seq": 1, "head": "", "received_on": one.received, "channel": Channel.EMS,
        "applicant_kind": ApplicantKind(one.kind), "applicant_name": "王䶮", "subject": "批复",
        "clock_state": "running", "outcome": Outcome(one.outcome) if one.outcome else None,
        "concluded_on": one.concluded, "void": one.void, "redo_of": one.redo_of}
