"""Passwords (口令): hashed with Argon2id, never shown, never logged; works without Flask."""

import re
import secrets
import string
from collections.abc import Iterator, Mapping

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from web.config import ARGON2
from workflow.errors import Reason

#: ASVS 5.0 6.2.1 and 6.2.9: at least this many characters, and long ones allowed.
SHORTEST, LONGEST = 12, 128
#: What passwords are made of most often, here and elsewhere.
_COMMON = (
    "password", "passw0rd", "p@ssw0rd", "pa$$word", "123456", "654321", "abc123", "abcdef",
    "123123", "112233", "111111", "000000", "666666", "888888", "999999", "147258", "159357",
    "5201314", "1314520", "qwerty", "qwertyuiop", "asdfgh", "zxcvbn", "1qaz2wsx", "qazwsx",
    "iloveyou", "woaini", "letmein", "welcome", "admin", "administrator", "root", "guest",
    "test", "zhengfu", "gongkai", "mima", "kouling", "yishen", "密码", "口令", "政务公开", "依申请",
)
#: 字母、数字、汉字; what is none of them is a sign.
_KINDS = (re.compile("[A-Za-z]"), re.compile("[0-9]"), re.compile("[\u3400-\u9fff]"),
          re.compile("[^A-Za-z0-9\u3400-\u9fff]"))


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


def faults(
    password: str, login: str, again: str | None = None, old: str | None = None
) -> Iterator[Reason]:
    """What is wrong with a new password; `old` is the one it replaces.

    GB/T 22239—2019 身份鉴别 asks for complexity: length counts most, and two kinds of characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        yield Reason(f"口令应当有{SHORTEST}至{LONGEST}个字符，可以是一句话", field="new")
    plain = password.lower()
    if any(word in plain and len(plain) - len(word) < SHORTEST - 4 for word in (*_COMMON, login)):
        yield Reason("口令含有常见词或账号，容易被猜中，请另换一个", field="new")
    if sum(1 for kind in _KINDS if kind.search(password)) < 2:
        yield Reason("口令应当至少用到字母、数字、汉字、符号（含空格）中的两类",
                     "GB/T 22239—2019 身份鉴别", field="new")
    if old is not None and password == old:
        yield Reason("新口令不得与原口令相同，请另换一个", field="new")
    if len(set(password)) < 6:
        yield Reason("口令中不同的字符太少", field="new")
    if again is not None and password != again:
        yield Reason("两次输入的口令不一致", field="again")
