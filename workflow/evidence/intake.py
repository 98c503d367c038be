"""Taking in (收存): the one door for every file handed in: examined, scanned, given a slip."""

import secrets

from workflow.evidence.examine import Evidence, Examine, examine
from workflow.evidence.scanner import Scan, Scanner, unscanned
from workflow.evidence.slips import Slips
from workflow.evidence.tables import examined


class Intake:
    """How files are taken in at one installation."""

    def __init__(
        self, slips: Slips | None = None, examine: Examine = examine, scan: Scanner = unscanned
    ) -> None:
        """Examine and scan as given; without `slips` they hold as long as this object does."""
        self.slips = slips or Slips(secrets.token_bytes(32))
        self._examine, self._scan = examine, scan

    def admit(self, data: bytes, claimed: str) -> tuple[Evidence, Scan]:
        """What a file is, and what its scan came to.

        Raises FileRefused with every reason; a file that is refused is kept nowhere.
        """
        evidence = self._examine(data, claimed)
        return evidence, self._scan(data, claimed)

    def admit_table(self, data: bytes, claimed: str) -> tuple[Evidence, Scan]:
        """The same of a table that is handed in to be read (CSV, XLSX), not to be filed."""
        return examined(data, claimed, self._examine), self._scan(data, claimed)
