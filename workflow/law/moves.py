"""A move (期限事件): one recorded fact that moves a statutory clock, as the trail keeps it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from workflow.errors import BadFacts, Reason
from workflow.terms import MoveKind, Party, Term

T = TypeVar("T", bound=Term)

_KNOWN = frozenset(
    {"kind", "on", "ref", "party", "working_days", "calendar_days", "until",
     "term_working_days", "note"}
)
#: A day as 2024-09-27; Python would read 2024-W39-5 and 20240927 as well.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: How much of a wrong value a sentence repeats.
_SHOWN = 60
_ARTICLE_31 = "条例第三十一条"
_ARTICLE_33 = "条例第三十三条"


@dataclass(frozen=True)
class Move:
    """What happened on a legal day (Beijing time).

    `ref` ties the moves of one consultation together; `working_days` belongs to an extension or,
    like `calendar_days`, to an ordered term, `until` to a delay under art. 35,
    `term_working_days` to a supplement notice or to the consultation of another agency.
    """

    kind: MoveKind
    on: date
    ref: str = ""
    party: Party | None = None
    working_days: int | None = None
    until: date | None = None
    term_working_days: int | None = None
    note: str = ""
    calendar_days: int | None = None

    def to_json(self) -> dict[str, str | int]:
        """Only the keys that are set; days in ISO form."""
        written: dict[str, str | int] = {"kind": self.kind.value, "on": self.on.isoformat()}
        if self.ref:
            written["ref"] = self.ref
        if self.party is not None:
            written["party"] = self.party.value
        if self.working_days is not None:
            written["working_days"] = self.working_days
        if self.calendar_days is not None:
            written["calendar_days"] = self.calendar_days
        if self.until is not None:
            written["until"] = self.until.isoformat()
        if self.term_working_days is not None:
            written["term_working_days"] = self.term_working_days
        if self.note:
            written["note"] = self.note
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, object]) -> "Move":
        """A move read back. Raises BadFacts naming the field that is missing or wrong."""
        if not _KNOWN.issuperset(written):
            unknown = sorted(str(key) for key in set(written) - _KNOWN)
            raise bad_field(unknown[0], "不是期限事件的项目")
        return cls(
            kind=term_field(written, "kind", MoveKind),
            on=day_field(written, "on"),
            ref=_text(written, "ref"),
            party=term_field(written, "party", Party) if "party" in written else None,
            working_days=_number(written, "working_days"),
            calendar_days=_number(written, "calendar_days"),
            until=day_field(written, "until") if "until" in written else None,
            term_working_days=_number(written, "term_working_days"),
            note=_text(written, "note"),
        )


class BadMove(BadFacts):
    """A move that contradicts the law or another; `move` tells which, to name its place."""

    def __init__(self, reason: Reason, move: Move) -> None:
        """Keep the move beside the reason."""
        super().__init__(reason)
        self.move = move


def bad_field(field: str, what: str, article: str = _ARTICLE_33) -> BadFacts:
    """The refusal of one field of the facts, for the caller to raise."""
    field = _printable(field)
    return BadFacts(Reason(f"{field}：{_printable(what)}", article, field))


def named(reason: Reason, field: str = "") -> BadFacts:
    """The refusal with its field in front, since a command line shows no form."""
    field = field or reason.field
    text = reason.text.removeprefix(f"{reason.field}：")
    return BadFacts(Reason(f"{field}：{text}", reason.article, field))


def day_field(
    written: Mapping[str, object], field: str, article: str = _ARTICLE_31
) -> date:
    """A legal day in ISO form. Raises BadFacts where it is missing or no day."""
    value = written.get(field)
    if value is None:
        raise bad_field(field, "缺少日期，请填写（格式：2024-09-27）", article)
    if type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise bad_field(field, f"“{_said(value)}”不是有效日期（格式：2024-09-27）", article)


def term_field(
    written: Mapping[str, object], field: str, terms: type[T], article: str = _ARTICLE_33
) -> T:
    """A member of a closed list. Raises BadFacts where it is missing or unknown."""
    value = written.get(field)
    if isinstance(value, str):
        try:
            return terms(value)
        except ValueError:
            pass
    known = "、".join(term.value for term in terms)
    if value is None:
        raise bad_field(field, f"缺少取值，请填写（{known}）", article)
    raise bad_field(field, f"“{_said(value)}”不在许可的取值之内（{known}）", article)


def _number(written: Mapping[str, object], field: str) -> int | None:
    value = written.get(field)
    if value is None:
        return None
    if type(value) is not int or value < 1:
        raise bad_field(field, f"“{_said(value)}”应当为正整数（工作日数）")
    return value


def _text(written: Mapping[str, object], field: str) -> str:
    value = written.get(field, "")
    if not isinstance(value, str):
        raise bad_field(field, f"“{_said(value)}”应当为文字")
    if value != _printable(value):
        raise bad_field(field, f"“{value}”含有不能书写的字符（单独的代理项）")
    return value


def _said(value: object) -> str:
    """A value as JSON writes it, the way it was handed in."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"


def _printable(text: str) -> str:
    """The text with a question mark for each half of a character, which no file can hold."""
    return text.encode(errors="replace").decode()
