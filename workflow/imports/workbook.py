"""XLSX: every sheet of a workbook, with dates of both epochs and the values of its formulas."""

import io
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from workflow.imports.table import BLANK, Cell, Rows, Sheet, Unreadable

#: A spreadsheet keeps fifteen digits of a number.
_EXACT = 10**15
_LOST = "是数字格式，超过15位，末尾数位已经丢失；请将该列设为文本格式，重新填写"
_NO_VALUE = "是公式，没有保存计算结果；请复制后“选择性粘贴”为数值"
_ERROR = "公式出错，没有结果；请改正"
#: Serial numbers between these are days of this and the last century.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """All sheets that hold anything. Raises Unreadable where the file is no workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions of other programs, which are not read
        try:
            return tuple(_sheets(data))
        except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, IndexError,
                AttributeError, SyntaxError, OSError) as error:
            raise Unreadable("无法读取这个XLSX文件；请用电子表格软件打开，另存为XLSX或者"
                             "“CSV UTF-8”后再导入") from error


def _sheets(data: bytes) -> Iterator[Sheet]:
    computed: dict[str, list[tuple[Any, ...]]] | None = None
    book = load_workbook(io.BytesIO(data), read_only=True)
    to_day = partial(from_excel, epoch=book.epoch)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = Rows()
        for raw in sheet.iter_rows():
            rows.add([_cell(one, to_day) for one in raw])
        if any(cell.fault == _NO_VALUE for row in rows.found for cell in row):
            computed = computed or _values(data)
            rows.found = [_with_values(row, computed[sheet.title][n], to_day)
                          for n, row in enumerate(rows.found)]
        if any(rows.found):
            yield rows.sheet(sheet.title)


def _values(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The workbook once more, with what its formulas came to when it was saved."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        found[sheet.title] = list(sheet.iter_rows())
    return found


def _with_values(
    row: tuple[Cell, ...], values: tuple[Any, ...], to_day: Callable[[float], Any]
) -> tuple[Cell, ...]:
    return tuple(
        cell if cell.fault != _NO_VALUE or values[n].value is None else _cell(values[n], to_day)
        for n, cell in enumerate(row))


def _cell(raw: Any, to_day: Callable[[float], Any]) -> Cell:
    value = raw.value
    if value is None:
        return BLANK
    if raw.data_type == "f":
        return Cell(str(value), fault=_NO_VALUE)
    if raw.data_type == "e":
        return Cell(str(value), fault=_ERROR)
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, datetime):
        return Cell(_moment(value), day=value.date())
    if isinstance(value, date):
        return Cell(value.isoformat(), day=value)
    if isinstance(value, int | float):
        return _number(value, str(raw.number_format), to_day)
    return Cell(said) if (said := str(value).strip()) else BLANK


def _moment(value: datetime) -> str:
    return value.isoformat(" ", "minutes") if value.time() != time() else value.date().isoformat()


def _number(value: float, shown_as: str, to_day: Callable[[float], Any]) -> Cell:
    whole = int(value) if value == int(value) else None
    if whole is None:
        return Cell(str(value))
    if abs(whole) >= _EXACT:
        return Cell(str(whole), fault=_LOST)
    padded = len(shown_as) if shown_as and set(shown_as) == {"0"} else 0
    day = to_day(value) if _FIRST_SERIAL <= whole <= _LAST_SERIAL else None
    return Cell(str(whole).zfill(padded), day=day.date() if isinstance(day, datetime) else None,
                number=whole)
