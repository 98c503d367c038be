"""Series of numbers (文号): no gap, none twice, what came to nothing is used again."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.errors import StepNotAllowed
from workflow.record import models, numbers
from workflow.record.database import reading, writing


def take(bureau: Bureau, *, year: int = 2026, later: timedelta = timedelta()) -> int:
    """Reserve a number of the replies in a transaction of its own."""
    with writing(bureau.engine) as connection:
        return numbers.reserve(connection, _agency(connection), "reply", year, "BJZR-2026-0001",
                               bureau.now + later)


def settle(bureau: Bureau, serial: int, state: str) -> bool:
    """Settle a number of the replies of 2026."""
    with writing(bureau.engine) as connection:
        return numbers.settle(connection, _agency(connection), "reply", 2026, serial, state)


def _agency(connection: Connection) -> int:
    return connection.scalars(select(models.Agency.id)).one()


def test_numbers_follow_one_another_and_begin_anew_each_year(bureau: Bureau) -> None:
    assert [take(bureau), take(bureau), take(bureau, year=2027)] == [1, 2, 1]


def test_a_number_given_back_goes_to_the_next_letter(bureau: Bureau) -> None:
    assert [take(bureau), take(bureau)] == [1, 2]

    assert settle(bureau, 1, "free")
    assert [take(bureau), take(bureau)] == [1, 3]


def test_a_reservation_whose_process_died_is_used_again_after_ten_minutes(
    bureau: Bureau,
) -> None:
    assert take(bureau) == 1

    assert take(bureau, later=timedelta(minutes=9)) == 2
    assert take(bureau, later=timedelta(minutes=11)) == 1


def test_a_number_is_used_once(bureau: Bureau) -> None:
    serial = take(bureau)

    assert settle(bureau, serial, "used")
    assert not settle(bureau, serial, "used")
    assert not settle(bureau, serial, "free")


def test_only_a_used_number_is_voided_and_a_void_one_never_comes_back(bureau: Bureau) -> None:
    serial = take(bureau)
    assert not settle(bureau, serial, "void")
    settle(bureau, serial, "used")

    assert settle(bureau, serial, "void")
    assert not settle(bureau, serial, "used")
    assert take(bureau, later=timedelta(days=9)) == serial + 1


def test_a_number_has_one_of_four_states(bureau: Bureau) -> None:
    take(bureau)
    with pytest.raises(Exception, match=r"(?i)check"), writing(bureau.engine) as connection:
        connection.execute(text("UPDATE document_number SET state = 'lost'"))


def test_each_kind_of_document_and_each_agency_counts_for_itself(small_bureau: Bureau) -> None:
    to.consulting(small_bureau)

    with reading(small_bureau.engine) as connection:
        rows = connection.execute(select(models.DocumentNumber.series, models.DocumentNumber.serial,
                                         models.DocumentNumber.state)).all()
    assert {tuple(row) for row in rows} == {
        ("request", 1, "used"), ("receipt", 1, "used"), ("consultation", 1, "used"),
        ("consultation_told", 1, "used")}


def test_the_number_is_printed_with_full_year_and_without_zeros(small_bureau: Bureau) -> None:
    no = to.registered(small_bureau)

    assert "滨自然资公开收〔2026〕1号" in small_bureau.text(no, "receipt")


@pytest.mark.parametrize(("pattern", "words"), [
    ("{short}公复〔2026〕{serial}号", "〔{year}〕和{serial}各一处"),
    ("{short}公复[{year}]{serial}号", "六角括号"),
    ("{short}公复〔{year}〕号", "各一处"),
    ("{short.__class__}〔{year}〕{serial}号", "四个占位"),
    ("{serial:04d}〔{year}〕号", "四个占位"),
    ("{}〔{year}〕{serial}号", "四个占位"),
    ("{short}公开补〔{year}〕{serial}号", "与“补正告知书”的文号相同"),
    ("长" * 40 + "〔{year}〕{serial}号", "不超过40个字"),
])
def test_a_pattern_that_could_print_no_lawful_number_is_refused(
    small_bureau: Bureau, pattern: str, words: str
) -> None:
    """GB/T 9704-2012, 7.2.5."""
    with pytest.raises(StepNotAllowed, match=words):
        small_bureau.set("number.reply", pattern, since="2026-01-01")


def test_an_agency_numbers_its_replies_by_its_own_pattern(bureau: Bureau) -> None:
    bureau.at("2026-05-01 09:00")
    bureau.set("number.reply", "{short}公复〔{year}〕{serial}号", since="2026-06-01")
    numbers_of = [d.number for d in bureau.see(to.issued(bureau)).documents]

    assert numbers_of[-1] == "滨自然资公复〔2026〕1号"
    assert numbers_of[0] == "滨自然资公开收〔2026〕1号"
    bureau.set("number.reply", "", since="2026-06-02")
    assert bureau.see(to.issued(bureau)).documents[-1].number == "滨自然资公开答〔2026〕2号"
