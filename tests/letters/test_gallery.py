"""The gallery: every document and every reason once, and all of them on one sheet."""

from pathlib import Path

import pytest
from PIL import Image

from letters import gallery
from letters.render import Press
from letters.samples import every_letter
from letters.samples_papers import every_form
from tests.letters.reading import faults_of
from workflow.terms import DocumentKind, Outcome

pytestmark = pytest.mark.slow
#: Outcomes whose reply is named by what it says, not by the key of the outcome.
_OTHERWISE = {
    Outcome.UNABLE_NOT_HELD: "reply_not_held", Outcome.REJECT_PETITION: "reply_petition",
    Outcome.OTHER_NO_SUPPLEMENT: "reply_no_supplement",
}


def test_every_document_and_every_reason_is_there_once(press: Press, tmp_path: Path) -> None:
    assert gallery.main([str(tmp_path)], press) == 0

    found = {file.stem for file in tmp_path.glob("*.pdf")}
    replies = {_OTHERWISE.get(one, f"reply_{one.value.replace('.', '_')}") for one in Outcome}
    assert found >= replies | set(every_form()) | (set(every_letter()) - {"reply_refused"})
    with Image.open(tmp_path / "contact-sheet.png") as sheet:
        assert sheet.width > 2000
    assert [file.name for file in tmp_path.glob("*.png")] == ["contact-sheet.png"]


def test_every_refusal_prints_faultlessly(press: Press) -> None:
    for name, letter in gallery._letters():
        if name.startswith("reply_deny_"):
            assert faults_of(press.print(letter).data) == []


def test_without_a_folder_it_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert gallery.main([]) == 2
    assert "用法" in capsys.readouterr().err


def test_every_document_kind_has_a_sample() -> None:
    titles = "".join(letter.title for letter in every_letter().values())
    for kind in DocumentKind:
        known = kind is DocumentKind.REPLY or kind.label in titles or "征求" in kind.label
        assert known, kind
