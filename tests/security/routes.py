"""Addresses of all routes, each with what the request at hand has for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

from tests.web.conftest import Site
from tests.web.matrix import MATRIX

#: A login of the bureau for each letter of the matrix.
LOGINS = {
    "I": "clerk", "H": "handler", "R": "reviewer", "D": "head", "S": "secrecy", "L": "legal",
    "A": "archivist", "M": "leader", "s": "system", "g": "security", "a": "audit",
}
_NAMED: dict[str, Any] = {
    "trigger": "note", "document_id": "2-1", "login": "colleague", "act": "disable",
    "code": "BJZR", "paper": "cover", "applicant": "natural", "day": "2024-09-27", "seq": 1,
    "kind": "csv", "id": 1, "unit": 1, "version": 1, "n": 1, "extension": "html", "item": 1,
    "view_id": 1, "office": "BJZR", "errand": "0" * 32}


def routes(app: Flask) -> Iterator[Rule]:
    """Every rule but that of the files of the pages."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def a_seat_for(route: str) -> str:
    """A login that may ask for a route."""
    letters = MATRIX[route][0]
    return next((LOGINS[letter] for letter in letters if letter in LOGINS), "clerk")


def addresses(site: Site, letter: str, no: str, only: str = "") -> list[str]:
    """The addresses a seat may ask for with GET, filled with what there is; or those of one."""
    files = site.bureau.see(no).files
    named = {**_NAMED, "no": no, "digest": files[0].digest if files else "0" * 64}
    found = []
    for rule in routes(site.app):
        route = f"GET {rule.rule}"
        asked = route == only if only else letter in MATRIX.get(route, ("",))[0]
        if "GET" in (rule.methods or ()) and asked:
            built = rule.build({name: named[name] for name in rule.arguments})
            assert built is not None
            found.append(built[1])
    return found


@contextmanager
def listening_for_writes(engine: Engine) -> Iterator[list[str]]:
    """The statements that change something, as the database hears them."""
    heard: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        words = statement.split(maxsplit=1)
        if words[0].upper() in ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP"):
            heard.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", listen)
