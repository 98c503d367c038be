"""Forms (表单): read what was typed, and draw a step's schema with it again.

What was typed is kept as it was typed (`Typed`: text, lists of text, lists of records); the schema
parses it later, at the desk. Rows are named `points-0-guidance`, counted by `points-rows`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import FileStorage, MultiDict

from workflow.errors import Reason
from workflow.evidence.limits import LARGEST
from workflow.record.evidence import Upload

Typed = dict[str, Any]
Options = Mapping[str, Sequence[tuple[str, str]]]
#: Keeps a file handed in for a field and returns its token, "" if it may not be kept.
Keep = Callable[[Upload, str], str]
_MOST_ROWS = 200
_LISTS = ("files", "checkboxes")


@dataclass(frozen=True)
class Drawn:
    """One field on the page, with what was typed and what is wrong with it."""

    name: str
    id: str
    label: str
    hint: str
    widget: str
    required: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    least: int | None = None
    most: int | None = None
    personal: bool = False
    errors: tuple[Reason, ...] = ()
    rows: tuple[tuple["Drawn", ...], ...] = ()


@dataclass(frozen=True)
class Fault:
    """One line of the error summary: the reason, and the field it leads to."""

    reason: Reason
    target: str = ""


@dataclass
class Drawing:
    """What drawing a form needs to know beside its schema."""

    prefix: str
    options: Options = field(default_factory=dict)
    reasons: Sequence[Reason] = ()

    def draw(self, form: Schema, typed: Mapping[str, Any]) -> tuple[Drawn, ...]:
        """All fields of a form in the order they are declared."""
        return self._draw(form, typed, "", "")

    def _draw(
        self, form: Schema, typed: Mapping[str, Any], names: str, group: str
    ) -> tuple[Drawn, ...]:
        return tuple(
            self._field(one, typed.get(key), key, names + key, group + key)
            for key, one in form.fields.items() if self._shown(one, typed.get(key), key)
        )

    def _shown(self, one: fields.Field[Any], typed: Any, key: str) -> bool:
        """A field that only answers a question stands there once the question was put."""
        asked = any(reason.field == key for reason in self.reasons)
        return not one.metadata.get("when_asked") or bool(typed) or asked

    def _field(
        self, one: fields.Field[Any], typed: Any, key: str, name: str, option: str
    ) -> Drawn:
        about = one.metadata
        widget = str(about.get("widget", "text"))
        rows = self._rows(one, typed, name, option) if widget == "rows" else ()
        return Drawn(
            name=name, id=f"{self.prefix}-{name}", label=str(about.get("label", key)),
            hint=str(about.get("hint", "")), widget=widget, required=one.required,
            value="" if widget in ("rows", *_LISTS) else _text(typed),
            values=_texts(typed) if widget in _LISTS else (),
            choices=tuple(self.options.get(option) or about.get("choices") or ()),
            unit=str(about.get("unit", "")), least=about.get("least"), most=about.get("most"),
            personal=bool(about.get("personal")),
            errors=tuple(r for r in self.reasons if r.field == path_of(name)), rows=rows,
        )

    def _rows(
        self, one: fields.Field[Any], typed: Any, name: str, option: str
    ) -> tuple[tuple[Drawn, ...], ...]:
        given = typed if isinstance(typed, list | tuple) and typed else [{}] * one.required
        return tuple(
            self._draw(row_form(one), row, f"{name}-{place}-", f"{option}.")
            for place, row in enumerate(given)
        )


def path_of(name: str) -> str:
    """The path in which reasons name a field: `points-0-guidance` is `points.0.guidance`."""
    return name.replace("-", ".")


def row_form(one: fields.Field[Any]) -> Schema:
    """The form of one row of a rows field."""
    assert isinstance(one, fields.List)
    assert isinstance(one.inner, fields.Nested)
    return one.inner.schema


def faults(drawn: Iterable[Drawn], reasons: Sequence[Reason]) -> tuple[Fault, ...]:
    """The lines of the error summary, each leading to its field where it has one."""
    places = {fault.reason: fault for fault in _field_faults(drawn)}
    return tuple(places.get(reason, Fault(reason)) for reason in dict.fromkeys(reasons))


def _field_faults(drawn: Iterable[Drawn]) -> Iterable[Fault]:
    for one in drawn:
        for reason in one.errors:
            yield Fault(reason, one.id)
        for row in one.rows:
            yield from _field_faults(row)


def collect(
    form: Schema, posted: MultiDict[str, str], uploads: MultiDict[str, FileStorage], keep: Keep,
    prefix: str = "",
) -> Typed:
    """What was typed into a form; files handed in are kept at once and stand as their tokens."""
    typed: Typed = {}
    for key, one in form.fields.items():
        name, widget = prefix + key, one.metadata.get("widget")
        if widget == "rows":
            typed[key] = [
                collect(row_form(one), posted, uploads, keep, f"{name}-{place}-")
                for place in range(_count(posted.get(f"{name}-rows", "")))
            ]
        elif widget == "files":
            typed[key] = _kept(name, posted.getlist(name), uploads.getlist(name), keep)
        elif widget == "checkboxes":
            typed[key] = posted.getlist(name)
        elif widget == "lines":
            typed[key] = [line for line in posted.get(name, "").splitlines() if line.strip()]
        elif name in posted:
            typed[key] = posted[name]
    return typed


def _count(text: str) -> int:
    return min(int(text), _MOST_ROWS) if text.isascii() and text.isdigit() else 0


def _kept(name: str, tokens: list[str], uploads: list[FileStorage], keep: Keep) -> list[str]:
    new = [
        keep(Upload(file.filename, file.mimetype, file.read(LARGEST + 1)), path_of(name))
        for file in uploads if file.filename
    ]
    return list(dict.fromkeys(filter(None, [*tokens, *new])))


def reshape(typed: Typed, name: str, act: str) -> bool:
    """Add a row (`add`) to the rows of a name such as `answers-0-withheld`, or drop one (`drop:1`).

    False where the name leads to no rows.
    """
    *way, last = name.split("-")
    inner: Any = typed
    for step in way:
        if isinstance(inner, list):
            inner = inner[int(step)] if step.isdecimal() and int(step) < len(inner) else None
        else:
            inner = inner.get(step) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get(last, []), list):
        return False
    rows = inner.setdefault(last, [])
    if act == "add" and len(rows) < _MOST_ROWS:
        rows.append({})
    elif act.startswith("drop:") and act[5:].isdecimal() and int(act[5:]) < len(rows):
        del rows[int(act[5:])]
    return True


def compact(typed: Typed) -> Typed:
    """Leave out rows with nothing in them, so that reasons point at the rows as shown."""
    return {
        name: [row for row in map(compact, value) if any(row.values())]
        if isinstance(value, list) and value and isinstance(value[0], dict) else value
        for name, value in typed.items()
    }


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in value) if isinstance(value, list | tuple) else ()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n".join(map(_text, value))
    return str(value)
