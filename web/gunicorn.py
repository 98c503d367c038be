"""Settings of the web server (gunicorn): one process on SQLite, two a core on PostgreSQL.

Where several servers share the machine, YISHEN_PROCESSES says how many processes each has.
"""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

bind = os.environ.get("YISHEN_BIND", "127.0.0.1:8000")
worker_class = "gthread"
threads = 8
workers = int(os.environ.get("YISHEN_PROCESSES") or 0) or (
    2 * multiprocessing.cpu_count()
    if os.environ.get("YISHEN_DATABASE_URL", "").startswith("postgresql") else 1
)
#: Seconds; a letter prints in a fraction of one, a large upload takes longer.
timeout = 120
graceful_timeout = 30
#: Seconds an idle connection is kept: longer than a proxy in front keeps it (30), so that never a
#: form is sent into one that is just being closed.
keepalive = 65
#: A worker is renewed now and then, at different times, so that nothing grows for ever.
max_requests, max_requests_jitter = 5000, 500
limit_request_line = 4094
#: What the server itself says goes the way of the application's journal.
logconfig_dict = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "web.journal.Lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines",
                           "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["lines"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["lines"], "propagate": False,
                                   "qualname": "gunicorn.error"}},
}


#: Seconds between two checkpoints; 0 where the notary runs under an account of its own.
notary_every = int(os.environ.get("YISHEN_NOTARY_EVERY", "300"))
#: Seconds between two rounds of background work; 0 where `yishen work` runs as its own service.
work_every = int(os.environ.get("YISHEN_WORK_EVERY", "60"))
_beside: list[subprocess.Popen[bytes]] = []


def when_ready(server: object) -> None:
    """Let the notary sign and the worker remind beside the server, in processes of their own."""
    command = Path(sys.executable).with_name("yishen")
    for name, every in (("notary", notary_every), ("work", work_every)):
        if every:
            _beside.append(subprocess.Popen(
                [command, name, "--every", str(every)], stdout=subprocess.DEVNULL))


def on_exit(server: object) -> None:
    """What runs beside the server ends with it."""
    for process in _beside:
        process.terminate()
        process.wait()


def post_worker_init(worker: object) -> None:
    """Read the letter fonts beside the first requests, so that no officer waits for them."""
    from web.config import press  # here, since the settings are read before the workers start

    Thread(target=press, daemon=True).start()
