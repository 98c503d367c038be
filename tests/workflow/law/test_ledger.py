"""The ledger proves a due date line by line."""

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
    replied,
    sent,
    supplemented,
)
from workflow.law.clock import ClockSettings, LedgerLine, Move, replay
from workflow.law.ledger import LineKind
from workflow.law.proof import conclusion, notices_used
from workflow.terms import Party


def lines(*moves: Move, as_of: date = RECEIVED_ON) -> tuple[LedgerLine, ...]:
    return replay(RECEIVED_ON, moves, as_of=as_of).ledger()


def on_day(day: date, *moves: Move) -> list[LedgerLine]:
    return [line for line in lines(*moves) if line.day == day]


@pytest.mark.parametrize(
    ("day", "kind", "number", "notice"),
    [
        (on(9, 27), LineKind.START, None, ""),  # Friday, the day of receipt
        (on(9, 28), LineKind.WEEKEND, None, ""),  # Saturday
        (on(9, 29), LineKind.MAKE_UP, 1, "国办发明电〔2023〕7号"),  # Sunday, worked
        (on(9, 30), LineKind.COUNTED, 2, ""),  # Monday
        (on(10, 1), LineKind.HOLIDAY, None, "国办发明电〔2023〕7号"),  # Tuesday
        (on(10, 12), LineKind.MAKE_UP, 7, "国办发明电〔2023〕7号"),  # Saturday, worked
        (on(10, 30), LineKind.COUNTED, 20, ""),  # Wednesday, the due date
    ],
)
def test_a_day_says_how_it_counted_and_by_which_notice(
    day: date, kind: LineKind, number: int | None, notice: str
) -> None:
    [line] = on_day(day)

    assert (line.kind, line.number, line.notice) == (kind, number, notice)
    assert line.article


def test_it_ends_on_the_due_date_and_numbers_every_counted_day() -> None:
    ledger = lines()

    assert ledger[-1].day == on(10, 30)
    assert [line.number for line in ledger if line.number] == list(range(1, 21))


def test_a_day_of_consultation_names_it_and_its_article() -> None:
    [line] = on_day(on(10, 14), sent(on(10, 10)), answered(on(10, 25)))

    assert line.kind is LineKind.EXCLUDED
    assert line.text == "征求第三方意见（A）期间，不计入"
    assert line.article == "条例第三十二条、第三十三条第三款"


def test_a_move_stands_before_its_day() -> None:
    move, day = on_day(on(10, 10), sent(on(10, 10)), answered(on(10, 25)))

    assert (move.kind, day.kind) == (LineKind.MOVE, LineKind.COUNTED)
    assert move.text == "发出征求意见（第三方A），期间扣除"


@pytest.mark.parametrize(
    ("moves", "text", "article"),
    [
        (
            [extended(on(10, 25), 5)],
            "延期5个工作日，应不晚于2024-10-30，延长",
            "条例第三十三条第二款",
        ),
        ([extended(on(10, 31))], "延期，应不晚于2024-10-30，逾期，不生效", "条例第三十三条第二款"),
        ([delayed(on(10, 25), on(12, 20))], "确定延迟答复期限至2024-12-20", "条例第三十五条"),
        ([asked(on(10, 8))], "告知补正，应不晚于2024-10-12，停止计算", "条例第三十条"),
        ([replied(on(10, 30))], "答复，应不晚于2024-10-30，终止", "国办公开办函〔2016〕235号"),
        ([ended(on(10, 15), "申请人撤回申请")], "期限终止，终止：申请人撤回申请", "条例第三十一条"),
        ([sent(on(10, 10)), reached(on(10, 11))], "被征求方收到（A），期间扣除", "条例第三十二条"),
    ],
    ids=["extension", "late-extension", "delay", "supplement", "reply", "withdrawal", "receipt"],
)
def test_a_move_says_what_it_did_and_by_when_it_was_due(
    moves: list[Move], text: str, article: str
) -> None:
    line = [line for line in lines(*moves) if line.kind is LineKind.MOVE][-1]

    assert line.text.startswith(text)
    assert line.article.startswith(article)


def test_the_days_before_a_restart_are_told_and_count_no_more() -> None:
    ledger = lines(asked(on(10, 8)), supplemented(on(10, 18)))
    kinds = {line.day: line for line in ledger if line.kind is not LineKind.MOVE}

    assert kinds[on(9, 30)].kind is LineKind.SUPERSEDED
    assert kinds[on(9, 30)].text == "收到申请后第2个工作日，重新起算之前，不再计入"
    assert (kinds[on(10, 9)].kind, kinds[on(10, 9)].since_receipt) == (LineKind.PAUSED, 4)
    assert kinds[on(10, 9)].article == "条例第三十条"
    assert kinds[on(10, 18)].text == "重新起算之日，不计入期限"
    assert kinds[on(10, 21)].number == 1


def test_the_limit_of_the_supplement_notice_is_proved_before_a_restart_art_30() -> None:
    """Asked on Saturday 2024-10-12, a make-up day: the seventh working day by the notice."""
    clock = replay(RECEIVED_ON, [asked(on(10, 12)), supplemented(on(10, 18))], as_of=on(10, 20))
    days = {line.day: line for line in clock.ledger() if line.kind is not LineKind.MOVE}
    numbers = [line.since_receipt for line in days.values() if line.since_receipt]

    assert numbers == list(range(1, 8))
    assert days[on(9, 28)].kind is LineKind.WEEKEND  # Saturday
    assert (days[on(10, 1)].kind, days[on(10, 1)].text) == (LineKind.HOLIDAY, "国庆节放假，不计入")
    assert days[on(10, 12)].text == (
        "收到申请后第7个工作日（国庆节调休上班），重新起算之前，不再计入")
    assert days[on(10, 12)].notice == "国办发明电〔2023〕7号"
    assert days[on(10, 14)].text == "等待申请人补正，停止计算"
    assert notices_used(clock) == ("国办发明电〔2023〕7号",)


def test_while_the_supplement_is_awaited_the_days_go_on_to_the_limit_of_the_notice() -> None:
    ledger = lines(asked(on(10, 8)))

    assert ledger[-1].day == on(10, 12)
    assert ledger[-1].text == (
        "收到申请后第7个工作日（国庆节调休上班），等待申请人补正，停止计算")
    assert lines(asked(on(10, 8)), ended(on(10, 9)))[-1].day == on(10, 9)  # but not past its end


def test_a_receipt_moved_off_a_holiday_is_told_day_by_day() -> None:
    shifted = ClockSettings(shift_rest_day_receipt=True)
    ledger = replay(on(10, 1), [], as_of=on(10, 8), settings=shifted).ledger()
    texts = {line.day: line.text for line in ledger}

    assert texts[on(10, 1)] == "收到申请之日，不计入期限"  # Tuesday, 国庆节
    assert texts[on(10, 4)] == "休息日收到，视为其后第一个工作日收到"
    assert texts[on(10, 8)] == "视为收到申请之日，不计入期限"
    assert [line.number for line in ledger if line.day == on(10, 9)] == [1]


def test_a_day_left_out_for_two_consultations_names_both_and_counts_once() -> None:
    moves = [sent(on(10, 10), "A"), sent(on(10, 11), "B", Party.JOINT_MAKER)]
    [line] = on_day(on(10, 14), *moves)

    assert line.text == "征求第三方意见（A）、征求共同制作机关意见（B）期间，不计入"
    assert line.article == "条例第三十二条、第三十三条第三款；条例第三十三条第三款、第三十四条"


@pytest.mark.parametrize(
    ("party", "meaning", "article"),
    [
        (Party.THIRD_PARTY, "由行政机关依照条例决定是否公开", "条例第三十二条"),
        (Party.JOINT_MAKER, "视为同意公开", "条例第三十四条"),
        (Party.OTHER_AGENCY, "不发生同意或者不同意的效果", "条例第三十三条第三款"),
    ],
)
def test_silence_says_what_it_means_arts_32_to_34(party: Party, meaning: str, article: str) -> None:
    moves = [sent(on(10, 10), "A", party), reached(on(10, 11))]
    [line] = [one for one in lines(*moves, as_of=on(11, 1)) if one.kind is LineKind.SILENCE]

    assert (line.day, line.article) == (on(10, 31), article)
    assert line.text == f"{party.label}（A）期满未提出意见，{meaning}"


def test_before_its_term_is_over_and_under_2008_silence_means_nothing_yet() -> None:
    moves = [sent(on(10, 10)), reached(on(10, 11))]
    old = replay(on(9, 1, 2014), [sent(on(9, 3, 2014))], as_of=on(12, 1, 2014))

    assert all(one.kind is not LineKind.SILENCE for one in lines(*moves, as_of=on(10, 31)))
    assert all(one.kind is not LineKind.SILENCE for one in old.ledger())


def test_an_answer_after_the_term_is_told_as_leaving_nothing_out() -> None:
    """Received on Friday 11 October, the 15th working day is Thursday 31 October."""
    moves = [sent(on(10, 10)), reached(on(10, 11))]
    told = {
        day: line.text
        for day in (on(10, 31), on(11, 1), on(11, 2), on(11, 11))
        for line in lines(*moves, answered(day), as_of=on(11, 20)) if "收到意见" in line.text
    }

    assert told.pop(on(10, 31)) == "收到意见（A），期间扣除"
    assert set(told.values()) == {"收到意见（A），不影响期限"}


@pytest.mark.parametrize("day", [on(10, 30), on(10, 31), on(11, 1)],
                         ids=["Wednesday, the last day", "Thursday after", "Friday after"])
def test_a_consultation_sent_when_the_period_is_over_leaves_nothing_out(day: date) -> None:
    clock = replay(RECEIVED_ON, [sent(day)], as_of=on(11, 4))
    [told] = [line.text for line in clock.ledger() if line.kind is LineKind.MOVE]

    assert told == "发出征求意见（第三方A），不影响期限"
    assert (clock.due_on, clock.projected, clock.excluded) == (on(10, 30), False, ())
    assert "推算" not in conclusion(clock)


def test_a_consultation_sent_on_the_eve_of_the_last_day_leaves_it_out() -> None:
    clock = replay(RECEIVED_ON, [sent(on(10, 29))], as_of=on(11, 4))  # Tuesday

    assert (clock.due_on, clock.projected) == (on(11, 20), True)
    assert [line.text for line in clock.ledger() if line.kind is LineKind.MOVE] == [
        "发出征求意见（第三方A），期间扣除"]


def test_lateness_on_a_rest_day_is_less_than_a_working_day() -> None:
    line = replay(on(10, 12), [], as_of=on(11, 9)).ledger()[-1]  # Saturday after Friday

    assert line.text == "期限届满后至2024-11-09，已逾期，不足1个工作日"


def test_while_payment_is_awaited_it_ends_where_the_clock_stopped() -> None:
    assert lines(fee_noticed(on(10, 11)))[-1].day == on(10, 11)


def test_the_days_until_payment_cite_the_fee_measures() -> None:
    ledger = lines(fee_noticed(on(10, 11)), fee_paid(on(10, 21)))
    [line] = [line for line in ledger if line.day == on(10, 14)]

    assert (line.kind, line.article) == (LineKind.PAUSED, "国办函〔2020〕109号")


def test_lateness_is_one_line_at_the_end() -> None:
    line = lines(as_of=on(11, 5))[-1]

    assert (line.kind, line.day) == (LineKind.LATE, on(10, 31))
    assert line.text == "期限届满后至2024-11-05，已逾期4个工作日"


def test_under_2008_it_cites_the_2008_regulation() -> None:
    settings = ClockSettings(supplement_pauses_2008=True)
    moves = [asked(on(9, 3, 2014)), supplemented(on(9, 10, 2014))]
    clock = replay(on(9, 1, 2014), moves, as_of=on(9, 30, 2014), settings=settings)
    articles = {line.kind: line.article for line in clock.ledger()}

    assert articles[LineKind.COUNTED] == "条例（2008年）第二十四条第二款"
    assert articles[LineKind.MOVE] == "条例（2008年）第二十一条第四项"
    assert articles[LineKind.PAUSED] == "条例（2008年）第二十一条第四项"


def test_every_disputed_choice_is_a_sentence() -> None:
    default, other = ClockSettings(), ClockSettings(answer_day_counts=True)

    assert len(default.sentences()) == len(default.to_json())
    assert "收到意见当日不计入期限" in default.sentences()
    assert "收到意见当日计入期限" in other.sentences()
