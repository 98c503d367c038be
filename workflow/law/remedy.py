"""A remedy (救济途径) as facts: the bodies, the paragraphs, the last days."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from workflow.law.authorities import ReviewAuthority


class Scope(str, Enum):
    """Which part of a reply a clause speaks of."""

    WHOLE = "whole"
    WITHHELD = "withheld"
    GIVEN = "given"


@dataclass(frozen=True)
class RemedyBodies:
    """Where an agency's applicants turn, as its letters print it; empty names are put in words."""

    reconsideration: tuple[str, ...] = ()
    court: str = ""
    online_channel: str = ""


@dataclass(frozen=True)
class RemedyClause:
    """One remedy paragraph; months of direct litigation, or calendar days after reconsideration.

    `sue_by` is the last day for a direct lawsuit by the law in force then, where the applicant's
    receipt is known, `provisional` while the holiday notice of that year is not out; `note` says
    where it is more than the text says.
    """

    scope: str
    text: str
    reconsideration_first: bool
    litigation_months: int | None
    litigation_days: int | None
    sue_by: date | None
    note: str = ""
    provisional: bool = False

    def to_json(self) -> dict[str, object]:
        """The clause as `yishen remedy` prints it."""
        return {
            "scope": str(self.scope),
            "text": self.text,
            "reconsideration_first": self.reconsideration_first,
            "litigation": {"days_after_reconsideration": self.litigation_days}
            if self.reconsideration_first
            else {"months": self.litigation_months},
            "sue_by": self.sue_by.isoformat() if self.sue_by else None,
            "provisional": self.provisional,
            "note": self.note,
        }


@dataclass(frozen=True)
class Remedies:
    """All remedies of one document; no clauses, and nothing else, for a procedural one.

    `provisional` says it of `reconsider_by`: the holiday notice of that year is not out.
    """

    period: str
    reconsideration_days: int | None = None
    authority: tuple[ReviewAuthority, ...] = ()
    reconsider_by: date | None = None
    clauses: tuple[RemedyClause, ...] = field(default=())
    #: The version of the approved wording; "" where there is no clause.
    text_version: str = ""
    provisional: bool = False

    def to_json(self) -> dict[str, object]:
        """The remedies as `yishen remedy` prints them; two authorities are a list."""
        kinds = [kind.value for kind in self.authority]
        return {
            "period": self.period,
            "reconsideration_days": self.reconsideration_days,
            "authority": kinds[0] if len(kinds) == 1 else kinds or None,
            "reconsider_by": self.reconsider_by.isoformat() if self.reconsider_by else None,
            "provisional": self.provisional,
            "text_version": self.text_version or None,
            "clauses": [clause.to_json() for clause in self.clauses],
        }
