"""Intake (收件登记): the form in which a clerk takes in an application."""

from itertools import chain

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from web.acting import Attempt, act, blank, posted, reshaped
from web.policy import keeps_typing, seats
from web.site import at, desk, officer, today
from workflow.desk import Done
from workflow.terms import Channel, Role

pages = Blueprint("intake", __name__)
#: The moments each channel asks for (条例第三十一条); the page shows only these.
DAYS: dict[Channel, tuple[str, ...]] = {
    Channel.IN_PERSON: ("submitted_on",),
    Channel.ORAL: ("submitted_on",),
    Channel.REGISTERED_POST: ("signed_on",),
    Channel.EMS: ("signed_on",),
    Channel.ORDINARY_LETTER: ("first_seen_on", "confirmed_on", "called_same_day"),
    Channel.INTERNET: ("submitted_on", "first_seen_on", "confirmed_on"),
    Channel.EMAIL: ("submitted_on", "first_seen_on", "confirmed_on"),
    Channel.FAX: ("submitted_on", "first_seen_on", "confirmed_on"),
}


@pages.get("/requests/new")
@seats(Role.INTAKE_CLERK)
def form() -> str:
    """A blank form."""
    return _page(blank(desk().receive_form(officer(), at()), 0))


@pages.post("/requests/new")
@seats(Role.INTAKE_CLERK)
@keeps_typing
def take_in() -> str | tuple[str, int] | Response:
    """Open the request, or show the form again with everything typed."""
    attempt = posted(desk().receive_form(officer(), at()))
    if reshaped(attempt):
        return _page(attempt)
    done = act(attempt, lambda typed: _open(attempt, typed))
    if done is None:
        return _page(attempt), attempt.status
    flash(f"已收件，编号 {done.no}。", "done")
    return redirect(url_for("case.show", no=done.no), 303)


def _open(attempt: Attempt, typed: dict[str, object]) -> Done:
    return desk().open_request(officer(), at(), typed, command_id=attempt.command_id)


def _page(attempt: Attempt) -> str:
    fields = {field.name: field for field in attempt.fields}
    chosen = next((c for c in Channel if c.value == attempt.typed.get("channel")), None)
    return render_template(
        "intake.html", attempt=attempt, fields=fields, days=DAYS, chosen=chosen,
        latest=today().isoformat(), moments=list(dict.fromkeys(chain(*DAYS.values()))),
    )
