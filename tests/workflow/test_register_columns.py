"""The columns of a register file: what an export writes an import understands."""

import pytest

from workflow.register_columns import (
    COLUMNS,
    OUTCOME_ROWS,
    Column,
    column_of,
    term_of,
    word_of,
    words_of,
)
from workflow.terms import ApplicantKind, Channel, Manner, Outcome, Term

WORDS = [one for one in COLUMNS if one.of]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda one: one.key)
def test_a_column_is_known_by_its_key_and_by_every_heading(column: Column) -> None:
    assert {column_of(said) for said in (column.key, column.heading, *column.also)} == {column}


def test_blanks_and_full_width_letters_in_a_heading_do_not_matter() -> None:
    assert column_of(" 申请编号 ") is column_of("申请 编号")
    assert column_of("ＮＯ") is column_of("no")
    assert column_of("经办意见") is None


@pytest.mark.parametrize("column", WORDS, ids=lambda one: one.key)
def test_every_word_written_is_read_back_and_so_is_every_key(column: Column) -> None:
    assert column.of is not None
    for term in column.of:
        assert term_of(column.of, word_of(term)) is term
        assert term_of(column.of, term.value) is term


@pytest.mark.parametrize(("members", "said", "term"), [
    # The words registers use, beside the labels of our own.
    (Channel, "平信", Channel.ORDINARY_LETTER), (Channel, "ems", Channel.EMS),
    (Channel, "互联网渠道", Channel.INTERNET), (Manner, "邮寄", Manner.POST),
    (ApplicantKind, "法律服务机构", ApplicantKind.LEGAL_SERVICE),
    # The rows of table 三 with their numbers, with part of them, with none.
    (Outcome, "三（三）不予公开 1.属于国家秘密", Outcome.DENY_SECRET),
    (Outcome, "（三）不予公开 1.属于国家秘密", Outcome.DENY_SECRET),
    (Outcome, "1．属于国家秘密", Outcome.DENY_SECRET),
    (Outcome, "不予公开：属于国家秘密", Outcome.DENY_SECRET),
    (Outcome, "部分公开（区分处理的，只计这一情形，不计其他情形）", Outcome.PARTIAL),
    (Outcome, "部分公开", Outcome.PARTIAL), (Outcome, "（一）予以公开", Outcome.GRANTED),
    (Outcome, "3.其他", Outcome.OTHER_OTHER), (Outcome, "deny.process", Outcome.DENY_PROCESS),
    # A number of another row, a group without a row, a word of another list: none.
    (Outcome, "2.属于国家秘密", None), (Outcome, "不予公开", None), (Outcome, "公开", None),
    (Channel, "邮寄", None),
])
def test_a_word_is_one_of_the_list_or_none(
    members: type[Term], said: str, term: Term | None
) -> None:
    assert term_of(members, said) is term


def test_the_rows_are_those_of_table_three() -> None:
    """Twenty-one leaves; both ways of granting share one (国办公开办函〔2021〕30号)."""
    assert len(OUTCOME_ROWS) == 21
    assert set(OUTCOME_ROWS) == set(Outcome) - {Outcome.GRANTED_PUBLIC}
    assert words_of(Channel) == (
        "当面", "挂号信", "EMS", "平信", "网络", "电子邮件", "传真", "口头")
