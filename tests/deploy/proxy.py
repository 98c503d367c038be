"""Debian's nginx with the site of `deploy/`, on free ports of the loopback address."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.serving import free_port
from tests.house import ROOT

SITE = ROOT / "deploy" / "nginx" / "yishen.conf"
#: Around the site: as little of Debian's nginx.conf as it needs, with every path in the folder.
_AROUND = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where it answers, and whom a browser trusts."""

    folder: Path
    address: str
    plain: int
    trusted: ssl.SSLContext


def laid_out(folder: Path, servers: Sequence[int]) -> Proxy:
    """Write the site as an administrator would change it: name, certificate, servers, ports."""
    plain, secure = free_port(), free_port()
    certificate(folder)
    lines = [f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=3s;" for port in servers]
    changes = {
        "ysqgk.example.gov.cn": "localhost",
        "/etc/yishen/tls/fullchain.pem": str(folder / "certificate.pem"),
        "/etc/yishen/tls/key.pem": str(folder / "key.pem"),
        "/opt/yishen": str(ROOT),
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443": f"listen 127.0.0.1:{secure}",
        "    server 127.0.0.1:8001 max_fails=1 fail_timeout=3s;\n"
        "    server 127.0.0.1:8002 max_fails=1 fail_timeout=3s;": "\n".join(lines),
    }
    site = SITE.read_text(encoding="utf-8")
    for there, here in changes.items():
        assert there in site, there
        site = site.replace(there, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))
    return Proxy(folder, f"https://localhost:{secure}", plain,
                 ssl.create_default_context(cafile=folder / "certificate.pem"))


def certificate(folder: Path) -> None:
    """A certificate for this machine, signed by itself."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem",
         "-out", folder / "certificate.pem"], check=True, capture_output=True)


def nginx() -> str:
    """The program; its absence fails the test, it never skips it."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.fail("nginx is missing: `./run test` installs it")
    return found


@contextmanager
def proxying(folder: Path, servers: Sequence[int]) -> Iterator[Proxy]:
    """Run nginx before servers on these ports."""
    proxy = laid_out(folder, servers)
    running = subprocess.Popen(
        [nginx(), "-c", folder / "nginx.conf", "-e", folder / "error.log"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(proxy.plain, running)
        yield proxy
    finally:
        running.terminate()
        running.wait(30)


def _wait_for(port: int, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while True:
        assert running.poll() is None, "nginx did not start"
        assert time.monotonic() < until, "nginx does not answer"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
