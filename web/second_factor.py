"""Codes of the second factor (动态口令, RFC 6238): made known once, matched, each taken once."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

import segno
from flask import g
from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import Connection

from web.passwords import start_password
from web.site import at, officer, site
from workflow import signing_in
from workflow.errors import Reason, TrailBroken
from workflow.office import Actor
from workflow.record import factors

#: What authenticator programs show above the code.
ISSUER = "依申请公开办理平台"
#: How many recovery codes there are.
CODES = 10
#: A code of the step before or after is taken as well, for clocks that differ (seconds).
_LEEWAY = 30
_SECRET_BYTES = 20
WRONG = Reason("动态口令不正确，或者已经用过。请等手机上出现下一个六位数字再输入；"
               "手机不在身边的，可以输入一个备用码。", field="_code")


@dataclass(frozen=True)
class Offer:
    """A secret that is offered to the officer and not bound yet."""

    secret: bytes

    @property
    def text(self) -> str:
        """The secret as it is typed into a phone: groups of four letters and digits."""
        plain = base64.b32encode(self.secret).decode().rstrip("=")
        return " ".join(plain[i:i + 4] for i in range(0, len(plain), 4))

    @property
    def picture(self) -> str:
        """The QR code to scan, as the address of a picture (PNG)."""
        label = officer().login
        address = (f"otpauth://totp/{quote(ISSUER)}:{quote(label)}"
                   f"?secret={self.text.replace(' ', '')}&issuer={quote(ISSUER)}")
        made: str = segno.make(address, error="m", micro=False).png_data_uri(scale=5, border=4)
        return made

    @property
    def sealed(self) -> str:
        """The secret as the form carries it to the answer: sealed for this officer and session."""
        sealed = site().house.keys.seal(_offered_to(), self.secret)
        return base64.urlsafe_b64encode(sealed).decode()


def offer() -> Offer:
    """Draw a new secret."""
    return Offer(_totp().key)


def reopened(sealed: str) -> Offer | None:
    """The offer a form has carried; None if it was made for another session."""
    try:
        return Offer(site().house.keys.open(_offered_to(), base64.urlsafe_b64decode(sealed)))
    except (TrailBroken, binascii.Error, ValueError):
        return None


def proved(offered: Offer, code: str) -> int | None:
    """The step of time whose code was typed; None if it is none of this secret."""
    return _counter(offered.secret, code, None)


def new_codes() -> list[str]:
    """Recovery codes, to be shown once."""
    return [start_password() for _ in range(CODES)]


def is_bound(connection: Connection, login: str) -> bool:
    """Whether a login has a second factor."""
    return factors.of(connection, site().house.keys, login) is not None


def take(connection: Connection, actor: Actor, typed: str) -> str:
    """Take a code or a recovery code; "" if it is none or was taken before, else what it was."""
    factor = factors.of(connection, site().house.keys, actor.login)
    plain = "".join(typed.split())
    if factor is None or not plain:
        return ""
    if not plain.isdecimal():
        return "备用码" if signing_in.use_code(connection, at(), actor, plain) else ""
    counter = _counter(factor.secret, plain, factor.counter)
    if counter is None or not factors.take(connection, actor.login, counter):
        return ""
    return "动态口令"


def _counter(secret: bytes, code: str, last: int | None) -> int | None:
    try:
        match = _totp(secret).match(code, time=at(), window=_LEEWAY, last_counter=last)
    except (TokenError, ValueError):
        return None
    return int(match.counter)


def _totp(secret: bytes | None = None) -> TOTP:
    if secret is None:
        return TOTP(new=True, size=_SECRET_BYTES)
    return TOTP(key=secret, format="raw")


def _offered_to() -> str:
    return f"second_factor_offer/{officer().login}/{g.session.id}"
