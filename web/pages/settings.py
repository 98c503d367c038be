"""The system administrator's agency settings (机关设置): each from a day on, with its history."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.policy import seats
from web.site import at, officer, site, today
from workflow import office
from workflow.errors import Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.settings import SETTINGS
from workflow.reports.staff import setting_history
from workflow.terms import Role

pages = Blueprint("settings", __name__, url_prefix="/admin/settings")


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """All settings as they hold today, with what is to come and what was."""
    return _page()


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
def change() -> str | tuple[str, int] | Response:
    """Set one setting from a day on."""
    given = request.form
    try:
        begins = date.fromisoformat(given.get("effective_from", ""))
    except ValueError:
        return _page((Reason("请填写生效日期", field="effective_from"),)), 422
    try:
        with writing(site().house.engine) as connection:
            office.change_setting(
                connection, at(), officer(), officer().agency_id, given.get("key", ""),
                given.get("value", ""), effective_from=begins, reason=given.get("reason", ""))
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    moved = "届时在办申请的期限变动的，请执行 yishen calendar recompute，列表方能更新。" if given[
        "key"].startswith("clock.") else ""
    flash(f"“{SETTINGS[given['key']].label}”已设置，自{begins}起生效。{moved}", "done")
    return redirect(url_for("settings.overview", _anchor=given["key"]), 303)


def _page(reasons: tuple[Reason, ...] = ()) -> str:
    with reading(site().house.engine) as connection:
        history = setting_history(connection, officer().agency_id)
    holding = {
        key: next((v for v in versions if v.effective_from <= today()), None)
        for key, versions in history.items()
    }
    return render_template("admin/settings.html", settings=SETTINGS, history=history,
                           holding=holding, reasons=reasons, typed=request.form,
                           earliest=lambda key: max(today(), office.earliest(key, today())))
