"""The frame of every page (页框): agency, day, menu of the officer's seats, size of the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request, url_for

from web.cookies import named
from web.policy import audience_of, case_seats
from web.site import site, today
from workflow import office
from workflow.office import Actor, Office
from workflow.record.database import reading
from workflow.reports import reminders, views
from workflow.reports.views import View
from workflow.terms import Role

#: The cookie that remembers large text (大字).
SCALE_COOKIE = "scale"
#: The cookie that switches single keys off (快捷键).
KEYS_COOKIE = "keys"


@dataclass(frozen=True)
class Entry:
    """One line of the menu, with how many requests wait behind it."""

    label: str
    url: str
    count: int | None = None
    hot: bool = False
    current: bool = False


#: Views that have a page of their own instead of a list of requests.
_OWN_PAGES = {View.REMEDY: "remedies.overview", View.PUBLISH: "publication.overview"}


@dataclass(frozen=True)
class Section:
    """A headed part of the menu."""

    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    label: str
    endpoint: str
    title: str


#: Pages that are not views of the inbox, by the section they stand in.
_PLACES = (
    _Place("我的今天", "duties.overview", "待办"),
    _Place("审批台", "review.overview", "待办"),
    _Place("收件待确认", "confirming.overview", "待办"),
    _Place("延期与督办", "head.overview", "公开办"),
    _Place("公开指南", "guide.edit", "公开办"),
    _Place("全程把关", "oversight.overview", "法制机构"),
    _Place("领导看板", "leader.overview", "分管领导"),
    _Place("督查统计", "supervision.overview", "主管部门"),
    _Place("起草通报", "bulletin.form", "主管部门"),
    _Place("年度报告", "annual.overview", "统计"),
    _Place("期间统计", "annual.period", "统计"),
    _Place("年报填报", "annual_figures.edit", "统计"),
    _Place("登记台账", "register.overview", "查询"),
    _Place("历史导入", "importing.overview", "查询"),
    _Place("同一申请人", "frequent.overview", "查询"),
    _Place("当日文书", "letters.of_day", "查询"),
    _Place("归档", "archive.overview", "查询"),
    _Place("复议诉讼", "remedies.overview", "查询"),
    _Place("转主动公开", "publication.overview", "查询"),
    _Place("多人申请", "alike.overview", "查询"),
    _Place("评估审查", "reevaluation.overview", "查询"),
    _Place("台账审计", "legal.overview", "查询"),
    _Place("台账核验", "verification.overview", "查询"),
    _Place("抽样复查", "recheck.overview", "查询"),
    _Place("岗位分离", "waivers.overview", "查询"),
    _Place("征求意见", "consultations.overview", "查询"),
    _Place("规则簿", "rules.overview", "查询"),
    _Place("账号", "accounts.overview", "系统管理"),
    _Place("机关", "agencies.overview", "系统管理"),
    _Place("科室", "units.overview", "系统管理"),
    _Place("机关设置", "settings.overview", "系统管理"),
    _Place("工作日历", "calendars.overview", "系统管理"),
    _Place("系统健康", "health.overview", "系统管理"),
    _Place("后台任务", "jobs.overview", "系统管理"),
    _Place("岗位授权", "grants.overview", "安全管理"),
    _Place("安全日志", "security_log.overview", "审计管理"),
    _Place("提醒", "reminders.overview", "我的"),
    _Place("后台办理", "errands.overview", "我的"),
    _Place("代行", "substitution.overview", "我的"),
    _Place("修改口令", "entrance.password", "我的"),
    _Place("动态口令", "own_factor.overview", "我的"),
    _Place("我的登录", "own_sessions.overview", "我的"),
    _Place("快捷键", "entrance.shortcuts", "我的"),
)


def init_app(app: Flask) -> None:
    """Give every template the frame."""
    app.context_processor(_context)


def the_office() -> Office | None:
    """The agency of the officer, as its settings stand today; None on the installation's own."""
    actor: Actor | None = g.get("officer")
    if actor is None:
        return None
    if "office" not in g:
        with reading(site().house.engine) as connection:
            g.office = office.office_of(connection, actor.agency_id, today())
    found: Office = g.office
    return found


def _context() -> dict[str, object]:
    actor: Actor | None = g.get("officer")
    # What opens no page stands on none, as long as something else comes first.
    free = None if g.get("duty") else actor
    return {
        "officer": actor, "duty": g.get("duty"), "asks_code": bool(g.get("has_factor")),
        "office": the_office(), "today": today(),
        "scale": "large" if request.cookies.get(named(SCALE_COOKIE)) == "large" else "",
        "keys_on": request.cookies.get(named(KEYS_COOKIE)) != "off",
        "menu": menu(free) if free else [], "seat_names": _seats(actor),
        "may_register": free is not None and Role.INTAKE_CLERK in free.seats,
        "told": _told(free),
        "may_search": free is not None and case_seats.admits(free),
    }


def _told(actor: Actor | None) -> int:
    """How many reminders wait to be read."""
    if actor is None or not case_seats.admits(actor):
        return 0
    with reading(site().house.engine) as connection:
        return reminders.unread(connection, actor)


def _seats(actor: Actor | None) -> str:
    """The seats of an officer in words; those of absent officers say whose they are (代行)."""
    if actor is None:
        return ""
    lent = [f"{one.role.label}（代行{one.absent_name}）" for one in actor.stand_ins]
    return "、".join([*(role.label for role in Role if role in actor.own), *lent])


def menu(actor: Actor) -> list[Section]:
    """The menu of an officer: the views of the seats, then the pages they may ask for."""
    waiting = Section("待办", list(_views(actor)))
    sections = {"待办": waiting} if waiting.entries else {}
    for place in _PLACES:
        if _may(actor, place.endpoint):
            section = sections.setdefault(place.title, Section(place.title))
            section.entries.append(
                Entry(place.label, url_for(place.endpoint),
                      current=_stands_at(place.endpoint)))
    return list(sections.values())


def _stands_at(endpoint: str) -> bool:
    """Whether the page asked for is this place, or lies behind it (one place an area)."""
    area = endpoint.partition(".")[0]
    alone = sum(place.endpoint.startswith(f"{area}.") for place in _PLACES) == 1
    return request.endpoint == endpoint or (
        alone and area != "inbox" and request.blueprint == area)


def _views(actor: Actor) -> Iterator[Entry]:
    own = views.views_of(actor)
    with reading(site().house.engine) as connection:
        counts = views.counts(connection, actor, own)
    shown = request.args.get("view") or (own[0].value if own else "")
    here = request.endpoint == "inbox.overview"
    for view in own:
        address = (url_for(_OWN_PAGES[view]) if view in _OWN_PAGES
                   else url_for("inbox.overview", view=view.value))
        yield Entry(view.label, address, counts[view],
                    hot=view is own[0] and view is not View.OPEN and counts[view] > 0,
                    current=here and shown == view.value)


def _may(actor: Actor, endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    audience = audience_of(view) if view else None
    return audience is not None and audience.admits(actor)
