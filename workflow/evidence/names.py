"""Display names (材料名称): kept as data beside the bytes, never as the name of a file on disk."""

import re
import unicodedata
from pathlib import PurePosixPath

from workflow.evidence.kinds import Kind
from workflow.evidence.limits import LONGEST_NAME

_UNNAMED = "未命名"
#: What the name of one file may not bear: what ends a token, a path or a line on some system.
_BARRED = re.compile(r'[;<>:"|?*]')


def shown_name(claimed: str) -> str:
    """A claimed name without path, control and direction characters, in NFC, for a sentence."""
    base = unicodedata.normalize("NFC", claimed).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c if c.isprintable() and unicodedata.category(c) != "Cf" else " "
                    for c in base if unicodedata.category(c) not in ("Cf", "Cs", "Cc", "Cn"))
    tidy = " ".join(_BARRED.sub("_", plain).split()).strip(". ")
    return unicodedata.normalize("NFC", tidy) or _UNNAMED


def extension_of(claimed: str) -> str:
    """The claimed extension in small letters, "" where there is none."""
    return PurePosixPath(shown_name(claimed)).suffix.lower()


def name_for(claimed: str, kind: Kind) -> str:
    """The name a file is kept under: at most 80 characters, its extension what its bytes say."""
    name, claims = shown_name(claimed), extension_of(claimed)
    stem = name[:len(name) - len(claims)] if _is_extension(claims) else name
    extension = claims if claims in kind.extensions else kind.extensions[0]
    stem = stem.removesuffix(extension).strip(". ") or _UNNAMED
    return stem[:LONGEST_NAME - len(extension)].strip() + extension


def _is_extension(text: str) -> bool:
    """Whether a suffix is an extension and not the end of a sentence such as “第2.3稿”."""
    return re.fullmatch(r"\.[a-z0-9]{1,5}", text) is not None and not text[1:].isdigit()
