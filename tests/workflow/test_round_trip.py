"""A register taken over and exported again is the same register (导入后再导出)."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.render import Press
from tests.bureau import Bureau
from tests.registers import HEADINGS, csv_of, open_row, row
from tests.workflow.conftest import Founded
from tests.workflow.test_register_export import from_csv, from_xlsx
from workflow.cells import guarded
from workflow.imports.preview import take_over
from workflow.register_columns import term_of
from workflow.register_export import Asked, export
from workflow.reports.book.columns import IMPORTED
from workflow.reports.book.order import Order, Sort
from workflow.terms import Outcome, SheetKind

#: As registers are kept: results of every kind, one still in hand, signs of formulas.
ROWS = [
    row(1), row(2, 收到方式="EMS", 送达方式="邮寄", 办理结果="1.属于国家秘密"),
    row(3, 申请内容="=1+1\n第二行", 申请人姓名或名称="@甲", 联系电话="-0000", 办理结果="部分公开"),
    row(4, 补正告知日期="2021-03-10", 补正收到日期="2021-03-20"),
    row(5, 延期告知日期="2021-03-10", 延期工作日="20"), open_row(6, 收到日期="2024-09-20"),
]


@pytest.fixture
def elsewhere(founded: Founded, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """Another bureau, which has nothing yet."""
    (tmp_path / "elsewhere").mkdir()
    with founded.copy("sqlite", tmp_path / "elsewhere", press) as bureau:
        yield bureau


def handed_in(rows: list[dict[str, Any]]) -> bytes:
    """Rows as a CSV file whose cells no spreadsheet works out."""
    headings = (*HEADINGS, "补正告知日期", "补正收到日期", "延期告知日期", "延期工作日")
    return csv_of([{heading: guarded(cell) for heading, cell in one.items()} for one in rows],
                  headings)


def taken(bureau: Bureau, data: bytes) -> None:
    bureau.at("2024-09-27 09:30")
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, data, command_id=bureau.command())


def left(bureau: Bureau, kind: SheetKind) -> bytes:
    """The whole register as a file, everything an import takes."""
    sink = io.BytesIO()
    export(bureau.engine, bureau.keys, bureau.now, bureau.who("clerk"), Asked(
        IMPORTED, kind, order=Order(Sort.NUMBER, up=True), contacts=True, reason="移交"), sink)
    return sink.getvalue()


def table(data: bytes, kind: SheetKind) -> list[dict[str, str]]:
    """The rows of a file by their headings."""
    head, *cells = (from_csv if kind is SheetKind.CSV else from_xlsx)(io.BytesIO(data))
    return [dict(zip(head, one, strict=True)) for one in cells]


@pytest.mark.parametrize("kind", SheetKind, ids=str)
def test_what_was_taken_over_leaves_as_it_came_and_can_be_taken_over_again(
    bureau: Bureau, elsewhere: Bureau, kind: SheetKind
) -> None:
    taken(bureau, handed_in(ROWS))
    first = left(bureau, kind)
    taken(elsewhere, first)
    again = left(elsewhere, kind)

    assert table(again, kind) == table(first, kind)
    assert len(table(first, kind)) == len(ROWS)
    for out, came in zip(table(first, kind), ROWS, strict=True):
        for heading, said in came.items():
            if heading in ("备注", "证件号码"):
                continue  # sealed: they leave in no list
            assert _same(heading, out[heading], str(said)), heading


def _same(heading: str, out: str, came: str) -> bool:
    """A result has several spellings; everything else comes back as it was."""
    if heading == "办理结果":
        return term_of(Outcome, out) is term_of(Outcome, came)
    return out == came


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(
    st.text("甲乙=+-@'\"，,\n（） A1", min_size=1, max_size=12).map(str.strip).filter(bool),
    st.text("王\"',=@", min_size=1, max_size=6).map(str.strip).filter(bool)),
    min_size=1, max_size=4), st.sampled_from(SheetKind))
def test_whatever_was_written_comes_back(
    founded: Founded, press: Press, tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[str, str]], kind: SheetKind
) -> None:
    with founded.copy("sqlite", tmp_path_factory.mktemp("round"), press) as bureau:
        rows = [row(n, 申请内容=wanted, 申请人姓名或名称=name)
                for n, (wanted, name) in enumerate(drawn, 1)]
        taken(bureau, handed_in(rows))
        out = table(left(bureau, kind), kind)

    assert [(one["申请内容"], one["申请人姓名或名称"]) for one in out] == drawn


def test_what_was_entered_by_mistake_is_no_request_elsewhere(
    small_bureau: Bureau, elsewhere: Bureau
) -> None:
    for n in (1, 2):
        no = small_bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted=f"第{n}件")
    small_bureau.act(no, "clerk", "void_entry", why="重复登记", head="head")
    taken(elsewhere, left(small_bureau, SheetKind.CSV))

    assert [one["申请内容"] for one in table(left(elsewhere, SheetKind.CSV), SheetKind.CSV)] == [
        "第1件"]
