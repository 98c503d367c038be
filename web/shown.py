"""How things are written on a page: days with their weekday, moments in Beijing time, lights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Flask
from markupsafe import Markup

from web.plain_text import as_html
from web.site import calendar, today
from workflow.duties import Duty, duties_of, for_officer
from workflow.evidence.kinds import ACCEPTED, EXTENSIONS
from workflow.evidence.limits import LARGEST, LARGEST_FORM
from workflow.evidence.slips import scan_of
from workflow.foresight import foreseen
from workflow.parties import parties_of
from workflow.record.case import Case
from workflow.record.search import places
from workflow.record.standing import BEIJING, hold_lapses_on
from workflow.reports.inbox import InboxRow, Light, light_of
from workflow.reports.month import month
from workflow.terms import DeliveryFailure, Outcome, ProvisionForm, ProvisionRoute, Role, State
from workflow.viewing import RequestView

_WEEKDAYS = "一二三四五六日"
#: Colour class and shape of each light: shape, word and colour, never colour alone.
_HEXAGON = '<path fill="currentColor" d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5z"/>'
_DIAMOND = '<path fill="currentColor" d="M6 0l6 6-6 6-6-6z"/>'
_TRIANGLE = '<path fill="currentColor" d="M6 .8L12 11.4H0z"/>'
_CIRCLE = '<circle cx="6" cy="6" r="5.6" fill="currentColor"/>'
_BARS = '<path fill="currentColor" d="M1 1h3.5v10H1zM7.5 1H11v10H7.5z"/>'
_TICK = '<path fill="none" stroke="currentColor" stroke-width="2.4" d="M1 6.5l3.4 3.5L11 2"/>'
LIGHTS: Mapping[Light, tuple[str, str]] = {
    Light.LATE: ("red", _HEXAGON), Light.TODAY: ("orange", _DIAMOND),
    Light.SOON: ("yellow", _TRIANGLE), Light.NORMAL: ("green", _CIRCLE),
    Light.PAUSED: ("pause", _BARS), Light.DONE: ("done", _TICK),
}


def lapses_on(seen: RequestView) -> date | None:
    """The day on which a hold of the legal office lapses by itself; None while nothing counts."""
    return hold_lapses_on(seen.clock) if seen.clock else None


def weekday(day: date) -> str:
    """周一 to 周日."""
    return f"周{_WEEKDAYS[day.weekday()]}"


def long_day(day: date | None) -> str:
    """2024年9月27日（周五）."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday(day)}）" if day else "—"


def short_day(day: date | None) -> str:
    """09-27, for lists of this year."""
    return f"{day:%m-%d}" if day else "—"


def moment(at: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment in Beijing time."""
    return at.astimezone(BEIJING).strftime(form)


def day_kind(day: date) -> str:
    """What kind of day it is: 工作日, 周末, a holiday by name, a make-up working day."""
    status = calendar().status(day)
    return status.kind.label if status.working else status.name or status.kind.label


def colour(light: Light) -> str:
    """The colour class of a light."""
    return LIGHTS[light][0]


def shape(light: Light) -> Markup:
    """The shape of a light, as an inline picture."""
    drawn = LIGHTS[light][1]
    return Markup(f'<svg viewBox="0 0 12 12" aria-hidden="true">{drawn}</svg>')  # our own constants


def left(light: Light, days: int | None) -> str:
    """The words of a light: how many working days are left or over."""
    if light is Light.LATE and days is not None:
        return f"超期 {max(1, -days)} 个工作日"
    if light in (Light.SOON, Light.NORMAL):
        return f"剩 {days} 个工作日" if days is not None else "待确定期限"
    return light.label


def grouped(rows: tuple[InboxRow, ...]) -> list[tuple[Light, list[InboxRow]]]:
    """The rows of a list by light, in their order."""
    groups: list[tuple[Light, list[InboxRow]]] = []
    for row in rows:
        if not groups or groups[-1][0] is not row.light:
            groups.append((row.light, []))
        groups[-1][1].append(row)
    return groups


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """A text with every place of these words marked, however it is written there."""
    spots = sorted(place for word in words for place in places(text, word))
    shown, at = Markup(""), 0
    for start, end in spots:
        if end > at:
            start = max(start, at)
            shown += text[at:start] + Markup("<mark>{}</mark>").format(text[start:end])
            at = end
    return shown + text[at:]


@dataclass(frozen=True)
class DutyLight:
    """The light of a duty: shape, word and colour, and whether somebody else has still time."""

    colour: str
    shape: Markup
    text: str
    waits: bool


def duty_light(duty: Duty) -> DutyLight:
    """How near the last day of a duty is, in working days."""
    on, days = today(), calendar()
    if duty.waits(on):
        return DutyLight(colour(Light.PAUSED), shape(Light.PAUSED), "等待他人", True)
    if duty.due_on is None:
        return DutyLight(colour(Light.SOON), shape(Light.SOON), "当即办理", False)
    kind = light_of(duty.due_on, "", False, on, days)
    number = days.between(on, duty.due_on) or -days.between(duty.due_on, on)
    return DutyLight(colour(kind), shape(kind), left(kind, number), False)


@dataclass(frozen=True)
class Segment:
    """A run of days in the bar of a clock: used, left out, still to come, or late."""

    kind: str
    start: int
    width: int


@dataclass(frozen=True)
class Bar:
    """The bar of a clock, in days."""

    total: int
    segments: tuple[Segment, ...]


_USED = {"counted": "run", "make_up": "run", "excluded": "stop", "paused": "stop"}


def bar(seen: RequestView) -> Bar:
    """The days of the ledger as one bar: working days that count, and days left out."""
    clock = seen.clock
    if clock is None:
        return Bar(1, ())
    kinds = [
        "rest" if line.day > clock.as_of and _USED[line.kind.value] == "run"
        else _USED[line.kind.value]
        for line in clock.ledger() if line.kind.value in _USED
    ]
    kinds += ["over"] * clock.late_by_working_days
    segments, start = [], 0
    for kind, run in groupby(kinds):
        width = sum(1 for _ in run)
        segments.append(Segment(kind, start, width))
        start += width
    return Bar(max(start, 1), tuple(segments))


_PERSONAL = {
    "applicant_name": "申请人", "id_number": "证件号码", "phone": "电话", "address": "地址",
    "postcode": "邮编", "email": "电子邮箱",
}


def personal_lines(seen: RequestView) -> list[tuple[str, str]]:
    """The applicant's fields as this seat may see them, with their labels."""
    return _labelled(seen.personal)


def masked_lines(seen: RequestView) -> list[tuple[str, str]]:
    """The same beside a list: masked, whoever passes by."""
    return _labelled(seen.in_a_list)


def _labelled(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label, fields[key]) for key, label in _PERSONAL.items() if fields.get(key)]


def holder(seen: RequestView) -> str:
    """Who has the request in hand (在谁手里): the handler while it is handled, else a seat."""
    if seen.case.state is State.HANDLING and seen.handler_name:
        unit = f"（{seen.case.unit}）" if seen.case.unit else ""
        return f"{seen.handler_name}{unit}"
    return _HOLDERS[seen.case.state]


_HOLDERS = {
    State.RECEIPT: "公开办", State.REGISTRATION: "公开办", State.HANDLING: "公开办",
    State.REVIEW: Role.REVIEWER.label, State.REPLY: "公开办", State.ARCHIVING: "档案室",
    State.ARCHIVED: "档案室",
}


def item_outcome(case: Case, item: int) -> str:
    """What the newest draft decides on one item; else what an earlier register tells."""
    answers = case.draft.answers if case.draft else ()
    keys = [answer.text("outcome") for answer in answers if answer.number("item") == item]
    if not keys and case.imported and case.imported.outcome:
        return case.imported.outcome.label
    return term_label(keys[0]) if keys else ""


def term_label(key: str) -> str:
    """The label of a key of the lists a page shows."""
    for members in (Outcome, DeliveryFailure, ProvisionForm, ProvisionRoute):
        for member in members:
            if member.value == key:
                return member.label
    return key


_GIVEN, _DENIED = "granted partial", "partial deny"
#: Of a decision on an item: the outcomes (or their families) that ask for a field.
_ASKED_FOR = {
    "description": _GIVEN, "form": _GIVEN, "handed_over": _GIVEN, "other_form_reason": _GIVEN,
    "withheld": "partial", "separable": _DENIED, "separability_reason": _DENIED,
    "discretion_reason": "deny", "public_interest_reason": f"deny.third_party {_GIVEN}",
    "classification": "deny.secret partial",
    "source": "granted_public deny.query reject.publication",
    "responsible_agency": "unable.not_held", "responsible_contact": "unable.not_held",
    "first_reply_no": "reject.repeat", "petition_channel": "reject.petition",
}


def asked_for(name: str) -> str:
    """The outcomes that ask for a field of an answer, "" if every outcome does."""
    parts = name.split("-")
    answer = len(parts) == 3 and parts[0] == "answers"
    return _ASKED_FOR.get(parts[-1], "") if answer else ""


@dataclass(frozen=True)
class Taken:
    """What a form says of the files it takes: kinds, extensions, bytes of one and of all."""

    kinds: str = ACCEPTED
    extensions: tuple[str, ...] = EXTENSIONS
    largest: int = LARGEST
    form: int = LARGEST_FORM


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    filters: dict[str, Any] = {
        "long_day": long_day, "short_day": short_day, "moment": moment, "colour": colour,
        "shape": shape, "grouped": grouped, "weekday": weekday, "bar": bar,
        "personal_lines": personal_lines, "masked_lines": masked_lines,
        "item_outcome": item_outcome, "holder": holder,
        "term_label": term_label, "scan_of": scan_of, "as_html": as_html, "marked": marked,
        "lapses_on": lapses_on,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(
        left=left, day_kind=day_kind, Light=Light, asked_for=asked_for, TAKEN=Taken(),
        duties_of=duties_of,
        parties_of=parties_of, foreseen=foreseen, mine=for_officer, duty_light=duty_light,
        month=month)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
