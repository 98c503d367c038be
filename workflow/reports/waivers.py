"""Waived rules of separation (岗位分离规则的停用): which, when, why and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.record.settings import SETTINGS, Setting
from workflow.reports.staff import DatedValue, setting_history


@dataclass(frozen=True)
class Waiver:
    """One span in which a rule is waived; `until` is its last day, None while none is set."""

    version: DatedValue
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the rule is waived on a day."""
        return self.version.effective_from <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class SeparationRule:
    """A rule of separation with every span in which it was, is or will be waived."""

    setting: Setting
    waivers: tuple[Waiver, ...]

    def waived(self, day: date) -> bool:
        """Whether the rule is waived on a day."""
        return any(one.holds(day) for one in self.waivers)


def separation_rules(connection: Connection, agency_id: int) -> list[SeparationRule]:
    """The rules an agency may waive, each with its waivers, newest first."""
    history = setting_history(connection, agency_id)
    return [SeparationRule(one, tuple(_waivers(history.get(one.key, ()))))
            for one in SETTINGS.values() if one.waiver]


def _waivers(versions: object) -> Iterator[Waiver]:
    assert isinstance(versions, list | tuple)
    ends: date | None = None  # newest first: each version lasts until the one read before it
    for one in versions:
        if one.value == "off":
            yield Waiver(one, date.fromordinal(ends.toordinal() - 1) if ends else None)
        ends = one.effective_from
