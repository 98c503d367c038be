"""The same person again (同一申请人): found by ID number and phone, unreadable in the tables."""

import json

import pytest
from sqlalchemy import text

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.record.database import reading
from workflow.record.identity import applicant_of, mark_of, normalised

NUMBER = "99999919800101001X"
KEY = b"k" * 32


def test_another_spelling_of_the_name_is_found_by_the_id_number(bureau: Bureau) -> None:
    """条例第三十六条第六项: whoever applies again may write the name otherwise."""
    first = to.received(bureau, applicant_name="赵䶮", id_kind="resident_card",
                        id_number=NUMBER, id_as_written=True)
    second = to.received(bureau, applicant_name="赵龑", id_kind="resident_card",
                         id_number=NUMBER.lower(), id_as_written=True)
    to.received(bureau, applicant_name="赵一")

    (found,) = bureau.see(second).earlier
    assert (found.no, found.same) == (first, ("证件号码相同",))
    assert bureau.findings() == []


def test_a_shared_phone_is_a_candidate_and_counts_no_application(bureau: Bureau) -> None:
    first = to.received(bureau, applicant_name="吴玥", phone="0000-1234 5678")
    second = to.assigned(bureau, applicant_name="吴明", phone="0000 12345678")
    same_name = to.received(bureau, applicant_name="吴明")

    assert [(one.no, one.same) for one in bureau.see(second).earlier] == [
        (same_name, ("姓名或者名称相同",)), (first, ("电话相同",))]


@pytest.mark.parametrize(("id_number", "counted"), [(NUMBER, 3), ("999999198001010011", 2)])
def test_applications_are_counted_by_name_or_id_number(
    small_bureau: Bureau, id_number: str, counted: int
) -> None:
    """条例第三十五条、第四十二条: the one at hand, one of the same name, one of the same number."""
    to.received(small_bureau, applicant_name="赵龑", id_kind="resident_card", id_number=NUMBER,
                id_as_written=True)
    to.received(small_bureau, applicant_name="赵䶮")
    no = to.assigned(small_bureau, applicant_name="赵䶮", id_kind="resident_card",
                     id_number=id_number, id_as_written=True)

    small_bureau.act(no, "handler", "ask_for_reasons", applications=9, first_on=to.MONDAY,
                     last_on=to.MONDAY, why="反复申请同一内容", term_working_days=5)
    assert small_bureau.see(no).trail[-1].entry.facts.number("counted") == counted


def test_a_corrected_number_moves_the_mark(bureau: Bureau) -> None:
    no = to.registered(bureau, phone="0000-1")
    with reading(bureau.engine) as connection:
        before = connection.scalar(text("SELECT mark FROM person_mark"))
    bureau.act(no, "clerk", "correct_entry", what="phone", phone="0000-2", reason="笔误")

    with reading(bureau.engine) as connection:
        assert connection.scalar(text("SELECT mark FROM person_mark")) not in (None, before)
    assert bureau.findings() == []


def test_marks_are_of_one_agency_one_field_one_key_and_say_nothing() -> None:
    mark = mark_of(KEY, "BJZR", "id_number", NUMBER)

    assert mark == mark_of(KEY, "BJZR", "id_number", NUMBER)
    assert len(mark) == 32
    assert len({mark, mark_of(b"l" * 32, "BJZR", "id_number", NUMBER),
                mark_of(KEY, "HCJY", "id_number", NUMBER),
                mark_of(KEY, "BJZR", "phone", NUMBER)}) == 4
    assert applicant_of(KEY, "BJZR", {"applicant_name": "赵䶮", "id_number": ""}) == ("赵䶮", {})


@pytest.mark.parametrize(("kind", "typed", "same"), [
    ("id_number", "９９９９９９ 19800101-001x", NUMBER), ("id_number", NUMBER, NUMBER),
    ("phone", "+86 138-0000-0000", "13800000000"), ("phone", "0086 13800000000", "13800000000"),
    ("phone", "（0000）8765 4321", "000087654321"), ("phone", "8613800", "8613800"),
])
def test_one_value_has_one_spelling(kind: str, typed: str, same: str) -> None:
    assert normalised(kind, typed) == same


def test_no_act_leaves_a_mark_in_the_trail(small_bureau: Bureau) -> None:
    no = to.registered(small_bureau, phone="0000-1")
    bodies = json.dumps([line.entry.body for line in small_bureau.see(no).trail])
    with reading(small_bureau.engine) as connection:
        marks = list(connection.scalars(text("SELECT mark FROM person_mark")))

    assert marks
    assert not any(mark in bodies for mark in marks)
