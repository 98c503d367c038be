"""The public guide (公开指南): read by anybody, written by the head of the disclosure office."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import auth
from web.frame import the_office
from web.policy import anyone, keeps_typing, seats
from web.site import at, officer, site, today
from web.throttle import OFTEN, limiter
from workflow.errors import Reason, StepNotAllowed
from workflow.guide import check_guide, write_guide
from workflow.record.database import reading, writing
from workflow.record.guide import GUIDE_SECTIONS, GuideText, guide_versions
from workflow.reports.guide import PublicGuide, guide_of, guides, public_guide
from workflow.reports.staff import members
from workflow.terms import Role

pages = Blueprint("guide", __name__)
Page = str | tuple[str, int] | Response
_EXPIRED = Reason("页面停留过久，没有直接发布。填写的内容都在，请核对后再次提交。")


@pages.get("/guide")
@anyone
@limiter.limit(OFTEN)
def index() -> Page:
    """The guides of all agencies; where there is one agency, its guide."""
    with reading(site().house.engine) as connection:
        found = guides(connection, today())
    if len(found) == 1:
        return redirect(url_for("guide.show", code=found[0][0]))
    return render_template("guides.html", found=found)


@pages.get("/guide/<code>")
@anyone
@limiter.limit(OFTEN)
def show(code: str) -> str:
    """The guide of one agency as it holds today."""
    with reading(site().house.engine) as connection:
        found = public_guide(connection, code, today())
    if found is None:
        abort(404)
    return render_template("guide.html", guide=found, sections=GUIDE_SECTIONS)


@pages.get("/guide-text")
@seats(Role.HEAD)
def edit() -> str:
    """The sections of the guide, with what is published now and what begins later."""
    return _page()


@pages.post("/guide-text")
@seats(Role.HEAD)
@keeps_typing
def publish() -> Page:
    """Publish a version from a day on, or only show how it would read."""
    try:
        begins = date.fromisoformat(request.form.get("effective_from", ""))
    except ValueError:
        return _page((Reason("请填写生效日期", field="effective_from"),)), 422
    if auth.token_expired():
        return _page((_EXPIRED,)), 400
    given = {one.key: request.form.get(one.key, "") for one in GUIDE_SECTIONS}
    try:
        if "look" in request.form:
            with reading(site().house.engine) as connection:
                kept = check_guide(connection, at(), officer(), given, begins)
            return _page(seen=GuideText(0, begins, kept, at(), officer().login))
        with writing(site().house.engine) as connection:
            write_guide(connection, at(), officer(), given, begins)
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    flash(f"公开指南已发布，自{begins}起公众可见。", "done")
    return redirect(url_for("guide.edit"), 303)


def _page(reasons: tuple[Reason, ...] = (), seen: GuideText | None = None) -> str:
    own = the_office()
    assert own is not None  # whoever signs in belongs to an agency
    with reading(site().house.engine) as connection:
        versions = guide_versions(connection, own.id)
        names = {one.login: one.name for one in members(connection, own.id)}
    shown: PublicGuide | None = None
    if seen is not None:
        shown = guide_of(own, seen, today())
    held = next((one for one in versions if one.effective_from <= today()), None)
    return render_template(
        "guide_edit.html", sections=GUIDE_SECTIONS, versions=versions, held=held, names=names,
        reasons=reasons, guide=shown, code=own.code,
        typed=request.form if request.method == "POST" else
        (versions[0].sections if versions else {}))
