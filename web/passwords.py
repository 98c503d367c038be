"""Passwords (口令): hashed with Argon2id, never shown, never logged; works without Flask."""

import secrets
import string
from collections.abc import Iterator, Mapping

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from web.config import ARGON2
from workflow.errors import Reason

#: ASVS 5.0 6.2.1 and 6.2.9: at least this many characters, and long ones allowed.
SHORTEST, LONGEST = 12, 128
_COMMON = ("password", "123456", "qwerty", "abcdef", "111111", "admin", "zhengfu", "gongkai",
           "yishen")


def hashed(password: str, cost: Mapping[str, int] = ARGON2) -> str:
    """The Argon2id hash of a password."""
    hasher = PasswordHasher(cost["time_cost"], cost["memory_cost"], cost["parallelism"])
    return hasher.hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether a password is the one of a stored hash; an account without one matches nothing."""
    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def start_password() -> str:
    """A random password to hand to a new officer once: four groups, no letter easily misread."""
    letters = "".join(set(string.ascii_lowercase + string.digits) - set("l1o0i"))
    groups = ("".join(secrets.choice(sorted(letters)) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def faults(password: str, login: str, again: str | None = None) -> Iterator[Reason]:
    """What is wrong with a new password."""
    if not SHORTEST <= len(password) <= LONGEST:
        yield Reason(f"口令应当有{SHORTEST}至{LONGEST}个字符，可以是一句话", field="new")
    plain = password.lower()
    if any(word in plain and len(plain) - len(word) < SHORTEST - 4 for word in (*_COMMON, login)):
        yield Reason("口令含有常见词或账号，容易被猜中，请另换一个", field="new")
    if len(set(password)) < 6:
        yield Reason("口令中不同的字符太少", field="new")
    if again is not None and password != again:
        yield Reason("两次输入的口令不一致", field="again")
