"""A web server of our own (gunicorn) on a loopback address, as `./run` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.house import ROOT

HOST = "127.0.0.1"


@contextmanager
def serving(
    app: str, processes: int, environ: Mapping[str, str],
    settings: Sequence[str] = ("-c", "python:web.gunicorn"), journal: Path | None = None,
) -> Iterator[int]:
    """Serve an application with some processes; gives the port, ends the server afterwards.

    What it says goes into the journal where one is named.
    """
    port = free_port()
    with ExitStack() as open_:
        said = open_.enter_context(journal.open("wb")) if journal else None
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *settings, "--log-level", "warning",
             "--no-control-socket", "--workers", str(processes), "--bind", f"{HOST}:{port}", app],
            cwd=ROOT, env={**os.environ, **environ}, stderr=said)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def free_port() -> int:
    """A port of the loopback address that nobody has taken yet."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 180
    while True:
        assert server.poll() is None, "the server did not start"
        assert time.monotonic() < until, "the server does not answer"
        try:
            with socket.create_connection((HOST, port), 1) as probe:
                probe.sendall(b"GET /sign-in HTTP/1.0\r\n\r\n")
                if probe.recv(16):
                    return
        except OSError:
            time.sleep(0.1)
