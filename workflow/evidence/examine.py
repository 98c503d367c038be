"""The examination (查验): bytes and a claimed name in, the evidence or all reasons against it out.

A file counts as what its bytes are; its name is only shown. Nothing in it is run or followed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflow.errors import FileRefused, Reason
from workflow.evidence import ofd, office, pdf, pictures, plain, recordings
from workflow.evidence.containers import Container, NotAContainer, opened
from workflow.evidence.kinds import (
    ACCEPTED,
    BMP,
    DOCX,
    JPEG,
    MP3,
    MP4,
    OFD,
    PDF,
    PNG,
    PPTX,
    TIFF,
    TXT,
    WAV,
    WEBP,
    XLSX,
    ZIP,
    Kind,
    known_bad,
    looks_like,
    told_by_bytes,
)
from workflow.evidence.limits import LARGEST
from workflow.evidence.names import extension_of, name_for, shown_name
from workflow.evidence.tails import is_also_something_else

Check = Callable[[bytes], Iterator[str]]


@dataclass(frozen=True)
class Evidence:
    """A file that may be kept: what it is, and the name it is shown by."""

    media_type: str
    name: str


Examine = Callable[[bytes, str], Evidence]
_CHECKS: Mapping[Kind, Check] = {
    PDF: pdf.faults, JPEG: pictures.jpeg_faults, PNG: pictures.png_faults,
    TIFF: pictures.tiff_faults, BMP: pictures.bmp_faults, WEBP: pictures.webp_faults,
    MP3: recordings.mp3_faults, WAV: recordings.wav_faults, MP4: recordings.mp4_faults,
    TXT: plain.faults,
}


def examine(data: bytes, claimed: str) -> Evidence:
    """Examine a file handed in.

    Raises FileRefused with every reason, each saying what is wrong and what to do.
    """
    kind, faults = _examined(data, claimed)
    if kind is None or faults:
        shown = shown_name(claimed)
        raise FileRefused([Reason(f"文件“{shown}”{fault}。") for fault in dict.fromkeys(faults)])
    return Evidence(kind.media_type, name_for(claimed, kind))


def _examined(data: bytes, claimed: str) -> tuple[Kind | None, list[str]]:
    if not data:
        return None, ["是空的，请重新选择"]
    if len(data) > LARGEST:
        return None, [f"超过{LARGEST // 1024 ** 2}MB，请拆分或者降低扫描精度后再上传"]
    if data.startswith(ZIP):
        return _container(data)
    if bad := known_bad(data):
        return None, ["；".join(bad)]
    kind = told_by_bytes(data)
    if kind is None and extension_of(claimed) in ("", *TXT.extensions):
        kind = TXT
    if kind is None:
        return None, [f"的类型不能接收{looks_like(data)}；可以接收：{ACCEPTED}"]
    return kind, [*is_also_something_else(data, pdf=kind is PDF), *_CHECKS[kind](data)]


def _container(data: bytes) -> tuple[Kind | None, list[str]]:
    try:
        container = opened(data)
    except NotAContainer as error:
        return None, [str(error)]
    kind = _kind_of(container)
    faults = list(container.faults)
    if b"%PDF-" in data[:1024]:
        faults.append("同时又是PDF，不同软件会看到不同内容；请另存为一份新的PDF后再上传")
    if kind is None:
        return None, [*faults, _not_taken(container)]
    if not faults:
        faults.extend((ofd if kind is OFD else office).faults(container))
    return kind, faults


def _kind_of(container: Container) -> Kind | None:
    is_office, is_ofd = "[Content_Types].xml" in container.names, "OFD.xml" in container.names
    if is_office and is_ofd:
        return None
    if is_ofd:
        return OFD
    folders = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
    held = [kind for folder, kind in folders
            if any(name.startswith(folder) for name in container.names)]
    return held[0] if is_office and len(held) == 1 else None


def _not_taken(container: Container) -> str:
    if {"[Content_Types].xml", "OFD.xml"} <= container.names:
        return "既像OFD又像Office文件，不同软件会看到不同内容；请另存为PDF后再上传"
    if "mimetype" in container.names:
        return "是OpenDocument或者电子书格式，不能查验；请另存为docx或者PDF后再上传"
    if "[Content_Types].xml" in container.names:
        return "不是docx、xlsx或者pptx；请另存为其中一种或者PDF后再上传"
    return "是压缩包，里面可能藏有不能接收的内容；请解压后逐个上传其中的材料"
