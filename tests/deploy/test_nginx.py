"""The site of nginx: it is well-formed, believes no client, and answers while nothing runs."""

import http.client
import json
import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.proxy import SITE, Proxy, laid_out, nginx, proxying
from tests.faults.serving import free_port
from tests.house import ROOT
from web.app import LARGEST_POST


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked: the path and the headers as they arrive."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        data = json.dumps({"path": self.path, **dict(self.headers.items())}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Before a server that tells what it was asked, and one that is down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with proxying(tmp_path_factory.mktemp("nginx"), [server.server_port, free_port()]) as proxy:
        yield proxy
    server.shutdown()
    server.server_close()


def ask(
    proxy: Proxy, path: str, *, by: str = "127.0.0.1", **headers: str
) -> http.client.HTTPResponse:
    """One answer over TLS, asked for from an address of this machine; its body is in `.told`."""
    port = urlsplit(proxy.address).port
    line = http.client.HTTPSConnection(
        "localhost", port, timeout=30, context=proxy.trusted, source_address=(by, 0))
    line.request("GET", path, headers={name.replace("_", "-"): v for name, v in headers.items()})
    answer = line.getresponse()
    answer.told = answer.read()  # type: ignore[attr-defined]  # kept with it
    line.close()
    return answer


def told(answer: http.client.HTTPResponse) -> bytes:
    body: bytes = answer.told  # type: ignore[attr-defined]  # put there by ask
    return body


def test_nginx_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    laid_out(tmp_path, [free_port()])
    said = subprocess.run([nginx(), "-t", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "log"],
                          capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert "warn" not in said.stderr


def test_the_application_hears_what_nginx_knows_not_what_a_client_says(proxy: Proxy) -> None:
    heard = json.loads(told(ask(
        proxy, "/inbox", X_Forwarded_For="10.9.9.9", X_Forwarded_Proto="http",
        X_Forwarded_Host="elsewhere.example", X_Forwarded_Prefix="/there",
        Forwarded="for=10.9.9.9")))
    host = urlsplit(proxy.address).netloc

    assert heard["X-Forwarded-For"] == "127.0.0.1"
    assert heard["X-Forwarded-Proto"] == "https"
    assert heard["X-Forwarded-Host"] == heard["Host"] == host
    assert not {"Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Port"} & heard.keys()


def test_a_server_that_is_down_is_passed_over(proxy: Proxy) -> None:
    assert {ask(proxy, f"/page{n}").status for n in range(6)} == {200}


def test_whoever_calls_it_by_another_name_gets_no_answer(proxy: Proxy) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(proxy, "/", Host="elsewhere.example")
    nameless = http.client.HTTPSConnection(
        "127.0.0.1", urlsplit(proxy.address).port, timeout=30, context=proxy.trusted)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        nameless.request("GET", "/")


def test_a_page_without_tls_leads_to_the_one_with_it(proxy: Proxy) -> None:
    line = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=30)
    line.request("GET", "/inbox?view=open", headers={"Host": "localhost"})
    answer = line.getresponse()
    line.close()

    assert (answer.status, answer.headers["Location"]) == (
        308, "https://localhost/inbox?view=open")


def test_a_style_with_its_version_is_kept_for_a_year_one_without_is_not(proxy: Proxy) -> None:
    css = (ROOT / "web" / "static" / "gov.css").read_bytes()
    kept, asked_again = (ask(proxy, f"/static/gov.css{v}") for v in ("?v=0123456789ab", ""))

    assert told(kept) == told(asked_again) == css
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asked_again.headers["Cache-Control"] == "no-cache"


def test_nothing_but_static_files_is_given_out(proxy: Proxy) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/unavailable.html"):
        assert b"def create_app" not in told(ask(proxy, path))
    assert ask(proxy, "/static/").status in (403, 404)
    assert ask(proxy, "/unavailable.html").status == 404


def test_whether_a_server_is_ready_is_told_to_this_machine_alone(proxy: Proxy) -> None:
    assert ask(proxy, "/readyz").status == 200
    assert ask(proxy, "/readyz", by="127.0.0.2").status == 403
    assert ask(proxy, "/healthz", by="127.0.0.2").status == 200


def test_one_address_may_verify_only_so_often(proxy: Proxy) -> None:
    """Thirty at once, then one a second; nobody else is kept waiting by it."""
    asked: list[int] = []
    while 429 not in asked and len(asked) < 300:
        asked.append(ask(proxy, "/verify/x", by="127.0.0.3").status)

    assert asked[:30] == [200] * 30
    assert asked[-1] == 429
    assert ask(proxy, "/verify/x", by="127.0.0.4").status == 200


def test_where_nothing_runs_it_says_in_words_what_to_do(tmp_path: Path) -> None:
    with proxying(tmp_path, [free_port()]) as alone:
        answer = ask(alone, "/inbox")

    assert answer.status == 502
    assert "只会办理一次" in told(answer).decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_its_limits_are_those_of_the_application() -> None:
    site = SITE.read_text(encoding="utf-8")
    body = re.search(r"client_max_body_size (\d+)m;", site)
    read, kept = (re.search(rf"{name} (\d+)s;", site)
                  for name in ("proxy_read_timeout", "keepalive_timeout"))
    settings = (ROOT / "web" / "gunicorn.py").read_text(encoding="utf-8")
    limits = dict(re.findall(r"^(timeout|keepalive) = (\d+)$", settings, re.M))

    assert body is not None
    assert read is not None
    assert kept is not None
    assert 0 < int(body[1]) * 1024 * 1024 - LARGEST_POST <= 1024 * 1024
    assert int(read[1]) > int(limits["timeout"])
    assert int(kept[1]) < int(limits["keepalive"])
