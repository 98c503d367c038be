"""The register (全部申请): every request of the agency, and the search of every page.

What is typed is posted, and only what names no person goes on into an address: ID numbers and
phones stand in no history, no bookmark and no log of a proxy.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.frame import the_office
from web.pages.inbox import PAGE, chosen
from web.policy import case_seats, keeps_typing
from web.site import at, calendar, officer, site, today
from workflow.errors import Reason
from workflow.record.database import reading
from workflow.record.search import LONGEST_QUERY
from workflow.record.standing import beijing_day
from workflow.reports import register as reports
from workflow.reports.book.narrowing import Wanted
from workflow.reports.register import RegisterPage
from workflow.terms import ApplicantKind, Outcome, State

pages = Blueprint("register", __name__)
Page = str | tuple[str, int] | BaseResponse
_LAW = "个人信息保护法第五十一条"
_NOT_IN_AN_ADDRESS = Reason(
    "证件号码、电话不能写在网址里。请在页面上方的搜索框或者“按证件号码、电话查找”中重新输入完整号码，"
    "系统不会把它记入网址。", _LAW)
_NOT_YOURS = Reason("您的岗位看不到申请人姓名，不能按证件号码、电话查找申请人；"
                    "确有需要的，请收件登记岗或者公开办负责人代查。", _LAW)
_TOO_LONG = Reason(f"检索词最多{LONGEST_QUERY}个字，请只输入其中几个有特征的字词。")


@pages.get("/register")
@case_seats
def overview() -> Page:
    """All requests, the newest first, or those that hold every word and fit the filters."""
    wanted = _wanted(request.args.get("q", "").strip())
    reason = _against(wanted.text)
    if reason:
        return _page(replace(wanted, text=""), RegisterPage(()), reason), 422
    if wanted == Wanted(wanted.text) and "after" not in request.args:
        straight = _straight_to(wanted.text)
        if straight:
            return straight
    with reading(site().house.engine) as connection:
        found = reports.register(connection, officer(), today(), calendar(), wanted=wanted,
                                 after=request.args.get("after", ""), limit=PAGE)
    return _page(wanted, found)


@pages.post("/register/find")
@case_seats
@keeps_typing  # a search changes nothing, whoever sent it
def find() -> Page:
    """What was typed: a person's number is looked up here, all else goes on to its address."""
    text = request.form.get("q", "").strip()
    if request.form.get("person") or reports.names_a_person(text):
        return _of_person(text)
    kept: dict[str, Any] = {
        name: request.form[name] for name in _FILTERS if request.form.get(name)}
    return redirect(url_for("register.overview", q=text or None, **kept), 303)


_FILTERS = ("state", "year", "outcome", "kind")


def words_asked() -> str:
    """The words in the address of a list that can be searched; a person's number is none."""
    text = request.args.get("q", "").strip()
    if reports.names_a_person(text):
        flash(_NOT_IN_AN_ADDRESS.text, "refused")
        return ""
    return text


def _wanted(text: str) -> Wanted:
    state, year = chosen(State, "state"), request.args.get("year", type=int)
    return Wanted(text, (state,) if state else (), year if year in _years() else None,
                  chosen(Outcome, "outcome"), chosen(ApplicantKind, "kind"))


def _years() -> list[int]:
    with reading(site().house.engine) as connection:
        first = reports.first_year(connection, officer())
    last = beijing_day(at()).year
    return list(range(last, (first or last) - 1, -1))


def _against(text: str) -> Reason | None:
    if reports.names_a_person(text):
        return _NOT_IN_AN_ADDRESS
    return _TOO_LONG if len(text) > LONGEST_QUERY else None


def _straight_to(text: str) -> BaseResponse | None:
    """The case a whole number names."""
    with reading(site().house.engine) as connection:
        no = reports.number_of(connection, officer(), text)
    return redirect(url_for("case.show", no=no), 303) if no else None


def _of_person(value: str) -> Page:
    """The requests of an ID number or phone; a number of another kind may look like one."""
    may, office = reports.seeks_persons(officer()), the_office()
    with reading(site().house.engine) as connection:
        found = RegisterPage((), total=0)
        if may and office is not None:
            found = reports.of_person(connection, officer(), office, site().house.keys.index,
                                      value, today(), calendar(), PAGE)
        if not found.rows and not request.form.get("person"):
            found = reports.register(connection, officer(), today(), calendar(), text=value,
                                     limit=PAGE)
    reason = None if may or found.rows else _NOT_YOURS
    page = _page(Wanted(), replace(found, next_after=""), reason, person=True)
    return (page, 403) if reason else page


def _page(
    wanted: Wanted, found: RegisterPage, reason: Reason | None = None, *, person: bool = False
) -> str:
    return render_template(
        "register.html", page=found, wanted=wanted, q=wanted.text, reason=reason, person=person,
        may_seek=reports.seeks_persons(officer()), most=reports.MOST_COUNTED, years=_years(),
        longest=LONGEST_QUERY, states=tuple(State), outcomes=tuple(Outcome),
        kinds=tuple(ApplicantKind), kept={
            name: request.args[name] for name in ("q", *_FILTERS) if request.args.get(name)})
