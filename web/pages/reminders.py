"""Reminders (提醒): near limits and acts that concern the officer, and where they are mailed to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.numbers import number
from web.policy import case_seats
from web.site import at, officer, site, today
from workflow import office
from workflow.errors import Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.reports import reminders as told
from workflow.work.plan import Plan

pages = Blueprint("reminders", __name__, url_prefix="/reminders")
PAGE = 50


@pages.get("")
@case_seats
def overview() -> str:
    """What the officer was told, the newest first."""
    return _page()


@pages.post("/read")
@case_seats
def read() -> Response:
    """Mark everything shown as read."""
    with writing(site().house.engine) as connection:
        told.mark_read(connection, officer(), request.form.get("until", 0, type=number), at())
    return redirect(url_for("reminders.overview"), 303)


@pages.post("/address")
@case_seats
def address() -> str | tuple[str, int] | Response:
    """Say where reminders are mailed to."""
    typed = request.form.get("email", "")
    try:
        with writing(site().house.engine) as connection:
            office.set_email(connection, at(), officer(), typed)
    except StepNotAllowed as error:
        return _page(typed, error.reasons), 422
    flash("已保存。" if typed.strip() else "不再发送邮件提醒。", "done")
    return redirect(url_for("reminders.overview"), 303)


def _page(typed: str | None = None, reasons: tuple[Reason, ...] = ()) -> str:
    before = request.args.get("before", 0, type=number)
    with reading(site().house.engine) as connection:
        lines = told.reminders(connection, officer(), before, PAGE + 1)
        email = told.address_of(connection, officer()) if typed is None else typed
        plan = Plan.of(office.office_of(connection, officer().agency_id, today()))
    return render_template(
        "reminders.html", lines=lines[:PAGE], older=lines[PAGE - 1].id if len(lines) > PAGE else 0,
        email=email, reasons=reasons, plan=plan, mailed=bool(site().config.mail))
