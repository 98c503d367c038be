"""What happened that concerns others (办理动态): read from the trail, told to whose turn it is.

A step writes nothing for it: the log of all entries is read from where it was left, so that none is
missed and none told twice, however often the worker is stopped.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from workflow.machine import BOOK
from workflow.record import trail
from workflow.record.models import LogLeaf, Request, TrailEntry
from workflow.record.people import Directory
from workflow.record.trail import Entry
from workflow.terms import Role, State
from workflow.work.reminders import Told

#: How many entries are read at a time.
HANDFUL = 200


@dataclass(frozen=True)
class Acted:
    """An entry, and the request as it stands now: its agency, and who handles it."""

    entry: Entry
    agency: int
    handler: str


Whom = Callable[[Acted, Directory], set[str]]


def _handler(acted: Acted, directory: Directory) -> set[str]:
    return {acted.entry.facts.text("handler") or acted.handler}


def _seats(*roles: Role) -> Whom:
    def seated(acted: Acted, directory: Directory) -> set[str]:
        return {login for role in roles for login, _ in directory.of_seat(role)}

    return seated


#: Whose turn it is, or who waits for it, once a step is taken.
CONCERNED: Mapping[str, Whom] = {
    "assign": _handler, "reassign": _handler, "return_to_handler": _handler, "recall": _handler,
    "grant_extension": _handler, "decline_extension": _handler, "notify_fee": _handler,
    "decline_fee": _handler, "record_payment": _handler, "receive_supplement": _handler,
    "record_opinion": _handler, "hold": _handler, "release_hold": _handler,
    "withdraw": _handler,
    "propose_extension": _seats(Role.HEAD), "propose_fee": _seats(Role.HEAD),
    "submit_for_review": _seats(Role.REVIEWER, Role.SECRECY_REVIEWER, Role.LEGAL_OFFICE),
    "approve": _seats(Role.INTAKE_CLERK), "flag_for_leader": _seats(Role.LEADER),
    "correct_letter": _seats(Role.REVIEWER), "supply_remedy_notice": _seats(Role.REVIEWER),
    "revoke_and_reply_anew": _seats(Role.REVIEWER), "close": _seats(Role.ARCHIVIST),
}


def acted_since(connection: Connection, position: int) -> list[tuple[int, Acted]]:
    """The next handful of entries from a place of the log on, each with its place."""
    rows = connection.execute(
        select(LogLeaf.idx, TrailEntry.body, TrailEntry.hash, Request.agency_id, Request.handler)
        .join(TrailEntry, (TrailEntry.request == LogLeaf.request)
              & (TrailEntry.seq == LogLeaf.seq))
        .join(Request, Request.no == LogLeaf.request)
        .where(LogLeaf.idx >= position).order_by(LogLeaf.idx).limit(HANDFUL))
    return [(idx, Acted(trail.read(body, digest), agency, handler))
            for idx, body, digest, agency, handler in rows]


def tidings(acted: Acted, directory: Directory) -> Iterator[Told]:
    """Whom an act concerns, except the one who acted."""
    entry = acted.entry
    whom = CONCERNED.get(entry.step)
    if whom is None:
        return
    name = directory.names().get(entry.officer, entry.officer)
    label = BOOK[State(entry.source), entry.step].label
    for login in sorted(whom(acted, directory) - {entry.officer, ""}):
        yield Told(acted.agency, login, f"{entry.request}#{entry.seq}", entry.request,
                   f"{entry.request}：{name}已办理“{label}”", False)
