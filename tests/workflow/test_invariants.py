"""The invariants: nothing is named where nothing happened, and each is named that was broken."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.census import nothing_written
from workflow.archive.invariants import invariants, invariants_on
from workflow.record import guards
from workflow.record.sequencer import sequence
from workflow.work.sweeper import sweep

FIRST, SECOND = "BJZR-2026-0001", "BJZR-2026-0002"


def broken(bureau: Bureau) -> list[str]:
    """What does not hold."""
    return invariants(bureau.engine, bureau.keys, bureau.store)


def test_where_nothing_happened_everything_holds(filled: Bureau) -> None:
    filled.at("2026-06-10 10:00")
    sweep(filled.engine, filled.now, mail=True)
    sequence(filled.engine)

    assert broken(filled) == []


def test_everything_holds_at_every_stage_of_the_procedure(stages: to.Stages) -> None:
    assert broken(stages.bureau) == []


#: What is said behind the desk's back, and a word of the line that names it.
BREAKS = {
    "a chain": ("UPDATE trail_entry SET hash = request || seq WHERE request = :first AND seq = 2",
                "E1-链 BJZR-2026-0001 第2条"),
    "a column": ("UPDATE trail_entry SET officer = 'nobody' WHERE request = :first AND seq = 2",
                 "E3-列 BJZR-2026-0001 第2条"),
    "a head": ("UPDATE request SET head = 'x' WHERE no = :first", "E4-投影 BJZR-2026-0001"),
    "a seq": ("UPDATE request SET seq = seq - 1 WHERE no = :first", "E4-投影 BJZR-2026-0001"),
    "a state": ("UPDATE request SET state = 'review' WHERE no = :first", "E4-投影 BJZR-2026-0001"),
    "a file": ("DELETE FROM stored_file WHERE request = :first", "E5-材料 BJZR-2026-0001"),
    "a due date": ("UPDATE request SET due_on = '2030-01-02' WHERE no = :second",
                   "E4-投影 BJZR-2026-0002"),
    "a personal field": ("DELETE FROM personal_field WHERE request = :first", "E6-个人信息"),
    "an open request without a clock": (
        "UPDATE request SET clock_state = '' WHERE no = :second",
        "E10-期限 BJZR-2026-0002：收到日期已经确定，却没有期限"),
    "an open request whose clock has ended": (
        "UPDATE request SET clock_state = 'ended', ended_on = '2026-06-03' WHERE no = :second",
        "E10-期限 BJZR-2026-0002：尚未答复，期限却已终止"),
    "an answered request whose clock runs": (
        "UPDATE request SET clock_state = 'running', ended_on = NULL WHERE no = :first",
        "E10-期限 BJZR-2026-0001：已经答复或者终止，期限却没有终止"),
    "a closed request whose clock runs": (
        "UPDATE request SET clock_state = 'running', ended_on = NULL, state = 'archived'"
        " WHERE no = :first", "E10-期限 BJZR-2026-0001：已经办结，期限却没有终止"),
    "a clock that runs to no day": (
        "UPDATE request SET clock_state = 'running', due_on = NULL WHERE no = :second",
        "E10-期限 BJZR-2026-0002：期限进行中，却没有到期日"),
    "a leaf without an entry": (
        "INSERT INTO log_leaf VALUES (900, 'BJZR-2026-0077', 1, 'no hash')",
        "L1-日志叶 BJZR-2026-0077 第1条：日志中有这一条，台账中没有"),
    "an entry lost before it got its place": (
        "DELETE FROM log_leaf WHERE request = :first AND seq = 1",
        "L1-日志叶 BJZR-2026-0001 第1条：条目不在日志中，也没有等待编号"),
    "an entry that waits with its place": (
        "INSERT INTO log_pending (request, seq) VALUES (:first, 1)",
        "L1-日志叶 BJZR-2026-0001 第1条：已经编入日志，却还在等待编号"),
    "a mail without a cause": (
        "INSERT INTO job (kind, key, payload, at, not_before, attempts, error) VALUES ('mail',"
        """ 'mail/x', '{"login": "handler", "no": "BJZR-2026-0001", "ref": "BJZR-2026-0001#99"}',"""
        " :at, :at, 0, '')", "E11-发件箱 BJZR-2026-0001：待发邮件“BJZR-2026-0001#99”"),
    "a reminder without a cause": (
        "INSERT INTO reminder (login, ref, request_no, of_limit, text, at) VALUES"
        " ('handler', 'BJZR-2026-0088/2026-07-01/5', :first, true, '', :at)",
        "E11-发件箱 BJZR-2026-0001：提醒“BJZR-2026-0088/2026-07-01/5”"),
    "work ahead of the log": (
        "INSERT INTO work_position VALUES ('tidings', 100000)", "E12-后台进度"),
    "a number out of its series": (
        "DELETE FROM document_number WHERE series = 'receipt' AND serial = 1", "E9-文号"),
    "a number that is lost": (
        "INSERT INTO document_number VALUES (1, 'reply', 2026, 2, 'used', :first, :at)",
        "E9-文号 BJZR-2026-0001：用去文号"),
    "a number given twice": (
        "UPDATE document SET number = (SELECT number FROM document WHERE request_no = :first"
        " ORDER BY id LIMIT 1)", "用在不止一份文书上"),
    "the security log": ("DELETE FROM security_entry WHERE seq = 3", "E8-安全日志 安全日志"),
    "a row that points nowhere": (
        "INSERT INTO request_item VALUES ('BJZR-2026-0099', 1, '无主事项', NULL)",
        "D1-数据库 数据库：request_item中有行指向request"),
}


def test_what_is_broken_is_named(filled: Bureau) -> None:
    """One break at a time, each taken back."""
    sequence(filled.engine)
    found = {what: broken_by(filled, statement) for what, (statement, _) in BREAKS.items()}

    assert {what: lines for what, lines in found.items()
            if not any(BREAKS[what][1] in line for line in lines)} == {}
    assert broken(filled) == []


def broken_by(bureau: Bureau, statement: str) -> list[str]:
    """What does not hold once a statement is said by somebody whom no guard and no key stops."""
    known = {"first": FIRST, "second": SECOND, "at": bureau.now.replace(tzinfo=None)}
    given = {name: value for name, value in known.items() if f":{name}" in statement}
    with unguarded(bureau) as connection:
        connection.execute(text(statement), given)
        return [str(one) for one in invariants_on(connection, bureau.keys, bureau.store)]


@contextmanager
def unguarded(bureau: Bureau) -> Iterator[Connection]:
    """A transaction without guards and keys, taken back at the end."""
    with bureau.engine.connect() as connection:
        if bureau.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")  # the pragma has no effect inside a transaction
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for drop in guards.drops("sqlite"):
                connection.exec_driver_sql(drop)
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        connection.rollback()
        connection.invalidate()


@pytest.mark.parametrize("off", ["gone", "switched off"])
def test_a_guard_that_is_gone_or_off_is_named(filled: Bureau, off: str) -> None:
    small = filled.engine.dialect.name == "sqlite"
    gone = ("DROP TRIGGER trail_entry_no_delete" if small else
            "DROP TRIGGER trail_entry_no_change ON trail_entry" if off == "gone" else
            "ALTER TABLE trail_entry DISABLE TRIGGER trail_entry_no_change")
    with filled.engine.begin() as connection:
        connection.execute(text(gone))

    assert [one.partition("：")[2][:15] for one in broken(filled)] == ["触发器trail_entry_"]


def test_a_row_against_a_check_is_named(filled: Bureau) -> None:
    """Let in while the database did not look."""
    with filled.engine.begin() as connection:
        if filled.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            connection.execute(text("ALTER TABLE document_number DROP CONSTRAINT"
                                    " ck_document_number_state"))
        connection.execute(text("UPDATE document_number SET state = 'elsewhere'"
                                " WHERE series = 'request' AND serial = 1"))
    filled.engine.dispose()

    assert [one for one in broken(filled) if "document_number" in one and "D1" in one]


def test_a_damaged_page_is_named(small_filled: Bureau) -> None:
    """An index that lacks a row of its table, as a disk that forgot a write leaves it."""
    with small_filled.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, 'awaits <> ''''', 'awaits = ''''')"
            " WHERE name = 'ix_request_awaits'")
    small_filled.engine.dispose()

    assert [one for one in broken(small_filled) if "D1-数据库 数据库：完整性检查" in one]


def test_nothing_is_written_by_asking(filled: Bureau) -> None:
    with nothing_written(filled.engine):
        broken(filled)
