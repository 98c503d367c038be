"""Read a printed letter back: its text, its lines, its fonts, what it claims and carries."""

import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2

_MM = 25.4 / 72
#: Every face has its em box from 0.88 above the baseline to 0.12 below.
_ABOVE, _BELOW = 0.88, 0.12


@dataclass(frozen=True)
class PrintedLine:
    """One line as it lies on the paper; all measures in millimetres from the top left corner."""

    top: float
    bottom: float
    left: float
    right: float
    text: str


def text_of(data: bytes) -> str:
    """All text without white space and page numbers, so that line and page ends do not matter."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join(re.sub("—[0-9]+—$", "", squeezed(page)) for page in pages)


def page_count(data: bytes) -> int:
    """How many pages."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def squeezed(text: str) -> str:
    """A text without any white space."""
    return re.sub(r"[\s\u00a0\ufffe]+", "", text)


def lines_of(data: bytes, page: int) -> list[PrintedLine]:
    """The lines of a page by their baselines, with the em boxes of their characters."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        sheet = pdf.pages[page]
        rows: dict[float, list[dict[str, Any]]] = defaultdict(list)
        for char in sheet.chars:
            if char["text"].strip():
                rows[round(float(sheet.height) - char["matrix"][5], 1)].append(char)
    return [_line(baseline, chars) for baseline, chars in sorted(rows.items())]


def _line(baseline: float, chars: list[dict[str, Any]]) -> PrintedLine:
    size = chars[0]["size"]
    ordered = sorted(chars, key=lambda char: char["x0"])
    return PrintedLine(
        top=(baseline - _ABOVE * size) * _MM,
        bottom=(baseline + _BELOW * size) * _MM,
        left=ordered[0]["x0"] * _MM,
        right=ordered[-1]["x1"] * _MM,
        text="".join(char["text"] for char in ordered),
    )


def rules_of(data: bytes, page: int) -> list[tuple[float, float, float, float]]:
    """Filled rectangles as (left, top, right, bottom) in millimetres."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [
            (rect["x0"] * _MM, rect["top"] * _MM, rect["x1"] * _MM, rect["bottom"] * _MM)
            for rect in pdf.pages[page].rects
        ]


def fonts_of(data: bytes) -> set[tuple[str, str]]:
    """The embedded fonts: the name without its subset tag, and the kind of the outlines."""
    found = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                for inner in item.get("/DescendantFonts", ()):  # the outer one only wraps it
                    name = str(inner["/BaseFont"]).split("+")[-1]
                    found.add((name, str(inner["/Subtype"])))
    return found


def claims_of(data: bytes) -> str:
    """The XMP metadata as text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.Root["/Metadata"].read_bytes().decode()


def attached(data: bytes) -> Any:
    """The attached facts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return json.loads(pdf.attachments["case.json"].get_file().read_bytes())


def faults_of(data: bytes) -> list[str]:
    """What qpdf finds wrong with the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(pdf.check_pdf_syntax())
