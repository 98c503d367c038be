"""The bulletin (通报) of a supervising office: what it states, no person and no request by number.

条例第四十六条、第四十七条: agencies are assessed, and criticised by name where they were late.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.letter import OfficialDocument


@dataclass(frozen=True)
class LateAgency:
    """An agency that is named; `share` is what part of its replies was late, "" for too few."""

    name: str
    late: int
    replied: int
    share: str
    still_late: int


@dataclass(frozen=True)
class SeatLine:
    """One stage: average working days of all replied, and what of the late ones lies to it."""

    seat: str
    mean: str
    late_working_days: int
    late_cases: int
    open_late: int


@dataclass(frozen=True)
class ReversedAgency:
    """An agency whose replies did not stand in reconsideration or court."""

    name: str
    reversed: int


@dataclass(frozen=True, kw_only=True)
class Bulletin(OfficialDocument):
    """关于……政府信息公开申请办理情况的通报; numbers count requests, days are working days."""

    UNSTATED: ClassVar[frozenset[str]] = OfficialDocument.UNSTATED | {
        "receipt_code", "verify_code", "verify_url"}

    #: 2026年第二季度; and from which day to which, "" if that is its name.
    period: str
    days: str
    #: As of which day late and open ones are counted.
    counted_on: date
    agencies: int
    new: int
    handled: int
    in_hand: int
    replied: int
    late: int
    late_share: str
    extended: int
    extended_share: str
    mean: str
    median: str
    still_late: int
    about_to_be_late: int
    named: tuple[LateAgency, ...]
    seats: tuple[SeatLine, ...]
    #: Late ones in which two stages used the same number of days.
    tied: int
    decided: int
    reversed: int
    reversed_at: tuple[ReversedAgency, ...]
    #: What is demanded (工作要求), paragraph by paragraph, as typed.
    demands: tuple[str, ...]
    #: By what rule the days are laid to a stage.
    rule: str
    heads: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    #: How the table was counted (注).
    notes: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The key of the document kind."""
        return "bulletin"

    @property
    def title(self) -> str:
        """The title as printed."""
        return "".join(self.title_lines)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The period, and what it is about: neither is torn apart."""
        return f"关于{self.period}", "政府信息公开申请办理情况的通报"
