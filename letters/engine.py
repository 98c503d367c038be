"""The only place that knows WeasyPrint: HTML in, PDF out, nothing fetched, every warning fatal."""

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import md5
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from letters.fonts import FACES, face_path
from letters.letter import OfficialDocument
from workflow.errors import LetterRefused

#: Our name for the colour profile of the output intent. WeasyPrint's own way ("srgb") opens the
#: file anew for every letter and leaves it open.
_COLOUR = "letter-srgb"
_OPTIONS = {"pdf_variant": "pdf/a-3a", "output_intent": _COLOUR}
_LOG = logging.getLogger("weasyprint")


class Engine:
    """WeasyPrint with our faces and style sheets loaded once."""

    def __init__(self, fonts: Path, style: Path) -> None:
        faces = {f"GW-{face}.ttf": (face_path(fonts, face), "font/ttf") for face in FACES}
        assets = {name: (path.read_bytes(), kind) for name, (path, kind) in faces.items()}
        self._draft = {name: ((style / name).read_bytes(), "image/svg+xml")
                       for name in ("draft.svg", "specimen.svg")}
        self._fonts = FontConfiguration()
        self._sheet = self._css((style / "letter.css").read_text(), assets)
        self._document_sheet = self._css((style / "document.css").read_text(), {})
        self._draft_sheet = self._css((style / "draft.css").read_text(), self._draft)
        self._specimen_sheet = self._css((style / "specimen.css").read_text(), self._draft)
        self._form_sheet = self._css((style / "form.css").read_text(), {})
        self._ua = (style / "pdfua.xmp").read_bytes()
        self._colour = Colour((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())

    def _css(self, text: str, assets: "Assets") -> Any:
        return CSS(string=text, font_config=self._fonts, url_fetcher=LetterFetcher(assets))

    def lay_out(self, html: str, letter: OfficialDocument, *, draft: bool) -> "Laid":
        """Break the pages. Raises LetterRefused on any warning."""
        assets = _pictures(letter, qr=bool(letter.verify_url) and not draft) | self._draft
        sheets = [self._sheet]
        sheets += [self._document_sheet] if letter.is_document else []
        sheets += [self._draft_sheet] if draft else []
        sheets += [self._specimen_sheet] if letter.specimen and not draft else []
        return self._laid(html, assets, sheets)

    def lay_out_form(self, html: str, qr: str = "") -> "Laid":
        """Break the pages of an internal form. Raises LetterRefused on any warning."""
        assets = {"qr.svg": _qr_code(qr)} if qr else {}
        return self._laid(html, assets, [self._form_sheet])

    def _laid(self, html: str, assets: "Assets", sheets: list[Any]) -> "Laid":
        with warnings_refuse():
            document = HTML(string=html, url_fetcher=LetterFetcher(assets)).render(
                font_config=self._fonts, stylesheets=sheets, **_OPTIONS
            )
        document.color_profiles[_COLOUR] = self._colour
        return Laid(document, html, self._ua)


@dataclass(frozen=True)
class Laid:
    """A letter broken into pages."""

    document: Any
    html: str
    ua: bytes

    @property
    def pages(self) -> int:
        """How many pages."""
        return len(self.document.pages)

    @property
    def signature_has_text(self) -> bool:
        """Whether the page with the signature also holds text of the body (7.3.5.5)."""
        return any("data-sign" in page and "data-b" in page for page in self._marks())

    @property
    def colophon_has_company(self) -> bool:
        """Whether the page with the 版记, if there is one, holds anything besides."""
        return all(page != {"data-foot"} for page in self._marks())

    def _marks(self) -> list[set[str]]:
        """What stands on each page: text of the body, the signature, the colophon."""
        marked = ("data-b", "data-sign", "data-foot")
        return [
            {mark for box in page._page_box.descendants() if box.element is not None
             for mark in marked if box.element.get(mark)}
            for page in self.document.pages
        ]

    def pdf(self, facts: bytes, dated: date) -> bytes:
        """The bytes, with the facts attached; every date in the file is the letter's own."""
        stamp = datetime.combine(dated, time(), UTC)
        attachment = Attachment(
            string=facts,
            name="case.json",
            description="本文书的结构化数据",
            relationship="Data",
            created=stamp,
            modified=stamp,
        )
        identifier = md5(self.html.encode() + facts, usedforsecurity=False).hexdigest().encode()
        self._declare_accessible()
        with warnings_refuse():
            data: bytes = self.document.write_pdf(
                pdf_identifier=identifier, attachments=[attachment], **_OPTIONS
            )
        return data

    def _declare_accessible(self) -> None:
        """State PDF/UA-1 beside PDF/A-3a inside the one RDF that validators read."""
        made = self.document.metadata.generate_rdf_metadata
        self.document.metadata.generate_rdf_metadata = lambda *given: made(*given).replace(
            b"</rdf:RDF>", self.ua + b"</rdf:RDF>"
        )


class Colour(ColorProfile):  # type: ignore[misc]  # WeasyPrint ships no types
    """The colour profile as it lies on disk; written out by the library, its bytes change."""

    def __init__(self, profile: bytes) -> None:
        components = (["r"], ["g"], ["b"])
        super().__init__(io.BytesIO(profile), "", "relative-colorimetric", components)
        self._bytes = profile

    @property
    def content(self) -> bytes:
        """The profile, always the same bytes."""
        return self._bytes


Assets = dict[str, tuple[bytes, str]]


class LetterFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves `letter:` names out of memory and refuses everything else."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(allowed_protocols=("letter",), allow_redirects=False)
        self.assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The named asset. Raises FatalURLFetchingError, which stops the rendering."""
        name = url.removeprefix("letter:")
        if not url.startswith("letter:") or name not in self.assets:
            raise FatalURLFetchingError(f"refused {url}")
        content, kind = self.assets[name]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@contextmanager
def warnings_refuse() -> Iterator[None]:
    """Turn every warning of WeasyPrint in this thread, and every fetch, into LetterRefused."""
    listener = _Listener()
    _LOG.addHandler(listener)
    try:
        yield
    except FatalURLFetchingError as refused:
        raise LetterRefused([f"文书引用了外部资源，已拒绝印制：{refused}"]) from refused
    finally:
        _LOG.removeHandler(listener)
    if listener.heard:
        raise LetterRefused([f"排版引擎警告：{warning}" for warning in listener.heard])


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard.append(record.getMessage())


def _pictures(letter: OfficialDocument, *, qr: bool) -> Assets:
    pictures: Assets = {}
    if letter.seal_svg:
        pictures["seal.svg"] = (letter.seal_svg.encode(), "image/svg+xml")
    if qr:
        pictures["qr.svg"] = _qr_code(letter.verify_url)
    return pictures


def _qr_code(text: str) -> tuple[bytes, str]:
    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, unit=None, omitsize=True)
    return drawn.getvalue(), "image/svg+xml"
