"""What the address of the register holds: filters, order, columns; read once, written one way.

A saved view is such an address, an export and the printed page read the same one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from web.days import day_typed
from workflow.reports.book.columns import USUAL, Shown, chosen
from workflow.reports.book.narrowing import Wanted
from workflow.reports.book.order import DATED, Order, Sort, place_before
from workflow.terms import ApplicantKind, Channel, Outcome, State, Term

T = TypeVar("T", bound=Term)
#: What stands in an address, in this order; the columns last.
FIELDS = ("q", "state", "year", "outcome", "kind", "channel", "unit", "handler", "from", "until",
          "replied_from", "replied_until", "late", "extended", "imported", "sort", "up", "cols")
_BETWEEN = "."
_LONGEST = 64
_YES, _NO = "1", "0"


@dataclass(frozen=True)
class Address:
    """What is asked for, and the same as an address writes it."""

    wanted: Wanted
    order: Order
    columns: tuple[Shown, ...]
    kept: Mapping[str, str]

    @property
    def query(self) -> str:
        """The query of the address."""
        return urlencode(self.kept)

    def but(self, **changed: str) -> dict[str, str]:
        """What an address keeps when something else is asked for; "" leaves it out."""
        return {name: value for name, value in {**self.kept, **changed}.items() if value}


def address_of(given: MultiDict[str, str], years: Iterable[int]) -> Address:
    """Read the values of an address or a form; what means nothing is left out."""
    kept = {name: given[name].strip()[:_LONGEST] for name in FIELDS if given.get(name, "").strip()}
    kept["q"] = given.get("q", "").strip()
    columns = chosen(key for value in given.getlist("cols") for key in value.split(_BETWEEN))
    kept["cols"] = "" if columns == USUAL else _BETWEEN.join(one.key for one in columns)
    order = Order(_term(Sort, kept, "sort") or Sort.NEWEST, kept.get("up") == _YES)
    return Address(_wanted(kept, years), order, columns,
                   {name: kept[name] for name in FIELDS if kept.get(name)})


def read_query(query: str, years: Iterable[int]) -> Address:
    """Read the query of an address that a form sent along."""
    return address_of(MultiDict(parse_qsl(query)), years)


def jumped_to(order: Order, typed: str) -> str:
    """The token of the place a day or a number typed into the page names; "" for none."""
    value: date | str | None = typed.strip()[:_LONGEST]
    if order.by in DATED:
        value = day_typed(typed)
    place = place_before(order, value) if value else None
    return str(place) if place else ""


def _wanted(kept: Mapping[str, str], years: Iterable[int]) -> Wanted:
    state, year = _term(State, kept, "state"), kept.get("year", "")
    received, until, replied, replied_until = (
        day_typed(kept.get(name, "")) for name in ("from", "until", "replied_from",
                                                   "replied_until"))
    return Wanted(
        kept["q"], (state,) if state else (),
        int(year) if year in {str(one) for one in years} else None,
        _term(Outcome, kept, "outcome"), _term(ApplicantKind, kept, "kind"),
        _term(Channel, kept, "channel"), kept.get("unit", ""), kept.get("handler", ""),
        received, until, replied, replied_until,
        late=kept.get("late") == _YES, extended=kept.get("extended") == _YES,
        imported={_YES: True, _NO: False}.get(kept.get("imported", "")))


def _term(members: type[T], kept: Mapping[str, str], name: str) -> T | None:
    return next((one for one in members if one.value == kept.get(name)), None)
