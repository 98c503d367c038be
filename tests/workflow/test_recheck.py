"""The recheck (复查): the legal office alone, on what was issued, moving nothing."""

from datetime import date
from typing import Any

import pytest

from tests.bureau import Bureau
from tests.workflow import refusals, stages
from tests.workflow.refusals import Row
from workflow.machine import BOOK
from workflow.record.database import reading
from workflow.reports.sample import Draw, Stratum, Terms, draw, in_turn, rechecked
from workflow.terms import Outcome, State

GIVEN: dict[str, Any] = {
    "document": "8-1", "result": "flawed", "findings": ["检索范围偏窄"], "text": "提醒承办单位注意",
    "checked": ["facts", "basis"]}


@refusals.table(
    # Only the legal office.
    Row("archived", "clerk", "record_recheck", GIVEN, "由法制机构办理"),
    # Only what was issued, and is not recalled.
    Row("archived", "legal", "record_recheck", {**GIVEN, "document": "99-1"}, "没有这份文书",
        field="document"),
    # A fault is named.
    Row("archived", "legal", "record_recheck", {**GIVEN, "findings": []}, "请逐项写明发现的问题",
        "第四十五条", field="findings"),
)
def test_why_nothing_is_rechecked(stages: stages.Stages, row: Row) -> None:
    refusals.check(stages, row)


def test_it_stands_in_every_state_that_has_letters_and_moves_nothing() -> None:
    rechecks = [step for (_, name), step in BOOK.items() if name == "record_recheck"]

    assert {step.source for step in rechecks} == set(State) - {State.RECEIPT}
    assert all(step.arrives is step.source for step in rechecks)


def test_a_sealed_file_takes_a_recheck_and_still_verifies(bureau: Bureau) -> None:
    no = stages.archived(bureau)
    letter = bureau.newest(no, "reply")
    bureau.act(no, "legal", "record_recheck", **{**GIVEN, "document": letter},
               papers=[bureau.upload("复查记录.png")])
    seen = bureau.see(no)

    assert (seen.case.state, seen.trail[-1].step_label) == (State.ARCHIVED, "复查")
    assert bureau.findings() == []
    with reading(bureau.engine) as connection:
        assert rechecked(connection, [no, "BJZR-1999-0001"]) == {no: 1}


def _terms(**shares: int) -> Terms:
    given = {stratum: shares.get(stratum.value, 100) for stratum in Stratum}
    return Terms(date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1), given)


def _drawn(bureau: Bureau, terms: Terms) -> Draw:
    with reading(bureau.engine) as connection:
        return draw(connection, bureau.who("legal").agency_id, terms)


def test_a_share_of_each_stratum_is_drawn_the_same_each_time(bureau: Bureau) -> None:
    numbers = [stages.issued(bureau) for _ in range(3)]
    first, again = (_drawn(bureau, _terms(granted=34)) for _ in range(2))

    assert first == again
    assert first.population == {
        Stratum.REFUSED: 0, Stratum.UNABLE: 0, Stratum.GRANTED: 3}
    assert len(first.drawn) == 2  # a third of three, rounded up
    assert set(first.drawn) < set(numbers)
    assert set(_drawn(bureau, _terms()).drawn) == set(numbers)
    assert _drawn(bureau, _terms(granted=0)).drawn == ()


def test_terms_are_read_back_as_they_were_written() -> None:
    facts = {key: str(value) for key, value in _terms(refused=7).facts().items()}

    assert Terms.read(facts) == _terms(refused=7)


@pytest.mark.parametrize(("count", "kinds"), [(3, "RUG"), (4, "RUGR"), (9, "RUGRR")])
def test_the_strata_take_turns_until_enough_or_all_are_taken(count: int, kinds: str) -> None:
    found = [("R1", Outcome.DENY_LAW), ("R2", Outcome.PARTIAL), ("R3", None),
             ("U1", Outcome.REJECT_REPEAT), ("G1", Outcome.GRANTED)]
    taken = in_turn(found, date(2026, 7, 1), count)

    assert "".join(no[0] for no in taken) == kinds
