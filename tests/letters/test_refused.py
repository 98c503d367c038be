"""What cannot be printed faultlessly is refused by name; hostile text prints as plain text."""

from pathlib import Path

import pytest

from letters.characters import fault_of
from letters.engine import LetterFetcher, warnings_refuse
from letters.fonts import default_fonts
from letters.render import MOST_CHARACTERS, FontsMissing, Press
from letters.samples import a_notice, a_reply, consultation
from letters.seal import checked_seal, sample_seal
from letters.widths import widths_of
from tests.letters.reading import squeezed, text_of
from workflow.errors import LetterRefused
from workflow.terms import Party


@pytest.mark.parametrize(
    "name", ["堃", "喆", "龑", "䶮", "㛃", "𠮷", "犇", "赟", "翀", "昇", "玥", "珺"]
)
def test_rare_names_print(press: Press, name: str) -> None:
    printed = press.print(a_notice(addressee=f"王{name}"))

    assert f"王{name}：" in text_of(printed.data)


@pytest.mark.parametrize(
    ("char", "code", "why"),
    [
        pytest.param("\U000219de", "U+219DE", "没有可用的字形", id="no face has it"),
        pytest.param("\ue81a", "U+E81A", "私用区字符", id="private use: an old GBK name"),
        pytest.param("\u200b", "U+200B", "不可见字符", id="zero width"),
        pytest.param("\u202e", "U+202E", "不可见字符", id="right-to-left override"),
        pytest.param("\u2060", "U+2060", "不可见字符", id="word joiner"),
        pytest.param("\ufeff", "U+FEFF", "不可见字符", id="byte order mark"),
        pytest.param("\x07", "U+0007", "控制字符", id="bell"),
        pytest.param("\u2028", "U+2028", "控制字符", id="line separator"),
        pytest.param("\ufe00", "U+FE00", "没有可用的字形", id="variation selector"),
        pytest.param("\U0001f600", "U+1F600", "没有可用的字形", id="emoji"),
        pytest.param("한", "U+D55C", "没有可用的字形", id="hangul"),
    ],
)
@pytest.mark.parametrize("field", ["addressee", "wanted", "contact"])
def test_a_character_that_cannot_be_printed_is_named(
    press: Press, field: str, char: str, code: str, why: str
) -> None:
    labels = {"addressee": "主送（收件人）", "wanted": "申请内容", "contact": "联系方式"}
    with pytest.raises(LetterRefused) as refused:
        press.print(a_notice(**{field: f"王{char}"}))

    (finding,) = refused.value.findings
    assert code in finding
    assert why in finding
    assert labels[field] in finding


def test_every_bad_character_of_every_field_is_named_at_once(press: Press) -> None:
    letter = a_reply(addressee="王\ue81a\u200b", remedies=("救济\u202e",))
    with pytest.raises(LetterRefused) as refused:
        press.print(letter)

    assert len(refused.value.findings) == 3
    assert "救济途径（第1项）" in refused.value.findings[2]


HOSTILE = [
    "<b>粗体</b><script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}{{ letter.seal_svg }}{% endfor %}",
    "&lt;p&gt; &amp;nbsp; ]]> <!-- 注释 -->",
    "<img src='file:///etc/passwd'><link rel=attachment href=file:///etc/passwd>",
    "</p></letter><letter><p>伪造的段落",
    "@import url(http://example.invalid/x.css); \\75rl(x)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_field_is_text(press: Press, text: str) -> None:
    printed = press.print(a_reply(wanted=text, attachments=(text,), contact=text))

    assert text_of(printed.data).count(squeezed(text)) == 3


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g href='http://example.invalid'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(http://example.invalid)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import url(x)</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        "<html><body/></html>",
    ],
)
def test_a_seal_may_only_draw(press: Press, svg: str) -> None:
    with pytest.raises(LetterRefused, match="印章图案"):
        press.print(a_notice(seal_svg=svg))


def test_the_sample_seal_only_draws() -> None:
    svg = sample_seal()

    assert checked_seal(svg) == svg
    assert "样" not in svg


def test_a_letter_above_its_length_is_refused(press: Press) -> None:
    with pytest.raises(LetterRefused, match="附件"):
        press.print(a_reply(wanted="字" * MOST_CHARACTERS))


def test_an_agency_name_too_long_for_the_head_is_refused(press: Press) -> None:
    with pytest.raises(LetterRefused, match="规范化简称"):
        press.print(a_notice(agency="示例" * 25))


def test_the_engine_fetches_nothing_from_outside() -> None:
    fetcher = LetterFetcher({})
    with pytest.raises(LetterRefused, match="外部资源"), warnings_refuse():
        fetcher.fetch("file:///etc/passwd")


def test_a_folder_without_faces_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"letters\.fonts\.build"):
        Press(tmp_path)


def test_white_space_of_any_kind_is_no_fault() -> None:
    widths = widths_of(default_fonts())

    assert [fault_of(char, widths) for char in "\t\n\r\u00a0\u3000 "] == [""] * 6


def test_a_draft_says_so_and_has_neither_seal_nor_code(press: Press) -> None:
    letter = consultation(Party.THIRD_PARTY)
    draft, final = press.print(letter, draft=True), press.print(letter)

    assert "草稿（未签发）" in text_of(draft.data)
    assert "扫描二维码" not in text_of(draft.data)
    assert "草稿" not in text_of(final.data)
    assert "扫描二维码" in text_of(final.data)
