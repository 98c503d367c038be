"""The replies (答复书、告知书): a decision on every item asked for (条例第三十六条至第三十九条).

The words of the law reach a reply as facts: `basis` holds the articles as cited ("第十五条"),
`remedies` the finished paragraphs. Nothing here knows a rule.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from letters.letter import Letter
from workflow.terms import Outcome


@dataclass(frozen=True)
class Withheld:
    """One part not given (条例第三十七条): with its articles and its reason."""

    part: str
    basis: tuple[str, ...]
    reason: str
    #: What the third party was asked and said (第十五条、第三十二条); "" = not asked.
    consultation: str = ""
    #: Why a "may" refusal was used (第十六条); "" = no such refusal.
    discretion: str = ""
    #: Why withholding it does not gravely harm the public interest (第十五条); "" = not weighed.
    public_interest: str = ""


@dataclass(frozen=True)
class SearchLine:
    """One recorded search (检索记录, 条例第三十六条第四项)."""

    where: str
    terms: str
    #: The period of the records searched.
    period: str
    by: str
    on: date
    result: str


@dataclass(frozen=True)
class Batch:
    """A part of what is given that follows the reply (分批提供): what, and by which day."""

    content: str
    by: date


@dataclass(frozen=True)
class Answer(ABC):
    """A decision on one item; `item` is what was asked, verbatim, `basis` the articles."""

    item: str
    basis: tuple[str, ...]

    @property
    @abstractmethod
    def kind(self) -> str:
        """The key of the decision; the wording is templates/answers/<key>.xml."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The title of a reply that decides this alone."""


@dataclass(frozen=True)
class Published(Answer):
    """已主动公开，告知获取方式 (第三十六条第一项)."""

    kind = "granted_public"
    title = "政府信息主动公开告知书"

    how: str


@dataclass(frozen=True)
class Given(Answer):
    """予以公开 (第三十六条第二项)."""

    kind = "granted"
    title = "政府信息公开告知书"

    description: str
    form: str
    #: What is handed over, one line a file, with pages.
    files: tuple[str, ...] = ()
    #: Why another form than the one asked for (第四十条); "" = as asked.
    other_form_reason: str = ""


@dataclass(frozen=True)
class PartlyGiven(Answer):
    """部分公开 (第三十七条)."""

    kind = "partial"
    title = "政府信息部分公开告知书"

    description: str
    form: str
    withheld: tuple[Withheld, ...]
    files: tuple[str, ...] = ()
    other_form_reason: str = ""


@dataclass(frozen=True)
class Refused(Answer):
    """不予公开 (第十四条至第十六条)."""

    kind = "refused"
    title = "政府信息不予公开告知书"

    reason: str
    consultation: str = ""
    discretion: str = ""
    #: Why nothing can be separated and given (第三十七条).
    separability: str = ""
    #: What is refused where the item has a name of its own; "" = the item.
    part: str = ""
    #: Why withholding it does not gravely harm the public interest (第十五条); "" = not weighed.
    public_interest: str = ""


@dataclass(frozen=True)
class NotHeld(Answer):
    """经检索，信息不存在 (第三十六条第四项)."""

    kind = "not_held"
    title = "政府信息不存在告知书"

    search: tuple[SearchLine, ...]


@dataclass(frozen=True)
class NotOurs(Answer):
    """不属于本机关负责公开 (第三十六条第五项)."""

    kind = "not_ours"
    title = "非本机关负责公开政府信息告知书"

    reason: str
    #: The agency in charge; "" = cannot be determined.
    agency: str = ""
    agency_contact: str = ""


@dataclass(frozen=True)
class Petition(Answer):
    """信访、投诉、举报类，不作为政府信息公开申请处理 (第三十九条第一款)."""

    kind = "petition"
    title = "不作为政府信息公开申请处理告知书"

    #: Which content is a petition, complaint or report.
    content: str
    #: Where it can be brought; "" = not named.
    channel: str = ""


@dataclass(frozen=True)
class Withdrawn(Answer):
    """撤回确认: the applicant withdrew; nothing is decided."""

    kind = "withdrawn"
    title = "撤回政府信息公开申请确认书"

    withdrawn_on: date


#: The outcomes `Declined` speaks for, with the title of a reply that decides this alone.
DECLINED_TITLES = {
    Outcome.DENY_QUERY: "政府信息公开申请行政查询事项告知书",
    Outcome.UNABLE_CREATE: "政府信息无法提供告知书",
    Outcome.UNABLE_UNCLEAR: "政府信息无法提供告知书",
    Outcome.REJECT_REPEAT: "政府信息公开申请不予重复处理告知书",
    Outcome.REJECT_PUBLICATION: "政府信息公开申请不予处理告知书",
    Outcome.REJECT_CONFIRM: "政府信息公开申请不予处理告知书",
    Outcome.OTHER_OTHER: "政府信息公开申请答复书",
}


@dataclass(frozen=True)
class Declined(Answer):
    """Every other ending, one short template an outcome.

    `pointer` is where to go instead or what it follows: number and date of the first reply,
    the special law and its counter, where the publication is sold.
    """

    outcome: Outcome
    reason: str
    pointer: str = ""

    @property
    def kind(self) -> str:
        """The outcome's key, with an underscore: "reject_repeat"."""
        return str(self.outcome).replace(".", "_")

    @property
    def title(self) -> str:
        """The usual title for the outcome."""
        return DECLINED_TITLES[self.outcome]


@dataclass(frozen=True, kw_only=True)
class Reply(Letter):
    """The reply to an application: one or several answers and the remedies."""

    answers: tuple[Answer, ...]
    #: Dated sentences on supplement, consultation and extension, with their numbers.
    chronology: tuple[str, ...] = ()
    #: Paragraphs under 救济途径; never typed, always from the law of that day.
    remedies: tuple[str, ...] = ()
    #: 附件, one name each, with the count of pages.
    attachments: tuple[str, ...] = ()
    #: 分批提供, in their order; empty = everything comes with the reply.
    batches: tuple[Batch, ...] = ()
    #: By how much the reply is late and why; "" = in time.
    lateness: str = ""

    @property
    def _only(self) -> Answer | None:
        kinds = {answer.kind for answer in self.answers}
        return self.answers[0] if len(kinds) == 1 else None

    @property
    def kind(self) -> str:
        """Key `reply_` with the kind of its answers; several kinds: reply_mixed."""
        return f"reply_{self._only.kind}" if self._only else "reply_mixed"

    @property
    def title(self) -> str:
        """The usual title for the decision; several kinds: 政府信息公开申请答复书."""
        return self._only.title if self._only else "政府信息公开申请答复书"

    @property
    def template(self) -> str:
        """All replies have one frame; each answer brings its own wording."""
        return "reply"
