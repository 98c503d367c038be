"""Verification codes of documents (核验码): random, told nobody but whoever holds the document.

Twelve characters of Crockford's base 32: no letter is mistaken for a digit when read aloud. The
code says nothing of the document number, so that numbers cannot be tried out.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u3000": ""})


def new_code() -> str:
    """A fresh code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """The code as printed: 7KQ2-M4XD-9RTW."""
    return "-".join(code[i : i + 4] for i in range(0, LENGTH, 4))


def read_code(typed: str) -> str:
    """A code as typed by a person; "" if it cannot be one."""
    code = typed.strip().upper().translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
