"""Rows that lie here already (已在本系统): found by their number, compared with what they say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.errors import Reason
from workflow.given import Given
from workflow.record import personal, trail
from workflow.record.erasures import stone_of
from workflow.record.facts import Facts
from workflow.record.models import Request, TrailEntry
from workflow.record.personal import KeyRing

_AT_ONCE = 500
#: What says where a row was read, not what it says.
_OF_THE_FILE = frozenset({"source", "row", "agency"})
#: What a request that began here must share with a row of its number.
_OF_OUR_OWN = ("received_on", "channel", "applicant_kind")


@dataclass(frozen=True)
class Standing:
    """A request that bears the number of a row: one taken over before, or one that began here."""

    no: str
    imported: bool
    own: Mapping[str, Any]
    #: What the row said from which it was taken over.
    said: Facts = field(default_factory=lambda: Facts({}))


def standing(
    connection: Connection, agency_id: int, numbers: Sequence[str]
) -> dict[str, Standing]:
    """The requests of an agency that bear these numbers, as their own or their original one."""
    found: dict[str, Standing] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        found |= dict(_some(connection, agency_id, numbers[start : start + _AT_ONCE]))
    return found


def _some(
    connection: Connection, agency_id: int, numbers: Sequence[str]
) -> Iterator[tuple[str, Standing]]:
    rows = connection.execute(
        select(Request.no, Request.original_no, Request.received_on, Request.channel,
               Request.applicant_kind, TrailEntry.body, TrailEntry.hash)
        .join(TrailEntry, (TrailEntry.request == Request.no) & (TrailEntry.seq == 1))
        .where(Request.agency_id == agency_id,
               or_(Request.original_no.in_(numbers), Request.no.in_(numbers))))
    for row in sorted(rows, key=lambda row: bool(row.original_no)):  # an original number goes first
        own = {name: getattr(row, name) for name in _OF_OUR_OWN}
        imported = row.original_no in numbers
        said = trail.read(row.body, row.hash).facts if imported else Facts({})
        yield row.original_no if imported else row.no, Standing(row.no, imported, own, said)


def differences(
    connection: Connection, keys: KeyRing, here: Standing, parsed: Given
) -> Iterator[Reason]:
    """What a row says otherwise than the request of its number; nothing if it says the same."""
    if not here.imported:
        yield from _of_another(here, Facts(parsed.facts))
        return
    said, now = _plain(here.said), _plain(Facts(parsed.facts))
    for name in sorted(said.keys() | now.keys()):
        if said.get(name) != now.get(name):
            yield _differs(here, name)
    if stone_of(connection, here.no) is None:
        yield from _persons(connection, keys, here, parsed)


def _of_another(here: Standing, facts: Facts) -> Iterator[Reason]:
    for name, value in here.own.items():
        shown = value.isoformat() if isinstance(value, date) else str(value)
        if facts.text(name) != shown:
            yield Reason(f"该编号是在本系统登记的{here.no}，与本行不是同一件，请核对", "", name)


def _plain(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in facts.items()
            if name not in _OF_THE_FILE and not isinstance(value, Mapping)}


def _persons(
    connection: Connection, keys: KeyRing, here: Standing, parsed: Given
) -> Iterator[Reason]:
    """Personal fields are compared by their commitments: nothing is opened."""
    vault = personal.vault_of(connection, keys, here.no)
    said = {name: fact for name, fact in here.said.items() if isinstance(fact, Mapping)}
    now = {name: vault.commitment(1, name, value) for name, value in parsed.personal.items()}
    for name in sorted(said.keys() | now.keys()):
        if said.get(name) != now.get(name):
            yield _differs(here, name)


def _differs(here: Standing, column: str) -> Reason:
    return Reason(f"该编号已经导入（本系统编号{here.no}），本行与当时导入的不同；"
                  "导入不更改已有的申请，请改用原来的内容，或者删去本行", "", column)
