"""The inbox (收件台): what waits for the seats of an officer."""

from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.days import day_typed
from web.numbers import number
from web.policy import case_seats
from web.shown import long_day
from web.site import at, calendar, desk, officer, site, today
from workflow.errors import StepNotAllowed
from workflow.office import Directory
from workflow.record.database import reading, writing
from workflow.reports import inbox as lists
from workflow.reports.inbox import InboxFilter, Light
from workflow.reports.views import View, views_of
from workflow.saved_views import LONGEST, Listed, drop_view, own_views, save_view
from workflow.terms import ApplicantKind, Channel, Role, State, Term

T = TypeVar("T", bound=Term)
pages = Blueprint("inbox", __name__)
PAGE = 50
#: What waits in a state, in one word, and whose seat it waits for.
NEXT = {
    State.RECEIPT: ("登记", {Role.INTAKE_CLERK}),
    State.REGISTRATION: ("分办", {Role.INTAKE_CLERK, Role.HEAD}),
    State.HANDLING: ("办理", {Role.HANDLER}),
    State.REVIEW: ("审核", {Role.REVIEWER, Role.SECRECY_REVIEWER, Role.LEGAL_OFFICE}),
    State.REPLY: ("送达", {Role.INTAKE_CLERK}),
    State.ARCHIVING: ("归档", {Role.ARCHIVIST}),
    State.ARCHIVED: ("查阅", set[Role]()),
}
#: The longest standstill an address may ask for, in days.
_LONGEST_STILL = 3650
#: What an address may narrow the list by, in this order.
NARROWS = ("light", "state", "channel", "kind", "handler", "unit", "from", "until", "still")


def chosen(members: type[T], name: str) -> T | None:
    """A member of a closed list named in the address; None for anything else."""
    return next((one for one in members if one.value == request.args.get(name)), None)


@pages.get("/inbox")
@case_seats
def overview() -> str:
    """The open requests of a view, late ones first, with a preview of the one picked."""
    own = views_of(officer())
    view = chosen(View, "view") or (own[0] if own else View.OPEN)
    wanted = _wanted(view)
    with reading(site().house.engine) as connection:
        page = lists.inbox(connection, officer(), today(), calendar(), wanted,
                           request.args.get("after", ""), PAGE)
        due = None if page.rows else lists.next_due(
            connection, officer(), today(), calendar(), _without_light(wanted))
        saved = own_views(connection, officer(), Listed.INBOX)
        units = lists.units(connection, officer())
        handlers = Directory(connection, officer().agency_id, today()).of_seat(Role.HANDLER)
    picked = request.args.get("pick") or (page.rows[0].no if page.rows else "")
    known = {row.no for row in page.rows}
    kept = _kept()
    return render_template(
        "inbox.html", page=page, wanted=wanted, view=view, next_step=NEXT, picked=picked,
        seen=desk().view(picked, officer(), at()) if picked in known else None,
        kept=kept, narrowed=_in_words(wanted, dict(handlers)), channels=tuple(Channel),
        states=tuple(NEXT)[:-1], kinds=tuple(ApplicantKind), handlers=handlers,
        unit_pairs=[(unit, unit) for unit in units],
        group_notes=_group_notes(), due=due, saved=saved, longest=LONGEST,
        here=urlencode({"view": view.value, **kept}), more=_more(wanted),
    )


@pages.post("/inbox/views")
@case_seats
def keep_view() -> Response:
    """Keep the list as it is narrowed now, under a name of one's own."""
    query = _own_query(request.form.get("query", ""))
    name = request.form.get("name", "")
    try:
        with writing(site().house.engine) as connection:
            save_view(connection, officer(), Listed.INBOX, name, query)
    except StepNotAllowed as error:
        flash(f"视图没有保存：{'；'.join(one.text for one in error.reasons)}", "note")
    else:
        flash(f"已保存视图“{' '.join(name.split())}”。", "done")
    return redirect(f"{url_for('inbox.overview')}?{query}", 303)


@pages.post("/inbox/views/<int:view_id>/drop")
@case_seats
def forget_view(view_id: int) -> Response:
    """Delete a view of one's own."""
    with writing(site().house.engine) as connection:
        drop_view(connection, officer(), view_id)
    flash("已删除视图。", "done")
    return redirect(f"{url_for('inbox.overview')}?{_own_query(request.form.get('query', ''))}",
                    303)


@pages.get("/requests/<no>/pane")
@case_seats
def pane(no: str) -> str:
    """The preview of one request alone, for the list to show beside itself."""
    return render_template("pane.html", seen=desk().view(no, officer(), at()))


def _wanted(view: View) -> InboxFilter:
    return InboxFilter(
        view, chosen(Light, "light"), chosen(State, "state"), chosen(Channel, "channel"),
        chosen(ApplicantKind, "kind"), request.args.get("handler", "")[:64],
        request.args.get("unit", "")[:64],
        day_typed(request.args.get("from", "")),
        day_typed(request.args.get("until", "")), _still())


def _still() -> date | None:
    """Since before which day a clock has stood still, from the number of days asked for."""
    days = request.args.get("still", 0, type=number)
    return today() - timedelta(min(days, _LONGEST_STILL)) if days > 0 else None


def _without_light(wanted: InboxFilter) -> InboxFilter:
    return InboxFilter(**{**wanted.__dict__, "light": None})


def _more(wanted: InboxFilter) -> bool:
    """Whether the list is narrowed by something that lies folded away."""
    return bool(wanted.kind or wanted.handler or wanted.unit or wanted.received_from
                or wanted.received_until or wanted.paused_before)


def _in_words(wanted: InboxFilter, handlers: dict[str, str]) -> list[str]:
    """What the list is narrowed by, one word or two each."""
    terms = (wanted.light, wanted.state, wanted.channel, wanted.kind)
    told = [one.label for one in terms if one]
    told += [handlers.get(wanted.handler, wanted.handler)] if wanted.handler else []
    told += [wanted.unit if wanted.unit != lists.NO_UNIT else "尚未分办"] if wanted.unit else []
    told += [f"{wanted.paused_before}前起停计"] if wanted.paused_before else []
    told += [f"{wanted.received_from}起收到"] if wanted.received_from else []
    told += [f"{wanted.received_until}止收到"] if wanted.received_until else []
    return told


def _own_query(query: str) -> str:
    """The query of a list, of what such an address may hold and nothing else."""
    given = parse_qs(query)
    return urlencode({name: given[name][0] for name in ("view", *NARROWS) if name in given})


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in NARROWS if request.args.get(name)}


def _group_notes() -> dict[Light, str]:
    soon = lists.soon_until(today(), calendar())
    return {
        Light.LATE: "立即处理；逾期的事实和理由将写入台账",
        Light.TODAY: long_day(today()),
        Light.SOON: f"不晚于{long_day(soon)}",
        Light.PAUSED: "征求意见、等待补正，期间不计入法定期限",
        Light.NORMAL: "",
        Light.DONE: "答复已发出，待送达确认、结案归档",
    }
