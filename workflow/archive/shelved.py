"""The packages against the trails (归档包核对): each seal has its package, whole and verifiable.

Total by design: whatever lies in the trail or on the shelf, it is a finding and never a crash.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from workflow.archive import verifier
from workflow.archive.chain import values_of
from workflow.archive.finding import Finding, finding
from workflow.archive.shelf import Shelf, seal_name, tag_digest
from workflow.record.erasures import all_stones
from workflow.record.models import TrailEntry
from workflow.steps import PACKAGE

CODE = "E10-归档包"
_SEALS = (select(TrailEntry.request, TrailEntry.seq, TrailEntry.body)
          .where(TrailEntry.step == "seal").order_by(TrailEntry.request, TrailEntry.seq))


def faults_on_the_shelf(
    connection: Connection, shelf: Shelf, key_file: Path | None = None
) -> Iterator[Finding]:
    """What is wrong with the packages of all sealed requests; of an erased one none may be left."""
    erased = {stone.request for stone in all_stones(connection)}
    for no in sorted(no for no in erased if shelf.room(no).exists()):
        yield finding(CODE, no, 0, f"个人信息已经销毁，归档包仍在{shelf.room(no)}，请删除")
    for no, seq, body in connection.execute(_SEALS):
        if no in erased:
            continue
        facts = (values_of(body) or {}).get("facts")
        digest = facts.get(PACKAGE) if isinstance(facts, dict) else None
        if not isinstance(digest, str) or not digest:
            yield finding(CODE, no, seq, "封卷条目没有记载归档包摘要")
            continue
        bag = shelf.room(str(no)) / seal_name(seq)
        if tag_digest(bag) != digest:
            yield finding(CODE, no, seq, "归档包缺失，或者不是封卷时的那一个")
            continue
        for one in verifier.verify(bag, key_file).findings:
            yield finding(CODE, no, seq, str(one))
