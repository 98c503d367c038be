"""The agency settings (机关设置): each from a day on, and seen before it is set."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.errors import answer_to
from web.frame import the_office
from web.pictures import pictures
from web.policy import seats
from web.setting_forms import bodies_of, typed_value
from web.site import at, desk, officer, site, today
from workflow import office
from workflow.errors import LetterRefused, Reason, StepNotAllowed
from workflow.previewing import Preview, expected_bodies, preview, usual
from workflow.record.database import reading, writing
from workflow.record.people import NAME, SHORT_NAME
from workflow.record.settings import SETTINGS, Setting, SettingGroup
from workflow.reports.staff import DatedValue, members, setting_history
from workflow.terms import Role

pages = Blueprint("settings", __name__, url_prefix="/admin/settings")
Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Seen:
    """A preview as the page shows it: sentences, pages of the specimen as pictures, clocks."""

    of: Preview
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One setting on the page: what holds today, what begins later, all its versions."""

    setting: Setting
    held: DatedValue | None
    coming: tuple[DatedValue, ...]
    history: tuple[DatedValue, ...]


@pages.get("")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """All settings as they hold today, with what is to come and what was."""
    return _page()


@pages.post("")
@seats(Role.SYSTEM_ADMIN)
def change() -> Page:
    """Set one setting from a day on, or only show what it would do."""
    if "look" in request.form:
        return _looked()
    key, begins = request.form.get("key", ""), _begins()
    if begins is None:
        return _page((_NO_DAY,)), 422
    try:
        value = typed_value(key)
        with writing(site().house.engine) as connection:
            office.change_setting(
                connection, at(), officer(), officer().agency_id, key, value,
                effective_from=begins, reason=request.form.get("reason", ""))
    except StepNotAllowed as error:
        return _page(error.reasons), 422
    moved = "届时在办申请的期限变动的，请在“工作日历”页重算，列表方能更新。" if key.startswith(
        "clock.") else ""
    flash(f"“{SETTINGS[key].label}”已设置，自{begins}起生效。{moved}", "done")
    return redirect(url_for("settings.overview", _anchor=key), 303)


_NO_DAY = Reason("请填写生效日期", field="effective_from")


def _begins() -> date | None:
    try:
        return date.fromisoformat(request.form.get("effective_from", ""))
    except ValueError:
        return None


def _looked() -> Page:
    """The form again as it was typed, with what the setting would do."""
    key, begins = request.form.get("key", ""), _begins()
    if begins is None:
        return _page((_NO_DAY,)), 422
    try:
        value = typed_value(key)
        with reading(site().house.engine) as connection:
            office.check_setting(
                connection, at(), officer(), officer().agency_id, key, value,
                effective_from=begins, reason=request.form.get("reason", ""))
            found = preview(connection, officer().agency_id, key, value, begins, at())
        return _page(seen=Seen(found, _images(found)))
    except LetterRefused as error:
        reasons = tuple(Reason(f"这样印不出文书：{text}", field="value") for text in error.findings)
        return _page(reasons), 422
    except StepNotAllowed as error:
        return _page(answer_to(error).reasons), 422


def _images(found: Preview) -> tuple[str, ...]:
    if found.letter is None:
        return ()
    data = desk().print_room.press().print(found.letter).data
    return tuple(f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures(data))


def _page(reasons: tuple[Reason, ...] = (), seen: Seen | None = None) -> str:
    own, q = the_office(), request.args.get("q", "")[:80].strip()
    assert own is not None  # whoever signs in belongs to an agency
    with reading(site().house.engine) as connection:
        history = setting_history(connection, own.id)
        names = {one.login: one.name for one in members(connection, own.id)}
    mine = request.form.get("key", "") if reasons or seen else ""
    groups = _groups(history, {NAME: own.name, SHORT_NAME: own.short_name}, q, mine)
    bodies = bodies_of(_held_value(history, "reconsideration_bodies"), bool(mine))
    return render_template(
        "admin/settings.html", groups=groups, q=q, settings=SETTINGS, mine=mine, reasons=reasons,
        seen=seen, typed=request.form, names={**names, office.CONSOLE.login: office.CONSOLE.name},
        bodies=bodies, expected=expected_bodies(own.kind, today()), own=own,
        usual=lambda key: usual(own, key), choices=own.clock_settings.to_json(),
        earliest=lambda key: max(today(), office.earliest(key, today())))


def _groups(
    history: Mapping[str, object], own: Mapping[str, str], q: str, mine: str
) -> dict[SettingGroup, list[Line]]:
    """The settings a search finds, by group; the one just typed into is always there."""
    groups: dict[SettingGroup, list[Line]] = {group: [] for group in SettingGroup}
    for key, one in SETTINGS.items():
        line = _line(one, history.get(key, ()), own.get(key, ""))
        if key == mine or all(word in _words(line) for word in q.casefold().split()):
            groups[one.group].append(line)
    return {group: lines for group, lines in groups.items() if lines}


def _line(setting: Setting, versions: object, founded: str) -> Line:
    assert isinstance(versions, list | tuple)
    held = next((one for one in versions if one.effective_from <= today()), None)
    if held is None and founded:  # the name the agency was set up with
        held = DatedValue(setting.key, founded, date.min, "")
    coming = tuple(one for one in versions if one.effective_from > today())
    return Line(setting, held, coming[::-1], tuple(versions))


def _words(line: Line) -> str:
    held = line.held.value if line.held and line.setting.key != "seal_svg" else ""
    one = line.setting
    return " ".join((one.key, one.label, one.hint, one.group.value, held)).casefold()


def _held_value(history: Mapping[str, object], key: str) -> str:
    held = _line(SETTINGS[key], history.get(key, ()), "").held
    return held.value if held else ""
