"""A large register taken over in the background: all of it once, or nothing, whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.bureau import Bureau
from tests.registers import csv_of, open_row, row
from workflow.errors import FileRefused
from workflow.imports.look import Look
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.record.errands import Standing
from workflow.record.evidence import Upload
from workflow.record.models import Job, Request
from workflow.record.outbox import TAKEN
from workflow.record.security import SecurityAct, newest
from workflow.work.bulk_import import IMPORT, LOOK, is_large
from workflow.work.errands import Making
from workflow.work.jobs import Done, Workshop, work_off

ROWS = [*(row(n) for n in range(1, 8)), open_row(8, 收到日期="2024-09-20")]


def ask(bureau: Bureau, kind: str, rows: list[dict[str, Any]], **more: Any) -> str:
    """Hand a register in and leave it to the background; the errand's name."""
    slip = bureau.desk.keep_table(Upload("台账.csv", "text/csv", csv_of(rows)))
    with writing(bureau.engine) as connection:
        return errands.ask(
            connection, bureau.keys, bureau.who("clerk"), kind, "台账.csv",
            {"slip": slip, "leave_out": [], "name": "台账.csv", **more}, bureau.now)


def standing(bureau: Bureau, name: str) -> Standing:
    with reading(bureau.engine) as connection:
        return errands.own_one(connection, bureau.keys, bureau.who("clerk"), name, bureau.now)


def looked(bureau: Bureau, name: str) -> Look:
    return Look.read(b"".join(errands.read(bureau.engine, standing(bureau, name).errand)))


def count(bureau: Bureau) -> int:
    with reading(bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(Request)) or 0


def work(bureau: Bureau) -> Done:
    return work_off(Workshop(bureau.desk), bureau.now)


def test_a_register_is_looked_over_and_taken_over_in_one_go(bureau: Bureau) -> None:
    look = ask(bureau, LOOK, ROWS)
    assert work(bureau) == Done(done=1)
    seen = looked(bureau, look)
    assert (seen.rows, sum(seen.new.values()), seen.new[""], seen.fault_count) == (8, 8, 1, 0)
    assert seen.first_rows[0][1][seen.columns.index("no")] == "滨公开〔2021〕1号"
    assert count(bureau) == 0

    name = ask(bureau, IMPORT, ROWS)
    assert work(bureau) == Done(done=1)
    done = standing(bureau, name).errand.told.facts["done"]
    assert (done["rows"], done["here"], sum(done["new"].values())) == (8, 0, 8)
    assert count(bureau) == 8
    assert bureau.findings() == []


def test_a_worker_killed_after_the_import_leaves_it_done_once(bureau: Bureau) -> None:
    """Its mark was lost, the import was not: whoever takes the job again finds it done."""
    name = ask(bureau, IMPORT, ROWS)
    for _ in range(2):
        work(bureau)
        with writing(bureau.engine) as connection:
            connection.execute(update(Job).values(done_at=None, dropped_at=None))
        bureau.now += TAKEN + timedelta(seconds=1)

    assert count(bureau) == 8
    assert standing(bureau, name).errand.told.facts["done"]["here"] == 0
    with reading(bureau.engine) as connection:
        assert len(newest(connection, only=SecurityAct.REGISTER_IMPORTED)) == 1


def test_one_faulty_row_keeps_all_of_them_out(bureau: Bureau) -> None:
    name = ask(bureau, IMPORT, [*ROWS, row(9, 收到方式="快递")])
    assert work(bureau) == Done(done=1)

    one = standing(bureau, name).errand
    assert (one.refused, count(bureau)) == (True, 0)
    assert [(fault.row, fault.found) for fault in looked(bureau, name).faults] == [(10, "快递")]


def test_an_errand_deleted_meanwhile_takes_nothing_over(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its asker has taken it back just before the rows would have been written."""
    name = ask(bureau, IMPORT, ROWS)
    end = Making.end

    def too_late(making: Making, connection: Any, *told: Any) -> None:
        errands.delete_one(connection, name)
        end(making, connection, *told)

    monkeypatch.setattr(Making, "end", too_late)
    assert work(bureau) == Done(dropped=1)
    assert count(bureau) == 0
    monkeypatch.undo()
    assert work(bureau) == Done()
    assert bureau.findings() == []


def test_a_file_that_is_no_register_or_gone_is_told(small_bureau: Bureau) -> None:
    slips = [small_bureau.desk.keep_table(Upload("x.csv", "text/csv", "姓名,电话\n".encode())), "x"]
    names = []
    for slip in slips:
        with writing(small_bureau.engine) as connection:
            names.append(errands.ask(
                connection, small_bureau.keys, small_bureau.who("clerk"), LOOK, "",
                {"slip": slip, "leave_out": [], "name": ""}, small_bureau.now))
    assert work(small_bureau) == Done(done=2)

    told = [standing(small_bureau, name).errand.told.reasons[0].text for name in names]
    assert "没有找到表头" in told[0]
    assert "请重新选择" in told[1]
    with pytest.raises(FileRefused):
        small_bureau.desk.handed_in("x")


def test_what_is_large_is_told_by_the_bytes(small_bureau: Bureau) -> None:
    assert not is_large(Upload("", "", csv_of([row()])))
    assert is_large(Upload("", "", csv_of(row(n) for n in range(3000))))
    assert is_large(Upload("", "", b"PK" + bytes(160_000)))
