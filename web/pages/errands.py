"""What an officer asked for in the background (我的后台办理): how far it is, what came of it."""

from typing import NamedTuple

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.again import fresh
from web.headers import OWN_PDF, SEALED_OFF, disposition
from web.policy import case_seats
from web.site import at, officer, site
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record import errands, security
from workflow.record.database import reading, writing
from workflow.record.errands import KEPT, LARGEST, Errand, Standing
from workflow.record.security import SecurityAct
from workflow.work import errands as doing
from workflow.work.errands import ErrandKind
from workflow.work.health import is_worked
from workflow.work.jobs import ERRANDS

pages = Blueprint("errands", __name__, url_prefix="/my/errands")
_PDF = "application/pdf"


class Line(NamedTuple):
    """An errand in the list: how it stands, its kind, and where more of it is shown."""

    standing: Standing
    kind: ErrandKind
    more: str

    @property
    def errand(self) -> Errand:
        """The errand itself."""
        return self.standing.errand


@pages.get("")
@case_seats
def overview() -> str:
    """Everything this officer asked for, the newest first."""
    with reading(site().house.engine) as connection:
        found = errands.own(connection, site().house.keys, officer(), at())
        worked = is_worked(connection, at())
    lines = [_line(one) for one in found if one.errand.kind in ERRANDS]
    under_way = any(one.standing.is_open for one in lines)
    return render_template(
        "errands.html", lines=lines, under_way=under_way, idle=under_way and not worked,
        kept_days=KEPT.days, largest=LARGEST >> 20)


@pages.post("/<errand>/file")
@case_seats
def file(errand: str) -> Response:
    """The file that came of an errand; of a kind that is guarded, `guarded` hands it out."""
    return _handed_out(errand, guarded=False)


@pages.post("/<errand>/guarded-file")
@case_seats
@fresh
def guarded_file(errand: str) -> Response:
    """The same after the password: what would ask for it if it left at once."""
    return _handed_out(errand, guarded=True)


@pages.post("/<errand>/again")
@case_seats
def again(errand: str) -> BaseResponse:
    """Let it be done at once, or once more where it came to nothing."""
    keys = site().house.keys
    with writing(site().house.engine) as connection:
        standing = errands.own_one(connection, keys, officer(), errand, at())
        doing.again(connection, keys, officer(), standing, at())
    flash("已交后台重新办理。", "done")
    return redirect(url_for("errands.overview"), 303)


@pages.post("/<errand>/drop")
@case_seats
def drop(errand: str) -> BaseResponse:
    """Delete an errand with its result, or take it back before anybody began with it."""
    with writing(site().house.engine) as connection:
        standing = errands.own_one(connection, site().house.keys, officer(), errand, at())
        if standing.in_hand:
            raise StepNotAllowed([Reason("此项正在办理，请等办完再删除")])
        errands.delete_one(connection, errand)
    flash("已删除。", "done")
    return redirect(url_for("errands.overview"), 303)


def _line(standing: Standing) -> Line:
    kind = ERRANDS[standing.errand.kind]
    more = url_for(kind.page, errand=standing.errand.name) if kind.page else ""
    return Line(standing, kind, more)


def _handed_out(name: str, *, guarded: bool) -> Response:
    """The file piece by piece; that it is fetched is logged before it leaves."""
    with writing(site().house.engine) as connection:
        one = errands.own_one(connection, site().house.keys, officer(), name, at()).errand
        kind = ERRANDS.get(one.kind)
        if kind is None or not one.told.file_name or kind.guarded is not guarded:
            raise NotFound("此项没有可以下载的结果")
        if not kind.admits(officer()):
            raise StepNotAllowed([Reason(f"您已没有办理“{kind.label}”的岗位，不能下载")])
        errands.fetched(connection, name, at())
        security.append(connection, at(), officer().login, SecurityAct.RESULT_FETCHED,
                        {"kind": one.kind, "digest": one.digest}, officer().agency_id)
    told = one.told
    return Response(errands.read(site().house.engine, one), content_type=told.media_type, headers={
        "Content-Length": str(one.size), "X-Yishen-Digest": one.digest,
        "Content-Disposition": disposition(
            "inline" if told.media_type == _PDF else "attachment", told.file_name),
        "Content-Security-Policy": OWN_PDF if told.media_type == _PDF else SEALED_OFF})
