"""The password once more (口令复核): before what must not be done from a window left open.

An act declared `fresh` is done at once when the password was typed within the last minutes, at the
entrance or here; otherwise the form waits on a page that asks for it, with everything typed.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from flask import g, render_template, request, session

from web.site import ticks
from workflow.errors import Reason

View = TypeVar("View", bound=Callable[..., Any])
#: So long after the password was typed it is not asked again.
RECENT = timedelta(minutes=5)
_MARK, _KEPT = "_fresh", "confirmed"
#: What belongs to the page that asks, not to the form that waits.
_ASKED = {"csrf_token", "_password", "_code"}


def fresh(view: View) -> View:
    """Declare that a view wants the password typed lately."""
    setattr(view, _MARK, True)
    return view


def is_fresh(view: Callable[..., Any]) -> bool:
    """Whether a view wants the password typed lately."""
    return bool(getattr(view, _MARK, False))


def asked_first(
    view: Callable[..., Any], confirm: Callable[[str], Sequence[Reason]]
) -> tuple[str, int] | None:
    """The page that asks for the password; None where it need not be asked, or was right."""
    if not is_fresh(view) or _lately():
        return None
    reasons: Sequence[Reason] = ()
    if "_password" in request.form:
        reasons = confirm(request.form["_password"])
        if not reasons:
            session[_KEPT] = [g.session.id, ticks().timestamp()]
            return None
    waiting = [(name, value) for name, value in request.form.items(multi=True)
               if name not in _ASKED]
    return render_template("again.html", reasons=reasons, waiting=waiting), 422


def _lately() -> bool:
    typed: float = g.session.started.timestamp()
    id, confirmed = session.get(_KEPT, (0, 0.0))
    if id == g.session.id:
        typed = max(typed, confirmed)
    return ticks().timestamp() - typed <= RECENT.total_seconds()
