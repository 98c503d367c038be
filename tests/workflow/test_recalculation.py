"""A holiday notice comes while requests run: which dates move, and what the trail then proves."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import text

from letters.render import Press
from tests.bureau import Bureau
from tests.holiday_notices import NUMBER, load, notice_of_2027, notice_text
from tests.workflow import stages_mending
from tests.workflow.stages import POINTS
from workflow import office
from workflow.desk import Desk
from workflow.errors import BadFacts, MovedOn, NotFound, StepNotAllowed
from workflow.law.notice import shipped_texts
from workflow.law.notice_file import read_notice
from workflow.recalculation import Moved, moved, officers_for, recompute
from workflow.record.database import reading, writing
from workflow.record.people import Actor
from workflow.record.standing import Reading
from workflow.terms import Role

#: 2027-01-01 is a Friday; the notice gives Monday 01-04 off and has Sunday 2026-12-27 worked.
NOTICE = notice_of_2027(off=[date(2027, 1, 4)], work=[date(2026, 12, 27)])


def running(bureau: Bureau, day: str, **given: str) -> str:
    """A request handed in on a day."""
    bureau.at(f"{day} 09:00")
    return bureau.receive(channel="in_person", submitted_on=day, wanted="规划文本", **given)


def found(bureau: Bureau, notice: str = "") -> list[Moved]:
    """What moves now, or would with one more notice."""
    with reading(bureau.engine) as connection:
        return list(moved(connection, bureau.now, read_notice(notice) if notice else None))


def recomputed(bureau: Bureau, login: str = "clerk") -> list[str]:
    """The numbers of the requests on which the step was taken."""
    every = found(bureau)
    officers = officers_for(every, [bureau.who(login)])
    acts = recompute(bureau.desk, every, officers, bureau.now, NUMBER)
    return [one.no for one, done in acts if done]


def listed(bureau: Bureau, no: str) -> tuple[str, bool]:
    """The last day as the lists hold it, and whether it is provisional."""
    with reading(bureau.engine) as connection:
        due_on, provisional = connection.execute(
            text("SELECT due_on, provisional FROM request WHERE no = :no"), {"no": no}).one()
    return str(due_on), bool(provisional)


def test_a_notice_is_shown_with_old_and_new_dates_before_it_is_loaded(bureau: Bureau) -> None:
    near = running(bureau, "2026-11-16")  # Monday + 20 = Monday 2026-12-14: before the notice
    far = running(bureau, "2026-12-10")  # Thursday

    (one,) = found(bureau.at("2026-12-11 10:00"), NOTICE)

    assert (one.no, one.before.due_on, one.now.due_on) == (
        far, date(2027, 1, 8), date(2027, 1, 8))  # one day worked, one day off: the same Friday
    assert one.only_certain
    assert not one.only_doubtful
    assert found(bureau) == []  # nothing is known yet
    assert listed(bureau, far) == ("2027-01-08", True)
    assert listed(bureau, near) == ("2026-12-14", False)


def test_the_step_brings_the_lists_to_the_new_day_and_the_trail_proves_both(
    bureau: Bureau,
) -> None:
    no = running(bureau, "2026-12-10")  # Thursday
    load(bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))

    assert listed(bureau, no) == ("2027-01-08", True)  # as counted at the last act
    assert bureau.clock(no).due_on == date(2027, 1, 11)  # Monday: the page knows the notice
    assert bureau.findings() == []

    assert recomputed(bureau) == [no]

    assert listed(bureau, no) == ("2027-01-11", False)
    entry = bureau.see(no).trail[-1].entry
    assert entry.facts["due_before"] == "2027-01-08"
    assert entry.facts["due_now"] == "2027-01-11"
    assert entry.facts.text("reason") == NUMBER
    assert bureau.findings() == []
    assert recomputed(bureau) == []


def test_acts_before_the_notice_are_replayed_without_it(bureau: Bureau) -> None:
    """Years later verification counts each act by the calendar of its own moment."""
    no = running(bureau, "2026-12-10")
    load(bureau.at("2027-03-01 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))

    assert bureau.findings() == []
    bureau.act(no, "clerk", "register")
    assert listed(bureau, no) == ("2027-01-11", False)
    assert bureau.findings() == []


def test_nothing_is_recomputed_where_nothing_moves(bureau: Bureau) -> None:
    no = running(bureau, "2026-11-16")

    assert "期限没有变动" in bureau.refused(no, "clerk", "recompute_calendar", reason="试")


def test_a_clock_that_has_not_begun_is_not_recomputed(bureau: Bureau) -> None:
    bureau.at("2026-12-10 09:00")
    no = bureau.receive(channel="ordinary_letter", first_seen_on="2026-12-10", wanted="规划文本",
                        called_same_day=True)  # reached nobody: nothing runs yet
    load(bureau, notice_of_2027(off=[date(2027, 1, 4)]))

    assert bureau.see(no).clock is None
    assert found(bureau) == []
    assert "没有期限可以重算" in bureau.refused(no, "clerk", "recompute_calendar", reason="试")


def test_a_notice_that_comes_while_a_letter_is_printed_stops_the_letter(
    bureau: Bureau, press: Press
) -> None:
    """The letter would tell a day that no longer holds."""
    no = running(bureau, "2026-12-10")

    def slow_press() -> Press:
        if not bureau.desk.calendar(None, bureau.now).published_until.year > 2026:
            load(bureau, notice_of_2027(off=[date(2027, 1, 4)]))
        return press

    bureau.desk = Desk(bureau.engine, bureau.store, bureau.keys, slow_press)
    with pytest.raises(MovedOn, match="工作日历刚刚更新"):
        bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "register")

    assert "2027年1月11日" in bureau.text(no, "receipt")
    assert bureau.findings() == []


def test_an_ended_clock_stays_as_it_ended(bureau: Bureau) -> None:
    no = running(bureau, "2026-12-10")
    bureau.act(no, "clerk", "withdraw", on="2026-12-10", how="书面")
    load(bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))

    assert found(bureau) == []
    assert "没有期限可以重算" in bureau.refused(no, "clerk", "recompute_calendar", reason="试")


def test_a_revoked_reply_has_no_clock_that_a_notice_could_move(bureau: Bureau) -> None:
    """Revoked on Friday 2026-06-05; the list shows Thursday 06-18, the day promised."""
    no = stages_mending.revoked_from_the_archive(bureau)
    local = notice_text(off=[date(2026, 6, 10)], year=2026, number="试〔2026〕1号",
                        published_on=date(2026, 6, 1))

    assert listed(bureau, no) == ("2026-06-18", False)
    assert found(bureau, local) == []
    load(bureau, local)
    assert found(bureau) == []


@pytest.mark.parametrize(("before", "now", "certain", "doubtful"), [
    (True, False, True, False), (False, True, False, True)], ids=["certain", "provisional again"])
def test_the_two_directions_of_provisional_are_told_apart(
    before: bool, now: bool, certain: bool, doubtful: bool
) -> None:
    was = Reading("running", date(2027, 1, 8), "", None, before)  # a Friday
    one = Moved("X-1", 1, "滨江市自然资源局", 1, was, was._replace(provisional=now))

    assert (one.only_certain, one.only_doubtful) == (certain, doubtful)


def test_the_system_administrator_recomputes_and_sees_nothing_of_the_case(
    bureau: Bureau,
) -> None:
    no = running(bureau, "2026-12-10")
    admin = administrator(bureau)
    load(bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))

    with pytest.raises(NotFound):
        bureau.see(no, "sysadmin")
    with pytest.raises(NotFound):
        bureau.desk.perform(no, "note", admin, bureau.now, {"text": "看看"}, seen_seq=1,
                            command_id="admin-note")
    assert recomputed(bureau, "sysadmin") == [no]
    assert bureau.see(no).trail[-1].entry.role == "system_admin"


def test_nobody_recomputes_for_an_agency_that_is_not_theirs(bureau: Bureau) -> None:
    no = running(bureau, "2026-12-10")
    load(bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))

    with pytest.raises(StepNotAllowed, match="滨江市自然资源局有期限变动的申请"):
        officers_for(found(bureau), [])
    with pytest.raises(StepNotAllowed, match="滨江市自然资源局"):
        officers_for(found(bureau), [bureau.who("handler")])
    assert listed(bureau, no) == ("2027-01-08", True)


def test_a_local_notice_holds_in_its_region_alone(bureau: Bureau) -> None:
    """放假办法第四条: a region's own festival; agencies elsewhere work on that day."""
    local = notice_text(off=[date(2026, 12, 1)], region="滨江自治州", year=2026,
                        number="滨政办〔2026〕7号")
    no = running(bureau, "2026-11-16")  # Monday + 20 = Monday 2026-12-14
    load(bureau.at("2026-11-17 10:00"), local)

    assert bureau.clock(no).due_on == date(2026, 12, 14)
    assert found(bureau) == []

    with writing(bureau.engine) as connection:
        office.change_setting(
            connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id,
            "clock.regions", "滨江自治州", effective_from=date(2026, 11, 18))
    bureau.at("2026-11-18 09:00")
    assert bureau.clock(no).due_on == date(2026, 12, 15)
    assert bureau.findings() == []
    assert recomputed(bureau) == [no]
    assert listed(bureau, no) == ("2026-12-15", False)
    assert bureau.findings() == []


def test_the_end_of_a_pause_is_a_date_that_moves(bureau: Bureau) -> None:
    """条例第三十条: fifteen working days to supplement from Monday 2026-12-14."""
    no = running(bureau, "2026-12-10")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "ask_for_supplement", points=POINTS, term_working_days=15)
    bureau.post(no, "supplement", on="2026-12-10")
    bureau.at("2026-12-14 09:00")
    bureau.delivered(no, "supplement", on="2026-12-14")

    (one,) = found(bureau, notice_of_2027(off=[date(2027, 1, 4)]))
    assert (one.before.due_on, one.now.due_on) == (None, None)
    assert (one.before.waiting_until, one.now.waiting_until) == (
        date(2027, 1, 5), date(2027, 1, 6))
    assert not one.only_certain


def test_what_a_correction_takes_back_is_shown_too(bureau: Bureau) -> None:
    """The first file had a Tuesday off by mistake, before every day of the corrected one."""
    wrong = notice_text(off=[date(2026, 12, 8), date(2026, 12, 22)], year=2026)
    right = notice_text(off=[date(2026, 12, 22)], year=2026)
    no = running(bureau, "2026-11-16")  # Monday + 20 = Monday 2026-12-14
    load(bureau.at("2026-11-17 10:00"), wrong)
    assert recomputed(bureau) == [no]
    assert listed(bureau, no) == ("2026-12-15", False)

    (one,) = found(bureau.at("2026-11-18 10:00"), right)
    assert (one.before.due_on, one.now.due_on) == (date(2026, 12, 15), date(2026, 12, 14))

    load(bureau, right)
    load(bureau.at("2026-11-18 11:00"), wrong)  # the first may return
    with pytest.raises(StepNotAllowed, match="已经载入"):
        load(bureau, wrong)
    assert bureau.clock(no).due_on == date(2026, 12, 15)
    assert bureau.findings() == []


def test_a_corrected_notice_of_the_same_number_replaces_the_first(bureau: Bureau) -> None:
    no = running(bureau, "2026-12-10")
    load(bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 5)]))
    load(bureau.at("2026-12-11 11:00"), notice_of_2027(off=[]))

    assert bureau.clock(no).due_on == date(2027, 1, 8)
    assert not bureau.clock(no).provisional


def test_a_correction_of_the_shipped_notice_keeps_its_other_days(bureau: Bureau) -> None:
    """The same number, year and title, one more Tuesday off."""
    no = running(bureau, "2026-11-16")  # Monday + 20 = Monday 2026-12-14
    shipped = shipped_texts()[-1]
    load(bureau.at("2026-11-17 10:00"), shipped.replace(
        "off = [2026-01-01,", "off = [2026-12-01, 2026-01-01,"))

    assert bureau.clock(no).due_on == date(2026, 12, 15)
    assert bureau.desk.calendar(None, bureau.now).status(date(2026, 10, 7)).name == "国庆节"
    assert bureau.findings() == []


@pytest.mark.parametrize(("notice", "words"), [
    pytest.param("year = 2027\ntitle = 放假", "第2行第9列", id="a slip, with line and column"),
    pytest.param("year = 2027\ntitle = ", "文件末尾", id="broken off"),
    pytest.param('title = "x"', "缺少festival", id="no days"),
    pytest.param('festival = "a"', "festival：“a”应当为列表", id="a festival in a word"),
    pytest.param("festival = 5", "festival：“5”应当为列表", id="a festival in a number"),
    pytest.param("festival = [5]", r"应当写成\[\[festival\]\]表", id="a list of numbers"),
    pytest.param("festival = 1" + "0" * 5000, "数字过长", id="a number without end"),
    pytest.param("festival = " + "[" * 5000, "嵌套过深", id="a nesting without end"),
    pytest.param(NOTICE.replace('name = "试用假日"', "name = 5"), "name：“5”应当为文字",
                 id="a name that is a number"),
    pytest.param(NOTICE.replace("off = [", "off = 5 # ["), "off：“5”应当为列表",
                 id="a day off that is no list"),
    pytest.param(NOTICE.replace("year = 2027", 'year = "二〇二七"'), "year：“二〇二七”应当为整数",
                 id="a year in words"),
    pytest.param(NOTICE.replace("year = 2027", "year = 99999"), "不在2008至2099年之间",
                 id="a year beyond every calendar"),
    pytest.param(NOTICE.replace("2026-11-04", '"十一月"'), "published_on：十一月不是日期",
                 id="published in a word"),
    pytest.param(NOTICE.replace("number", "no"), "缺少number", id="no number"),
    pytest.param(NOTICE.replace("2027-01-04", '"四日"'), "四日不是日期", id="a day in words"),
    pytest.param(notice_text(off=[date(2027, 1, 1)]), "法定节假日", id="forgets statutory days"),
    pytest.param(notice_of_2027(work=[date(2026, 12, 28)]), "本来就是工作日",
                 id="a Monday as make-up day"),
    pytest.param(notice_of_2027().replace("year = 2027", "year = 2028"), "不能先载入",
                 id="a year ahead of its turn"),
    pytest.param(notice_text(off=[date(2025, 1, 2)], year=2026), "请核对年份", id="another year"),
    pytest.param(notice_text(off=[date(2026, 12, 1)], published_on=date(2026, 12, 30), year=2026),
                 "晚于今天", id="published tomorrow"),
    pytest.param(notice_text(off=[date(2026, 12, 1)], number=" ", year=2026), "文号",
                 id="without number"),
    pytest.param(notice_text(year=2026), "没有写出", id="without days"),
    pytest.param(
        notice_of_2027().replace(NUMBER, "国办发明电〔2025〕7号"),
        "已由2026年的《国务院办公厅关于2026年部分节假日安排的通知》使用",
        id="for 2027 under the number of the notice for 2026"),
    pytest.param(
        notice_text(off=[date(2026, 12, 1)], number="国办发明电〔2025〕7号", year=2026),
        "更正原通知的，年份和标题应当与原通知一致", id="of another title under a number in use"),
    pytest.param(
        notice_text(off=[date(2026, 12, 1)], number="国办发明电〔2025〕7号", year=2026).replace(
            "试用的放假通知", "国务院办公厅关于2026年部分节假日安排的通知"),
        "2026-10-01是法定节假日", id="a correction that forgets the statutory days"),
])
def test_a_notice_that_cannot_be_right_is_refused_and_nothing_is_kept(
    small_bureau: Bureau, notice: str, words: str
) -> None:
    small_bureau.at("2026-12-11 10:00")
    with pytest.raises((BadFacts, StepNotAllowed), match=words):
        load(small_bureau, notice)
    assert small_bureau.findings() == []
    assert small_bureau.desk.calendar(None, small_bureau.now).published_until.year == 2026


def test_the_same_notice_is_loaded_once(small_bureau: Bureau) -> None:
    load(small_bureau.at("2026-12-11 10:00"), NOTICE)
    with pytest.raises(StepNotAllowed, match="已经载入"):
        load(small_bureau, NOTICE)


@pytest.mark.parametrize(("statement", "words"), [
    ("UPDATE holiday_notice SET text = replace(text, '2026-10-07', '2026-10-08') WHERE id = 22",
     "摘要不符"),
    ("DELETE FROM holiday_notice WHERE id = 23", "已缺失"),
    ("DELETE FROM holiday_notice WHERE id = 22", "已缺失"),
    ("UPDATE holiday_notice SET officer = '', text = 'x' WHERE id = 3", "摘要不符"),
    ("INSERT INTO holiday_notice SELECT 24, 'x', '', digest, text, known_from, '' FROM"
     " holiday_notice WHERE id = 22", "与通知内容不符"),
])
def test_a_forged_notice_is_found(bureau: Bureau, statement: str, words: str) -> None:
    load(bureau.at("2026-12-11 10:00"), NOTICE)
    assert bureau.findings() == []
    with writing(bureau.engine) as connection:
        unguarded(connection.dialect.name, connection.exec_driver_sql)
        connection.exec_driver_sql(statement)

    found = [one for one in bureau.findings() if one.code == "E9-工作日历"]
    assert any(words in one.text for one in found), found


def unguarded(dialect: str, say: Callable[[str], object]) -> None:
    """Take the guards away, as one who owns the database can."""
    if dialect == "postgresql":
        say("ALTER TABLE holiday_notice DISABLE TRIGGER ALL")
        return
    for guard in ("no_update", "no_delete", "insert_guard"):
        say(f"DROP TRIGGER holiday_notice_{guard}")


def administrator(bureau: Bureau) -> Actor:
    """The bureau's 系统管理员."""
    agency = bureau.who("clerk").agency_id
    at: datetime = bureau.now
    with writing(bureau.engine) as connection:
        office.add_officer(connection, at, office.CONSOLE, agency, login="sysadmin",
                           name="测试系统管理员", branch="system")
        office.grant(connection, at, office.CONSOLE, "sysadmin", Role.SYSTEM_ADMIN,
                     valid_from=at.date())
    return bureau.who("sysadmin")
