"""Reading a register: CSV and XLSX as officers keep them, nothing guessed, nothing left out."""

import codecs
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.registers import HEADINGS, bytes_of, csv_of, row, xlsx_of
from workflow.cells import guarded
from workflow.imports.cells import half_width
from workflow.imports.reading import Reading, read_register
from workflow.imports.table import MOST_COLUMNS, MOST_ROWS, Unreadable


def given(reading: Reading, key: str) -> list[str]:
    return [one.given.get(key, "") for one in reading.register.rows]


def faults(reading: Reading) -> list[str]:
    return [str(one) for one in reading.faults]


def one_cell(heading: str, value: Any) -> Reading:
    """A workbook of one row with a value in one column."""
    return read_register(xlsx_of([row(1, **{heading: value})]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_of_this_country(encoding: str) -> None:
    reading = read_register(csv_of([row(1, 申请人姓名或名称="王䶮")], encoding=encoding))

    assert faults(reading) == []
    assert given(reading, "applicant_name") == ["王䶮"]
    assert given(reading, "channel") == ["registered_post"]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_cells_may_be_separated_by_tabs_or_semicolons(separator: str) -> None:
    text = csv_of([row(1)]).decode("utf-8-sig").replace(",", separator)

    assert given(read_register(text.encode()), "no") == ["滨公开〔2021〕1号"]


def test_english_keys_and_chinese_headings_name_the_same_columns() -> None:
    chinese = read_register(csv_of([row(1)]))
    keys = [one.column.key for one in chinese.taken if one.column]
    english = csv_of([row(1)]).replace(
        ",".join(HEADINGS).encode(), ",".join(keys).encode())

    assert read_register(english).register.rows == chinese.register.rows


@pytest.mark.parametrize(("written", "day"), [
    ("2024-01-05", "2024-01-05"), ("2024/1/5", "2024-01-05"), ("2024.1.5", "2024-01-05"),
    ("2024年1月5日", "2024-01-05"), ("２０２４年１月５日", "2024-01-05"),
    ("2024 年 1 月 5 日", "2024-01-05"), ("20240105", "2024-01-05"),
    ("2024-01-05 09:30", "2024-01-05"), ("2024/1/5 9:30:00", "2024-01-05"),
    # No day of the calendar, no year of four digits, no day at all.
    ("2024-02-30", ""), ("24-1-5", ""), ("1月5日", ""), ("5/1/2024", ""), ("45296", ""),
])
def test_days_may_be_written_in_every_usual_way(written: str, day: str) -> None:
    reading = read_register(csv_of([row(1, 收到日期=written)]))

    assert given(reading, "received_on") == [day]
    assert len(reading.faults) == (not day)


@pytest.mark.parametrize("value", [
    date(2024, 1, 5), datetime(2024, 1, 5, 9, 30, tzinfo=UTC).replace(tzinfo=None), 45296])
def test_a_date_of_a_spreadsheet_is_that_day(value: Any) -> None:
    assert given(one_cell("收到日期", value), "received_on") == ["2024-01-05"]


def test_a_workbook_of_the_other_epoch_is_read_by_that_epoch() -> None:
    """Workbooks of old Macintoshes count their days from 1904."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(list(HEADINGS))
    sheet.append([row(1, 收到日期=date(2024, 1, 5))[heading] for heading in HEADINGS])
    serial = sheet.cell(2, 2)
    reading = read_register(bytes_of(book))

    assert serial.value is not None
    assert given(reading, "received_on") == ["2024-01-05"]


def test_numbers_keep_the_zeros_they_are_shown_with() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEADINGS))
    sheet.append([row(1)[heading] for heading in HEADINGS])
    sheet.cell(2, 1).value, sheet.cell(2, 1).number_format = 7, "00000"
    reading = read_register(bytes_of(book))

    assert given(reading, "no") == ["00007"]
    assert given(read_register(csv_of([row(1, 联系电话="0123")])), "phone") == ["0123"]


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_a_fault() -> None:
    reading = one_cell("联系电话", 110101199901011234)

    assert "超过15位，末尾数位已经丢失" in faults(reading)[0]
    assert given(reading, "phone") == [""]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@x", "=cmd|'/c calc'!A1"])
def test_text_that_looks_like_a_formula_is_text(text: str) -> None:
    reading = read_register(csv_of([row(1, 申请内容=text)]))

    assert given(reading, "wanted") == [text]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "'=1+1"])
def test_the_apostrophe_an_export_puts_before_such_text_is_taken_off_again(text: str) -> None:
    reading = read_register(csv_of([row(1, 申请内容=guarded(text))]))

    assert given(reading, "wanted") == [text]


def test_a_formula_without_its_value_is_a_fault() -> None:
    """A workbook no spreadsheet has opened holds formulas alone."""
    reading = one_cell("申请内容", "=A1&B1")

    assert faults(reading) == [
        "第2行“申请内容（G列）”：填的是“=A1&B1”，是公式，没有保存计算结果；"
        "请复制后“选择性粘贴”为数值"]


def test_a_title_above_and_headings_over_two_rows_are_found() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["滨江市自然资源局政府信息公开申请登记台账"])
    sheet.merge_cells("A1:M1")
    upper, lower = list(HEADINGS), [""] * len(HEADINGS)
    upper[4:6], lower[4:6] = ["申请人信息", ""], ["申请人姓名或名称", "联系电话"]
    sheet.append(upper)
    sheet.append(lower)
    for column in "ABCDGHIJKLM":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("E2:F2")
    sheet.append([row(1)[heading] for heading in HEADINGS])
    sheet.append([])
    sheet.append([row(2)[heading] for heading in HEADINGS])
    reading = read_register(bytes_of(book))

    assert (reading.headed.row, faults(reading)) == (3, [])
    assert [one.place for one in reading.register.rows] == [4, 6]
    assert given(reading, "applicant_name") == ["申请人1", "申请人2"]


def test_an_unknown_column_is_named_and_only_left_out_on_request() -> None:
    headings = (*HEADINGS, "领导批示", "序号", "空列")
    data = csv_of([row(1, 领导批示="阅", 序号="1")], headings)
    reading, without = read_register(data), read_register(data, ["领导批示"])

    assert faults(reading) == ["第1行“领导批示”：填的是“领导批示”，没有对应的列，不会导入；"
                               "请改用规定的列名，或者确认不导入这一列"]
    assert (without.faults, without.left_out) == ((), ("领导批示",))
    assert without.passed_over == ("序号",)


def test_a_column_that_is_missing_is_told_once() -> None:
    headings = [one for one in HEADINGS if one != "收到方式"]
    reading = read_register(csv_of([row(n) for n in range(1, 4)], headings))

    assert [one.partition("；")[0] for one in faults(reading)] == [
        "第1行“收到方式”：为空，缺少这一列"]


def test_two_headings_of_one_column_are_a_fault() -> None:
    reading = read_register(csv_of([row(1, 处理结果="予以公开")], (*HEADINGS, "处理结果")))

    assert "办理结果、处理结果" in faults(reading)[0]


@pytest.mark.parametrize(("data", "told"), [
    (b"", "没有找到表头"),
    ("姓名,电话\n张三,1\n".encode(), "没有找到表头"),
    (b"\xff\xff\xff\xff", "不是UTF-8或者GB18030编码的文本"),
    (csv_of([row(1)]) + '"没有结束的引号'.encode(), "引号不成对"),
    (b"PK\x03\x04 nothing of the kind", "无法读取这个XLSX文件"),
], ids=["empty", "no register", "no text", "open quotation", "no workbook"])
def test_what_is_no_register_is_refused_with_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_register(data)


def test_a_file_without_rows_says_so() -> None:
    assert faults(read_register(csv_of([]))) == ["表头以下没有任何一行"]


def test_two_sheets_that_are_registers_are_not_guessed_between() -> None:
    book = Workbook(write_only=True)
    for title in ("2023年", "2024年"):
        sheet = book.create_sheet(title)
        sheet.append(list(HEADINGS))
        sheet.append([row(1)[heading] for heading in HEADINGS])

    with pytest.raises(Unreadable, match="“2023年”、“2024年”"):
        read_register(bytes_of(book))


def test_a_file_of_too_many_rows_is_taken_over_in_parts() -> None:
    data = codecs.BOM_UTF8 + ",".join(HEADINGS).encode() + b"\n" * (MOST_ROWS + 1)

    with pytest.raises(Unreadable, match=f"超过{MOST_ROWS}行"):
        read_register(data)


@pytest.mark.parametrize("data", [b"1," * (MOST_COLUMNS + 1) + b"1", (b"1," * 190 + b"1\n") * 6000],
                         ids=["columns", "cells"])
def test_a_file_of_commas_does_not_fill_the_memory(data: bytes) -> None:
    with pytest.raises(Unreadable, match="内容过多"):
        read_register(data)


def test_a_cell_that_is_only_coloured_is_no_column() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEADINGS))
    sheet.append([row(1)[heading] for heading in HEADINGS])
    sheet.cell(2, 5000).number_format = "0.00"
    reading = read_register(bytes_of(book))

    assert faults(reading) == []
    assert len(reading.register.rows) == 1


def test_full_width_codes_become_half_width_and_brackets_of_numbers_stay() -> None:
    assert half_width("滨公开〔２０２１〕１号（补）－ａ") == "滨公开〔2021〕1号（补）-a"
