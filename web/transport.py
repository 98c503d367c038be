"""Transport (传输): pages over TLS, or on this machine; under the names of this site alone.

A form is read only as far as its kind may be long: before anybody is known, memory is not given
away.
"""

from ipaddress import ip_address

from flask import Flask, Response, current_app, request

from web.config import Config
from web.policy import audience_of
from web.site import site
from workflow.evidence.limits import LARGEST

#: Bytes of a form without files, which is read into the memory as a whole: the drawing of a seal
#: has 200,000 characters, each written with up to nine.
LARGEST_PLAIN = 2_000_000
#: Bytes of a post from anybody: one letter to be compared.
LARGEST_ANONYMOUS = LARGEST + 2**20

#: By these a machine asks itself.
_HERE = ("localhost", "127.0.0.1", "[::1]")
_PLAIN = ("本系统只通过 HTTPS 提供服务，没有打开页面。请用 https:// 开头的地址。\n"
          "（管理员：前面的代理应当转发 X-Forwarded-Proto 并设置 YISHEN_PROXIES；"
          "确实只能用 HTTP 的封闭网络，设置 YISHEN_PLAIN_HTTP=on。）\n")


def init_app(app: Flask) -> None:
    """Ask before everything else how a page is asked for."""
    app.before_request(_refuse_plain)
    app.before_request(_limit)


def trusted(config: Config) -> list[str] | None:
    """The hosts whose pages these are; None for any."""
    return [*config.hosts, *_HERE] if config.hosts else None


def _refuse_plain() -> Response | None:
    """Passwords and files cross no network in the clear."""
    if request.is_secure or site().config.plain_http or _from_here(request.remote_addr or ""):
        return None
    return Response(_PLAIN, 403, mimetype="text/plain")


def _limit() -> None:
    """Let this post be no longer than its kind."""
    most = [request.max_content_length or LARGEST_ANONYMOUS]
    if request.mimetype == "application/x-www-form-urlencoded":
        most.append(LARGEST_PLAIN)
    view = current_app.view_functions.get(request.endpoint or "")
    audience = audience_of(view) if view else None
    if audience is None or audience.anonymous:
        most.append(LARGEST_ANONYMOUS)
    request.max_content_length = min(most)


def _from_here(address: str) -> bool:
    """Whether this machine itself asks; a socket in the file system has no address."""
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False
