"""Reminders: each once, to whom it concerns, none once the answer is in; mails by the outbox."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from errno import ECONNREFUSED
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import event, select

from tests.bureau import Bureau
from tests.web.scans import listening, walked
from tests.workflow.stages import WEDNESDAY, archived, assigned, consulting, dispatched, submitted
from tests.workflow.stages_remedies import FRIDAY, disputed, the_case
from workflow import office, organisation
from workflow.archive.invariants import invariants
from workflow.errors import StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.models import Job, Reminder
from workflow.record.outbox import MOST_ATTEMPTS
from workflow.reports.reminders import mark_read, reminders, unread
from workflow.terms import AgencyKind, Role
from workflow.work import post as posting
from workflow.work.jobs import Done, Workshop, work_off
from workflow.work.post import FolderMailer, Mailer, SmtpMailer, mailer_of
from workflow.work.sweeper import sweep

#: Every stage is received on Monday 2026-06-01 and due on Tuesday 2026-06-30.
DUE = "（2026年6月30日）"
TOLD_AT = (
    ("2026-06-12 09:00", "", ()),  # Friday, eleven working days left
    ("2026-06-15 09:00", "还有10个工作日到期", ("handler",)),  # Monday
    ("2026-06-15 16:00", "", ()),  # the same Monday
    ("2026-06-22 09:00", "", ()),  # Monday after the Dragon Boat Festival, six left
    ("2026-06-23 09:00", "还有5个工作日到期", ("handler",)),  # Tuesday
    ("2026-06-26 09:00", "还有2个工作日到期", ("handler",)),  # Friday
    ("2026-06-30 09:00", "今天到期", ("handler", "head")),  # Tuesday
    ("2026-07-01 09:00", "已超过答复期限", ("handler", "head", "leader")),  # Wednesday
    ("2026-07-20 09:00", "", ()),  # Monday, long late: told once
)


def told(bureau: Bureau) -> list[tuple[str, str]]:
    """Who was told what, in the order of telling."""
    with reading(bureau.engine) as connection:
        return [(login, text) for login, text in connection.execute(
            select(Reminder.login, Reminder.text).order_by(Reminder.id))]


def swept(bureau: Bureau, moment: str) -> list[tuple[str, str]]:
    """What a round at a moment newly tells."""
    before = len(told(bureau))
    sweep(bureau.at(moment).engine, bureau.now, mail=True)
    return told(bureau)[before:]


def outbox(bureau: Bureau) -> list[Any]:
    with reading(bureau.engine) as connection:
        return list(connection.execute(select(Job.__table__).order_by(Job.id)))


def post(bureau: Bureau, mailer: Mailer) -> Done:
    """A round of the post at the bureau's hour."""
    return work_off(Workshop(bureau.desk, mailer), bureau.now)


def mailed_to(bureau: Bureau, login: str, address: str) -> None:
    with writing(bureau.engine) as connection:
        office.set_email(connection, bureau.now, bureau.who(login), address)


@pytest.fixture
def begun(bureau: Bureau) -> Bureau:
    """A bureau whose worker has run once: it tells of acts from then on."""
    swept(bureau, "2026-05-29 09:00")
    return bureau


def test_a_limit_is_told_at_ten_five_two_and_no_days_and_once_when_it_has_passed(
    bureau: Bureau,
) -> None:
    no = assigned(bureau)

    found = [tuple(login for login, text in swept(bureau, moment) if text == f"{no}{words}{DUE}")
             for moment, words, _ in TOLD_AT]

    assert found == [logins for *_, logins in TOLD_AT]
    assert len(told(bureau)) == sum(len(logins) for *_, logins in TOLD_AT)


def test_a_worker_that_slept_tells_the_nearest_mark_only(bureau: Bureau) -> None:
    no = assigned(bureau)

    assert swept(bureau, "2026-06-26 09:00") == [("handler", f"{no}还有2个工作日到期{DUE}")]


def test_from_two_days_on_the_head_of_the_unit_hears_of_it_too(bureau: Bureau) -> None:
    assigned(bureau)  # 法规科
    admin = replace(bureau.who("head"), seats=frozenset({Role.SYSTEM_ADMIN}))
    with writing(bureau.engine) as connection:
        organisation.add_unit(connection, bureau.now, admin, name="法规科", head="colleague",
                              valid_from=date(2026, 6, 1))

    assert [login for login, _ in swept(bureau, "2026-06-23 09:00")] == ["handler"]
    assert [login for login, _ in swept(bureau, "2026-06-26 09:00")] == ["colleague", "handler"]


@pytest.mark.parametrize("stage", [dispatched, archived, consulting])
def test_nobody_is_reminded_once_it_is_answered_or_while_the_clock_stands_still(
    bureau: Bureau, stage: Any
) -> None:
    stage(bureau)

    assert swept(bureau, "2026-06-26 09:00") == []


def test_an_agency_sets_its_own_marks(bureau: Bureau) -> None:
    assigned(bureau)
    bureau.set("remind.days", "7", since="2026-06-01")

    assert swept(bureau, "2026-06-15 09:00") == []  # Monday, ten left
    assert len(swept(bureau, "2026-06-18 09:00")) == 1  # Thursday, seven left


@pytest.mark.parametrize(("key", "value"), [
    ("remind.days", "十天"), ("remind.escalate", "二"), ("remind.quiet", "晚上"),
    ("remind.quiet", "25:00-08:00")])
def test_a_setting_that_says_nothing_is_refused(small_bureau: Bureau, key: str, value: str) -> None:
    with pytest.raises(StepNotAllowed, match="请按提示的样子填写"):
        small_bureau.set(key, value, since="2026-06-01")


def test_acts_are_told_to_whose_turn_it_is_and_not_to_who_acted(begun: Bureau) -> None:
    no = submitted(begun)
    names = begun.see(no).names

    assert swept(begun, "2026-06-02 18:00") == [
        ("handler", f"{no}：{names['clerk']}已办理“分办”"),
        *((login, f"{no}：{names['handler']}已办理“送审”")
          for login in ("legal", "reviewer", "secrecy"))]
    assert swept(begun, "2026-06-02 18:01") == []


def test_what_was_told_is_read_and_a_limit_falls_away_with_the_answer(begun: Bureau) -> None:
    no = assigned(begun)
    swept(begun, "2026-06-15 09:00")
    handler = begun.who("handler")
    with writing(begun.engine) as connection:
        assert unread(connection, handler) == 2
        lines = reminders(connection, handler)
        assert [line.text for line in lines if line.of_limit] == [f"{no}还有10个工作日到期{DUE}"]
        mark_read(connection, handler, lines[-1].id, begun.now)
        assert unread(connection, handler) == 1
        mark_read(connection, handler, lines[0].id, begun.now)
        assert unread(connection, handler) == 0
        assert unread(connection, begun.who("reviewer")) == 0


def test_a_mail_waits_for_office_hours_and_names_the_number_alone(
    begun: Bureau, tmp_path: Path
) -> None:
    mailed_to(begun, "handler", "handler@gov.example")
    no = assigned(begun)
    swept(begun, "2026-06-14 20:00")  # Sunday evening
    mailer = FolderMailer("ogi@gov.example", tmp_path / "mail")

    assert post(begun, mailer) == Done()
    begun.at("2026-06-15 08:29")  # Monday
    assert post(begun, mailer) == Done()
    begun.at("2026-06-15 08:30")
    assert post(begun, mailer) == Done(done=1)
    assert post(begun, mailer) == Done()
    [place] = (tmp_path / "mail").iterdir()
    mail = message_from_bytes(place.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["From"]) == ("handler@gov.example", "ogi@gov.example")
    assert no in str(mail["Subject"])
    assert "吴玥" not in mail.as_string()
    assert "滨江大桥" not in str(mail.get_content())


def test_a_mail_about_a_limit_does_not_leave_once_the_answer_is_in(
    begun: Bureau, tmp_path: Path
) -> None:
    mailed_to(begun, "head", "head@gov.example")
    no = assigned(begun)
    swept(begun, "2026-06-30 18:30")  # Tuesday, the last day, after hours
    begun.at("2026-06-30 19:00")
    begun.act(no, "handler", "withdraw", on="2026-06-30", how="书面")
    swept(begun, "2026-07-01 09:00")

    assert post(begun, FolderMailer("a@b", tmp_path)).done == 0
    assert [(bool(row.dropped_at), row.error) for row in outbox(begun)
            if f"/{-1}" not in row.payload and "/0" in row.payload] == [
        (True, "事项已经办结，或者期限已停止计算")]


class Broken:
    """A mail server that is down."""

    sender = "ogi@gov.example"

    def send(self, message: Any) -> None:
        raise ConnectionRefusedError(ECONNREFUSED, "no server")


def test_a_server_that_is_down_is_asked_again_later_and_later_and_given_up_in_the_end(
    begun: Bureau, tmp_path: Path
) -> None:
    mailed_to(begun, "handler", "handler@gov.example")
    assigned(begun)
    swept(begun, "2026-06-01 10:00")
    waits = []
    for _ in range(MOST_ATTEMPTS):
        [row] = outbox(begun)
        begun.now = max(begun.now, row.not_before)
        assert post(begun, Broken()) == Done(failed=1)
        [row] = outbox(begun)
        waits.append(row.not_before - begun.now)

    assert waits == sorted(waits)
    assert outbox(begun)[0].failed_at is not None
    assert outbox(begun)[0].error.startswith("连接被拒绝：请确认服务器已启动")
    assert post(begun, FolderMailer("a@b", tmp_path)) == Done()


def test_a_worker_that_dies_between_sending_and_marking_sends_the_same_mail_again(
    begun: Bureau, tmp_path: Path
) -> None:
    mailed_to(begun, "handler", "handler@gov.example")
    assigned(begun)
    swept(begun, "2026-06-01 10:00")
    folder = FolderMailer("ogi@gov.example", tmp_path / "mail")

    class Killed(FolderMailer):
        def send(self, message: Any) -> None:
            super().send(message)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post(begun, Killed(folder.sender, folder.folder))
    begun.at("2026-06-01 10:04")
    assert post(begun, folder) == Done()  # still somebody else's
    begun.at("2026-06-01 10:06")
    assert post(begun, folder) == Done(done=1)
    assert len(list(folder.folder.iterdir())) == 1
    assert invariants(begun.engine, begun.keys, begun.store) == []


@pytest.fixture
def server() -> Iterator[tuple[Controller, list[Any]]]:
    """An SMTP server on the loopback address, and what it got."""
    got: list[Any] = []

    class Keep:
        async def handle_DATA(  # noqa: N802  # the name is the library's
            self, server: Any, session: Any, envelope: Any
        ) -> str:
            got.append(envelope)
            return "250 OK"

    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller, got
    controller.stop()


def test_a_mail_goes_by_smtp(begun: Bureau, server: tuple[Controller, list[Any]]) -> None:
    mailed_to(begun, "handler", "handler@gov.example")
    assigned(begun)
    swept(begun, "2026-06-01 10:00")
    controller, got = server
    mailer = mailer_of(f"smtp://127.0.0.1:{controller.port}?from=ogi@gov.example&tls=off")
    assert mailer is not None

    assert post(begun, mailer) == Done(done=1)
    assert [envelope.rcpt_tos for envelope in got] == [["handler@gov.example"]]


@pytest.mark.parametrize("url", [
    "smtp://host", "http://host?from=a@b", "file://?from=a@b", "smtp://h?from=a@b&tls=no"])
def test_a_wrong_mail_setting_is_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match="YISHEN_MAIL"):
        mailer_of(url)


def test_a_mail_setting_is_read_whole() -> None:
    assert mailer_of("") is None
    assert mailer_of("smtp://u:p%40ss@mail.example:25?from=a@b&tls=on") == SmtpMailer(
        "a@b", "mail.example", 25, "u", "p@ss", "on")
    assert mailer_of("file:///var/mail-out?from=a@b") == FolderMailer("a@b", Path("/var/mail-out"))


@pytest.mark.parametrize("address", ["liming", "a@b", "a b@c.example", "x@y.example,z@y.example"])
def test_an_address_that_is_none_is_refused(small_bureau: Bureau, address: str) -> None:
    with pytest.raises(StepNotAllowed, match="完整的电子邮箱"):
        mailed_to(small_bureau, "handler", address)


def test_what_was_told_long_ago_is_cleared_away(begun: Bureau) -> None:
    assigned(begun)
    swept(begun, f"{WEDNESDAY} 09:00")
    assert told(begun)
    swept(begun, "2027-07-01 09:00")

    assert not [one for one in told(begun) if "分办" in one[1]]


def test_after_days_of_standstill_each_request_tells_its_nearest_mark_once(
    begun: Bureau,
) -> None:
    """Nobody swept for eleven days; what became due to be told meanwhile is not lost."""
    near = assigned(begun)  # due on Tuesday 2026-06-30
    swept(begun, "2026-06-15 09:00")  # Monday: ten days left, told in time

    late = swept(begun, "2026-06-26 17:00")  # Friday, and the mark of five days lies behind
    again = [swept(begun, moment) for moment in (
        "2026-06-26 17:01", "2026-06-29 09:00", "2026-06-26 17:02")]

    assert late == [("handler", f"{near}还有2个工作日到期{DUE}")]
    assert again == [[], [], []]
    assert swept(begun, "2026-07-06 09:00") == [
        (login, f"{near}已超过答复期限{DUE}") for login in ("handler", "head", "leader")]
    assert [row.attempts for row in outbox(begun)] == []  # nobody has an address


def test_a_sweep_that_broke_off_half_way_tells_the_rest_and_nothing_twice(
    begun: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed_to(begun, "handler", "handler@gov.example")
    assigned(begun)
    begun.at("2026-06-15 09:00")

    def died(*given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(posting, "mail", died)
    with pytest.raises(KeyboardInterrupt):
        sweep(begun.engine, begun.now, mail=True)
    assert (told(begun), outbox(begun)) == ([], [])
    monkeypatch.undo()

    assert len(swept(begun, "2026-06-15 09:01")) == 2  # the limit, and the assignment
    assert len(outbox(begun)) == 2
    assert swept(begun, "2026-06-15 09:02") == []


def asked_by_a_sweep(bureau: Bureau) -> list[str]:
    """The reading statements of one round."""
    asked: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(bureau.engine, "after_cursor_execute", hear)
    try:
        sweep(bureau.engine, bureau.now, mail=False)
    finally:
        event.remove(bureau.engine, "after_cursor_execute", hear)
    return asked


def test_a_round_asks_no_more_of_forty_agencies_than_of_one(begun: Bureau) -> None:
    assigned(begun)
    heard = swept(begun, "2026-06-26 09:00")
    alone = len(asked_by_a_sweep(begun))
    with writing(begun.engine) as connection:
        for number in range(40):
            office.add_agency(
                connection, begun.now, office.CONSOLE, code=f"QT{number:02}", short_name="另一局",
                name=f"第{number}局", kind=AgencyKind.COUNTY_DEPARTMENT)

    assert len(asked_by_a_sweep(begun)) == alone
    assert heard == told(begun) != []


def test_a_round_walks_through_no_table_that_grows(small_bureau: Bureau) -> None:
    assigned(small_bureau)  # in SQLite, whose planner is asked
    swept(small_bureau, "2026-06-25 09:00")
    small_bureau.at("2026-06-26 09:00")
    with listening() as asked:
        sweep(small_bureau.engine, small_bureau.now, mail=False)

    assert [line for statement, values in asked.items()
            for line in walked(small_bureau.engine, statement, values)] == []
    assert used(small_bureau, asked, "request.due_on <= ") == ["ix_request_awaits"]
    assert used(small_bureau, asked, "remedy_case.due_on <= ") == ["ix_remedy_case_open"]


def used(bureau: Bureau, asked: dict[str, Any], part: str) -> list[str]:
    """The indexes by which the statements with such a condition find their rows."""
    with bureau.engine.connect() as connection:
        plans = [row[3] for statement, values in asked.items() if part in statement
                 for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    return re.findall(r"INDEX (ix_\w+)", " ".join(plans))


def disputed_and_told(bureau: Bureau) -> str:
    """A copy came on Thursday 2026-06-04: the answer is due on Thursday 2026-06-18."""
    no = disputed(bureau)
    swept(bureau, f"{FRIDAY} 18:00")  # the ten working days have begun
    return no


@pytest.mark.parametrize(("moment", "words", "logins"), [
    ("2026-06-10 09:00", "", ()),  # Wednesday, six left
    ("2026-06-11 09:00", "还有5个工作日到期", ("legal",)),  # Thursday
    ("2026-06-16 09:00", "还有2个工作日到期", ("head", "legal")),  # Tuesday
    ("2026-06-18 09:00", "今天到期", ("head", "legal")),  # Thursday
    ("2026-06-22 09:00", "已超过期限", ("head", "leader", "legal")),  # Monday after the festival
])
def test_the_legal_office_is_told_before_the_answer_to_a_reconsideration_is_due(
    begun: Bureau, moment: str, words: str, logins: tuple[str, ...]
) -> None:
    no = disputed_and_told(begun)
    duty = f"{no}的行政复议（普通程序）：提出书面答复、提交证据"

    assert [(login, text) for login, text in swept(begun, moment)] == [
        (login, f"{duty}，{words}（2026年6月18日）") for login in logins]
    assert swept(begun, moment) == []


def test_a_duty_that_is_done_is_told_no_more_neither_in_the_page_nor_by_mail(
    begun: Bureau, tmp_path: Path
) -> None:
    mailed_to(begun, "legal", "legal@example.org")
    no = disputed_and_told(begun)
    swept(begun, "2026-06-16 09:00")
    with reading(begun.engine) as connection:
        before = [line.text for line in reminders(connection, begun.who("legal"))]
    begun.act(no, "legal", "record_remedy_answer", remedy=the_case(begun, no), on="2026-06-16",
              how="直接递交", what="答复书、证据目录",
              papers=[begun.upload("行政复议答复书.png", b"answer")])

    with reading(begun.engine) as connection:
        after = [line.text for line in reminders(connection, begun.who("legal"))]
    assert [text for text in before if "还有2个工作日" in text]
    assert [text for text in after if "复议" in text and "到期" in text] == []
    post(begun, FolderMailer("a@b", tmp_path))
    dropped = [job for job in outbox(begun) if job.kind == posting.KIND and job.dropped_at]
    assert len(dropped) == 2  # ten and two days left
    assert invariants(begun.engine, begun.keys, begun.store) == []
