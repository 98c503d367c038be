"""What the sheet proves besides the days: other readings, notices, conclusion."""

from datetime import date

import pytest

from tests.workflow.law.told import (
    RECEIVED_ON,
    answered,
    asked,
    ended,
    extended,
    fee_noticed,
    fee_paid,
    on,
    replied,
    sent,
    supplemented,
)
from workflow.law.clock import Clock, ClockSettings, Move, replay
from workflow.law.ledger import LineKind
from workflow.law.proof import Alternative, alternatives, conclusion, notices_used, proof_json
from workflow.law.receipt_day import ReceiptFacts, receipt_day
from workflow.terms import Channel, Manner

LONG_AFTER = date(2024, 12, 31)  # Tuesday


def read(*moves: Move, as_of: date = LONG_AFTER, settings: ClockSettings | None = None) -> Clock:
    return replay(RECEIVED_ON, moves, as_of=as_of, settings=settings)


def of(clock: Clock, setting: str) -> Alternative:
    return next(one for one in alternatives(clock) if one.setting == setting)


class TestAlternatives:
    def test_every_disputed_choice_is_told_with_both_dates(self) -> None:
        clock = read(sent(on(10, 10)), answered(on(10, 25)))

        assert [one.setting for one in alternatives(clock)] == list(clock.settings.to_json())
        assert of(clock, "dispatch_day_counts").other_due_on == on(11, 18)
        assert of(clock, "answer_day_counts").other_due_on == on(11, 14)

    def test_a_choice_that_decides_nothing_here_says_so(self) -> None:
        clock = read()

        assert not any(one.differs for one in alternatives(clock))

    def test_a_receipt_on_a_rest_day_may_be_read_two_ways(self) -> None:
        clock = replay(on(10, 1), [], as_of=on(10, 8))  # Tuesday, 国庆节
        other = of(clock, "shift_rest_day_receipt")

        assert (other.due_on, other.other_due_on) == (on(11, 1), on(11, 4))
        assert other.chosen == "休息日收到的申请，以实际收到之日为准，不顺延"
        assert other.other == "休息日收到的申请，自其后第一个工作日视为收到"

    def test_a_late_supplement_notice_may_be_read_two_ways(self) -> None:
        clock = read(asked(on(10, 14)), supplemented(on(10, 18)))
        other = of(clock, "late_supplement_notice_pauses")

        assert (other.due_on, other.other_due_on) == (on(10, 30), on(11, 15))

    def test_a_fee_notice_that_arrives_late_may_be_read_two_ways(self) -> None:
        """Due Wednesday 10-30; received Thursday, paid Friday: anew until Friday 11-29."""
        clock = read(fee_noticed(on(10, 31)), fee_paid(on(11, 1)))
        other = of(clock, "late_fee_notice_pauses")

        assert (other.due_on, other.other_due_on) == (on(10, 30), on(11, 29))
        assert other.chosen == "收费通知书在答复期限届满后送达的，不停止计算，原期限不变"

    def test_the_other_choice_of_a_chosen_setting_is_the_default(self) -> None:
        moves = (sent(on(10, 10)), answered(on(10, 25)))
        clock = read(*moves, settings=ClockSettings(answer_day_counts=True))

        assert of(clock, "answer_day_counts").other_due_on == on(11, 15)

    def test_the_later_confirmation_of_an_online_receipt_is_the_other_reading_art_31(self) -> None:
        facts = ReceiptFacts(
            Channel.INTERNET, submitted_on=RECEIVED_ON, confirmed_on=on(9, 29)
        )  # Friday and the Sunday after it, worked
        receipt = receipt_day(facts, LONG_AFTER)
        found = alternatives(read(as_of=on(10, 20)), receipt)[-1]

        assert (found.setting, found.due_on, found.other_due_on) == (
            "receipt_day", on(10, 30), on(10, 31),
        )  # fmt: skip
        assert "双方确认" in found.other

    def test_that_reading_is_left_out_where_something_was_done_before_it(self) -> None:
        facts = ReceiptFacts(Channel.FAX, submitted_on=RECEIVED_ON, confirmed_on=on(10, 9))
        receipt = receipt_day(facts, LONG_AFTER)

        assert all(
            one.setting != "receipt_day" for one in alternatives(read(asked(on(10, 8))), receipt)
        )

    def test_it_is_written_with_its_days(self) -> None:
        shown = of(read(asked(on(10, 8))), "dispatch_day_counts").to_json()

        assert (shown["due_on"], shown["other_due_on"], shown["differs"]) == (None, None, False)


@pytest.mark.parametrize(
    ("clock", "sentence"),
    [
        # answered in time, on the last day, after it, and on the Saturday after it
        (
            read(replied(on(10, 28))),
            "答复期限至2024-10-30届满，答复于2024-10-28作出，在期限内，提前2个工作日。",
        ),
        (read(replied(on(10, 30))), "答复期限至2024-10-30届满，答复于2024-10-30作出，在期限内。"),
        (
            read(replied(on(11, 4))),
            "答复期限至2024-10-30届满，答复于2024-11-04作出，逾期3个工作日。",
        ),
        (
            replay(on(10, 11), [replied(on(11, 9))], as_of=LONG_AFTER),
            "答复期限至2024-11-07届满，答复于2024-11-09作出，逾期1个工作日。",
        ),
        (
            replay(on(10, 12), [replied(on(11, 9))], as_of=LONG_AFTER),
            "答复期限至2024-11-08届满，答复于2024-11-09作出，逾期不足1个工作日（期限届满后的休息日）。",
        ),
        # not answered yet
        (read(as_of=on(10, 20)), "截至2024-10-20，答复期限至2024-10-30届满，尚余8个工作日。"),
        (
            read(as_of=on(11, 5)),
            "截至2024-11-05尚未答复，答复期限至2024-10-30届满，逾期4个工作日。",
        ),
        # waiting, with and without a term
        (
            read(asked(on(10, 8), 10), as_of=on(10, 9)),
            "截至2024-10-09，等待申请人补正至2024-10-21，期限停止计算。",
        ),
        (
            read(asked(on(10, 8)), as_of=on(10, 9)),
            "截至2024-10-09，等待申请人补正，期限停止计算。",
        ),
        (
            read(sent(on(10, 10)), as_of=on(10, 20)),
            "截至2024-10-20，等待第三方意见（A）至2024-10-30，"
            "答复期限至2024-11-20届满（按征求意见用满期限推算）。",
        ),
        # ended otherwise
        (read(ended(on(10, 15), "申请人撤回申请")), "申请人撤回申请（2024-10-15），期限终止。"),
        (
            read(fee_noticed(on(10, 11))),
            "申请人逾期不缴费，视为放弃申请（2024-11-08），期限终止。",
        ),
        (
            read(asked(on(10, 8), 20), replied(on(10, 15))),
            "答复于2024-10-15作出，其时期限停止计算，没有逾期。",
        ),
        # a date that the coming notice may move
        (
            replay(date(2026, 12, 10), [], as_of=date(2026, 12, 10)),
            "截至2026-12-10，答复期限至2027-01-08届满"
            "（暂定：2026-12-31以后的放假通知尚未公布，以通知为准），尚余20个工作日。",
        ),
    ],
)  # fmt: skip
def test_the_conclusion_says_when_and_whether_in_time(clock: Clock, sentence: str) -> None:
    assert conclusion(clock) == sentence


@pytest.mark.parametrize(
    ("manner", "how"), [(Manner.EMS, "交邮"), (Manner.POST, "交邮"), (Manner.DIRECT, "送达")]
)
def test_by_post_the_posting_counts_else_the_signing_document_235_of_2016(
    manner: Manner, how: str
) -> None:
    clock = read(replied(on(10, 30)))

    assert conclusion(clock, "滨自然资公复〔2024〕15号", manner) == (
        f"答复期限至2024-10-30届满，答复滨自然资公复〔2024〕15号于2024-10-30{how}，在期限内。"
    )


def test_only_the_notices_that_decided_a_day_are_named() -> None:
    assert notices_used(read()) == ("国办发明电〔2023〕7号",)
    assert notices_used(replay(on(6, 17), [], as_of=on(6, 17))) == ()  # Monday to 15 July
    assert notices_used(read(extended(on(10, 25)), as_of=on(10, 25))) == ("国办发明电〔2023〕7号",)


def test_all_of_it_is_written_beside_the_ledger() -> None:
    shown = proof_json(read())

    assert set(shown) == {"choices", "alternatives", "notices", "conclusion"}


class TestBeyondTheLastNotice:
    """Received on Friday 2026-11-13: the notice for 2027 is not out."""

    RECEIVED = date(2026, 11, 13)
    #: Sent on Friday 20 November, answered on Thursday 10 December.
    MOVES = (sent(on(11, 20, 2026)), answered(on(12, 10, 2026)))

    def test_another_reading_is_marked_art_33(self) -> None:
        clock = replay(self.RECEIVED, self.MOVES, as_of=on(12, 11, 2026))
        dispatch = next(one for one in alternatives(clock) if one.setting == "dispatch_day_counts")

        assert (clock.due_on, dispatch.other_due_on) == (on(12, 31, 2026), on(1, 4, 2027))
        assert (dispatch.provisional, dispatch.other_provisional) == (False, True)
        assert dispatch.to_json()["other_provisional"] is True

    def test_findings_and_days_are_marked_art_33(self) -> None:
        moves = [extended(on(12, 30, 2026), 5), replied(on(1, 8, 2027))]
        clock = replay(on(12, 10, 2026), moves, as_of=on(1, 11, 2027))
        texts = [finding.text for finding in clock.findings()]
        days = {line.day: line for line in clock.ledger() if line.kind is not LineKind.MOVE}

        assert "应不晚于2027-01-08（暂定）" in texts[0]
        assert all(finding.provisional for finding in clock.findings())
        assert not days[on(12, 31, 2026)].provisional
        assert days[on(1, 1, 2027)].text == "元旦放假，不计入（暂定）"
        assert days[on(1, 2, 2027)].text == "周末，不计入（暂定）"
        assert days[on(1, 4, 2027)].to_json()["provisional"] is True
        assert days[on(1, 4, 2027)].text.endswith("个工作日（暂定）")
        assert all("应不晚于2027-01-" not in line.text or "（暂定）" in line.text
                   for line in clock.ledger())
