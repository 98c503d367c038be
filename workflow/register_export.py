"""The register leaves (导出登记台账): as it is narrowed, sorted and shown, into a file.

With it personal data leaves (个人信息保护法第五十一条): who exported how many requests, narrowed by
what, with which columns and with what digest is written to the security log before anything is
handed over; if that cannot be written, nothing is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection, Engine

from workflow.errors import Reason, StepNotAllowed
from workflow.masking import MAY_ASK
from workflow.record import security
from workflow.record.database import reading, writing
from workflow.record.people import Actor, Directory
from workflow.record.personal import KeyRing
from workflow.record.security import SecurityAct
from workflow.record.standing import beijing_day
from workflow.register_rows import Progress, silent
from workflow.reports.book.columns import CONTACTS, Shown, chosen
from workflow.reports.book.lines import Contacts, Reader
from workflow.reports.book.narrowing import EVERYTHING, Wanted, in_words
from workflow.reports.book.order import NEWEST_FIRST, Order
from workflow.reports.register import count, every
from workflow.reports.views import sees_requests
from workflow.sheets import Heading, sheet
from workflow.terms import WITHOUT_CASES, Role, SheetKind

TITLE = "登记台账"
#: So many requests are in memory at once.
CHUNK = 500
_LAW = "个人信息保护法第五十一条"
_LONGEST_REASON = 200
_BLOCK = 2**20


@dataclass(frozen=True)
class Asked:
    """What is to leave: which requests in which order, which columns, in what form.

    Where applicants can be reached leaves in full and for a reason, or not at all.
    """

    columns: Sequence[Shown]
    kind: SheetKind = SheetKind.XLSX
    wanted: Wanted = EVERYTHING
    order: Order = NEWEST_FIRST
    contacts: bool = False
    reason: str = ""

    @property
    def written(self) -> tuple[Shown, ...]:
        """The columns the file has."""
        return tuple(one for one in self.columns if self.contacts or one.key not in CONTACTS)

    def to_json(self) -> dict[str, Any]:
        """As it is kept for the background to do."""
        return {"columns": [one.key for one in self.columns], "contacts": self.contacts,
                "reason": self.reason, **{name: msgspec.to_builtins(getattr(self, name))
                                          for name in _KEPT}}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Asked":
        """Read back what was kept."""
        return cls(chosen(kept["columns"]), contacts=kept["contacts"], reason=kept["reason"],
                   **{name: msgspec.convert(kept[name], kind) for name, kind in _KEPT.items()})


_KEPT: Mapping[str, Any] = {"kind": SheetKind, "wanted": Wanted, "order": Order}


@dataclass(frozen=True)
class Exported:
    """What left: how many requests, and the SHA-256 of the file."""

    count: int
    digest: str


def may_export_contacts(by: Actor) -> bool:
    """Whether an officer may take along where the applicants can be reached."""
    return bool(MAY_ASK & by.seats)


#: What happens in the transaction in which an export is logged; it is not where this raises.
Ending = Callable[[Connection, Exported], None]


def _nothing_more(connection: Connection, done: Exported) -> None:
    """Nothing is kept of it: it leaves at once."""


def refuse_unfit(by: Actor, asked: Asked) -> None:
    """Raise StepNotAllowed with every reason against an export, if there is one."""
    against = list(_against(by, asked))
    if against:
        raise StepNotAllowed(against)


def export(
    engine: Engine, keys: KeyRing, at: datetime, by: Actor, asked: Asked, sink: BinaryIO, *,
    ending: Ending = _nothing_more, progress: Progress = silent,
) -> Exported:
    """Write the register into a file that can be sought and read; then log it.

    Raises StepNotAllowed with every reason against it; the file is then to be thrown away.
    """
    refuse_unfit(by, asked)
    with reading(engine) as connection:
        written = _write(connection, keys, at, by, asked, sink, progress)
        names = Directory(connection, by.agency_id, beijing_day(at)).names()
    done = Exported(written, _digest(sink))
    with writing(engine) as connection:
        ending(connection, done)
        security.append(connection, at, by.login, SecurityAct.REGISTER_EXPORTED, {
            "requests": done.count, "narrowed": "、".join(in_words(asked.wanted, names)) or "全部",
            "columns": "、".join(one.heading for one in asked.written),
            "format": asked.kind.value, "digest": done.digest,
            **({"reason": asked.reason.strip()} if asked.contacts else {}),
            **by.instead(*(set(Role) - WITHOUT_CASES))}, by.agency_id)
    return done


def _write(
    connection: Connection, keys: KeyRing, at: datetime, by: Actor, asked: Asked, sink: BinaryIO,
    progress: Progress,
) -> int:
    today, written = beijing_day(at), 0
    total = count(connection, by, asked.wanted, today, asked.order)
    reader = Reader(connection, by, today, asked.written, keys,
                    Contacts.FULL if asked.contacts else Contacts.NONE)
    headings = [Heading(one.heading, one.width) for one in asked.written]
    with sheet(asked.kind, sink, TITLE, headings) as table:
        for ids in every(connection, by, asked.wanted, today, asked.order, CHUNK):
            lines = reader.read(ids, range(written + 1, written + len(ids) + 1))
            table.add([one.cell(line) for one in asked.written] for line in lines)
            written += len(lines)
            progress(written, total)
    return written


def _digest(sink: BinaryIO) -> str:
    """The SHA-256 of the whole file, which is left at its beginning."""
    found = sha256()
    sink.seek(0)
    while block := sink.read(_BLOCK):
        found.update(block)
    sink.seek(0)
    return found.hexdigest()


def _against(by: Actor, asked: Asked) -> Iterator[Reason]:
    if not sees_requests(by):
        yield Reason("您的岗位不办理申请，不能导出登记台账", _LAW)
        return
    if not asked.written:
        yield Reason("请至少选择一列", "", "columns")
    if not asked.contacts:
        return
    if not may_export_contacts(by):
        seats = "、".join(role.label for role in Role if role in MAY_ASK)
        yield Reason(f"您的岗位不能导出联系方式；可以导出的是{seats}", _LAW, "contacts")
    reason = asked.reason.strip()
    if not reason:
        yield Reason("导出联系方式须写明用途，将与您的账号一并记入安全日志", _LAW, "reason")
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        yield Reason(f"用途写一行，最多{_LONGEST_REASON}个字", "", "reason")
