"""What a setting would do before it is made (设置预览): the next number, a specimen, the clocks.

Nothing is written and no number is taken. A specimen is a letter of nobody's: it says across every
page that it has no force.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from letters.letter import Letter
from letters.notices import RegistrationReceipt
from letters.replies import Refused, Reply
from letters.samples import fee_notice
from workflow.law import outcomes
from workflow.law.articles import cite
from workflow.law.authorities import REVIEW_AUTHORITY, authorities
from workflow.law.clock import ClockState
from workflow.law.clock_settings import sentences_of
from workflow.law.remedies import remedies
from workflow.law.rules import R2019_IN_FORCE
from workflow.machine import fold
from workflow.record import trail
from workflow.record.calendars import calendar_at
from workflow.record.models import Request
from workflow.record.number_text import number_text
from workflow.record.numbers import next_serial
from workflow.record.people import NAME, SHORT_NAME, Office, office_of
from workflow.record.settings import SETTINGS
from workflow.record.standing import Reading, beijing_day, clock_of
from workflow.terms import AgencyKind, Channel, DocumentKind, Outcome, State

#: Settings that a reply shows, and those every letter shows.
_ON_REPLIES = frozenset({"reconsideration_bodies", "court", "online_reconsideration"})
_ON_LETTERS = frozenset({NAME, SHORT_NAME, "contact", "seal_svg", "document_format", "verify_base"})
_WANTED = "××道路工程会议讨论稿（样张，并非真实申请）"


@dataclass(frozen=True)
class Shift:
    """One open request whose clock would read otherwise."""

    no: str
    before: Reading
    then: Reading


@dataclass(frozen=True)
class Preview:
    """What would come of a setting: sentences, a specimen letter if it is printed, clocks."""

    sentences: tuple[str, ...]
    letter: Letter | None = None
    shifts: tuple[Shift, ...] = ()


def preview(
    connection: Connection, agency_id: int, key: str, value: str, day: date, at: datetime
) -> Preview:
    """What a setting of an agency would do from a day on; nothing is printed in the past."""
    day = max(day, beijing_day(at))
    held = office_of(connection, agency_id, day)
    then = _with(held, key, value)
    shifts = tuple(_shifts(connection, then, at)) if key.startswith("clock.") else ()
    return Preview(
        tuple(_sentences(connection, held, then, key, day)), _letter(connection, then, key, day),
        shifts)


def expected_bodies(kind: AgencyKind, day: date) -> tuple[tuple[str, ...], str]:
    """Which reconsideration authorities the law names for a kind of agency, and where it does."""
    names = tuple(one.label for one in authorities(kind, day))
    return names, REVIEW_AUTHORITY.since(day).source


def usual(office: Office, key: str) -> str:
    """What holds where a setting was never made, in words; "" where nothing does."""
    first, _, name = key.partition(".")
    if first == "number":
        plain = replace(office, settings={})
        return f"如{number_text(plain, DocumentKind(name), 2026, 1)}"
    choices = replace(office, settings={}).clock_settings.to_json()
    return sentences_of(name, choices[name])[0] if first == "clock" and name in choices else ""


def _with(office: Office, key: str, value: str) -> Office:
    name = value if key == NAME and value else office.name
    short = value if key == SHORT_NAME and value else office.short_name
    return replace(office, name=name, short_name=short, settings={**office.settings, key: value})


def _sentences(
    connection: Connection, held: Office, then: Office, key: str, day: date
) -> Iterator[str]:
    first, _, name = key.partition(".")
    if first == "number":
        yield from _numbers(connection, then, (DocumentKind(name),), day)
    elif key == SHORT_NAME:
        yield from _numbers(connection, then, (DocumentKind.RECEIPT, DocumentKind.REPLY), day)
    elif first == "clock" and name in then.clock_settings.to_json():
        yield f"自{day}起：{sentences_of(name, then.clock_settings.to_json()[name])[0]}"
        yield f"在此之前：{sentences_of(name, held.clock_settings.to_json()[name])[0]}"
    elif first == "rule":
        label = SETTINGS[key].label
        yield f"自{day}起：{label}——{'系统强制' if then.holds(key) else '不再强制，同一人可以兼办'}"
    elif key == "reconsideration_bodies":
        yield from _bodies(then, day)


def _numbers(
    connection: Connection, office: Office, kinds: tuple[DocumentKind, ...], day: date
) -> Iterator[str]:
    for kind in kinds:
        serial = next_serial(connection, office.id, kind.value, day.year)
        number = number_text(office, kind, day.year, serial)
        yield f"{day.year}年下一份“{kind.label}”的文号：{number}"


def _bodies(office: Office, day: date) -> Iterator[str]:
    names, source = expected_bodies(office.kind, day)
    given = office.bodies.reconsideration
    yield f"{office.kind.label}的行政复议机关：{'或者'.join(names)}（{source}）"
    if len(given) < len(names):
        yield f"少填{len(names) - len(given)}个：文书中只写已填的，缺的请补齐。"
    if len(given) > len(names):
        yield f"文书只写前{len(names)}个，其余的在法律规定两个复议机关的时期才会用到。"


def _letter(connection: Connection, office: Office, key: str, day: date) -> Letter | None:
    """The specimen that shows what the setting changes."""
    if key in _ON_REPLIES:
        return _reply(connection, office, day, online=key == "online_reconsideration")
    if key == "fee_payment":
        way = {"how_to_pay": office.setting("fee_payment") or "（缴纳方式未设置）"}
        return fee_notice(**_head(connection, office, DocumentKind.FEE, day), **way)
    if key in _ON_LETTERS:
        return RegistrationReceipt(
            **_head(connection, office, DocumentKind.RECEIPT, day), due_on=day,
            query_code="0000-0000")
    return None


def _reply(connection: Connection, office: Office, day: date, *, online: bool) -> Reply:
    """A refusal: its remedies are the longest."""
    told = remedies(
        Outcome.DENY_PROCESS, ("16.2",), decided_on=day, agency_kind=office.kind,
        bodies=office.bodies, served_online=online and bool(office.bodies.online_channel))
    answer = Refused(
        _WANTED, (cite("16.2", "2019"),), reason="该文件是尚未作出决定的过程稿",
        discretion="公开会影响尚未完成的工作", separability="全文都是该项内容，不能区分处理")
    return Reply(
        **_head(connection, office, DocumentKind.REPLY, day), answers=(answer,),
        remedies=tuple(clause.text for clause in told.clauses))


def _head(
    connection: Connection, office: Office, kind: DocumentKind, day: date
) -> dict[str, Any]:
    base = office.setting("verify_base").rstrip("/")
    serial = next_serial(connection, office.id, kind.value, day.year)
    return {
        "agency": office.name, "signer": office.name, "specimen": True,
        "number": number_text(office, kind, day.year, serial), "dated": day,
        "addressee": "某某（样张）",
        "contact": office.setting("contact") or "联系人和电话未设置",
        "request_no": "样张", "received_on": day, "channel": Channel.IN_PERSON.label,
        "wanted": _WANTED,
        "regulation": outcomes.full_name("2019" if day >= R2019_IN_FORCE else "2008"),
        "receipt_code": "样张", "verify_code": "0000-0000-0000",
        "verify_url": f"{base}/000000000000" if base else "",
        "seal_svg": office.setting("seal_svg"),
        "layout": "document" if office.setting("document_format") == "on" else "letter",
    }


def _shifts(connection: Connection, then: Office, at: datetime) -> Iterator[Shift]:
    """The open requests of the agency whose clocks would read otherwise."""
    today = beijing_day(at)
    now = office_of(connection, then.id, today)
    before, after = (calendar_at(connection, one.regions, at) for one in (now, then))
    for no in connection.scalars(select(Request.no).where(
            Request.agency_id == then.id, Request.closed == 0,
            Request.state != State.ARCHIVING,
            Request.clock_state.in_((ClockState.RUNNING.value, ClockState.PAUSED.value)),
            ).order_by(Request.id)).all():
        case = fold(trail.entries(connection, no))
        old, new = (clock_of(case, one, today, days)
                    for one, days in ((now, before), (then, after)))
        if old and new and Reading.of(old) != Reading.of(new):
            yield Shift(no, Reading.of(old), Reading.of(new))
