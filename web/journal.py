"""The journal of the running program (运行日志): one line of JSON for each request and each error.

What an applicant or officer wrote is never part of it: a line names the route, not the address, and
an error its kind and place, with words only where they cannot be anybody's.
"""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from jinja2 import UndefinedError
from sqlalchemy.exc import DBAPIError

access = logging.getLogger("yishen.access")
#: What a caller may add to a line.
_MORE = ("officer", "agency", "route", "method", "status", "ms", "mark")
#: Ends of lines that JSON leaves as they are.
_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
#: Errors whose words come from the program or the machine, not from a form.
_HARMLESS = (OSError, AttributeError, TypeError, NameError, ImportError, NotImplementedError,
             UndefinedError, RecursionError, MemoryError)


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: when (UTC), how grave, from where, what; behind it where an error arose."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "from": record.name, "text": record.getMessage()}
        told.update({name: vars(record)[name] for name in _MORE if name in vars(record)})
        if record.exc_info and record.exc_info[1]:
            told["error"], told["where"] = _error(record.exc_info[1]), _where(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False).translate(_ENDS)


def _error(error: BaseException) -> str:
    if isinstance(error, DBAPIError):  # what follows the first line may quote a whole row
        first = next(iter(str(error.orig).splitlines()), "")
        return f"{type(error).__name__}: {first}"
    if isinstance(error, _HARMLESS) and not isinstance(error, UnicodeError):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


def _where(error: BaseException) -> list[str]:
    return [f"{step.filename}:{step.lineno} {step.name}"
            for step in traceback.extract_tb(error.__traceback__)]


def write_lines() -> None:
    """Let what this process logs go to standard error as lines of JSON.

    Requests are noted unless a person sits before it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    access.setLevel(logging.WARNING if sys.stderr.isatty() else logging.INFO)


def init_app(app: Flask) -> None:
    """Note every request when it has been answered."""
    app.before_request(_begin)
    app.after_request(_note)


def _begin() -> None:
    g.begun = time.perf_counter()


def _note(response: Response) -> Response:
    """Who asked for which route, what came of it, how long it took (milliseconds)."""
    if request.endpoint != "static" and access.isEnabledFor(logging.INFO):
        officer = g.get("officer")
        begun = g.get("begun", time.perf_counter())
        access.info("request", extra={
            "officer": officer.login if officer else "",
            "agency": officer.agency_id if officer else 0,
            "route": request.url_rule.rule if request.url_rule else "",
            "method": request.method if request.method.isalpha() else "",
            "status": response.status_code, "ms": round((time.perf_counter() - begun) * 1000)})
    return response
