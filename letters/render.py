"""Print a letter: PDF/A-3a and PDF/UA-1 in one file, the same bytes for the same facts (印制).

What cannot be printed faultlessly is refused: a character no face has, control and private-use
characters, any warning of WeasyPrint, a signature on a page without text.
"""

import hashlib
import json
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from letters.blocks import body_of
from letters.characters import refused_characters, texts
from letters.fonts import default_fonts
from letters.form import FormMaker
from letters.internal import InternalForm
from letters.letter import Fact, OfficialDocument
from letters.page import PageMaker, Plan
from letters.seal import checked_seal
from letters.typeset import Typesetter
from letters.widths import FontsMissing, widths_of
from workflow.errors import LetterRefused

if TYPE_CHECKING:
    from letters.engine import Laid

__all__ = ["FontsMissing", "Press", "Printed", "Printer", "default_fonts"]

_STYLE = Path(__file__).parent / "style"
#: More characters or pages than this are no letter; they belong into an attachment.
MOST_CHARACTERS = 60_000
MOST_PAGES = 80


@dataclass(frozen=True)
class Printed:
    """A printed letter: its bytes, how many pages, and the SHA-256 of the bytes in hex."""

    data: bytes
    pages: int
    digest: str


class Printer(Protocol):
    """Whatever prints: a press, or a room of them in processes of their own."""

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """Print a letter."""

    def print_form(self, form: InternalForm) -> Printed:
        """Print an internal form."""


class Press:
    """One printer a process: reads the faces once and prints one letter at a time.

    `print` may be called from several threads; they queue. Raises FontsMissing when the folder
    does not hold the seven faces.
    """

    def __init__(self, fonts: Path) -> None:
        """Load the engine and the faces (about a second), so that printing is quick."""
        self._widths = widths_of(fonts)
        self._pages = PageMaker(Typesetter(self._widths))
        self._forms = FormMaker(self._widths)
        self._lock = Lock()
        with _only_our_fonts():
            from letters.engine import Engine  # here, since it takes 0.6 s

            self._engine = Engine(fonts, _STYLE)

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """Print a letter; a draft carries the watermark 草稿（未签发） and neither seal nor QR.

        Raises LetterRefused with every finding: field, character and code point.
        """
        facts = letter.facts()
        self._check(letter, facts)
        with self._lock:
            plan = self._pages.plan(letter, body_of(letter))
            data, pages = self._pdf(plan, _canonical(facts), draft)
        return Printed(data, pages, hashlib.sha256(data).hexdigest())

    def print_form(self, form: InternalForm) -> Printed:
        """Print an internal form; what no face has is shown as 〓.

        Raises LetterRefused when it grows beyond all measure.
        """
        with self._lock:
            laid = self._engine.lay_out_form(self._forms.html(form), form.qr)
            if laid.pages > MOST_PAGES:
                raise LetterRefused([f"表单超过{MOST_PAGES}页，不能印制。"])
            data = laid.pdf(_canonical(form.facts()), form.printed_on)
        return Printed(data, laid.pages, hashlib.sha256(data).hexdigest())

    def _check(self, letter: OfficialDocument, facts: dict[str, Fact]) -> None:
        found = refused_characters(facts, self._widths)
        if sum(len(text) for _, text in texts(facts)) > MOST_CHARACTERS:
            found.append(f"文书内容超过{MOST_CHARACTERS}字，不能印制，请将详细内容移入附件后再试。")
        if found:
            raise LetterRefused(found)
        if letter.seal_svg:
            checked_seal(letter.seal_svg)

    def _pdf(self, plan: Plan, facts: bytes, draft: bool) -> tuple[bytes, int]:
        laid = self._laid(plan, draft)
        return laid.pdf(facts, plan.letter.dated), laid.pages

    def _laid(self, plan: Plan, draft: bool) -> "Laid":
        """The pages at the first pitch that leaves nothing alone, the 版记 only where it must."""
        second_best: Laid | None = None
        for pitch in plan.pitches():
            html = self._pages.html(plan, pitch, draft=draft)
            laid = self._engine.lay_out(html, plan.letter, draft=draft)
            if laid.pages > MOST_PAGES:
                raise LetterRefused([f"文书超过{MOST_PAGES}页，请将详细内容移入附件后再试。"])
            if laid.signature_has_text and laid.colophon_has_company:
                return laid
            second_best = second_best or (laid if laid.signature_has_text else None)
        if second_best is None:
            raise LetterRefused(["落款单独成页，没有正文，请调整正文长短后再试。"])
        return second_best


def _canonical(facts: object) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()


@contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Hide the fonts of the host from fontconfig while the engine starts."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_STYLE / "fonts.conf")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "No fonts configured")
            yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
