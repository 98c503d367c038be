"""Notary and witness: what was signed or seen once can never be followed by another past."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.notarised import Notarised, signed_and_seen
from tests.workflow.test_verify import attack
from workflow.errors import TrailBroken
from workflow.record import notes
from workflow.record.logs import Log
from workflow.record.notary import NotaryRefuses
from workflow.record.sequencer import sequence
from workflow.record.witness import WitnessRefuses


@pytest.fixture
def seen(filled: Bureau, tmp_path: Path) -> Notarised:
    return signed_and_seen(filled, tmp_path)


def test_both_logs_are_signed_and_nothing_is_found(seen: Notarised) -> None:
    legal, security = (notes.read(seen.notary.newest(log)) for log in Log)

    assert legal.size > 10
    assert security.size > 10
    assert (legal.origin.rsplit("/")[-1], security.origin.rsplit("/")[-1]) == ("legal", "security")
    assert seen.findings() == []


def test_where_nothing_was_added_the_note_is_the_same(seen: Notarised) -> None:
    before = seen.notary.newest(Log.LEGAL)
    seen.sign()

    assert seen.notary.newest(Log.LEGAL) == before


def test_what_is_added_is_signed_and_seen(seen: Notarised) -> None:
    before = notes.read(seen.notary.newest(Log.LEGAL))
    to.received(seen.bureau)
    seen.sign()

    after = seen.see()
    assert after.size == before.size + 1
    assert seen.witness.verifier.cosigned(after)
    assert seen.findings() == []


def test_a_shorter_log_is_not_signed(seen: Notarised) -> None:
    attack(seen.bureau, "DELETE FROM log_leaf WHERE idx > 3")

    with pytest.raises(NotaryRefuses, match="短于已经签发"):
        seen.sign()


@pytest.mark.parametrize("statement", [
    "UPDATE log_leaf SET hash = '00' || SUBSTR(hash, 3) WHERE idx = 2",
    "UPDATE trail_entry SET body = body || ' ' WHERE request = 'BJZR-2026-0001' AND seq = 2",
    "DELETE FROM trail_entry WHERE request = 'BJZR-2026-0001' AND seq = 2",
    "UPDATE log_leaf SET idx = 700 WHERE idx = 2",
])
def test_a_changed_log_is_not_signed(seen: Notarised, statement: str) -> None:
    """On the first signing of a day all is read again, and whenever it is asked for."""
    attack(seen.bureau, statement)

    with pytest.raises(NotaryRefuses, match="拒绝签发"):
        seen.sign(review=True)
    seen.bureau.now += timedelta(days=1)
    with pytest.raises(NotaryRefuses, match="拒绝签发"):
        seen.sign()


def test_what_was_changed_before_it_was_signed_is_not_signed(seen: Notarised) -> None:
    no = to.received(seen.bureau)
    sequence(seen.bureau.engine)
    attack(seen.bureau, "UPDATE trail_entry SET body = body || ' ' WHERE request = :no", no=no)

    with pytest.raises(NotaryRefuses, match="内容与摘要不符"):
        seen.sign()


def test_a_notary_whose_records_were_put_back_is_caught_by_the_witness(seen: Notarised) -> None:
    """Its state of yesterday and another history since: the witness knows a longer one."""
    folder = seen.folder
    copytree(folder / "notary", folder / "yesterday")
    to.received(seen.bureau)
    to.received(seen.bureau)
    seen.sign()
    newest = seen.see().size
    rmtree(folder / "notary")
    (folder / "yesterday").rename(folder / "notary")
    attack(seen.bureau, "DELETE FROM log_leaf WHERE idx >= :last", last=newest - 2)
    to.received(seen.bureau)
    seen.sign()

    with pytest.raises(WitnessRefuses, match="日志变短或者签发记录被退回"):
        seen.witness.see(seen.shown(known=0), seen.bureau.now)


def test_two_histories_of_one_size_are_caught(seen: Notarised) -> None:
    note = notes.read(seen.notary.newest(Log.LEGAL))
    key = seen.notary.verifier(Log.LEGAL)
    text = notes.checkpoint_text(note.origin, note.size, bytes(32))
    forged = notes.Note(note.origin, note.size, bytes(32), (
        notes.sign(text, key, seen.notary._key),))

    with pytest.raises(WitnessRefuses, match="同一份日志有两种历史"):
        seen.witness.see(f"old {note.size}\n\n{forged}", seen.bureau.now)


def test_a_log_rewritten_with_the_stolen_key_is_caught(seen: Notarised) -> None:
    note = notes.read(seen.notary.newest(Log.LEGAL))
    key = seen.notary.verifier(Log.LEGAL)
    text = notes.checkpoint_text(note.origin, note.size + 1, bytes(32))
    forged = notes.Note(note.origin, note.size + 1, bytes(32), (
        notes.sign(text, key, seen.notary._key),))

    with pytest.raises(WitnessRefuses, match="与此前见证的不一致"):
        seen.witness.see(f"old {note.size}\n\n{forged}", seen.bureau.now)


def test_a_witness_signs_nothing_it_cannot_trust(seen: Notarised, tmp_path: Path) -> None:
    stranger = Notarised(seen.bureau, tmp_path / "elsewhere")
    stranger.sign()

    with pytest.raises(WitnessRefuses, match="尚未登记"):
        seen.witness.see(stranger.shown(known=0), seen.bureau.now)
    key = stranger.notary.verifier(Log.LEGAL)
    with pytest.raises(WitnessRefuses, match="另一把公钥"):
        seen.witness.trust(notes.VerifierKey(seen.notary.origin(Log.LEGAL), key.public))


def test_a_note_without_the_notarys_signature_is_not_seen(seen: Notarised, tmp_path: Path) -> None:
    stranger = Notarised(seen.bureau, tmp_path / "elsewhere")
    note = notes.read(seen.notary.newest(Log.LEGAL))
    key = notes.VerifierKey(note.origin, stranger.notary.verifier(Log.LEGAL).public)
    forged = notes.Note(note.origin, note.size, note.root, (
        notes.sign(note.text, key, stranger.notary._key),))

    with pytest.raises(WitnessRefuses, match="没有可以验证的签名"):
        seen.witness.see(f"old {note.size}\n\n{forged}", seen.bureau.now)


def test_a_proof_from_elsewhere_is_asked_for_anew(seen: Notarised) -> None:
    to.received(seen.bureau)
    seen.sign()

    with pytest.raises(WitnessRefuses, match="条起的一致性证明"):
        seen.witness.see(seen.shown(known=3), seen.bureau.now)
    with pytest.raises(TrailBroken, match="见证方已有"):
        seen.shown(known=9999)


@pytest.mark.parametrize("shown", ["", "nonsense", "old x\n\nnote", "old 0\n!!\n\nnote"])
def test_what_cannot_be_read_is_not_seen(seen: Notarised, shown: str) -> None:
    with pytest.raises(TrailBroken, match="无法读取"):
        seen.witness.see(shown, seen.bureau.now)


def test_a_notary_whose_record_is_broken_signs_nothing(seen: Notarised) -> None:
    (seen.folder / "notary" / "legal" / "state.json").write_text("{")

    with pytest.raises(TrailBroken, match="签发记录无法读取"):
        seen.sign()
