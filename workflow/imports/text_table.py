"""CSV: UTF-8 with or without its mark, GB18030, or the Unicode text of a spreadsheet."""

import codecs
import csv
import io

from workflow.cells import unguarded
from workflow.imports.table import BLANK, Cell, Rows, Sheet, Unreadable
from workflow.register_columns import column_of

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What separates cells: a comma, or what spreadsheets put in its place.
_BETWEEN = (",", "\t", ";")
#: The heading stands in one of the first lines.
_FIRST_LINES = 10


def read_text(data: bytes) -> Sheet:
    """The one sheet of a CSV file.

    Raises Unreadable where it is no text in a known encoding, or a quotation mark is left open.
    """
    text = _decoded(data)
    rows = Rows()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for row in reader:
            rows.add([Cell(said) if (said := unguarded(cell).strip()) else BLANK for cell in row])
    except csv.Error as error:
        raise Unreadable(f"第{reader.line_num}行附近的引号不成对，无法分清各列；"
                         "请用电子表格软件打开后另存为XLSX再导入") from error
    return rows.sheet("")


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in _WIDE else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("不是UTF-8或者GB18030编码的文本；请另存为“CSV UTF-8”或者XLSX后再导入")


def _separator(text: str) -> str:
    """The one by which most headings are known."""
    lines = text.splitlines()[:_FIRST_LINES]

    def known(separator: str) -> int:
        return max((sum(column_of(cell.strip(' "')) is not None for cell in line.split(separator))
                    for line in lines), default=0)

    return max(_BETWEEN, key=known)
