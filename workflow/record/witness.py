"""The witness (见证): keeps every checkpoint it was shown, and signs only what goes on from them.

Kept by the legal office on a machine of its own. What it is shown is C2SP's `add-checkpoint` text:
the size it knows, a consistency proof from there, and the note. Nobody can then show the court
another past: the notes of the witness contradict it.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from workflow.errors import TrailBroken
from workflow.record import logs, notes
from workflow.record.logs import Log
from workflow.record.merkle import consistency, extends
from workflow.record.notary import put
from workflow.record.notes import Note, VerifierKey
from workflow.record.signing_key import signing_key, verifier_of


class WitnessRefuses(TrailBroken):
    """A checkpoint that does not go on from those seen before; nothing was signed."""


def presentation(connection: Connection, log: Log, note: str, known: int) -> str:
    """What a witness that knows a size is shown: that size, the proof from there, the note.

    Raises TrailBroken for a size the note does not reach.
    """
    of = notes.read(note).size
    if not 0 <= known <= of:
        raise TrailBroken(f"检查点只有{of}条，见证方已有{known}条")
    proof = consistency(logs.subtree_of(connection, log), of, known)
    lines = "".join(f"{base64.b64encode(each).decode()}\n" for each in proof)
    return f"old {known}\n{lines}\n{note}"


class Witness:
    """The notes of one office, and its key."""

    def __init__(self, folder: Path, name: str = "witness") -> None:
        """Work in a folder, made on first use."""
        self._folder, self._name = folder, name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def verifier(self) -> VerifierKey:
        """The public key of this witness."""
        return verifier_of(self._name, signing_key(self._folder / "witness.pem"))

    def trust(self, key: VerifierKey) -> None:
        """Take the key of a log: from then on its checkpoints must bear a signature of it.

        Raises WitnessRefuses where another key is trusted for that log already.
        """
        place = self._place(key.name) / "notary.vkey"
        if place.exists() and place.read_text().strip() != str(key):
            raise WitnessRefuses(f"{key.name}已经登记了另一把公钥，请先查明原因")
        place.parent.mkdir(parents=True, exist_ok=True)
        put(place, f"{key}\n")

    def size(self, origin: str) -> int:
        """How many entries of a log the newest note covers; 0 before the first."""
        known = [note.size for note in self.notes(origin)]
        return max(known, default=0)

    def see(self, shown: str, at: datetime) -> Note:
        """Check what is shown against all that was seen, sign it and keep it.

        Raises WitnessRefuses with the reason.
        """
        known, proof, note = _read(shown)
        self._signed(note)
        seen = {each.size: each.root for each in self.notes(note.origin)}
        newest = max(seen, default=0)
        if note.size < newest:
            raise WitnessRefuses(
                f"这个检查点只有{note.size}条，此前见证过{newest}条：日志变短或者签发记录被退回")
        if note.size in seen and seen[note.size] != note.root:
            raise WitnessRefuses(f"同为{note.size}条却有两个不同的根：同一份日志有两种历史")
        if known != newest:
            raise WitnessRefuses(f"见证方已有{newest}条，请出具自第{newest}条起的一致性证明")
        if newest and not extends(newest, seen[newest], note.size, note.root, proof):
            raise WitnessRefuses(f"前{newest}条与此前见证的不一致")
        return self._keep(note, at)

    def notes(self, origin: str) -> Iterator[Note]:
        """All notes kept of a log, the shortest first."""
        for place in sorted(self._place(origin).glob("*.note")):
            yield notes.read(place.read_text(encoding="utf-8"))

    def _signed(self, note: Note) -> None:
        place = self._place(note.origin) / "notary.vkey"
        if not place.exists():
            raise WitnessRefuses(f"尚未登记{note.origin}的公钥，请先核对后登记")
        if not VerifierKey.read(place.read_text()).signed(note):
            raise WitnessRefuses("检查点没有可以验证的签名")

    def _keep(self, note: Note, at: datetime) -> Note:
        key = signing_key(self._folder / "witness.pem")
        mine = notes.cosign(note.text, verifier_of(self._name, key), key, at)
        kept = Note(note.origin, note.size, note.root, (*note.signatures, mine))
        put(self._place(note.origin) / f"{note.size:012d}.note", str(kept))
        return kept

    def _place(self, origin: str) -> Path:
        """The folder of a log: its name, with no more than one level."""
        plain = "".join(each if each.isalnum() or each in ".-" else "_" for each in origin)
        return self._folder / plain


def _read(shown: str) -> tuple[int, list[bytes], Note]:
    head, _, note = shown.partition("\n\n")
    try:
        first, *lines = head.split("\n")
        word, known = first.split(" ")
        if word != "old" or not known.isdigit():
            raise ValueError(first)
        proof = [base64.b64decode(line, validate=True) for line in lines]
    except (ValueError, binascii.Error) as error:
        raise WitnessRefuses("出示的内容无法读取，应当是yishen checkpoint的输出") from error
    return int(known), proof, notes.read(note)


def outside_notes(folder: Path) -> Iterator[tuple[VerifierKey, Note]]:
    """Every note a witness keeps, with the key it was trusted for.

    Raises TrailBroken for a file that cannot be read.
    """
    for key in sorted(folder.glob("*/notary.vkey")):
        verifier = VerifierKey.read(key.read_text())
        for place in sorted(key.parent.glob("*.note")):
            yield verifier, notes.read(place.read_text(encoding="utf-8"))
