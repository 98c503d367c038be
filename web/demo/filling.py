"""Filling (填入): all tales of the demo merged by time and told through the desk, act by act.

An act that was performed already is only looked up, so that an interrupted filling goes on.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from web.config import House
from web.demo import agency
from web.demo.scenarios import tales
from web.demo.tale import Act, Diary, EntryOf, Newest, NumberOf, Scan, Tale
from web.passwords import hashed
from workflow.office import Actor, actor_of
from workflow.record import trail
from workflow.record.calendars import calendar_at
from workflow.record.database import reading, writing
from workflow.record.evidence import Upload
from workflow.record.security import SecurityAct, newest
from workflow.record.standing import BEIJING, beijing_day
from workflow.terms import DocumentKind


def begun_on(connection: Connection) -> date | None:
    """The day a filling was begun on this database, as its security log tells; None for never."""
    id = agency.id_of(connection)
    if id is None or not _founded_by_the_demo(connection, id):
        return None
    logins = {seat.login for seat in agency.SEATS}
    for line in newest(connection, id, only=SecurityAct.PASSWORD_SET, limit=10_000)[::-1]:
        if line.facts.get("login") in logins:
            return beijing_day(line.at)
    return None


def _founded_by_the_demo(connection: Connection, id: int) -> bool:
    """A real agency may bear the same code and name; only the demo founds one back in 2008."""
    lines = newest(connection, id, only=SecurityAct.AGENCY_ADDED, limit=1)
    return any(line.at == agency.FOUNDED for line in lines)


@dataclass
class Progress:
    """How far a tale has come: its request, the entry seen last, its newest documents."""

    no: str = ""
    seq: int = 0
    documents: dict[DocumentKind, str] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)


class Filling:
    """One filling of an installation for one day."""

    def __init__(self, house: House, today: date) -> None:
        """Prepare the tales as they stand on a day."""
        self.house, self.today = house, today
        with reading(house.engine) as connection:
            days = calendar_at(connection, (), datetime.combine(today, time.max, BEIJING))
        self.tales = tales(Diary(today, days))
        self._progress = {tale.name: Progress() for tale in self.tales}
        self._officers: dict[str, Actor] = {}

    def unfinished(self) -> bool:
        """Whether any tale is not told to its end yet."""
        with reading(self.house.engine) as connection:
            return any(
                trail.by_command(connection, _command(tale, len(tale.acts()))) is None
                for tale in self.tales)

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Found the agency if it is not there, and perform every act; `tell` hears how far."""
        with writing(self.house.engine) as connection:
            if agency.id_of(connection) is None:
                agency.found(connection, self.today, hashed(agency.PASSWORD))
        merged = sorted(
            ((act.at, tale.name, place, act, tale)
             for tale in self.tales for place, act in enumerate(tale.acts(), 1)),
            key=lambda row: row[:3])
        for done, (_, _, place, act, tale) in enumerate(merged, 1):
            self._perform(tale, act, _command(tale, place))
            tell(done, len(merged))

    def _perform(self, tale: Tale, act: Act, command: str) -> None:
        so_far, desk = self._progress[tale.name], self.house.desk
        officer = self._officer(act)
        given = self._known(so_far, act.given)
        if not so_far.no:
            done = desk.open_request(officer, act.at, given, command_id=command)
            so_far.no = done.no
        else:
            done = desk.perform(so_far.no, act.trigger, officer, act.at, given,
                                seen_seq=so_far.seq, command_id=command)
        so_far.seq = done.seq
        so_far.entries[act.trigger] = done.seq
        so_far.documents.update(zip(act.makes, done.documents, strict=True))
        if act.trigger == "redo_as_ordered":  # the tale goes on in the request that came of it
            so_far.no = desk.view(so_far.no, officer, act.at).successors[-1]
            so_far.seq = desk.view(so_far.no, officer, act.at).case.seq

    def _officer(self, act: Act) -> Actor:
        if act.login not in self._officers:
            with reading(self.house.engine) as connection:
                self._officers[act.login] = actor_of(connection, act.login, beijing_day(act.at))
        return self._officers[act.login]

    def _known(self, so_far: Progress, value: Any) -> Any:
        """A form's values with every stand-in replaced by what it stands for."""
        match value:
            case Newest(kind):
                return so_far.documents[kind]
            case EntryOf(step, mark):
                return f"{mark}{so_far.entries[step]}"
            case NumberOf(tale):
                return self._progress[tale].no
            case Scan(name):
                return self.house.desk.keep(Upload(name, "image/png", blank_sheet(name)))
            case Mapping():
                return {key: self._known(so_far, one) for key, one in value.items()}
            case list():
                return [self._known(so_far, one) for one in value]
        return value


def _command(tale: Tale, place: int) -> str:
    return f"demo-{tale.name}-{place}"


def blank_sheet(name: str) -> bytes:
    """A picture of a ruled sheet (PNG) for a paper that never was; the name is in its text."""
    width, height = 105, 148
    rows = (b"\x00" + (b"\xff" if y % 12 or y < 20 else b"\xb0") * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    note = b"Title\x00\x00\x00\x00\x00" + name.encode()
    chunks = ((b"IHDR", header), (b"iTXt", note), (b"IDAT", zlib.compress(b"".join(rows))),
              (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    return struct.pack(">I", len(content)) + kind + content + struct.pack(
        ">I", zlib.crc32(kind + content))
