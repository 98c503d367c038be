"""The case page (案件): one request whole, the forms of its open steps, its documents and files."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from marshmallow import fields
from werkzeug.wrappers import Response as BaseResponse

from letters.binder import bound
from web.acting import Attempt, act, blank, done_already, leftovers, posted, reshaped
from web.forms import Fault, Typed
from web.headers import handed_in, shown_inline
from web.numbers import number
from web.pages.alike import candidates, may_link
from web.pages.handover import handover_seats
from web.policy import case_seats, keeps_typing, seats
from web.site import at, desk, officer
from workflow.clock_sheet.sheet import clock_sheet
from workflow.desk import Done
from workflow.errors import Reason, StepNotAllowed
from workflow.inspection import CheckItem
from workflow.terms import HandoverTo, Role, State
from workflow.viewing import RequestView, StepView

pages = Blueprint("case", __name__, url_prefix="/requests")
#: Who may print the proof of a clock: who answers for it, and who files it.
proof_seats = seats(Role.INTAKE_CLERK, Role.HANDLER, Role.HEAD, Role.REVIEWER, Role.LEGAL_OFFICE,
                    Role.ARCHIVIST)
#: Who may ask for masked personal data at some case; the desk knows at which.
may_unmask = seats(Role.INTAKE_CLERK, Role.HANDLER, Role.HEAD, Role.REVIEWER, Role.LEGAL_OFFICE,
                   Role.ARCHIVIST)
#: Fields another page may fill in for a start: what it compared, and where it stands.
_LED_TO = {"link_repeat": ("earlier", "comparison"),
           "propose_publication": ("items", "ground", "reason")}
_MOST_LED = 20
Page = str | tuple[str, int] | BaseResponse


@dataclass(frozen=True)
class Asked:
    """Personal data asked for in full, and what stood against it."""

    fields: tuple[str, ...]
    reason: str
    reasons: tuple[Reason, ...] = ()

    def refused(self, reasons: tuple[Reason, ...]) -> "Asked":
        """The same, with the reasons against it."""
        return replace(self, reasons=reasons)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The lines of the error summary."""
        return tuple(Fault(one, f"unmask-{one.field}" if one.field else "")
                     for one in self.reasons)


@dataclass(frozen=True)
class Told:
    """Personal data as it is shown once."""

    fields: tuple[tuple[str, str], ...]
    reason: str


@pages.get("/<no>")
@case_seats
def show(no: str) -> Page:
    """One request: where it stands, its clock, its trail and what may be done now."""
    return _page(desk().view(no, officer(), at()))


@pages.get("/<no>/clock.pdf")
@proof_seats
def proof(no: str) -> Page:
    """The proof of the clock as of today (期限计算单); nothing is written."""
    sheet = clock_sheet(desk().view(no, officer(), at()), officer().name)
    return _pdf(desk().print_room.press().print_form(sheet).data, f"期限计算单-{no}.pdf")


@pages.get("/<no>/<trigger>")
@case_seats
def open_step(no: str, trigger: str) -> Page:
    """The address of a posted form, asked for again: the case page with that step open."""
    return redirect(url_for("case.show", no=no, step=trigger, _anchor=f"step-{trigger}"))


@pages.post("/<no>/<trigger>")
@case_seats
@keeps_typing
def perform(no: str, trigger: str) -> Page:
    """Take a step, or show its form again with everything typed and every reason."""
    seen = desk().view(no, officer(), at())
    if before := done_already(seen):
        return _done(no, before.step_label)
    step = _step(seen, trigger)
    if step is None:
        return _gone(seen)
    attempt = posted(step)
    if reshaped(attempt):
        return _page(seen, attempt)
    done = act(attempt, lambda typed: _perform(no, attempt, typed))
    if done is None:
        if attempt.moved_on:
            seen = desk().view(no, officer(), at())
            now = _step(seen, trigger)
            if now is None:
                return _gone(seen)
            attempt.catch_up(now, seen.case.seq)
        return _page(seen, attempt), attempt.status
    return _done(done.no, done.step_label)


def _done(no: str, label: str) -> Page:
    flash(f"已办理“{label}”。", "done")
    return redirect(url_for("case.show", no=no), 303)


@pages.post("/<no>/<trigger>/preview")
@case_seats
def preview(no: str, trigger: str) -> Page:
    """The documents a step would send, as drafts in one PDF; nothing is written."""
    seen = desk().view(no, officer(), at())
    step = _step(seen, trigger)
    if step is None:
        return _gone(seen)
    drafts = desk().preview(no, trigger, officer(), at(), posted(step).typed)
    return _pdf(bound([one.printed.data for one in drafts]), f"草稿-{no}.pdf")


@pages.post("/<no>/personal")
@may_unmask
def unmask(no: str) -> Page:
    """Sealed fields in full, this once; who asked for what and why stands in the security log."""
    asked = Asked(tuple(request.form.getlist("fields")), request.form.get("reason", ""))
    try:
        told = desk().unmask(no, officer(), at(), asked.fields, asked.reason)
    except StepNotAllowed as error:
        return _page(desk().view(no, officer(), at()), asked=asked.refused(error.reasons)), 422
    return _page(desk().view(no, officer(), at()), told=Told(told, asked.reason))


@pages.get("/<no>/documents/<document_id>.pdf")
@case_seats
def document(no: str, document_id: str) -> Page:
    """A document as it was issued, byte for byte."""
    return _pdf(desk().document(no, document_id, officer(), at()), f"{no}-{document_id}.pdf")


@pages.get("/<no>/files/<digest>")
@case_seats
def file(no: str, digest: str) -> Page:
    """A file of the request: papers and pictures are shown, everything else is only saved."""
    found = desk().file(no, digest, officer(), at())
    return handed_in(found.data, found.media_type, found.name)


def _perform(no: str, attempt: Attempt, typed: Typed) -> Done:
    return desk().perform(no, attempt.step.trigger, officer(), at(), typed,
                          seen_seq=attempt.seen_seq, command_id=attempt.command_id)


def _step(seen: RequestView, trigger: str) -> StepView | None:
    return next((step for step in seen.steps if step.trigger == trigger), None)


def _page(
    seen: RequestView, attempt: Attempt | None = None, *, asked: "Asked | None" = None,
    told: "Told | None" = None,
) -> str:
    shown = attempt.step.trigger if attempt else request.args.get("step", "")
    forms = {
        step.trigger: attempt if attempt and step.trigger == attempt.step.trigger
        else _opened(step, seen)
        for step in seen.steps if step.open or step.trigger == shown
    }
    moved = desk().meanwhile(seen.no, officer(), at(), attempt.since) if (
        attempt and attempt.moved_on) else None
    return render_template("case.html", seen=seen, forms=forms, shown=shown, attempt=attempt,
                           meanwhile=moved, asked=asked, told=told, **_around(seen))


def _opened(step: StepView, seen: RequestView) -> Attempt:
    """A form nobody has filled in yet, with what the page that led here has filled in."""
    attempt = blank(step, seen.case.seq)
    led = request.args.get("step") == step.trigger
    for name in _LED_TO.get(step.trigger, ()) if led else ():
        values = [one for one in request.args.getlist(name) if one][:_MOST_LED]
        if values:
            attempt.typed[name] = values if isinstance(
                step.form.fields[name], fields.List) else values[0]
    return attempt


def _around(seen: RequestView) -> dict[str, object]:
    """What stands round about the forms, whatever was posted."""
    return {"may_prove": proof_seats.admits(officer()),
            "may_export": handover_seats.admits(officer()), "checks": _checks(seen),
            "purposes": _purposes(seen), "alike": candidates(seen), "may_link": may_link(seen)}


def _checks(seen: RequestView) -> tuple[CheckItem, ...]:
    """The four checks, for the archivist who is about to seal."""
    waits = seen.case.state is State.ARCHIVING and Role.ARCHIVIST in officer().seats
    return desk().inspect(seen.no, officer(), at()) if waits else ()


def _purposes(seen: RequestView) -> tuple[HandoverTo, ...]:
    """What an archivist may export a sealed file for; nobody else does so here."""
    keeps = seen.case.state is State.ARCHIVED and Role.ARCHIVIST in officer().seats
    return (HandoverTo.ARCHIVE, HandoverTo.OTHER) if keeps else ()


def _gone(seen: RequestView) -> Page:
    """The step is no longer one of this state: say who acted, keep what was typed."""
    moved = desk().meanwhile(
        seen.no, officer(), at(), request.form.get("seen_seq", seen.case.seq, type=number))
    return render_template("case.html", seen=seen, forms={
        step.trigger: blank(step, seen.case.seq) for step in seen.steps if step.open
    }, shown="", attempt=None, gone=no_longer(seen), meanwhile=moved, leftovers=leftovers(None),
        **_around(seen)), 409


def no_longer(seen: RequestView) -> Reason:
    """Why a step that stood on the page is not taken any more."""
    last, state = seen.trail[-1], seen.case.state.label
    return Reason(f"{last.officer_name}已办理“{last.step_label}”，此件现在处于“{state}”环节，"
                  "您提交的步骤在本环节不再适用。")


def _pdf(data: bytes, name: str) -> Response:
    return shown_inline(data, "application/pdf", name)
