"""Plain text (纯文本): in one of the encodings of this country, with nothing but characters."""

import codecs
import unicodedata
from collections.abc import Iterator

from workflow.evidence.limits import LONGEST_TEXT

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Characters that lay out a text; every other control character is none of a text.
_LAYOUT = "\n\r\t\f\x1a"


def faults(data: bytes, most: int = LONGEST_TEXT) -> Iterator[str]:
    """All that speaks against a text of at most so many bytes."""
    if len(data) > most:
        yield f"超过{most // 1024 ** 2}MB；请拆分后再上传"
        return
    text = _decoded(data)
    if text is None:
        yield "不是文本（既不是UTF-8，也不是GB18030编码）；请用记事本另存为UTF-8文本后再上传"
    elif any(unicodedata.category(c) == "Cc" and c not in _LAYOUT for c in set(text)):
        yield "不是纯文本，含有控制字符；请用记事本另存为UTF-8文本，或者打印为PDF后再上传"


def _decoded(data: bytes) -> str | None:
    encodings = ("utf-16",) if data[:2] in _WIDE else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
