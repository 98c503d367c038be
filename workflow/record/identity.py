"""The same person again (同一申请人): a blind index over ID number and phone.

A mark is an HMAC under a key outside the database, another for every agency and field: equal
values have equal marks within one agency, and from the database alone no value can be guessed.
A name is no person and a phone may be shared; an ID number is one applicant under every spelling.
"""

import hmac
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: The personal fields that are marked.
ID_NUMBER, PHONE = "id_number", "phone"
KINDS = (ID_NUMBER, PHONE)
_KEPT_BYTES = 16
_CHINA = "86"
_MOBILE_DIGITS = 11


class Applicant(NamedTuple):
    """What the tables hold of who applies: the name to search by, the marks by kind."""

    name: str = ""
    marks: Mapping[str, str] = MappingProxyType({})


def applicant_of(index_key: bytes, agency: str, personal: Mapping[str, str]) -> Applicant:
    """Name and marks out of the newest personal fields of a request."""
    marks = {kind: mark_of(index_key, agency, kind, personal[kind])
             for kind in KINDS if personal.get(kind)}
    return Applicant(personal.get("applicant_name", ""), marks)


def mark_of(index_key: bytes, agency: str, kind: str, value: str) -> str:
    """The mark of a value: 128 bits in hex."""
    key = _key(index_key, agency, kind)
    return hmac.digest(key, normalised(kind, value).encode(), "sha256")[:_KEPT_BYTES].hex()


def normalised(kind: str, value: str) -> str:
    """One spelling of an ID number or phone: full-width forms, blanks, hyphens, +86 apart."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", value).upper() if c.isalnum())
    if kind != PHONE:
        return letters
    digits = letters.removeprefix("00")
    mobile = digits.removeprefix(_CHINA)
    return mobile if len(mobile) == _MOBILE_DIGITS and mobile.startswith("1") else letters


@lru_cache(maxsize=1024)
def _key(index_key: bytes, agency: str, kind: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"{agency}/{kind}".encode()).derive(index_key)
