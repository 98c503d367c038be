"""The columns of the register: what stands in each is what happened, as far as a seat may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, delete, text

from tests.bureau import Bureau
from tests.workflow.stages import MONDAY, WEDNESDAY, Stages
from workflow.record.database import reading, writing
from workflow.record.models import RequestKey
from workflow.register_columns import BY_KEY
from workflow.reports.book.columns import ALL, CONTACTS, USUAL, Group, chosen, grouped
from workflow.reports.book.line import UNREADABLE, Source
from workflow.reports.book.lines import Contacts, Reader
from workflow.reports.book.narrowing import Wanted
from workflow.reports.register import find


def cells(
    bureau: Bureau, login: str, keys: Sequence[str] = (), contacts: Contacts = Contacts.MASKED
) -> dict[str, dict[str, str]]:
    """Every request of the agency on the Wednesday of the stages, by number and column."""
    actor, today = bureau.who(login), date.fromisoformat(WEDNESDAY)
    columns = chosen(keys or ALL)
    with reading(bureau.engine) as connection:
        ids = find(connection, actor, Wanted(), today, limit=500).ids
        lines = Reader(connection, actor, today, columns, bureau.keys, contacts).read(ids)
    return {line.row.no: {one.key: one.cell(line) for one in columns} for line in lines}


def test_every_column_has_its_heading_and_stands_in_one_group() -> None:
    assert all(BY_KEY[key] is one.column for key, one in ALL.items())
    assert sorted(one.key for group in Group for one in grouped()[group]) == sorted(ALL)
    assert len({one.heading for one in ALL.values()}) == len(ALL)


def test_the_usual_columns_ask_for_no_trail() -> None:
    assert {one.source for one in USUAL} == {Source.ROW, Source.ITEMS}
    assert chosen(()) == chosen(("nonsense",)) == USUAL


def test_columns_stand_in_the_order_of_a_register_file_however_they_are_chosen() -> None:
    assert [one.key for one in chosen(("due_on", "no", "wanted", "no"))] == [
        "no", "wanted", "due_on"]


#: What stands in a column for the request of a stage, and why.
_TOLD = [
    ("received", "receipt_rule", "当面提交的，提交之日为收到申请之日"),
    ("received", "submitted_on", MONDAY), ("received", "channel", "当面"),
    ("received", "outcome", ""), ("received", "on_time", ""), ("received", "used_days", ""),
    ("assigned", "unit", "法规科"), ("assigned", "handler", "测试承办人"),
    ("assigned", "regulation", "2019年条例"), ("assigned", "clock", "计算中"),
    ("drafted", "outcome", ""), ("drafted", "proposed", "予以公开"),
    ("approved", "approver", "测试审核签发人"), ("approved", "secrecy_reviewer", "测试保密审查人"),
    ("dispatched", "outcome", "予以公开"), ("dispatched", "on_time", "按期"),
    ("archived", "retention", "定期10年"), ("archived", "state", "已归档"),
]


@pytest.mark.parametrize(("stage", "key", "value"), _TOLD, ids=str)
def test_a_column_tells_what_happened(stages: Stages, stage: str, key: str, value: str) -> None:
    if stage not in stages.numbers:
        pytest.fail(f"{stage}: {', '.join(stages.numbers)}")
    assert cells(stages.bureau, "clerk", [key])[stages.numbers[stage]][key] == value


def test_no_stage_leaves_a_column_that_cannot_be_read(stages: Stages) -> None:
    """Every column of every request that the procedure can bring about."""
    found = cells(stages.bureau, "clerk")
    filled = {key for row in found.values() for key, value in row.items() if value}

    assert UNREADABLE not in {value for row in found.values() for value in row.values()}
    assert filled >= {
        "supplement_asked_on", "supplement_term", "consulted", "consulted_on",
        "consultation_served_on", "fee", "fee_noticed_on", "articles", "legal_reviewer",
        "reply_number", "replied_on", "manner", "posted_on", "reply_mail_no", "served_on",
        "remedies_told", "reconsideration", "published", "archive_no", "redo_of", "redone_as",
        "ended_on", "used", "extension_granted"}


def test_a_column_of_the_list_agrees_with_the_trail(stages: Stages) -> None:
    for no, row in cells(stages.bureau, "clerk").items():
        seen = stages.bureau.see(no)
        assert row["wanted"].replace("1. ", "").split("\n2. ") == [
            item.wanted for item in seen.case.items.values()], no
        assert row["applicant_name"] == seen.applicant_name
        assert row["received_on"] == str(seen.case.received_on or "")


@pytest.mark.parametrize("login", ["secrecy", "leader"])
def test_a_seat_that_needs_no_names_sees_them_masked(stages: Stages, login: str) -> None:
    no = stages.numbers["received"]
    row = cells(stages.bureau, login, contacts=Contacts.FULL)[no]

    assert row["applicant_name"] == "吴*"
    assert not any(row[key] for key in CONTACTS)


def test_where_an_applicant_can_be_reached_is_masked_in_a_list(small_bureau: Bureau) -> None:
    no = small_bureau.receive(channel="in_person", submitted_on="2024-09-27", wanted="甲",
                              phone="13800138000", email="wu@example.invalid")
    small_bureau.act(no, "clerk", "record_person", part="agent", person="何小军",
                     papers=[small_bureau.upload("委托书.png")])
    row, full = (cells(small_bureau, "clerk", contacts=contacts)[no]
                 for contacts in (Contacts.MASKED, Contacts.FULL))

    assert (row["phone"], full["phone"]) == ("138******00", "13800138000")
    assert full["email"] == "wu@example.invalid"
    assert full["agent"] == "何小军"


def test_what_was_destroyed_or_damaged_says_so_and_stops_no_list(small_bureau: Bureau) -> None:
    gone, broken, whole = (small_bureau.receive(
        channel="in_person", submitted_on="2024-09-27", wanted=f"第{n}件", phone="13800138000")
        for n in range(3))
    with writing(small_bureau.engine) as connection:
        connection.execute(delete(RequestKey).where(RequestKey.request == gone))
    _overwrite(small_bureau.engine, broken)
    row = cells(small_bureau, "clerk", contacts=Contacts.FULL)

    assert (row[gone]["phone"], row[whole]["phone"]) == ("", "13800138000")
    assert row[broken]["receipt_rule"] == UNREADABLE
    assert row[broken]["wanted"] == "第1件"


def _overwrite(engine: Engine, no: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER trail_entry_no_update"))
        connection.execute(text("UPDATE trail_entry SET body = 'x' WHERE request = :no"),
                           {"no": no})


def test_no_list_is_read_for_a_row_that_is_gone(stages: Stages) -> None:
    actor, today = stages.bureau.who("clerk"), stages.bureau.now.date()
    with reading(stages.bureau.engine) as connection:
        reader = Reader(connection, actor, today, USUAL)
        assert reader.read([]) == []
        assert reader.read([10**6]) == []
        assert replace(reader, columns=tuple(ALL.values())).read([]) == []
