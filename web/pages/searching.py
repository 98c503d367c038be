"""Recording a search (检索记录) made in several places at once: one line a place, one entry.

The step is `record_search`; what is typed in the lines becomes its places and its result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.acting import Attempt, act, blank, posted
from web.policy import keeps_typing, seats
from web.site import at, desk, officer, today
from workflow.phrases import PLACES, SEARCHED
from workflow.terms import Role
from workflow.viewing import RequestView, StepView

pages = Blueprint("searching", __name__, url_prefix="/requests")
_TRIGGER = "record_search"
#: How many places one record takes.
LINES = 6
#: The fields made out of the lines.
_MADE = ("where", "found", "result")
Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Line:
    """One place: where, whether anything was found there ("" if not said), and what."""

    place: str = ""
    found: str = ""
    result: str = ""

    @property
    def told(self) -> bool:
        """Whether anything was typed in it."""
        return bool(self.place.strip() or self.found or self.result.strip())


@pages.get("/<no>/search")
@seats(Role.HANDLER)
def form(no: str) -> Page:
    """A blank record, with the usual places and what the last search of the request said."""
    seen = desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        return redirect(url_for("case.show", no=no))
    attempt = blank(step, seen.case.seq)
    last = seen.case.searches[-1] if seen.case.searches else None
    attempt.typed.update(
        item="0" if len(seen.case.open_items) > 1 else str(seen.case.open_items[0].no),
        by=officer().name, on=today().isoformat(),
        terms=last.terms if last else "", period=last.period if last else "")
    return _page(seen, attempt, step, [Line(place) for place in PLACES[:3]])


@pages.post("/<no>/search")
@seats(Role.HANDLER)
@keeps_typing
def record(no: str) -> Page:
    """Put all lines on file as one search, through the desk."""
    seen = desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        return redirect(url_for("case.perform", no=no, trigger=_TRIGGER), 307)
    attempt, lines = posted(step), _lines()
    _make(attempt, [line for line in lines if line.told])
    done = act(attempt, lambda typed: desk().perform(
        no, _TRIGGER, officer(), at(), typed, seen_seq=attempt.seen_seq,
        command_id=attempt.command_id))
    if done is None:
        if attempt.moved_on:
            seen = desk().view(no, officer(), at())
            attempt.seen_seq = seen.case.seq
        return _page(seen, attempt, step, lines), attempt.status
    flash("检索记录已存入案卷。", "done")
    return redirect(url_for("case.show", no=no), 303)


def _step(seen: RequestView) -> StepView | None:
    return next((one for one in seen.steps if one.trigger == _TRIGGER), None)


def _lines() -> list[Line]:
    typed = request.form
    return [Line(typed.get(f"place-{n}", ""), typed.get(f"found-{n}", ""),
                 typed.get(f"said-{n}", "")) for n in range(LINES)]


def _make(attempt: Attempt, told: Sequence[Line]) -> None:
    """The places, whether anything was found in any of them, and what was found in each.

    A line that does not say whether anything was found leaves the answer open.
    """
    attempt.typed["where"] = "、".join(line.place.strip() for line in told)
    answered = bool(told) and all(line.found for line in told)
    anywhere = any(line.found == "true" for line in told)
    attempt.typed["found"] = ("true" if anywhere else "false") if answered else ""
    attempt.typed["result"] = "；".join(
        f"{line.place.strip()}：{line.result.strip() or SEARCHED[line.found == 'true']}"
        for line in told if line.found)


def _page(
    seen: RequestView, attempt: Attempt, step: StepView, lines: Sequence[Line]
) -> str:
    padded = [*lines, *(Line() for _ in range(LINES - len(lines)))]
    return render_template(
        "search.html", seen=seen, step=step, attempt=attempt if step.open else None,
        lines=padded, places=PLACES, made=_MADE)
