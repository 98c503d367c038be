"""One cell of a register (单元格): what it says in the words of the system, or why it says none."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from workflow.imports.table import Cell
from workflow.register_columns import Column, Holds, term_of, words_of

#: Columns whose letters and digits mean the same in full width; other text stays as written.
_CODES = frozenset({"no", "id_number", "phone", "postcode", "email"})
_DAYS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
#: A time of day behind a day is none of a register's business.
_TIME = re.compile(r"[T\s]+\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?分?$")
_NUMBER = re.compile(r"(\d{1,4})\s*(?:个?工作日|日|天)?")
_A_DAY = "应当是一个日期，如2024-01-05、2024/1/5、2024年1月5日"
_A_NUMBER = "应当是整数，如20"


@dataclass(frozen=True)
class Said:
    """What a cell says: a text a form reads, "" for nothing; or the fault and what is allowed."""

    text: str = ""
    fault: str = ""


def say(column: Column, cell: Cell) -> Said:
    """Read a cell by what its column holds."""
    if cell.fault:
        return Said(fault=cell.fault)
    if not cell.text:
        return Said(fault=f"必填；{allowed(column)}") if column.required else Said()
    match column.holds:
        case Holds.DAY:
            return _day(cell)
        case Holds.NUMBER:
            return _number(cell)
        case Holds.WORD:
            return _word(column, cell)
        case _:
            return Said(half_width(cell.text) if column.key in _CODES else cell.text)


def allowed(column: Column) -> str:
    """What may stand in a column, as a fault says it."""
    match column.holds:
        case Holds.DAY:
            return _A_DAY
        case Holds.NUMBER:
            return _A_NUMBER
        case Holds.WORD if column.of:
            return f"可以填写：{'、'.join(words_of(column.of))}"
        case _:
            return f"应当是文字，最多{column.most}个字"


def half_width(text: str) -> str:
    """Letters and digits that an input method typed full-width, in the usual width."""
    return "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and (
        unicodedata.normalize("NFKC", c).isalnum() or c in "－／．＠＿") else c for c in text)


def _day(cell: Cell) -> Said:
    if cell.day is not None:
        return Said(cell.day.isoformat())
    text = _TIME.sub("", unicodedata.normalize("NFKC", cell.text).strip()).replace(" ", "")
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            try:
                return Said(date(*map(int, found.groups())).isoformat())
            except ValueError:
                break
    return Said(fault=_A_DAY)


def _number(cell: Cell) -> Said:
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", cell.text).strip())
    return Said(str(int(found[1]))) if found else Said(fault=_A_NUMBER)


def _word(column: Column, cell: Cell) -> Said:
    term = term_of(column.of, cell.text) if column.of else None
    return Said(str(term)) if term else Said(fault=allowed(column))
