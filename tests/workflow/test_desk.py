"""The one door: what it refuses is said in full, and what it refuses leaves nothing behind."""

from typing import Any

import pytest
from sqlalchemy import select, text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.census import NUMBERS, nothing_written
from tests.workflow.stages import MONDAY, TUESDAY
from workflow import office
from workflow.errors import LetterRefused, MovedOn, NotFound, StepNotAllowed
from workflow.record import models, trail
from workflow.record.database import reading, writing
from workflow.terms import AgencyKind, Role

APPLICATION: dict[str, Any] = {
    "channel": "in_person", "submitted_on": MONDAY, "items": [{"wanted": "桥梁验收报告"}]}

#: A bad application on Monday 2026-06-01, and the sentence that says so.
BAD = {
    "a receipt day in the future": (
        {"submitted_on": TUESDAY}, "提交日（2026-06-02）不得晚于今天（2026-06-01）"),
    "a receipt day before the Regulation": (
        {"submitted_on": "2008-04-30"}, "自2008-05-01起施行"),
    "a channel without its day": (
        {"channel": "ems"}, "以“特快专递（EMS）”方式收到的，请填写签收日"),
    "a resident card with a wrong check digit": (
        {"id_kind": "resident_card", "id_number": "999999198001010013"}, "校验码相符"),
    "a resident card of fifteen digits": (
        {"id_kind": "resident_card", "id_number": "999999800101001"}, "18位"),
    "a resident card in full-width digits, its check wrong": (
        {"id_kind": "resident_card", "id_number": "９９９９９９１９８００１０１００１２"}, "18位"),
    "an unknown channel": ({"channel": "pigeon"}, "没有“pigeon”这一选项"),
}


def opened(bureau: Bureau, **given: Any) -> str:
    """An application opened at the counter on Monday at nine."""
    bureau.at(f"{MONDAY} 09:00")
    return bureau.desk.open_request(
        bureau.who("clerk"), bureau.now, {**APPLICATION, **given}, command_id=bureau.command()).no


@pytest.mark.parametrize(("given", "words"), BAD.values(), ids=BAD)
def test_a_bad_application_is_refused_in_a_clear_sentence(
    bureau: Bureau, given: dict[str, Any], words: str
) -> None:
    with nothing_written(bureau.engine), pytest.raises(StepNotAllowed, match=words):
        opened(bureau, **given)

    assert opened(bureau) == "BJZR-2026-0001"


def test_a_resident_card_of_an_unknown_region_with_a_right_check_digit_is_taken(
    small_bureau: Bureau,
) -> None:
    no = opened(small_bureau, id_kind="resident_card", id_number="999999198001010011")

    assert small_bureau.see(no).personal["id_number"] == "9999***********011"


def test_a_number_as_the_applicant_wrote_it_is_registered_all_the_same(
    small_bureau: Bureau,
) -> None:
    no = opened(small_bureau, id_kind="resident_card", id_number="12345", id_as_written=True)

    assert small_bureau.see(no).case.state == "receipt"


def test_an_application_without_a_name_is_registered_all_the_same(small_bureau: Bureau) -> None:
    no = opened(small_bureau)
    small_bureau.act(no, "clerk", "register")

    assert small_bureau.see(no).applicant_name == "（未写明）"


def test_beyond_the_last_holiday_notice_the_limit_is_provisional_never_an_error(
    small_bureau: Bureau,
) -> None:
    small_bureau.at("2098-12-20 09:00")  # Saturday
    no = small_bureau.receive(channel="in_person", submitted_on="2098-12-19", wanted="规划")
    small_bureau.act(no, "clerk", "register")

    assert small_bureau.clock(no).provisional
    assert "届满日系按现有规定推算" in small_bureau.text(no, "receipt")
    assert small_bureau.findings() == []


def test_a_step_not_allowed_lists_every_reason_with_its_article(bureau: Bureau) -> None:
    no = to.consulting(bureau)
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="材料多")
    with (
        nothing_written(bureau.engine),
        pytest.raises(StepNotAllowed) as refused,
    ):
        bureau.act(no, "colleague", "submit_for_review")

    assert [str(reason) for reason in refused.value.reasons] == [
        "本件已指定承办人，请由该承办人办理，或者先办理“改派”",
        "尚未拟写答复（条例第三十六条）",
        "征求意见A（第三方）尚未答复，也未登记逾期（条例第三十二条）",
        "延期申请尚未批准，请公开办负责人先作决定（条例第三十三条第二款）",
    ]


def test_wrong_facts_and_a_wrong_seat_are_said_together(small_bureau: Bureau) -> None:
    no = to.registered(small_bureau)

    why = small_bureau.refused(no, "legal", "assign", handler="handler", inner_due_on="明天")

    assert "日期应当写成" in why
    assert "您没有该岗位" in why


def test_a_step_of_another_state_names_where_it_belongs(small_bureau: Bureau) -> None:
    no = to.received(small_bureau)

    assert small_bureau.refused(no, "clerk", "issue") == (
        "申请现处于收件环节，“制发答复”只能在答复环节办理")
    assert "程序中没有“fly”这一步骤" in small_bureau.refused(no, "clerk", "fly")
    assert "只能在收件环节办理" in small_bureau.refused(no, "clerk", "receive", **APPLICATION)


def test_days_that_contradict_the_clock_are_reasons_not_errors(bureau: Bureau) -> None:
    no = to.consulting(bureau)  # asked on Tuesday, served on Wednesday

    with nothing_written(bureau.engine):
        why = bureau.refused(no, "handler", "record_opinion", consultation="A",
                             answered_on=MONDAY, opinion="agrees")

    assert "早于发出日期" in why


def test_a_stale_page_says_who_acted_and_what_was_done(bureau: Bureau) -> None:
    no = to.registered(bureau)
    seen = bureau.see(no).case.seq
    bureau.act(no, "head", "assign", handler="handler")

    with nothing_written(bureau.engine), pytest.raises(MovedOn) as moved:
        bureau.desk.perform(no, "assign", bureau.who("clerk"), bureau.now,
                            {"handler": "colleague"}, seen_seq=seen, command_id="late")

    assert str(moved.value) == (
        f"{no}已由测试公开办负责人于2026-06-01 09:00办理“分办”，现处于办理环节。"
        "您填写的内容已保留，请核对后再提交。")


def test_a_double_click_acts_once_and_answers_twice(bureau: Bureau) -> None:
    no = to.received(bureau)

    def click() -> Any:
        return bureau.desk.perform(no, "register", bureau.who("clerk"), bureau.now, {},
                                   seen_seq=1, command_id="one click")

    first = click()
    with nothing_written(bureau.engine):
        assert click() == first
    assert (first.seq, first.documents) == (2, ("2-1",))


def test_the_command_of_somebody_else_is_no_answer(bureau: Bureau) -> None:
    no, other = to.received(bureau), to.received(bureau)
    with reading(bureau.engine) as connection:
        used = trail.entries(connection, no)[0].command_id

    with nothing_written(bureau.engine):
        with pytest.raises(StepNotAllowed, match="刷新页面"):
            bureau.desk.open_request(bureau.who("head"), bureau.now, APPLICATION, command_id=used)
        with pytest.raises(StepNotAllowed, match="刷新页面"):
            bureau.desk.perform(other, "note", bureau.who("clerk"), bureau.now, {"text": "备注"},
                                seen_seq=1, command_id=used)


def test_a_refused_letter_frees_its_number_and_writes_nothing(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 09:00")
    strange = bureau.receive(channel="in_person", submitted_on=MONDAY, wanted="验收报告",
                             applicant_name="王\ue123")

    with nothing_written(bureau.engine, but=(NUMBERS,)), pytest.raises(LetterRefused) as refused:
        bureau.act(strange, "clerk", "register")
    assert "U+E123" in str(refused.value)

    no = to.registered(bureau)
    assert bureau.see(no).documents[0].number == "滨自然资公开收〔2026〕1号"
    assert _number_states(bureau, "receipt") == [(1, "used")]


def test_a_recalled_letter_keeps_its_number_voided_and_visible(bureau: Bureau) -> None:
    no = to.issued(bureau)
    bureau.act(no, "clerk", "recall", reason="附件有误")

    assert _number_states(bureau, "reply") == [(1, "void")]
    (voided,) = [d for d in bureau.see(no).documents if d.kind == "reply"]
    assert (voided.number, voided.voided) == ("滨自然资公开答〔2026〕1号", True)


def _number_states(bureau: Bureau, series: str) -> list[tuple[int, str]]:
    with reading(bureau.engine) as connection:
        rows = connection.execute(
            select(models.DocumentNumber.serial, models.DocumentNumber.state)
            .where(models.DocumentNumber.series == series)
            .order_by(models.DocumentNumber.serial))
        return [(row.serial, row.state) for row in rows]


#: Every table a step writes, and the statement of it that is made to fail.
FAILING = (
    ("trail_entry", "INSERT"), ("personal_field", "INSERT"), ("stored_file", "INSERT"),
    ("request", "UPDATE"), ("document", "INSERT"), ("document_number", "UPDATE"),
    ("request_item", "UPDATE"), ("approval", "INSERT"),
)


@pytest.mark.parametrize(("table", "statement"), FAILING, ids=[t for t, _ in FAILING])
def test_a_failing_write_leaves_nothing_half_written(
    bureau: Bureau, table: str, statement: str
) -> None:
    """A trigger planted on each table in turn raises in the middle of the act."""
    act = _act_that_writes(bureau, table)
    _plant(bureau, table, statement)
    with nothing_written(bureau.engine, but=(NUMBERS,)), pytest.raises(Exception, match="planted"):
        act()
    _pull(bureau, table)

    act()

    assert bureau.findings() == []
    assert {state for _, state in _number_states(bureau, "receipt")} <= {"used"}
    serials = [serial for serial, _ in _number_states(bureau, "consultation")]
    assert serials == list(range(1, len(serials) + 1))


def _act_that_writes(bureau: Bureau, table: str) -> Any:
    """An act that touches the table."""
    if table == "approval":
        no = to.reviewed(bureau)
        return lambda: bureau.act(no, "reviewer", "approve")
    if table == "request_item":
        no = to.assigned(bureau)
        return lambda: bureau.act(no, "handler", "draft_reply", manner="post",
                                  answers=[to.GRANTED])
    if table == "stored_file":
        no = to.assigned(bureau)
        return lambda: bureau.act(no, "clerk", "attach", what="信封",
                                  papers=[bureau.upload("信封.png")])
    no = to.assigned(bureau)
    return lambda: bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司",
                              item=1, part="设备报价", why="可能涉及商业秘密")


def _plant(bureau: Bureau, table: str, statement: str) -> None:
    when = "WHEN NEW.state = 'used'" if table == NUMBERS else ""
    with writing(bureau.engine) as connection:
        if bureau.engine.dialect.name == "sqlite":
            connection.execute(text(
                f"CREATE TRIGGER planted BEFORE {statement} ON {table} {when} "
                "BEGIN SELECT RAISE(ABORT, 'planted'); END"))
            return
        connection.execute(text(
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'planted'; END $$"))
        connection.execute(text(
            f"CREATE TRIGGER planted BEFORE {statement} ON {table} FOR EACH ROW "
            f"{when.replace('WHEN', 'WHEN (')}{')' if when else ''} EXECUTE FUNCTION planted()"))


def _pull(bureau: Bureau, table: str) -> None:
    where = "" if bureau.engine.dialect.name == "sqlite" else f" ON {table}"
    with writing(bureau.engine) as connection:
        connection.execute(text(f"DROP TRIGGER planted{where}"))


@pytest.mark.parametrize("table", [
    "trail_entry", "request_key", "personal_field", "stored_file", "request", "request_item",
    "document_number"])
def test_a_failing_write_at_the_counter_takes_no_number(bureau: Bureau, table: str) -> None:
    scans = [bureau.upload("申请表.png")]
    _plant(bureau, table, "UPDATE" if table == NUMBERS else "INSERT")
    with nothing_written(bureau.engine), pytest.raises(Exception, match="planted"):
        opened(bureau, applicant_name="吴玥", scans=scans)
    _pull(bureau, table)

    assert opened(bureau, applicant_name="吴玥", scans=scans) == "BJZR-2026-0001"


def test_another_agency_finds_no_such_request(bureau: Bureau) -> None:
    no = to.received(bureau)
    with writing(bureau.engine) as connection:
        other = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJSW", name="滨江市水务局",
            short_name="滨水", kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, bureau.now, office.CONSOLE, other, login="stranger",
                           name="他机关收件")
        office.grant(connection, bureau.now, office.CONSOLE, "stranger", Role.INTAKE_CLERK,
                     valid_from=bureau.now.date())

    for visit in (
        lambda: bureau.see(no, "stranger"),
        lambda: bureau.act(no, "stranger", "register"),
        lambda: bureau.desk.preview(no, "register", bureau.who("stranger"), bureau.now, {}),
        lambda: bureau.desk.document(no, "2-1", bureau.who("stranger"), bureau.now),
        lambda: bureau.desk.file(no, "0" * 64, bureau.who("stranger"), bureau.now),
    ):
        with nothing_written(bureau.engine), pytest.raises(NotFound, match=no):
            visit()


def test_an_officer_whose_seat_ended_meanwhile_is_refused_at_the_lock(bureau: Bureau) -> None:
    """The page was opened with the seat; the grant ends before the button is pressed."""
    no = to.received(bureau)
    clerk = bureau.who("clerk")
    with writing(bureau.engine) as connection:
        office.revoke(connection, bureau.now, office.CONSOLE, "clerk", Role.INTAKE_CLERK,
                      from_day=bureau.now.date())

    with pytest.raises(StepNotAllowed, match="您没有该岗位"):
        bureau.desk.perform(no, "note", clerk, bureau.now, {"text": "备注"}, seen_seq=1,
                            command_id="after")


def test_a_preview_has_a_watermark_no_number_and_writes_nothing(bureau: Bureau) -> None:
    no = to.received(bureau)
    with nothing_written(bureau.engine):
        (shown,) = bureau.desk.preview(no, "register", bureau.who("clerk"), bureau.now, {})

    assert shown.kind == "receipt"
    assert shown.printed.data.startswith(b"%PDF")
