"""The working-day calendar (工作日历): notices known here, loading one, recalculating dates."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.errors import answer_to
from web.frame import the_office
from web.notice_files import lay_copy
from web.policy import seats
from web.site import at, desk, officer, site, today
from workflow import office
from workflow.errors import BadFacts, MovedOn, Reason, StepNotAllowed
from workflow.recalculation import Moved, moved, recompute
from workflow.record.database import reading, writing
from workflow.reports.calendars import calendar_state
from workflow.reports.staff import members
from workflow.terms import Role

pages = Blueprint("calendars", __name__, url_prefix="/admin/calendar")
Page = str | tuple[str, int] | Response
#: A notice is a page of text; more bytes are some other file.
_LARGEST = 50_000


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """What is known here; with `check`, which open requests wait to be recalculated."""
    if "check" not in request.args:
        return _page()
    with reading(site().house.engine) as connection:
        return _page(found=list(moved(connection, at())), checked=True)


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
def look() -> Page:
    """Read the notice handed in, and show what it would move; nothing is written."""
    try:
        text = _text()
        with reading(site().house.engine) as connection:
            notice = office.check_notice(connection, at(), officer(), text)
            found = list(moved(connection, at(), notice))
    except (StepNotAllowed, BadFacts) as error:
        return _page(answer_to(error).reasons), 422
    return _page(found=found, text=text, notice=notice)


@pages.post("/load")
@seats(Role.SYSTEM_ADMIN)
def load() -> Page:
    """Load the notice that was looked at, and recalculate the own agency's requests."""
    try:
        text = _text()
        with writing(site().house.engine) as connection:
            notice = office.load_notice(connection, at(), officer(), text)
    except (StepNotAllowed, BadFacts) as error:
        return _page(answer_to(error).reasons), 422
    if not notice.local:
        lay_copy(text, site().config.data / "notices", notice.year, notice.number)
    done, others = _recomputed(notice.number)
    more = f"其他机关还有{others}件，由其系统管理员在本页重算。" if others else ""
    flash(f"已载入{notice.number}，重算本机关在办申请{done}件，各写入一条台账。{more}", "done")
    return redirect(url_for("calendars.overview"), 303)


@pages.post("/recompute")
@seats(Role.SYSTEM_ADMIN)
def bring_up_to_date() -> Page:
    """Recalculate the own agency's open requests by what is known now."""
    reason = request.form.get("reason", "").strip()
    if not 0 < len(reason) <= 300:
        with reading(site().house.engine) as connection:
            found = list(moved(connection, at()))
        return _page((Reason("请写明重算的原因，不超过300个字，写入每件的台账", field="reason"),),
                     found=found, checked=True), 422
    done, _ = _recomputed(reason)
    flash(f"已重算本机关在办申请{done}件，各写入一条台账。", "done")
    return redirect(url_for("calendars.overview"), 303)


def _recomputed(reason: str) -> tuple[int, int]:
    """How many of the own agency's were recalculated, how many of other agencies wait.

    Who acts on a request meanwhile makes it to be looked at once more.
    """
    done, others = 0, 0
    for _ in range(3):
        with reading(site().house.engine) as connection:
            found = list(moved(connection, at()))
        own = [one for one in found if one.agency_id == officer().agency_id]
        others = len(found) - len(own)
        try:
            for _one, act in recompute(desk(), own, {officer().agency_id: officer()}, at(), reason):
                done += act is not None
        except MovedOn:
            continue
        break
    return done, others


def _text() -> str:
    """The file handed in, or the text looked at before.

    Raises StepNotAllowed for what is no text.
    """
    file = request.files.get("file")
    data = file.read(_LARGEST + 1) if file and file.filename else b""
    if len(data) > _LARGEST:
        raise StepNotAllowed([Reason("文件过大，不是放假通知文件", field="file")])
    try:
        text = str(data, "utf-8-sig") or request.form.get("text", "")
    except UnicodeDecodeError:
        raise StepNotAllowed([Reason(
            "放假通知文件应当是UTF-8编码的TOML文件", field="file")]) from None
    if not text.strip():
        raise StepNotAllowed([Reason("请选择放假通知文件，或者粘贴文件内容", field="file")])
    return text.replace("\r\n", "\n")


def _page(
    reasons: tuple[Reason, ...] = (), *, found: Sequence[Moved] = (), text: str = "",
    notice: object = None, checked: bool = False,
) -> str:
    own = the_office()
    assert own is not None  # whoever signs in belongs to an agency
    with reading(site().house.engine) as connection:
        state = calendar_state(connection, own, at())
        may_load = office.may_load_notices(connection, officer())
        names = {one.login: one.name for one in members(connection, own.id)}
    return render_template(
        "admin/calendar.html", state=state, missing=state.missing(today()), reasons=reasons,
        names={**names, office.CONSOLE.login: office.CONSOLE.name}, notice=notice, text=text,
        may_load=may_load, checked=checked,
        own=[one for one in found if one.agency_id == own.id],
        others=Counter(one.agency for one in found if one.agency_id != own.id),
        typed=request.form if reasons else {})
