"""Files received and issued (案卷材料): encrypted at rest, never changed unnoticed."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.bureau import Bureau, sheet
from tests.workflow import stages as to
from workflow.errors import NotFound, StepNotAllowed, TrailBroken
from workflow.evidence.slips import Kept as Slip
from workflow.record.database import writing
from workflow.record.evidence import FileStore, Kept, Prover, Upload
from workflow.record.keyring import KeyRing
from workflow.record.tickets import kept_by, ticket_for


def place_of(folder: Path, kept: Kept) -> Path:
    """Where the bytes of a file lie."""
    return folder / kept.place[:2] / kept.place[2:]


def test_bytes_at_rest_are_noise_under_a_name_that_tells_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first, second = store.keep(b"letter" * 9), store.keep(b"letter" * 9)

    assert first.digest == second.digest == hashlib.sha256(b"letter" * 9).hexdigest()
    assert store.read(first) == store.read(second) == b"letter" * 9
    raw = place_of(tmp_path, first).read_bytes()
    assert raw != place_of(tmp_path, second).read_bytes()
    assert b"letter" not in raw
    assert first.digest[2:18] not in str(place_of(tmp_path, first))


@pytest.mark.parametrize("opens", [lambda store: store.read, lambda store: Prover(store).size],
                         ids=["read", "proved"])
def test_changed_and_missing_bytes_are_told_apart(
    tmp_path: Path, opens: Callable[[FileStore], Callable[[Kept], object]]
) -> None:
    store = FileStore(tmp_path)
    opened = opens(store)
    kept, other = store.keep(b"letter"), store.keep(b"another")
    place = place_of(tmp_path, kept)
    sealed = place.read_bytes()

    for changed in (b"", b"letter", sealed[:-1], b"yf0" + sealed[3:],
                    place_of(tmp_path, other).read_bytes(),
                    *(sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1:]
                      for n in range(len(sealed)))):
        place.write_bytes(changed)
        with pytest.raises(NotFound, match="已被改动"):
            opened(kept)
    for wrong in (kept._replace(key=other.key), kept._replace(key=b"")):
        with pytest.raises(NotFound, match="已被改动"):
            opened(wrong)
    place.unlink()
    for gone in (kept, kept._replace(place="../../etc/passwd"), kept._replace(place="")):
        with pytest.raises(NotFound, match="缺失"):
            opened(gone)
        assert not store.has(gone)


@pytest.mark.parametrize("size", [0, 1, 70_000, 4 << 20, 5 << 20])
def test_files_of_any_length_are_proved_one_after_the_other(tmp_path: Path, size: int) -> None:
    store = FileStore(tmp_path)
    kept, other = store.keep(bytes(size)), store.keep(b"letter")
    prover = Prover(store)

    assert [prover.size(one) for one in (other, kept, other, kept)] == [6, size, 6, size]
    with pytest.raises(NotFound, match="已被改动"):
        prover.size(other._replace(place=kept.place))


def test_a_ticket_stands_for_one_file_of_one_type(tmp_path: Path) -> None:
    """Nobody names another's file by its digest, nor gives a file another type."""
    ring, store = KeyRing(tmp_path / "keys"), FileStore(tmp_path)
    kept, other = store.keep(b"letter"), store.keep(b"another")
    ticket = ticket_for(ring, kept, "image/png")

    assert kept_by(ring, kept.digest, "image/png", ticket) == kept
    for digest, media_type, lying in (
            (other.digest, "image/png", ticket), (kept.digest, "text/html", ticket),
            (kept.digest, "image/png", ""), (kept.digest, "image/png", "x" * 120),
            (kept.digest, "image/png", ticket[:-4] + "AAAA"), (kept.digest, "image/png", "字")):
        with pytest.raises(TrailBroken):
            kept_by(ring, digest, media_type, lying)


def test_a_file_of_another_request_cannot_be_attached_by_its_digest(bureau: Bureau) -> None:
    first = to.received(bureau, scans=[bureau.upload("申请表.png")])
    digest = bureau.see(first).files[0].digest
    own = bureau.desk.intake.slips.read(bureau.upload("别的.png", b"other"))
    assert own is not None

    for ticket in (own.ticket, "x" * 120, "x"):
        slip = bureau.desk.intake.slips.write(
            Slip(digest, "image/png", "别人的.png", ticket=ticket))
        with pytest.raises(StepNotAllowed, match="请重新选择"):
            to.received(bureau, scans=[slip])


def test_a_file_swept_away_before_its_form_was_sent_is_asked_for_again(
    small_bureau: Bureau, tmp_path: Path,
) -> None:
    token = small_bureau.upload("申请表.png")
    for place in (tmp_path / "files").glob("??/*"):
        place.unlink()

    with pytest.raises(StepNotAllowed, match="请重新选择"):
        to.received(small_bureau, scans=[token])


def test_a_file_and_its_key_belong_to_one_request(bureau: Bureau) -> None:
    """The row of a file, copied to another request, opens nothing there."""
    first = to.received(bureau, scans=[bureau.upload("申请表.png", b"first")])
    second = to.received(bureau, scans=[bureau.upload("申请表.png", b"second")])
    digest = bureau.see(first).files[0].digest
    with writing(bureau.engine) as connection:
        connection.execute(text(
            "UPDATE stored_file SET (digest, place, key, size) = (SELECT digest, place, key, size "
            "FROM stored_file WHERE request = :first) WHERE request = :second"),
            {"first": first, "second": second})

    with pytest.raises(NotFound, match="已被改动"):
        bureau.desk.file(second, digest, bureau.who("clerk"), bureau.now)


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
