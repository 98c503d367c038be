"""ZIP containers (压缩容器): read from the real bytes, since what a header says may be a lie."""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from workflow.evidence.limits import HARMLESS, MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, MOST_XML

_BROKEN = "已损坏或者结构异常（{}）；请用Word或者WPS打开后另存，再上传"
_BOMB = "解压后过大（{}），可能是压缩炸弹，不能接收；请另存为PDF后再上传"
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_CHUNK = 256 * 1024
XML = (".xml", ".rels", ".vml", ".svg")
#: How no picture, font or signature begins: programs, containers, mark-up.
_DISGUISED = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<")


class NotAContainer(Exception):
    """The bytes begin like a ZIP container and are none."""


@dataclass
class Container:
    """The parts of a container, unpacked within the limits, and what is wrong with it."""

    parts: Mapping[str, bytes] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    faults: list[str] = field(default_factory=list)

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The parts that are XML."""
        return ((name, data) for name, data in self.parts.items() if name.lower().endswith(XML))

    def disguised(self) -> Iterator[str]:
        """The parts that are something else than their names say: a reader goes by the list."""
        for name, data in self.parts.items():
            if not name.lower().endswith(XML) and _begins(data).startswith(_DISGUISED):
                yield name


def suffix_of(name: str) -> str:
    """The extension of a part in small letters; `_rels/.rels` has one too."""
    _, dot, extension = name.lower().rpartition("/")[2].rpartition(".")
    return dot + extension if dot else ""


def _begins(data: bytes) -> bytes:
    return data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")


def opened(data: bytes) -> Container:
    """Open a container and read every part of it.

    Raises NotAContainer if there is no list of its parts.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as listed:
            infos = listed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise NotAContainer(_BROKEN.format("目录无法读取")) from error
    faults = [*_frame_faults(data, infos), *_list_faults(infos)]
    names = frozenset(info.filename for info in infos)
    if faults:
        return Container({}, names, faults)
    parts, faults = _unpacked(data, infos)
    return Container(parts, names, faults)


def _frame_faults(data: bytes, infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Whether the container is the whole file: nothing before, between the list and the end."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(data):
        yield _BROKEN.format("缺少结尾")
        return
    _, disk, _, _, count, size, start, comment = _END.unpack_from(data, at)
    if disk or count != len(infos) or start + size != at:
        yield _BROKEN.format("目录与内容不一致")
    if comment or at + _END.size != len(data):
        yield _BROKEN.format("结尾之后还有内容")
    if infos and min(info.header_offset for info in infos) != 0:
        yield _BROKEN.format("开头之前还有内容")


def _list_faults(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    if len(infos) > MOST_MEMBERS:
        yield _BOMB.format(f"内含{len(infos)}个文件")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        yield _BOMB.format(f"超过{MOST_UNPACKED // 1024 ** 2}MB")
    if any(info.flag_bits & 0x41 for info in infos):
        yield "设有打开密码；请取消密码后再上传"
    if any(_strays(info.orig_filename) for info in infos):
        yield _BROKEN.format("内含指向别处的路径")
    if any(info.external_attr >> 28 == 0xA for info in infos):
        yield _BROKEN.format("内含符号链接")
    if any(count > 1 for count in Counter(i.filename.lower() for i in infos).values()):
        yield _BROKEN.format("内含同名文件")


def _strays(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\")) or ".." in parts or "\\" in name or ":" in parts[0]
        or not name.isprintable()
    )


def _unpacked(data: bytes, infos: list[zipfile.ZipInfo]) -> tuple[dict[str, bytes], list[str]]:
    parts: dict[str, bytes] = {}
    left, xml = MOST_UNPACKED, MOST_XML
    for info in infos:
        try:
            part = _part(data, info, left)
        except (ValueError, zlib.error, struct.error) as error:
            told = str(error) if isinstance(error, _Bomb) else _BROKEN.format("内含的文件无法读出")
            return {}, [told]
        left -= len(part)
        if info.filename.lower().endswith(XML):
            xml -= len(part)
        if xml < 0:
            return {}, [_BOMB.format(f"文字部分超过{MOST_XML // 1024 ** 2}MB")]
        parts[info.filename] = part
    return parts, []


class _Bomb(ValueError):
    """A part that is far larger than it says or than it is packed."""


def _part(data: bytes, info: zipfile.ZipInfo, left: int) -> bytes:
    """One part, counted while it is unpacked; ValueError if it is not what the list says."""
    mark, *_, named, extra = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size
    name = data[start:start + named]
    if mark != b"PK\x03\x04" or name != info.orig_filename.encode(
            "utf-8" if info.flag_bits & 0x800 else "cp437"):
        raise ValueError("the list names another part")
    start += named + extra
    packed = data[start:start + info.compress_size]
    part = _inflated(packed, left) if info.compress_type == zipfile.ZIP_DEFLATED else packed
    if info.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        raise ValueError("packed in a way nobody uses")
    if len(part) > info.file_size:
        raise _Bomb(_BOMB.format("实际大小与目录不符"))
    if len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise ValueError("not what the list says")
    return part


def _inflated(packed: bytes, left: int) -> bytes:
    """Unpack, and stop as soon as it is too much."""
    unpacking, found = zlib.decompressobj(-15), bytearray()
    most = min(left, max(HARMLESS, len(packed) * MOST_RATIO))
    waiting = packed
    while not unpacking.eof:
        piece = unpacking.decompress(waiting, _CHUNK)
        waiting = unpacking.unconsumed_tail
        found += piece
        if len(found) > most:
            raise _Bomb(_BOMB.format(f"压缩率超过{MOST_RATIO}倍"))
        if not piece and not waiting and not unpacking.eof:
            raise ValueError("cut off")
    if unpacking.unused_data:
        raise ValueError("more behind the end")
    return bytes(found)
