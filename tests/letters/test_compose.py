"""Lines are broken as Chinese print demands: nothing lost, nothing torn, nothing overfull."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.compose import NO_END, NO_START, Line, balanced, compose
from letters.fonts import default_fonts
from letters.units import units
from letters.widths import Widths, widths_of

WIDTHS = widths_of(default_fonts())
_ALPHABET = (
    "本机关政府信息公开申请条例第三十六〔〕（）《》“”，。；：、？！—…· 0123456789年月日abcXYZ/.-_%"
)


@pytest.fixture(scope="module")
def widths() -> Widths:
    return WIDTHS


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("应当自收到之日起60日内", "60日"),
        ("自收到之日起15个工作日内", "15个"),
        ("于2024年10月9日作出", "2024年"),
        ("于2024年10月9日作出", "9日"),
        ("示自然资公开〔2024〕15号", "〔2024〕15号"),
        ("根据国务院令第711号", "第711号"),
        ("共312份", "312份"),
        ("补偿120.5元", "120.5元"),
        ("超过30%的", "30%"),
        ("登记编号2024-0137", "2024-0137"),
        ("另行通知——特此", "——"),
        ("等等……", "……"),
    ],
)
def test_a_figure_keeps_its_measure_word(widths: Widths, text: str, unit: str) -> None:
    assert unit in units(text, widths)


def test_a_long_address_may_break_after_its_signs(widths: Widths) -> None:
    address = "https://www.example.invalid/zwgk/zdxx/2023/0412/qingshilu-dongduan.html"

    assert "".join(units(address, widths)) == address
    assert max(widths.of(unit) for unit in units(address, widths)) <= 8


@pytest.mark.parametrize("before", range(18, 28))
def test_60_days_never_break_wherever_they_fall(widths: Widths, before: int) -> None:
    lines = compose("应" * before + "60日内申请行政复议，可以在6个月内起诉。", widths)
    texts = [line.text for line in lines]

    assert any("60日" in text for text in texts)
    assert any("6个" in text for text in texts)


@given(st.text(_ALPHABET, min_size=1, max_size=240))
def test_no_character_is_lost_or_moved(text: str) -> None:
    lines = compose(text, WIDTHS)

    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(_ALPHABET, min_size=1, max_size=240))
def test_no_line_is_wider_than_its_measure(text: str) -> None:
    for number, line in enumerate(compose(text, WIDTHS)):
        measure = 26 if number == 0 else 28

        assert line.natural <= measure + 1e-6 or len(line.units) == 1


@given(
    st.lists(
        st.sampled_from(["公开", "信息，", "（一）", "《条例》", "60日", "。", "“是”"]), max_size=80
    )
)
def test_ordinary_text_keeps_marks_off_the_edges(words: list[str]) -> None:
    """避头尾; chains of several stops in a row are no ordinary text."""
    text = "".join(words)
    if any(pair in text for pair in ("。。", "，。", "，，")):
        return
    lines = [line for line in compose(text, WIDTHS) if line.text]

    assert [line.text for line in lines[1:] if line.text[0] in NO_START] == []
    assert [line.text for line in lines[:-1] if line.text[-1] in NO_END] == []


def test_a_stop_that_does_not_fit_hangs_outside(widths: Widths) -> None:
    first, second = compose("公" * 26 + "，开" + "信" * 3, widths)

    assert (first.hung, first.text[-1], second.text) == (True, "，", "开信信信")


def test_a_closing_bracket_that_does_not_fit_is_squeezed_in(widths: Widths) -> None:
    first, *_ = compose("（公）" + "公" * 23 + "）信息公开", widths)

    assert first.text.endswith("）")
    assert len(first.squeezed) == 2


def test_the_last_line_is_not_stretched(widths: Widths) -> None:
    *_, last = compose("公" * 30, widths)

    assert last == Line(units=("公",) * 4, natural=4.0)


def test_a_long_title_breaks_into_even_lines(widths: Widths) -> None:
    lines = balanced("关于示例市青石路东段道路建设项目征地补偿信息公开申请的答复书", widths, 20)

    assert len(lines) == 2
    assert abs(widths.of(lines[0]) - widths.of(lines[1])) <= 2
