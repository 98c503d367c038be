"""The binder (合订): several printed documents as one PDF, to look through before they leave."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def bound(documents: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all; a single document comes back as it is."""
    if len(documents) == 1:
        return documents[0]
    whole, out = pikepdf.new(), BytesIO()
    for document in documents:
        with pikepdf.open(BytesIO(document)) as pdf:
            whole.pages.extend(pdf.pages)
    whole.save(out)
    return out.getvalue()
