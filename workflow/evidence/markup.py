"""XML inside a container (标记), read as a stream: no entities, nothing fetched."""

from collections.abc import Callable
from io import BytesIO
from typing import cast
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, XMLReader

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

#: A local name, its attributes by local name, and the text directly inside it.
Element = Callable[[str, dict[str, str], str], None]
_UNREADABLE = "的内部结构（{}）无法解析；请用原软件打开后另存，再上传"
_ENTITIES = "的内部结构（{}）含有实体定义，可能引出外部内容或者耗尽内存；请另存为PDF后再上传"


class _Reading(ContentHandler):
    """Tells every element when it ends, with the text that stands directly in it."""

    def __init__(self, tell: Element) -> None:
        super().__init__()
        self._tell = tell
        self._open: list[tuple[str, dict[str, str], list[str]]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # SAX's name
        found = {_local(key): attrs.getValue(key) for key in attrs.getNames()}
        self._open.append((_local(name), found, []))

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1][2].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's name
        local, attrs, pieces = self._open.pop()
        self._tell(local, attrs, "".join(pieces))


def read(name: str, data: bytes, tell: Element) -> str:
    """Tell every element of a part; what is wrong with it comes back, "" if nothing is."""
    parser = cast(XMLReader, make_parser())
    parser.forbid_dtd = True  # type: ignore[attr-defined]  # a setting of the defused parser
    parser.setContentHandler(_Reading(tell))
    try:
        parser.parse(BytesIO(data))
    except DefusedXmlException:
        return _ENTITIES.format(name)
    except (SAXException, ValueError, LookupError):
        return _UNREADABLE.format(name)
    return ""


def _local(name: str) -> str:
    return name.rpartition(":")[2]
