"""The ordinary document (文件格式, GB/T 9704-2012, 7.2) where an agency chooses it; the 版记."""

import pytest

from letters.letter import Letter
from letters.render import Press
from letters.samples import ASKED, a_notice, a_reply
from tests.letters.reading import (
    claims_of,
    faults_of,
    lines_of,
    page_count,
    rules_of,
    squeezed,
    text_of,
)

_CLOSE = 0.3
_COPIES = ("示例市人民政府办公室", "示例市司法局")
_MANY = tuple(f"示例市第{number}街道办事处政务公开办公室" for number in range(1, 10))


@pytest.fixture(scope="module")
def document(press: Press) -> bytes:
    """A document of five pages, with copies."""
    letter = a_reply(layout="document", copies_to=_COPIES, wanted="\n".join([ASKED] * 12))
    return press.print(letter).data


def test_the_mark_lies_35_mm_below_the_top_of_the_type_area(document: bytes) -> None:
    """7.2.4: 72 mm from the edge of the paper, centred, with the word 文件."""
    mark = lines_of(document, page=0)[0]

    assert mark.text == "示例市自然资源和规划局文件"
    assert mark.top == pytest.approx(72.0, abs=_CLOSE)
    assert (mark.left + mark.right) / 2 == pytest.approx(106.0, abs=1.0)


def test_the_number_is_centred_with_one_red_line_4_mm_below(document: bytes) -> None:
    """7.2.5, 7.2.7: two blank lines below the mark; the line as wide as the type area."""
    number = lines_of(document, page=0)[1]
    (left, top, right, _), *others = rules_of(document, page=0)

    assert number.text == "示自然资公开〔2024〕15号"
    assert (number.left + number.right) / 2 == pytest.approx(106.0, abs=_CLOSE)
    assert (left, right) == pytest.approx((28.0, 184.0), abs=_CLOSE)
    assert top - number.bottom == pytest.approx(4.0, abs=_CLOSE)
    assert others == []


def test_every_page_is_numbered_outside(document: bytes) -> None:
    first, second = (lines_of(document, page)[-1] for page in range(2))

    assert (first.text, second.text) == ("—1—", "—2—")
    assert second.left < 40 < 170 < first.right


def test_the_last_line_of_the_colophon_is_the_foot_of_the_last_page(
    document: bytes,
) -> None:
    """7.4: copies, printer and date of printing between lines of 0.35 mm, 0.25 mm inside."""
    last = page_count(document) - 1
    edges = sorted({edge for rule in rules_of(document, last) for edge in (rule[1], rule[3])})
    text = [line.text for line in lines_of(document, last)]
    weights = [below - above for above, below in zip(edges[::2], edges[1::2], strict=True)]

    assert edges[-1] == pytest.approx(262.0, abs=_CLOSE)
    assert weights == pytest.approx([0.35, 0.25, 0.35], abs=0.02)
    assert "抄送：示例市人民政府办公室，示例市司法局。" in text
    assert "示例市自然资源和规划局2024年10月25日印发" in text


def test_copies_that_wrap_align_behind_the_colon(press: Press) -> None:
    """7.4.2: a wrapped line begins under the first name."""
    printed = press.print(a_reply(layout="document", copies_to=_MANY))
    last = lines_of(printed.data, page=printed.pages - 1)
    first = next(at for at, line in enumerate(last) if line.text.startswith("抄送："))
    wrapped = [line.left for line in last[first + 1:] if "街道" in line.text]

    assert len(wrapped) > 3
    assert wrapped == pytest.approx([last[first].left + 3 * 14 * 25.4 / 72] * len(wrapped), abs=0.5)


def test_a_letter_names_copies_alone_without_lines(press: Press) -> None:
    """10.1: the 版记 of a letter has neither lines nor printer nor date of printing."""
    printed = press.print(a_reply(copies_to=_COPIES))
    page = printed.pages - 1

    assert "抄送：示例市人民政府办公室，示例市司法局。" in text_of(printed.data)
    assert "印发" not in text_of(printed.data)
    assert rules_of(printed.data, page) == []
    assert lines_of(printed.data, page)[-2].bottom == pytest.approx(261.0, abs=1.0)


@pytest.mark.parametrize("paragraphs", range(1, 27, 2))
@pytest.mark.parametrize("copies", [(), _MANY], ids=["no copies", "many copies"])
def test_the_colophon_never_has_a_page_to_itself(
    press: Press, copies: tuple[str, ...], paragraphs: int
) -> None:
    letter = a_reply(layout="document", copies_to=copies,
                     remedies=("示例市人民政府" * 6,) * paragraphs)
    printed = press.print(letter)
    last = [line.text for line in lines_of(printed.data, page=printed.pages - 1)]

    assert any("印发" in text for text in last)
    assert any("2024年10月25日" in text and "印发" not in text for text in last)
    assert sum("示例市人民政府示例" in text for text in last) >= 2


@pytest.mark.parametrize("letter", [
    a_notice(layout="document"), a_reply(layout="document", copies_to=_COPIES)],
    ids=["notice", "reply"])
def test_it_archives_like_a_letter(press: Press, letter: Letter) -> None:
    data = press.print(letter).data

    assert faults_of(data) == []
    assert 'pdfaid:conformance="A"' in claims_of(data)
    assert squeezed(letter.title) in text_of(data)


def test_a_draft_of_a_document_says_so(press: Press) -> None:
    assert "草稿（未签发）" in text_of(press.print(a_notice(layout="document"), draft=True).data)
