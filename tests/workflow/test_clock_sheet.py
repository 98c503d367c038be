"""The proof of a clock as it stands on file: evidence, days, findings, conclusion; nothing written.

The road project: received on Friday 2024-09-27, a company consulted, extended by ten working days,
answered on the last day, Friday 2024-11-29.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.internal import ClockSheet, StretchLine
from tests.bureau import Bureau, pdf_text
from tests.cases import test_road_project as road
from tests.holiday_notices import NUMBER, load, notice_of_2027
from tests.workflow import stages, stages_mending
from tests.workflow.census import nothing_written
from workflow.clock_sheet.sheet import clock_sheet
from workflow.clock_sheet.stretches import read_on, stretches
from workflow.errors import BadFacts
from workflow.law.clock import Clock, Move, replay
from workflow.terms import MoveKind, Party

FIRST, LAST = date(2008, 5, 1), date(2026, 10, 31)  # Thursday, Saturday


def sheet_of(bureau: Bureau, no: str) -> ClockSheet:
    return clock_sheet(bureau.see(no, "legal"), "测试法制机构")


def approved_road(bureau: Bureau) -> str:
    """Approved on Thursday, about to be issued on Friday 2024-11-29."""
    no = road.applied(bureau)
    road.consulted(bureau, no)
    road.answered(bureau, no)
    road.extended(bureau, no)
    road.drafted(bureau, no)
    road.approved(bureau, no)
    bureau.at("2024-11-29 08:50")
    return no


def answered_road(bureau: Bureau) -> str:
    """Posted on Friday 2024-11-29, received on Monday 2024-12-02."""
    no = approved_road(bureau)
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on="2024-11-29", mail_no="EC000000004CN")
    bureau.at("2024-12-02 16:00")
    bureau.delivered(no, "reply", on="2024-12-02")
    return no


class TestTheRoadProject:
    def test_it_prints_on_at_most_three_pages_and_writes_nothing(
        self, small_bureau: Bureau
    ) -> None:
        no = answered_road(small_bureau)
        with nothing_written(small_bureau.engine):
            sheet = sheet_of(small_bureau, no)
            printed = small_bureau.desk.print_room.press().print_form(sheet)

        assert printed.pages <= 3
        assert "".join(sheet.conclusion.split()) in pdf_text(printed.data)
        assert "宏远建材" not in pdf_text(printed.data)

    def test_every_move_names_entry_number_mail_dispatch_and_receipt(
        self, small_bureau: Bureau
    ) -> None:
        sheet = sheet_of(small_bureau, answered_road(small_bureau))
        reply = sheet.events[-1]

        assert [one.on.day for one in sheet.events] == [27, 10, 11, 25, 13, 29]
        assert all(one.entry and one.article for one in sheet.events)
        assert (reply.document, reply.mail_no) == (
            "答复书 滨自然资公开答〔2024〕1号", "EC000000004CN")
        assert reply.dispatched.startswith("2024年11月29日交邮")
        assert reply.received.startswith("2024年12月2日签收或者到达")
        assert f"台账第{reply.entry}条" in reply.dispatched

    def test_the_extension_shows_the_consent_and_the_missing_proof_of_receipt(
        self, small_bureau: Bureau
    ) -> None:
        sheet = sheet_of(small_bureau, answered_road(small_bureau))
        extension = next(one for one in sheet.events if one.text.startswith("延期"))

        assert "公开办负责人同意：测试公开办负责人，2024年11月13日" in extension.notes[0]
        assert extension.received == "尚无送达凭证"

    def test_the_conclusion_and_every_finding_are_in_time(self, small_bureau: Bureau) -> None:
        sheet = sheet_of(small_bureau, answered_road(small_bureau))

        assert sheet.conclusion == ("答复期限至2024年11月29日届满，答复滨自然资公开答〔2024〕1号"
                                    "于2024年11月29日交邮，在期限内。")
        assert [one.matter for one in sheet.findings] == [
            "告知补正", "延期", "收费通知送达", "答复"]
        assert "没有告知补正" in sheet.findings[0].text
        assert "应不晚于2024年11月15日，在期限内" in sheet.findings[1].text

    def test_the_envelope_the_notices_and_the_disputed_days_are_there(
        self, small_bureau: Bureau
    ) -> None:
        sheet = sheet_of(small_bureau, answered_road(small_bureau))
        receipt = {one.label: one.text for one in sheet.receipt}
        choices = {one.chosen: one.other_due for one in sheet.choices}

        assert receipt["申请材料、信封"] == "申请表.png、信封.png（台账第1条）"
        assert receipt["邮件号"] == "EA000000001CN"
        assert sheet.versions[-1].text == "国办发明电〔2023〕7号"
        assert choices["征求意见书发出当日计入期限"] == "2024年12月2日"
        assert choices["收到意见当日不计入期限"] == "2024年11月28日"

    def test_a_print_after_the_issue_is_an_explanation(self, small_bureau: Bureau) -> None:
        no = approved_road(small_bureau)
        before = sheet_of(small_bureau, no)
        small_bureau.act(no, "clerk", "issue")
        after = sheet_of(small_bureau, no)

        assert before.after_reply == ""
        assert "滨自然资公开答〔2024〕1号" in after.after_reply
        assert "之后打印" in after.after_reply

    def test_a_reply_on_the_last_day_has_used_every_day(self, small_bureau: Bureau) -> None:
        no = answered_road(small_bureau)
        sheet, clock = sheet_of(small_bureau, no), small_bureau.clock(no)

        assert sum(line.counted for line in sheet.stretches) == clock.used_working_days == 30
        assert "计入期限的工作日共30个" in sheet.standing


class TestOtherRequests:
    def test_a_confirmed_letter_shows_the_call_log(self, small_bureau: Bureau) -> None:
        no = stages.letter_waiting(small_bureau)
        small_bureau.act(no, "clerk", "confirm_with_applicant", confirmed_on=stages.MONDAY,
                         how="电话", with_whom="吴玥", result="确认是本人提出")
        sheet = sheet_of(small_bureau, no)
        told = next(one.text for one in sheet.receipt if one.label == "联系记录")

        assert "以电话与申请人确认，结果：确认是本人提出" in told
        assert "吴玥" not in str(sheet.facts())

    def test_a_supplement_is_waited_for_without_a_last_day(self, small_bureau: Bureau) -> None:
        sheet = sheet_of(small_bureau, stages.supplement_asked(small_bureau))

        assert "应不晚于2026年6月10日，在期限内" in sheet.findings[0].text
        assert "等待申请人补正" in sheet.conclusion
        assert "停止计算" in sheet.standing

    def test_a_day_beyond_the_last_notice_is_called_provisional_in_words(
        self, small_bureau: Bureau
    ) -> None:
        small_bureau.at("2026-12-28 09:00")  # Monday
        no = small_bureau.receive(
            channel="in_person", submitted_on="2026-12-28", wanted="滨江大桥建设项目批复")
        sheet = sheet_of(small_bureau, no)

        assert "暂定：2026年12月31日以后的放假通知尚未公布" in sheet.conclusion
        assert "均为暂定" in sheet.versions[1].text

    def test_a_withdrawn_request_ends_without_a_reply(self, small_bureau: Bureau) -> None:
        sheet = sheet_of(small_bureau, stages.withdrawn(small_bureau))

        assert sheet.conclusion == "申请人撤回申请（2026年6月2日），期限终止。"
        assert sheet.findings[-1].text == "没有发出答复的记载"

    def test_a_reply_sent_again_after_it_came_back_shows_both_postings(
        self, small_bureau: Bureau
    ) -> None:
        no = stages.dispatched(small_bureau)
        small_bureau.act(no, "clerk", "record_delivery_failure",
                         document=small_bureau.newest(no, "reply"), on=stages.WEDNESDAY,
                         why="returned", evidence="邮件退回，批注迁移新址")
        small_bureau.post(no, "reply", on=stages.WEDNESDAY, mail_no="EX000000009CN")
        reply = sheet_of(small_bureau, no).events[-1]

        assert reply.mail_no == "EX123456789CN"
        assert "再次发出，邮件号EX000000009CN" in reply.dispatched
        assert "退回，邮件退回，批注迁移新址" in reply.received

    def test_a_revoked_reply_is_told_with_the_day_promised_and_the_new_one(
        self, small_bureau: Bureau
    ) -> None:
        """Posted on Wednesday 2026-06-03, revoked after sealing, due anew by Thursday 06-18."""
        no = stages_mending.revoked_from_the_archive(small_bureau)
        case = small_bureau.see(no, "legal").case
        first = case.documents["9-1"]
        told = sheet_of(small_bureau, no).conclusion

        assert f"答复{first.number}于2026年6月3日交邮，在期限内" in told
        assert "撤销，本机关确定于2026年6月18日之前重新答复；" in told
        assert "只说明原答复是否在期限内" in told

        stages_mending.replied_anew(small_bureau, no)
        anew = small_bureau.see(no, "legal").case
        told = sheet_of(small_bureau, no).conclusion
        assert f"答复{first.number}于2026年6月3日交邮，在期限内" in told
        assert f"重新作出的答复为{anew.documents[anew.reply].number}" in told

    def test_a_recalculation_is_told_with_both_days_and_its_reason(
        self, small_bureau: Bureau
    ) -> None:
        """Thursday 2026-12-10 + 20: Friday 2027-01-08, by the notice for 2027 Monday 01-11."""
        small_bureau.at("2026-12-10 09:00")
        no = small_bureau.receive(
            channel="in_person", submitted_on="2026-12-10", wanted="滨江大桥建设项目批复")
        load(small_bureau.at("2026-12-11 10:00"), notice_of_2027(off=[date(2027, 1, 4)]))
        small_bureau.act(no, "clerk", "recompute_calendar", reason=NUMBER)
        [line] = [row for row in sheet_of(small_bureau, no).versions if row.label == "期限重算"]

        assert line.text == (
            f"2026年12月11日因{NUMBER}重算，届满日由2027年1月8日（暂定）改为2027年1月11日"
            "（台账第2条）")

    def test_a_late_reply_is_late_by_the_working_days_counted(self, small_bureau: Bureau) -> None:
        no = stages.assigned(small_bureau)
        small_bureau.at("2026-07-06 09:00")  # Monday; the limit ended on Tuesday 2026-06-30
        sheet, clock = sheet_of(small_bureau, no), small_bureau.clock(no)

        assert f"逾期{clock.late_by_working_days}个工作日" in sheet.conclusion
        assert sheet.stretches[-1].last == date(2026, 7, 6)

    def test_nothing_can_be_proved_before_the_day_of_receipt_is_fixed(
        self, small_bureau: Bureau
    ) -> None:
        no = small_bureau.at(f"{stages.MONDAY} 09:00").receive(
            channel="ordinary_letter", first_seen_on=stages.MONDAY, called_same_day=True,
            wanted="滨江大桥建设项目批复")

        with pytest.raises(BadFacts, match="第三十一条"):
            sheet_of(small_bureau, no)

    def test_every_stage_of_the_procedure_can_be_printed(self, stages: stages.Stages) -> None:
        for name, no in stages.numbers.items():
            seen = stages.bureau.see(no, "legal")
            if seen.clock:
                assert clock_sheet(seen, "测试法制机构").events, name


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """A clock read on any day, with a consultation, an extension or a reply."""
    received_on = draw(st.dates(FIRST, LAST))
    at = [received_on + timedelta(n) for n in sorted(draw(
        st.lists(st.integers(0, 25), min_size=3, max_size=3)))]
    moves = [Move(MoveKind.CONSULTATION_SENT, at[0], ref="A", party=Party.THIRD_PARTY)]
    if draw(st.booleans()):
        moves.append(Move(MoveKind.CONSULTATION_ANSWERED, at[1], ref="A", party=Party.THIRD_PARTY))
    if draw(st.booleans()):
        moves.append(Move(MoveKind.EXTENDED, at[1], working_days=draw(st.integers(1, 15))))
    if draw(st.booleans()):
        moves.append(Move(MoveKind.REPLIED, at[2]))
    as_of = received_on + timedelta(draw(st.integers(0, 120)))
    return replay(received_on, moves, as_of=max(as_of, at[2]))


@given(clock=clocks())
def test_the_counted_days_of_the_stretches_equal_the_days_used(clock: Clock) -> None:
    used = sum(line.counted for line in stretches(clock) if line.last <= read_on(clock))

    assert used + clock.late_by_working_days == clock.used_working_days


@given(clock=clocks())
def test_every_calendar_day_stands_in_exactly_one_stretch(clock: Clock) -> None:
    days = [day for line in stretches(clock) for day in days_of(line)]
    last = max(clock.due_on or clock.received_on, days[-1])

    assert days == [clock.received_on + timedelta(n)
                    for n in range((last - clock.received_on).days + 1)]


def days_of(line: StretchLine) -> list[date]:
    """The days of a stretch and the weekend that follows it."""
    inside = [line.first + timedelta(n) for n in range((line.last - line.first).days + 1)]
    return [*inside, *line.rest_after]
