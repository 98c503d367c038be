"""Pictures (图片): scans and photographs, walked through to the end, never larger than they say."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import BmpImagePlugin, JpegImagePlugin, TiffImagePlugin, WebPImagePlugin

from workflow.evidence.limits import MOST_PAGES, MOST_PIXELS
from workflow.evidence.recordings import riff_end
from workflow.evidence.tails import tail_faults

_ANEW = "请用看图软件打开后另存为JPG或者PNG，再上传"
_BROKEN = f"不是完整的图片；{_ANEW}，打不开的请重新扫描或者拍照"
_HUGE = f"的像素超过{MOST_PIXELS // 10_000}万，可能是图片炸弹；请降低扫描精度后再上传"
#: Bytes of a pixel by colour type of PNG.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_CHUNK = 1024 * 1024


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns of odd notes of a camera; they do not make a picture unfit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def jpeg_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a JPEG."""
    end, pixels = _jpeg_end(data)
    if not end or not pixels:
        yield _BROKEN
        return
    if pixels > MOST_PIXELS:
        yield _HUGE
        return
    yield from tail_faults(data, _last_jpeg_end(data, end))
    try:
        with _quiet(), JpegImagePlugin.JpegImageFile(BytesIO(data)) as picture:
            # An eighth of the size is enough to read all of the bytes.
            picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
            picture.load()
    except Exception:  # whatever a reader trips over, the picture is not whole
        yield _BROKEN


def _jpeg_end(data: bytes, start: int = 0) -> tuple[int, int]:
    """Where a JPEG ends (0 for nowhere), and how many pixels it has."""
    at, pixels = start + 2, 0
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return 0, pixels
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
        elif 0xD0 <= mark <= 0xD8 or mark == 1:
            at += 2
        else:
            size = int.from_bytes(data[at + 2:at + 4], "big")
            if mark in _SIZES and at + 9 <= len(data):
                height, width = struct.unpack_from(">HH", data, at + 5)
                pixels = max(pixels, height * width)
            at += 2 + size
            if mark == 0xDA:
                at = _next_mark(data, at)
        if data[at:at + 2] == b"\xff\xd9":
            return at + 2, pixels
    return 0, pixels


def _next_mark(data: bytes, at: int) -> int:
    """The next mark after packed picture data: there a 0xFF is followed by 0 or a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)


def _last_jpeg_end(data: bytes, end: int) -> int:
    """Phones put further pictures behind the first (MPF: preview, depth, brightness)."""
    while (start := data.find(b"\xff\xd8\xff", end, end + 4096)) >= 0:
        further, _ = _jpeg_end(data, start)
        if not further:
            return end
        end = further
    return end


def png_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a PNG."""
    at, packed, header = 8, [], b""
    while at + 12 <= len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        kind, content = data[at + 4:at + 8], data[at + 8:at + 8 + size]
        if data[at + 8 + size:at + 12 + size] != struct.pack(">I", zlib.crc32(kind + content)):
            yield _BROKEN
            return
        at += 12 + size
        if kind == b"IHDR":
            header = header or content
        elif kind == b"IDAT":
            packed.append(content)
        elif kind == b"IEND":
            yield from tail_faults(data, at)
            yield from _png_pixels(header, packed)
            return
    yield _BROKEN


def _png_pixels(header: bytes, packed: list[bytes]) -> Iterator[str]:
    """Whether the picture is as large as its header says, unpacked piece by piece."""
    if len(header) != 13:
        yield _BROKEN
        return
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", header)
    if width * height > MOST_PIXELS:
        yield _HUGE
        return
    rows = height + 8 * interlaced * (height + 7)
    most = (width * _CHANNELS.get(colour, 4) * depth + 15) // 8 * (height + 1) + 2 * rows + width
    least = width * height * _CHANNELS.get(colour, 1) * depth // 8
    unpacking, found = zlib.decompressobj(), 0
    try:
        for piece in packed:
            waiting = piece
            while waiting:
                found += len(unpacking.decompress(waiting, _CHUNK))
                waiting = unpacking.unconsumed_tail
                if found > most:
                    yield _HUGE
                    return
    except zlib.error:
        found = -1
    if not width or not height or found < least:
        yield _BROKEN


def tiff_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a TIFF; every page is looked at, none is unpacked."""
    try:
        with _quiet(), TiffImagePlugin.TiffImageFile(BytesIO(data)) as picture:
            frames = picture.n_frames
            if frames > MOST_PAGES:
                yield f"超过{MOST_PAGES}页；请拆分后再上传"
                return
            for frame in range(frames):
                picture.seek(frame)
                if picture.width * picture.height > MOST_PIXELS:
                    yield _HUGE
                elif not _strips_lie_within(picture, len(data)):
                    yield _BROKEN
    except Exception:  # whatever a reader trips over, the picture is not whole
        yield _BROKEN


def _strips_lie_within(picture: TiffImagePlugin.TiffImageFile, size: int) -> bool:
    tags = picture.tag_v2
    for offsets, counts in ((273, 279), (324, 325)):
        if offsets in tags:
            ends = [a + n for a, n in zip(_whole(tags[offsets]), _whole(tags[counts]), strict=True)]
            return bool(ends) and max(ends) <= size
    return False


def _whole(value: object) -> tuple[int, ...]:
    return tuple(map(int, value)) if isinstance(value, tuple) else (int(value),)  # type: ignore[call-overload]  # a tag holds one number or several


def bmp_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a BMP."""
    try:
        with _quiet(), BmpImagePlugin.BmpImageFile(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                yield _HUGE
                return
            picture.load()
    except Exception:  # whatever a reader trips over, the picture is not whole
        yield _BROKEN
        return
    yield from tail_faults(data, int.from_bytes(data[2:6], "little") or len(data))


def webp_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a WebP."""
    end = riff_end(data)
    if not end:
        yield _BROKEN
        return
    yield from tail_faults(data, end)
    try:
        with _quiet(), WebPImagePlugin.WebPImageFile(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                yield _HUGE
                return
            picture.load()
    except Exception:  # whatever a reader trips over, the picture is not whole
        yield _BROKEN
