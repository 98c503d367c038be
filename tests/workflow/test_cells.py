"""Cells that leave: no spreadsheet works them out, and they come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.cells import guarded, unguarded


@pytest.mark.parametrize("text", [
    "=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''=1", "＝1+1", "＠A1",
])
def test_what_might_be_a_formula_stands_behind_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "公开方案", "'单引号'", "A=1", "2024-09-27", "（=）"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.text("'=+-@\t\r\n＝甲1", max_size=6))
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
