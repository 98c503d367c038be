"""A bureau with one officer in each seat: whole stories are told through its desk."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

import pypdfium2
from sqlalchemy import Engine, text

from workflow import machine, office
from workflow.archive.replay import Finding, verify
from workflow.desk import Desk, Done
from workflow.errors import StepNotAllowed
from workflow.evidence.slips import Kept
from workflow.law.clock import Clock
from workflow.record import trail
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore, Upload
from workflow.record.people import Actor, actor_of
from workflow.record.personal import KeyRing
from workflow.record.standing import BEIJING
from workflow.record.tickets import ticket_for
from workflow.substituting import name_substitute
from workflow.terms import AgencyKind, Role
from workflow.viewing import RequestView

SEATS = {
    "clerk": Role.INTAKE_CLERK,
    "handler": Role.HANDLER,
    "colleague": Role.HANDLER,
    "reviewer": Role.REVIEWER,
    "head": Role.HEAD,
    "secrecy": Role.SECRECY_REVIEWER,
    "legal": Role.LEGAL_OFFICE,
    "archivist": Role.ARCHIVIST,
    "leader": Role.LEADER,
}
SETTINGS = {
    "reconsideration_bodies": "滨江市人民政府\n滨江省自然资源厅",
    "court": "滨江市中级人民法院",
    "contact": "联系人：李明；联系电话：0000-12345678",
    "address": "滨江市民主路18号",
    "retention_approval": "滨档函〔2008〕3号",
    "on_the_spot_authorisation": "on",
    "fee_payment": "到滨江市政务服务中心财政缴费窗口（滨江市民主路18号）缴纳",
}
SINCE = date(2008, 5, 1)  # Thursday, the first day of 国务院令第492号


@dataclass
class Bureau:
    """滨江市自然资源局, a city department, with its desk and the clock on its wall."""

    engine: Engine
    desk: Desk
    store: FileStore
    keys: KeyRing
    now: datetime = datetime(2024, 9, 27, 9, 0, tzinfo=BEIJING)
    _commands: Any = field(default_factory=lambda: count(1))
    #: A copy of a bureau goes on acting; its commands are others than those of the original.
    _opened: str = field(default_factory=lambda: token_hex(4))
    #: Whether the file at hand is compared with the trail after every act.
    compares: bool = False

    def at(self, moment: str) -> "Bureau":
        """Set the clock on the wall: "2024-09-27 09:30" in Beijing."""
        self.now = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
        return self

    def who(self, login: str) -> Actor:
        """The officer of a login, with the seats of that day."""
        with reading(self.engine) as connection:
            return actor_of(connection, login, self.now.date())

    def command(self) -> str:
        """A fresh command id, as a page would render one into a form."""
        return f"command-{self._opened}-{next(self._commands)}"

    def receive(self, /, **given: Any) -> str:
        """Open a request at the counter and return its number."""
        facts = {"applicant_kind": "natural", "applicant_name": "王䶮", **given}
        if "wanted" in facts:
            facts["items"] = [{"wanted": facts.pop("wanted")}]
        return self.desk.open_request(
            self.who("clerk"), self.now, facts, command_id=self.command()).no

    def act(self, no: str, login: str, trigger: str, /, **given: Any) -> Done:
        """Perform a step as an officer who has just looked at the page."""
        seen = self.see(no, login).case.seq
        done = self.desk.perform(no, trigger, self.who(login), self.now, given, seen_seq=seen,
                                 command_id=self.command())
        assert not self.compares or self.looks_through(no)
        return done

    def looks_through(self, no: str) -> bool:
        """Whether a file lies at hand; fails unless it is what the trail tells."""
        kept = self.desk.at_hand.take(no)
        if kept is None:
            return False
        with reading(self.engine) as connection:
            entries = trail.entries(connection, no)
        assert [*kept.entries] == entries
        assert kept.case == machine.fold(entries)
        self.desk.at_hand.lay(*kept)
        return True

    def refused(self, no: str, login: str, trigger: str, /, **given: Any) -> str:
        """All reasons against a step, joined; fails the test if the step is taken."""
        try:
            self.act(no, login, trigger, **given)
        except StepNotAllowed as error:
            return str(error)
        raise AssertionError(f"{trigger} was taken")

    def see(self, no: str, login: str = "clerk") -> RequestView:
        """The request as its page shows it."""
        return self.desk.view(no, self.who(login), self.now)

    def clock(self, no: str) -> Clock:
        """The clock of a request whose day of receipt is fixed."""
        clock = self.see(no).clock
        assert clock is not None
        return clock

    def set(self, key: str, value: str, *, since: str) -> None:
        """Set an agency setting from a day on."""
        with writing(self.engine) as connection:
            office.change_setting(
                connection, self.now, office.CONSOLE, self.who("clerk").agency_id, key, value,
                effective_from=date.fromisoformat(since), reason="测试")

    def seat(self, login: str, *more: str) -> None:
        """Give an officer the seats of others as well, from today on."""
        with writing(self.engine) as connection:
            for other in more:
                office.grant(connection, self.now, office.CONSOLE, login, SEATS[other],
                             valid_from=self.now.date())

    def stand_in(
        self, absent: str, substitute: str, *, until: str, seat: str = "", by: str = "",
        since: str = "", steps: Sequence[str] = (),
    ) -> int:
        """Let an officer act in the seat of an absent one, from today on unless said otherwise."""
        first = date.fromisoformat(since) if since else self.now.date()
        with writing(self.engine) as connection:
            return name_substitute(
                connection, self.now, self.who(by or absent), absent, SEATS[seat or absent],
                substitute, valid_from=first, valid_until=date.fromisoformat(until),
                reason="出差", steps=steps)

    def newest(self, no: str, kind: str) -> str:
        """The id of the newest document of a kind."""
        return [d.id for d in self.see(no).documents if d.kind == kind][-1]

    def post(self, no: str, kind: str, *, on: str, mail_no: str = "EX123456789CN") -> None:
        """Post the newest document of a kind by EMS."""
        self.act(no, "clerk", "dispatch_document", document=self.newest(no, kind), manner="ems",
                 on=on, mail_no=mail_no, carrier="中国邮政")

    def delivered(self, no: str, kind: str, *, on: str, by: str = "本人") -> None:
        """Record that the newest document of a kind was received."""
        self.act(no, "clerk", "record_delivery", document=self.newest(no, kind), on=on,
                 received_by=by, proof_kind="邮件签收记录")

    def text(self, no: str, kind: str) -> str:
        """The words of the newest document of a kind, read back from its PDF."""
        data = self.desk.document(no, self.newest(no, kind), self.who("clerk"), self.now)
        return pdf_text(data)

    def upload(self, name: str, says: bytes = b"scan") -> str:
        """Hand in a scan with a form; the bytes differ with what it says."""
        return self.desk.keep(Upload(name, "image/png", sheet(says)))

    def smuggled(self, name: str, media_type: str, data: bytes) -> str:
        """The slip of a file that never was examined, as if taken in before files were."""
        kept = self.store.keep(data)
        ticket = ticket_for(self.keys, kept, media_type)
        return self.desk.intake.slips.write(Kept(kept.digest, media_type, name, ticket=ticket))

    def lies_at(self, no: str, digest: str) -> Path:
        """Where the bytes of a file of a request lie."""
        with reading(self.engine) as connection:
            place: str = connection.execute(text(
                "SELECT place FROM stored_file WHERE request = :no AND digest = :digest"),
                {"no": no, "digest": digest}).scalar_one()
        return self.store._folder / place[:2] / place[2:]

    def findings(self, no: str | None = None) -> list[Finding]:
        """What verification finds."""
        return list(verify(self.engine, self.keys, self.store, no))


def sheet(says: bytes) -> bytes:
    """A picture of one white point (PNG) with a note in it."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
              (b"tEXt", b"Title\0" + says), (b"IDAT", zlib.compress(b"\0\xff")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content
        + struct.pack(">I", zlib.crc32(kind + content)) for kind, content in chunks)


def pdf_text(data: bytes) -> str:
    """The words of a PDF without the line breaks of its layout."""
    pdf = pypdfium2.PdfDocument(io.BytesIO(data))
    try:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()
    return "".join("".join(pages).split())


def found(bureau: Bureau, settings: Mapping[str, str] = SETTINGS) -> None:
    """Found the bureau: agency, officers, seats and settings, in force since 2008."""
    at = datetime(2008, 5, 1, 9, 0, tzinfo=BEIJING)
    with writing(bureau.engine) as connection:
        agency = office.add_agency(
            connection, at, office.CONSOLE, code="BJZR", name="滨江市自然资源局",
            short_name="滨自然资", kind=AgencyKind.CITY_DEPARTMENT)
        for key, value in settings.items():
            office.change_setting(connection, at, office.CONSOLE, agency, key, value,
                                  effective_from=SINCE, reason="设立")
        for login, role in SEATS.items():
            office.add_officer(connection, at, office.CONSOLE, agency, login=login,
                               name=f"测试{role.label}", unit="政务公开办")
            office.grant(connection, at, office.CONSOLE, login, role, valid_from=SINCE)
