"""One file, one content (一文一体): nothing hides behind its end, nor inside as another kind."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from workflow.evidence.limits import MOST_TAIL

_ACTIVE = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF|This program cannot|"
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|<(?:html|script|svg|iframe|\?php|!doctype)|#!/", re.I)
_ANEW = "请用看图或者播放软件打开后另存为新文件，再上传"


def is_also_something_else(data: bytes, *, pdf: bool) -> Iterator[str]:
    """Whether other programs would read the same bytes as a ZIP container or a PDF."""
    if zipfile.is_zipfile(BytesIO(data)):
        yield "同时又是压缩包，里面可能藏有其他文件；请另存为新文件后再上传"
    if not pdf and b"%PDF-" in data[:1024]:
        yield "同时又是PDF，不同软件会看到不同内容；请另存为新文件后再上传"


def tail_faults(data: bytes, end: int) -> Iterator[str]:
    """What lies behind the end of a picture or recording, beyond what cameras leave there."""
    tail = data[end:]
    if _ACTIVE.search(tail):
        yield f"在结尾之后还藏有其他文件或者脚本；{_ANEW}"
    elif len(tail) > MOST_TAIL:
        yield (f"在结尾之后还有{len(tail) // 1024}KB不明内容（手机的“动态照片”也会如此）；"
               f"{_ANEW}")
