"""Settings of the web server (gunicorn): one process on SQLite, two a core on PostgreSQL."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

bind = os.environ.get("YISHEN_BIND", "127.0.0.1:8000")
worker_class = "gthread"
threads = 8
workers = (
    2 * multiprocessing.cpu_count()
    if os.environ.get("YISHEN_DATABASE_URL", "").startswith("postgresql") else 1
)
#: Seconds; a letter prints in a fraction of one, a large upload takes longer.
timeout = 120
graceful_timeout = 30
#: A worker is renewed now and then, at different times, so that nothing grows for ever.
max_requests, max_requests_jitter = 5000, 500
limit_request_line = 4094


#: Seconds between two checkpoints; 0 where the notary runs under an account of its own.
notary_every = int(os.environ.get("YISHEN_NOTARY_EVERY", "300"))
_beside: list[subprocess.Popen[bytes]] = []


def when_ready(server: object) -> None:
    """Let the notary sign beside the server, in a process of its own."""
    if notary_every:
        command = Path(sys.executable).with_name("yishen")
        _beside.append(subprocess.Popen(
            [command, "notary", "--every", str(notary_every)], stdout=subprocess.DEVNULL))


def on_exit(server: object) -> None:
    """The notary ends with the server."""
    for process in _beside:
        process.terminate()
        process.wait()


def post_worker_init(worker: object) -> None:
    """Read the letter fonts beside the first requests, so that no officer waits for them."""
    from web.config import press  # here, since the settings are read before the workers start

    Thread(target=press, daemon=True).start()
