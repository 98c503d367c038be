"""The letters of some days (当日文书、成批文书): a list, and one file to print them from.

Those of a day are bound at once while they are few; more of them, or those of a span of days, are
bound in the background and fetched later.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.days import day_typed
from web.headers import shown_inline
from web.policy import seats
from web.site import at, desk, officer, site, today
from workflow.errors import Reason, StepNotAllowed
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.reports.issued import Issued, issued_between
from workflow.terms import Role
from workflow.work.bulk_letters import DIRECT, KIND, LONGEST, bound, title_of

pages = Blueprint("letters", __name__)
may_post = seats(Role.INTAKE_CLERK, Role.ARCHIVIST)


@dataclass(frozen=True)
class Span:
    """The days asked for, and what is wrong with what was typed."""

    first: date
    last: date
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_day(self) -> bool:
        """Whether it is one day alone."""
        return self.first == self.last


@pages.get("/letters")
@may_post
def of_day() -> str:
    """What was issued on a day, today unless another is asked for; or from it until another."""
    span = _span(request.args.get("day", ""), request.args.get("until", ""))
    found, reasons = _issued(span)
    return _page(span, found, [*span.reasons, *reasons])


@pages.post("/letters/bind")
@may_post
def bind() -> BaseResponse | tuple[str, int]:
    """Have the letters of some days bound in the background."""
    span = _span(request.form.get("day", ""), request.form.get("until", ""))
    found, reasons = _issued(span)
    reasons = [*span.reasons, *reasons]
    if not found and not reasons:
        reasons = [Reason("这些天没有制发文书，没有提交", field="day")]
    if reasons:
        return _page(span, found, reasons), 422
    title = f"{title_of(span.first, span.last)}（{len(found)}份）"
    try:
        with writing(site().house.engine) as connection:
            errands.ask(connection, site().house.keys, officer(), KIND, title, {
                "first": span.first.isoformat(), "last": span.last.isoformat()}, at())
    except StepNotAllowed as error:
        return _page(span, found, list(error.reasons)), 422
    flash(f"已交后台合并{len(found)}份文书，办好后在本页下载。", "done")
    return redirect(url_for("errands.overview"), 303)


@pages.get("/letters/<day>.pdf")
@may_post
def bundle(day: str) -> BaseResponse:
    """The letters of a day in one file, with a list of contents; many are left to be bound."""
    on = day_typed(day)
    found = _issued(Span(on, on))[0] if on else ()
    if on is None or not found:
        abort(404)
    if len(found) > DIRECT:
        return redirect(url_for("letters.of_day", day=on.isoformat()), 303)
    data = bound(desk(), officer(), at(), found, on, on)
    shown: Response = shown_inline(data, "application/pdf", f"{title_of(on, on)}.pdf")
    return shown


def _span(day: str, until: str) -> Span:
    """The days typed; what is no day is told, and today or the first day stands for it."""
    first, last = day_typed(day), day_typed(until)
    reasons = [Reason(f"“{typed[:20]}”不是日期，请写成 2024-09-27 的样子", field=name)
               for name, typed, read in (("day", day, first), ("until", until, last))
               if typed.strip() and read is None]
    begins = first or today()
    ends = last or begins
    if ends < begins:
        reasons.append(Reason("截止日期早于开始日期，请改正", field="until"))
        ends = begins
    if ends - begins >= timedelta(days=LONGEST):
        reasons.append(Reason(f"一次最多{LONGEST}天，请缩短期间", field="until"))
        ends = begins + timedelta(days=LONGEST - 1)
    return Span(begins, ends, reasons)


def _issued(span: Span) -> tuple[tuple[Issued, ...], list[Reason]]:
    """What was issued on these days; too much of it is told instead."""
    try:
        with reading(site().house.engine) as connection:
            return issued_between(connection, officer(), span.first, span.last), []
    except StepNotAllowed as error:
        return (), list(error.reasons)


def _page(span: Span, found: tuple[Issued, ...], reasons: list[Reason]) -> str:
    return render_template(
        "letters.html", span=span, found=found, reasons=reasons, longest=LONGEST,
        direct=span.is_day and len(found) <= DIRECT, kept_days=errands.KEPT.days)
