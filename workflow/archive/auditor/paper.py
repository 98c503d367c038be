"""The letter itself (文书原件): its bytes by their digest, and the facts attached to them."""

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pikepdf

from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.told import Paper, Told
from workflow.errors import NotFound

#: What an approval leaves open: number and date, codes, and what is said of a delay.
_LEFT_OPEN = ("number", "dated", "receipt_code", "lateness", "verify_url", "verify_code")


def attached(
    paper: Paper, read: Callable[[str], bytes]
) -> tuple[Told | None, Fault | None]:
    """The facts a letter carries in its own bytes, or why they cannot be had."""
    try:
        data = read(paper.digest)
    except (NotFound, OSError, ValueError) as error:
        return None, Fault("A4", f"文书原件无法取得：{error}")
    if hashlib.sha256(data).hexdigest() != paper.digest:
        return None, Fault("A4", "文书原件的摘要与台账记载不符")
    try:
        return Told(_case_json(data)), None
    except Exception as error:  # whatever somebody put into a PDF: a finding, never a crash
        return None, Fault("A4", f"文书原件无法读出所载要素：{type(error).__name__}")


def _case_json(data: bytes) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = json.loads(pdf.attachments["case.json"].get_file().read_bytes())
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def what_was_decided(letter: Told) -> str:
    """The digest of everything an approval binds, over the attached facts, in hex.

    Canonical JSON as the trail spells it: keys sorted, no blanks, UTF-8.
    """
    values = letter.raw_without(_LEFT_OPEN)
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
