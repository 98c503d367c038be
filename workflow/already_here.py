"""Rows that lie here already (已在本系统): found by their number, compared with what they say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from workflow.errors import Reason
from workflow.given import Given
from workflow.record import trail
from workflow.record.facts import Facts
from workflow.record.models import Request, RequestKey, TrailEntry
from workflow.record.personal import KeyRing, Vault

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
    #: Its data key as it lies in the database; None where it was destroyed.
    wrapped: bytes | None = None


def standing(
    connection: Connection, agency_id: int, numbers: Sequence[str]
) -> dict[str, Standing]:
    """The requests of an agency that bear these numbers; an original number goes first."""
    found: dict[str, Standing] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = {"agency": agency_id, "numbers": list(numbers[start : start + _AT_ONCE])}
        for row in connection.execute(_BY_OWN, some):
            found[row.no] = _standing(row, imported=False)
        for row in connection.execute(_BY_ORIGINAL, some):
            found[row.original_no] = _standing(row, imported=True)
    return found


_NUMBERS: Any = bindparam("numbers", expanding=True)
_ROWS = (
    select(Request.no, Request.original_no, Request.received_on, Request.channel,
           Request.applicant_kind, TrailEntry.body, TrailEntry.hash, RequestKey.wrapped)
    .join(TrailEntry, (TrailEntry.request == Request.no) & (TrailEntry.seq == 1))
    .outerjoin(RequestKey, RequestKey.request == Request.no)
    .where(Request.agency_id == bindparam("agency"))
)
# Apart, each is found by its own index; the empty text is said as it is, or no database knows that
# the index of original numbers holds them all.
_BY_OWN = _ROWS.where(Request.no.in_(_NUMBERS))
_BY_ORIGINAL = _ROWS.where(
    Request.original_no.in_(_NUMBERS), Request.original_no != literal_column("''"))


def _standing(row: Any, *, imported: bool) -> Standing:
    own = {name: getattr(row, name) for name in _OF_OUR_OWN}
    said = trail.read(row.body, row.hash).facts if imported else Facts({})
    return Standing(row.no, imported, own, said, row.wrapped)


def differences(keys: KeyRing, here: Standing, parsed: Given) -> Iterator[Reason]:
    """What a row says otherwise than the request of its number; nothing if it says the same."""
    if not here.imported:
        yield from _of_another(here, Facts(parsed.facts))
        return
    said, now = _plain(here.said), _plain(Facts(parsed.facts))
    for name in sorted(said.keys() | now.keys()):
        if said.get(name) != now.get(name):
            yield _differs(here, name)
    if here.wrapped is not None:
        yield from _persons(Vault(here.no, keys.unwrap(here.no, here.wrapped)), here, parsed)


def _of_another(here: Standing, facts: Facts) -> Iterator[Reason]:
    for name, value in here.own.items():
        shown = value.isoformat() if isinstance(value, date) else str(value)
        if facts.text(name) != shown:
            yield Reason(f"该编号是在本系统登记的{here.no}，与本行不是同一件，请核对", "", name)


def _plain(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in facts.items()
            if name not in _OF_THE_FILE and not isinstance(value, Mapping)}


def _persons(vault: Vault, here: Standing, parsed: Given) -> Iterator[Reason]:
    """Personal fields are compared by their commitments: nothing is opened."""
    said = {name: fact for name, fact in here.said.items() if isinstance(fact, Mapping)}
    now = {name: vault.commitment(1, name, value) for name, value in parsed.personal.items()}
    for name in sorted(said.keys() | now.keys()):
        if said.get(name) != now.get(name):
            yield _differs(here, name)


def _differs(here: Standing, column: str) -> Reason:
    return Reason(f"该编号已经导入（本系统编号{here.no}），本行与当时导入的不同；"
                  "导入不更改已有的申请，请改用原来的内容，或者删去本行", "", column)
