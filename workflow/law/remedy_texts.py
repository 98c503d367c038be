"""The wording of the remedy paragraphs (救济途径告知文字): our own, dated, a template a case.

An agency's lawyers approve a wording by its version. To change one, append a version with the day
from which letters bear it: a letter of an earlier day keeps the wording that was approved then.
"""

from dataclasses import dataclass
from datetime import date

from workflow.law.dated import DatedRule, DecidedBy, Since, Unit


@dataclass(frozen=True)
class Wording:
    """One approved version (文字版本); the names in braces are filled from the law and the case.

    `free_choice`: reconsideration or lawsuit, as the applicant chooses. `reconsideration_first`:
    reconsideration, then the court (行政复议法第二十三条第二款); `ruling` is added where the agency
    reviews itself. `online`: the online way, for what is served online (第二十二条第二款).
    """

    version: str
    free_choice: str
    reconsideration_first: str
    ruling: str
    online: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Its name and paragraphs as the rule book prints them, with what is filled in named."""
        ruling = f"〔本机关复议的：{self.ruling}〕"
        return (
            f"{self.version}版",
            self.free_choice.format_map(_BLANKS),
            self.reconsideration_first.format_map({**_BLANKS, "ruling": ruling}),
            self.online.format_map(_BLANKS),
        )


#: What is filled in, as the rule book names it.
_BLANKS = {
    "what": "〔文书或者其中的部分〕",
    "document": "〔文书〕",
    "reconsideration_days": "〔复议期限〕",
    "bodies": "〔复议机关〕",
    "months": "〔起诉期限〕",
    "days_after": "〔复议后的起诉期限〕",
    "court": "〔人民法院〕",
    "channel": "〔网上渠道〕",
}

_FIRST = Wording(
    version="2026-11",
    free_choice=(
        "如对{what}不服，可以在收到{document}之日起{reconsideration_days}日内向{bodies}"
        "申请行政复议，或者在{months}个月内向{court}提起行政诉讼。"
    ),
    reconsideration_first=(
        "如对{what}不服，应当自收到{document}之日起{reconsideration_days}日内先向{bodies}"
        "申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起{days_after}日内"
        "向{court}提起行政诉讼{ruling}。"
    ),
    ruling="，也可以向国务院申请裁决",
    online="申请行政复议的，可以通过互联网渠道提出：{channel}。",
)

REMEDY_WORDING = DatedRule[Wording](
    "remedy_wording",
    "救济途径告知文字",
    Unit.NONE,
    DecidedBy.DECISION,
    (Since(date(2008, 5, 1), _FIRST, "本系统拟定，由机关法制机构按版本审定"),),
)


@dataclass(frozen=True)
class Paragraph:
    """What fills a paragraph: the document, what of it is disputed, where to turn, in how long."""

    document: str
    what: str
    reconsideration_days: int
    bodies: tuple[str, ...]
    court: str
    itself: bool

    def free_choice(self, wording: Wording, months: int) -> str:
        """Reconsideration or lawsuit (P-A, P-B, P-C1)."""
        return wording.free_choice.format(months=months, **self._common())

    def reconsideration_first(self, wording: Wording, days_after: int) -> str:
        """Reconsideration first, then the court (P-C2)."""
        ruling = wording.ruling if self.itself else ""
        return wording.reconsideration_first.format(
            days_after=days_after, ruling=ruling, **self._common()
        )

    def _common(self) -> dict[str, object]:
        return {
            "document": self.document,
            "what": self.what,
            "reconsideration_days": self.reconsideration_days,
            "bodies": "或者".join(self.bodies),
            "court": self.court,
        }
