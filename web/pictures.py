"""Pages of a PDF as pictures (页面图), for pages that show a letter beside something else.

A browser shows pictures everywhere, a PDF only where its viewer is installed and not in a frame.
"""

import io

import pypdfium2

#: How wide a picture is, in pixels: readable beside a form on a screen of 1366 pixels.
WIDTH = 900


def pictures(pdf: bytes, width: int = WIDTH) -> tuple[bytes, ...]:
    """Every page of a PDF as a PNG of a width in pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_picture(page, width) for page in document)
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, width: int) -> bytes:
    drawn = page.render(scale=width / page.get_width(), grayscale=False).to_pil()
    kept = io.BytesIO()
    drawn.convert("RGB").quantize(64).save(kept, "PNG", optimize=True)
    return kept.getvalue()
