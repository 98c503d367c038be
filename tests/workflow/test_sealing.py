"""An outside seal service (电子印章服务): what it returns is what was issued, or nothing is."""

from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.desk import Desk
from workflow.errors import LetterRefused


@dataclass
class Sealer:
    """A service of the kind an agency would plug in: it appends a comment, fails, or errs."""

    answer: bytes | None = None
    broken: bool = False

    def seal(self, data: bytes, *, agency: str, number: str, digest: str) -> bytes:
        assert sha256(data).hexdigest() == digest
        if self.broken:
            raise ConnectionError("没有应答")
        return data + f"\n% {agency} {number}\n".encode() if self.answer is None else self.answer


def sealing(bureau: Bureau, service: Sealer) -> Bureau:
    desk = bureau.desk
    return replace(bureau, desk=Desk(
        bureau.engine, bureau.store, bureau.keys, desk.print_room.press, service,
        shelf=desk.packing_room.shelf))


def test_the_sealed_bytes_are_the_ones_issued(small_bureau: Bureau) -> None:
    no = to.approved(small_bureau)
    bureau = sealing(small_bureau, Sealer())
    bureau.act(no, "clerk", "issue")

    id = bureau.newest(no, "reply")
    data = bureau.desk.document(no, id, bureau.who("clerk"), bureau.now)
    assert data.endswith("滨江市自然资源局 滨自然资公开答〔2026〕1号\n".encode())
    assert bureau.see(no).case.documents[id].digest == sha256(data).hexdigest()
    assert bureau.findings() == []


@pytest.mark.parametrize(("service", "words"), [
    (Sealer(broken=True), "电子印章服务不可用"), (Sealer(answer=b"<html>"), "不是PDF")])
def test_a_service_that_fails_issues_nothing(
    small_bureau: Bureau, service: Sealer, words: str
) -> None:
    no = to.approved(small_bureau)

    with pytest.raises(LetterRefused, match=words):
        sealing(small_bureau, service).act(no, "clerk", "issue")
    small_bureau.act(no, "clerk", "issue")
    assert small_bureau.see(no).documents[-1].number.endswith("〔2026〕1号")
