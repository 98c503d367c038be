"""The notices (告知书、回执、征求意见书): one frozen dataclass a document, facts only.

None of them carries a remedy paragraph save `DisclosureTold`: procedural acts are not separately
reviewable (国办函〔2021〕132号第三条). `basis` is the article of 国务院令第711号; a case under
another text hands in its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.letter import Letter
from workflow.terms import Party


@dataclass(frozen=True, kw_only=True)
class RegistrationReceipt(Letter):
    """登记回执: the application is registered, with the last day for the reply."""

    kind = "notice_receipt"
    title = "政府信息公开申请登记回执"

    #: 答复期限届满日.
    due_on: date
    #: The holiday notice for that year is not out: the day may still move.
    provisional: bool = False
    #: 查询码 for the applicant; "" = none.
    query_code: str = ""


@dataclass(frozen=True)
class UnclearPoint:
    """One unclear thing (条例第二十九条第二款) and how to mend it."""

    point: str
    guidance: str


@dataclass(frozen=True, kw_only=True)
class SupplementNotice(Letter):
    """补正告知书 (条例第三十条): once, with all points, guidance and a reasonable term."""

    kind = "notice_supplement"
    title = "政府信息公开申请补正告知书"

    unclear: tuple[UnclearPoint, ...]
    #: 补正期限 in working days from receipt of this notice.
    term_working_days: int
    basis: str = "第三十条"
    #: Whether the reply limit starts anew with the supplement (not under 国务院令第492号).
    restarts: bool = True


@dataclass(frozen=True, kw_only=True)
class ExtensionNotice(Letter):
    """延期答复告知书 (条例第三十三条第二款), agreed by the head of the disclosure office."""

    kind = "notice_extension"
    title = "政府信息公开申请延期答复告知书"

    #: The limit without the extension.
    first_due_on: date
    #: The last day now.
    new_due_on: date
    #: By how many working days.
    working_days: int
    reason: str
    #: The holiday notice for that year is not out: the day may still move.
    provisional: bool = False
    basis: str = "第三十三条第二款"


#: Under which article each party is asked (国务院令第711号).
CONSULTED_UNDER = {
    Party.THIRD_PARTY: "第三十二条",
    Party.JOINT_MAKER: "第三十四条",
    Party.OTHER_AGENCY: "第三十三条第三款",
}


@dataclass(frozen=True, kw_only=True)
class ConsultationLetter(Letter):
    """征求第三方意见书 / 征求意见函, with its reply form; holds nothing of the applicant.

    `addressee` is the party asked; `wanted` only the part it is asked about. Silence of a third
    party leaves the decision to the agency (第三十二条), of a joint maker is consent (第三十四条),
    of another agency means nothing.
    """

    UNSTATED: ClassVar[frozenset[str]] = Letter.UNSTATED | {"channel", "received_on"}

    party: Party
    #: What of the information concerns the party.
    part: str
    #: Why it is asked.
    why: str
    #: 15 working days from receipt by law; for another agency the term we set.
    term_working_days: int
    #: Where the answer goes: address, postcode, mail.
    reply_to: str
    #: The article; "" = the one of `CONSULTED_UNDER`.
    basis: str = ""

    @property
    def kind(self) -> str:
        """One kind a party."""
        return f"notice_consultation_{self.party.value}"

    @property
    def title(self) -> str:
        """意见书 to a third party, 函 to another agency."""
        if self.party is Party.THIRD_PARTY:
            return "政府信息公开征求第三方意见书"
        return "政府信息公开征求意见函"

    @property
    def article(self) -> str:
        """The article the letter cites."""
        return self.basis or CONSULTED_UNDER[self.party]


@dataclass(frozen=True, kw_only=True)
class ConsultationTold(Letter):
    """征求意见告知书 to the applicant: that time does not count (条例第三十三条第三款)."""

    kind = "notice_consultation_told"
    title = "政府信息公开申请征求意见告知书"

    #: The day the consultation letter went out.
    sent_on: date
    party: Party
    #: The term of the party in working days from its receipt.
    term_working_days: int
    basis: str = "第三十三条第三款"


@dataclass(frozen=True, kw_only=True)
class DisclosureTold(Letter):
    """决定公开告知书 to the third party: what will be disclosed and why (条例第三十二条)."""

    UNSTATED: ClassVar[frozenset[str]] = Letter.UNSTATED | {"channel", "received_on"}

    kind = "notice_disclosure_told"
    title = "政府信息决定公开告知书"

    #: What will be disclosed.
    content: str
    #: Why, against the objection or after silence.
    reasons: str
    #: The day it will be given to the applicant.
    release_on: date
    #: Paragraphs under 救济途径, one each.
    remedies: tuple[str, ...]
    basis: str = "第三十二条"


@dataclass(frozen=True, kw_only=True)
class ReasonsAsked(Letter):
    """说明理由告知书 (条例第三十五条): so many applications that the applicant is asked why."""

    kind = "notice_reasons_asked"
    title = "政府信息公开申请说明理由告知书"

    #: How many applications from the first to the last day.
    applications: int
    first_on: date
    last_on: date
    #: In working days from receipt of this notice; set by the agency.
    term_working_days: int
    #: What of the number and frequency goes beyond reason.
    why: str


@dataclass(frozen=True, kw_only=True)
class DelayNotice(Letter):
    """延迟答复告知书 (条例第三十五条): the reasons are good, the work cannot be done in time."""

    kind = "notice_delay"
    title = "政府信息公开申请延迟答复告知书"

    #: The limit without the delay.
    due_on: date
    #: The day set instead.
    until: date
    reason: str
    #: The holiday notice for the year of `due_on` is not out: that day may still move.
    provisional: bool = False


@dataclass(frozen=True)
class FeeStep:
    """The part of a count in one bracket: from, to, yuan for each."""

    first: int
    last: int
    yuan_each: int


@dataclass(frozen=True, kw_only=True)
class FeeNotice(Letter):
    """收费通知书 (条例第四十二条): basis, standard, sum, how and until when to pay."""

    title = "政府信息公开信息处理费收费通知书"

    #: "by_case" or "by_volume".
    method: str
    #: By case: which application of the calendar month this is; by volume: its pages.
    count: int
    #: The calendar month, by case; "" by volume.
    month: str = ""
    #: By volume every bracket that is reached; by case the one of this application.
    steps: tuple[FeeStep, ...]
    #: In yuan, for this application.
    yuan: int
    #: What of the number and frequency goes beyond reason.
    why: str
    #: The article with the standard.
    source: str
    #: Where and how to pay.
    how_to_pay: str
    #: In working days from the day after receipt.
    term_working_days: int

    @property
    def kind(self) -> str:
        """One kind a method."""
        return f"notice_fee_{self.method}"

    @property
    def template(self) -> str:
        """Both methods share their wording."""
        return "notice_fee"


@dataclass(frozen=True, kw_only=True)
class InspectionNotice(Letter):
    """查阅通知书 (条例第四十条): where and when the information lies open, what to bring."""

    kind = "notice_inspection"
    title = "政府信息查阅通知书"

    what: str
    on: date
    hours: str
    place: str
