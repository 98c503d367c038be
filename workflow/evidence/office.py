"""Office files (docx, xlsx, pptx): text, tables and pictures; nothing that runs or reaches out.

Macros, embedded files and controls, links to files and templates elsewhere, fields that fetch
(DDE, INCLUDETEXT) and data connections are found in the parts themselves, not in their names alone.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from workflow.evidence.containers import Container, suffix_of
from workflow.evidence.markup import read

_SAVE = "请另存为不含宏的docx、xlsx或者PDF后再上传"
_PDF = "请另存为PDF后再上传"
_MACRO = f"含有宏；{_SAVE}"
_EMBEDDED = f"嵌入了其他文件或者控件；请取出后逐个上传，正文{_PDF[1:]}"
_OUTSIDE = f"引用了外部的模板、图片或者文件，打开时会自动连接；{_PDF}"
_FIELD = f"含有会自动取数或者执行程序的域、公式（如DDE）；{_PDF}"
_CONNECTION = f"含有外部数据连接；{_PDF}"

#: Relationship types (their last word) that may lead outside: a link the reader clicks.
_CLICKED = ("hyperlink",)
_SAFE_LINK = re.compile(
    r"(?:https?|ftp)://[^\\]*|(?:mailto|tel):[^\\]*|#.*|[^:/\\][^:\\]*", re.I)
#: What a target inside the file never begins with.
_LEADS_OUT = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.I)
#: Relationship types and what they bring.
_BRINGS = {
    "vbaproject": _MACRO, "wordvbadata": _MACRO, "xlmacrosheet": _MACRO,
    "xlintlmacrosheet": _MACRO, "customui": _MACRO, "ui/extensibility": _MACRO,
    "oleobject": _EMBEDDED, "package": _EMBEDDED, "control": _EMBEDDED,
    "activexcontrolbinary": _EMBEDDED, "afchunk": _EMBEDDED, "attachedtemplate": _OUTSIDE,
    "subdocument": _OUTSIDE, "frame": _OUTSIDE, "externallink": _OUTSIDE,
    "externallinkpath": _OUTSIDE, "connections": _CONNECTION, "querytable": _CONNECTION,
    "mailmergesource": _CONNECTION, "webextension": _MACRO, "webextensiontaskpanes": _MACRO,
}
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|macrosheet|intlmacrosheet", re.I)
_EMBEDDED_TYPE = re.compile(r"oleObject|activeX|package$", re.I)
#: Fields of Word that fetch or run, whatever runs they are split into.
_FETCHING = re.compile(
    r"^\W*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|EMBED|MACROBUTTON|"
    r"DATABASE|RD|CONTROL|HTMLCONTROL)\b", re.I)
_SPELT = re.compile(r"^\W*QUOTE(?:\s+\d{1,3}){3}", re.I)
#: Formulas that run or fetch: DDE (cmd|'…'!A1), functions of old macro sheets, web queries.
_RUNNING = re.compile(
    r"\|\s*'|^[+=@\s]*\w+\|\w|\b(?:WEBSERVICE|RTD|CALL|EXEC|REGISTER(?:\.ID)?|FILTERXML)\s*\(",
    re.I)
_TAKEN = frozenset((
    ".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff",
    ".emf", ".wmf", ".wdp", ".svg", ".odttf", ".fntdata",
))


def faults(container: Container) -> Iterator[str]:
    """All that speaks against an Office file."""
    for name in sorted(container.names):
        if fault := _by_name(name):
            yield fault
    for name in container.disguised():
        yield f"内含伪装成图片或者字体的内容（{name.rpartition('/')[2][:40]}）；{_PDF}"
    reading = _Reading()
    for name, data in container.texts():
        reading.begin(name)
        if wrong := read(name, data, reading.tell):
            yield wrong
    yield from reading.found


def _by_name(name: str) -> str:
    low = name.lower()
    suffix = suffix_of(name)
    if low.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in low:
        return _MACRO
    if any(part in low for part in ("/embeddings/", "/activex/")):
        return _EMBEDDED
    if "/externallinks/" in low:
        return _OUTSIDE
    printer = suffix == ".bin" and "printersettings" in low
    if suffix not in _TAKEN and not printer and not low.endswith("/"):
        return f"内含不能接收的文件（{name.rpartition('/')[2][:40]}）；{_PDF}"
    return ""


class _Reading:
    """Reads the parts one after the other and notes what they hold."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._part = ""
        #: The fields of Word that are open, inner ones last: what was spelt so far.
        self._fields: list[str] = []

    def begin(self, part: str) -> None:
        """A new part begins."""
        self._part, self._fields = part, []

    def tell(self, name: str, attrs: dict[str, str], text: str) -> None:
        """One element has ended."""
        if name == "Relationship":
            self._relationship(attrs)
        elif name in ("Override", "Default") and self._part == "[Content_Types].xml":
            self._content_type(attrs.get("ContentType", ""))
        elif name in ("fldChar", "instrText", "fldSimple"):
            self._field(name, attrs, text)
        elif name in ("f", "formula", "definedName") and _RUNNING.search(text):
            self.found.append(_FIELD)
        elif name in ("ddeLink", "ddeItem", "DataMashup", "webPr", "dbPr"):
            self.found.append(_FIELD if name.startswith("dde") else _CONNECTION)
        elif self._part.lower().endswith(".svg") and (
                name == "script" or any(key.lower().startswith("on") for key in attrs)):
            self.found.append(_MACRO)
        elif name in ("OLEObject", "oleObj", "oleObject", "altChunk"):
            self.found.append(_EMBEDDED)

    def _relationship(self, attrs: dict[str, str]) -> None:
        kind = attrs.get("Type", "").rpartition("/")[2].lower()
        target = unquote(attrs.get("Target", "")).strip()
        if attrs.get("TargetMode", "").lower() == "external":
            harmless = kind in _CLICKED and _SAFE_LINK.fullmatch(target) is not None
        else:
            harmless = _LEADS_OUT.match(target) is None
        if kind in _BRINGS:
            self.found.append(_BRINGS[kind])
        elif not harmless:
            self.found.append(_OUTSIDE)

    def _content_type(self, kind: str) -> None:
        if _MACRO_TYPE.search(kind):
            self.found.append(_MACRO)
        elif _EMBEDDED_TYPE.search(kind):
            self.found.append(_EMBEDDED)

    def _field(self, name: str, attrs: dict[str, str], text: str) -> None:
        if name == "fldSimple":
            self._judge(attrs.get("instr", ""))
        elif name == "instrText":
            if self._fields:
                self._fields[-1] += text
            else:
                self._judge(text)
        elif attrs.get("fldCharType") == "begin":
            self._fields.append("")
        elif attrs.get("fldCharType") in ("separate", "end") and self._fields:
            self._judge(self._fields[-1])
            if attrs["fldCharType"] == "end":
                self._fields.pop()

    def _judge(self, instruction: str) -> None:
        if _FETCHING.search(instruction) or _SPELT.search(instruction):
            self.found.append(_FIELD)
