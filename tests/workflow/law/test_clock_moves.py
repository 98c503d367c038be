"""What each move does to the reply period, and what it cannot do."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.workflow.law.told import (
    RECEIVED_ON,
    answered,
    asked,
    delayed,
    ended,
    extended,
    fee_noticed,
    fee_paid,
    on,
    reached,
    received,
    replied,
    sent,
    served,
    supplemented,
)
from workflow.errors import BadFacts, RuleNotInForce
from workflow.law.clock import Clock, ClockSettings, ClockState, Move, replay
from workflow.law.effects import Ending, Waiting
from workflow.terms import MoveKind, Party

LONG_AFTER = date(2024, 12, 31)
IN_2014 = date(2014, 9, 1)  # Monday; under the 2008 Regulation


def read(*moves: Move, as_of: date = LONG_AFTER, settings: ClockSettings | None = None) -> Clock:
    return replay(RECEIVED_ON, moves, as_of=as_of, settings=settings)


def read_2014(*moves: Move, as_of: date, settings: ClockSettings | None = None) -> Clock:
    return replay(IN_2014, moves, as_of=as_of, settings=settings)


class TestOneDay:
    """On one day moves count in the order of the procedure, however they are listed."""

    @pytest.mark.parametrize(
        ("moves", "due_on"),
        [
            pytest.param(
                [asked(on(10, 10)), supplemented(on(10, 10))], on(11, 6),
                id="art. 30: asked and supplemented on Thursday 10 October"),
            pytest.param(
                [fee_noticed(on(10, 10)), fee_paid(on(10, 10))], on(11, 6),
                id="109号: fee told and paid on Thursday 10 October"),
            pytest.param(
                [extended(on(10, 30)), replied(on(10, 30))], on(11, 27),
                id="art. 33: extended and replied on Wednesday 30 October"),
            pytest.param(
                [sent(on(10, 10)), reached(on(10, 10)), answered(on(10, 10))], on(10, 30),
                id="art. 32: sent, received and answered on Thursday 10 October"),
            pytest.param(
                [extended(on(10, 30)), sent(on(10, 30)), answered(on(11, 1))], on(11, 29),
                id="art. 33: extended and sent on Wednesday 30 October, two days left out"),
        ],
    )  # fmt: skip
    def test_the_order_in_the_list_does_not_matter(
        self, moves: list[Move], due_on: date
    ) -> None:
        there, back = read(*moves), read(*reversed(moves))

        assert there.due_on == back.due_on == due_on
        assert there.ledger() == back.ledger()


class TestTwice:
    def test_the_first_opinion_ends_the_exclusion(self) -> None:
        once = read(sent(on(10, 8)), answered(on(10, 12)))  # a Saturday that was worked
        twice = read(sent(on(10, 8)), answered(on(10, 12)), answered(on(10, 18)))

        assert twice.due_on == once.due_on == on(11, 5)  # Tuesday
        assert "收到意见（A），以首次登记的日期为准" in "".join(
            line.text for line in twice.ledger())

    def test_the_first_receipt_begins_the_term(self) -> None:
        once = read(sent(on(10, 8)), reached(on(10, 9)))
        twice = read(sent(on(10, 8)), reached(on(10, 9)), reached(on(10, 16)))

        assert twice.due_on == once.due_on


class TestRunning:
    def test_used_and_left_make_the_limit(self) -> None:
        clock = read(as_of=on(10, 20))  # Sunday

        assert (clock.used_working_days, clock.left_working_days) == (12, 8)
        assert (clock.state, clock.late, clock.projected) == (ClockState.RUNNING, False, False)

    def test_on_the_due_date_the_reply_is_not_late(self) -> None:
        clock = read(as_of=on(10, 30))

        assert (clock.used_working_days, clock.left_working_days, clock.late) == (20, 0, False)

    def test_the_day_after_it_is_late_by_one(self) -> None:
        clock = read(as_of=on(10, 31))

        assert (clock.used_working_days, clock.left_working_days) == (21, -1)
        assert (clock.late, clock.late_by_working_days) == (True, 1)

    def test_on_a_rest_day_after_it_is_late_though_no_working_day_is_over(self) -> None:
        clock = replay(on(10, 12), [], as_of=on(11, 9))  # due Friday 8 November, read on Saturday

        assert (clock.late, clock.left_working_days) == (True, -1)
        assert (clock.used_working_days, clock.late_by_working_days) == (20, 0)

    def test_on_the_day_of_receipt_nothing_is_used(self) -> None:
        clock = read(as_of=RECEIVED_ON)

        assert (clock.used_working_days, clock.left_working_days) == (0, 20)

    def test_the_last_receipt_move_corrects_the_day(self) -> None:
        clock = replay(on(9, 20), [received(on(9, 25)), received(on(9, 27))], as_of=on(10, 1))

        assert (clock.received_on, clock.due_on) == (on(9, 27), on(10, 30))

    def test_a_rest_day_receipt_moves_only_by_setting(self) -> None:
        shifted = ClockSettings(shift_rest_day_receipt=True)
        clock = replay(on(10, 1), [], as_of=on(10, 8), settings=shifted)

        assert clock.counted_from == on(10, 8)  # Tuesday after the holiday
        assert replay(on(10, 1), [], as_of=on(10, 8)).counted_from == on(10, 1)

    def test_a_due_date_beyond_the_last_notice_is_provisional(self) -> None:
        received_on = date(2026, 12, 10)
        clock = replay(received_on, [], as_of=received_on)

        assert (clock.due_on, clock.provisional) == (date(2027, 1, 8), True)

    def test_before_the_regulation_there_is_no_clock(self) -> None:
        with pytest.raises(RuleNotInForce, match="2008-05-01"):
            replay(date(2008, 4, 30), [], as_of=date(2008, 5, 2))


class TestSupplement:
    def test_the_clock_stands_while_the_supplement_is_awaited(self) -> None:
        clock = read(asked(on(10, 8), 10), as_of=on(10, 15))

        assert (clock.state, clock.due_on) == (ClockState.PAUSED, None)
        assert (clock.waiting, clock.waiting_until) == (Waiting.SUPPLEMENT, on(10, 21))
        assert clock.waiting_for == "申请人补正"
        assert clock.used_working_days == 3  # 9-29, 9-30, 10-8
        assert clock.first_due_on == on(10, 30)
        assert clock.extended_due_limit is None

    def test_its_term_runs_from_service_once_that_is_proved(self) -> None:
        clock = read(asked(on(10, 8), 10), served(on(10, 11)), as_of=on(10, 15))

        assert clock.waiting_until == on(10, 24)

    def test_on_the_last_day_of_the_term_it_is_still_awaited(self) -> None:
        assert read(asked(on(10, 8), 10), as_of=on(10, 21)).state is ClockState.PAUSED

    def test_past_the_term_the_request_is_abandoned(self) -> None:
        clock = read(asked(on(10, 8), 10), as_of=on(10, 22))

        assert (clock.state, clock.ending) == (ClockState.ENDED, Ending.NO_SUPPLEMENT)
        assert clock.ended_by == "申请人逾期不补正，视为放弃申请"
        assert (clock.ended_on, clock.due_on, clock.late) == (on(10, 22), None, False)

    def test_without_a_term_it_is_awaited_without_end(self) -> None:
        clock = read(asked(on(10, 8)), as_of=LONG_AFTER)

        assert (clock.state, clock.waiting_until) == (ClockState.PAUSED, None)

    def test_by_setting_only_proved_service_starts_the_term(self) -> None:
        strict = ClockSettings(supplement_term_needs_service=True)
        unserved = read(asked(on(10, 8), 10), as_of=on(10, 31), settings=strict)
        on_slip = read(asked(on(10, 8), 10), served(on(10, 11)), as_of=on(10, 31), settings=strict)

        assert (unserved.state, unserved.waiting_until) == (ClockState.PAUSED, None)
        assert on_slip.ending is Ending.NO_SUPPLEMENT

    def test_a_notice_on_the_seventh_working_day_is_in_time(self) -> None:
        finding = read(asked(on(10, 12)), as_of=on(10, 15)).findings()[0]

        assert (finding.in_time, finding.effective) == (True, True)
        assert finding.limit_on == on(10, 12)

    def test_a_notice_on_the_eighth_stops_nothing_and_the_first_due_date_stays(self) -> None:
        clock = read(asked(on(10, 14), 10), supplemented(on(10, 18)), as_of=on(10, 20))
        finding = clock.findings()[0]

        assert (clock.state, clock.due_on) == (ClockState.RUNNING, on(10, 30))
        assert (finding.in_time, finding.effective) == (False, False)

    def test_by_setting_a_late_notice_stops_and_restarts(self) -> None:
        lenient = ClockSettings(late_supplement_notice_pauses=True)
        clock = read(asked(on(10, 14)), supplemented(on(10, 18)), settings=lenient)

        assert clock.due_on == on(11, 15)

    def test_a_late_supplement_that_was_taken_restarts_and_the_finding_says_late(self) -> None:
        clock = read(asked(on(10, 8), 5), supplemented(on(10, 18)), as_of=on(10, 20))

        assert clock.due_on == on(11, 15)
        assert [finding.in_time for finding in clock.findings()] == [True, False]

    def test_it_may_be_asked_for_once_only_art_30(self) -> None:
        with pytest.raises(BadFacts, match="一次性") as refused:
            read(asked(on(10, 8)), asked(on(10, 9)))

        assert refused.value.reason.article == "条例第三十条"

    @pytest.mark.parametrize("move", [supplemented(on(10, 9)), served(on(10, 9))])
    def test_nothing_comes_of_a_supplement_never_asked_for(self, move: Move) -> None:
        with pytest.raises(BadFacts, match="没有告知补正"):
            read(move)

    def test_a_second_mailing_changes_nothing(self) -> None:
        clock = read(asked(on(10, 8)), supplemented(on(10, 15)), supplemented(on(10, 18)))

        assert clock.counted_from == on(10, 15)

    def test_service_proved_after_the_supplement_changes_nothing(self) -> None:
        clock = read(asked(on(10, 8), 10), supplemented(on(10, 15)), served(on(10, 16)))

        assert (clock.counted_from, clock.due_on) == (on(10, 15), on(11, 12))

    def test_under_2008_it_changes_nothing_by_default(self) -> None:
        clock = read_2014(
            asked(on(9, 3, 2014)), supplemented(on(9, 10, 2014)), as_of=on(9, 5, 2014)
        )

        assert (clock.state, clock.due_on) == (ClockState.RUNNING, on(9, 23, 2014))

    def test_under_2008_a_local_rule_leaves_the_days_out(self) -> None:
        local = ClockSettings(supplement_pauses_2008=True)
        moves = (asked(on(9, 3, 2014)), supplemented(on(9, 10, 2014)))
        clock = read_2014(*moves, as_of=on(9, 12, 2014), settings=local)

        assert clock.due_on == on(9, 28, 2014)  # four worked days left out; that Sunday is worked
        assert clock.excluded[0].ref == "补正"
        assert read_2014(moves[0], as_of=on(9, 5, 2014), settings=local).due_on is None


class TestConsultation:
    def test_while_it_is_open_the_due_date_is_projected(self) -> None:
        clock = read(sent(on(10, 10)), reached(on(10, 11)), as_of=on(10, 20))

        assert (clock.state, clock.projected) == (ClockState.PAUSED, True)
        assert (clock.waiting, clock.waiting_until) == (Waiting.CONSULTATION, on(10, 31))
        assert clock.waiting_for == "第三方意见（A）"
        assert clock.due_on == on(11, 21)

    def test_until_its_receipt_is_known_the_term_runs_from_dispatch(self) -> None:
        assert read(sent(on(10, 10)), as_of=on(10, 20)).waiting_until == on(10, 30)

    def test_on_the_day_of_dispatch_the_clock_still_runs(self) -> None:
        clock = read(sent(on(10, 10)), as_of=on(10, 10))

        assert (clock.state, clock.used_working_days) == (ClockState.RUNNING, 5)

    def test_on_the_day_of_the_answer_nothing_is_awaited_any_more(self) -> None:
        clock = read(sent(on(10, 10)), answered(on(10, 25)), as_of=on(10, 25))

        assert (clock.state, clock.projected) == (ClockState.RUNNING, False)

    def test_silence_ends_it_on_the_fifteenth_working_day_art_32(self) -> None:
        clock = read(sent(on(10, 10)), reached(on(10, 11)), as_of=on(11, 1))

        assert (clock.state, clock.projected) == (ClockState.RUNNING, False)
        assert clock.excluded == (("A", on(10, 11), on(10, 31)),)

    def test_an_answer_after_the_term_is_taken_and_leaves_out_no_more(self) -> None:
        late = read(sent(on(10, 10)), reached(on(10, 11)), answered(on(11, 11)))

        assert late.due_on == read(sent(on(10, 10)), reached(on(10, 11))).due_on

    def test_overlapping_ones_count_once(self) -> None:
        both = read(
            sent(on(10, 10), "A"), answered(on(10, 22), "A"), sent(on(10, 15), "B"),
            answered(on(10, 25), "B"),
        )  # fmt: skip

        assert both.due_on == read(sent(on(10, 10)), answered(on(10, 25))).due_on

    def test_one_within_another_adds_nothing(self) -> None:
        within = read(
            sent(on(10, 10), "A"), answered(on(10, 25), "A"), sent(on(10, 14), "B"),
            answered(on(10, 16), "B"),
        )  # fmt: skip

        assert within.due_on == read(sent(on(10, 10)), answered(on(10, 25))).due_on

    def test_one_sent_after_the_limit_saves_nothing(self) -> None:
        clock = read(sent(on(10, 31)), as_of=on(11, 5))

        assert (clock.due_on, clock.late, clock.state) == (on(10, 30), True, ClockState.RUNNING)

    def test_answered_on_the_day_it_was_sent_it_leaves_nothing_out_and_counts_no_day_twice(
        self,
    ) -> None:
        moves = (sent(on(10, 10)), answered(on(10, 10)))
        other = ClockSettings(answer_day_counts=True)

        assert read(*moves).due_on == read(*moves, settings=other).due_on == on(10, 30)

    def test_two_sent_on_one_day_are_read_alike_in_either_order(self) -> None:
        one, two = sent(on(10, 10), "A"), sent(on(10, 10), "B", Party.OTHER_AGENCY)
        first, second = (read(*moves, as_of=on(10, 15)) for moves in ((one, two), (two, one)))

        assert first.waiting_for == second.waiting_for
        assert first.excluded == second.excluded

    @pytest.mark.parametrize(
        ("party", "term", "until"),
        [
            (Party.JOINT_MAKER, None, on(10, 31)),
            (Party.JOINT_MAKER, 5, on(10, 31)),  # art. 34 sets its fifteen days
            (Party.OTHER_AGENCY, None, on(10, 31)),
            (Party.OTHER_AGENCY, 5, on(10, 17)),
            (Party.OTHER_AGENCY, 30, on(10, 31)),  # capped
        ],
    )
    def test_joint_makers_have_fifteen_days_other_agencies_the_term_we_set(
        self, party: Party, term: int | None, until: date
    ) -> None:
        clock = read(sent(on(10, 10), "A", party, term), reached(on(10, 11)), as_of=on(10, 12))

        assert clock.waiting_until == until

    def test_under_2008_only_third_parties_leave_days_out(self) -> None:
        moves = (sent(on(9, 3, 2014), "A", Party.OTHER_AGENCY), answered(on(9, 10, 2014)))

        assert read_2014(*moves, as_of=on(9, 12, 2014)).due_on == on(9, 23, 2014)

    def test_under_2008_it_ends_with_the_answer_alone(self) -> None:
        moves = (sent(on(9, 3, 2014)), answered(on(10, 20, 2014)))
        clock = read_2014(*moves, as_of=on(10, 22, 2014))

        assert clock.excluded == (("A", on(9, 4, 2014), on(10, 20, 2014)),)
        assert clock.due_on == on(11, 6, 2014)  # two used, thirteen left from 10-21

    def test_under_2008_an_open_one_never_becomes_late(self) -> None:
        clock = read_2014(sent(on(9, 3, 2014)), as_of=on(11, 20, 2014))

        assert (clock.state, clock.projected) == (ClockState.PAUSED, True)
        assert (clock.late, clock.left_working_days) == (False, 13)

    @pytest.mark.parametrize(
        ("moves", "why"),
        [
            ((answered(on(10, 9)),), "没有编号为“A”"),
            ((reached(on(10, 9)),), "没有编号为“A”"),
            ((sent(on(10, 9)), answered(on(10, 8))), "早于发出"),
            ((sent(on(10, 9)), reached(on(10, 8))), "早于发出"),
            ((sent(on(10, 9)), reached(on(10, 14)), answered(on(10, 12))), "早于被征求方收到"),
            ((sent(on(10, 9)), sent(on(10, 10))), "重复"),
            ((sent(on(10, 9), ""),), "没有编号"),
            ((Move(MoveKind.CONSULTATION_SENT, on(10, 9), ref="A"),), "被征求方类型"),
        ],
        ids=[
            "answer",
            "receipt",
            "answer-first",
            "receipt-first",
            "order",
            "twice",
            "ref",
            "party",
        ],
    )
    def test_contradictions_are_refused_with_the_reason(
        self, moves: Sequence[Move], why: str
    ) -> None:
        with pytest.raises(BadFacts, match=why):
            read(*moves)


class TestExtension:
    @pytest.mark.parametrize(
        ("told_on", "due_on", "effective"),
        [
            (on(10, 29), on(11, 27), True),  # the day before the first limit ends
            (on(10, 30), on(11, 27), True),  # that day
            (on(10, 31), on(10, 30), False),  # the day after
        ],
    )
    def test_it_must_be_told_before_the_first_limit_ends_art_33_2(
        self, told_on: date, due_on: date, effective: bool
    ) -> None:
        clock = read(extended(told_on))
        finding = clock.findings()[0]

        assert (clock.due_on, clock.first_due_on) == (due_on, on(10, 30))
        assert (finding.in_time, finding.effective) == (effective, effective)

    def test_it_adds_the_days_it_names(self) -> None:
        clock = read(extended(on(10, 25), 5))

        assert (clock.due_on, clock.extended_working_days) == (on(11, 6), 5)
        assert clock.extended_due_limit == on(11, 27)

    def test_a_consultation_moves_the_day_by_which_it_must_be_told(self) -> None:
        clock = read(sent(on(10, 10)), answered(on(10, 25)), extended(on(11, 15)))

        assert clock.extended_working_days == 20

    def test_while_the_clock_stands_it_extends_nothing(self) -> None:
        clock = read(asked(on(10, 8)), extended(on(10, 9)), supplemented(on(10, 18)))

        assert (clock.due_on, clock.extended_working_days) == (on(11, 15), 0)

    def test_told_while_a_supplement_is_awaited_it_has_no_effect_and_is_not_called_late(
        self,
    ) -> None:
        clock = read(asked(on(10, 8)), extended(on(10, 9)), as_of=on(10, 10))
        finding = clock.findings()[1]

        assert (finding.in_time, finding.effective) == (True, False)
        assert "延期，应不晚于2024-10-30，不影响期限" in [line.text for line in clock.ledger()]

    @pytest.mark.parametrize("working_days", [None, 0, 21])
    def test_it_names_one_to_twenty_working_days(self, working_days: int | None) -> None:
        with pytest.raises(BadFacts, match="1至20个工作日") as refused:
            read(extended(on(10, 25), working_days))

        assert refused.value.reason.field == "working_days"

    def test_under_2008_it_names_at_most_fifteen(self) -> None:
        with pytest.raises(BadFacts, match="1至15个工作日"):
            read_2014(extended(on(9, 10, 2014), 16), as_of=on(9, 11, 2014))

    def test_it_is_given_once_only(self) -> None:
        with pytest.raises(BadFacts, match="只能延长一次"):
            read(extended(on(10, 25), 5), extended(on(10, 28), 5))


class TestDelay:
    def test_a_delay_under_art_35_sets_a_new_limit(self) -> None:
        clock = read(delayed(on(10, 25), on(12, 20)), as_of=on(12, 19))

        assert (clock.due_on, clock.left_working_days) == (on(12, 20), 1)

    def test_a_delay_to_a_rest_day_ends_on_the_next_working_day(self) -> None:
        assert read(delayed(on(10, 25), on(12, 21))).due_on == on(12, 23)  # Saturday to Monday

    def test_it_never_shortens_the_period(self) -> None:
        assert read(delayed(on(10, 25), on(10, 28))).due_on == on(10, 30)

    def test_told_late_it_is_void(self) -> None:
        clock = read(delayed(on(10, 31), on(12, 20)))

        assert clock.due_on == on(10, 30)
        assert not clock.findings()[0].effective

    @pytest.mark.parametrize("until", [None, on(10, 25)])
    def test_it_names_a_later_day(self, until: date | None) -> None:
        with pytest.raises(BadFacts, match="延迟答复日期"):
            read(delayed(on(10, 25), until))

    def test_the_2008_regulation_knows_none(self) -> None:
        with pytest.raises(BadFacts, match="2008年条例"):
            read_2014(delayed(on(9, 10, 2014), on(12, 1, 2014)), as_of=on(9, 11, 2014))


class TestFee:
    def test_the_clock_stands_until_payment(self) -> None:
        clock = read(fee_noticed(on(10, 11)), as_of=on(11, 7))

        assert (clock.state, clock.waiting) == (ClockState.PAUSED, Waiting.PAYMENT)

    def test_unpaid_the_request_is_abandoned(self) -> None:
        clock = read(fee_noticed(on(10, 11)), as_of=on(11, 8))

        assert (clock.state, clock.ending) == (ClockState.ENDED, Ending.NO_PAYMENT)
        assert clock.ended_on == on(11, 8)

    def test_a_notice_after_the_limit_is_void(self) -> None:
        clock = read(fee_noticed(on(10, 31)), fee_paid(on(11, 1)), as_of=on(11, 5))

        assert (clock.due_on, clock.late) == (on(10, 30), True)

    def test_while_a_supplement_is_awaited_a_fee_notice_changes_nothing(self) -> None:
        moves = (asked(on(10, 8)), fee_noticed(on(10, 11)))

        assert read(*moves, as_of=on(10, 14)).waiting is Waiting.SUPPLEMENT
        assert read(*moves, supplemented(on(10, 18))).due_on == on(11, 15)

    def test_a_second_notice_while_payment_is_awaited_changes_nothing(self) -> None:
        clock = read(fee_noticed(on(10, 11)), fee_noticed(on(10, 14)), as_of=on(10, 15))

        assert clock.waiting_until == on(11, 7)

    def test_while_payment_is_awaited_no_supplement_stops_the_clock(self) -> None:
        moves = (fee_noticed(on(10, 9)), asked(on(10, 10)), fee_paid(on(10, 21)))

        assert read(*moves).due_on == on(11, 18)

    def test_nothing_is_paid_without_a_notice(self) -> None:
        with pytest.raises(BadFacts, match="没有收费通知"):
            read(fee_paid(on(10, 21)))

    @pytest.mark.parametrize(
        ("noticed_on", "allowed"),
        [(date(2020, 12, 31), False), (date(2021, 1, 1), True), (date(2021, 1, 4), True)],
        ids=["day-before", "day-of", "day-after"],
    )
    def test_fees_have_a_basis_since_2021(self, noticed_on: date, allowed: bool) -> None:
        moves = [fee_noticed(noticed_on)]
        received_on = date(2020, 12, 21)  # Monday
        if allowed:
            assert replay(received_on, moves, as_of=date(2021, 1, 5)).due_on is None
        else:
            with pytest.raises(BadFacts, match="方有依据"):
                replay(received_on, moves, as_of=date(2021, 1, 5))


class TestEnd:
    @pytest.mark.parametrize(
        ("replied_on", "left", "late"),
        [
            (on(10, 29), 1, False),
            (on(10, 30), 0, False),
            (on(10, 31), -1, True),
        ],
        ids=["day-before", "day-of", "day-after"],
    )
    def test_the_reply_ends_the_clock_and_shows_whether_it_was_late(
        self, replied_on: date, left: int, late: bool
    ) -> None:
        clock = read(replied(replied_on))

        assert (clock.state, clock.ending) == (ClockState.ENDED, Ending.REPLIED)
        assert (clock.left_working_days, clock.late) == (left, late)
        assert clock.ended_on == replied_on

    def test_before_the_reply_the_same_moves_show_a_running_clock(self) -> None:
        clock = read(replied(on(10, 29)), as_of=on(10, 10))

        assert (clock.state, clock.used_working_days) == (ClockState.RUNNING, 5)

    def test_a_withdrawal_ends_it_and_says_why(self) -> None:
        clock = read(ended(on(10, 15), "申请人撤回申请"))

        assert (clock.state, clock.ending) == (ClockState.ENDED, Ending.ENDED)
        assert clock.ended_by == "申请人撤回申请"

    def test_what_comes_after_the_end_changes_nothing(self) -> None:
        clock = read(
            sent(on(10, 10)), replied(on(10, 22)), answered(on(10, 28)), replied(on(11, 1))
        )

        assert clock.ended_on == on(10, 22)
        assert not clock.projected

    def test_a_letter_after_the_supplement_term_does_not_undo_the_abandonment(self) -> None:
        clock = read(asked(on(10, 8), 5), replied(on(10, 25)))

        assert (clock.ending, clock.ended_on) == (Ending.NO_SUPPLEMENT, on(10, 15))

    def test_a_reply_without_waiting_for_the_supplement_ends_it(self) -> None:
        clock = read(asked(on(10, 8), 20), replied(on(10, 15)))

        assert (clock.ending, clock.due_on, clock.late) == (Ending.REPLIED, None, False)

    def test_nothing_happens_before_receipt(self) -> None:
        with pytest.raises(BadFacts, match="早于收到申请之日"):
            read(replied(on(9, 26)))
