"""The review desk (审批台): queues of drafts, each with its letter beside it, and the acts."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from web.acting import Attempt, act, blank, done_already, leftovers, posted, reshaped
from web.numbers import number
from web.pages.case import Page, no_longer
from web.phrases import return_phrases, with_phrase
from web.policy import keeps_typing, seats
from web.proofs import proofs
from web.site import at, calendar, desk, officer, site, today
from workflow.desk import Done
from workflow.errors import LetterRefused, NotFound
from workflow.record.database import reading
from workflow.reports import inbox as lists
from workflow.reports.inbox import InboxFilter, InboxRow
from workflow.reports.review_queue import Place, milestones, next_in, place_of, queues_of
from workflow.reports.staff import DatedValue, setting_history
from workflow.reports.views import View, counts
from workflow.reviewing import Sheet, Shown
from workflow.terms import Manner, Role
from workflow.viewing import RequestView, StepView

pages = Blueprint("review", __name__)
#: Whose seats read drafts before they leave.
reviewers = seats(Role.REVIEWER, Role.SECRECY_REVIEWER, Role.LEGAL_OFFICE)
PAGE = 50
#: What is done at this desk, in the order it is offered; everything else on the case page.
ACTS = ("approve", "approve_mending", "approve_revocation", "secrecy_review", "legal_review",
        "return_to_handler", "decline_mending", "amend_at_signing", "hold", "release_hold")
#: The rule an agency of few people may waive.
SEPARATION = "rule.legal_is_not_approver"
#: The act that sends a draft back, and its field that takes the phrases.
RETURN, REASONS = "return_to_handler", "reasons"


@dataclass(frozen=True)
class Standing:
    """The queue an officer works off, where the request stands in it, and what comes next."""

    view: View
    place: Place | None
    following: InboxRow | None

    @property
    def after(self) -> str:
        """The place in the queue, as a token."""
        return self.place.row.after if self.place else ""


@pages.get("/review")
@reviewers
def overview() -> str:
    """A queue of the officer's seats, the most urgent first."""
    own = queues_of(officer())
    view = _queue()
    with reading(site().house.engine) as connection:
        page = lists.inbox(connection, officer(), today(), calendar(), InboxFilter(view),
                           request.args.get("after", ""), PAGE)
        told = milestones(connection, [row.no for row in page.rows])
        numbers = counts(connection, officer(), own)
    return render_template("review.html", page=page, view=view, queues=own, numbers=numbers,
                           milestones=told)


@pages.get("/requests/<no>/review")
@reviewers
def show(no: str) -> Page:
    """One draft: the request, its letter, what changed, what was checked, and the acts."""
    against = request.args.get("against", 0, type=number)
    sheet = desk().review(no, officer(), at(), against)
    if sheet.shown is None:
        return redirect(url_for("case.show", no=no))
    return _page(sheet)


@pages.post("/requests/<no>/review/<trigger>")
@reviewers
@keeps_typing
def perform(no: str, trigger: str) -> Page:
    """Act on a draft and open the next one, or show the page again with everything typed."""
    standing = _standing(no)
    sheet = desk().review(no, officer(), at())
    if before := done_already(sheet.seen):
        return _done(no, before.step_label, standing)
    step = _step(sheet.seen, trigger)
    if step is None:
        return _gone(sheet)
    attempt = posted(step)
    if reshaped(attempt) or _phrased(sheet, attempt):
        return _page(sheet, attempt)
    done = act(attempt, lambda typed: _perform(no, attempt, typed))
    if done is None:
        return _again(sheet, attempt, trigger)
    return _done(no, done.step_label, standing)


@pages.get("/requests/<no>/review/pages/<int:version>")
@reviewers
def strip(no: str, version: int) -> Page:
    """All pages of the letter of a version, for the page to show once they are printed."""
    shown = _shown(no, version)
    return render_template("_pages.html", no=no, shown=shown, **_pages_of(shown))


@pages.get("/requests/<no>/review/pages/<int:version>/<int:n>.png")
@reviewers
def picture(no: str, version: int, n: int) -> Page:
    """One page of the letter of a version as it would leave today, watermarked."""
    shown = _shown(no, version)
    kept = proofs().of(shown)
    if not 0 < n <= len(kept):
        raise NotFound(f"{no}的文书没有第{n}页")
    response = Response(kept[n - 1], mimetype="image/png")
    response.set_etag(f"{shown.digest[:32]}-{n}")
    return response.make_conditional(request)


def _shown(no: str, version: int) -> Shown:
    shown = desk().shown(no, officer(), at(), version)
    if shown is None:
        raise NotFound(f"{no}没有第{version}版草稿")
    return shown


def _queue() -> View:
    """The queue named in the address or the form, if it is the officer's; else the first."""
    own, named = queues_of(officer()), request.values.get("queue", "")
    return next((view for view in own if view.value == named), own[0] if own else abort(403))


def _standing(no: str) -> Standing:
    """Where a request stands in the queue worked off; if not there, in the first it waits in."""
    own, first = queues_of(officer()), _queue()
    with reading(site().house.engine) as connection:
        where = (connection, officer(), today(), calendar())
        for view in dict.fromkeys((first, *own)):
            place = place_of(*where, view, no)
            if place:
                return Standing(view, place, next_in(*where, view, place.row.after, but=no))
        return Standing(first, None, next_in(*where, first, but=no))


def _done(no: str, label: str, before: Standing) -> Page:
    flash(f"{no}：已办理“{label}”。", "done")
    return redirect(_onward(no, before), 303)


def _onward(no: str, before: Standing) -> str:
    """The same request while it still waits in the queue, then the next, then the empty queue."""
    with reading(site().house.engine) as connection:
        where = (connection, officer(), today(), calendar())
        stays = place_of(*where, before.view, no)
        following = stays.row if stays else next_in(*where, before.view, before.after, but=no)
    if following is None:
        return url_for("review.overview", queue=before.view.value)
    return url_for("review.show", no=following.no, queue=before.view.value)


def _phrased(sheet: Sheet, attempt: Attempt) -> bool:
    """Whether the button pressed only puts a phrase into the reasons for a return."""
    phrases, digit = return_phrases(sheet.seen.office), request.form.get("_phrase", "")
    if attempt.step.trigger != RETURN or not digit.isdecimal():
        return False
    if 0 < int(digit) <= len(phrases):
        written = str(attempt.typed.get(REASONS) or "")
        attempt.typed[REASONS] = with_phrase(written, phrases[int(digit) - 1])
    return True


def _perform(no: str, attempt: Attempt, typed: dict[str, Any]) -> Done:
    return desk().perform(no, attempt.step.trigger, officer(), at(), typed,
                          seen_seq=attempt.seen_seq, command_id=attempt.command_id)


def _again(sheet: Sheet, attempt: Attempt, trigger: str) -> Page:
    if attempt.moved_on:
        sheet = desk().review(sheet.seen.no, officer(), at())
        step = _step(sheet.seen, trigger)
        if step is None:
            return _gone(sheet)
        attempt.catch_up(step, sheet.seen.case.seq)
    return _page(sheet, attempt), attempt.status


def _step(seen: RequestView, trigger: str) -> StepView | None:
    return next((one for one in seen.steps if one.trigger == trigger and trigger in ACTS), None)


def _acts(seen: RequestView) -> list[StepView]:
    """The acts of this desk in their order, those of the officer's own seats."""
    known = {step.trigger: step for step in seen.steps if step.mine}
    return [known[trigger] for trigger in ACTS if trigger in known]


def _page(sheet: Sheet, attempt: Attempt | None = None, **more: Any) -> str:
    seen, acts = sheet.seen, _acts(sheet.seen)
    forms = {
        step.trigger: attempt if attempt and step.trigger == attempt.step.trigger
        else blank(step, seen.case.seq)
        for step in acts if step.open or (attempt and step.trigger == attempt.step.trigger)
    }
    moved = desk().meanwhile(seen.no, officer(), at(), attempt.since) if (
        attempt and attempt.moved_on) else None
    return render_template("reviewing.html", **{
        "sheet": sheet, "seen": seen, "acts": acts, "forms": forms, "attempt": attempt,
        "meanwhile": moved, "standing": _standing(seen.no), **_letter(sheet.shown),
        "phrases": return_phrases(seen.office), "RETURN": RETURN, "waiver": _waiver(seen),
        "manner": _manner(seen), **more})


def _letter(shown: Shown | None) -> dict[str, Any]:
    """The pages of the letter if they are printed already, or asked for at once."""
    if shown and request.args.get("pages") == "all":
        return _pages_of(shown)
    kept = proofs().known(shown.digest) if shown else None
    return {"page_count": len(kept or ()), "refused": ()}


def _pages_of(shown: Shown) -> dict[str, Any]:
    """How many pages a letter has, or why it cannot be printed."""
    try:
        return {"page_count": len(proofs().of(shown)), "refused": ()}
    except LetterRefused as error:
        return {"page_count": 0, "refused": error.findings}


def _manner(seen: RequestView) -> Manner | None:
    key = seen.case.draft.whole.text("manner") if seen.case.draft else ""
    return Manner(key) if key else None


def _waiver(seen: RequestView) -> DatedValue | None:
    """Since when, and why, one person may review for the law and sign; None: nobody may."""
    if seen.office.holds(SEPARATION):
        return None
    with reading(site().house.engine) as connection:
        versions = setting_history(connection, seen.office.id).get(SEPARATION, ())
    return next((one for one in versions if one.effective_from <= today()), None)


def _gone(sheet: Sheet) -> Page:
    """The step is no longer one of this state: say who acted, keep what was typed."""
    seen = sheet.seen
    since = request.form.get("seen_seq", seen.case.seq, type=number)
    return _page(sheet, gone=no_longer(seen), leftovers=leftovers(None),
                 meanwhile=desk().meanwhile(seen.no, officer(), at(), since)), 409
