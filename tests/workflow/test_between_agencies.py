"""Registers between the agencies of one installation, and exports that hold more than is read."""

import io
from pathlib import Path

from tests.bureau import Bureau
from tests.registers import HEADINGS, csv_of, open_row, row
from workflow import office
from workflow.imports.preview import take_over
from workflow.imports.reading import read_register
from workflow.record.database import writing
from workflow.register_export import Asked, export
from workflow.reports.book.columns import ALL, IMPORTED
from workflow.reports.book.order import Order, Sort
from workflow.terms import AgencyKind, Role, SheetKind

MORE = (*HEADINGS, "通信地址", "邮政编码", "电子邮箱", "补正告知日期", "补正收到日期",
        "延期告知日期", "延期工作日", "证件类型")
ROWS = [
    *(row(n) for n in range(1, 26)),
    # What spreadsheets and careless programs spoil.
    row(30, 申请内容="=HYPERLINK(\"http://example.invalid\",\"点此\")", 联系电话="+86 010-0001"),
    row(31, 申请内容="第一行，带“引号”和,逗号\n第二行", 申请编号="000123", 邮政编码="010020"),
    row(32, 申请人姓名或名称="王䶮", 电子邮箱="a@example.invalid", 证件类型="护照"),
    row(33, 收到日期="2024-03-01", 补正告知日期="2024-03-05", 补正收到日期="2024-03-11",
        延期告知日期="2024-03-20", 延期工作日="20", 答复日期="2024-04-30", 送达日期="2024-05-06"),
    row(34, 送达方式="", 送达日期="", 答复文号=""),
    row(35, 办理结果="予以公开（已主动公开，告知获取方式）", 送达方式="邮政特快专递（EMS）"),
    open_row(36, 收到日期="2024-09-20"),
]


def exported(bureau: Bureau, kind: SheetKind, login: str = "clerk") -> bytes:
    """The register in every column an import takes, oldest first."""
    sink = io.BytesIO()
    export(bureau.engine, bureau.keys, bureau.now, bureau.who(login), Asked(
        IMPORTED, kind, order=Order(Sort.NEWEST, up=True), contacts=True,
        reason="核对导入"), sink)
    return sink.getvalue()


def test_what_one_agency_exports_another_imports(small_bureau: Bureau) -> None:
    bureau = small_bureau.at("2024-09-27 09:30")
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, csv_of(ROWS, MORE),
              command_id=bureau.command())
    first = exported(bureau, SheetKind.CSV)
    with writing(bureau.engine) as connection:
        id = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJGH", name="滨江市规划局",
            short_name="滨规划", kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, bureau.now, office.CONSOLE, id, login="other", name="另一人",
                           unit="")
        office.grant(connection, bureau.now, office.CONSOLE, "other", Role.INTAKE_CLERK,
                     valid_from=bureau.now.date())
    done = take_over(bureau.desk, bureau.who("other"), bureau.now, first,
                     command_id=bureau.command())

    assert (done.here, sum(done.new.values())) == (0, len(ROWS))
    assert exported(bureau, SheetKind.CSV, "other") == first
    assert bureau.findings() == []


def test_an_export_of_every_column_can_be_read_back(small_bureau: Bureau, tmp_path: Path) -> None:
    """What an import does not take over is known by name, and is no fault."""
    bureau = small_bureau.at("2024-09-27 09:30")
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, csv_of(ROWS[:3]),
              command_id=bureau.command())
    sink = io.BytesIO()
    export(bureau.engine, bureau.keys, bureau.now, bureau.who("clerk"),
           Asked(tuple(ALL.values()), contacts=True, reason="核对导入"), sink)
    back = read_register(sink.getvalue())
    again = take_over(bureau.desk, bureau.who("clerk"), bureau.now, sink.getvalue(),
                      command_id=bureau.command())

    assert back.faults == ()
    assert {"本系统编号", "环节", "答复期限"} <= set(back.passed_over)
    assert (again.here, again.new) == (3, {})
