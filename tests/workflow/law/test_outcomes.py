"""The outcomes: every leaf has its articles, and what the file lacks is told all at once."""

from dataclasses import replace

import pytest

from workflow.errors import BadFacts
from workflow.law.outcomes import RULES, ItemFile, cite, full_name, missing
from workflow.law.requirements import Requirement
from workflow.terms import Outcome

#: A file that holds everything any outcome may need.
FULL = ItemFile(
    reason="说明的理由",
    search_records=1,
    third_party_consulted=True,
    separable=False,
    separability_reason="内容不可分",
    withheld_parts=1,
    discretion_reason="尚在讨论，公开会影响决策",
    responsible_agency="虚构县自然资源局",
    responsible_contact="0000-0000000",
    first_reply_no="虚公开〔2024〕1号",
    supplement_served=True,
    supplement_expired=True,
    payment_expired=True,
    reasons_judged=True,
    classification="机密级，定密日期2020年1月1日，保密期限二十年",
    source="县人民政府网站“政府信息公开”专栏",
    petition_channel="县信访局",
    withdrawn=True,
)


def test_every_outcome_has_a_rule_and_the_table_has_21_leaves() -> None:
    assert set(RULES) == set(Outcome)
    assert len({rule.row for rule in RULES.values()}) == 21
    assert RULES[Outcome.GRANTED_PUBLIC].row == "granted"


@pytest.mark.parametrize("regulation", ["2008", "2019"])
@pytest.mark.parametrize("outcome", Outcome)
def test_every_article_of_an_outcome_can_be_cited(outcome: Outcome, regulation: str) -> None:
    for key in RULES[outcome].articles.get(regulation, ()):
        assert cite(key, regulation).startswith("第")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_says_what_its_letter_states(outcome: Outcome) -> None:
    assert RULES[outcome].states


@pytest.mark.parametrize(
    ("outcome", "regulation"),
    [(rule.outcome, regulation) for rule in RULES.values() for regulation in rule.articles],
)
def test_with_everything_in_the_file_the_usual_article_carries_it(
    outcome: Outcome, regulation: str
) -> None:
    # that the rest can be given (37, 22) is not why a part is withheld: the next article says it
    first = 1 if outcome is Outcome.PARTIAL else 0
    usual = RULES[outcome].articles[regulation][first:first + 1]

    assert missing(outcome, replace(FULL, articles=usual), regulation) == ()


def test_two_outcomes_are_unknown_to_the_2008_regulation() -> None:
    unknown = {outcome for outcome, rule in RULES.items() if "2008" not in rule.articles}

    assert unknown == {Outcome.REJECT_EXCESSIVE, Outcome.OTHER_NO_PAYMENT}


@pytest.mark.parametrize(
    ("outcome", "usual"),
    [
        (Outcome.GRANTED_PUBLIC, "36.1"),
        (Outcome.GRANTED, "36.2"),
        (Outcome.PARTIAL, "37"),
        (Outcome.DENY_SECRET, "14"),
        (Outcome.DENY_LAW, "14"),
        (Outcome.DENY_SAFETY, "14"),
        (Outcome.DENY_THIRD_PARTY, "15"),
        (Outcome.DENY_INTERNAL, "16.1"),
        (Outcome.DENY_PROCESS, "16.2"),
        (Outcome.DENY_ENFORCEMENT_FILE, "16.2"),
        (Outcome.DENY_QUERY, "36.7"),
        (Outcome.UNABLE_NOT_HELD, "36.4"),
        (Outcome.UNABLE_CREATE, "38"),
        (Outcome.UNABLE_UNCLEAR, "30"),
        (Outcome.REJECT_PETITION, "39.1"),
        (Outcome.REJECT_REPEAT, "36.6"),
        (Outcome.REJECT_PUBLICATION, "39.2"),
        (Outcome.REJECT_EXCESSIVE, "35"),
        (Outcome.OTHER_NO_SUPPLEMENT, "30"),
        (Outcome.OTHER_NO_PAYMENT, "42"),
    ],
)
def test_the_usual_article_is_the_one_the_row_rests_on(outcome: Outcome, usual: str) -> None:
    assert RULES[outcome].articles["2019"][0] == usual


@pytest.mark.parametrize(
    ("outcome", "article", "lacks", "field"),
    [
        # 36(1): the way to what is already public
        (Outcome.GRANTED_PUBLIC, "36.1", {"source": ""}, "source"),
        # 37: every withheld part with its basis
        (Outcome.PARTIAL, "37", {"withheld_parts": 0}, "withheld_parts"),
        (Outcome.PARTIAL, "16.1", {"withheld_without_basis": 1}, "withheld_without_basis"),
        (Outcome.PARTIAL, "15", {"third_party_consulted": False}, "third_party_consulted"),
        # 14: which of its three grounds, a state secret with its classification
        (Outcome.PARTIAL, "14", {"classification": "", "reason": " "}, "classification"),
        (Outcome.PARTIAL, "16.2", {"discretion_reason": " "}, "discretion_reason"),
        # 14: proof of classification, and separability before any refusal
        (Outcome.DENY_SECRET, "14", {"classification": ""}, "classification"),
        (Outcome.DENY_SECRET, "14", {"separable": None}, "separable"),
        (Outcome.DENY_SAFETY, "14", {"separable": True}, "separable"),
        (Outcome.DENY_LAW, "14", {"separability_reason": ""}, "separability_reason"),
        (Outcome.DENY_LAW, "14", {"reason": ""}, "reason"),
        # 15: the third party was asked
        (Outcome.DENY_THIRD_PARTY, "15", {"third_party_consulted": False}, "third_party_consulted"),
        # 16 says "may": why it was used
        (Outcome.DENY_INTERNAL, "16.1", {"discretion_reason": ""}, "discretion_reason"),
        (Outcome.DENY_PROCESS, "16.2", {"discretion_reason": ""}, "discretion_reason"),
        (Outcome.DENY_ENFORCEMENT_FILE, "16.2", {"discretion_reason": ""}, "discretion_reason"),
        # 36(4) with the search, or 36(5) with the agency
        (Outcome.UNABLE_NOT_HELD, "36.4", {"search_records": 0}, "search_records"),
        (Outcome.UNABLE_NOT_HELD, "36.5", {"responsible_agency": ""}, "responsible_agency"),
        (Outcome.UNABLE_NOT_HELD, "36.5", {"responsible_contact": ""}, "responsible_contact"),
        (Outcome.DENY_QUERY, "36.7", {"separable": None}, "separable"),
        (Outcome.UNABLE_CREATE, "38", {"separability_reason": ""}, "separability_reason"),
        (Outcome.UNABLE_UNCLEAR, "30", {"supplement_served": False}, "supplement_served"),
        (Outcome.REJECT_PETITION, "39.1", {"petition_channel": ""}, "petition_channel"),
        (Outcome.REJECT_REPEAT, "36.6", {"first_reply_no": ""}, "first_reply_no"),
        (Outcome.REJECT_PUBLICATION, "39.2", {"source": ""}, "source"),
        (Outcome.REJECT_EXCESSIVE, "35", {"reasons_judged": False}, "reasons_judged"),
        (Outcome.OTHER_NO_SUPPLEMENT, "30", {"supplement_served": False}, "supplement_served"),
        (Outcome.OTHER_NO_SUPPLEMENT, "30", {"supplement_expired": False}, "supplement_expired"),
        (Outcome.OTHER_NO_PAYMENT, "42", {"payment_expired": False}, "payment_expired"),
    ],
)
def test_one_thing_lacking_is_named_with_field_and_article(
    outcome: Outcome, article: str, lacks: dict[str, object], field: str
) -> None:
    file = replace(FULL, articles=(article,), **lacks)  # type: ignore[arg-type]  # table of fields
    [reason] = missing(outcome, file, "2019")

    assert reason.field == field
    assert reason.article


@pytest.mark.parametrize(
    ("articles", "regulation"),
    [(("37",), "2019"), (("36.3",), "2019"), (("32",), "2019"), (("36.3", "32", "37"), "2019"),
     (("22",), "2008")],
)  # fmt: skip
def test_a_part_is_not_withheld_by_an_article_that_says_no_why(
    articles: tuple[str, ...], regulation: str
) -> None:
    [reason] = missing(Outcome.PARTIAL, replace(FULL, articles=articles), regulation)

    assert (reason.field, "为什么不予公开" in reason.text) == ("withheld_parts", True)


def test_who_objects_under_article_32_was_asked() -> None:
    file = replace(FULL, articles=("15", "32"), third_party_consulted=False)
    reasons = missing(Outcome.PARTIAL, file, "2019")

    assert [reason.field for reason in reasons] == ["third_party_consulted"]


def test_a_part_under_article_14_tells_law_or_classification() -> None:
    file = replace(FULL, articles=("14",), reason="", classification="")

    assert len(missing(Outcome.PARTIAL, file, "2019")) == 1
    assert missing(Outcome.PARTIAL, replace(file, reason="《统计法》第九条"), "2019") == ()
    assert missing(Outcome.PARTIAL, replace(file, classification="秘密级"), "2019") == ()


def test_not_held_rests_on_either_leg_without_the_other() -> None:
    searched = ItemFile(articles=("36.4",), search_records=2)
    not_ours = ItemFile(
        articles=("36.5",), reason="由该局制作", responsible_agency="虚构县税务局",
        responsible_contact="0000-0000001",
    )  # fmt: skip

    assert missing(Outcome.UNABLE_NOT_HELD, searched, "2019") == ()
    assert missing(Outcome.UNABLE_NOT_HELD, not_ours, "2019") == ()


def test_an_agency_that_cannot_be_determined_is_said_so_art_36_5() -> None:
    """能够确定负责公开该政府信息的行政机关的，告知其名称、联系方式."""
    file = ItemFile(articles=("36.5",), reason="由其他机关制作，无法确定负责公开的机关")
    named = replace(file, responsible_agency="虚构县税务局")
    silent = replace(file, reason="由其他机关制作")

    assert missing(Outcome.UNABLE_NOT_HELD, file, "2019") == ()
    assert missing(Outcome.UNABLE_NOT_HELD, replace(file, articles=("21.3",)), "2008") == ()
    assert [one.field for one in missing(Outcome.UNABLE_NOT_HELD, named, "2019")] == [
        "responsible_contact"]
    assert [one.field for one in missing(Outcome.UNABLE_NOT_HELD, silent, "2019")] == [
        "responsible_agency", "responsible_contact"]


def test_under_2008_not_held_needs_a_search_or_an_agency() -> None:
    empty = ItemFile(articles=("21.3",))

    assert len(missing(Outcome.UNABLE_NOT_HELD, empty, "2008")) == 1
    assert missing(Outcome.UNABLE_NOT_HELD, replace(empty, search_records=1), "2008") == ()
    named = replace(empty, responsible_agency="虚构县税务局")
    assert missing(Outcome.UNABLE_NOT_HELD, named, "2008") == ()


def test_a_stated_public_interest_reason_stands_for_the_consultation() -> None:
    file = replace(
        FULL, articles=("15",), third_party_consulted=False, public_interest_reason="不致重大影响"
    )

    assert missing(Outcome.DENY_THIRD_PARTY, file, "2019") == ()


def test_a_withdrawal_or_a_reason_is_enough_for_the_last_leaf() -> None:
    assert missing(Outcome.OTHER_OTHER, ItemFile(withdrawn=True), "2019") == ()
    assert missing(Outcome.OTHER_OTHER, ItemFile(reason="咨询，已口头答复"), "2019") == ()
    assert len(missing(Outcome.OTHER_OTHER, ItemFile(), "2019")) == 1


def test_everything_lacking_is_told_at_once() -> None:
    reasons = missing(Outcome.DENY_SECRET, ItemFile(), "2019")

    assert {reason.field for reason in reasons} == {
        "articles", "reason", "separable", "classification",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "articles", "regulation", "why"),
    [
        (Outcome.DENY_PROCESS, ("15",), "2019", "不能依据第15条"),
        (Outcome.DENY_PROCESS, (), "2019", "请写明"),
        (Outcome.REJECT_EXCESSIVE, ("35",), "2008", "没有作出"),
        (Outcome.OTHER_NO_PAYMENT, ("42",), "2008", "没有作出"),
        (Outcome.GRANTED, ("36.2",), "2008", "可以依据第二十一条第（一）项"),
    ],
)
def test_an_article_that_does_not_carry_the_outcome_is_refused(
    outcome: Outcome, articles: tuple[str, ...], regulation: str, why: str
) -> None:
    found = missing(outcome, replace(FULL, articles=articles), regulation)
    [reason] = [reason for reason in found if reason.field == "articles"]

    assert why in reason.text


def test_a_requirement_of_two_articles_is_asked_once() -> None:
    asked = RULES[Outcome.PARTIAL].requirements(("37", "16.1", "16.2"))

    assert asked == (Requirement.WITHHELD_PARTS, Requirement.DISCRETION_REASON)


@pytest.mark.parametrize(
    ("key", "regulation", "words"),
    [
        ("36.4", "2019", "第三十六条第（四）项"),
        ("36.7", "2019", "第三十六条第（七）项"),
        ("16.2", "2019", "第十六条第二款"),
        ("39.1", "2019", "第三十九条第一款"),
        ("14", "2019", "第十四条"),
        ("20", "2019", "第二十条"),
        ("8", "2008", "第八条"),
        ("14.4", "2008", "第十四条第四款"),
        ("21.3", "2008", "第二十一条第（三）项"),
        ("10", "2008", "第十条"),
        ("33.2", "2008", "第三十三条第二款"),
        ("24.3", "2008", "第二十四条第三款"),
        ("33.3", "2019", "第三十三条第三款"),
        ("29.3", "2019", "第二十九条第（三）项"),
    ],
)
def test_an_article_is_cited_by_item_or_paragraph(key: str, regulation: str, words: str) -> None:
    assert cite(key, regulation) == words


@pytest.mark.parametrize(
    ("key", "regulation"),
    [
        ("57", "2019"), ("39", "2008"), ("0", "2019"), ("x", "2019"), ("36.x", "2019"),
        ("1", "1999"),
        ("14.1", "2019"), ("14.2", "2019"), ("15.1", "2019"), ("15.2", "2019"),  # of one paragraph
        ("16.3", "2019"), ("16.9", "2019"), ("36.8", "2019"), ("14.5", "2008"), ("21.5", "2008"),
        ("014", "2019"), ("16.01", "2019"), ("16.0", "2019"), ("14.", "2019"), ("", "2019"),
        ("１６", "2019"), ("１６.１", "2019"), ("１４", "2019"), (" 14", "2019"), ("14\n", "2019"),
    ],
)  # fmt: skip
def test_an_article_that_is_not_there_cannot_be_cited(key: str, regulation: str) -> None:
    with pytest.raises(BadFacts):
        cite(key, regulation)


@pytest.mark.parametrize(
    ("key", "says"),
    [("14.1", "第十四条只有一款，请写14"), ("16.3", "第十六条共2款"), ("36.8", "第三十六条共7项")],
)
def test_a_part_that_is_not_there_is_answered_with_what_there_is(key: str, says: str) -> None:
    with pytest.raises(BadFacts, match=says):
        cite(key, "2019")


def test_the_regulation_is_named_with_its_decree() -> None:
    assert full_name("2019") == "《中华人民共和国政府信息公开条例》（国务院令第711号）"
    assert full_name("2008") == "《中华人民共和国政府信息公开条例》（国务院令第492号）"
