"""Who may ask for a page (访问规则): every route declares it, and what declares nothing is shut."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from workflow.office import Actor
from workflow.terms import ADMINISTRATORS, Role

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_audience"


@dataclass(frozen=True)
class Audience:
    """Who may ask for a route: anybody, anybody signed in, or the holders of some seats."""

    anonymous: bool = False
    seats: frozenset[Role] | None = None

    def admits(self, actor: Actor | None) -> bool:
        """Whether this officer (None: nobody signed in) may ask."""
        if self.anonymous:
            return True
        return actor is not None and (self.seats is None or bool(self.seats & actor.seats))

    def __call__(self, view: View) -> View:
        """Declare the audience of a view function."""
        setattr(view, _MARK, self)
        return view


anyone = Audience(anonymous=True)
signed_in = Audience()
case_seats = Audience(seats=frozenset(Role) - ADMINISTRATORS - {Role.SUPERVISOR})


def seats(*roles: Role) -> Audience:
    """Only the holders of one of these seats."""
    return Audience(seats=frozenset(roles))


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """What a view declares; None if it declares nothing."""
    found: Audience | None = getattr(view, _MARK, None)
    return found


_KEEPS = "_keeps_typing"


def keeps_typing(view: View) -> View:
    """Declare that a view shows its form again, with all that was typed, when a token has expired.

    Such a view asks `token_expired()` and must then change nothing.
    """
    setattr(view, _KEEPS, True)
    return view


def does_keep_typing(view: Callable[..., Any]) -> bool:
    """Whether a view takes an expired token upon itself."""
    return bool(getattr(view, _KEEPS, False))
