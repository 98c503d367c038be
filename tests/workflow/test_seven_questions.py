"""The seven questions (七步法, 国办公开办函〔2020〕2号): every way, and what is missing."""

from datetime import date, datetime
from typing import Any

import pytest

from letters.unfilled import BLANK
from workflow.drafting import ItemAnswer, WithheldPart
from workflow.law.clock import Move
from workflow.law.outcomes import RULES
from workflow.phrases import PHRASES
from workflow.record.case import (
    Case,
    Consultation,
    Excess,
    Item,
    OutgoingDocument,
    Review,
    Search,
    Supplement,
)
from workflow.record.standing import BEIJING
from workflow.seven_questions import Guidance, guidance, presumed
from workflow.terms import DocumentKind, MoveKind, Opinion, Outcome, Party, State

MONDAY = date(2026, 6, 1)
OURS = {"clear": "clear", "kind": "information", "whose": "ours", "held": "found"}


def file(received_on: date = MONDAY, **about: Any) -> Case:
    """A request received on a day, in the handler's hands."""
    case = Case("BJZR-2026-0001", "BJZR", state=State.HANDLING, handler="handler",
                items={1: Item(1, "滨江大桥建设项目批复")}, **about)
    case.moves = [Move(MoveKind.RECEIVED, received_on)]
    return case


def searched(*, found: bool) -> Search:
    return Search(1, "档案室", "滨江大桥", "2020年至今", "承办人", date(2026, 6, 2), found, "一份")


def consulted(party: Party, **about: Any) -> dict[str, Any]:
    letter = OutgoingDocument("3-1", DocumentKind.CONSULTATION, "", "", MONDAY, ref="A")
    asked = Consultation("A", party, 1, "报价", "商业秘密", 0, "3-1", **about)
    return {"consultations": {"A": asked}, "documents": {"3-1": letter}}


def asked(found: Guidance) -> list[str]:
    return [one.name for one in found.questions if one.asked]


#: What is answered; the outcome proposed, the keys of its articles, as they are cited.
WAYS = [
    pytest.param({"clear": "still"}, Outcome.UNABLE_UNCLEAR, "第三十条", id="条例第三十条"),
    pytest.param({"clear": "silent"}, Outcome.OTHER_NO_SUPPLEMENT, "第三十条",
                 id="条例第三十条: silent"),
    pytest.param({"clear": "clear", "kind": "petition"}, Outcome.REJECT_PETITION,
                 "第三十九条第一款", id="条例第三十九条第一款"),
    pytest.param({"clear": "clear", "kind": "publication"}, Outcome.REJECT_PUBLICATION,
                 "第三十九条第二款", id="条例第三十九条第二款"),
    pytest.param({"clear": "clear", "kind": "repeat"}, Outcome.REJECT_REPEAT,
                 "第三十六条第（六）项", id="条例第三十六条第六项"),
    pytest.param({"clear": "clear", "kind": "confirm"}, Outcome.REJECT_CONFIRM,
                 "第三十六条第（六）项", id="条例第三十六条第六项: confirm"),
    pytest.param({"clear": "clear", "kind": "query"}, Outcome.DENY_QUERY,
                 "第三十六条第（七）项", id="条例第三十六条第七项"),
    pytest.param({"clear": "clear", "kind": "excessive"}, Outcome.REJECT_EXCESSIVE,
                 "第三十五条", id="条例第三十五条"),
    pytest.param({"clear": "clear", "kind": "other"}, Outcome.OTHER_OTHER, "",
                 id="a question is no application"),
    pytest.param({**OURS, "whose": "other"}, Outcome.UNABLE_NOT_HELD, "第三十六条第（五）项",
                 id="条例第三十六条第五项"),
    pytest.param({**OURS, "held": "not_found"}, Outcome.UNABLE_NOT_HELD,
                 "第三十六条第（四）项", id="条例第三十六条第四项"),
    pytest.param({**OURS, "held": "create"}, Outcome.UNABLE_CREATE, "第三十八条",
                 id="条例第三十八条"),
    pytest.param({**OURS, "give": "public"}, Outcome.GRANTED_PUBLIC, "第三十六条第（一）项",
                 id="条例第三十六条第一项"),
    pytest.param({**OURS, "give": "all"}, Outcome.GRANTED, "第三十六条第（二）项",
                 id="条例第三十六条第二项"),
    pytest.param({**OURS, "give": "secret", "apart": "no"}, Outcome.DENY_SECRET, "第十四条",
                 id="条例第十四条: secret"),
    pytest.param({**OURS, "give": "law", "apart": "no"}, Outcome.DENY_LAW, "第十四条",
                 id="条例第十四条: law"),
    pytest.param({**OURS, "give": "safety", "apart": "no"}, Outcome.DENY_SAFETY, "第十四条",
                 id="条例第十四条: safety"),
    pytest.param({**OURS, "give": "third_party", "apart": "no"}, Outcome.DENY_THIRD_PARTY,
                 "第十五条", id="条例第十五条"),
    pytest.param({**OURS, "give": "internal", "apart": "no"}, Outcome.DENY_INTERNAL,
                 "第十六条第一款", id="条例第十六条第一款"),
    pytest.param({**OURS, "give": "process", "apart": "no"}, Outcome.DENY_PROCESS,
                 "第十六条第二款", id="条例第十六条第二款"),
    pytest.param({**OURS, "give": "enforcement", "apart": "no"}, Outcome.DENY_ENFORCEMENT_FILE,
                 "第十六条第二款", id="条例第十六条第二款: enforcement"),
    pytest.param({**OURS, "give": "third_party", "apart": "yes"}, Outcome.PARTIAL,
                 "第三十七条、第十五条", id="条例第三十七条: the rest is given"),
]


@pytest.mark.parametrize(("answers", "outcome", "cited"), WAYS)
def test_the_answers_lead_to_an_outcome_with_its_article(
    answers: dict[str, str], outcome: Outcome, cited: str
) -> None:
    found = guidance(file(), answers, 1).proposal

    assert found is not None
    assert (found.outcome, found.cited) == (outcome, cited)


def test_the_ways_reach_every_outcome_but_the_one_a_fee_ends_in() -> None:
    """条例第四十二条: an unpaid fee is found by its own step, not by a question."""
    reached = {way.values[1] for way in WAYS}

    assert set(Outcome) - reached == {Outcome.OTHER_NO_PAYMENT}


@pytest.mark.parametrize("outcome", RULES)
def test_no_outcome_is_proposed_on_articles_its_rule_does_not_allow(outcome: Outcome) -> None:
    for way in WAYS:
        for day in (MONDAY, date(2018, 6, 1)):
            found = guidance(file(day), way.values[0], 1).proposal  # type: ignore[arg-type]  # the answers
            if found is not None and found.outcome is outcome:
                text = "2019" if day == MONDAY else "2008"
                assert set(found.articles) <= set(RULES[outcome].articles[text])


def test_an_outcome_of_2019_is_not_proposed_for_a_case_of_2008() -> None:
    """条例第三十五条 has no counterpart in 国务院令第492号: received on Friday 2018-06-01."""
    found = guidance(file(date(2018, 6, 1)), {"clear": "clear", "kind": "excessive"}, 1)

    assert found.proposal is None
    assert "2008年条例没有作出这种处理的依据" in found.advice


def test_a_question_is_put_once_those_before_it_are_answered() -> None:
    assert asked(guidance(file(), {}, 1)) == ["补不补"]
    assert asked(guidance(file(), {"clear": "clear"}, 1)) == ["补不补", "是不是"]
    assert asked(guidance(file(), {**OURS, "give": "all"}, 1)) == [
        "补不补", "是不是", "谁负责", "有没有", "给不给", "怎么给", "怎么答"]
    assert asked(guidance(file(), {**OURS, "give": "process"}, 1))[-1] == "能否区分"
    assert asked(guidance(file(), {"clear": "clear", "kind": "petition"}, 1)) == [
        "补不补", "是不是", "怎么答"]


def test_an_answer_nobody_asked_for_decides_nothing() -> None:
    assert guidance(file(), {"give": "all"}, 1).proposal is None
    assert guidance(file(), {"clear": "nonsense"}, 1).proposal is None


@pytest.mark.parametrize(("supplement", "advice", "step"), [
    pytest.param(None, "请先告知补正", "ask_for_supplement", id="条例第三十条: not asked yet"),
    pytest.param(Supplement("3-1", 10, ()), "请等待申请人补正", "receive_supplement",
                 id="条例第三十条: asked on Monday"),
    pytest.param(Supplement("3-1", 10, (), received_on=MONDAY), "不得再次要求", "",
                 id="条例第三十条: asked once and supplemented"),
])
def test_what_is_unclear_is_supplemented_first_and_once(
    supplement: Supplement | None, advice: str, step: str
) -> None:
    found = guidance(file(supplement=supplement), {"clear": "unclear"}, 1)

    assert advice in found.advice
    assert (found.advice_step, found.proposal) == (step, None)


@pytest.mark.parametrize(("case", "answers", "step"), [
    pytest.param(file(), {**OURS, "held": "not_found"}, "record_search",
                 id="条例第三十六条第四项: no search on record"),
    pytest.param(file(), {**OURS, "give": "third_party", "apart": "no"}, "consult_third_party",
                 id="条例第三十二条: the third party was not asked"),
    pytest.param(file(**consulted(Party.THIRD_PARTY)), {**OURS, "give": "all"},
                 "record_opinion", id="条例第三十二条: the third party still owes its answer"),
    pytest.param(file(), {**OURS, "whose": "joint", "give": "all"}, "consult_joint_maker",
                 id="条例第三十四条: the joint maker was not asked"),
    pytest.param(file(), {"clear": "silent"}, "supplement_overdue",
                 id="条例第三十条: the silence is not on record"),
    pytest.param(file(), {"clear": "clear", "kind": "excessive"}, "ask_for_reasons",
                 id="条例第三十五条: no reasons were asked for"),
    pytest.param(file(excess=Excess("3-1", 40, MONDAY, MONDAY, 5)),
                 {"clear": "clear", "kind": "excessive"}, "record_reasons",
                 id="条例第三十五条: the reasons are not judged"),
    pytest.param(file(), {**OURS, "give": "all", "form": "inspection"}, "arrange_inspection",
                 id="条例第四十条: no time for the inspection"),
    pytest.param(file(), {**OURS, "give": "all"}, "submit_for_review",
                 id="条例第十七条: no secrecy review yet"),
    pytest.param(file(**consulted(Party.THIRD_PARTY, opinion=Opinion.OBJECTS, reasonable=False,
                                  answered_on=MONDAY)), {**OURS, "give": "all"},
                 "notify_third_party_of_disclosure",
                 id="条例第三十二条: whoever objected in vain is not told"),
])
def test_what_the_file_lacks_is_named_with_the_step_that_adds_it(
    case: Case, answers: dict[str, str], step: str
) -> None:
    assert step in [one.step for one in guidance(case, answers, 1).missing]


def test_what_the_file_holds_is_not_missing() -> None:
    """条例第三十六条第四项: a search of Tuesday 2026-06-02, and the legal office agreed."""
    agreed = Review("legal", datetime(2026, 6, 3, tzinfo=BEIJING), True, "合法")
    case = file(searches=[searched(found=False)], legal_review=agreed)
    found = guidance(case, {**OURS, "held": "not_found"}, 1)

    assert found.missing == ()
    assert [one.held for one in found.evidence] == [True, True]


def test_what_only_the_draft_can_say_is_to_be_written() -> None:
    found = guidance(file(form_wanted="paper"), {
        **OURS, "give": "process", "apart": "yes", "form": "electronic"}, 1)

    assert "裁量理由" in found.to_write
    assert "未按申请的形式提供的理由（条例第四十条）" in found.to_write


def test_the_file_answers_what_it_knows() -> None:
    assert presumed(file(), 1) == {}
    assert presumed(file(searches=[searched(found=False)]), 1)["held"] == "not_found"
    assert presumed(file(searches=[searched(found=True)], form_wanted="disc"), 1) == {
        **OURS, "form": "disc"}
    late = Supplement("3-1", 10, (), overdue=True)
    assert presumed(file(supplement=late), 1) == {"clear": "silent"}


def test_every_phrase_belongs_in_a_field_of_the_draft_and_marks_its_blanks() -> None:
    fields = set(ItemAnswer().fields) | set(WithheldPart().fields)
    phrases = [(outcome, one) for outcome, many in PHRASES.items() for one in many]

    assert [one for one in phrases if one[1].field not in fields or not one[1].article] == []
    assert [one for one in phrases if "（）" in one[1].text] == []
    assert any(BLANK.search(one.text) for _, one in phrases)
    assert all(text.count("【") == len(BLANK.findall(text)) for _, one in phrases
               for text in [one.text])
