"""Settings of the web server (gunicorn): one process on SQLite, two a core on PostgreSQL."""

import multiprocessing
import os
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


def post_worker_init(worker: object) -> None:
    """Read the letter fonts beside the first requests, so that no officer waits for them."""
    from web.config import press  # here, since the settings are read before the workers start

    Thread(target=press, daemon=True).start()
