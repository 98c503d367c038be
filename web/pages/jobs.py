"""Background jobs (后台任务): what waits, what failed and why; retried or given up."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.numbers import number
from web.policy import seats
from web.site import at, officer, site
from workflow.record.database import reading, writing
from workflow.terms import Role
from workflow.work import caretaking

pages = Blueprint("jobs", __name__, url_prefix="/admin/jobs")
PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """What failed, then what waits, each a page at a time."""
    with reading(site().house.engine) as connection:
        waits, fails = caretaking.counts(connection, officer())
        failed = caretaking.failed(
            connection, officer(), at(), request.args.get("before", type=number), PAGE + 1)
        waiting = caretaking.waiting(connection, officer(), at(), _place(), PAGE + 1)
    return render_template(
        "admin/jobs.html", failed=failed[:PAGE], more_failed=len(failed) > PAGE, fails=fails,
        waiting=waiting[:PAGE], waits=waits,
        further=_address(waiting[PAGE - 1]) if len(waiting) > PAGE else "",
        most=caretaking.MOST, now=at())


@pages.post("/<int:id>/retry")
@seats(Role.SYSTEM_ADMIN)
def retry(id: int) -> Response:
    """Let one be done at once."""
    with writing(site().house.engine) as connection:
        caretaking.retry(connection, at(), officer(), id)
    return _done("已交后台重新办理。")


@pages.post("/retry")
@seats(Role.SYSTEM_ADMIN)
def retry_all() -> Response:
    """Let everything that failed be done at once."""
    with writing(site().house.engine) as connection:
        count = caretaking.retry_all(connection, at(), officer())
    return _done(f"{count}项已交后台重新办理。")


@pages.post("/<int:id>/discard")
@seats(Role.SYSTEM_ADMIN)
def discard(id: int) -> Response:
    """Give one up."""
    with writing(site().house.engine) as connection:
        caretaking.discard(connection, at(), officer(), id)
    return _done("已放弃，不再办理。")


def _done(text: str) -> Response:
    flash(text, "done")
    return redirect(url_for("jobs.overview"), 303)


def _place() -> tuple[datetime, int] | None:
    """The last line of the page before, as its address names it."""
    micros, _, id = request.args.get("after", "").partition("-")
    if not (micros.isdecimal() and id.isdecimal() and len(micros) < 17 and len(id) < 10):
        return None
    return _EPOCH + timedelta(microseconds=int(micros)), int(id)


def _address(line: caretaking.Line) -> str:
    return f"{(line.not_before - _EPOCH) // timedelta(microseconds=1)}-{line.id}"
