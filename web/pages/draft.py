"""The drafting page (起草页): the seven questions and the draft on the left, the letter beside it.

The draft is the step `draft_reply`, performed through the desk; here it only has room.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.acting import Attempt, act, blank, posted, reshaped
from web.forms import Typed
from web.numbers import number
from web.pages.alike import candidates, may_link
from web.pictures import pictures
from web.policy import keeps_typing, seats
from web.site import at, desk, officer
from web.throttle import limiter
from workflow.errors import Reason
from workflow.phrases import PHRASES
from workflow.seven_questions import Guidance, Proposal, guidance, presumed
from workflow.terms import Outcome, Role
from workflow.viewing import RequestView, StepView

pages = Blueprint("draft", __name__, url_prefix="/requests")
_TRIGGER = "draft_reply"
#: The fields of the guide in the form of the draft: `guide-1-clear` is about item 1.
_PREFIX = "guide"
#: How often one officer may ask for the letter beside the form.
_OFTEN = "60 per minute"
#: One letter at a time is printed for a form being filled in, however many are open; the next
#: waits so long (seconds), then the picture stays as it was.
_PATIENCE = 4
_ONE = BoundedSemaphore(1)
Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Asked:
    """The questions about one item of the request."""

    item: int
    wanted: str
    found: Guidance


def _by_officer() -> str:
    return officer().login


@pages.get("/<no>/draft")
@seats(Role.HANDLER)
def form(no: str) -> Page:
    """A blank draft, or the last version, with what the file itself already answers."""
    seen = desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        return redirect(url_for("case.show", no=no))
    return _page(seen, _opened(seen, step) if step.open else None, step)


@pages.post("/<no>/draft")
@seats(Role.HANDLER)
@keeps_typing
def save(no: str) -> Page:
    """Save a version; or fill in what the guide proposes, or a row more, and show it again.

    Where the request has moved on, the case page takes the post over and keeps what was typed.
    """
    seen = desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        return redirect(url_for("case.perform", no=no, trigger=_TRIGGER), 307)
    attempt = posted(step)
    if reshaped(attempt):
        return _page(seen, attempt, step)
    item = request.form.get("_guide", type=number)
    if item is not None:
        _fill_in(seen, attempt, item)
        return _page(seen, attempt, step)
    done = act(attempt, lambda typed: desk().perform(
        no, _TRIGGER, officer(), at(), typed, seen_seq=attempt.seen_seq,
        command_id=attempt.command_id))
    if done is None:
        if attempt.moved_on:
            seen = desk().view(no, officer(), at())
            attempt.seen_seq = seen.case.seq
        return _page(seen, attempt, step), attempt.status
    flash("草稿已保存为新的一版。", "done")
    return redirect(url_for("draft.form", no=no), 303)


@pages.post("/<no>/draft/guide/<int:item>")
@seats(Role.HANDLER)
@keeps_typing
def questions(no: str, item: int) -> Page:
    """The questions about one item as they go on after an answer, for the page to show at once."""
    seen = desk().view(no, officer(), at())
    found = next((one for one in _asked(seen) if one.item == item), None)
    if found is None:
        abort(404)
    return render_template("_questions_alone.html", seen=seen, one=found,
                           steps={one.trigger: one for one in seen.steps})


@pages.post("/<no>/draft/sketch")
@seats(Role.HANDLER)
@keeps_typing
@limiter.limit(_OFTEN, key_func=_by_officer)
def sketch(no: str) -> Page:
    """The letter as far as the form is filled in, as pictures, and what stands against it."""
    seen = desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        abort(409)
    typed = posted(step).typed
    with _one_at_a_time() as turn:
        if not turn:
            return "", 204
        found = desk().sketch(no, _TRIGGER, officer(), at(), typed)
        drawn = pictures(found.printed.data) if found.printed else ()
    return render_template(
        "_sketch.html", found=found,
        sheets=[base64.b64encode(one).decode("ascii") for one in drawn])


@contextmanager
def _one_at_a_time() -> Iterator[bool]:
    turn = _ONE.acquire(timeout=_PATIENCE)
    try:
        yield turn
    finally:
        if turn:
            _ONE.release()


def _step(seen: RequestView) -> StepView | None:
    return next((one for one in seen.steps if one.trigger == _TRIGGER), None)


def _opened(seen: RequestView, step: StepView) -> Attempt:
    """The form as the last version has it, but for the files handed in with it."""
    attempt = blank(step, seen.case.seq)
    last = seen.case.draft.whole if seen.case.draft else {}
    for name, asked in step.form.fields.items():
        if name in last and asked.metadata.get("widget") != "files":
            attempt.typed.setdefault(name, last[name])
    return attempt


def _page(seen: RequestView, attempt: Attempt | None, step: StepView) -> str:
    return render_template(
        "draft.html", seen=seen, attempt=attempt, step=step,
        asked=_asked(seen), phrases=PHRASES, outcomes=tuple(Outcome), alike=candidates(seen),
        may_link=may_link(seen),
        steps={one.trigger: one for one in seen.steps})


def _answers(seen: RequestView, item: int) -> dict[str, str]:
    """What was chosen for an item; before anything was, what the file answers itself."""
    prefix = f"{_PREFIX}-{item}-"
    chosen = {name.removeprefix(prefix): value for name, value in request.form.items()
              if name.startswith(prefix)}
    return chosen if request.method == "POST" else presumed(seen.case, item)


def _asked(seen: RequestView) -> list[Asked]:
    return [Asked(one.no, one.wanted, guidance(seen.case, _answers(seen, one.no), one.no))
            for one in seen.case.open_items]


def _fill_in(seen: RequestView, attempt: Attempt, item: int) -> None:
    """Put what the guide proposes for an item into the draft, beside all that was typed."""
    answers = _answers(seen, item)
    proposal = guidance(seen.case, answers, item).proposal
    rows = attempt.typed.setdefault("answers", [])
    if proposal is None or item not in {one.no for one in seen.case.open_items}:
        attempt.refuse(200, (Reason("还没有答完，没有可以采用的结果"),))
        return
    row = next((one for one in rows if str(one.get("item", "")) == str(item)), None)
    if row is None:
        row = {"item": str(item)}
        rows.append(row)
    _decide(row, proposal, answers)
    if answers.get("manner"):
        attempt.typed["manner"] = answers["manner"]


def _decide(row: Typed, proposal: Proposal, answers: Mapping[str, str]) -> None:
    row["outcome"] = proposal.outcome.value
    partial = proposal.outcome is Outcome.PARTIAL
    row["articles"] = list(proposal.articles[:1] if partial else proposal.articles)
    if partial and not row.get("withheld"):
        part: dict[str, Any] = {"articles": list(proposal.articles[1:])}
        row["withheld"] = [part]
    if answers.get("apart"):
        row["separable"] = "true" if answers["apart"] == "yes" else "false"
    gives = proposal.outcome in (Outcome.GRANTED, Outcome.PARTIAL)
    if gives and answers.get("form"):
        row["form"] = answers["form"]
