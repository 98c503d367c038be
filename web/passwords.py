"""Passwords (口令): hashed with Argon2id, never shown, never logged; works without Flask."""

import re
import secrets
import string
from collections.abc import Iterable, Iterator, Mapping
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from web.config import ARGON2
from workflow.errors import Reason
from workflow.record.spelling import spellings

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
#: So many are worked out at the same moment in one process: each takes 64 MiB.
MOST_AT_ONCE = 2
_AT_ONCE = BoundedSemaphore(MOST_AT_ONCE)
#: As the logarithm of the guesses they take: weaker ones are known to whoever has lists of words.
_WEAKEST = 10.0
#: 字母、数字、汉字; what is none of them is a sign.
_KINDS = (re.compile("[A-Za-z]"), re.compile("[0-9]"), re.compile("[\u3400-\u9fff]"),
          re.compile("[^A-Za-z0-9\u3400-\u9fff]"))


def hashed(password: str, cost: Mapping[str, int] = ARGON2) -> str:
    """The Argon2id hash of a password."""
    hasher = PasswordHasher(cost["time_cost"], cost["memory_cost"], cost["parallelism"])
    with _AT_ONCE:
        return hasher.hash(password)


def matches(password: str, stored: str) -> bool:
    """Whether a password is the one of a stored hash; an account without one matches nothing."""
    try:
        with _AT_ONCE:
            return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def start_password() -> str:
    """A random password to hand to a new officer once: four groups, no letter easily misread."""
    letters = "".join(set(string.ascii_lowercase + string.digits) - set("l1o0i"))
    groups = ("".join(secrets.choice(sorted(letters)) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def faults(
    password: str, login: str, again: str | None = None, old: str | None = None,
    near: Iterable[str] = (),
) -> Iterator[Reason]:
    """What is wrong with a new password; `old` is the one it replaces.

    `near` are names of the officer and the agency, which whoever guesses tries first.

    GB/T 22239—2019 身份鉴别 asks for complexity: length counts most, and two kinds of characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        yield Reason(f"口令应当有{SHORTEST}至{LONGEST}个字符，可以是一句话", field="new")
    plain = password.lower()
    words = [*_COMMON, login, *_spelt(near)]
    if any(word in plain and len(plain) - len(word) < SHORTEST - 4 for word in words):
        yield Reason("口令含有常见词、账号或者本人、机关名称，容易被猜中，请另换一个", field="new")
    elif 0 < len(password) <= LONGEST and zxcvbn(
            password, words, max_length=LONGEST)["guesses_log10"] < _WEAKEST:
        yield Reason("口令由常见的词、键位、日期或者重复拼成，容易被猜中，请另换一个", field="new")
    if sum(1 for kind in _KINDS if kind.search(password)) < 2:
        yield Reason("口令应当至少用到字母、数字、汉字、符号（含空格）中的两类",
                     "GB/T 22239—2019 身份鉴别", field="new")
    if old is not None and password == old:
        yield Reason("新口令不得与原口令相同，请另换一个", field="new")
    if len(set(password)) < 6:
        yield Reason("口令中不同的字符太少", field="new")
    if again is not None and password != again:
        yield Reason("两次输入的口令不一致", field="again")


def _spelt(near: Iterable[str]) -> Iterator[str]:
    """Names as they are, and as they are typed by their sounds."""
    for name in near:
        yield from {one for one in (name.lower(), *spellings(name)) if len(one) > 2}
