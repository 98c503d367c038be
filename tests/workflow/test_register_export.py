"""Exports of the register: what leaves is what the list shows, as text, and it is logged."""

import csv
import io
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO

import openpyxl
import pytest
from sqlalchemy import insert

from tests.bureau import Bureau
from workflow.cells import unguarded
from workflow.errors import StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.models import Request
from workflow.record.security import SecurityAct, SecurityLine, newest
from workflow.register_columns import column_of
from workflow.register_export import Asked, Exported, export
from workflow.reports.book.columns import ALL, IMPORTED, chosen
from workflow.reports.book.lines import Reader
from workflow.reports.book.narrowing import Wanted
from workflow.reports.book.order import Order, Sort
from workflow.reports.register import find
from workflow.terms import ApplicantKind, Channel, SheetKind, State

NASTY = "=HYPERLINK(\"http://example.invalid\",\"点此\")"
COLUMNS = chosen(("no", "received_on", "applicant_kind", "applicant_name", "wanted", "outcome"))


def exported(bureau: Bureau, login: str, asked: Asked) -> tuple[list[list[str]], Exported]:
    """The cells of an export, headings first, and what was said of it."""
    sink = io.BytesIO()
    done = export(bureau.engine, bureau.keys, bureau.now, bureau.who(login), asked, sink)
    assert done.digest == sha256(sink.getvalue()).hexdigest()
    read = from_csv if asked.kind is SheetKind.CSV else from_xlsx
    return read(sink), done


def from_csv(sink: BinaryIO) -> list[list[str]]:
    """The cells of a CSV file as an import reads them."""
    text = io.TextIOWrapper(sink, encoding="utf-8-sig", newline="")
    return [[unguarded(cell) for cell in row] for row in csv.reader(text)]


def from_xlsx(sink: BinaryIO) -> list[list[str]]:
    """The cells of an XLSX file, all of which are text."""
    page = openpyxl.load_workbook(sink)["登记台账"]
    cells = [list(row) for row in page.iter_rows()]
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in cells]


def logged(bureau: Bureau) -> SecurityLine:
    with reading(bureau.engine) as connection:
        return newest(connection, only=SecurityAct.REGISTER_EXPORTED)[0]


def opened(bureau: Bureau) -> list[str]:
    """Three more requests, one of which begins like a formula."""
    return [bureau.receive(channel="in_person", submitted_on="2024-09-27", **given) for given in (
        {"wanted": NASTY, "applicant_name": "@高振国"},
        {"wanted": "绿化合同", "applicant_name": "+86石料公司", "applicant_kind": "company"},
        {"phone": "00013800", "items": [{"wanted": "征地批文"}, {"wanted": "补偿方案"}]})]


@pytest.mark.parametrize("kind", SheetKind, ids=str)
def test_a_file_holds_what_the_list_shows(filled: Bureau, kind: SheetKind) -> None:
    opened(filled)
    actor, today = filled.who("clerk"), filled.now.date()
    for wanted, order in ((Wanted(), Order()), (Wanted(kind=ApplicantKind.NATURAL), Order(
            Sort.RECEIVED, up=True)), (Wanted("征地"), Order(Sort.NUMBER))):
        cells, done = exported(filled, "clerk", Asked(COLUMNS, kind, wanted, order))
        with reading(filled.engine) as connection:
            ids = find(connection, actor, wanted, today, order=order).ids
            lines = Reader(connection, actor, today, COLUMNS).read(ids)
        assert cells == [[one.heading for one in COLUMNS],
                         *([one.cell(line) for one in COLUMNS] for line in lines)]
        assert done.count == len(ids) > 0


def test_no_spreadsheet_works_out_what_an_applicant_wrote(small_bureau: Bureau) -> None:
    opened(small_bureau)
    sink = io.BytesIO()
    export(small_bureau.engine, small_bureau.keys, small_bureau.now, small_bureau.who("clerk"),
           Asked(COLUMNS, SheetKind.CSV), sink)
    raw = list(csv.reader(io.StringIO(sink.getvalue().decode("utf-8-sig"), newline="")))

    assert sink.getvalue().startswith(b"\xef\xbb\xbf")
    assert sink.getvalue().count(b"\r\n") == 4
    assert f"'{NASTY}" in raw[3]
    assert not [cell for row in raw for cell in row if cell[:1] in tuple("=+-@\t\r＝")]
    assert [row[4] for row in from_csv(io.BytesIO(sink.getvalue()))][1:] == [
        "1. 征地批文\n2. 补偿方案", "绿化合同", NASTY]


@pytest.mark.parametrize("kind", SheetKind, ids=str)
def test_a_seat_without_names_takes_none_along(small_bureau: Bureau, kind: SheetKind) -> None:
    opened(small_bureau)
    cells, _ = exported(small_bureau, "secrecy", Asked(tuple(ALL.values()), kind))
    place = cells[0].index("申请人姓名或名称")

    assert sorted(row[place] for row in cells[1:]) == ["+86石料公司", "@***", "王*"]
    assert "联系电话" not in cells[0]


def test_where_applicants_can_be_reached_leaves_for_a_reason_or_not_at_all(
    small_bureau: Bureau
) -> None:
    opened(small_bureau)
    asked = Asked(tuple(ALL.values()), SheetKind.XLSX)
    cells, _ = exported(small_bureau, "clerk", asked)
    assert "联系电话" not in cells[0]
    with pytest.raises(StepNotAllowed, match="须写明用途"):
        exported(small_bureau, "clerk", replace(asked, contacts=True))
    with pytest.raises(StepNotAllowed, match="您的岗位不能导出联系方式"):
        exported(small_bureau, "handler", replace(asked, contacts=True, reason="移交"))
    cells, _ = exported(small_bureau, "clerk", replace(asked, contacts=True, reason="移交新系统"))

    assert "00013800" in [row[cells[0].index("联系电话")] for row in cells]
    assert logged(small_bureau).facts["reason"] == "移交新系统"


def test_what_left_is_in_the_security_log(filled: Bureau) -> None:
    opened(filled)
    wanted = Wanted("高振国", states=(State.RECEIPT,), late=False)
    _, done = exported(filled, "clerk", Asked(COLUMNS, SheetKind.CSV, wanted))
    line = logged(filled)

    assert (line.officer, line.at) == ("clerk", filled.now)
    assert line.facts == {
        "requests": 1, "narrowed": "含检索词、收件", "format": "csv", "digest": done.digest,
        "columns": "申请编号、收到日期、申请人类型、申请人姓名或名称、申请内容、办理结果"}


@pytest.mark.parametrize("login", ["clerk", "handler", "legal", "leader"])
def test_no_export_crosses_the_agency(small_bureau: Bureau, login: str) -> None:
    [no, *_] = opened(small_bureau)
    actor = replace(small_bureau.who(login), agency_id=999)
    sink = io.BytesIO()
    done = export(small_bureau.engine, small_bureau.keys, small_bureau.now, actor,
                  Asked(COLUMNS, SheetKind.CSV), sink)

    assert done.count == 0
    assert no not in sink.getvalue().decode()


def test_no_seat_without_cases_exports_and_no_file_has_no_columns(small_bureau: Bureau) -> None:
    actor = replace(small_bureau.who("clerk"), seats=frozenset())
    with pytest.raises(StepNotAllowed, match="不能导出登记台账"):
        export(small_bureau.engine, small_bureau.keys, small_bureau.now, actor, Asked(COLUMNS),
               io.BytesIO())
    with pytest.raises(StepNotAllowed, match="至少选择一列"):
        exported(small_bureau, "clerk", Asked((ALL["phone"],)))


def test_an_import_knows_every_heading_of_an_export(small_bureau: Bureau) -> None:
    cells, _ = exported(small_bureau, "clerk", Asked(
        tuple(ALL.values()), contacts=True, reason="试用"))

    assert [column_of(heading) for heading in cells[0]] == [one.column for one in ALL.values()]
    assert {one.key for one in IMPORTED} >= {"no", "received_on", "wanted", "outcome"}


def test_more_than_a_chunk_leaves_whole_and_numbered(small_bureau: Bureau) -> None:
    agency = small_bureau.who("clerk").agency_id
    with writing(small_bureau.engine) as connection:
        connection.execute(insert(Request), [{
            "agency_id": agency, "no": f"X-{n:04}", "state": State.HANDLING, "seq": 1,
            "head": "0" * 64, "channel": Channel.EMS, "applicant_kind": ApplicantKind.NATURAL,
            "applicant_name": "甲", "subject": "乙", "clock_state": ""} for n in range(1203)])
    cells, done = exported(small_bureau, "clerk", Asked(
        chosen(("serial", "own_no")), SheetKind.CSV, order=Order(Sort.NUMBER, up=True)))

    assert done.count == 1203
    assert cells[1:] == [[str(n + 1), f"X-{n:04}"] for n in range(1203)]


def test_a_sheet_is_set_up_to_be_read_and_printed(small_bureau: Bureau) -> None:
    opened(small_bureau)
    sink = io.BytesIO()
    export(small_bureau.engine, small_bureau.keys, small_bureau.now, small_bureau.who("clerk"),
           Asked(COLUMNS), sink)
    page = openpyxl.load_workbook(sink)["登记台账"]

    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:F4")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert page.print_title_rows == "$1:$1"
    assert page["A1"].font.name == "宋体"
    assert page.column_dimensions["E"].width > 40


def test_a_cell_too_long_for_a_sheet_says_so(small_bureau: Bureau) -> None:
    long = [{"wanted": "长" * 3900} for _ in range(9)]
    small_bureau.receive(channel="in_person", submitted_on="2024-09-27", items=long)
    cells, _ = exported(small_bureau, "clerk", Asked(COLUMNS))
    whole, _ = exported(small_bureau, "clerk", Asked(COLUMNS, SheetKind.CSV))

    assert cells[1][4].endswith("（超出表格单元格的容量，全文见办理系统）")
    assert len(cells[1][4]) == 32_767
    assert len(whole[1][4]) > 35_000
