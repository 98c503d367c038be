"""Names of cookies (名称): over TLS, browsers take them from this very host and no other."""

from web.config import Config
from web.site import site


def named(name: str, config: Config | None = None) -> str:
    """What a cookie is called here: `__Host-` is believed only over TLS (RFC 6265bis)."""
    return f"__Host-{name}" if (config or site().config).https else name
