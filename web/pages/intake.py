"""Intake (收件登记): the form in which a clerk takes in an application, and what follows."""

from base64 import b64encode
from itertools import chain

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import auth
from web.acting import Attempt, act, blank, posted, reshaped
from web.cookies import named
from web.pictures import pictures
from web.policy import keeps_typing, seats
from web.site import at, desk, officer, site, today
from workflow import counter
from workflow.applicant_kind import guessed_kind
from workflow.desk import Done
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.terms import ApplicantKind, Channel, DocumentKind, Role
from workflow.viewing import RequestView, StepView

pages = Blueprint("intake", __name__)
clerk = seats(Role.INTAKE_CLERK)
#: The moments each channel asks for (条例第三十一条), the deciding one first.
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
#: What comes in an envelope has a mail number.
MAILED = (Channel.REGISTERED_POST, Channel.EMS, Channel.ORDINARY_LETTER)
MOMENTS = tuple(dict.fromkeys(chain(*DAYS.values())))
#: The cookie that remembers how the last application came.
CHANNEL_COOKIE = "channel"
_YEAR = 365 * 24 * 3600
#: The steps that lead on from here.
_NEXT = ("register", "confirm_with_applicant", "split", "assign")
#: How wide the receipt is shown, in pixels.
_RECEIPT_WIDTH = 720
Page = str | tuple[str, int] | Response


@pages.get("/requests/new")
@clerk
def form() -> Page:
    """A blank form: the channel is that of the last one, its day today until it is changed."""
    attempt = blank(desk().receive_form(officer(), at()), 0)
    channel = _channel(request.args.get("channel") or request.cookies.get(named(CHANNEL_COOKIE)))
    if channel:
        attempt.typed |= {"channel": channel.value, DAYS[channel][0]: today().isoformat()}
    return _page(attempt, last=_last(request.args.get("last", "")))


@pages.post("/requests/new")
@clerk
@keeps_typing
def take_in() -> Page:
    """Open the request, or show the form again with everything typed."""
    attempt = posted(desk().receive_form(officer(), at()))
    if reshaped(attempt) or "_try" in request.form:
        return _page(attempt)
    if "_take" in request.form and not auth.token_expired():
        return _page(attempt, taken=_take_over(attempt, request.form["_take"]))
    if _kind_is_doubtful(attempt):
        return _page(attempt), attempt.status
    done = act(attempt, lambda typed: _open(attempt, typed))
    if done is None:
        return _page(attempt), attempt.status
    return _remembering(_go_on(attempt, done), attempt)


@pages.post("/requests/new/arrival")
@clerk
def arrival() -> str:
    """Day of receipt and due date of what is typed so far; nothing is written."""
    attempt = posted(desk().receive_form(officer(), at()))
    return render_template("_arrival.html", arrival=_arrival(attempt))


@pages.post("/requests/new/beside")
@clerk
def beside() -> str:
    """What is known of the mail, the applicant and the contents typed so far."""
    attempt = posted(desk().receive_form(officer(), at()))
    return render_template("_beside.html", beside=_beside(attempt), typed=attempt.typed, live=True)


@pages.get("/taken-in/<no>")
@clerk
def taken_in(no: str) -> Page:
    """What has been taken in, its receipt to print, and the next step."""
    return _taken_in(desk().view(no, officer(), at()))


@pages.post("/taken-in/<no>")
@clerk
@keeps_typing
def register(no: str) -> Page:
    """Register what has been taken in, and show its receipt."""
    seen = desk().view(no, officer(), at())
    step = next((one for one in seen.steps if one.trigger == "register"), None)
    if step is None:
        flash(f"此件现在处于“{seen.case.state.label}”环节，已经登记过。", "note")
        return redirect(url_for("intake.taken_in", no=no), 303)
    attempt = posted(step)
    done = act(attempt, lambda typed: desk().perform(
        no, "register", officer(), at(), typed, seen_seq=attempt.seen_seq,
        command_id=attempt.command_id))
    if done is None:
        seen = desk().view(no, officer(), at())
        attempt.seen_seq = seen.case.seq
        return _taken_in(seen, attempt), attempt.status
    flash(f"已办理“{done.step_label}”。", "done")
    return redirect(url_for("intake.taken_in", no=no), 303)


def _open(attempt: Attempt, typed: dict[str, object]) -> Done:
    return desk().open_request(
        officer(), at(), _asked_for(typed), command_id=attempt.command_id)


def _asked_for(typed: dict[str, object]) -> dict[str, object]:
    """What was typed, without the days and numbers the page does not ask of this channel."""
    channel = _channel(typed.get("channel"))
    if channel is None:
        return typed
    left_out = set(MOMENTS) - set(DAYS[channel])
    if channel not in MAILED:
        left_out.add("mail_no")
    return {name: value for name, value in typed.items() if name not in left_out}


def _go_on(attempt: Attempt, done: Done) -> Response:
    """Lead on: register in an act of its own where that was asked, then the receipt or a form."""
    then = request.form.get("_then", "")
    if not then:
        flash(f"已收件，编号 {done.no}。", "done")
        return redirect(url_for("intake.taken_in", no=done.no), 303)
    refused = _registered(attempt, done)
    if refused:
        why = "；".join(str(reason) for reason in refused)
        flash(f"已收件，编号 {done.no}；尚未登记：{why}", "note")
        return redirect(url_for("intake.taken_in", no=done.no), 303)
    flash(f"已收件并登记，编号 {done.no}。", "done")
    if then == "next":
        return redirect(url_for("intake.form", last=done.no), 303)
    return redirect(url_for("intake.taken_in", no=done.no), 303)


def _registered(attempt: Attempt, done: Done) -> tuple[Reason, ...]:
    """Register what was just taken in; the reasons if that was refused. Receipt stands alone."""
    second = Attempt(attempt.step, {}, 1, command_id=f"{attempt.command_id[:55]}/register")
    act(second, lambda typed: desk().perform(
        done.no, "register", officer(), at(), typed, seen_seq=second.seen_seq,
        command_id=second.command_id))
    return second.reasons


def _remembering(response: Response, attempt: Attempt) -> Response:
    response.set_cookie(named(CHANNEL_COOKIE), str(attempt.typed.get("channel", "")), max_age=_YEAR,
                        httponly=True, samesite="Lax", secure=site().config.https)
    return response


def _take_over(attempt: Attempt, no: str) -> str:
    """Fill in name, kind and contact of an earlier request; what was typed before stays."""
    try:
        found = counter.taken_over(desk(), no, officer(), at())
    except NotFound as error:
        attempt.refuse(404, (Reason(str(error)),))
        return ""
    except StepNotAllowed as error:
        attempt.refuse(422, error.reasons)
        return ""
    for name, value in found.items():
        if name == "applicant_name" or not attempt.typed.get(name):
            attempt.typed[name] = value
    attempt.typed["applicant_kind"] = desk().view(no, officer(), at()).case.applicant_kind.value
    return no


def _kind_is_doubtful(attempt: Attempt) -> bool:
    """No kind chosen for what is called like an organisation: filled in, to be confirmed."""
    name = str(attempt.typed.get("applicant_name", ""))
    guess = guessed_kind(name)
    if attempt.typed.get("applicant_kind") or guess in (None, ApplicantKind.NATURAL):
        return False
    assert guess is not None
    attempt.typed["applicant_kind"] = guess.value
    attempt.refuse(422, (Reason(
        f"没有选择申请人类型。按名称推测为“{guess.label}”，已经填入，请核对后再次提交", "",
        "applicant_kind"),))
    return True


def _arrival(attempt: Attempt) -> counter.Arrival:
    return counter.arrival(desk(), officer(), at(), _asked_for(attempt.typed))


def _beside(attempt: Attempt) -> counter.Beside:
    return counter.beside(desk(), officer(), at(), attempt.typed)


def _channel(value: object) -> Channel | None:
    return next((one for one in Channel if one.value == value), None)


def _last(no: str) -> RequestView | None:
    """The request saved just before this form was opened."""
    try:
        return desk().view(no, officer(), at()) if no else None
    except NotFound:
        return None


def _page(attempt: Attempt, *, last: RequestView | None = None, taken: str = "") -> str:
    fields = {field.name: field for field in attempt.fields}
    return render_template(
        "intake.html", attempt=attempt, fields=fields, days=DAYS, mailed=MAILED,
        chosen=_channel(attempt.typed.get("channel")), latest=today().isoformat(),
        moments=MOMENTS, arrival=_arrival(attempt), beside=_beside(attempt), typed=attempt.typed,
        last=last, receipt=_receipt(last) if last else "", taken=taken, live=False,
    )


def _taken_in(seen: RequestView, attempt: Attempt | None = None) -> str:
    forms = {step.trigger: attempt if attempt and step.trigger == "register"
             else blank(step, seen.case.seq) for step in _steps(seen)}
    receipt = _receipt(seen)
    return render_template("taken_in.html", seen=seen, forms=forms, attempt=attempt,
                           receipt=receipt, shown=_shown(seen.no, receipt))


def _steps(seen: RequestView) -> list[StepView]:
    open_ones = {step.trigger: step for step in seen.steps if step.open}
    return [open_ones[trigger] for trigger in _NEXT if trigger in open_ones]


def _receipt(seen: RequestView) -> str:
    """The id of the newest receipt (登记回执) of a request, "" if there is none."""
    found = [one.id for one in seen.documents
             if one.kind is DocumentKind.RECEIPT and not one.voided]
    return found[-1] if found else ""


def _shown(no: str, receipt: str) -> tuple[str, ...]:
    """The pages of a receipt as pictures."""
    if not receipt:
        return ()
    drawn = pictures(desk().document(no, receipt, officer(), at()), _RECEIPT_WIDTH)
    return tuple(f"data:image/png;base64,{b64encode(one).decode()}" for one in drawn)
