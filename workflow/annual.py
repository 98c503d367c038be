"""Telling and publishing for the annual report (年报填报、定稿, 条例第四十九条、第五十条).

What no register counts (table two, the texts) the disclosure office tells: its intake clerk or its
head. Publishing keeps the whole report of a year as it stood, with its digest in the security log,
so that a later correction shows as a difference and the year after can prove what it takes over.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from workflow.entitled import Actor, need, unless
from workflow.errors import Reason
from workflow.record.annual_figures import EDITION, edition_of, figures_of, keep_figure
from workflow.record.database import in_turn
from workflow.record.security import SecurityAct, append
from workflow.record.standing import beijing_day
from workflow.record.trail import canonical
from workflow.reports.annual.form import FIRST_YEAR, Form, form_of, is_verified
from workflow.reports.annual.report import Report, annual_report
from workflow.reports.annual.told import PARTS, number_of
from workflow.terms import Role

#: Who may tell the figures; only the head publishes.
TELLERS = (Role.HEAD, Role.INTAKE_CLERK)
#: Characters of one text; more is no part of a report any more.
LONGEST_TEXT = 20_000
_LAW = "条例第五十条"
_LOCK = 0x79616E6E  # "yann": one line after the other on PostgreSQL


def check_figures(
    connection: Connection, at: datetime, by: Actor, year: int, given: Mapping[str, str]
) -> dict[str, str]:
    """What would change, by key. Raises StepNotAllowed with everything wrong."""
    form = _form(year, at)
    role = next((role for role in TELLERS if role in by.seats), Role.HEAD)
    need(by, role, by.agency_id, [
        *unless(form, f"请选择{FIRST_YEAR}年至{beijing_day(at).year}年之间的年份", "year"),
        *(_faults(form, given) if form else ()),
    ])
    held = figures_of(connection, by.agency_id, year)
    tidy = {key: _tidy(value) for key, value in given.items()}
    return {key: value for key, value in tidy.items()
            if value != (held[key].value if key in held else "")}


def tell_figures(
    connection: Connection, at: datetime, by: Actor, year: int, given: Mapping[str, str]
) -> int:
    """Tell figures and texts for the report of a year; returns how many changed."""
    in_turn(connection, _LOCK)
    changed = check_figures(connection, at, by, year, given)
    for key, value in changed.items():
        keep_figure(connection, by.agency_id, year, key, value, at, by.login)
    if changed:
        append(connection, at, by.login, SecurityAct.ANNUAL_FIGURES_TOLD, {
            "year": year, "keys": sorted(changed), "digest": _digest(changed),
            **by.instead(*TELLERS)}, by.agency_id)
    return len(changed)


def publish_report(connection: Connection, at: datetime, by: Actor, year: int) -> Report:
    """Keep the report of a year as published (定稿), and return it.

    Raises StepNotAllowed with everything that stands against it: a year that is not over, a table
    that does not balance, what has not been told, nothing changed since the last time.
    """
    in_turn(connection, _LOCK)
    report = annual_report(connection, by.agency_id, year)
    body = canonical(report.figures())
    newest = edition_of(connection, by.agency_id, year)
    need(by, Role.HEAD, by.agency_id, [
        *unless(report.period.last < beijing_day(at), f"{year}年尚未结束，不能定稿", "year"),
        *(Reason(one.text, _LAW) for one in report.imbalances),
        *_missing(report),
        *unless(newest is None or newest.value != body, "与上次定稿相同，没有改动", ""),
    ])
    keep_figure(connection, by.agency_id, year, EDITION, body, at, by.login)
    append(connection, at, by.login, SecurityAct.ANNUAL_REPORT_PUBLISHED, {
        "year": year, "digest": digest_of(body), **by.instead(Role.HEAD)}, by.agency_id)
    return report


def digest_of(body: str) -> str:
    """The digest of a published report, as the security log names it."""
    return sha256(body.encode()).hexdigest()


def _digest(values: Mapping[str, str]) -> str:
    return digest_of(canonical(dict(values)))


def _form(year: int, at: datetime) -> Form | None:
    return form_of(year) if FIRST_YEAR <= year <= beijing_day(at).year else None


def _missing(report: Report) -> Iterator[Reason]:
    """What the form asks for and nobody has told yet."""
    told = report.told
    blank = [key for key in report.form.input_keys if not told.cell(key)]
    if blank and is_verified(report.period.year):
        yield Reason(f"表二还有{len(blank)}格没有填写，没有的填0", _LAW, blank[0])
    for part in PARTS[:2]:
        if not told.texts.get(part.key):
            yield Reason(f"“{part.label}”尚未填写", _LAW, part.key)


def _faults(form: Form, given: Mapping[str, str]) -> Iterator[Reason]:
    labels = {form_key: f"{row}·{column}" for table in form.table_two
              for row_key, row in table.rows for column_key, column in table.columns
              for form_key in (table.key(row_key, column_key),)}
    parts = {part.key: part.label for part in PARTS}
    for key, value in given.items():
        if key in labels:
            yield from _number_faults(key, labels[key], _tidy(value))
        elif key in parts:
            yield from _text_faults(key, parts[key], _tidy(value))
        else:
            yield Reason(f"这一年的报告没有“{key}”这一项", _LAW, key)


def _number_faults(key: str, label: str, value: str) -> Iterator[Reason]:
    """Whole numbers; amounts in 万元 up to six decimals; 本年增/减 may fall."""
    number = number_of(value)
    if not value:
        return
    if number is None or len(value) > 18 or not value.isascii() or "e" in value.lower():
        yield Reason(f"“{label}”请填写数字，没有的填0", _LAW, key)
    elif number < 0 and not key.endswith(".change"):
        yield Reason(f"“{label}”不能是负数", _LAW, key)
    elif not key.endswith(".amount") and number != number.to_integral_value():
        yield Reason(f"“{label}”应当是整数", _LAW, key)


def _text_faults(key: str, label: str, value: str) -> Iterator[Reason]:
    if len(value) > LONGEST_TEXT:
        yield Reason(f"“{label}”不超过{LONGEST_TEXT}个字，现有{len(value)}个字", _LAW, key)
    if not all(letter.isprintable() or letter in "\n\t\u3000" for letter in value):
        yield Reason(f"“{label}”含有不能显示的控制字符，请删去后重新填写", _LAW, key)


def _tidy(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
