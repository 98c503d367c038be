"""Letters that mend a letter of our own (更正、补充告知救济途径、撤销重作).

The letter they mend stays in the file as it was issued; none of them replaces its bytes.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.letter import Letter


@dataclass(frozen=True, kw_only=True)
class Mended(Letter):
    """What they share: which letter of ours is meant."""

    UNSTATED: ClassVar[frozenset[str]] = Letter.UNSTATED | {
        "channel", "received_on", "wanted", "regulation"}

    #: Its title as the applicant knows it, its number and date.
    original: str
    original_number: str
    original_dated: date


@dataclass(frozen=True)
class Change:
    """One passage: as it was printed, and as it must read."""

    wrong: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Correction(Mended):
    """更正通知书: a slip in the wording; nothing decided changes."""

    kind = "notice_correction"
    title = "政府信息公开文书更正通知书"

    changes: tuple[Change, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class RemediesSupplied(Mended):
    """补充告知救济途径通知书: what the reply left out or said wrongly (复议法第二十条)."""

    kind = "notice_remedies_supplied"
    title = "政府信息公开补充告知救济途径通知书"

    #: What was missing or wrong.
    lacking: str
    #: Paragraphs under 救济途径; they run from receipt of this notice.
    remedies: tuple[str, ...]
    #: How long at most from knowing the reply: "一年"; "" = the law of that day sets no such term.
    at_most: str = ""


@dataclass(frozen=True, kw_only=True)
class Revocation(Mended):
    """撤销答复决定书: the reply holds no more; a new one is promised by a day."""

    UNSTATED: ClassVar[frozenset[str]] = Letter.UNSTATED | {"regulation"}

    kind = "notice_revocation"
    title = "政府信息公开答复撤销决定书"

    reason: str
    #: The last day for the new reply.
    redo_by: date
    remedies: tuple[str, ...]
