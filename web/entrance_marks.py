"""Marks of logins (登录名标记): what stands for a typed login where attempts are counted."""

import hashlib
import hmac


def mark_of(secret: str, login: str) -> str:
    """A keyed hash: what was typed may be somebody's password, and is not kept."""
    return hmac.new(secret.encode(), b"sign-in|" + login.encode(), hashlib.sha256).hexdigest()
