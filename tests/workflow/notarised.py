"""A bureau with a notary and a witness: its log signed, and the notes kept outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bureau import Bureau
from workflow.archive.finding import Finding
from workflow.archive.logbook import Evidence
from workflow.archive.replay import verify
from workflow.record import checkpoints
from workflow.record.database import reading
from workflow.record.logs import Log
from workflow.record.notary import Notary
from workflow.record.notes import Note
from workflow.record.witness import Witness, outside_notes, presentation


@dataclass(frozen=True)
class Notarised:
    """Bureau, notary and witness."""

    bureau: Bureau
    folder: Path

    @property
    def notary(self) -> Notary:
        """The notary, opened anew as a process of its own would."""
        return Notary(self.folder / "notary")

    @property
    def witness(self) -> Witness:
        """The witness of the legal office."""
        return Witness(self.folder / "witness", "legal-office")

    def sign(self, *, review: bool = False) -> None:
        """Sequence and sign both logs."""
        checkpoints.checkpoint_now(
            self.bureau.engine, self.notary, self.bureau.now, review=review)

    def shown(self, log: Log = Log.LEGAL, known: int | None = None) -> str:
        """What the witness is shown of a log."""
        if known is None:
            known = self.witness.size(self.notary.origin(log))
        with reading(self.bureau.engine) as connection:
            return presentation(connection, log, self.notary.newest(log), known)

    def see(self, log: Log = Log.LEGAL) -> Note:
        """Show the witness the newest checkpoint of a log."""
        self.witness.trust(self.notary.verifier(log))
        return self.witness.see(self.shown(log), self.bureau.now)

    def evidence(self, *, witness: bool = True) -> Evidence:
        """The keys of the notary and, where asked, the notes of the witness."""
        keys = {log: self.notary.verifier(log) for log in Log}
        kept = outside_notes(self.folder / "witness") if witness else ()
        return Evidence(keys, tuple(kept))

    def findings(self, *, witness: bool = True) -> Sequence[Finding]:
        """What a verification with the notes of the witness finds, or without."""
        one = self.bureau
        return list(verify(one.engine, one.keys, one.store,
                           evidence=self.evidence(witness=witness)))

    def codes(self, *, witness: bool = True) -> set[str]:
        """The codes of all findings."""
        return {each.code.split("-")[0] for each in self.findings(witness=witness)}


def signed_and_seen(bureau: Bureau, folder: Path) -> Notarised:
    """A bureau whose log was signed and shown to the witness."""
    found = Notarised(bureau, folder)
    found.sign()
    for log in Log:
        found.see(log)
    return found
