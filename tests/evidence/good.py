"""Good files of every kind that is taken, made by code, as offices and phones make them."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pikepdf
from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


Parts = Mapping[str, bytes | str]
_NO_MORE: Parts = MappingProxyType({})


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name, (2024, 9, 27, 9, 0, 0)), content, method, 1)
    return out.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    """A part of relationships: type (its last words), target, mode ("" or External)."""
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for n, (kind, target, mode) in enumerate(rows, 1))
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}relationships">{lines}' \
           "</Relationships>"


def content_types(*types: str) -> str:
    """The list of content types with these beside the usual ones."""
    lines = "".join(f'<Override PartName="/x{n}" ContentType="{kind}"/>'
                    for n, kind in enumerate(types))
    return f'<?xml version="1.0"?><Types xmlns="{PACKAGE}content-types">' \
           f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'


def word(body: str = "", parts: Parts = _NO_MORE) -> bytes:
    """A Word file with this in its body, and more parts."""
    text = f'<w:p><w:r><w:t>申请公开滨河路拓宽工程的补偿方案</w:t></w:r></w:p>{body}'
    return zipped({
        "[Content_Types].xml": content_types(f"{OFFICE}wordprocessingml.document.main+xml"),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml":
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}">'
            f"<w:body>{text}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            ("hyperlink", "https://www.example.gov.cn/", "External"),
            ("image", "media/image1.png", "")),
        "word/media/image1.png": png(),
        **parts,
    })


def excel(sheet: str = "<c><f>SUM(A1:A3)</f><v>6</v></c>", parts: Parts = _NO_MORE) -> bytes:
    """An Excel file with this in its one row."""
    return zipped({
        "[Content_Types].xml": content_types(f"{OFFICE}spreadsheetml.sheet.main+xml"),
        "xl/workbook.xml": "<workbook><sheets/></workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData><row>{sheet}</row></sheetData>"
                                    "</worksheet>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
        **parts,
    })


def slides() -> bytes:
    """A presentation."""
    return zipped({
        "[Content_Types].xml": content_types(f"{OFFICE}presentationml.presentation.main+xml"),
        "ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": "<p>说明</p>",
    })


def ofd(body: str = "<Text>滨江市自然资源局</Text>", parts: Parts = _NO_MORE) -> bytes:
    """An OFD file, as an agency's document system issues it."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped({
        "OFD.xml": f'<ofd:OFD {ns} Version="1.0"><ofd:DocBody/></ofd:OFD>',
        "Doc_0/Document.xml": f"<ofd:Document {ns}/>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {ns}>{body}</ofd:Page>",
        "Doc_0/Res/font.ttf": b"\x00\x01\x00\x00", "Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30",
        **parts,
    })


def picture(kind: str, size: tuple[int, int] = (48, 64), **options: Any) -> bytes:
    """A picture as Pillow writes it."""
    out = BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(out, kind, **options)
    return out.getvalue()


def png(size: tuple[int, int] = (48, 64), **options: Any) -> bytes:
    """A screenshot."""
    return picture("PNG", size, **options)


def jpeg(**options: Any) -> bytes:
    """A photograph."""
    return picture("JPEG", **options)


def tiff_of_two_pages() -> bytes:
    """Two pages out of a scanner, packed as a fax is."""
    out = BytesIO()
    page = Image.new("1", (64, 96), 1)
    page.save(out, "TIFF", compression="group4", save_all=True, append_images=[page])
    return out.getvalue()


def pdf(pages: int = 1, **more: Any) -> bytes:
    """A PDF of empty pages; `encryption` and the like go to pikepdf."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    return saved(made, **more)


def saved(made: pikepdf.Pdf, **more: Any) -> bytes:
    """The bytes of a PDF."""
    out = BytesIO()
    made.save(out, deterministic_id="encryption" not in more, **more)
    return out.getvalue()


def wav() -> bytes:
    """A tenth of a second of silence, as a telephone system records it."""
    sound = bytes(800)
    form = struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(frames: int = 40) -> bytes:
    """Silence in frames of 128 kbit/s at 44.1 kHz, with a tag before and behind."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10)
    return tag + frame * frames + b"TAG" + bytes(125)


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(brand: bytes = b"M4A ") -> bytes:
    """A recording of a phone, as far as its boxes go."""
    reference = box(b"dref", bytes(4) + struct.pack(">I", 1) + box(b"url ", b"\x00\x00\x00\x01"))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", reference) + box(b"mdat", bytes(64))


def png_of(width: int, height: int, packed: bytes) -> bytes:
    """A PNG that says it is so large, with these packed bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c))
        for k, c in chunks)
