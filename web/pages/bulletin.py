"""The bulletin (通报) of the 主管部门: period and demands typed, figures counted, a PDF printed.

Nothing is kept: the PDF goes through the agency's own signing like any other official document.
"""

import re
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from web.auth import token_expired
from web.days import day_typed
from web.frame import the_office
from web.headers import shown_inline
from web.pages.supervision import seen_below
from web.policy import keeps_typing, seats
from web.site import desk, today
from workflow.bulletin import LONGEST_DEMANDS, Heading, bulletin, faults, numbers_in
from workflow.errors import LetterRefused, Reason
from workflow.reports import supervision_period as periods
from workflow.reports.period import Period
from workflow.terms import Role

pages = Blueprint("bulletin", __name__)
may_supervise = seats(Role.SUPERVISOR)
_EXPIRED = Reason("页面停留过久，没有印制。填写的内容都在，请再次提交。")
#: Between agencies, however it is typed.
_COMMA = re.compile("[，,、；;]")
_FIELDS = (
    "from", "until", "addressee", "number", "dated", "copies_to", "contact", "demands")


@pages.get("/supervision/bulletin")
@may_supervise
def form() -> str:
    """The form, with the period one comes from; the last quarter unless said otherwise."""
    office, usual = the_office(), dict(periods.suggested(today()))["上季度"]
    typed = {"from": usual.first.isoformat(), "until": usual.last.isoformat(),
             "dated": today().isoformat(), "contact": office.setting("contact") if office else ""}
    return _page(typed | {name: request.args[name] for name in ("from", "until")
                          if request.args.get(name)})


@pages.post("/supervision/bulletin")
@may_supervise
@keeps_typing
def printed() -> Response | tuple[str, int]:
    """The PDF, as a draft with its watermark or as it is to be signed; else the form again."""
    typed = {name: request.form.get(name, "") for name in _FIELDS}
    if token_expired():
        return _page(typed, (_EXPIRED,)), 400
    period, heading, wrong = _read(typed)
    if wrong or period is None or heading is None:
        return _page(typed, tuple(wrong)), 422
    document = bulletin(seen_below(period), heading)
    if found := numbers_in(document):
        return _page(typed, tuple(found)), 422
    draft = "draft" in request.form
    try:
        made = desk().print_room.press().print(document, draft=draft)
    except LetterRefused as refused:
        return _page(typed, tuple(map(Reason, refused.findings))), 422
    name = f"{'草稿-' if draft else ''}{document.title}.pdf"
    return shown_inline(made.data, "application/pdf", name)


def _read(typed: dict[str, str]) -> tuple[Period | None, Heading | None, list[Reason]]:
    """Period and heading as typed, or everything that is wrong with them."""
    first, last, dated = (day_typed(typed[name]) for name in ("from", "until", "dated"))
    wrong = periods.faults(first, last, today())
    period = Period(first, last) if first and last and not wrong else None
    if dated is None:
        wrong.append(Reason("请填写成文日期，如 2026-07-06", field="dated"))
    office = the_office()
    assert office is not None  # a supervisor belongs to an agency
    heading = Heading(
        agency=office.name, contact=typed["contact"].strip(), dated=dated or today(),
        addressee=typed["addressee"].strip().rstrip("：:"), number=typed["number"],
        copies_to=tuple(filter(None, map(str.strip, _COMMA.split(typed["copies_to"])))),
        demands=typed["demands"])
    wrong += faults(heading)
    return period, heading, wrong


def _page(typed: dict[str, str], reasons: tuple[Reason, ...] = ()) -> str:
    given: dict[str, Any] = dict.fromkeys(_FIELDS, "") | typed
    return render_template("bulletin.html", typed=given, reasons=reasons, longest=LONGEST_DEMANDS)
