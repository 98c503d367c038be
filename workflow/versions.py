"""The versions of a draft (草稿版本): what one changes against another, field by field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from marshmallow import Schema, fields

from workflow.differences import Piece, differences
from workflow.drafting import ReplyDraft
from workflow.record.case import Draft
from workflow.record.facts import Facts
from workflow.steps import Action
from workflow.viewing import word

_NOTHING = Facts({})
#: By what a row is known again in another version.
_KNOWN_BY = {"withheld": "part", "batches": "content"}


@dataclass(frozen=True)
class Change:
    """One field that reads otherwise now; added or removed where one side says nothing."""

    label: str
    old: str
    new: str

    @property
    def kind(self) -> str:
        """What became of it, in a word."""
        return "新增" if not self.old else "删去" if not self.new else "修改"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What was struck out of it and written into it."""
        return differences(self.old, self.new)


def changes(
    action: Action, old: Draft, new: Draft, files: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """What a version says otherwise than an earlier one; `files` names files by their digest."""
    reading = _Reading(action, files or {})
    return tuple(reading.compare(ReplyDraft(), old.facts, new.facts))


@dataclass
class _Reading:
    """Reads the fields of a draft in the words of its form."""

    action: Action
    files: Mapping[str, str]
    _offered: dict[Any, Mapping[str, str]] = field(default_factory=dict)

    def compare(
        self, form: Schema, old: Facts, new: Facts, prefix: str = ""
    ) -> Iterator[Change]:
        """The fields of a form that differ, rows with the rows they come from."""
        for name, asked in form.fields.items():
            label = prefix + str(asked.metadata.get("label", name))
            if isinstance(asked, fields.List) and isinstance(asked.inner, fields.Nested):
                for heading, before, after in _rows(name, label, prefix, old, new):
                    yield from self.compare(asked.inner.schema, before, after, f"{heading}·")
                continue
            said, says = self._word(name, asked, old), self._word(name, asked, new)
            if said != says:
                yield Change(label, said, says)

    def _word(self, name: str, asked: Any, facts: Facts) -> str:
        value = facts.get(name)
        if value in (None, "", [], ()):
            return ""
        return word(value, asked, {}, {**self.files, **self._labels(asked)})

    def _labels(self, asked: Any) -> Mapping[str, str]:
        offer = asked.metadata.get("options")
        if offer not in self._offered:
            self._offered[offer] = dict(offer(self.action)) if offer else {}
        return self._offered[offer]


def _rows(
    name: str, label: str, prefix: str, old: Facts, new: Facts
) -> Iterator[tuple[str, Facts, Facts]]:
    """The rows of a field in pairs, each with its heading; what has no counterpart stands alone."""
    if name == "answers":
        before, after = (sorted(each.rows(name), key=_item) for each in (old, new))
        for one, other in _paired(before, after, _item):
            yield f"{prefix}第{(other or one).number('item')}项", one, other
        return
    pairs = _paired(old.rows(name), new.rows(name), lambda row: row.text(_KNOWN_BY[name]))
    for place, (one, other) in enumerate(pairs, 1):
        yield f"{label}{place}", one, other


def _item(row: Facts) -> int:
    return row.number("item")


def _paired(
    old: Sequence[Facts], new: Sequence[Facts], key: Callable[[Facts], Any]
) -> Iterator[tuple[Facts, Facts]]:
    """Rows of the same key together; between them, as many as there are on both sides in order."""
    matcher = SequenceMatcher(None, [key(one) for one in old], [key(one) for one in new],
                              autojunk=False)
    for _, i, i_to, j, j_to in matcher.get_opcodes():
        for place in range(max(i_to - i, j_to - j)):
            yield (old[i + place] if i + place < i_to else _NOTHING,
                   new[j + place] if j + place < j_to else _NOTHING)
