"""Cells of a table that leaves (表格单元格): text stays text in every spreadsheet, and comes back.

A spreadsheet takes a CSV cell that begins with one of a few signs for a formula and works it out
on the reader's machine (CSV injection). Such a cell gets an apostrophe, and `unguarded` takes it
off again: what is exported and imported is what it was. Cells of an XLSX file are typed as text and
need none.
"""

import re

#: What may begin a formula: the signs of Excel and LibreOffice, their other forms, and what may be
#: skipped before them.
_FORMULA = re.compile(r"'*(?:[\s\0\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n\0])")


def guarded(text: str) -> str:
    """The text as a CSV cell: behind an apostrophe if a spreadsheet might work it out."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a CSV cell: `guarded` undone, any other text as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
