"""A blank of a common phrase never leaves in a letter; the applicant's own words are no blank."""

from dataclasses import replace

from letters.lint import findings
from letters.replies import Petition
from letters.unfilled import unfilled
from tests.workflow.lawful import a_partial

LETTER = a_partial().letter


def petition(channel: str) -> Petition:
    return Petition(
        item="滨江大桥", basis=("第三十九条第一款",), content="属于投诉", channel=channel)


def test_a_blank_is_named_with_its_field_and_blocks() -> None:
    letter = replace(LETTER, answers=(petition("请向【待填：渠道】提出"),))
    found = [one for one in findings(letter) if "【待填：渠道】" in one.text]

    assert [(one.field, one.blocking) for one in found] == [("answers[0].channel", True)]


def test_what_is_filled_in_is_no_blank() -> None:
    letter = replace(LETTER, answers=(petition("请向滨江市信访局提出"),))

    assert list(unfilled(letter)) == []


def test_what_the_applicant_wrote_is_quoted_and_stands() -> None:
    letter = replace(LETTER, wanted="【待填：名称】的批复")

    assert list(unfilled(letter)) == []
