"""From a posted form to an act (提交): read, ask again, perform, or show it as it was typed."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import request
from marshmallow import Schema

from web import auth
from web.errors import answer_to
from web.forms import Drawing, Drawn, Fault, Typed, collect, compact, faults, reshape
from web.numbers import number
from web.site import officer
from web.uploads import Receiving
from workflow.desk import Done
from workflow.errors import MovedOn, Reason, WorkflowError
from workflow.viewing import RequestView, StepView, TrailLine

_EXPIRED = Reason("页面停留过久，为防止他人冒用没有直接办理。填写的内容都在，请核对后再次提交。")


@dataclass
class Attempt:
    """A step's form as it is shown: what is typed in it, and what was answered to it."""

    step: StepView
    typed: Typed
    seen_seq: int
    command_id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    reasons: tuple[Reason, ...] = ()
    status: int = 200
    moved_on: bool = False
    #: The rows field that has just got a new row, which takes the cursor.
    grown: str = ""
    #: Where others acted meanwhile: the entry the page showed last.
    since: int = 0

    def catch_up(self, step: StepView, seq: int) -> None:
        """Stand over the request as it is now, with everything typed."""
        self.step, self.since, self.seen_seq = step, self.seen_seq, seq
        self.say_anew()

    def say_anew(self) -> None:
        """Let the form say what the page shown next says; nobody typed that."""
        self.typed.update({name: self.step.initial.get(name) for name in _unseen(self.step.form)})

    def refuse(self, status: int, reasons: Sequence[Reason]) -> None:
        """Answer the post with reasons and this status."""
        self.status, self.reasons = status, tuple(reasons)

    @property
    def fields(self) -> tuple[Drawn, ...]:
        """The fields as drawn."""
        return Drawing(self.step.trigger, self.step.options, self.reasons).draw(
            self.step.form, self.typed)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The lines of the error summary."""
        return faults(self.fields, self.reasons)


def blank(step: StepView, seq: int) -> Attempt:
    """A form nobody has filled in yet."""
    return Attempt(step, dict(step.initial), seq)


def posted(step: StepView) -> Attempt:
    """The form as posted, with its files kept; rows are added and taken away here."""
    receiving = Receiving()
    typed = collect(step.form, request.form, request.files, receiving)
    attempt = Attempt(step, typed, request.form.get("seen_seq", 0, type=number),
                      reasons=tuple(receiving.reasons))
    attempt.command_id = request.form.get("command_id", "")[:64] or attempt.command_id
    if attempt.reasons:
        attempt.status = 422
    return attempt


def done_already(seen: RequestView) -> TrailLine | None:
    """What this very form has done already: it was sent twice, or its answer was lost.

    The request may have left the state since; that is no reason to say that nothing was done.
    """
    command = request.form.get("command_id", "")[:64]
    return next((line for line in seen.trail if line.entry.command_id == command
                 and line.entry.officer == officer().login), None)


def reshaped(attempt: Attempt) -> bool:
    """Whether the button pressed only adds or takes away a row (`points:add`, `points:drop:1`)."""
    name, _, act = request.form.get("_row", "").partition(":")
    if not name or not reshape(attempt.typed, name, act):
        return False
    attempt.grown = name
    return True


def act(attempt: Attempt, perform: Callable[[Typed], Done]) -> Done | None:
    """Perform what was posted; None if the form is to be shown again with its reasons."""
    attempt.typed = compact(attempt.typed)
    done = _acted(attempt, perform)
    if done is None:
        attempt.say_anew()
    return done


def _acted(attempt: Attempt, perform: Callable[[Typed], Done]) -> Done | None:
    if attempt.reasons:
        return None
    if auth.token_expired():
        attempt.refuse(400, (_EXPIRED,))
        return None
    if attempt.step.fresh and (refused := auth.confirm(request.form.get("_password", ""))):
        attempt.refuse(422, refused)
        return None
    try:
        return perform(attempt.typed)
    except WorkflowError as error:
        answer = answer_to(error)
        if answer.status == 404:
            raise
        attempt.moved_on = isinstance(error, MovedOn)
        attempt.refuse(answer.status, answer.reasons)
        return None


def _unseen(form: Schema) -> list[str]:
    """The fields in which the page itself speaks."""
    return [name for name, asked in form.fields.items()
            if asked.metadata.get("widget") == "hidden"]


def leftovers(form: Schema | None) -> list[tuple[str, str]]:
    """What was typed into a form that no longer stands, so that nobody has to type it again."""
    ours = {"csrf_token", "seen_seq", "command_id", "_password", "_code", "_row", "shown", "queue"}
    return [
        (_label(form, name), value) for name, value in request.form.items()
        if name not in ours and not name.endswith("-rows") and value.strip()
    ]


def _label(form: Schema | None, name: str) -> str:
    known = form.fields.get(name) if form else None
    return str(known.metadata.get("label", name)) if known else name
