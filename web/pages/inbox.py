"""The inbox (收件台) and the register (台账): lists of requests for every case seat."""

from typing import TypeVar

from flask import Blueprint, render_template, request, url_for

from web.policy import case_seats
from web.shown import long_day
from web.site import at, calendar, desk, officer, site, today
from workflow.record.database import reading
from workflow.reports import inbox as lists
from workflow.reports.inbox import InboxFilter, Light
from workflow.reports.register import register as search
from workflow.reports.views import View, views_of
from workflow.terms import Channel, Role, State, Term

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


def chosen(members: type[T], name: str) -> T | None:
    """A member of a closed list named in the address; None for anything else."""
    return next((one for one in members if one.value == request.args.get(name)), None)


@pages.get("/inbox")
@case_seats
def overview() -> str:
    """The open requests of a view, late ones first, with a preview of the one picked."""
    own = views_of(officer())
    view = chosen(View, "view") or (own[0] if own else View.OPEN)
    wanted = InboxFilter(view, chosen(Light, "light"), chosen(State, "state"),
                         chosen(Channel, "channel"))
    with reading(site().house.engine) as connection:
        page = lists.inbox(connection, officer(), today(), calendar(), wanted,
                           request.args.get("after", ""), PAGE)
    picked = request.args.get("pick") or (page.rows[0].no if page.rows else "")
    known = {row.no for row in page.rows}
    return render_template(
        "inbox.html", page=page, wanted=wanted, view=view, next_step=NEXT, picked=picked,
        seen=desk().view(picked, officer(), at()) if picked in known else None,
        here=_address(), channels=tuple(Channel), states=tuple(NEXT)[:-1],
        group_notes=_group_notes(),
    )


@pages.get("/requests/<no>/pane")
@case_seats
def pane(no: str) -> str:
    """The preview of one request alone, for the list to show beside itself."""
    return render_template("pane.html", seen=desk().view(no, officer(), at()))


@pages.get("/register")
@case_seats
def register() -> str:
    """All requests of the agency by number, applicant, content, mail or document number."""
    state = chosen(State, "state")
    with reading(site().house.engine) as connection:
        page = search(connection, officer(), today(), calendar(),
                      text=request.args.get("q", ""), states=(state,) if state else (),
                      after=request.args.get("after", type=int), limit=PAGE)
    return render_template("register.html", page=page, state=state, states=tuple(State),
                           q=request.args.get("q", ""))


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


def _address() -> dict[str, str]:
    kept = {name: request.args[name] for name in ("view", "light", "state", "channel")
            if request.args.get(name)}
    return {"base": url_for("inbox.overview"), **kept}
