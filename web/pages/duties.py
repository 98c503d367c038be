"""My day (我的今天): what is due for the officer, by day, and what follows otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, render_template

from web.policy import case_seats
from web.shown import long_day
from web.site import at, desk, officer, today
from workflow.work.today import MOST, Due, day_of

pages = Blueprint("duties", __name__)


@dataclass
class Group:
    """The duties of one day, or of none."""

    title: str
    colour: str
    note: str = ""
    duties: list[Due] = field(default_factory=list)


@pages.get("/duties")
@case_seats
def overview() -> str:
    """Late, today, at once, later by day, and what somebody else is waited for."""
    day = day_of(desk(), officer(), at())
    return render_template("duties.html", day=day, most=MOST, groups=_groups(day.duties, today()))


def _groups(duties: Sequence[Due], on: date) -> list[Group]:
    late = Group("已经过期", "red", "立即办理，并写明逾期的理由")
    now = Group(f"今天 {long_day(on)}", "orange")
    at_once = Group("当即办理", "yellow", "没有规定日期，拖延的后果见各项")
    waiting = Group("等待他人", "pause", "期限之内不必办理；到了可以登记")
    later = Group("今后", "green", "按最后一日先后")
    for due in duties:
        duty = due.duty
        if duty.waits(on):
            waiting.duties.append(due)
        elif duty.due_on is None:
            at_once.duties.append(due)
        elif duty.due_on < on:
            late.duties.append(due)
        else:
            (now if duty.due_on == on else later).duties.append(due)
    return [one for one in (late, now, at_once, later, waiting) if one.duties]
