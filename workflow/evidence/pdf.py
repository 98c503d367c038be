"""PDF files: whole, open, without scripts, actions, attachments and bombs.

Every object is looked at, also those inside object streams, since a reader looks at them too. A
JSON attachment, as every letter of our own bears (case.json), is the one attachment that is taken.
"""

import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from workflow.evidence.limits import (
    MOST_JSON,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_STREAM,
)
from workflow.evidence.tails import tail_faults

_PRINT = "请用“打印为PDF”的办法生成一份新的PDF后再上传"
_LOCKED = "设有密码或者权限限制，无法查验，归档后也可能打不开；请取消密码后另存，再上传"
_BROKEN = f"不是完整的PDF，无法打开；{_PRINT}"
_SCRIPT = f"含有脚本（JavaScript）；{_PRINT}"
_ACTION = f"含有会自动打开程序、文件或者网址的动作；{_PRINT}"
_ATTACHED = f"夹带了附件；请取出后逐个上传，正文{_PRINT}"
_MEDIA = f"嵌入了音频、视频或者动画；请单独上传，正文{_PRINT}"
_XFA = f"是动态表单（XFA），内容不固定；{_PRINT}"
_TOO_LARGE = f"内含解压后过大的内容，可能是压缩炸弹；{_PRINT}"

#: Types of actions and keys of dictionaries that may not stand in evidence.
_ACTIONS = {
    "/JavaScript": _SCRIPT, "/Launch": _ACTION, "/ImportData": _ACTION, "/SubmitForm": _ACTION,
    "/GoToR": _ACTION, "/GoToE": _ACTION, "/Rendition": _MEDIA, "/Movie": _MEDIA,
    "/Sound": _MEDIA, "/RichMediaExecute": _MEDIA, "/GoTo3DView": _MEDIA,
}
_KEYS = {"/JS": _SCRIPT, "/JavaScript": _SCRIPT, "/AA": _ACTION, "/XFA": _XFA,
         "/RichMediaContent": _MEDIA}
_ANNOTATIONS = {"/RichMedia": _MEDIA, "/Movie": _MEDIA, "/Sound": _MEDIA, "/Screen": _MEDIA,
                "/3D": _MEDIA, "/FileAttachment": _ATTACHED}
#: Whether an object is worth a closer look; names are written plainly once qpdf has read them.
_SUSPECT = re.compile("|".join(
    rf"{re.escape(name)}\b" for name in (*_ACTIONS, *_KEYS, *_ANNOTATIONS, "/EF", "/URI")).encode())
_SAFE_LINK = re.compile(rb"(?:https?|ftp|mailto|tel):|#|[\w.-]+(?:[/?#]|$)", re.I)
_MOST_DEPTH = 100


def faults(data: bytes) -> Iterator[str]:
    """All that speaks against a PDF."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        yield _BROKEN
        return
    tail = data[end + 5:].strip(b"\x00\r\n\t ")
    if not tail.isascii() or any(tail_faults(tail, 0)):
        yield f"在PDF结尾之后还藏有其他内容；{_PRINT}"
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            yield from _inside(pdf)
    except pikepdf.PasswordError:
        yield _LOCKED
    except Exception:  # whatever a reader trips over, the file is not whole
        yield _BROKEN


def _inside(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield _LOCKED
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        yield f"没有页面，或者超过{MOST_PAGES}页；请拆分后再上传"
    for one in (*pdf.objects, pdf.trailer):
        if isinstance(one, pikepdf.Stream):
            yield from _stream(one)
        known = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if _SUSPECT.search(known.unparse(resolved=True)):
            yield from _walk(known, _MOST_DEPTH)


def _walk(one: pikepdf.Object, depth: int) -> Iterator[str]:
    """An object and what lies directly in it; what it refers to is looked at in its own turn."""
    if isinstance(one, pikepdf.Dictionary):
        yield from _dictionary(one)
        inner = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inner = list(one)
    else:
        return
    if depth == 0:
        yield _BROKEN
        return
    for value in inner:
        if not getattr(value, "is_indirect", True):  # numbers come as plain numbers
            yield from _walk(value, depth - 1)


def _dictionary(one: pikepdf.Dictionary) -> Iterator[str]:
    keys = set(one.keys())
    for key in keys & set(_KEYS):
        yield _KEYS[key]
    yield from _named(one, "/S", _ACTIONS)
    yield from _named(one, "/Subtype", _ANNOTATIONS)
    if "/EF" in keys and not all(map(_is_our_json, _files_of(one))):
        yield _ATTACHED
    link = one.get("/URI")
    if isinstance(link, pikepdf.String) and not _SAFE_LINK.match(bytes(link)):
        yield _ACTION


def _named(one: pikepdf.Dictionary, key: str, known: dict[str, str]) -> Iterator[str]:
    value = one.get(key)
    if isinstance(value, pikepdf.Name) and str(value) in known:
        yield known[str(value)]


def _files_of(spec: pikepdf.Dictionary) -> list[object]:
    held = spec.get("/EF")
    return [value for _, value in held.items()] if isinstance(held, pikepdf.Dictionary) else [held]


def _is_our_json(file: object) -> bool:
    """Whether an attachment is small JSON data, as our letters carry (PDF/A-3, associated file)."""
    if not isinstance(file, pikepdf.Stream) or str(file.get("/Subtype")) != "/application/json":
        return False
    packed, filters = file.read_raw_bytes(), _filters(file)
    try:
        plain = _unpacked(packed, MOST_JSON) if filters == ["/FlateDecode"] else packed
        return filters in ([], ["/FlateDecode"]) and len(plain) <= MOST_JSON and isinstance(
            json.loads(plain.decode()), dict)
    except (ValueError, RecursionError, zlib.error):
        return False


def _stream(one: pikepdf.Stream) -> Iterator[str]:
    filters = _filters(one)
    if one.get("/Subtype") == pikepdf.Name.Image:
        width, height = (_whole(one.get(key)) for key in ("/Width", "/Height"))
        if not 0 < width * height <= MOST_PIXELS:
            yield f"内含像素过多的图片，超过{MOST_PIXELS // 10_000}万；请降低扫描精度后再上传"
    elif filters.count("/FlateDecode") > 1 or len(filters) > 3:
        yield _TOO_LARGE
    elif filters[:1] == ["/FlateDecode"]:
        try:
            _unpacked(one.read_raw_bytes(), MOST_STREAM)
        except ValueError:
            yield _TOO_LARGE
        except zlib.error:
            pass  # a stream that cannot be read shows nothing and does no harm


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _filters(one: pikepdf.Stream) -> list[str]:
    found = one.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def _unpacked(packed: bytes, most: int) -> bytes:
    """Unpack; ValueError as soon as it is more than `most` bytes."""
    plain = zlib.decompressobj().decompress(packed, most + 1)
    if len(plain) > most:
        raise ValueError("too large")
    return plain
