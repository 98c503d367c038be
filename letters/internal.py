"""The internal forms (内部表单): what the printed proof of a clock states, nothing else.

An internal form has neither red head nor number nor seal; it goes into the file, not out.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from letters.letter import Fact, as_fact


@dataclass(frozen=True, kw_only=True)
class InternalForm:
    """What every internal form states: whose it is, of which request, printed when and by whom."""

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""

    agency: str
    #: 申请编号; "" on a blank form.
    request_no: str
    printed_on: date
    printed_by: str

    @property
    def qr(self) -> str:
        """What a QR code on the form holds; "" = it has none."""
        return ""

    def facts(self) -> dict[str, Fact]:
        """What the form states as JSON-able values (attached to the PDF as case.json)."""
        stated: dict[str, Fact] = {"kind": self.kind, "title": self.title}
        return stated | {each.name: as_fact(getattr(self, each.name)) for each in fields(self)}


@dataclass(frozen=True)
class Stated:
    """One fact with its label (项目)."""

    label: str
    text: str


@dataclass(frozen=True)
class EventLine:
    """One move of the clock (期限事项) and what proves it.

    `entry` is its number in the trail, 0 where the law itself brings it about. `dispatched` and
    `received` say how and when the document left and arrived, each with the entry that proves it.
    """

    on: date
    text: str
    article: str
    entry: int = 0
    document: str = ""
    mail_no: str = ""
    dispatched: str = ""
    received: str = ""
    #: Anything else on file: papers, the consent of the head.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingLine:
    """Whether one act with a limit was in time (及时性认定)."""

    matter: str
    text: str
    article: str


@dataclass(frozen=True)
class StretchLine:
    """Calendar days in a row that count, or do not, for one reason (期限明细).

    `counted_from` and `counted_to` number the counted working days, None where none counts.
    `rest_within` are the weekend days inside, `rest_after` those that follow.
    """

    first: date
    last: date
    text: str
    article: str
    notice: str = ""
    counted_from: int | None = None
    counted_to: int | None = None
    rest_within: tuple[date, ...] = ()
    rest_after: tuple[date, ...] = ()

    @property
    def counted(self) -> int:
        """How many working days of the stretch count."""
        if self.counted_from is None or self.counted_to is None:
            return 0
        return self.counted_to - self.counted_from + 1


@dataclass(frozen=True)
class ChoiceLine:
    """A disputed choice (口径): the one taken, the other, and the last day it would give."""

    chosen: str
    other: str
    other_due: str


@dataclass(frozen=True, kw_only=True)
class ClockSheet(InternalForm):
    """期限计算单: how the reply period of one request was counted, fit for a court file."""

    kind = "internal_clock"
    title = "政府信息公开申请期限计算单"

    #: Why it is headed 说明材料: the reply was issued before; "" = it was not.
    after_reply: str = ""
    #: With which act it was put on file; "" = a view of the day.
    frozen: str = ""
    #: How far the trail went, with its receipt code.
    trail: str
    #: What is known of the arrival, and the rule that makes the day of receipt out of it.
    receipt: tuple[Stated, ...]
    received_on: date
    #: The Regulation that governs, why, and the lengths it sets.
    rules: tuple[Stated, ...]
    events: tuple[EventLine, ...]
    findings: tuple[FindingLine, ...]
    stretches: tuple[StretchLine, ...]
    #: Where the count stands: working days used and left as of the day of printing.
    standing: str
    choices: tuple[ChoiceLine, ...]
    #: Versions of rule book and calendar, numbers of the holiday notices.
    versions: tuple[Stated, ...]
    conclusion: str
