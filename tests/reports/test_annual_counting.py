"""Table three against a truth of its own, and the proof that it balances."""

import random
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from tests.reports.conftest import AT
from tests.reports.histories import (
    KINDS,
    LEAVES,
    ROWS,
    History,
    keep,
    random_histories,
    truth,
)
from workflow import office
from workflow.record.database import reading, writing
from workflow.reports.annual.form import COLUMNS, form_of
from workflow.reports.annual.report import Report, annual_report, period_report
from workflow.terms import Outcome

Agencies = Mapping[str, int]
TREE = ("CITY", "BUREAU", "OFFICE")


def _report(engine: Engine, agency: int, year: int, *, rollup: bool = False) -> Report:
    with reading(engine) as connection:
        return annual_report(connection, agency, year, rollup=rollup)


def _filled(engine: Engine, *histories: History) -> None:
    with writing(engine) as connection:
        keep(connection, histories)


@pytest.fixture
def histories(engine: Engine, agencies: Agencies) -> list[History]:
    """Two thousand requests of three years and four agencies."""
    found = list(random_histories(
        random.Random(7), list(agencies.values()), 2_000, first=2022, years=3))
    _filled(engine, *found)
    return found


def test_every_cell_of_three_years_is_the_one_found_file_by_file(
    engine: Engine, agencies: Agencies, histories: list[History]
) -> None:
    """Seven columns, twenty-five rows, three years; 二 of a year is 四 of the one before."""
    before: Report | None = None
    for year in (2022, 2023, 2024):
        report = _report(engine, agencies["BUREAU"], year)
        assert report.cells == truth(
            histories, [agencies["BUREAU"]], date(year, 1, 1), date(year, 12, 31))
        assert report.balanced
        assert before is None or report.cells["carried_in"] == before.cells["carried_out"]
        before = report


def test_a_roll_up_is_the_sum_of_the_agency_and_all_below_it(
    engine: Engine, agencies: Agencies, histories: list[History]
) -> None:
    """An agency outside the tree is not in it."""
    report = _report(engine, agencies["CITY"], 2023, rollup=True)

    assert report.agencies == 3
    assert report.cells == truth(
        histories, [agencies[code] for code in TREE], date(2023, 1, 1), date(2023, 12, 31))
    assert report.balanced


@pytest.mark.parametrize(("first", "last"), [
    ("2023-01-01", "2023-06-30"), ("2023-07-01", "2023-12-31"), ("2024-02-01", "2024-02-29"),
    ("2023-11-17", "2024-03-05"), ("2023-05-08", "2023-05-08")])
def test_halves_months_and_any_two_days_are_counted_alike(
    engine: Engine, agencies: Agencies, histories: list[History], first: str, last: str
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    with reading(engine) as connection:
        report = period_report(connection, agencies["BUREAU"], *days)

    assert report.cells == truth(histories, [agencies["BUREAU"]], *days)
    assert report.balanced


def test_answered_anew_by_order_is_a_new_one_only_where_the_agency_says_so(
    engine: Engine, agencies: Agencies, histories: list[History]
) -> None:
    """The setting that holds on the last day of the year decides."""
    bureau = agencies["BUREAU"]
    with writing(engine) as connection:
        office.change_setting(connection, AT, office.CONSOLE, bureau, "report.redo_counts", "on",
                              effective_from=date(2023, 7, 1))
    for year, counts in ((2022, False), (2023, True)):
        report = _report(engine, bureau, year)
        assert report.cells == truth(
            histories, [bureau], date(year, 1, 1), date(year, 12, 31), redo_counts=counts)
        assert ("不另计" in report.redo_note) is not counts


def test_before_2021_all_other_handling_is_one_row(
    engine: Engine, agencies: Agencies
) -> None:
    """国办公开办函〔2019〕60号; before 2019 no national form is verified, and that is said."""
    bureau = agencies["BUREAU"]
    _filled(engine, *(
        History(bureau, date(year, 3, 2), date(year, 3, 9), outcome=leaf.value)
        for year in (2018, 2020) for leaf in Outcome))

    report = _report(engine, bureau, 2020)
    assert report.form.number == "国办公开办函〔2019〕60号"
    assert len(report.cells) == 23
    assert report.cells["other"]["total"] == 3
    assert report.cells["total"]["natural"] == len(Outcome)
    assert report.balanced
    assert "尚无经核实的全国统一格式" in _report(engine, bureau, 2018).form_note


def test_the_form_of_2021_has_the_rows_and_columns_of_the_document() -> None:
    form = form_of(2026)

    assert [row.key for row in form.rows] == list(ROWS)
    assert (*KINDS, "total") == COLUMNS
    assert {leaf for row in form.leaves for leaf in row.leaves} == set(Outcome)
    assert len(form.leaves) == len(LEAVES)


_DAY = st.dates(date(2020, 12, 1), date(2023, 2, 1))
_HISTORY = st.builds(
    lambda came, took, kind, outcome, void, redo: History(
        1, came, None if took is None else date.fromordinal(came.toordinal() + took), kind,
        outcome, void, redo),
    _DAY, st.one_of(st.none(), st.integers(0, 500)), st.sampled_from(KINDS),
    st.sampled_from([outcome.value for outcome in Outcome]), st.sampled_from((0, 0, 0, 1)),
    st.sampled_from(("", "", "R-1")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("agencies")
# Each example is rolled back.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(_HISTORY, max_size=25))
def test_any_histories_balance_in_every_column_and_land_in_one_leaf(
    engine: Engine, histories: list[History]
) -> None:
    with engine.connect() as connection:
        connection.begin()
        keep(connection, histories)
        for year in (2021, 2022, 2023):
            report = annual_report(connection, 1, year)
            assert report.balanced
            assert all(one.holds for one in report.equations)
            assert report.cells == truth(histories, [1], date(year, 1, 1), date(year, 12, 31))
        connection.rollback()


@pytest.mark.parametrize(("history", "says"), [
    (History(0, date(2024, 5, 6), date(2024, 4, 1)), "早于收到之日"),
    (History(0, date(2024, 5, 6), date(2023, 4, 3)), "早于收到之日"),
    (History(0, None, date(2024, 4, 1)), "没有收到之日"),
    (History(0, date(2024, 3, 4), date(2024, 4, 1), outcome=None), "没有办理结果"),
], ids=["answered before received", "answered the year before", "never received", "no outcome"])
def test_what_does_not_balance_names_the_case(
    engine: Engine, agencies: Agencies, history: History, says: str
) -> None:
    """A row that contradicts itself is never smoothed over."""
    _filled(engine, History(agencies["BUREAU"], date(2024, 1, 8), None),
            History(agencies["BUREAU"], *_after_agency(history)),
            History(agencies["BUREAU"], *_after_agency(history), redo_of="R-1"))
    report = _report(engine, agencies["BUREAU"], 2024)

    assert not report.balanced
    assert [one.no for one in report.suspects] == [f"A{agencies['BUREAU']}-000002"]
    assert says in report.suspects[0].reasons[0]


def _after_agency(one: History) -> tuple[date | None, date | None, str, str | None]:
    return one.received, one.concluded, one.kind, one.outcome


def test_an_unknown_kind_of_applicant_fails_the_sum_of_its_row(
    engine: Engine, agencies: Agencies
) -> None:
    _filled(engine, History(agencies["BUREAU"], date(2024, 1, 8), date(2024, 1, 29)))
    with writing(engine) as connection:
        connection.execute(text("UPDATE request SET applicant_kind = 'ghost'"))
    report = _report(engine, agencies["BUREAU"], 2024)

    assert report.cells["new"]["total"] == 1
    assert not report.balanced
    assert "ghost" in report.suspects[0].reasons[0]


def test_a_day_of_receipt_still_to_be_confirmed_is_counted_in_no_row_yet(
    engine: Engine, agencies: Agencies
) -> None:
    """条例第三十一条: without it nobody knows in which year the request came in."""
    _filled(engine, History(agencies["BUREAU"], None, None, outcome=None))
    report = _report(engine, agencies["BUREAU"], 2024)

    assert report.waiting == 1
    assert report.balanced
    assert report.cells["new"]["total"] == 0
