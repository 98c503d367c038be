"""The papers of a file (案卷用纸): application form, proof of service, approval, list, cover.

Internal forms like the clock sheet: A4, black, in tables, for signing and for the archive.
"""

from dataclasses import dataclass
from datetime import date

from letters.internal import InternalForm, Stated


@dataclass(frozen=True, kw_only=True)
class ApplicationForm(InternalForm):
    """申请表 (条例第二十九条): blank, or as registered; never asks for a purpose."""

    kind = "internal_application"
    title = "政府信息公开申请表"

    #: Whether the columns are those of a legal person or other organisation.
    organisation: bool
    #: What is filled in, each with its label; "" leaves the line blank.
    applicant: tuple[Stated, ...]
    wanted: str
    #: In what form and by which route the information is wanted; "" leaves boxes to tick.
    form_wanted: str = ""
    route_wanted: str = ""
    #: Taken down by the agency for somebody who cannot write (口头申请代填).
    oral: bool = False
    #: Where it is handed in or sent.
    submit_to: str


@dataclass(frozen=True, kw_only=True)
class ServiceProof(InternalForm):
    """送达回证: one document, who received it, when and where, who served it."""

    kind = "internal_service"
    title = "政府信息公开文书送达回证"

    document: str
    number: str
    addressee: str
    address: str
    manner: str
    mail_no: str
    dispatched: str
    #: When and by what proof it was received; "" = to be filled in by hand.
    received: str


@dataclass(frozen=True)
class DecisionLine:
    """What is decided on one thing asked for."""

    item: str
    outcome: str
    basis: str
    reason: str


@dataclass(frozen=True)
class OpinionLine:
    """One opinion of the review: whose, when, in which words."""

    act: str
    officer: str
    at: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ApprovalSheet(InternalForm):
    """审批单 (发文稿纸): what was proposed, who advised what, who approved."""

    kind = "internal_approval"
    title = "政府信息公开答复审批单"

    about: tuple[Stated, ...]
    decisions: tuple[DecisionLine, ...]
    opinions: tuple[OpinionLine, ...]
    #: Number and date of the reply; "" = not issued yet.
    issued: str


@dataclass(frozen=True)
class FiledLine:
    """One piece of the file."""

    name: str
    number: str
    author: str
    dated: str
    entry: int
    digest: str
    #: Whether it came into the file after the reply was issued (后补).
    later: bool = False


@dataclass(frozen=True, kw_only=True)
class FileList(InternalForm):
    """卷内目录: every piece of the file in its order."""

    kind = "internal_list"
    title = "卷内目录"

    archive_no: str
    pieces: tuple[FiledLine, ...]


@dataclass(frozen=True, kw_only=True)
class FileCover(InternalForm):
    """档案封面: what the file is, from when to when, how many pieces, how long it is kept."""

    kind = "internal_cover"
    title = "政府信息公开申请案卷"

    subject: str
    about: tuple[Stated, ...]
    opened_on: date
    closed_on: str
    pieces: int
    retention: str
    archive_no: str


@dataclass(frozen=True)
class ActLine:
    """One entry of the trail: who did what, when, on what basis, stating what."""

    seq: int
    at: str
    officer: str
    role: str
    act: str
    article: str
    stated: tuple[Stated, ...]
    hash: str


@dataclass(frozen=True)
class CheckLine:
    """One item of the four checks and what came of it."""

    of: str
    item: str
    result: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TrailSheet(InternalForm):
    """办理台账: every act on a request in words, each with its link of the hash chain."""

    kind = "internal_trail"
    title = "政府信息公开申请办理台账"

    #: Which part of the trail, where it is too long for one paper; "" = all of it.
    part: str = ""
    acts: tuple[ActLine, ...]
    #: The four checks before sealing; none on a trail that is not being sealed.
    checks: tuple[CheckLine, ...] = ()


@dataclass(frozen=True)
class DayLine:
    """One letter of the day: what it is, of which request, and where it begins in the bundle."""

    name: str
    number: str
    request_no: str
    pages: int
    begins: int


@dataclass(frozen=True, kw_only=True)
class DayList(InternalForm):
    """当日文书目录: what was issued on a day, or on some days, before the letters themselves."""

    kind = "internal_day"
    title = "当日文书目录"

    day: date
    letters: tuple[DayLine, ...]
    #: The last day, where it is another one.
    until: date | None = None

    @property
    def heading(self) -> str:
        """What stands above the list: of some days it is none of one day."""
        return "成批文书目录" if self.until else self.title


@dataclass(frozen=True, kw_only=True)
class CheckpointSheet(InternalForm):
    """检查点存档单: the signed root of a log on paper, for the bound book of the legal office."""

    kind = "internal_checkpoint"
    title = "日志检查点存档单"

    #: Which log, as officials call it.
    log: str
    origin: str
    #: How many entries it covers.
    size: int
    #: The root, in hex.
    root: str
    #: The public key that verifies it.
    key: str
    #: The signed note; printed as a QR code as well.
    note: str

    @property
    def qr(self) -> str:
        """What the QR code holds."""
        return self.note
