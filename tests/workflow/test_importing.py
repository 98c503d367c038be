"""Taking over an earlier register: told as told, all of it or nothing, once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import case, func, select, text, update
from sqlalchemy.exc import DatabaseError

from tests.bureau import Bureau
from tests.registers import csv_of, open_row, row, xlsx_of
from tests.workflow.stages import GRANTED
from workflow.archive.auditor.audit import audit
from workflow.archive.replay import rebuild
from workflow.archive.shelf import Shelf
from workflow.archive.shelved import faults_on_the_shelf
from workflow.duties import duties_of, for_officer
from workflow.errors import MovedOn, NotFound, StepNotAllowed
from workflow.imports.preview import FaultyRegister, preview, take_over
from workflow.imports.reading import read_register
from workflow.law.clock import ClockState
from workflow.record.database import reading, writing
from workflow.record.models import PersonalField, Request, SecurityEntry, TrailEntry
from workflow.register_rows import TakenOver
from workflow.reports.register import number_of, register
from workflow.taking_over import TakingOver
from workflow.terms import Channel, Manner, Outcome, State


@pytest.fixture
def bureau(bureau: Bureau) -> Bureau:
    return bureau.at("2024-09-27 09:30")


@pytest.fixture
def small_bureau(small_bureau: Bureau) -> Bureau:
    return small_bureau.at("2024-09-27 09:30")


def take(bureau: Bureau, *rows: dict[str, Any], login: str = "clerk") -> TakenOver:
    return take_over(bureau.desk, bureau.who(login), bureau.now, csv_of(rows),
                     command_id=bureau.command())


def faults(bureau: Bureau, *rows: dict[str, Any]) -> list[str]:
    return [str(one) for one in preview(
        bureau.desk, bureau.who("clerk"), bureau.now, csv_of(rows)).faults]


def count(bureau: Bureau, model: Any) -> int:
    with reading(bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def shelf_of(bureau: Bureau) -> Shelf:
    shelf = bureau.desk.packing_room.shelf
    assert shelf is not None
    return shelf


def numbers(bureau: Bureau) -> list[str]:
    with reading(bureau.engine) as connection:
        return list(connection.scalars(select(Request.no).order_by(Request.id)))


def test_answered_rows_are_archived_and_the_others_are_in_hand(bureau: Bureau) -> None:
    done = take(bureau, *(row(n) for n in range(1, 6)), open_row(6, 收到日期="2024-09-20"))

    assert (done.rows, done.here, sum(done.new.values()), done.new[None]) == (6, 0, 6, 1)
    states = [bureau.see(no).case.state for no in numbers(bureau)]
    assert states == [State.ARCHIVED] * 5 + [State.HANDLING]
    assert bureau.findings() == []


def test_a_request_taken_over_says_what_the_register_said_and_where_it_was_read(
    bureau: Bureau,
) -> None:
    take(bureau, row(1), row(2, 收到方式="EMS", 送达方式="邮寄", 办理结果="1.属于国家秘密"))
    seen = bureau.see("BJZR-2021-0002")
    told = seen.case.imported

    assert told is not None
    assert (told.no, told.row, told.outcome) == (
        "滨公开〔2021〕2号", 3, Outcome.DENY_SECRET)
    assert (told.manner, told.served_on) == (Manner.POST, date(2021, 1, 24))
    assert (seen.case.channel, seen.outcome) == (Channel.EMS, Outcome.DENY_SECRET)
    assert seen.case.concluded_on == date(2021, 1, 22)
    assert [(line.step_label, line.role_label) for line in seen.trail] == [
        ("历史导入", "收件登记岗")]
    assert seen.documents == ()
    assert seen.case.approval is None


def test_the_clock_runs_from_the_day_of_receipt_and_ends_with_the_reply(bureau: Bureau) -> None:
    take(bureau, row(1, 收到日期="2024-01-05", 答复日期="2024-01-26", 送达日期=""),
         open_row(2, 收到日期="2024-09-20"))
    answered, in_hand = (bureau.clock(no) for no in numbers(bureau))

    assert (answered.state, answered.ended_on, answered.used_working_days) == (
        ClockState.ENDED, date(2024, 1, 26), 15)
    assert (in_hand.state, in_hand.due_on) == (ClockState.RUNNING, date(2024, 10, 23))


def test_supplement_and_extension_of_the_register_move_the_clock(bureau: Bureau) -> None:
    given = {"补正告知日期": "2024-09-05", "补正收到日期": "2024-09-12",
             "延期告知日期": "2024-09-20", "延期工作日": "10"}
    headings = (*row(1), *given)
    data = csv_of([open_row(1, 收到日期="2024-09-02", **given)], headings)
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, data, command_id=bureau.command())
    (no,) = numbers(bureau)

    # Anew from 12 September, 20 and 10 working days on, National Day and its make-up days.
    assert bureau.clock(no).due_on == date(2024, 10, 30)
    assert "只能延期一次" in bureau.refused(
        no, "handler", "propose_extension", working_days=5, reason="内容多")


def test_the_columns_of_the_lists_hold_what_was_taken_over(bureau: Bureau) -> None:
    take(bureau, row(1))
    with reading(bureau.engine) as connection:
        found = connection.execute(select(
            Request.imported, Request.original_no, Request.closed, Request.outcome,
            Request.reply_number, Request.replied_on, Request.served_by, Request.served_on,
            Request.concluded_on, Request.used_days, Request.handling_days)).one()

    assert found[:5] == (1, "滨公开〔2021〕1号", 1, Outcome.PARTIAL, "滨自然资公开〔2021〕1号")
    assert found[5:9] == (date(2021, 1, 20), Manner.DIRECT, date(2021, 1, 22), date(2021, 1, 20))
    assert found.used_days == 11
    assert found.handling_days == 0  # in whose hands it lay nobody can say


def test_it_is_found_by_the_number_it_had_and_by_its_reply(small_bureau: Bureau) -> None:
    take(small_bureau, *(row(n) for n in range(1, 4)))
    clerk = small_bureau.who("clerk")
    days = small_bureau.desk.calendar(clerk, small_bureau.now)
    with reading(small_bureau.engine) as connection:
        def found(text: str) -> list[str]:
            page = register(connection, clerk, small_bureau.now.date(), days, text=text)
            return [one.no for one in page.rows]

        assert found("滨公开〔2021〕2号") == ["BJZR-2021-0002"]
        assert found("滨自然资公开 2021 3") == ["BJZR-2021-0003"]
        assert number_of(connection, clerk, "BJZR-2021-0001") == "BJZR-2021-0001"


def test_names_and_contact_are_sealed_and_stand_in_no_entry(bureau: Bureau) -> None:
    headings = (*row(1), "备注")
    data = csv_of([row(1, 申请人姓名或名称="王䶮", 备注="其子王小明代为领取")], headings)
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, data, command_id=bureau.command())
    with reading(bureau.engine) as connection:
        bodies = "".join([*connection.scalars(select(TrailEntry.body)),
                          *connection.scalars(select(SecurityEntry.body))])
    seen = bureau.see("BJZR-2021-0001")

    assert "王" not in bodies
    assert "00000000001" not in bodies
    assert seen.applicant_name == "王䶮"
    assert [one.label for one in seen.sealed] == ["联系电话", "备注（第1条 历史导入）"]


def test_handing_in_the_same_file_again_takes_nothing_over(bureau: Bureau) -> None:
    rows = [row(n) for n in range(1, 4)]
    take(bureau, *rows)
    again = take(bureau, *rows, row(4))

    assert (again.rows, again.here, sum(again.new.values())) == (4, 3, 1)
    assert len(numbers(bureau)) == 4
    assert bureau.findings() == []


def test_a_second_click_answers_as_the_first(bureau: Bureau) -> None:
    data, command = csv_of([row(1), row(2)]), bureau.command()
    clicks = [take_over(bureau.desk, bureau.who("clerk"), bureau.now, data, command_id=command)
              for _ in range(2)]

    assert [(one.rows, one.here + sum(one.new.values())) for one in clicks] == [(2, 2), (2, 2)]
    assert len(numbers(bureau)) == 2


def at_work(bureau: Bureau, *rows: dict[str, Any]) -> TakingOver:
    """A register that was looked over and numbered, and is about to be written."""
    read = read_register(csv_of(rows)).register
    work = TakingOver(bureau.keys, bureau.who("clerk"), bureau.now, read)
    with reading(bureau.engine) as connection:
        work.look(connection)
    with writing(bureau.engine) as connection:
        assert work.number(connection, bureau.command())
    work.make()
    return work


def test_of_two_who_take_the_same_register_over_one_writes_it(bureau: Bureau) -> None:
    late = at_work(bureau, row(1), row(2))
    take(bureau, row(1), row(2))
    with pytest.raises(MovedOn, match="没有导入"), writing(bureau.engine) as connection:
        late.write(connection)
    with writing(bureau.engine) as connection:
        late.release(connection)

    assert len(numbers(bureau)) == 2
    assert bureau.findings() == []


@pytest.mark.parametrize("table", ["trail_entry", "personal_field", "request_search", "request"])
def test_what_fails_in_the_middle_leaves_nothing_and_the_numbers_go_on(
    small_bureau: Bureau, table: str
) -> None:
    bureau = small_bureau
    with writing(bureau.engine) as connection:
        connection.execute(text(
            f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN"
            " SELECT RAISE(ABORT, 'database or disk is full'); END"))
    with pytest.raises(DatabaseError, match="disk is full"):
        take(bureau, row(1), row(2))
    assert (count(bureau, Request), count(bureau, TrailEntry), count(bureau, PersonalField)) == (
        0, 0, 0)

    with writing(bureau.engine) as connection:
        connection.execute(text("DROP TRIGGER full"))
    done = take(bureau, row(1), row(2))
    assert sum(done.new.values()) == 2
    bureau.at("2021-09-27 09:30").receive(
        channel="in_person", submitted_on="2021-09-27", wanted="某项目的批复")
    assert bureau.findings() == []


def test_a_row_that_is_here_already_may_not_say_something_else(bureau: Bureau) -> None:
    take(bureau, row(1), row(2))
    found = faults(bureau, row(1, 办理结果="予以公开"), row(2, 申请人姓名或名称="别人"), row(3))

    assert [one.partition("；")[0] for one in found] == [
        "第2行“办理结果”：填的是“予以公开”，该编号已经导入（本系统编号BJZR-2021-0001），"
        "本行与当时导入的不同",
        "第3行“申请人姓名或名称”：填的是“别人”，该编号已经导入（本系统编号BJZR-2021-0002），"
        "本行与当时导入的不同"]


def test_a_number_of_our_own_is_another_request_unless_it_says_the_same(bureau: Bureau) -> None:
    own = bureau.receive(channel="in_person", submitted_on="2024-09-26", wanted="某项目的批复")
    same = {"申请编号": own, "收到日期": "2024-09-26", "收到方式": "当面", "申请人类型": "自然人"}

    assert take(bureau, open_row(1, **same)).here == 1
    assert "不是同一件" in "".join(faults(bureau, open_row(1, **{**same, "收到方式": "EMS"})))


def test_one_bad_row_keeps_all_the_others_out(bureau: Bureau) -> None:
    entries = count(bureau, SecurityEntry)
    with pytest.raises(FaultyRegister, match="有1处错误，没有导入任何一件"):
        take(bureau, row(1), row(2, 答复日期="2020-01-01", 送达日期=""), row(3))

    assert (count(bureau, Request), count(bureau, TrailEntry)) == (0, 0)
    assert count(bureau, SecurityEntry) == entries


#: Each fault in words, the row it is made in, and what is told of it.
TWENTY = [
    # Cells that hold nothing, or what no such cell may hold.
    (row(1, 申请编号=""), "第2行“申请编号”：为空，必填"),
    (row(2, 收到日期=""), "第3行“收到日期”：为空，必填；应当是一个日期"),
    (row(3, 收到日期="2021-02-30"), "第4行“收到日期”：填的是“2021-02-30”，应当是一个日期"),
    (row(4, 收到方式="快递"), "第5行“收到方式”：填的是“快递”，可以填写：当面、挂号信、EMS、平信"),
    (row(5, 收到方式=""), "第6行“收到方式”：为空，必填；可以填写：当面"),
    (row(6, 申请人类型="个人"), "第7行“申请人类型”：填的是“个人”，可以填写：自然人、商业企业"),
    (row(7, 申请内容=""), "第8行“申请内容”：为空，必填"),
    (row(8, 办理结果="公开"), "第9行“办理结果”：填的是“公开”，可以填写：予以公开、部分公开"),
    (row(9, 送达方式="快递"), "第10行“送达方式”：填的是“快递”，可以填写：邮寄"),
    (row(10, 答复日期="去年"), "第11行“答复日期”：填的是“去年”，应当是一个日期"),
    (row(11, 送达日期="1月5日"), "第12行“送达日期”：填的是“1月5日”，应当是一个日期"),
    (row(12, 申请编号="长" * 61), f"第13行“申请编号”：填的是“{'长' * 60}”，原申请编号：最多60个字"),
    # Days that cannot be, or cannot follow one another.
    (row(13, 收到日期="2030-01-04", 答复日期="2030-01-20", 送达日期=""),
     "第14行“收到日期”：填的是“2030-01-04”，收到日期（2030-01-04）晚于今天"),
    (row(14, 答复日期="2020-12-31", 送达日期=""), "第15行“答复日期”：填的是“2020-12-31”，"
     "答复日期（2020-12-31）早于收到日期"),
    (row(15, 送达日期="2021-01-20"), "第16行“送达日期”：填的是“2021-01-20”，送达日期"),
    (row(16, 收到日期="2007-06-01"), "第17行“收到日期”：填的是“2007-06-01”，"),
    # Results and replies that do not fit one another.
    (row(17, 答复日期="", 送达日期=""), "第18行“答复日期”：为空，答复日期：必填"),
    (open_row(18, 答复文号="某号"), "第19行“答复文号”：填的是“某号”，办理结果为空，表示仍在办理"),
    (open_row(19, 送达方式="邮寄"), "第20行“送达方式”：填的是“邮寄”，办理结果为空"),
    # One request, two rows.
    (row(20, 申请编号="滨公开〔2021〕3号"), "第21行“申请编号”：填的是“滨公开〔2021〕3号”，"
     "与第4行的申请编号相同"),
]


def test_twenty_faults_of_twenty_kinds_are_told_at_once_and_nothing_is_taken_over(
    bureau: Bureau,
) -> None:
    with pytest.raises(FaultyRegister) as refused:
        take(bureau, *(one for one, _ in TWENTY), row(21))
    told = [str(one) for one in refused.value.faults]

    assert [found[: len(wanted)] for found, (_, wanted) in zip(
        (one for one in told if "第14行“答复日期”" not in one), TWENTY, strict=True)] == [
        wanted for _, wanted in TWENTY]
    assert count(bureau, Request) == 0


@pytest.mark.parametrize("login", ["handler", "head", "archivist", "legal"])
def test_only_the_intake_clerk_takes_a_register_over(small_bureau: Bureau, login: str) -> None:
    with pytest.raises(StepNotAllowed, match="由收件登记岗办理"):
        take(small_bureau, row(1), login=login)


def test_what_is_in_hand_goes_on_here_to_its_end(bureau: Bureau) -> None:
    """Its limit ran out on 29 August, but it was extended by twenty days, to this very Friday."""
    given = {"收到日期": "2024-08-01", "延期告知日期": "2024-08-20", "延期工作日": "20"}
    data = csv_of([open_row(1, **given)], (*row(1), "延期告知日期", "延期工作日"))
    take_over(bureau.desk, bureau.who("clerk"), bureau.now, data, command_id=bureau.command())
    (no,) = numbers(bureau)
    assert bureau.clock(no).due_on == date(2024, 9, 27)
    assert [one.step for one in for_officer(duties_of(bureau.see(no)), bureau.who("head"))] == [
        "reassign"]

    bureau.act(no, "head", "reassign", handler="handler", reason="原系统在办，指定承办人")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on="2024-09-27")
    bureau.delivered(no, "reply", on="2024-09-27")
    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no="YSQ-1")

    assert bureau.see(no).case.state is State.ARCHIVED
    assert bureau.see(no).outcome is Outcome.GRANTED
    assert bureau.findings() == []
    assert [one for audited in audit(bureau.engine, bureau.keys, bureau.store,
                                     bureau.now.date()) for one in audited.findings] == []
    with reading(bureau.engine) as connection:
        assert list(faults_on_the_shelf(connection, shelf_of(bureau))) == []


def test_lists_made_anew_hold_the_same(bureau: Bureau) -> None:
    take(bureau, row(1), row(2), open_row(3, 收到日期="2024-09-20"))
    with writing(bureau.engine) as connection:
        connection.execute(update(Request).values(
            original_no=Request.no, imported=0, outcome=None, replied_on=None))
    assert {one.code for one in bureau.findings()} == {"E4-投影"}

    assert rebuild(bureau.engine, bureau.keys) == 3
    assert bureau.findings() == []
    assert take(bureau, row(1)).here == 1


def test_numbers_that_were_exchanged_are_put_right(small_bureau: Bureau) -> None:
    take(small_bureau, row(1), row(2))
    first, second = "滨公开〔2021〕1号", "滨公开〔2021〕2号"
    with writing(small_bureau.engine) as connection:
        connection.execute(update(Request).values(original_no=case(
            (Request.original_no == first, second), else_=first)))
    assert {one.code for one in small_bureau.findings()} == {"E4-投影"}

    assert rebuild(small_bureau.engine, small_bureau.keys) == 2
    assert small_bureau.findings() == []


def test_a_file_of_history_can_be_exported_and_needs_no_package(
    bureau: Bureau, tmp_path: Any
) -> None:
    take(bureau, row(1))
    (no,) = numbers(bureau)
    done = bureau.desk.export(no, bureau.who("legal"), bureau.now, tmp_path)

    assert list(done.bags) != []
    assert bureau.see(no).case.state is State.ARCHIVED


def test_another_agency_does_not_see_what_was_taken_over(small_bureau: Bureau) -> None:
    take(small_bureau, row(1))
    stranger = replace(small_bureau.who("clerk"), agency_id=99)

    with pytest.raises(NotFound):
        small_bureau.desk.view("BJZR-2021-0001", stranger, small_bureau.now)


def test_the_log_names_the_file_by_its_digest_and_counts(small_bureau: Bureau) -> None:
    data = xlsx_of([row(1), row(2)])
    take_over(small_bureau.desk, small_bureau.who("clerk"), small_bureau.now, data,
              command_id=small_bureau.command())
    with reading(small_bureau.engine) as connection:
        last = connection.scalars(
            select(SecurityEntry.body).order_by(SecurityEntry.seq.desc())).first()

    assert last is not None
    assert '"what":"register_imported"' in last
    assert '"imported":2' in last
