"""The register (登记台账): every request of the agency, and the search of every page.

What is typed is posted, and only what names no person goes on into an address: ID numbers and
phones stand in no history, no bookmark and no log of a proxy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from web.frame import the_office
from web.pages.inbox import PAGE
from web.pages.register_address import FIELDS, Address, address_of, jumped_to
from web.policy import case_seats, keeps_typing
from web.site import at, calendar, officer, site, today
from workflow.errors import Reason
from workflow.office import Directory
from workflow.record.database import reading
from workflow.record.search import LONGEST_QUERY
from workflow.record.standing import beijing_day
from workflow.register_export import may_export_contacts
from workflow.reports import register as reports
from workflow.reports.book.columns import grouped
from workflow.reports.book.line import Line
from workflow.reports.book.lines import Reader
from workflow.reports.book.narrowing import NO_UNIT, Wanted, in_words
from workflow.reports.book.order import DATED, Sort
from workflow.reports.inbox import Light, left_of, light_of
from workflow.reports.register import Found, RegisterPage
from workflow.saved_views import LONGEST, Listed, own_views
from workflow.terms import ApplicantKind, Channel, Outcome, Role, SheetKind, State, Term
from workflow.work.bulk_export import DIRECT

pages = Blueprint("register", __name__)
Page = str | tuple[str, int] | BaseResponse
_LAW = "个人信息保护法第五十一条"
_NOT_IN_AN_ADDRESS = Reason(
    "证件号码、电话不能写在网址里。请在页面上方的搜索框或者“按证件号码、电话查找”中重新输入完整号码，"
    "系统不会把它记入网址。", _LAW)
_NOT_YOURS = Reason("您的岗位看不到申请人姓名，不能按证件号码、电话查找申请人；"
                    "确有需要的，请收件登记岗或者公开办负责人代查。", _LAW)
_TOO_LONG = Reason(f"检索词最多{LONGEST_QUERY}个字，请只输入其中几个有特征的字词。")
#: The orders that stand as links in the headings of their columns.
_HEADINGS = {"received_on": Sort.RECEIVED, "due_on": Sort.DUE, "replied_on": Sort.REPLIED,
             "no": Sort.NUMBER, "own_no": Sort.NUMBER}
_OVER = (Light.DONE, Light.PAUSED)


@dataclass(frozen=True)
class Lit:
    """A line of the register with its light, and the working days left where it still runs."""

    line: Line
    light: Light
    left: int | None


@dataclass(frozen=True)
class Leaf:
    """What a page of the register shows: hits with what was found in them, or lines."""

    page: RegisterPage
    found: Found = field(default_factory=Found)
    lines: Sequence[Lit] = ()


@dataclass(frozen=True)
class Refused:
    """An export that was not made: why, and what was typed for it."""

    reasons: Sequence[Reason] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


_NOTHING_REFUSED = Refused()


@pages.get("/register")
@case_seats
def overview() -> Page:
    """All requests, or those that hold every word and fit the filters, in the order asked for."""
    asked = address_here(request.args)
    reason = _against(asked.wanted.text)
    if reason:
        return _of_list(_without_words(asked), Found(), reason=reason), 422
    if asked.wanted == Wanted(asked.wanted.text) and "after" not in request.args:
        straight = _straight_to(asked.wanted.text)
        if straight:
            return straight
    return _of_list(asked, _found(asked))


@pages.post("/register/find")
@case_seats
@keeps_typing  # a search changes nothing, whoever sent it
def find() -> Page:
    """What was typed: a person's number is looked up here, all else goes on to its address."""
    text = request.form.get("q", "").strip()
    if request.form.get("person") or reports.names_a_person(text):
        return _of_person(text)
    kept: dict[str, Any] = {
        name: request.form[name] for name in FIELDS if request.form.get(name, "").strip()}
    return redirect(url_for("register.overview", **{**kept, "q": text or None}), 303)


def words_asked() -> str:
    """The words in the address of a list that can be searched; a person's number is none."""
    text = request.args.get("q", "").strip()
    if reports.names_a_person(text):
        flash(_NOT_IN_AN_ADDRESS.text, "refused")
        return ""
    return text


def address_here(given: MultiDict[str, str]) -> Address:
    """What an address of the register asks for."""
    return address_of(given, years())


def years() -> list[int]:
    """The years in which the agency received requests, the last one first."""
    with reading(site().house.engine) as connection:
        first = reports.first_year(connection, officer())
    last = beijing_day(at()).year
    return list(range(last, (first or last) - 1, -1))


def refused(asked: Address, why: Refused) -> tuple[str, int]:
    """The list again, with what stands against an export of it."""
    return _of_list(asked, _found(asked), export=why), 422


def _found(asked: Address) -> Found:
    after = request.args.get("after", "")
    if request.args.get("at"):
        after = jumped_to(asked.order, request.args["at"])
    with reading(site().house.engine) as connection:
        return reports.find(
            connection, officer(), asked.wanted, today(), order=asked.order, after=after,
            before=request.args.get("before", ""), last="last" in request.args, limit=PAGE)


def _without_words(asked: Address) -> Address:
    return replace(asked, wanted=replace(asked.wanted, text=""), kept=asked.but(q=""))


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
    page = _page(address_here(MultiDict()), Leaf(replace(found, next_after="")), reason=reason,
                 person=True)
    return (page, 403) if reason else page


def _of_list(
    asked: Address, found: Found, *, reason: Reason | None = None,
    export: Refused = _NOTHING_REFUSED,
) -> str:
    """The page of a list: hits with what was found in them, else the columns that are chosen."""
    with reading(site().house.engine) as connection:
        if asked.wanted.text:
            shown = reports.rows_of(connection, officer(), found, today(), calendar())
            return _page(asked, Leaf(shown, found), reason=reason, export=export)
        reader = Reader(connection, officer(), today(), asked.columns, site().house.keys)
        lines = reader.read(found.ids, [place.number for place in found.places])
    leaf = Leaf(RegisterPage((), found.next, found.total), found, [_lit(line) for line in lines])
    return _page(asked, leaf, reason=reason, export=export)


def _lit(line: Line) -> Lit:
    row = line.row
    light = light_of(row.due_on, row.clock_state, bool(row.closed), today(), calendar())
    return Lit(line, light, None if light in _OVER else left_of(row.due_on, today(), calendar()))


def _pairs(members: type[Term]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in members]


def _page(
    asked: Address, leaf: Leaf, *, reason: Reason | None = None,
    export: Refused = _NOTHING_REFUSED, person: bool = False,
) -> str:
    with reading(site().house.engine) as connection:
        directory = Directory(connection, officer().agency_id, today())
        handlers, units = directory.of_seat(Role.HANDLER), directory.units()
        narrowed = in_words(asked.wanted, dict(handlers))
        saved = own_views(connection, officer(), Listed.REGISTER)
    return render_template(
        "register.html", page=leaf.page, found=leaf.found, lines=leaf.lines, asked=asked,
        wanted=asked.wanted, q=asked.wanted.text, kept=asked.kept, reason=reason, person=person,
        export=export,
        may_seek=reports.seeks_persons(officer()), most=reports.MOST_COUNTED,
        years=[(str(one), f"{one}年") for one in years()], longest=LONGEST_QUERY,
        states=_pairs(State), outcomes=_pairs(Outcome), kinds=_pairs(ApplicantKind),
        channels=_pairs(Channel), handlers=handlers,
        units=[(NO_UNIT, "尚未分办"), *((one, one) for one in units)], sorts=tuple(Sort),
        dated=DATED, headings=_HEADINGS, groups=grouped(), narrowed=narrowed,
        saved=saved, longest_name=LONGEST, files=tuple(SheetKind),
        may_export_contacts=may_export_contacts(officer()), direct=DIRECT)
