"""The report as workbook, document and illustrated page."""

import io
import re
from collections.abc import Mapping
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.reports.conftest import AT
from tests.reports.histories import History, keep
from workflow.record.annual_figures import keep_figure
from workflow.record.database import reading, writing
from workflow.reports.annual.document import docx
from workflow.reports.annual.form import COLUMNS
from workflow.reports.annual.illustrated import illustrated
from workflow.reports.annual.report import Report, annual_report, period_report
from workflow.reports.annual.workbook import xlsx
from workflow.terms import Outcome

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def reports(engine: Engine, agencies: Mapping[str, int]) -> list[Report]:
    """Two years of the bureau, one request of every outcome in each."""
    bureau = agencies["BUREAU"]
    with writing(engine) as connection:
        keep(connection, [
            History(bureau, date(year, 3, 2), date(year, 3, 9), "company", leaf.value)
            for year in (2023, 2024) for leaf in Outcome])
        for key, value in (("two.norms.made", "5"), ("part1", "=1+1是一段文字\n第二段"),
                           ("part5", "<b>问题</b>"), ("two.charges.amount", "0.038")):
            keep_figure(connection, bureau, 2024, key, value, AT, "clerk")
    with reading(engine) as connection:
        return [annual_report(connection, bureau, year) for year in (2023, 2024)]


def test_the_workbook_bears_every_figure_in_the_layout_of_the_form(reports: list[Report]) -> None:
    book = load_workbook(io.BytesIO(xlsx(reports[-1])))
    sheet = book["表三 收到和处理申请"]
    figures = [[cell.value for cell in row[3:]] for row in sheet.iter_rows(min_row=5, max_row=29)]

    assert figures == [[row[column] for column in COLUMNS] for row in reports[-1].cells.values()]
    assert {"D2:J2", "A2:C4", "E3:I3", "A7:A28", "B9:B16"} <= {
        str(one) for one in sheet.merged_cells.ranges}
    assert sheet["D30"].value == "=D5+D6-D28-D29"


def test_words_in_the_workbook_are_text_whatever_they_begin_with(reports: list[Report]) -> None:
    sheet = load_workbook(io.BytesIO(xlsx(reports[-1])))["说明"]

    assert [cell.data_type for cell in sheet["A"] if cell.value] == ["s"] * sheet.max_row
    assert "=1+1是一段文字" in sheet["A2"].value


def test_the_document_has_the_six_parts_in_their_order(reports: list[Report]) -> None:
    document = Document(io.BytesIO(docx(reports[-1])))
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    headings = [text for text in words if re.match("[一二三四五六]、", text)]
    *_, three, four = document.tables

    assert [one[0] for one in headings] == list("一二三四五六")
    assert "=1+1是一段文字" in words
    assert [cell.text for cell in three.rows[27].cells[3:]] == [
        str(reports[-1].cells["carried_out"][column]) for column in COLUMNS]
    assert three.rows[5].cells[0].text == "三、本年度办理结果"
    assert len(four.rows[3].cells) == 15


def test_what_nobody_has_told_is_marked_in_the_document(reports: list[Report]) -> None:
    words = [one.text for one in Document(io.BytesIO(docx(reports[0]))).paragraphs]

    assert words.count("（待填写）") == 2
    assert "本期未收取信息处理费。" in words


def test_the_illustrated_page_runs_nothing_and_fetches_nothing(reports: list[Report]) -> None:
    page = illustrated(reports)

    assert page.count("<svg ") == 4  # nobody went to a court
    assert "没有因政府信息公开被申请行政复议" in page
    assert not re.search(r"<script|\son\w+=|(?:src|href)=|url\(|@import", page)
    assert "&lt;b&gt;问题&lt;/b&gt;" in page
    assert "2024年共收到政府信息公开申请22件，与上年持平" in page
    assert illustrated(reports) == page  # the same figures, the same bytes


def test_every_chart_stands_as_a_table_beneath_it(reports: list[Report]) -> None:
    page = illustrated(reports)

    assert page.count("<section><h2>") == page.count("<table>") + 3  # parts one, five and six
    assert "<th scope=row>新收</th><td>22</td><td>22</td>" in page


def test_a_period_is_printed_without_what_only_a_year_has(
    engine: Engine, agencies: Mapping[str, int], reports: list[Report]
) -> None:
    with reading(engine) as connection:
        half = period_report(
            connection, agencies["BUREAU"], date(2024, 1, 1), date(2024, 6, 30))

    assert half.title.endswith("（2024年上半年）")
    assert load_workbook(io.BytesIO(xlsx(half))).sheetnames == [
        "表三 收到和处理申请", "表四 复议诉讼", "说明"]
    assert "（待填写）" not in [one.text for one in Document(io.BytesIO(docx(half))).paragraphs]
    assert "2024年上半年共收到" in illustrated([half])
