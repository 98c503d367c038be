"""The wording of the letters: dates, numerals, names of the law, titles, what is stated."""

from datetime import date

import pytest

from letters.blocks import abbreviated, day, numeral, paragraphs, phrase, sentence
from letters.endings import Excessive, NoPayment
from letters.letter import as_fact
from letters.render import Press
from letters.replies import Declined, Published, Reply
from letters.samples import a_notice, a_reply, every_letter
from tests.letters.reading import text_of
from workflow.terms import Outcome, Party

LETTERS = every_letter()


def test_a_date_has_the_full_year_and_no_leading_zeros() -> None:
    assert day(date(2024, 2, 4)) == "2024年2月4日"  # Sunday, a make-up working day


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (102, "一百零二"),
        (110, "一百一十"),
        (200, "二百"),
    ],
)
def test_a_heading_has_a_chinese_numeral(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize("typed", ["理由充分", "理由充分。", " 理由充分； ", "理由充分."])
def test_a_reason_ends_with_one_full_stop(typed: str) -> None:
    assert sentence(typed) == "理由充分。"
    assert phrase(typed) == "理由充分"


def test_no_reason_is_no_sentence() -> None:
    assert sentence("  ") == ""


def test_verbatim_text_keeps_its_lines() -> None:
    assert paragraphs("　第一行\r\n\r\n第二行\n") == ["第一行", "第二行"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("《条例全名》", "《条例全名》（以下简称《条例》）"),
        ("《条例全名》（国务院令第492号）", "《条例全名》（国务院令第492号，以下简称《条例》）"),
    ],
)
def test_the_regulation_gets_its_short_name_at_first_mention(name: str, first: str) -> None:
    assert abbreviated(name) == first


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("notice_receipt", "政府信息公开申请登记回执"),
        ("notice_supplement", "政府信息公开申请补正告知书"),
        ("notice_consultation_third_party", "政府信息公开征求第三方意见书"),
        ("notice_consultation_joint_maker", "政府信息公开征求意见函"),
        ("reply_partial", "政府信息部分公开告知书"),
        ("reply_refused", "政府信息不予公开告知书"),
        ("reply_not_held", "政府信息不存在告知书"),
        ("reply_mixed", "政府信息公开申请答复书"),
    ],
)
def test_a_document_bears_its_usual_title(kind: str, title: str) -> None:
    assert LETTERS[kind].title == title


def test_several_answers_of_one_kind_bear_its_title() -> None:
    answer = Published("甲", ("第三十六条第（一）项",), how="见网站")
    reply = a_reply(answers=(answer, answer))

    assert (reply.kind, reply.title) == ("reply_granted_public", "政府信息主动公开告知书")


def test_every_outcome_declined_for_other_reasons_has_its_wording(press: Press) -> None:
    for outcome in Outcome:
        kind = f"reply_{outcome.value.replace('.', '_')}"
        letter = LETTERS.get(kind)
        if isinstance(letter, Reply) and isinstance(
                letter.answers[0], Declined | Excessive | NoPayment):
            assert letter.title in text_of(press.print(letter).data)


def test_an_organisation_is_addressed_as_such(press: Press) -> None:
    to_a_company = text_of(press.print(a_notice(applicant_is_organisation=True)).data)

    assert "收到你单位提交的政府信息公开申请" in to_a_company
    assert "收到你提交的" in text_of(press.print(a_notice()).data)


def test_reasons_of_discretion_and_separability_are_introduced(press: Press) -> None:
    """The law asks for both beside the reason (第十六条、第三十七条)."""
    page = text_of(press.print(LETTERS["reply_refused"]).data)

    assert "不予公开的裁量理由：该信函所载方案" in page
    assert "不能作区分处理的理由：信函内容前后关联" in page


def test_a_provisional_limit_says_so(press: Press) -> None:
    receipt = LETTERS["notice_receipt"]
    said = "国家尚未公布节假日安排"

    assert said not in text_of(press.print(receipt).data)
    assert said in text_of(
        press.print(type(receipt)(**{**vars(receipt), "provisional": True})).data
    )


def test_under_the_text_of_2008_the_limit_does_not_restart(press: Press) -> None:
    """国务院令第492号第二十一条第四项 says nothing of a new limit."""
    old = press.print(a_notice(basis="第二十一条第（四）项", restarts=False))

    assert "自本机关收到补正的申请之日起计算" not in text_of(old.data)
    assert "第二十一条第（四）项" in text_of(old.data)


def test_facts_are_plain_values() -> None:
    facts = as_fact({"on": date(2024, 9, 27), "party": Party.THIRD_PARTY, "count": 3})

    assert facts == {"on": "2024-09-27", "party": "third_party", "count": 3}


def test_a_letter_cannot_state_anything_else() -> None:
    with pytest.raises(TypeError, match="object"):
        as_fact(object())
