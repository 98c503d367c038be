"""A browser for servers that run: signs in by the form of the entrance, then asks and sends."""

import http.client
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.serving import HOST
from tests.web.visitor import PASSWORD


@dataclass(frozen=True)
class Session:
    """An officer who is signed in: the cookies, and the token of the own forms."""

    cookie: str
    token: str

    def post(self, port: int, path: str, form: Mapping[str, str]) -> tuple[int, str]:
        """Send a form on a connection of its own: the status, where it leads or what it says."""
        line = http.client.HTTPConnection(HOST, port, timeout=120)
        with closing(line):
            line.request("POST", path, urlencode({"csrf_token": self.token, **form}), {
                "Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location") or answer.read().decode()

    def get(self, port: int, path: str) -> int:
        """Ask for a page on a connection of its own."""
        with closing(http.client.HTTPConnection(HOST, port, timeout=120)) as line:
            line.request("GET", path, headers={"Cookie": self.cookie})
            return line.getresponse().status


def sign_in(port: int, login: str) -> Session:
    """Sign a clerk in by the form of the entrance."""
    line = http.client.HTTPConnection(HOST, port, timeout=120)
    page, cookie = _ask(line, "GET", "/sign-in")
    form = {"login": login, "password": PASSWORD, "csrf_token": _token(page)}
    status, cookie = _post(line, "/sign-in", form, cookie)
    assert status == 302, login
    page, cookie = _ask(line, "GET", "/shortcuts", cookie)
    line.close()
    return Session(cookie, _token(page))


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None, page[:2000]
    return found[1]


def _ask(
    line: http.client.HTTPConnection, method: str, path: str, cookie: str = ""
) -> tuple[str, str]:
    line.request(method, path, headers={"Cookie": cookie})
    answer = line.getresponse()
    return answer.read().decode(), _cookies_of(answer, cookie)


def _post(
    line: http.client.HTTPConnection, path: str, form: Mapping[str, str], cookie: str
) -> tuple[int, str]:
    line.request("POST", path, urlencode(form), {
        "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    return answer.status, _cookies_of(answer, cookie)


def _cookies_of(answer: http.client.HTTPResponse, before: str) -> str:
    """The cookies a browser sends from now on: those of before with the new ones in their place."""
    held = dict(one.split("=", 1) for one in before.split("; ") if one)
    for told in answer.headers.get_all("Set-Cookie") or ():
        name, _, value = told.partition(";")[0].partition("=")
        held[name] = value
    return "; ".join(f"{name}={value}" for name, value in held.items())
