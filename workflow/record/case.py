"""A request as its trail tells it (案件): the fold of all entries, nothing stored beside them.

The effects of the steps write these fields, when a step is performed and again whenever the trail
is replayed; the tables of lists are projected from them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from workflow.law.clock import Move
from workflow.law.receipt_day import ReceiptFacts
from workflow.record.facts import Facts
from workflow.terms import (
    Annulled,
    ApplicantKind,
    Channel,
    DocumentKind,
    Manner,
    Opinion,
    Outcome,
    Party,
    PublicationGround,
    PublicationState,
    RemedyForm,
    RemedyKind,
    RemedyOrder,
    RemedyResult,
    State,
    TermUnit,
)


def _persons(*logins: str) -> frozenset[str]:
    return frozenset(logins) - {""}


@dataclass
class Item:
    """One thing asked for (申请事项)."""

    no: int
    wanted: str
    withdrawn: bool = False
    split_to: str = ""


@dataclass
class OutgoingDocument:
    """A notice or letter and what is proved of its service (送达)."""

    id: str
    kind: DocumentKind
    number: str
    digest: str
    dated: date
    ref: str = ""  # the consultation it belongs to, or the document it mends
    title: str = ""  # as printed
    series: str = ""
    year: int = 0
    serial: int = 0
    manner: Manner | None = None
    mail_no: str = ""
    dispatched_on: date | None = None
    delivered_on: date | None = None
    failed: str = ""
    voided: bool = False
    revoked: bool = False  # 撤销重作: it was sent, and holds no more
    code: str = ""  # 核验码

    @property
    def served(self) -> bool:
        """Whether its arrival is proved."""
        return self.delivered_on is not None


@dataclass
class Supplement:
    """The one request to supplement an unclear application (补正, 条例第三十条).

    A request split off afterwards carries it over: its `document` lies in the other file,
    and is "".
    """

    document: str
    term_working_days: int
    points: tuple[str, ...]
    late_reason: str = ""
    received_on: date | None = None
    overdue: bool = False


@dataclass
class Search:
    """A recorded search (检索记录) for one item."""

    item: int
    where: str
    terms: str
    period: str
    by: str
    on: date
    found: bool
    result: str


@dataclass
class Consultation:
    """One party asked for its opinion (征求意见, 条例第三十二至三十四条)."""

    ref: str
    party: Party
    item: int
    part: str
    why: str
    term_working_days: int
    document: str
    opinion: Opinion | None = None
    answered_on: date | None = None
    reasonable: bool | None = None
    silent: bool = False
    unreachable: bool = False

    @property
    def open(self) -> bool:
        """Whether an answer, silence or failure is still to come."""
        return self.answered_on is None and not self.silent and not self.unreachable


@dataclass
class Extension:
    """The one extension (延期, 条例第三十三条第二款)."""

    proposed_by: str
    working_days: int
    reason: str
    granted_by: str = ""
    declined: bool = False
    document: str = ""
    #: The absent officers in whose names it was proposed and granted (代行).
    proposed_for: str = ""
    granted_for: str = ""

    @property
    def pending(self) -> bool:
        """Whether the head of the disclosure office has still to decide."""
        return not self.granted_by and not self.declined

    @property
    def proposers(self) -> frozenset[str]:
        """Everybody in whose name it was proposed."""
        return _persons(self.proposed_by, self.proposed_for)


@dataclass
class Excess:
    """The reasons asked for so many applications (说明理由, 条例第三十五条)."""

    document: str
    applications: int
    first_on: date
    last_on: date
    term_working_days: int
    said: str = ""
    judged: str = ""
    reasonable: bool | None = None

    @property
    def open(self) -> bool:
        """Whether the reasons, or silence, are still to be judged."""
        return self.reasonable is None


@dataclass
class Delay:
    """The delayed day set for a reply (延迟答复, 条例第三十五条)."""

    until: date
    document: str


@dataclass
class Fee:
    """The processing fee proposed for a request (信息处理费, 条例第四十二条)."""

    proposed_by: str
    method: str
    count: int
    yuan: int
    why: str
    document: str = ""
    declined: bool = False
    paid_on: date | None = None
    overdue: bool = False

    @property
    def pending(self) -> bool:
        """Whether the head of the disclosure office has still to decide."""
        return not self.document and not self.declined

    @property
    def awaited(self) -> bool:
        """Whether the fee is charged and neither paid nor overdue."""
        return bool(self.document) and self.paid_on is None and not self.overdue


@dataclass
class Inspection:
    """The information laid out to be read and copied (查阅、抄录, 条例第四十条)."""

    document: str
    on: date
    hours: str
    place: str
    what: str
    came: bool | None = None
    copied_pages: int = 0


@dataclass
class Mending:
    """A mistake of our own in a letter that has left, to be decided on (更正、补告、撤销重作)."""

    step: str
    by: str
    document: str
    facts: Facts
    #: The absent officer in whose name it was proposed (代行).
    in_place_of: str = ""

    @property
    def persons(self) -> frozenset[str]:
        """Everybody in whose name it was proposed."""
        return _persons(self.by, self.in_place_of)


@dataclass
class Draft:
    """A version of the draft reply (答复草稿)."""

    version: int
    drafter: str
    at: datetime
    answers: tuple[Facts, ...]
    whole: Facts
    #: The entry that made it.
    seq: int = 0
    #: The absent officer in whose name it was drafted (代行).
    in_place_of: str = ""

    @property
    def facts(self) -> Facts:
        """The whole draft with the answers as this version has them."""
        return Facts({**self.whole, "answers": [dict(row) for row in self.answers]})

    @property
    def drafters(self) -> frozenset[str]:
        """Everybody in whose name it was drafted."""
        return _persons(self.drafter, self.in_place_of)


@dataclass
class Review:
    """An opinion on a draft (保密审查、法制审核意见)."""

    by: str
    at: datetime
    agrees: bool
    text: str
    #: The version of the draft it was given on.
    version: int = 0
    in_place_of: str = ""

    @property
    def persons(self) -> frozenset[str]:
        """Everybody in whose name it was given."""
        return _persons(self.by, self.in_place_of)


@dataclass
class Approval:
    """The approval of a draft (签发), with the digest of the facts of the letter."""

    by: str
    at: datetime
    drafter: str
    secrecy_reviewer: str
    digest: str
    seq: int
    #: The absent officers in whose places the three acted (代行); "" = in person.
    approver_for: str = ""
    drafter_for: str = ""
    secrecy_for: str = ""


@dataclass
class Hold:
    """A hold of the legal office (暂缓): nothing leaves meanwhile."""

    by: str
    reason: str
    in_place_of: str = ""


@dataclass
class LegalOpinion:
    """What the legal office thinks of a request under way (法制意见), and whom it tells."""

    by: str
    at: datetime
    to: str
    text: str
    files: tuple[str, ...] = ()
    in_place_of: str = ""


@dataclass
class RemedyCase:
    """A reconsideration or lawsuit over this request (复议、诉讼案件), as the body tells of it.

    `ref` is R and the seq of the entry that opened it.
    """

    ref: str
    kind: RemedyKind
    body: str
    case_no: str
    copy_received_on: date
    answered_on: date | None = None
    result: RemedyResult = RemedyResult.PENDING
    form: RemedyForm | None = None
    number: str = ""
    result_on: date | None = None
    order: RemedyOrder | None = None
    term: int = 0
    term_unit: TermUnit | None = None
    redone: bool = False
    complied_on: date | None = None
    opinion_no: str = ""
    opinion_on: date | None = None
    reported_on: date | None = None
    void: bool = False

    @property
    def seq(self) -> int:
        """The seq of the entry that opened it."""
        return int(self.ref[1:])

    @property
    def name(self) -> str:
        """The body and its number of the case."""
        return f"{self.body}（{self.case_no}）"

    @property
    def waits(self) -> bool:
        """Whether something is still to be done: an answer, a report, an order carried out."""
        unanswered = (self.answered_on is None and self.result_on is None
                      and self.result is RemedyResult.PENDING)
        unreported = self.opinion_on is not None and self.reported_on is None
        return not self.void and (unanswered or unreported or self.ordered)

    @property
    def ordered(self) -> bool:
        """Whether an order waits to be carried out."""
        return (self.order is not None and not self.redone and self.complied_on is None
                and not self.void)


@dataclass
class Redo:
    """Why this request is answered anew (责令重作): the order, and what it annulled."""

    of: str
    body: str
    form: RemedyForm
    number: str
    received_on: date
    #: The day on which the application itself was received, as every letter states it.
    applied_on: date
    instructions: str
    annulled: Annulled
    #: Number of the reply that was annulled; "" where there was none.
    earlier_number: str = ""
    term: int = 0
    term_unit: TermUnit | None = None
    #: What the earlier reply decided, item by item: outcome, articles, reason.
    earlier: tuple[Facts, ...] = ()

    @property
    def order(self) -> str:
        """The order as a letter cites it."""
        return f"{self.body}《{self.form.label}》（{self.number}）"


@dataclass
class Publication:
    """Information given here that is to become public (转主动公开, 条例第四十四条).

    `ref` is P and the seq of the entry that proposed it.
    """

    ref: str
    what: str
    items: tuple[int, ...]
    ground: PublicationGround
    proposed_by: str
    proposed_on: date
    formed_on: date | None = None
    state: PublicationState = PublicationState.WAITING
    decided_by: str = ""
    decided_on: date | None = None
    published_on: date | None = None
    place: str = ""
    reason: str = ""

    @property
    def seq(self) -> int:
        """The seq of the entry that proposed it."""
        return int(self.ref[1:])


@dataclass(frozen=True)
class Imported:
    """What the register a request was taken over from tells of it (历史导入).

    `no` is the number it bears there; `source` the SHA-256 of the file in hex and `row` its row.
    """

    no: str
    source: str
    row: int
    outcome: Outcome | None = None
    reply_number: str = ""
    replied_on: date | None = None
    manner: Manner | None = None
    served_on: date | None = None


@dataclass(frozen=True)
class Reevaluation:
    """What was withheld here looked at again (评估审查, 条例第十八条)."""

    seq: int
    on: date
    by: str
    items: tuple[int, ...]
    found: str
    #: The publication it led to, where something has become disclosable; "" where nothing has.
    publication: str = ""
    in_place_of: str = ""


@dataclass
class Case:
    """The request as it stands after its last entry."""

    no: str
    agency: str
    state: State = State.RECEIPT
    seq: int = 0
    head: str = ""
    #: On which days it came into which states, the first entry included.
    arrived: list[tuple[date, State]] = field(default_factory=list)
    opened_at: datetime | None = None
    last_at: datetime | None = None

    channel: Channel = Channel.IN_PERSON
    receipt: ReceiptFacts | None = None
    receipt_fixed: bool = False
    applicant_kind: ApplicantKind = ApplicantKind.NATURAL
    id_kind: str = ""
    form_wanted: str = ""
    route_wanted: str = ""
    online_consent: bool = False
    help_needed: str = ""
    mail_no: str = ""  # of the letter the application came in
    items: dict[int, Item] = field(default_factory=dict)
    split_from: str = ""
    earlier_requests: list[str] = field(default_factory=list)

    handler: str = ""
    unit: str = ""
    inner_due_on: date | None = None
    moves: list[Move] = field(default_factory=list)
    documents: dict[str, OutgoingDocument] = field(default_factory=dict)
    supplement: Supplement | None = None
    searches: list[Search] = field(default_factory=list)
    consultations: dict[str, Consultation] = field(default_factory=dict)
    extension: Extension | None = None
    excess: Excess | None = None
    delay: Delay | None = None
    fee: Fee | None = None
    told_third_parties: list[str] = field(default_factory=list)
    inspections: list[Inspection] = field(default_factory=list)

    drafts: list[Draft] = field(default_factory=list)
    proposed: Outcome | None = None  # what the procedure itself proposes
    submitted_by: str = ""
    submitted_for: str = ""  # the absent officer in whose name it was submitted
    secrecy_review: Review | None = None
    legal_review: Review | None = None
    approval: Approval | None = None
    on_the_spot: bool = False
    reply: str = ""  # id of the reply in `documents`
    released: dict[int, date] = field(default_factory=dict)  # batches given, by their place
    mending: Mending | None = None
    redo_by: date | None = None  # until when the reply is to be made anew
    remedies: dict[str, RemedyCase] = field(default_factory=dict)
    redo: Redo | None = None
    imported: Imported | None = None
    publications: dict[str, Publication] = field(default_factory=dict)
    reevaluations: list[Reevaluation] = field(default_factory=list)
    hold: Hold | None = None
    legal_opinions: list[LegalOpinion] = field(default_factory=list)
    flagged: str = ""
    withdrawn_on: date | None = None
    void: bool = False
    retention: str = ""
    catalogue: tuple[Facts, ...] = ()
    files: dict[str, str] = field(default_factory=dict)  # digest -> what it is

    @property
    def received_on(self) -> date | None:
        """The day of receipt (收到申请之日, 条例第三十一条) as last fixed."""
        days = [move.on for move in self.moves if move.kind == "received"]
        return days[-1] if days else None

    @property
    def applied_on(self) -> date | None:
        """The day the application came; of a request answered anew by order, that of the first."""
        return self.redo.applied_on if self.redo else self.received_on

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.drafts[-1] if self.drafts else None

    @property
    def drafters(self) -> frozenset[str]:
        """Everybody who drafted or submitted the newest draft, and in whose name (拟稿人)."""
        drafted = self.draft.drafters if self.draft else frozenset()
        return drafted | _persons(self.submitted_by, self.submitted_for)

    @property
    def batches(self) -> tuple[Facts, ...]:
        """The batches in which the draft gives the information; none: all with the reply."""
        return self.draft.whole.rows("batches") if self.draft else ()

    @property
    def outstanding(self) -> list[int]:
        """The places of the batches not given yet, the first being 1."""
        return [n for n in range(1, len(self.batches) + 1) if n not in self.released]

    @property
    def concluded_on(self) -> date | None:
        """The date of the first reply that left or is to leave (办结日); a recalled one never did.

        A reply made anew after a revocation changes what was decided, not when: the form of
        国办公开办函〔2021〕30号 counts a request once.
        """
        replies = [one.dated for one in self.documents.values()
                   if one.kind is DocumentKind.REPLY and not one.voided]
        if self.imported and self.imported.replied_on:
            replies.append(self.imported.replied_on)
        return min(replies, default=None)

    @property
    def replies_anew(self) -> bool:
        """Whether an earlier reply was revoked; its day decided whether the limit was kept."""
        return any(document.revoked for document in self.documents.values())

    @property
    def wanted(self) -> str:
        """What is asked for, all items in their order."""
        live = [item for item in self.items.values() if not item.withdrawn and not item.split_to]
        if len(live) == 1:
            return live[0].wanted
        return "；".join(f"{place}.{item.wanted}" for place, item in enumerate(live, 1))

    @property
    def open_items(self) -> list[Item]:
        """The items still to be answered here."""
        return [i for i in self.items.values() if not i.withdrawn and not i.split_to]

    def outcome(self) -> Outcome | None:
        """The one leaf this request counts in (办理结果), from its newest draft.

        Taken over answered, it is the leaf of the earlier register.
        Items alike: that leaf; given and withheld mixed: partial; otherwise what the drafter named.
        """
        if self.draft is None:
            return self.proposed or (self.imported.outcome if self.imported else None)
        found = {answer.term("outcome", Outcome) for answer in self.draft.answers}
        if len(found) == 1:
            return found.pop()
        named = self.draft.whole.text("leaf")
        given = {Outcome.GRANTED, Outcome.GRANTED_PUBLIC}
        if found <= given:
            return Outcome.GRANTED
        if found & (given | {Outcome.PARTIAL}):
            return Outcome.PARTIAL
        return Outcome(named) if named else None
