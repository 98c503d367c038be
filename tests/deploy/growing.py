"""What a grown installation runs: Redis, web servers and workers, each a process group to kill."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.serving import free_port
from tests.house import ROOT

_GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:web.gunicorn", "--log-level",
             "warning", "--no-control-socket", "web.wsgi:app")
_YISHEN = (sys.executable, "-c",
           "import sys; from web.cli import main; sys.exit(main(sys.argv[1:]))")


class Service:
    """A service with all its children, as systemd keeps one in a group of its own."""

    def __init__(self, words: tuple[str, ...], environ: Mapping[str, str], log: Path) -> None:
        """Remember how it is started."""
        self._words, self._environ, self._log = words, {**os.environ, **environ}, log
        self.start()

    def start(self) -> None:
        """Start it, as for the first time."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._words, cwd=ROOT, env=self._environ, stdout=log, stderr=log,
                start_new_session=True)

    def kill(self) -> None:
        """Take all of it away at once (kill -9): nothing is finished, nothing is said."""
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait(30)


@contextmanager
def all_of(*services: Service) -> Iterator[None]:
    """Take all of them away afterwards."""
    try:
        yield
    finally:
        for service in services:
            service.kill()


def web_server(port: int, environ: Mapping[str, str], folder: Path) -> Service:
    """One yishen-web@PORT: a server with one process."""
    told = {**environ, "YISHEN_BIND": f"127.0.0.1:{port}", "YISHEN_PROCESSES": "1",
            "YISHEN_NOTARY_EVERY": "0", "YISHEN_WORK_EVERY": "0"}
    return Service(_GUNICORN, told, folder / f"web-{port}.log")


def worker(n: int, environ: Mapping[str, str], folder: Path) -> Service:
    """One yishen-work@N."""
    return Service((*_YISHEN, "work", "--every", "5"), environ, folder / f"work-{n}.log")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Debian's Redis on a free port, keeping nothing; gives its address."""
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        pytest.fail("Redis is missing: `./run test` installs it")
    running = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
         "--dir", folder], stdout=subprocess.DEVNULL)
    try:
        answers(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        running.terminate()
        running.wait(30)


def answers(port: int, patience: float = 180) -> None:
    """Wait until somebody listens on a port; a busy machine takes its time."""
    until = time.monotonic() + patience
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until, f"nobody listens on {port}"
            time.sleep(0.1)
        else:
            return
