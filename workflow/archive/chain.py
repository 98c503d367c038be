"""The hash chain of one request, checked link by link; total: a broken row is a finding."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from workflow.record.trail import ORIGIN, hash_of


def broken_links(rows: Iterable[tuple[Any, Any, Any]]) -> Iterator[tuple[Any, str]]:
    """What is wrong with rows of (seq, body, hash) in order of seq: the seq and the fault."""
    previous, expected = ORIGIN, 1
    for seq, body, digest in rows:
        if seq != expected:
            yield seq, f"序号不连续（应为{expected}）"
            expected = seq if isinstance(seq, int) else expected
        if not _hashes_to(body, digest):
            yield seq, "内容与摘要不符"
        values = values_of(body)
        if values is None:
            yield seq, "内容无法读取"
        elif values.get("prev") != previous:
            yield seq, "与上一条的链接断开"
        previous, expected = digest, expected + 1


def values_of(body: Any) -> dict[str, Any] | None:
    """The JSON object of a body; None if it is none."""
    try:
        values = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _hashes_to(body: Any, digest: Any) -> bool:
    """Whether text hashes to the digest; bytes and halves of characters never do."""
    try:
        return isinstance(body, str) and hash_of(body) == digest
    except UnicodeEncodeError:
        return False
