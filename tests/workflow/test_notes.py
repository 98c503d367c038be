"""Signed notes: the published format, verified by OpenSSL, and nothing else is read."""

import base64
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from workflow.errors import TrailBroken
from workflow.record import notes
from workflow.record.signing_key import signing_key, verifier_of

ROOT = bytes(range(32))
AT = datetime(2026, 6, 1, 1, tzinfo=UTC)


@pytest.fixture
def signed(tmp_path: Path) -> tuple[notes.VerifierKey, notes.Note]:
    key = signing_key(tmp_path / "key.pem")
    verifier = verifier_of("gov.example/ysqgk", key)
    text = notes.checkpoint_text("gov.example/ysqgk", 7, ROOT)
    return verifier, notes.Note("gov.example/ysqgk", 7, ROOT, (notes.sign(text, verifier, key),))


def test_a_note_reads_as_it_was_written(signed: tuple[notes.VerifierKey, notes.Note]) -> None:
    key, note = signed

    lines = f"gov.example/ysqgk\n7\n{base64.b64encode(ROOT).decode()}\n"
    assert str(note).startswith(f"{lines}\n\u2014 gov.example/ysqgk ")
    assert notes.read(str(note)) == note
    assert key.signed(note)
    assert notes.VerifierKey.read(str(key)) == key


def test_the_key_of_the_published_example_is_read() -> None:
    """The verifier key in the documentation of C2SP's signed-note."""
    text = "example.com/foo+530d903c+Aekyf1D1GKIhhvI5b1KiqkYnxLN8ftXmMDNzSjOFHf3O"
    with_hash_of_its_own = notes.VerifierKey(
        "example.com/foo", base64.b64decode(text.split("+", 2)[2])[1:])

    assert str(with_hash_of_its_own).split("+")[2] == text.split("+")[2]


def test_openssl_verifies_it_without_us(
    signed: tuple[notes.VerifierKey, notes.Note], tmp_path: Path
) -> None:
    key, note = signed
    openssl = shutil.which("openssl")
    assert openssl, "openssl is missing: `./run test` installs it"
    public = signing_key(tmp_path / "key.pem").public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for name, data in (("pub.pem", public), ("text", note.text.encode()),
                       ("sig", note.signatures[0].data)):
        (tmp_path / name).write_bytes(data)
    said = subprocess.run(
        [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "text",
         "-sigfile", "sig"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "Verified Successfully" in said.stdout
    assert key.public.hex() in public_hex(tmp_path)


def public_hex(folder: Path) -> str:
    body = "".join((folder / "pub.pem").read_text().splitlines()[1:-1])
    return base64.b64decode(body).hex()


def test_another_size_root_origin_or_key_is_not_signed(
    signed: tuple[notes.VerifierKey, notes.Note], tmp_path: Path
) -> None:
    key, note = signed
    stranger = verifier_of(key.name, signing_key(tmp_path / "other.pem"))

    assert not stranger.signed(note)
    for forged in (
        notes.Note(note.origin, 8, note.root, note.signatures),
        notes.Note(note.origin, 7, bytes(32), note.signatures),
        notes.Note("gov.example/other", 7, note.root, note.signatures),
    ):
        assert not key.signed(forged)


def test_a_cosignature_says_when_it_was_seen(
    signed: tuple[notes.VerifierKey, notes.Note], tmp_path: Path
) -> None:
    _, note = signed
    private = signing_key(tmp_path / "witness.pem")
    witness = verifier_of("legal-office", private)
    seen = notes.Note(note.origin, note.size, note.root, (
        *note.signatures, notes.cosign(note.text, witness, private, AT)))

    assert witness.cosigned(notes.read(str(seen)))
    assert int.from_bytes(seen.signatures[1].data[:8]) == int(AT.timestamp())
    assert not witness.signed(seen)
    assert not witness.cosigned(note)


@pytest.mark.parametrize("text", [
    "", "a\n1\nAA==\n", "a\n1\n" + "A" * 43 + "=\n\n",
    "a\n01\n" + "A" * 43 + "=\n\n\u2014 a AAAA\n",
    "a\n-1\n" + "A" * 43 + "=\n\n\u2014 a AAAA\n", "a\n1\nxx\n\n\u2014 a AAAA\n",
    "a\n1\n" + "A" * 43 + "=\n\n- a AAAA\n", "a\n1\n" + "A" * 43 + "=\n\n\u2014 a AAAA",
    "a\n1\n" + "A" * 43 + "=\nmore\n\n\u2014 a AAAA\n", "\n1\n" + "A" * 43 + "=\n\n\u2014 a AAAA\n",
])
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(TrailBroken, match="检查点无法读取"):
        notes.read(text)


@pytest.mark.parametrize("text", [
    "", "a+b", "a+00000000+AAAA", "a+00000000+" + base64.b64encode(b"\x01" + ROOT).decode()])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(TrailBroken, match="验签公钥无法读取"):
        notes.VerifierKey.read(text)


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "key.pem"
    place.write_text("nonsense")
    with pytest.raises(TrailBroken, match="签名私钥"):
        signing_key(place)


def test_the_key_is_readable_by_its_account_alone(tmp_path: Path) -> None:
    signing_key(tmp_path / "keys" / "key.pem")

    assert (tmp_path / "keys" / "key.pem").stat().st_mode & 0o077 == 0
