"""Who held which seat (岗位) at a moment, as the security log had told it by then.

A grant entered after the act does not help it, whatever day it says it holds from.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from workflow.archive.auditor.told import Act, Told

#: The acts of the security log that tell of seats.
TELLING = ("officer_added", "seat_granted", "seat_revoked", "officer_disabled", "officer_enabled",
           "substitute_named", "substitute_ended")


@dataclass(frozen=True)
class _Event:
    at: datetime
    what: str
    agency: int
    facts: Told


@dataclass
class People:
    """Everybody the security log tells of, by login."""

    _events: dict[str, list[_Event]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, body: Any) -> None:
        """Take in one entry of the security log; one that cannot be read tells nothing."""
        try:
            told = Told(json.loads(body))
            at = datetime.fromisoformat(told.text("at"))
        except (ValueError, TypeError, RecursionError):
            return
        facts = Told(told.raw("facts"))
        if at.tzinfo is not None and told.text("what") in TELLING:
            self._events[facts.text("login")].append(
                _Event(at, told.text("what"), told.number("agency"), facts))

    def entitled(self, act: Act, roles: Iterable[str], agency: int) -> bool:
        """Whether an act was done in one of these seats, in person or lawfully in another's place.

        Whoever acts in an absent officer's place needs a substitution (代行) in force for that
        seat and step, and the absent one the seat.
        """
        if not act.in_place_of:
            return self.held(act.officer, roles, act.at, act.day, agency)
        known = [one for one in self._events.get(act.officer, ()) if one.at <= act.at]
        if act.role not in roles or not _active(known):
            return False
        return _stands_in(known, act) and self.held(
            act.in_place_of, [act.role], act.at, act.day, agency)

    def held(self, login: str, roles: Iterable[str], at: datetime, day: date, agency: int) -> bool:
        """Whether an officer of an agency held one of these seats at a moment of a day."""
        known = [one for one in self._events.get(login, ()) if one.at <= at]
        added = any(one.what == "officer_added" and one.agency == agency for one in known)
        if not added or not _active(known):
            return False
        return any(first <= day and (last is None or day <= last)
                   for role in roles for first, last in _grants(known, role))


def _active(known: Iterable[_Event]) -> bool:
    active = True
    for one in known:
        if one.what in ("officer_disabled", "officer_enabled"):
            active = one.what == "officer_enabled"
    return active


def _grants(known: Iterable[_Event], role: str) -> list[tuple[date, date | None]]:
    """The spans in which a seat was held, first and last day included."""
    spans: dict[date, date | None] = {}
    for one in known:
        if one.facts.text("role") != role:
            continue
        first, end = one.facts.day("valid_from"), one.facts.day("from_day")
        if one.what == "seat_granted" and first:
            spans[first] = one.facts.day("valid_until")
        elif one.what == "seat_revoked" and end:
            spans = {begun: end - timedelta(1) if last is None or last >= end else last
                     for begun, last in spans.items()}
    return list(spans.items())


def _stands_in(known: Iterable[_Event], act: Act) -> bool:
    """Whether a substitution had been named for this seat and step, and had not ended."""
    found: dict[int, Told] = {}
    for one in known:
        number = one.facts.number("substitution")
        if one.what == "substitute_named":
            found[number] = one.facts
        elif one.what == "substitute_ended":
            end = one.facts.day("from_day")
            if end is not None and end <= act.day:
                found.pop(number, None)
    return any(_covers(told, act) for told in found.values())


def _covers(told: Told, act: Act) -> bool:
    first, last = told.day("valid_from"), told.day("valid_until")
    within = first is not None and last is not None and first <= act.day <= last
    steps = told.text("steps").split()
    return (within and told.text("absent") == act.in_place_of and told.text("role") == act.role
            and (not steps or act.step in steps))
