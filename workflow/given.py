"""What an officer typed, parsed (所填内容): facts, personal fields and files apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError

from workflow.errors import Reason
from workflow.record.trail import plain


@dataclass(frozen=True)
class Given:
    """Parsed facts; personal fields stand in them as blank commitments until the entry is made."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    #: digest -> (media type, display name)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


def parse(form: Schema, given: Mapping[str, Any]) -> Given:
    """Parse by the form of a step; what is wrong comes back as reasons, beside what is right."""
    reasons: tuple[Reason, ...] = ()
    try:
        facts: dict[str, Any] = dict(form.load(given))
    except ValidationError as error:
        reasons = tuple(_reasons(error.messages, form))
        facts = dict(error.valid_data) if isinstance(error.valid_data, dict) else {}
    own: dict[str, str] = {}
    files: dict[str, tuple[str, str]] = {}
    for name, asked in form.fields.items():
        if name not in facts:
            continue
        if asked.metadata.get("personal"):
            own[name] = facts[name]
            facts[name] = {"commitment": ""}
        elif asked.metadata.get("widget") == "files":
            facts[name] = list(_split(facts[name], files))
    return Given(plain(facts), own, files, reasons)


def _split(tokens: list[str], files: dict[str, tuple[str, str]]) -> Iterator[str]:
    for token in tokens:
        digest, media_type, name = token.split(";", 2)
        files[digest] = (media_type, name)
        yield digest


def _reasons(
    messages: Any, form: Schema | None, path: str = "", label: str = ""
) -> Iterator[Reason]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            asked = form.fields.get(str(key)) if form else None
            named = asked.metadata.get("label", "") if asked else ""
            place = f"第{key + 1}项" if isinstance(key, int) else named
            nested = getattr(getattr(asked, "inner", None), "schema", None) or form
            yield from _reasons(inner, nested, f"{path}.{key}".lstrip("."),
                                "·".join(part for part in (label, place) if part))
        return
    for message in messages if isinstance(messages, list) else [messages]:
        yield Reason(f"{label}：{message}" if label else str(message), "", path)
