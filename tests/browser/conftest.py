"""The platform served on the loopback address, with a clock on the wall that a story can move."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from letters.render import Press
from tests.browser.window import Window
from tests.bureau import Bureau, found
from tests.web.conftest import CHEAP, staff
from web.app import create_app
from web.config import Config
from web.site import EXTENSION
from workflow.evidence.scanner import Policy

#: How long the browser waits for a page or an element, in milliseconds.
PATIENCE = 15_000


@dataclass(frozen=True)
class Street:
    """Where the platform is found, and the bureau behind it, whose clock a story moves."""

    address: str
    bureau: Bureau


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


@pytest.fixture
def street(migrated_file: Path, press: Press, tmp_path: Path) -> Iterator[Street]:
    """滨江市自然资源局, freshly founded, served from a thread of this process over SQLite."""
    shown: list[Bureau] = []
    url = f"sqlite:///{copy(migrated_file, tmp_path / 'yishen.sqlite')}"
    config = Config(tmp_path, url, argon2=CHEAP, clamav=Policy.OFF)
    app = create_app(config, now=lambda: shown[0].now)
    house = app.extensions[EXTENSION].house
    shown.append(Bureau(house.engine, house.desk, house.store, house.keys))
    found(shown[0])
    staff(shown[0])
    server = make_server("127.0.0.1", 0, whole(app.wsgi_app), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield Street(f"http://127.0.0.1:{server.server_port}", shown[0])
    server.shutdown()
    serving.join()
    server.server_close()
    house.engine.dispose()


@pytest.fixture
def opened(browser: Browser, street: Street) -> Iterator[Callable[..., Window]]:
    """Opens windows, each with cookies of its own; `scripts=False` switches JavaScript off."""
    with ExitStack() as open_ones:

        def open_one(login: str = "", *, scripts: bool = True) -> Window:
            context = open_ones.enter_context(browser.new_context(
                java_script_enabled=scripts, locale="zh-CN", timezone_id="Asia/Shanghai",
                viewport={"width": 1440, "height": 900}))
            context.set_default_timeout(PATIENCE)
            window = Window(context.new_page(), street.address)
            if login:
                window.sign_in(login)
            return window

        yield open_one
