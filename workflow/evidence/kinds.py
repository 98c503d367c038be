"""Kinds of files (材料种类): which are taken, told by their first bytes, and why others are not.

Taken is what a disclosure office receives and what can be examined: papers (PDF, OFD), scans and
photographs, Office files without active content, plain text, recordings of calls and of screens.
What may run something, what hides other files, and what cannot be examined is not taken.
"""

import re
from dataclasses import dataclass

import puremagic


@dataclass(frozen=True)
class Kind:
    """A kind of file: media type, extensions (the usual one first), name in Chinese."""

    media_type: str
    extensions: tuple[str, ...]
    label: str
    #: Whether a browser shows it in its window; everything else is saved.
    inline: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("application/pdf", (".pdf",), "PDF", inline=True)
OFD = Kind("application/ofd", (".ofd",), "OFD")
JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "JPG", inline=True)
PNG = Kind("image/png", (".png",), "PNG", inline=True)
TIFF = Kind("image/tiff", (".tif", ".tiff"), "TIF")
BMP = Kind("image/bmp", (".bmp", ".dib"), "BMP")
WEBP = Kind("image/webp", (".webp",), "WebP")
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", (".docx",), "Word（docx）")
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), "Excel（xlsx）")
PPTX = Kind(f"{_OFFICE}presentationml.presentation", (".pptx",), "PowerPoint（pptx）")
TXT = Kind("text/plain", (".txt",), "TXT")
MP3 = Kind("audio/mpeg", (".mp3",), "MP3")
WAV = Kind("audio/wav", (".wav",), "WAV")
MP4 = Kind("video/mp4", (".mp4", ".m4a", ".m4v"), "MP4")
KINDS = (PDF, OFD, JPEG, PNG, TIFF, BMP, WEBP, DOCX, XLSX, PPTX, TXT, MP3, WAV, MP4)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
ACCEPTED = "、".join(kind.label for kind in KINDS)
#: For the file picker of a browser.
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)

ZIP = b"PK\x03\x04"
_HOLDS = "里面可能藏有不能接收的内容"
_SINGLY = "请解压后逐个上传其中的材料"
_PRINT = "请打印或者另存为PDF后再上传"
_PICTURE = "请另存为JPG或者PNG后再上传"
_PROGRAM = ("是程序或者脚本", "不能作为案卷材料；确需留存的，请上传其说明或者截图")
#: First bytes of what is not taken: what it is, and what to do.
_REFUSED: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     ("是旧格式的Office、WPS文件或者邮件（如.doc、.xls、.wps、.msg），或者设有打开密码，"
      "其中的宏和嵌入内容无法查明",
      "请用Word或者WPS打开，取消密码，另存为docx、xlsx或者PDF后再上传")),
    (b"Rar!\x1a\x07", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"7z\xbc\xaf\x27\x1c", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"\x1f\x8b", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"BZh9", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"\xfd7zXZ\x00", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"MSCF\x00", (f"是压缩包，{_HOLDS}", _SINGLY)),
    (b"PK\x05\x06", ("是空的压缩包", _SINGLY)),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"#!AMR", ("是AMR录音，无法查验", "请转换为MP3或者WAV后再上传")),
    (b"#!", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", ("是快捷方式，不是材料本身", "请上传它所指的文件")),
    (b"ITSF\x03", _PROGRAM),
    (b"{\\rtf", ("是RTF文件，可能含有嵌入对象", "请另存为docx或者PDF后再上传")),
    (b"GIF8", ("是GIF动图格式", _PICTURE)),
    (b"%!PS", ("是PostScript文件，其中是程序", _PRINT)),
    (b"II+\x00", ("是超大的TIF（BigTIFF）", _PICTURE)),
    (b"MM\x00+", ("是超大的TIF（BigTIFF）", _PICTURE)),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml|<!--|<!doctype|<(?:html|head|body|svg|script|meta|mjml|xsl|iframe|\w+:\w+)\b)",
    re.I)
_MAIL = re.compile(
    rb"(?:(?:return-path|received|from|to|subject|date|message-id|mime-version|x-[\w-]+|"
    rb"dkim-signature|delivered-to|content-type):[^\n]*\r?\n(?:[ \t][^\n]*\n)*){2}", re.I)
_HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")


def told_by_bytes(data: bytes) -> Kind | None:
    """The kind whose mark the first bytes bear; a ZIP container and text are told elsewhere."""
    if data[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(data[8:12])
    if data[4:8] == b"ftyp" and data[8:12] not in _HEIF:
        return MP4
    if data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return MP3
    marks = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG),
             (b"II*\x00", TIFF), (b"MM\x00*", TIFF))
    if data[:2] == b"BM" and data[6:10] == b"\x00" * 4:
        return BMP
    return next((kind for mark, kind in marks if data.startswith(mark)), None)


def known_bad(data: bytes) -> tuple[str, str] | None:
    """What a file that is never taken is, and what to do instead; None if it is not known."""
    for mark, told in _REFUSED:
        if data.startswith(mark):
            return told
    if data[:2] == b"MZ" and b"\x00" in data[:64]:
        return _PROGRAM
    if data[257:262] == b"ustar":
        return f"是压缩包，{_HOLDS}", _SINGLY
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return ("是手机的HEIC、AVIF照片，无法查验",
                "请在手机的相机格式中选“兼容性最佳”，或者另存为JPG后再上传")
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _MARKUP.match(head) or _MARKUP.match(_narrow(head)):
        return "是网页、SVG或者XML，其中可以含有脚本", _PRINT
    if _MAIL.match(head):
        return "是邮件，正文和附件混在一起", "请将邮件打印为PDF，附件逐个上传"
    return None


def looks_like(data: bytes) -> str:
    """What an unknown file seems to be, in brackets, as far as its first bytes tell."""
    try:
        found = puremagic.magic_string(data[:65536])
    except (puremagic.PureError, ValueError):
        return ""
    return f"（看起来是{found[0].extension}）" if found and found[0].extension else ""


def _narrow(head: bytes) -> bytes:
    """Wide text (UTF-16) with its zero bytes left out, so that mark-up in it is seen."""
    return head[2:].replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else b""
