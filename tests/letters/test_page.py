"""The page keeps to GB/T 9704-2012: type area, lines, rules, page numbers, signature."""

from collections.abc import Sequence

import pytest

from letters.compose import NO_END, NO_START
from letters.render import Press
from letters.samples import ASKED, a_notice, a_reply
from tests.letters.reading import PrintedLine, lines_of, rules_of, squeezed, text_of

#: Millimetres within which a place on the page must agree.
_CLOSE = 0.3
_LONG = "\n".join([ASKED] * 11)  # so long that no tighter pitch saves a page


@pytest.fixture(scope="module")
def long_letter(press: Press) -> bytes:
    return press.print(a_reply(wanted=_LONG)).data


def body_lines(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    return [line for line in lines if line.bottom < 263]


def test_a_full_page_has_22_lines_filling_225_mm(long_letter: bytes) -> None:
    """版心 156 × 225 mm, 天头 37 mm, 22 lines."""
    lines = body_lines(lines_of(long_letter, page=1))

    assert len(lines) == 22
    assert lines[0].top == pytest.approx(37.0, abs=_CLOSE)
    assert lines[-1].bottom == pytest.approx(261.7, abs=_CLOSE)


def test_full_lines_end_at_the_right_edge_of_the_type_area(long_letter: bytes) -> None:
    """订口 28 mm, right edge 184 mm; a squeezed mark ends half a character further by its box."""
    lines = body_lines(lines_of(long_letter, page=1))
    full = [line for line in lines if line.right > 160 and line.text[-1] not in "，。、”"]

    assert len(full) > 5
    assert [line.right for line in full] == pytest.approx([184.0] * len(full), abs=_CLOSE)
    assert min(line.left for line in lines) == pytest.approx(28.0, abs=_CLOSE)


def test_the_first_page_has_the_four_red_rules_of_a_letter(long_letter: bytes) -> None:
    """10.1: 170 mm wide; the upper pair thick over thin, the lower thin over thick, at 277 mm."""
    rules = sorted(rules_of(long_letter, page=0), key=lambda rule: rule[1])

    assert [round(right - left) for left, _, right, _ in rules] == [170] * 4
    assert [round(bottom - top, 2) for _, top, _, bottom in rules] == [1.0, 0.35, 0.35, 1.0]
    assert rules[-1][3] == pytest.approx(277.0, abs=_CLOSE)
    assert rules_of(long_letter, page=1) == []


def test_the_mark_begins_30_mm_from_the_top_and_the_number_ends_at_the_right(
    long_letter: bytes,
) -> None:
    mark, number, *_ = lines_of(long_letter, page=0)

    assert mark.text == "示例市自然资源和规划局"
    assert mark.top == pytest.approx(30.0, abs=_CLOSE)
    assert number.text == "示自然资公开〔2024〕15号"
    assert number.right == pytest.approx(184.0, abs=_CLOSE)


def test_page_numbers_stand_outside_from_the_second_page_on(long_letter: bytes) -> None:
    """7 mm below the type area; even pages left, odd pages right; none on page 1 (10.1)."""
    first, second, third = (lines_of(long_letter, page)[-1] for page in range(3))

    assert "—" not in first.text
    assert (second.text, third.text) == ("—2—", "—3—")
    assert second.left < 40 < 170 < third.right
    assert second.top == pytest.approx(273.9, abs=0.5)


def test_no_line_begins_or_ends_with_a_forbidden_mark(long_letter: bytes) -> None:
    for page in range(4):
        for line in body_lines(lines_of(long_letter, page)):
            assert line.text[0] not in NO_START
            assert line.text[-1] not in NO_END


def test_agency_and_date_are_centred_on_each_other_four_characters_from_the_right(
    press: Press,
) -> None:
    """7.3.5.1: 成文日期 with a seal; the verification text to the left is not part of it."""
    lines = lines_of(press.print(a_notice(signer="示例市规划局", verify_url="")).data, page=1)
    name = next(line for line in lines if line.text == "示例市规划局")
    dated = next(line for line in lines if line.text == "2024年10月25日")

    assert (name.left + name.right) / 2 == pytest.approx((dated.left + dated.right) / 2, abs=_CLOSE)
    assert 184 - dated.right == pytest.approx(4 * 15.75 * 25.4 / 72, abs=_CLOSE)


@pytest.mark.parametrize("paragraphs", range(1, 27))
def test_the_signature_never_stands_alone(press: Press, paragraphs: int) -> None:
    """However long the letter is, two lines of text at least share the page of the signature."""
    printed = press.print(a_reply(remedies=("示例市人民政府" * 6,) * paragraphs))
    last = lines_of(printed.data, page=printed.pages - 1)
    signed = next(at for at, line in enumerate(last) if "2024年10月25日" in line.text)

    assert sum("示例市人民政府示例" in line.text for line in last[:signed]) >= 2


@pytest.mark.parametrize(
    "name",
    [
        "王䶮",
        "阿卜杜热合曼·买买提艾力·吐尔逊",
        "示例国际文化艺术交流发展促进会（中国）有限责任公司上海自由贸易试验区分公司",
    ],
)
def test_a_long_name_wraps_flush_left(press: Press, name: str) -> None:
    printed = press.print(a_notice(addressee=name))

    assert f"{name}：" in text_of(printed.data)


def test_a_long_agency_fits_the_head_and_signs_in_two_lines(press: Press) -> None:
    name = "示例省示例哈萨克自治州示例察布查尔锡伯自治县人力资源和社会保障局"
    data = press.print(a_reply(agency=name, signer=name)).data
    mark = lines_of(data, page=0)[0]

    assert (mark.text, mark.left > 21, mark.right < 191) == (name, True, True)
    assert name in text_of(data)


def test_a_letter_of_many_parts_runs_over_many_pages(press: Press) -> None:
    """200 withheld parts: a clean letter all the same."""
    answer = a_reply().answers[0]
    parts = answer.withheld * 100  # type: ignore[attr-defined]  # the sample is PartlyGiven
    many = type(answer)(**{**vars(answer), "withheld": parts})
    printed = press.print(a_reply(answers=(many,)))

    assert printed.pages > 15
    assert squeezed("200.补偿安置方案附件三") in text_of(printed.data)
