"""Telling and publishing for the annual report (年报填报、定稿)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import auth
from web.pages.annual import shown
from web.policy import keeps_typing, seats
from web.site import at, officer, site, today
from workflow.annual import TELLERS, publish_report, tell_figures
from workflow.errors import Reason, StepNotAllowed
from workflow.record.annual_figures import figures_of
from workflow.record.database import reading, writing
from workflow.reports.annual.counting import years
from workflow.reports.annual.form import FIRST_YEAR, form_of, is_verified
from workflow.reports.annual.told import PARTS
from workflow.reports.staff import members
from workflow.terms import Role

pages = Blueprint("annual_figures", __name__)
Page = str | tuple[str, int] | Response
_EXPIRED = Reason("页面停留过久，没有直接保存。填写的内容都在，请核对后再次提交。")


@pages.get("/reports/annual/figures")
@seats(*TELLERS)
def edit() -> str:
    """Table two and the texts of a year, as last told."""
    return _page(_year(request.args.get("year", "")))


@pages.post("/reports/annual/figures")
@seats(*TELLERS)
@keeps_typing
def tell() -> Page:
    """Keep what was filled in; nothing is lost where something is wrong."""
    year = _year(request.form.get("year", ""))
    if auth.token_expired():
        return _page(year, (_EXPIRED,)), 400
    form = form_of(year)
    given = {key: request.form[key] for key in (*form.input_keys, *(one.key for one in PARTS))
             if key in request.form}
    try:
        with writing(site().house.engine) as connection:
            changed = tell_figures(connection, at(), officer(), year, given)
    except StepNotAllowed as error:
        return _page(year, error.reasons), 422
    flash(f"已保存{changed}项。" if changed else "没有改动，未保存。", "done")
    return redirect(url_for("annual_figures.edit", year=year), 303)


@pages.post("/reports/annual/publish")
@seats(Role.HEAD)
def publish() -> Page:
    """Keep the report of a year as published."""
    year = _year(request.form.get("year", ""))
    try:
        with writing(site().house.engine) as connection:
            publish_report(connection, at(), officer(), year)
    except StepNotAllowed as error:
        return shown(year, error.reasons), 422
    flash(f"{year}年年度报告已定稿。以后数据有变动的，将在年报页面列出与定稿的差异。", "done")
    return redirect(url_for("annual.overview", year=year), 303)


def _year(text: str) -> int:
    """The year asked for; without one the last that is over."""
    year = int(text) if text.isdecimal() and len(text) == 4 else today().year - 1
    return min(max(year, FIRST_YEAR), today().year)


def _page(year: int, reasons: tuple[Reason, ...] = ()) -> str:
    with reading(site().house.engine) as connection:
        lines = figures_of(connection, officer().agency_id, year)
        found = {*years(connection, officer().agency_id, today()), year, today().year - 1}
        names = {one.login: one.name for one in members(connection, officer().agency_id)}
    typed = request.form if request.method == "POST" else {
        key: line.value for key, line in lines.items()}
    return render_template(
        "annual_figures.html", year=year, years=sorted(found, reverse=True), form=form_of(year),
        verified=is_verified(year), parts=PARTS, lines=lines, names=names, typed=typed,
        reasons=reasons)
