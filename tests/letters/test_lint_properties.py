"""For each single missing element of each document the lint names exactly that."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from letters.letter import Letter
from letters.lint import findings
from letters.privacy import foreign_numbers
from letters.replies import Answer, Batch, Reply, Withheld
from letters.samples import a_notice, a_reply, every_letter
from tests.letters.compulsory import MAY, MUST, WHEN, blank, changed, compulsory

_MAY_REFUSAL = Withheld(
    "讨论记录", ("第十六条第二款",), "属于过程性信息", discretion="公开会妨碍坦率讨论")
LETTERS = every_letter() | {
    "reply_batches": a_reply(batches=(Batch("第一册（100页）", date(2024, 11, 1)),)),
    "reply_discretion": changed(a_reply(), "answers[0].withheld[0]", _MAY_REFUSAL),
}
#: What an officer may leave in a field instead of an answer.
WHITE = ("", " ", "　\n")


def _below(kind: type) -> list[type]:
    heirs: list[type] = kind.__subclasses__()
    return [each for one in heirs for each in (one, *_below(one))]


def named(letter: Letter, *, block: bool = True) -> list[str]:
    return [one.field for one in findings(letter) if one.blocking is block]


@pytest.mark.parametrize(
    ("kind", "path"),
    [(kind, path) for kind, letter in LETTERS.items() for path in compulsory(letter)])
@pytest.mark.parametrize("white", WHITE, ids=["nothing", "space", "wide-space"])
def test_what_is_left_blank_is_named_alone(kind: str, path: str, white: str) -> None:
    letter = blank(LETTERS[kind], path, white)

    (found,) = [one for one in findings(letter) if one.blocking]
    assert found.field == path
    assert found.article
    assert found.text.endswith("。")


def test_every_document_and_every_answer_stands_in_the_table() -> None:
    kinds = {*_below(Letter), *_below(Answer)}
    concrete = {kind for kind in kinds if not kind.__subclasses__()}

    assert {type(letter) for letter in LETTERS.values()} <= concrete <= MUST.keys()


@pytest.mark.parametrize("kind", MUST, ids=lambda kind: kind.__name__)
def test_every_field_is_compulsory_or_known_to_be_optional(kind: type) -> None:
    """Whoever adds a field decides whether a letter may leave without it."""
    names = {field.name for field in fields(kind)}

    assert names - set(MUST[kind].split()) - MAY - WHEN == set()
    assert set(MUST[kind].split()) <= names


@pytest.mark.parametrize(("kind", "path", "lines"), [
    ("reply_refused", "answers[0].basis", ("第十六条第二款", " ")),
    ("reply_refused", "remedies", ("甲", "")),
    ("reply_refused", "attachments", ("", "清单（共1页）")),
    ("reply_refused", "chronology", ("甲。", "　")),
    ("reply_granted", "answers[0].files", ("批复（3页）", "")),
    ("reply_refused", "copies_to", ("", "示例县人民政府")),
])
def test_a_blank_line_among_others_is_named_by_its_place(
    kind: str, path: str, lines: tuple[str, ...]
) -> None:
    place = next(n for n, line in enumerate(lines) if not line.strip())

    assert named(changed(LETTERS[kind], path, lines)) == [f"{path}[{place}]"]


#: A day that contradicts another, and the field that is named.
DAYS: list[tuple[str, str, date, str]] = [
    # decided before it was received
    *((kind, "dated", letter.received_on - timedelta(1), "dated")
      for kind, letter in LETTERS.items() if kind in ("notice_receipt", "reply_refused")),
    ("notice_consultation_told", "sent_on", date(2024, 10, 26), "sent_on"),
    ("reply_not_held", "answers[0].search[1].on", date(2024, 10, 26), "answers[0].search[1].on"),
    ("reply_withdrawn", "answers[0].withdrawn_on", date(2024, 9, 26), "answers[0].withdrawn_on"),
    ("reply_withdrawn", "answers[0].withdrawn_on", date(2024, 10, 26), "answers[0].withdrawn_on"),
    ("reply_no_supplement", "answers[0].expired_on", date(2024, 10, 26), "answers[0].expired_on"),
    ("reply_other_no_payment", "dated", date(2024, 11, 7), "answers[0].expired_on"),
    ("reply_reject_excessive", "answers[0].asked_on", date(2024, 10, 26), "answers[0].asked_on"),
    ("reply_reject_excessive", "answers[0].first_on", date(2024, 9, 28), "answers[0].last_on"),
    ("reply_batches", "batches[0].by", date(2024, 10, 24), "batches[0]"),
    ("notice_correction", "dated", date(2024, 10, 24), "dated"),
]


@pytest.mark.parametrize(("kind", "path", "day", "field"), DAYS)
def test_days_out_of_order_are_named(kind: str, path: str, day: date, field: str) -> None:
    found = [one for one in findings(changed(LETTERS[kind], path, day)) if one.blocking]

    assert [one.field for one in found] == [field]
    assert found[0].article


#: What the law asks for where it can be told: an officer answers for its absence.
DOUBTS: list[tuple[str, str, Any, str]] = [
    ("reply_not_ours", "answers[0].agency", "", "answers[0].agency"),
    ("reply_petition", "answers[0].channel", "", "answers[0].channel"),
    ("reply_partial", "answers[0].withheld[1].consultation", " ",
     "answers[0].withheld[1].consultation"),
    ("reply_granted", "answers[0].files[1]", "一书四方案", "answers[0].files[1]"),
    ("reply_mixed", "attachments[0]", "公开信息清单", "attachments[0]"),
]


@pytest.mark.parametrize(("kind", "path", "value", "field"), DOUBTS)
def test_what_may_be_missing_is_a_doubt(kind: str, path: str, value: Any, field: str) -> None:
    letter = changed(LETTERS[kind], path, value)

    assert named(letter) == []
    assert named(letter, block=False) == [field]
    assert all(one.article for one in findings(letter))


def test_a_fee_that_is_not_the_sum_of_its_steps_is_named() -> None:
    assert named(replace(LETTERS["notice_fee_by_volume"], yuan=1)) == ["yuan"]


def test_only_a_draft_goes_without_its_number() -> None:
    letter = a_notice(number="")

    assert named(letter) == ["number"]
    assert findings(letter, draft=True) == ()


def test_only_what_decides_something_tells_remedies() -> None:
    """Procedural documents have no remedy paragraph (国办函〔2021〕132号第三条)."""
    telling = {kind for kind, letter in LETTERS.items()
               if hasattr(letter, "remedies") and not isinstance(letter, Reply)}

    assert telling == {"notice_disclosure_told", "notice_remedies_supplied", "notice_revocation"}
    assert all("行政复议" not in str(letter.facts()) for kind, letter in LETTERS.items()
               if kind.startswith("notice_") and kind not in telling)


STRANGER = "999999198001010017"  # a failing check digit; the region does not exist


@pytest.mark.parametrize(("typed", "blocks"), [
    (STRANGER, True),
    ("999999 19800101 0017", True),
    ("999999-19800101-0017", True),
    ("９９９９９９１９８００１０１００１７", True),
    ("2024 999999198001010017", True),
    ("13900001111", False),
    ("139 0000 1111", False),
    ("139-0000-1111", False),
    ("0000-87654321", False),
])
def test_a_number_of_somebody_else_is_found_however_it_is_written(
    typed: str, blocks: bool
) -> None:
    letter = changed(LETTERS["reply_granted"], "answers[0].description", f"承包人（{typed}）的合同")

    (found,) = foreign_numbers(letter, ["联系人：李明；联系电话：0000-12345678"])
    assert (found.field, found.blocking) == ("answers[0].description", blocks)
    assert list(foreign_numbers(letter, [typed])) == []
