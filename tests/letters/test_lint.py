"""For each missing element the lint names exactly that."""

from dataclasses import replace
from datetime import date

import pytest

from letters.letter import Letter
from letters.lint import findings
from letters.notices import ConsultationLetter, UnclearPoint
from letters.replies import PartlyGiven, Reply
from letters.samples import a_notice, a_reply, consultation, every_letter
from workflow.terms import Party

LETTERS = every_letter()


def changed(letter: Letter, **own: object) -> Letter:
    return replace(letter, **own)  # type: ignore[arg-type]  # a table of mixed fields


def answered(kind: str, **own: object) -> Letter:
    """The sample reply of a kind with its answer changed."""
    reply = LETTERS[f"reply_{kind}"]
    assert isinstance(reply, Reply)
    answer = replace(reply.answers[0], **own)  # type: ignore[arg-type]  # as above
    return replace(reply, answers=(answer,))


def withheld(**own: object) -> Letter:
    answer = a_reply().answers[0]
    assert isinstance(answer, PartlyGiven)
    part = replace(answer.withheld[0], **own)  # type: ignore[arg-type]  # as above
    return answered("partial", withheld=(part, *answer.withheld[1:]))


CASES = [
    # elements of every document (law.md 6)
    *((a_notice(**{name: " "}), name, "") for name in ("agency", "signer", "addressee", "contact")),
    *((a_notice(**{name: ""}), name, "") for name in ("request_no", "wanted", "regulation")),
    # Thursday, the day before receipt
    (a_notice(dated=date(2024, 9, 26)), "dated", "第三十一条"),
    # 补正告知书: points, guidance, term
    (a_notice(unclear=()), "unclear", "第三十条"),
    (a_notice(unclear=(UnclearPoint("批次不明", ""),)), "unclear[0].guidance", "第三十条"),
    (a_notice(term_working_days=0), "term_working_days", "第三十条"),
    # 延期答复告知书: reason, dates that agree, told within the first limit
    (changed(LETTERS["notice_extension"], reason=""), "reason", "第三十三条第二款"),
    (changed(LETTERS["notice_extension"], working_days=0), "working_days", "第三十三条第二款"),
    (
        changed(LETTERS["notice_extension"], new_due_on=date(2024, 10, 29)),
        "new_due_on",
        "第三十三条第二款",
    ),
    # Thursday, the day after the first limit
    (
        changed(LETTERS["notice_extension"], dated=date(2024, 10, 31)),
        "dated",
        "第三十三条第二款",
    ),
    (changed(LETTERS["notice_receipt"], due_on=date(2024, 9, 26)), "due_on", "第三十三条"),
    # 征求意见书: which part, why, where to answer, term
    *(
        (consultation(Party.THIRD_PARTY, **{name: ""}), name, "第三十二条")
        for name in ("part", "why", "reply_to")
    ),
    (consultation(Party.JOINT_MAKER, term_working_days=0), "term_working_days", "第三十四条"),
    (
        changed(LETTERS["notice_consultation_told"], sent_on=date(2024, 9, 26)),
        "sent_on",
        "第三十三条",
    ),
    # 决定公开告知书: content, reasons, remedies, no release before the letter
    *(
        (changed(LETTERS["notice_disclosure_told"], **{name: ()}), name, "第三十二条")
        for name in ("content", "reasons", "remedies")
    ),
    (
        changed(LETTERS["notice_disclosure_told"], release_on=date(2024, 10, 24)),
        "release_on",
        "第三十二条",
    ),
    # replies: answers, remedies, channel, and what each answer must state
    (a_reply(answers=()), "answers", "第三十六条"),
    (a_reply(remedies=()), "remedies", "行政复议法第二十条"),
    (a_reply(remedies=(" ",)), "remedies", "行政复议法第二十条"),
    (a_reply(channel=""), "channel", "第三十一条"),
    (answered("granted_public", how=""), "answers[0].how", "第三十六条第（一）项"),
    (answered("granted_public", item=""), "answers[0].item", "第三十六条"),
    (answered("granted", description=""), "answers[0].description", "第三十六条第（二）项"),
    (answered("granted", form=""), "answers[0].form", "第三十六条第（二）项"),
    (answered("partial", withheld=()), "answers[0].withheld", "第三十七条"),
    (withheld(basis=()), "answers[0].withheld[0].basis", "第三十七条"),
    (withheld(reason=""), "answers[0].withheld[0].reason", "第三十七条"),
    (withheld(part=""), "answers[0].withheld[0].part", "第三十七条"),
    (answered("refused", reason=""), "answers[0].reason", "第三十六条第（三）项"),
    (answered("refused", basis=()), "answers[0].basis", "第三十六条"),
    (answered("not_held", search=()), "answers[0].search", "第三十六条第（四）项"),
    (answered("not_ours", reason=""), "answers[0].reason", "第三十六条第（五）项"),
    (answered("petition", content=""), "answers[0].content", "第三十九条第一款"),
    (answered("no_supplement", asked_number=""), "answers[0].asked_number", "第三十条"),
    (
        answered("no_supplement", served_on=date(2024, 10, 8)),
        "answers[0].served_on",
        "第三十条",
    ),
    (answered("reject_repeat", reason=""), "answers[0].reason", "第三十六条"),
]


@pytest.mark.parametrize(
    ("letter", "field", "article"), CASES, ids=[f"{case[0].kind}-{case[1]}" for case in CASES]
)
def test_a_missing_element_is_named_with_its_article(
    letter: Letter, field: str, article: str
) -> None:
    blocking = [finding for finding in findings(letter) if finding.blocking]

    assert [finding.field for finding in blocking] == [field]
    assert article in blocking[0].article
    assert blocking[0].text.endswith("。")


def test_a_withdrawal_needs_no_remedy() -> None:
    assert findings(changed(LETTERS["reply_withdrawn"], remedies=())) == ()


def test_an_unknown_agency_in_charge_is_only_a_warning() -> None:
    """条例第三十六条第五项: the name is told where it can be determined."""
    (finding,) = findings(answered("not_ours", agency=""))

    assert (finding.field, finding.blocking) == ("answers[0].agency", False)


def test_all_findings_come_at_once_the_blocking_ones_first() -> None:
    letter = changed(answered("not_ours", agency="", reason=""), addressee="")

    assert [finding.blocking for finding in findings(letter)] == [True, True, False]


def test_a_consultation_letter_may_take_the_article_of_another_text() -> None:
    letter = consultation(Party.THIRD_PARTY, basis="第二十三条")
    assert isinstance(letter, ConsultationLetter)

    assert letter.article == "第二十三条"
