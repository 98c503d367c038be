"""Names of files in a package (文件命名): what an applicant called it, fit for every system."""

import unicodedata

#: Longer names do not open everywhere: octets in UTF-8, ending included.
MOST_OCTETS = 150
#: What Windows, ZIP or a BagIt manifest cannot bear in a name.
_FORBIDDEN = frozenset('/\\:*?"<>|%')


def safe_name(name: str) -> str:
    """A display name without what would harm: controls, direction marks, separators, length."""
    plain = unicodedata.normalize("NFC", name)
    kept = "".join("_" if c in _FORBIDDEN else c for c in plain if _visible(c))
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot or len(ending.encode()) > 12:
        stem, dot, ending = kept.strip(" ."), "", ""
    room = MOST_OCTETS - len((dot + ending).encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip(" .")
    return f"{stem or '未命名'}{dot}{ending}"


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
