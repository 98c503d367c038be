"""The report as a text document (DOCX): the six parts in their order, as agencies publish it.

Type as 党政机关公文格式 (GB/T 9704—2012) has it: headings in 黑体, text in 仿宋 of size 三号.
"""

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from workflow.reports.annual.form import COLUMNS, InputTable
from workflow.reports.annual.layout import (
    LABELS,
    WIDTH,
    Line,
    body_three,
    cells_four,
    head_four,
    head_three,
)
from workflow.reports.annual.report import RULES, Report
from workflow.reports.annual.told import PARTS

_TITLE, _HEADING, _TEXT, _CELL = "方正小标宋简体", "黑体", "仿宋", "宋体"
_BLANK = "（待填写）"
_PART_TWO, _PART_THREE, _PART_FOUR = (
    "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况")


def docx(report: Report) -> bytes:
    """The document; what nobody has written yet is marked as still to be filled in."""
    writer = _Writer(report)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = Document()
        self._lay_out()

    def _lay_out(self) -> None:
        """Paper A4 with the margins of an official document; nobody's name in the properties."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.0), Cm(2.5)
        section.left_margin = section.right_margin = Cm(2.3)
        normal = self.document.styles["Normal"]
        _set_font(normal, _TEXT, 16)
        about = self.document.core_properties
        about.title, about.author, about.comments = self.report.title, self.report.office.name, ""
        about.created = about.modified = datetime(
            *self.report.period.last.timetuple()[:3], tzinfo=UTC)

    def write(self) -> None:
        """The parts in their order; of a period other than a year the counted tables alone."""
        report, texts = self.report, self.report.told.texts
        self.title(report.title)
        if report.period.is_year:
            self.text(_preamble(report))
            self.part(PARTS[0].label, texts.get("part1", "") or _BLANK)
            self.heading(_PART_TWO)
            for table in report.form.table_two:
                self.input_table(table)
        self.heading(_PART_THREE)
        self.table_three()
        self.heading(_PART_FOUR)
        self.table_four()
        if report.period.is_year:
            self.part(PARTS[1].label, texts.get("part5", "") or _BLANK)
        self.heading(PARTS[2].label)
        self.text(report.fee_sentence)
        for words in texts.get("part6", "").splitlines():
            self.text(words)
        self._signature()

    def _signature(self) -> None:
        """How it was counted, in small type below the last part."""
        for words in (*RULES, f"{self.report.form_note}。{self.report.redo_note}。"):
            self._paragraph(words, _CELL, 9)

    def title(self, words: str) -> None:
        paragraph = self._paragraph(words, _TITLE, 22)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(16)

    def heading(self, words: str) -> None:
        paragraph = self._paragraph(words, _HEADING, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(8)
        _outline(paragraph, 0)

    def text(self, words: str) -> None:
        paragraph = self._paragraph(words, _TEXT, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.paragraph_format.line_spacing = Pt(28)

    def part(self, heading: str, words: str) -> None:
        self.heading(heading)
        for line in words.splitlines():
            self.text(line)

    def _paragraph(self, words: str, font: str, size: float) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _set_font(paragraph.add_run(words), font, size)
        return paragraph

    def input_table(self, table: InputTable) -> None:
        """A block of table two."""
        grid = _Grid(self.document, 2 + len(table.rows), 1 + len(table.columns),
                     [5.4, *[11.0 / len(table.columns)] * len(table.columns)])
        grid.put(0, 0, table.heading, columns=1 + len(table.columns), bold=True)
        for n, label in enumerate(("信息内容", *(label for _, label in table.columns))):
            grid.put(1, n, label, bold=True)
        for at, (row, label) in enumerate(table.rows, 2):
            grid.put(at, 0, label)
            for n, (column, _) in enumerate(table.columns, 1):
                grid.put(at, n, self.report.told.cell(table.key(row, column)))
        self._gap()

    def table_three(self) -> None:
        head, body = head_three(), tuple(body_three(self.report.form))
        grid = _Grid(self.document, len(head) + len(body), WIDTH,
                     [0.9, 2.2, 4.2, *[1.3] * len(COLUMNS)], size=9)
        for at, line in enumerate(head):
            grid.line(at, line, centred=True)
            grid.repeat(at)
        for at, line in enumerate(body, len(head)):
            grid.line(at, line, centred=False)
            for n, column in enumerate(COLUMNS):
                grid.put(at, LABELS + n, str(self.report.cells[line.key][column]))
        self._gap()

    def table_four(self) -> None:
        head, cells = head_four(), cells_four()
        grid = _Grid(self.document, len(head) + 1, len(cells), [16.4 / len(cells)] * len(cells),
                     size=9)
        for at, line in enumerate(head):
            grid.line(at, line, centred=True)
        for n, (way, result) in enumerate(cells):
            grid.put(len(head), n, str(self.report.reviews[way][result]))
        self._gap()

    def _gap(self) -> None:
        self._paragraph("", _TEXT, 8)


class _Grid:
    """A table whose cells are fetched once; python-docx works out all of them for each it gives."""

    def __init__(
        self, document: Any, rows: int, columns: int, widths: list[float], size: float = 10.5
    ) -> None:
        self.table = document.add_table(rows, columns, style="Table Grid")
        self.table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.table.autofit = False
        self.size = size
        self.cells = [list(row.cells) for row in self.table.rows]
        for line in self.cells:
            for cell, width in zip(line, widths, strict=True):
                cell.width = Cm(width)
        for row in self.table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def put(
        self, row: int, column: int, words: str, *, rows: int = 1, columns: int = 1,
        bold: bool = False, left: bool = False,
    ) -> None:
        """Words in a cell, merged with those it reaches over."""
        cell = self.cells[row][column]
        if rows * columns > 1:
            cell = cell.merge(self.cells[row + rows - 1][column + columns - 1])
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(words)
        run.bold = bold
        _set_font(run, _CELL, self.size)

    def line(self, at: int, line: Line, *, centred: bool) -> None:
        """The label cells of a line."""
        for span in line.spans:
            self.put(at, span.column, span.text, rows=span.rows, columns=span.columns,
                     bold=centred, left=not centred)

    def repeat(self, row: int) -> None:
        """Show a line of the head again on the next page."""
        self.table.rows[row]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _set_font(run: Any, name: str, size: float) -> None:
    """Set the type for Chinese as well; python-docx itself sets only that for Latin letters."""
    run.font.name, run.font.size = name, Pt(size)
    fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), name)


def _outline(paragraph: Any, level: int) -> None:
    """Let a heading stand in the navigation of the reader's program."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(element)


def _preamble(report: Report) -> str:
    period = report.period
    return ("本报告根据《中华人民共和国政府信息公开条例》第五十条的规定和"
            f"{report.form.number}规定的格式编制，"
            f"所列数据的统计期限自{_day(period.first)}起至{_day(period.last)}止。")


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

