"""What other readers make of a letter: a second renderer, an accessibility checker, a scanner.

A character map read wrongly shows a fine letter in one renderer and another text in the next.
"""

from pathlib import Path
from typing import Any

import outloud
import pymupdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from letters.render import Press
from letters.samples import every_letter
from letters.samples_papers import every_form
from tests.letters.reading import squeezed

pytestmark = pytest.mark.slow
LETTERS = every_letter()
FORMS = every_form()
_DPI = 144
#: Smoothing differs between the two; a page of other words has far more elsewhere.
_MOST = 0.15


def test_every_accessibility_rule_passes(press: Press, tmp_path: Path) -> None:
    """PDF/UA-1 of every letter: errors and warnings alike are none."""
    verdicts = {}
    for name, letter in LETTERS.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(press.print(letter).data)
        verdicts[name] = outloud.check(str(file), layers=["conformance"]).verdict

    assert {name: verdict for name, verdict in verdicts.items() if verdict != "pass"} == {}


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_second_renderer_reads_and_shows_the_same_letter(press: Press, name: str) -> None:
    same_in_both(press.print(LETTERS[name]).data)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_second_renderer_shows_the_same_form(press: Press, name: str) -> None:
    same_in_both(press.print_form(FORMS[name]).data)


def _opened(data: bytes) -> Any:
    open_it: Any = pymupdf.open  # comes without types
    return open_it(stream=data)


def same_in_both(data: bytes) -> None:
    """Text and ink of every page in MuPDF are those in PDFium."""
    with _opened(data) as there:
        here = pypdfium2.PdfDocument(data)
        assert len(there) == len(here)
        for one, other in zip(here, there, strict=True):
            assert sorted(squeezed(one.get_textpage().get_text_bounded())) == sorted(
                squeezed(other.get_text()))
            assert _difference(one, other) < _MOST
        here.close()


def _difference(one: pypdfium2.PdfPage, other: pymupdf.Page) -> float:
    """How much of the ink lies elsewhere, 0 to 1, after both pages are blurred."""
    first = one.render(scale=_DPI / 72).to_pil().convert("L")
    shown = other.get_pixmap(dpi=_DPI)
    second = Image.frombytes("RGB", (shown.width, shown.height), shown.samples).convert("L")
    size = (first.width // 16, first.height // 16)
    left, right = (each.resize(size, Image.Resampling.BOX) for each in (first, second))
    ink = max(255 - ImageStat.Stat(each).mean[0] for each in (left, right))
    return float(ImageStat.Stat(ImageChops.difference(left, right)).mean[0] / ink)


def test_a_letter_and_a_page_without_its_text_are_told_apart(press: Press) -> None:
    """The measure above can fail."""
    letter = LETTERS["reply_partial"]
    here = pypdfium2.PdfDocument(press.print(letter).data)
    with _opened(press.print(LETTERS["notice_receipt"]).data) as there:
        assert _difference(here[0], there[0]) > _MOST
    here.close()


def test_the_code_leads_to_the_verification_page(press: Press) -> None:
    """Printed at 150 dpi and scanned: the QR code is the address of the register."""
    letter = LETTERS["notice_correction"]
    document = pypdfium2.PdfDocument(press.print(letter).data)
    pictures = [page.render(scale=150 / 72).to_pil() for page in document]
    document.close()
    found = [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]

    assert found == [letter.verify_url]
