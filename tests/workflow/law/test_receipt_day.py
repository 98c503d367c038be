"""The day of receipt by channel (条例第三十一条)."""

from datetime import date

import pytest

from tests.workflow.law.told import on
from workflow.errors import BadFacts
from workflow.law.receipt_day import ReceiptFacts, receipt_day
from workflow.terms import Channel

TODAY = on(10, 15)
LETTER = Channel.ORDINARY_LETTER


@pytest.mark.parametrize(
    ("facts", "received_on", "article"),
    [
        # handed in or taken down: that day
        (ReceiptFacts(Channel.IN_PERSON, submitted_on=on(10, 8)), on(10, 8), "（一）项"),
        (ReceiptFacts(Channel.ORAL, submitted_on=on(10, 8)), on(10, 8), "第二十九条"),
        # signed for: that day, though the office got it later from another unit
        (
            ReceiptFacts(
                Channel.EMS, submitted_on=on(10, 6), signed_on=on(10, 8), first_seen_on=on(10, 11)
            ),
            on(10, 8),
            "（二）项",
        ),
        (ReceiptFacts(Channel.REGISTERED_POST, signed_on=on(10, 8)), on(10, 8), "（二）项"),
        # an ordinary letter: the day it came, unless the applicant was called that very day
        (ReceiptFacts(LETTER, first_seen_on=on(10, 8)), on(10, 8), "（二）项"),
        (
            ReceiptFacts(LETTER, first_seen_on=on(10, 8), confirmed_on=on(10, 10)),
            on(10, 8),
            "（二）项",
        ),
        (
            ReceiptFacts(
                LETTER, first_seen_on=on(10, 8), confirmed_on=on(10, 10), called_same_day=True
            ),
            on(10, 10),
            "（二）项",
        ),
        (ReceiptFacts(LETTER, confirmed_on=on(10, 10)), on(10, 10), "（二）项"),
        # sent through a network: the earliest day the agency cannot explain away
        (
            ReceiptFacts(
                Channel.INTERNET, submitted_on=on(10, 8), first_seen_on=on(10, 9),
                confirmed_on=on(10, 11),
            ),
            on(10, 8),
            "指导案例26号",
        ),
        (
            ReceiptFacts(Channel.EMAIL, first_seen_on=on(10, 9), confirmed_on=on(10, 11)),
            on(10, 9),
            "207号",
        ),
        (ReceiptFacts(Channel.FAX, confirmed_on=on(10, 11)), on(10, 11), "（三）项"),
        # the day before the change of law the 2008 Regulation was silent
        (
            ReceiptFacts(Channel.IN_PERSON, submitted_on=date(2019, 5, 14)),
            date(2019, 5, 14),
            "国办公开办函〔2015〕207号",
        ),
        (
            ReceiptFacts(Channel.IN_PERSON, submitted_on=date(2019, 5, 15)),
            date(2019, 5, 15),
            "条例第三十一条第（一）项",
        ),
    ],
)  # fmt: skip
def test_the_channel_decides_the_day_of_receipt_art_31(
    facts: ReceiptFacts, received_on: date, article: str
) -> None:
    found = receipt_day(facts, TODAY)

    assert (found.on, found.fixed) == (received_on, True)
    assert article in found.article
    assert found.rule


def test_a_letter_that_came_today_may_still_be_confirmed_today() -> None:
    found = receipt_day(ReceiptFacts(LETTER, first_seen_on=TODAY), TODAY)

    assert (found.on, found.fixed) == (TODAY, False)
    assert found.note == "今天仍可确认"


def test_while_a_called_applicant_is_not_reached_there_is_no_day_yet() -> None:
    found = receipt_day(ReceiptFacts(LETTER, first_seen_on=on(10, 8), called_same_day=True), TODAY)

    assert (found.on, found.fixed) == (None, False)
    assert "恢复联系" in found.note


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (
            ReceiptFacts(Channel.EMS, signed_on=on(10, 8), first_seen_on=on(10, 11)),
            "内部流转不影响",
        ),
        (
            ReceiptFacts(LETTER, first_seen_on=on(10, 8), confirmed_on=on(10, 10)),
            "不使收到申请之日推后",
        ),
        (
            ReceiptFacts(Channel.FAX, submitted_on=on(10, 8), confirmed_on=on(10, 10)),
            "从严以较早的2024-10-08起算",
        ),
    ],
    ids=["inner-forwarding", "late-call", "late-confirmation"],
)
def test_a_later_day_is_shown_as_a_note(facts: ReceiptFacts, note: str) -> None:
    assert note in receipt_day(facts, TODAY).note


@pytest.mark.parametrize(
    ("facts", "field", "why"),
    [
        (ReceiptFacts(Channel.IN_PERSON), "submitted_on", "请填写提交日"),
        (ReceiptFacts(Channel.EMS, submitted_on=on(10, 8)), "signed_on", "请填写签收日"),
        (ReceiptFacts(LETTER), "first_seen_on", "请填写本机关首次收到之日"),
        (ReceiptFacts(Channel.INTERNET), "submitted_on", "请填写提交日"),
        (ReceiptFacts(Channel.IN_PERSON, submitted_on=on(10, 16)), "submitted_on", "不得晚于今天"),
        (
            ReceiptFacts(Channel.EMS, submitted_on=on(10, 9), signed_on=on(10, 8)),
            "signed_on",
            "早于提交日",
        ),
        (
            ReceiptFacts(LETTER, first_seen_on=on(10, 9), confirmed_on=on(10, 8)),
            "confirmed_on",
            "早于本机关首次收到之日",
        ),
    ],
    ids=["handed", "signed", "letter", "net", "future", "signed-first", "confirmed-first"],
)
def test_days_that_cannot_be_are_refused_with_field_and_article(
    facts: ReceiptFacts, field: str, why: str
) -> None:
    with pytest.raises(BadFacts, match=why) as refused:
        receipt_day(facts, TODAY)

    assert refused.value.reason.field == field
    assert "第三十一条" in refused.value.reason.article


def test_every_channel_has_a_rule() -> None:
    for channel in Channel:
        day = on(10, 8)
        facts = ReceiptFacts(channel, day, day, day, day)

        assert receipt_day(facts, TODAY).on == day
