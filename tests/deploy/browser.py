"""A browser without scripts over real HTTP or HTTPS: cookies, kept connections, and patience."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from tests.web.visitor import FormOnPage, forms_in

#: What a proxy answers while the server behind it is gone.
GONE = frozenset({502, 503, 504})
_PAUSE = 0.25


@dataclass(frozen=True)
class Answer:
    """What came back, after so many seconds; `again` = how often it had to be asked anew."""

    path: str
    status: int
    text: str
    location: str
    seconds: float
    again: int = 0

    def form(self, action: str) -> FormOnPage:
        """The form of the page that goes to an address.

        Raises LookupError where there is none.
        """
        for one in forms_in(self.text):
            if (one.action.partition("#")[0] or self.path) == action:
                return one
        raise LookupError(f"no form to {action} on a page with status {self.status}")


class Unanswered(Exception):
    """Nothing sensible came back, however often it was asked for."""


@dataclass
class Browser:
    """One browser on one server; asks again, with the very same words, `tries` times in all."""

    address: str
    trusted: ssl.SSLContext | None = None
    tries: int = 1
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._patiently("GET", path, None)

    def post(self, path: str, values: Mapping[str, object]) -> Answer:
        """Send a form."""
        return self._patiently("POST", path, urlencode(values, doseq=True))

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _patiently(self, method: str, path: str, body: str | None) -> Answer:
        start = perf_counter()
        for again in range(self.tries):
            if again:
                time.sleep(_PAUSE)
            try:
                status, text, location = self._ask(method, path, body)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                said = f"{type(error).__name__}: {error}"
            else:
                if status not in GONE:
                    return Answer(
                        path, status, text, location, perf_counter() - start, again)
                said = str(status)
        raise Unanswered(f"{method} {path}: {said}")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        """Ask on the kept connection; one the server has closed meanwhile is opened anew."""
        kept = self._line is not None
        try:
            return self._ask_once(method, path, body)
        except (http.client.RemoteDisconnected, BrokenPipeError):
            self.close()
            if not kept:
                raise
            return self._ask_once(method, path, body)

    def _ask_once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
            told["Referer"] = f"{self.address}{path}"  # asked for over TLS, against forged forms
        line = self._open()
        line.request(method, path, body, told)
        answer = line.getresponse()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        data = answer.read()
        text = data.decode() if "html" in (answer.headers.get("Content-Type") or "") else ""
        return answer.status, text, answer.headers.get("Location", "")

    def _open(self) -> http.client.HTTPConnection:
        if self._line is None:
            parts = urlsplit(self.address)
            host = parts.hostname or ""
            if parts.scheme == "https":
                self._line = http.client.HTTPSConnection(
                    host, parts.port, timeout=60, context=self.trusted)
            else:
                self._line = http.client.HTTPConnection(host, parts.port, timeout=60)
        return self._line
