"""What an officer typed, parsed (所填内容): facts, personal fields and files apart."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import Schema, ValidationError

from workflow.errors import Reason, TrailBroken
from workflow.evidence.slips import Kept
from workflow.record import evidence
from workflow.record.evidence import FileStore
from workflow.record.keyring import KeyRing
from workflow.record.tickets import kept_by
from workflow.record.trail import plain

#: Reads the slip of a file that was taken in; None if it is none of ours.
ReadSlip = Callable[[str], Kept | None]
_NO_SLIP = "文件未保存，请重新选择。"


@dataclass(frozen=True)
class Given:
    """Parsed facts; personal fields stand in them as blank commitments until the entry is made."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    #: digest -> (media type, display name)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: The files handed in, as they were found when they were taken in.
    received: tuple[Kept, ...] = ()
    #: digest -> where the file lies and what opens it
    kept: Mapping[str, evidence.Kept] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


def _no_slips(slip: str) -> Kept | None:
    return None


def parse(form: Schema, given: Mapping[str, Any], read: ReadSlip = _no_slips) -> Given:
    """Parse by the form of a step; what is wrong comes back as reasons, beside what is right."""
    reasons: tuple[Reason, ...] = ()
    try:
        facts: dict[str, Any] = dict(form.load(given))
    except ValidationError as error:
        reasons = tuple(_reasons(error.messages, form))
        facts = dict(error.valid_data) if isinstance(error.valid_data, dict) else {}
    own: dict[str, str] = {}
    received: dict[str, Kept] = {}
    for name, asked in form.fields.items():
        if name not in facts:
            continue
        if asked.metadata.get("personal"):
            own[name] = facts[name]
            facts[name] = {"commitment": ""}
        elif asked.metadata.get("widget") == "files":
            kept = [read(slip) for slip in facts[name]]
            reasons += tuple(
                Reason(f"{asked.metadata.get('label', name)}：{_NO_SLIP}", "", f"{name}.{place}")
                for place, one in enumerate(kept) if one is None)
            facts[name] = [one.digest for one in kept if one]
            received |= {one.digest: one for one in kept if one}
    files = {digest: (one.media_type, one.name) for digest, one in received.items()}
    return Given(plain(facts), own, files, tuple(received.values()), reasons=reasons)


def admitted(parsed: Given, ring: KeyRing, store: FileStore) -> Given:
    """What was typed, with the files its tickets stand for; a bad or outdated one is a reason."""
    kept: dict[str, evidence.Kept] = {}
    reasons: list[Reason] = []
    for one in parsed.received:
        try:
            found = kept_by(ring, one.digest, one.media_type, one.ticket)
        except TrailBroken:
            found = None
        if found is None or not store.has(found):
            reasons.append(Reason(f"文件“{one.name}”未保存，或者保存已久，请重新选择。"))
        else:
            kept[one.digest] = found
    return replace(parsed, kept={**parsed.kept, **kept}, reasons=(*parsed.reasons, *reasons))


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
