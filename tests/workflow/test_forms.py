"""What is typed is parsed once, at the door; whatever is wrong comes back as Chinese sentences."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

from workflow import machine
from workflow.given import parse
from workflow.states.handling import SearchMade
from workflow.states.receipt import Application
from workflow.states.registration import Assigned
from workflow.states.supplement import SupplementAsked
from workflow.steps import Step

RIGHT: dict[str, Any] = {
    "channel": "in_person", "submitted_on": "2026-06-01", "items": [{"wanted": "桥梁验收报告"}]}

#: What is wrong with an application, the field beside which it is said, and the words.
WRONG = {
    "an unknown channel": ({"channel": "pigeon"}, "channel", "没有“pigeon”这一选项，可选：当面"),
    "no channel": ({"channel": " "}, "channel", "收到方式：必填"),
    "a day written in another way": ({"submitted_on": "01/06/2026"}, "submitted_on", "2024-09-27"),
    "a day that does not exist": ({"submitted_on": "2026-02-30"}, "submitted_on", "2024-09-27"),
    "nothing asked for": ({"items": [{"wanted": "  "}]}, "items", "申请事项：必填"),
    "a text without end": ({"items": [{"wanted": "长" * 4001}]}, "items.0.wanted", "最多4000个字"),
    "a zero byte": ({"items": [{"wanted": "甲\x00乙"}]}, "items.0.wanted", "U+0000"),
    "half a character": ({"items": [{"wanted": "甲\ud800乙"}]}, "items.0.wanted", "U+D800"),
    "rows that are none": ({"items": "甲"}, "items", "申请事项：所填内容无法识别"),
    "a row that is none": ({"items": ["甲"]}, "items.0._schema", "第1项：所填内容无法识别"),
    "a number for a word": ({"channel": 5}, "channel", "所填内容无法识别"),
    "a yes that is neither": ({"online_consent": "maybe"}, "online_consent", "所填内容无法识别"),
    "a file the desk never kept": ({"scans": ["x"]}, "scans.0", "文件未保存，请重新选择"),
    "a file with a line break": (
        {"scans": ["a" * 64 + ";image/png;申请\n表.png"]}, "scans.0", "文件未保存"),
    "an ID number without end": ({"id_number": "1" * 41}, "id_number", "证件号码过长"),
}


@pytest.mark.parametrize(("given", "field", "words"), WRONG.values(), ids=WRONG)
def test_each_fault_is_said_in_chinese_beside_its_field(
    given: dict[str, Any], field: str, words: str
) -> None:
    reasons = parse(Application(), {**RIGHT, **given}).reasons

    assert [reason.field for reason in reasons] == [field]
    assert words in reasons[0].text
    assert not re.search(r"[A-Za-z]{5,}", reasons[0].text.replace("pigeon", ""))


def test_all_faults_of_a_form_are_said_at_once() -> None:
    reasons = parse(Application(), {"channel": "pigeon", "submitted_on": "?", "items": []}).reasons

    assert {reason.field for reason in reasons} == {"channel", "submitted_on", "items"}


def test_a_missing_reason_is_asked_for_by_its_label() -> None:
    (reason,) = parse(SearchMade(), {
        "where": "档案室", "terms": "桥", "period": "全部", "by": "甲", "on": "2026-06-01",
        "found": False}).reasons

    assert str(reason) == "检索结果：必填，请填写。"


def test_a_choice_that_must_be_made_is_not_assumed() -> None:
    reasons = parse(SearchMade(), {
        "where": "档案室", "terms": "桥", "period": "全部", "by": "甲", "on": "2026-06-01",
        "result": "无"}).reasons

    assert [reason.field for reason in reasons] == ["found"]


@pytest.mark.parametrize("days", ["0", "61", "十", "5.5", "１０天"])
def test_a_term_out_of_bounds_is_refused(days: str) -> None:
    asked = {"points": [{"element": "content", "point": "不明", "guidance": "请写明"}]}
    reasons = parse(SupplementAsked(), {**asked, "term_working_days": days}).reasons

    assert [reason.field for reason in reasons] == ["term_working_days"]


def test_personal_fields_are_kept_apart_from_the_facts() -> None:
    parsed = parse(Application(), {**RIGHT, "applicant_name": "吴玥", "phone": "0000-1"})

    assert parsed.personal == {"applicant_name": "吴玥", "phone": "0000-1"}
    assert parsed.facts["applicant_name"] == {"commitment": ""}
    assert "吴玥" not in repr(parsed.facts)


def test_text_is_trimmed_and_normalised_once() -> None:
    typed = "  e\u0301cole\r\n第二行 "  # an accent typed apart, a line break of Windows

    facts = parse(Application(), {**RIGHT, "items": [{"wanted": typed}]}).facts

    assert facts["items"] == [{"wanted": "\u00e9cole\n第二行"}]


def test_buttons_and_tokens_of_a_page_do_no_harm() -> None:
    facts = parse(Assigned(), {"handler": "handler", "csrf_token": "x", "button": "y"}).facts

    assert facts == {"handler": "handler", "report_to_leader": False}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8)


@given(st.sampled_from(list(machine.BOOK.values())), st.data())
def test_whatever_is_sent_parses_or_is_refused_in_words(step: Step, data: st.DataObject) -> None:
    form = step.facts()
    sent = data.draw(st.dictionaries(st.sampled_from([*form.fields, "x"]), anything, max_size=6))

    parsed = parse(form, sent)

    assert all(reason.text for reason in parsed.reasons)


def _labels(form: Schema) -> Iterator[tuple[str, str]]:
    for name, asked in form.fields.items():
        yield name, asked.metadata.get("label", "")
        if isinstance(asked, fields.List) and isinstance(asked.inner, fields.Nested):
            yield from _labels(asked.inner.schema)


def test_every_field_of_every_form_has_a_chinese_label() -> None:
    labels = [label for step in machine.BOOK.values() for _, label in _labels(step.facts())]

    assert [label for label in labels if not re.search("[\u4e00-\u9fff]", label)] == []
