"""The hash chain of one request, checked link by link; total: a broken row is a finding."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from workflow.record.trail import ORIGIN, hash_of


def broken_links(rows: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """What is wrong with rows of (seq, body, hash) in order of seq: the seq and the fault."""
    previous, expected = ORIGIN, 1
    for seq, body, digest in rows:
        if seq != expected:
            yield seq, f"序号不连续（应为{expected}）"
            expected = seq
        if hash_of(str(body)) != digest:
            yield seq, "内容与摘要不符"
        values = _values(body)
        if values is None:
            yield seq, "内容无法读取"
        elif values.get("prev") != previous:
            yield seq, "与上一条的链接断开"
        previous, expected = digest, expected + 1


def _values(body: Any) -> dict[str, Any] | None:
    try:
        values = json.loads(body)
    except (ValueError, TypeError):
        return None
    return values if isinstance(values, dict) else None
