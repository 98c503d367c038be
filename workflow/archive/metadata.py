"""The metadata of a package (元数据): the elements of DA/T 46-2009 that a request has, and ours.

Written twice, as JSON and as XML, with the Chinese names of the standard, so that an archive can
map them without our software.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOT = "电子档案元数据"


@dataclass(frozen=True)
class Filed:
    """One letter or paper as it lies in the package (件)."""

    no: int
    path: str
    title: str
    number: str
    author: str
    dated: str
    seq: int
    digest: str
    size: int
    media_type: str
    #: Whether it came into the file after the reply was issued (后补).
    later: bool

    def to_json(self) -> dict[str, Any]:
        """A line of the catalogue."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Deed:
    """One act of the trail (业务行为)."""

    seq: int
    what: str
    at: str
    officer: str
    role: str
    basis: str


@dataclass(frozen=True)
class Described:
    """What the metadata state of a request."""

    values: Mapping[str, str]
    files: Sequence[Filed]
    deeds: Sequence[Deed]

    def to_json(self) -> bytes:
        """As JSON, one element a line."""
        return (json.dumps(self._tree(), ensure_ascii=False, indent=1) + "\n").encode()

    def to_xml(self) -> bytes:
        """The same as XML; a character XML cannot hold is left out here, JSON keeps it."""
        root = ElementTree.Element(_ROOT)
        _grow(root, self._tree())
        ElementTree.indent(root, " ")
        text = ElementTree.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()

    def _tree(self) -> dict[str, Any]:
        return {
            "聚合层次": "案卷", **self.values,
            "文件": [_file(one) for one in self.files],
            "业务行为": [
                {"序号": str(one.seq), "行为": one.what, "行为时间": one.at,
                 "机构人员": one.officer, "岗位": one.role, "行为依据": one.basis}
                for one in self.deeds],
        }


def _file(one: Filed) -> dict[str, str]:
    return {
        "件号": str(one.no), "题名": one.title, "文件编号": one.number, "责任者": one.author,
        "日期": one.dated, "格式信息": one.media_type, "计算机文件名": one.path,
        "计算机文件大小": str(one.size), "数字摘要算法": "SHA-256", "数字摘要值": one.digest,
        "台账条目": str(one.seq), "后补": "是" if one.later else "否",
    }


def _grow(parent: ElementTree.Element, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            child = ElementTree.SubElement(parent, name)
            if isinstance(each, Mapping):
                _grow(child, each)
            else:
                child.text = _NOT_XML.sub("", each)
