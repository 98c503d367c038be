"""What a settings form holds beyond one line (设置表单): a drawing handed in, rows of authorities.

Reconsideration authorities are kept as lines, as letters print them: a name, behind it the address
in brackets. The form asks for the two apart.
"""

import re

from flask import request

from workflow.errors import Reason, StepNotAllowed

#: A drawing of a seal is read up to this many bytes; larger ones are refused by name.
LARGEST_SEAL = 200_000
_LINE = re.compile(r"(?P<name>.+?)（地址：(?P<address>.+)）")
_BODIES = "reconsideration_bodies"


def typed_value(key: str) -> str:
    """The value as typed, handed in, or written in rows.

    Raises StepNotAllowed for a file that is no text, or an address without a name.
    """
    if key == "seal_svg" and request.files.get("file"):
        return _drawing()
    if key == _BODIES and "body_name" in request.form:
        return "\n".join(_lines())
    return request.form.get("value", "")


def bodies_of(value: str, typed: bool) -> list[tuple[str, str]]:
    """Names and addresses for the rows: as typed just now, or as the setting has them."""
    if typed and "body_name" in request.form:
        return _rows()
    found = (_LINE.fullmatch(line.strip()) for line in value.splitlines() if line.strip())
    plain = [line.strip() for line in value.splitlines() if line.strip()]
    return [(one["name"], one["address"]) if one else (line, "")
            for one, line in zip(found, plain, strict=True)]


def _rows() -> list[tuple[str, str]]:
    names, addresses = (request.form.getlist(name) for name in ("body_name", "body_address"))
    return [(name.strip(), address.strip())
            for name, address in zip(names, addresses, strict=False)]


def _lines() -> list[str]:
    rows = [row for row in _rows() if any(row)]
    if any(not name for name, _ in rows):
        raise StepNotAllowed([Reason("写了地址的，请一并写明行政复议机关的名称", field="value")])
    if any("\n" in part for row in rows for part in row):
        raise StepNotAllowed([Reason("名称和地址各写一行", field="value")])
    return [f"{name}（地址：{address}）" if address else name for name, address in rows]


def _drawing() -> str:
    data = request.files["file"].read(LARGEST_SEAL + 1)
    if len(data) > LARGEST_SEAL:
        raise StepNotAllowed([Reason(
            f"印章图样超过{LARGEST_SEAL // 1000}KB，请简化图样后再上传", field="value")])
    try:
        return str(data, "utf-8-sig")
    except UnicodeDecodeError:
        raise StepNotAllowed([Reason(
            "印章图样应当是UTF-8编码的SVG文件，不是图片或者文档", field="value")]) from None
