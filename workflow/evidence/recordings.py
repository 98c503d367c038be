"""Recordings (录音录像): of calls that confirm a request (条例第三十一条), of screens searched.

Walked through from box to box and from frame to frame; nothing is played.
"""

import re
import struct
from collections.abc import Iterator

from workflow.evidence.limits import MOST_TAIL
from workflow.evidence.tails import tail_faults

_ANEW = "请用播放软件转换为MP3或者MP4后再上传"
_BROKEN = f"不是完整的录音或者录像；{_ANEW}"
#: Kinds of WAV that are sound: PCM, float, A-law, µ-law, ADPCM, GSM, extended.
_SOUND = {1, 2, 3, 6, 7, 0x11, 0x31, 0xFFFE}
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"udta",
          b"meta", b"uuid", b"styp", b"pdin", b"emsg", b"prft"}
#: A track whose data lies elsewhere: the flag that says "in this file" is missing.
_ELSEWHERE = re.compile(rb"(?:url |urn |alis|rsrc)\x00\x00\x00\x00", re.S)
_RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = (44100, 48000, 32000)
#: The part of an MP3 that has to be sound.
_MOSTLY = 0.95


def riff_end(data: bytes) -> int:
    """Where a RIFF file ends, 0 if its chunks do not fill it."""
    end = 8 + int.from_bytes(data[4:8], "little")
    at = 12
    if end > len(data) + 1:
        return 0
    while at + 8 <= end:
        at += 8 + int.from_bytes(data[at + 4:at + 8], "little")
        at += at % 2
    return min(end, len(data)) if end <= at <= end + 1 or at == end else 0


def wav_faults(data: bytes) -> Iterator[str]:
    """All that speaks against a WAV."""
    end, form = riff_end(data), data.find(b"fmt ", 12, 65536)
    codec = int.from_bytes(data[form + 8:form + 10], "little") if form > 0 else -1
    if not end or codec not in _SOUND or data.find(b"data", 12) < 0:
        yield _BROKEN
        return
    yield from tail_faults(data, end)


def mp4_faults(data: bytes) -> Iterator[str]:
    """All that speaks against an MP4 or M4A."""
    at, seen = 0, set()
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size == 1 and at + 16 <= len(data):
            size = struct.unpack_from(">Q", data, at + 8)[0]
        elif size == 0:
            size = len(data) - at
        if size < 8 or kind not in _BOXES or at + size > len(data):
            yield _BROKEN
            return
        if kind in (b"moov", b"meta") and _ELSEWHERE.search(data, at, at + size):
            yield f"引用了别处的音频、视频；{_ANEW}"
        seen.add(kind)
        at += size
    if at != len(data) or not {b"ftyp", b"moov"} <= seen or not seen & {b"mdat", b"moof"}:
        yield _BROKEN


def mp3_faults(data: bytes) -> Iterator[str]:
    """All that speaks against an MP3."""
    start = _after_tag(data)
    if b"GEOB" in data[:start]:
        yield f"在标签中夹带了其他文件；{_ANEW}"
    sound, last, at = 0, start, data.find(b"\xff", start)
    while 0 <= at < len(data):
        size = _frame(data, at)
        if size and (at + size >= len(data) or _frame(data, at + size) or sound):
            sound, at = sound + size, at + size
            last = min(at, len(data))
        else:
            at = data.find(b"\xff", at + 1, last + MOST_TAIL)
    if sound < 2 or sound < (last - start) * _MOSTLY:
        yield _BROKEN
        return
    yield from tail_faults(data, last)


def _after_tag(data: bytes) -> int:
    """Where the sound begins: behind the ID3v2 tag, if there is one."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(data: bytes, at: int) -> int:
    """The length of an MPEG layer III frame at a place, 0 if there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    kilobits = _RATES[3 if version == 3 else 2][rate]
    hertz = _SAMPLES[sample] // {3: 1, 2: 2, 0: 4}[version]
    return (144 if version == 3 else 72) * kilobits * 1000 // hertz + (data[at + 2] >> 1 & 1)
