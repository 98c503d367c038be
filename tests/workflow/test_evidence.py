"""Files received and issued (案卷材料): kept by digest, durable, never changed unnoticed."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bureau import Bureau, sheet
from tests.workflow import stages as to
from workflow.errors import NotFound
from workflow.record.evidence import FileStore, Upload


def test_the_same_bytes_are_kept_once_under_their_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.keep(b"letter")

    assert digest == hashlib.sha256(b"letter").hexdigest() == store.keep(b"letter")
    assert store.read(digest) == b"letter"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest[2:]]


def test_changed_and_missing_bytes_are_told_apart(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.keep(b"letter")
    place = tmp_path / digest[:2] / digest[2:]

    place.write_bytes(b"forged")
    with pytest.raises(NotFound, match="已被改动"):
        store.read(digest)
    place.unlink()
    with pytest.raises(NotFound, match="缺失"):
        store.read(digest)


@given(name=st.text(max_size=300))
def test_any_name_a_browser_sends_becomes_a_name_to_show(stages: to.Stages, name: str) -> None:
    kept = stages.bureau.upload(name).rpartition(";")[2]

    assert 4 < len(kept) <= 80
    assert kept.isprintable()
    assert ";" not in kept


def test_a_file_is_read_back_with_its_name(bureau: Bureau) -> None:
    no = to.received(bureau, scans=[bureau.upload("申请表（扫描）.png", b"one")])
    (line,) = bureau.see(no).files

    found = bureau.desk.file(no, line.digest, bureau.who("clerk"), bureau.now)
    assert found == Upload("申请表（扫描）.png", "image/png", sheet(b"one"))


def test_a_file_of_one_request_is_not_found_in_another(bureau: Bureau) -> None:
    first = to.received(bureau, scans=[bureau.upload("申请表.png")])
    second = to.received(bureau)
    digest = bureau.see(first).files[0].digest

    with pytest.raises(NotFound, match="没有这份材料"):
        bureau.desk.file(second, digest, bureau.who("clerk"), bureau.now)


def test_a_letter_stays_the_bytes_that_were_issued(bureau: Bureau) -> None:
    """Evidence is bytes, not a rendering anew: later facts do not change an issued letter."""
    no = to.registered(bureau)
    issued = bureau.desk.document(no, "2-1", bureau.who("clerk"), bureau.now)
    bureau.act(no, "clerk", "correct_entry", what="applicant_name", applicant_name="吴明",
               reason="笔误")

    assert bureau.see(no).applicant_name == "吴明"
    assert bureau.desk.document(no, "2-1", bureau.who("clerk"), bureau.now) == issued
    assert hashlib.sha256(issued).hexdigest() == bureau.see(no).case.documents["2-1"].digest


def test_the_same_scan_may_be_handed_in_twice(bureau: Bureau) -> None:
    no = to.received(bureau, scans=[bureau.upload("申请表.png")])
    bureau.act(no, "clerk", "attach", what="申请表副本", papers=[bureau.upload("副本.png")])

    assert [file.name for file in bureau.see(no).files] == ["申请表.png"]
    assert bureau.findings() == []
