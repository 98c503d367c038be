"""Differences between two texts: nothing lost, nothing made up, and readable."""

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflow.differences import Piece, differences

#: Texts that share much, as two versions of one paragraph do.
_TEXT = st.text(alphabet="甲乙丙，。12a \n", max_size=40) | st.text(max_size=30)


def told(old: str, new: str) -> str:
    """The pieces as 原[-删-]{+增+}."""
    marks = {(True, True): "{}", (True, False): "[-{}-]", (False, True): "{{+{}+}}"}
    return "".join(marks[p.old, p.new].format(p.text) for p in differences(old, new))


@given(_TEXT, _TEXT)
def test_applying_the_differences_gives_the_new_text_and_undoing_them_the_old(
    old: str, new: str
) -> None:
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.old) == old
    assert "".join(piece.text for piece in pieces if piece.new) == new
    assert all(piece.text and (piece.old or piece.new) for piece in pieces)


@given(st.lists(_TEXT, max_size=8), st.lists(_TEXT, max_size=8))
def test_texts_cut_into_sentences_lose_nothing_either(old: list[str], new: list[str]) -> None:
    padding = "本机关认为。" * 130
    before, after = "。".join([*old, padding, *old]), "；".join([*new, padding.replace("认", "以")])
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.old) == before
    assert "".join(piece.text for piece in pieces if piece.new) == after


@given(_TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == ((Piece(True, True, text),) if text else ())


@given(_TEXT, _TEXT)
def test_what_is_struck_out_stands_before_what_replaces_it(old: str, new: str) -> None:
    pieces = differences(old, new)

    assert all((a.old, a.new) != (False, True) or (b.old, b.new) == (True, True)
               for a, b in pairwise(pieces))


def test_chinese_is_compared_character_by_character() -> None:
    assert told("属于过程性信息，不予公开。", "属于行政执法案卷信息，不予公开。") == (
        "属于[-过程性-]{+行政执法案卷+}信息，不予公开。")


def test_a_number_is_struck_out_whole() -> None:
    assert told("共12页，附图3幅", "共15页，附图3幅") == "共[-12-]{+15+}页，附图3幅"
    assert told("应缴40.50元", "应缴40.80元") == "应缴[-40.50-]{+40.80+}元"


def test_one_common_character_between_two_changes_is_no_island() -> None:
    assert told("甲的乙", "丙的丁") == "[-甲的乙-]{+丙的丁+}"


def test_two_long_paragraphs_are_compared_in_a_moment() -> None:
    old = "本机关认为，该信息属于行政机关内部管理信息。" * 180  # about 4,000 characters
    new = old.replace("内部", "对外")
    began = time.perf_counter()

    assert "".join(piece.text for piece in differences(old, new) if piece.new) == new
    assert time.perf_counter() - began < 3
