"""Registers to take over (待导入的台账): invented rows, as CSV and as XLSX."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook

HEADINGS = (
    "申请编号", "收到日期", "收到方式", "申请人类型", "申请人姓名或名称", "联系电话", "申请内容",
    "承办单位", "办理结果", "答复文号", "答复日期", "送达方式", "送达日期",
)
_WAYS = ("当面", "挂号信", "EMS", "平信", "网络", "电子邮件", "传真", "口头")
_KINDS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
_RESULTS = (
    "予以公开", "部分公开", "本机关不掌握相关政府信息", "重复申请", "deny.process", "3.其他")
_SERVED = ("邮寄", "直接送达", "网络送达", "自行领取")


def row(n: int = 1, **given: Any) -> dict[str, Any]:
    """The n-th invented row, answered; `given` says some cells otherwise, by their headings."""
    received = date(2021, 1, 4) + timedelta(n % 1000)
    replied = received + timedelta(14 + n % 9)
    return {
        "申请编号": f"滨公开〔{received.year}〕{n}号", "收到日期": received.isoformat(),
        "收到方式": _WAYS[n % len(_WAYS)], "申请人类型": _KINDS[n % len(_KINDS)],
        "申请人姓名或名称": f"申请人{n}", "联系电话": f"0{n:010d}",
        "申请内容": f"滨江大道{n}号地块的规划条件和土地出让合同",
        "承办单位": "规划科", "办理结果": _RESULTS[n % len(_RESULTS)],
        "答复文号": f"滨自然资公开〔{replied.year}〕{n}号", "答复日期": replied.isoformat(),
        "送达方式": _SERVED[n % len(_SERVED)],
        "送达日期": (replied + timedelta(2)).isoformat(), **given,
    }


def open_row(n: int = 1, **given: Any) -> dict[str, Any]:
    """A row without a result: still in hand."""
    nothing = dict.fromkeys(("办理结果", "答复文号", "答复日期", "送达方式", "送达日期"), "")
    return row(n, **{**nothing, **given})


def csv_of(
    rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = HEADINGS,
    encoding: str = "utf-8-sig",
) -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([one.get(heading, "") for heading in headings] for one in rows)
    return out.getvalue().encode(encoding)


def xlsx_of(
    rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = HEADINGS,
    above: Sequence[Sequence[Any]] = (), title: str = "登记台账",
) -> bytes:
    """The rows as a workbook of one sheet, with other rows above the headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for line in (*above, headings):
        sheet.append(list(line))
    for one in rows:
        sheet.append([one.get(heading) for heading in headings])
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    """A workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
