"""Every document prints faultlessly and its text read back is its facts."""

from collections.abc import Iterator
from datetime import date

import pytest

from letters.blocks import day
from letters.letter import Fact, Letter
from letters.lint import findings
from letters.render import Press, Printed
from letters.samples import consultation, every_letter
from tests.letters.reading import (
    attached,
    claims_of,
    faults_of,
    fonts_of,
    squeezed,
    text_of,
)
from workflow.terms import Party

LETTERS = every_letter()
#: Keys and addresses that are not printed as words.
_NOT_WORDS = {"kind", "outcome", "party", "verify_url", "method"}
_OUR_FACES = {"FS", "KT", "HT", "XBS", "ST", "LT", "RARE"}


@pytest.fixture(scope="module", params=sorted(LETTERS))
def printed(request: pytest.FixtureRequest, press: Press) -> tuple[Letter, Printed]:
    letter = LETTERS[request.param]
    return letter, press.print(letter)


def test_the_page_states_every_fact(printed: tuple[Letter, Printed]) -> None:
    letter, pdf = printed
    page = text_of(pdf.data)
    stated = [words for words in _words(letter) if words]

    assert [words for words in stated if words not in page] == []


def test_the_facts_are_attached(printed: tuple[Letter, Printed]) -> None:
    letter, pdf = printed

    assert attached(pdf.data) == letter.facts()


def test_it_claims_archive_and_accessibility_and_holds_truetype_only(
    printed: tuple[Letter, Printed],
) -> None:
    _, pdf = printed
    claims = claims_of(pdf.data)
    names = {name.split("-")[0] for name, _ in fonts_of(pdf.data)}

    assert faults_of(pdf.data) == []
    assert {kind for _, kind in fonts_of(pdf.data)} == {"/CIDFontType2"}
    assert names <= _OUR_FACES
    for claim in ('pdfaid:part="3"', 'pdfaid:conformance="A"', "pdfuaid:part>1<"):
        assert claim in claims


def test_a_letter_is_short_and_lints_clean(printed: tuple[Letter, Printed]) -> None:
    letter, pdf = printed

    assert findings(letter) == ()
    assert 1 <= pdf.pages <= 4
    assert len(pdf.data) < 250_000


@pytest.mark.parametrize("party", list(Party), ids=lambda party: party.label)
def test_a_consultation_letter_holds_nothing_of_the_applicant(press: Press, party: Party) -> None:
    """The day and the channel of the application are the applicant's, too."""
    letter = consultation(party)
    page = text_of(press.print(letter).data)

    assert "received_on" not in letter.facts()
    assert "channel" not in letter.facts()
    assert letter.channel not in page
    assert day(letter.received_on) not in page


@pytest.mark.parametrize(
    ("party", "effect"),
    [
        # silence of a third party is neither yes nor no (条例第三十二条)
        pytest.param(Party.THIRD_PARTY, "由本机关依照《条例》的规定决定是否公开", id="第三十二条"),
        # silence of a joint maker is consent (条例第三十四条)
        pytest.param(Party.JOINT_MAKER, "视为同意公开", id="第三十四条"),
        # silence of another agency means nothing
        pytest.param(Party.OTHER_AGENCY, "不视为同意公开，也不视为不同意公开", id="第三十三条"),
    ],
)
def test_a_consultation_letter_says_what_silence_means(
    press: Press, party: Party, effect: str
) -> None:
    page = text_of(press.print(consultation(party)).data)

    assert effect in page
    assert "15个工作日内" in page


def test_the_reply_form_has_a_page_of_its_own(press: Press) -> None:
    pdf = press.print(consultation(Party.THIRD_PARTY))

    assert pdf.pages == 3
    assert "附件意见回执征求意见机关" in text_of(pdf.data)


def _words(letter: Letter) -> Iterator[str]:
    for name, value in letter.facts().items():
        if name not in _NOT_WORDS:
            yield from _texts(value)


def _texts(value: Fact) -> Iterator[str]:
    if isinstance(value, str):
        yield squeezed(_as_printed(value)).rstrip("。")
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _NOT_WORDS:
                yield from _texts(each)


def _as_printed(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value.removesuffix("）")  # the short name of the Regulation stands before it
