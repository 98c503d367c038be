"""Table four and the fees of part six, against a truth found case by case."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, insert, update

from tests.reports.histories import History, keep
from workflow.record.database import reading, writing
from workflow.record.models import RemedyCase, Request
from workflow.reports.annual.report import annual_report
from workflow.reports.period import year_of
from workflow.terms import RemedyKind, RemedyResult

_COLUMN = {
    RemedyKind.RECONSIDERATION: "reconsideration",
    RemedyKind.RECONSIDERATION_SIMPLIFIED: "reconsideration",
    RemedyKind.LAWSUIT: "lawsuit_direct",
    RemedyKind.LAWSUIT_AFTER_RECONSIDERATION: "lawsuit_after_reconsideration"}
_RESULTS = ("upheld", "corrected", "other", "pending", "total")


def _cases(no: str, agency: int) -> list[dict[str, Any]]:
    chance, found = random.Random(11), []
    for seq in range(1, 200):
        came = date(2022, 6, 1) + timedelta(chance.randrange(900))
        decided = came + timedelta(chance.randrange(1, 400)) if chance.random() < 0.8 else None
        result = (chance.choice([one for one in RemedyResult if one is not RemedyResult.PENDING])
                  if decided else RemedyResult.PENDING)
        found.append({
            "request_no": no, "seq": seq, "agency_id": agency, "body": "滨江市人民政府",
            "kind": chance.choice(list(RemedyKind)), "case_no": str(seq),
            "copy_received_on": came, "result": result, "result_on": decided,
            "void": chance.random() < 0.05})
    return found


def _truth(cases: list[dict[str, Any]], year: int) -> dict[str, dict[str, int]]:
    cells = {column: dict.fromkeys(_RESULTS, 0) for column in _COLUMN.values()}
    for one in cases:
        row, decided = cells[_COLUMN[one["kind"]]], one["result_on"]
        if one["void"] or one["copy_received_on"].year > year:
            continue
        if decided is None or decided.year > year:
            row["pending"] += 1
        elif decided.year == year:
            row[one["result"].value] += 1
        else:
            continue
        row["total"] += 1
    return cells


def test_every_cell_of_table_four_is_the_one_found_case_by_case(
    engine: Engine, agencies: Mapping[str, int]
) -> None:
    """A case stays 尚未审结 year after year until its result is recorded; then it counts there."""
    bureau = agencies["BUREAU"]
    cases = _cases(f"A{bureau}-000001", bureau)
    with writing(engine) as connection:
        keep(connection, [History(bureau, date(2022, 1, 4), date(2022, 1, 20))])
        connection.execute(insert(RemedyCase), cases)
    for year in (2022, 2023, 2024):
        with reading(engine) as connection:
            alone = annual_report(connection, bureau, year)
            all_of_them = annual_report(connection, agencies["CITY"], year, rollup=True)
        assert alone.reviews == _truth(cases, year)
        assert all_of_them.reviews == alone.reviews


def test_a_fee_counts_in_the_year_it_was_paid(
    engine: Engine, agencies: Mapping[str, int]
) -> None:
    """国办公开办函〔2021〕30号: the amount collected stands in part six."""
    with writing(engine) as connection:
        keep(connection, [History(agencies["BUREAU"], date(2023, 11, 6), None) for _ in range(4)])
        connection.execute(
            update(Request).where(Request.id <= 3).values(
                fee_paid_on=date(2024, 1, 2), fee_paid_yuan=100))
        connection.execute(update(Request).where(Request.id == 3).values(void=1))
    with reading(engine) as connection:
        found = [annual_report(connection, agencies["BUREAU"], year).fees
                 for year in (2023, 2024)]

    assert [(one.requests, one.yuan) for one in found] == [(0, 0), (2, 200)]
    assert year_of(2024).last == date(2024, 12, 31)
