"""A visitor: a browser without scripts, that reads forms and posts what stands in them."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "滨江 2026 桂花 正开"


@dataclass
class FormOnPage:
    """A form as it stands on a page: where it goes and what it holds."""

    action: str
    values: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms of a page with the values a browser would post."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(FormOnPage(got.get("action", "")))
        elif tag == "input" and "name" in got:
            self._input(got)
        elif tag == "select":
            self._select = got.get("name", "")
        elif tag == "option" and self._select and "selected" in got:
            self._put(self._select, got.get("value", ""))
        elif tag == "textarea":
            self._area = got.get("name", "")
            self._put(self._area, "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def _input(self, got: dict[str, str]) -> None:
        kind = got.get("type", "text")
        if kind in ("file", "submit") or (kind in ("checkbox", "radio") and "checked" not in got):
            return
        self._put(got["name"], got.get("value", ""))

    def _put(self, name: str, value: str) -> None:
        if not self.forms:
            return
        before = self.forms[-1].values.get(name)
        if before is None:
            self.forms[-1].values[name] = value
        else:
            self.forms[-1].values[name] = [*([before] if isinstance(before, str) else before),
                                           value]


def forms_of(page: TestResponse) -> list[FormOnPage]:
    """All forms of a page."""
    return forms_in(page.text)


def forms_in(text: str) -> list[FormOnPage]:
    """All forms of a page that came by whatever way."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


def words(page: TestResponse) -> str:
    """What a reader sees of a page, without mark-up."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@dataclass
class Visitor:
    """One browser."""

    app: Flask
    client: FlaskClient = field(init=False)
    #: Whether it speaks TLS.
    secure: bool = False

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, base_url=self._base)

    @property
    def _base(self) -> str:
        return "https://localhost" if self.secure else "http://localhost"

    def fill(self, page: str, action: str, /, **typed: Any) -> TestResponse:
        """Open a page, type into its form for `action`, and send it."""
        return self.send(self.get(page), action, **typed)

    def send(self, page: TestResponse, action: str, /, **typed: Any) -> TestResponse:
        """Type into the form of an open page that goes to `action`, and send it."""
        here = page.request.path
        form = next(one for one in forms_of(page)
                    if (one.action.partition("#")[0] or here) == action)
        return self.post(action, **{**form.values, **typed})

    def post(self, action: str, /, **values: Any) -> TestResponse:
        """Send values as a form would."""
        return self.client.post(action, data=values, content_type="multipart/form-data",
                                base_url=self._base,
                                headers={"Referer": f"{self._base}/"} if self.secure else None)

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Sign in with the form of the entrance."""
        return self.fill("/sign-in", "/sign-in", login=login, password=password)
