"""Duties at the entrance (先办事项): what an officer must do before any other page opens."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from web.errors import turned_away
from workflow.office import Actor, Office
from workflow.record.sessions import Entered
from workflow.terms import ADMINISTRATORS, Term

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_open_before"


class Duty(Term):
    """What comes first (先办事项)."""

    PASSWORD = "password", "请先更换口令"
    FACTOR = "factor", "请先绑定动态口令"


_WHERE = {Duty.PASSWORD: "entrance.password", Duty.FACTOR: "own_factor.overview"}
_WHY = {
    Duty.PASSWORD: "您的口令只供首次登录，或者已到本机关规定的更换期限。"
                   "更换以后，其他页面才能打开。",
    Duty.FACTOR: "本机关要求登录使用动态口令，您还没有绑定。绑定以后，其他页面才能打开。",
}
_TYPED = "本次提交没有办理。请在新窗口办好以后，返回本页重新提交；浏览器通常会保留您填写的内容。"


def duty_of(actor: Actor, office: Office, entered: Entered) -> Duty | None:
    """What an officer who has just come in must do first."""
    if entered.password_due:
        return Duty.PASSWORD
    if not entered.has_factor and factor_required(actor, office):
        return Duty.FACTOR
    return None


def factor_required(actor: Actor, office: Office) -> bool:
    """Whether the agency asks a second factor of this officer (setting `signin.totp`)."""
    who = office.setting("signin.totp", "off")
    return who == "everybody" or (who == "administrators" and bool(actor.seats & ADMINISTRATORS))


def open_before(*duties: Duty) -> Callable[[View], View]:
    """Declare that a page opens even before these duties are done."""
    def declare(view: View) -> View:
        setattr(view, _MARK, frozenset(duties))
        return view

    return declare


def first_of_all(duty: Duty, view: Callable[..., Any]) -> Response | tuple[str, int] | None:
    """Where an officer with a duty is led instead of a page; None if the page opens even so."""
    if duty in getattr(view, _MARK, ()):
        return None
    if request.method == "GET":
        return redirect(url_for(_WHERE[duty]))
    return turned_away(duty.label, f"{_WHY[duty]}{_TYPED}", _WHERE[duty])
