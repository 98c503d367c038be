"""The platform served on the loopback address, with a clock on the wall that a story can move."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from letters.render import Press
from tests.browser.window import Window
from tests.bureau import Bureau, found
from tests.templates import compile_once
from tests.web.conftest import CHEAP, staff
from web.app import create_app
from web.config import Config
from web.site import EXTENSION
from workflow.evidence.scanner import Policy

#: How long the browser waits for a page or an element, in milliseconds.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Street:
    """Where the platform is found, and the bureau behind it, whose clock a story moves."""

    address: str
    bureau: Bureau
    app: Flask


def whole(app: WSGIApplication) -> WSGIApplication:
    """The application with every answer read and closed before it is sent.

    Where a browser leaves a page while a file is still on its way, Werkzeug's server forgets to
    close that file, and the warning would fail whatever test runs just then.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = app(environ, start)
        try:
            return [b"".join(body)]
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    return answer


@contextmanager
def served(migrated_file: Path, folder: Path) -> Iterator[Street]:
    """滨江市自然资源局, freshly founded, served from a thread of this process over SQLite."""
    shown: list[Bureau] = []
    url = f"sqlite:///{copy(migrated_file, folder / 'yishen.sqlite')}"
    config = Config(folder, url, argon2=CHEAP, clamav=Policy.OFF)
    app = create_app(config, now=lambda: shown[0].now)
    compile_once(app)
    house = app.extensions[EXTENSION].house
    shown.append(Bureau(house.engine, house.desk, house.store, house.keys))
    found(shown[0])
    staff(shown[0])
    server = make_server("127.0.0.1", 0, whole(app.wsgi_app), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield Street(f"http://127.0.0.1:{server.server_port}", shown[0], app)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
        house.engine.dispose()


@contextmanager
def windows(browser: Browser, address: str) -> Iterator[Callable[..., Window]]:
    """Opens windows of a browser; whatever went wrong inside one of them fails in the end."""
    shown: list[Window] = []
    with ExitStack() as open_ones:

        def open_one(login: str = "", *, scripts: bool = True) -> Window:
            context = open_ones.enter_context(browser.new_context(
                java_script_enabled=scripts, locale="zh-CN", timezone_id="Asia/Shanghai",
                viewport={"width": 1440, "height": 900}))
            context.set_default_timeout(PATIENCE)
            window = Window(context.new_page(), address)
            shown.append(window)
            if login:
                window.sign_in(login)
            return window

        yield open_one
        assert [wrong for window in shown for wrong in window.wrong] == []


@pytest.fixture
def street(migrated_file: Path, press: Press, tmp_path: Path) -> Iterator[Street]:
    """The platform, served for this test alone."""
    with served(migrated_file, tmp_path) as street:
        yield street


@pytest.fixture
def opened(browser: Browser, street: Street) -> Iterator[Callable[..., Window]]:
    """Opens windows, each with cookies of its own; `scripts=False` switches JavaScript off."""
    with windows(browser, street.address) as open_one:
        yield open_one
