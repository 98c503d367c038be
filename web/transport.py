"""Transport (传输): pages over TLS, or on this machine; under the names of this site alone."""

from ipaddress import ip_address

from flask import Flask, Response, request

from web.config import Config
from web.site import site

#: By these a machine asks itself.
_HERE = ("localhost", "127.0.0.1", "[::1]")
_PLAIN = ("本系统只通过 HTTPS 提供服务，没有打开页面。请用 https:// 开头的地址。\n"
          "（管理员：前面的代理应当转发 X-Forwarded-Proto 并设置 YISHEN_PROXIES；"
          "确实只能用 HTTP 的封闭网络，设置 YISHEN_PLAIN_HTTP=on。）\n")


def init_app(app: Flask) -> None:
    """Ask before everything else how a page is asked for."""
    app.before_request(_refuse_plain)


def trusted(config: Config) -> list[str] | None:
    """The hosts whose pages these are; None for any."""
    return [*config.hosts, *_HERE] if config.hosts else None


def _refuse_plain() -> Response | None:
    """Passwords and files cross no network in the clear."""
    if request.is_secure or site().config.plain_http or _from_here(request.remote_addr or ""):
        return None
    return Response(_PLAIN, 403, mimetype="text/plain")


def _from_here(address: str) -> bool:
    """Whether this machine itself asks; a socket in the file system has no address."""
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False
