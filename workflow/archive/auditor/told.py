"""What the trail tells (台账所载): its bodies as plain JSON, read without trusting any of it.

Every reader answers "", 0, None or () where a value is missing or of another kind.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

#: Legal days are those of Beijing, which has known no summer time since 1991.
_BEIJING = timezone(timedelta(hours=8))


class Told:
    """A JSON object of which nothing is taken for granted."""

    def __init__(self, values: Any) -> None:
        """Wrap a JSON value; anything but an object is an empty one."""
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}

    def raw(self, key: str) -> Any:
        """The JSON value as it is."""
        return self._values.get(key)

    def raw_without(self, keys: Iterable[str]) -> dict[str, Any]:
        """The JSON object without some of its keys."""
        left_out = set(keys)
        return {key: value for key, value in self._values.items() if key not in left_out}

    def text(self, key: str) -> str:
        """A text."""
        value = self._values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def says(self, key: str) -> bool:
        """A yes."""
        return self._values.get(key) is True

    def day(self, key: str) -> date | None:
        """A day in ISO form."""
        return day_of(self._values.get(key))

    def rows(self, key: str) -> tuple["Told", ...]:
        """A list of objects."""
        value = self._values.get(key)
        return tuple(map(Told, value)) if isinstance(value, list) else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._values.get(key)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


@dataclass(frozen=True)
class Act:
    """One entry: what was done, when and by whom."""

    seq: int
    at: datetime
    officer: str
    role: str
    step: str
    facts: Told

    @property
    def day(self) -> date:
        """The legal day of the act."""
        return self.at.astimezone(_BEIJING).date()

    @property
    def in_place_of(self) -> str:
        """The absent officer in whose name it was done (代行); "" = in person."""
        return self.facts.text("in_place_of")

    @property
    def persons(self) -> set[str]:
        """Everybody in whose name it was done."""
        return {self.officer, self.in_place_of} - {""}


@dataclass
class Paper:
    """A document as the trail tells of it: made, sent, arrived."""

    id: str
    kind: str
    number: str
    digest: str
    dated: date | None
    ref: str
    series: str
    year: int
    serial: int
    made: Act
    voided: bool = False
    revoked: bool = False
    sent: list[Act] = field(default_factory=list)
    arrived: list[Act] = field(default_factory=list)
    failed: list[Act] = field(default_factory=list)

    @property
    def sent_on(self) -> date | None:
        """The day it first left."""
        return _first(act.facts.day("on") for act in self.sent)

    @property
    def arrived_on(self) -> date | None:
        """The day its arrival is recorded for."""
        return _first(act.facts.day("on") for act in self.arrived)


@dataclass
class CaseFile:
    """One request: its acts in their order, its papers by id, and what could not be read."""

    no: str
    agency: str = ""
    acts: list[Act] = field(default_factory=list)
    papers: dict[str, Paper] = field(default_factory=dict)
    unreadable: list[Any] = field(default_factory=list)

    def of(self, *steps: str, before: Act | None = None) -> list[Act]:
        """The acts of some steps, those before an act if one is given."""
        return [act for act in self.acts
                if act.step in steps and (before is None or act.seq < before.seq)]

    def last(self, *steps: str, before: Act | None = None) -> Act | None:
        """The last of them."""
        found = self.of(*steps, before=before)
        return found[-1] if found else None

    def kinds(self, kind: str) -> list[Paper]:
        """The papers of a kind that were not recalled."""
        return [one for one in self.papers.values() if one.kind == kind and not one.voided]


def case_file(no: str, rows: Iterable[tuple[Any, Any]]) -> CaseFile:
    """The file of a request from its rows of (seq, body), in the order of seq."""
    found = CaseFile(no)
    for seq, body in rows:
        act, agency = _act(body)
        if act is None:
            found.unreadable.append(seq)
            continue
        found.agency = found.agency or agency
        found.acts.append(act)
        _note(found, act)
    return found


def _act(body: Any) -> tuple[Act | None, str]:
    try:
        told = Told(json.loads(body))
        at = datetime.fromisoformat(told.text("at"))
    except (ValueError, TypeError, RecursionError):
        return None, ""
    if at.tzinfo is None or not told.number("seq") or not told.text("step"):
        return None, ""
    facts = Told(told.raw("facts"))
    return Act(told.number("seq"), at.astimezone(UTC), told.text("officer"), told.text("role"),
               told.text("step"), facts), facts.text("agency")


def _note(found: CaseFile, act: Act) -> None:
    """Keep the papers an act made, and what it did to earlier ones."""
    for row in act.facts.rows("documents"):
        found.papers[row.text("id")] = Paper(
            id=row.text("id"), kind=row.text("kind"), number=row.text("number"),
            digest=row.text("digest"), dated=row.day("dated"), ref=row.text("ref"),
            series=row.text("series"), year=row.number("year"), serial=row.number("serial"),
            made=act)
    paper = found.papers.get(act.facts.text("document"))
    if paper is not None:
        match act.step:
            case "dispatch_document":
                paper.sent.append(act)
            case "record_delivery":
                paper.arrived.append(act)
            case "record_delivery_failure":
                paper.failed.append(act)
    standing = [one for one in found.kinds("reply") if not one.revoked]
    if act.step == "recall" and standing:
        standing[-1].voided = True
    if act.step == "approve_revocation" and standing:
        standing[-1].revoked = True


def day_of(value: Any) -> date | None:
    """A day, out of a database or a JSON text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _first(days: Iterator[date | None]) -> date | None:
    return next((day for day in days if day is not None), None)
