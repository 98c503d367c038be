"""A web server that writes down who asks, and leads them on: what fetches anything is found out."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar


class _Listening(BaseHTTPRequestHandler):
    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        to = self.path.removeprefix("/to/") if self.path.startswith("/to/") else ""
        self.send_response(302 if to else 200)
        if to:
            self.send_header("Location", f"/{to}")
        self.end_headers()
        self.wfile.write(b"p { color: red }")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """The address of the server, and the paths it was asked for."""
    _Listening.heard.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", _Listening.heard
    finally:
        server.shutdown()
        server.server_close()
