"""What may go wrong, as one tree.

WorkflowError
├── LawError                 the law gives no answer for these facts
│   ├── RuleNotInForce       asked for a day before the first known version of a rule
│   ├── CalendarNotPublished a final date was demanded beyond the last holiday notice
│   └── BadFacts             facts that contradict the law or each other (names the field)
├── StepNotAllowed           a step with all reasons against it
├── MovedOn                  someone else acted on the request meanwhile
├── NotFound                 no such request, document or officer for this agency
├── FileRefused              a file that may not be kept, with all reasons against it
├── LetterRefused            a letter that must not leave: missing character, finding of the lint
├── BackupFailed             a backup cannot be made there, or is none that can be restored
└── TrailBroken              the trail does not prove what it should
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason against an act (理由): a sentence an officer can act on, with its article."""

    text: str
    article: str = ""
    field: str = ""

    def __str__(self) -> str:
        """Return the sentence, with the article in brackets where there is one."""
        return f"{self.text}（{self.article}）" if self.article else self.text


class WorkflowError(Exception):
    """Anything the procedure or the law refuses; the message is a Chinese sentence."""


class LawError(WorkflowError):
    """The law gives no answer for these facts."""


class RuleNotInForce(LawError):
    """A rule was asked for on a day before its first known version."""


class CalendarNotPublished(LawError):
    """A final date was demanded beyond the last published holiday notice."""


class BadFacts(LawError):
    """Facts that contradict the law or each other; `reason` names field, rule and article."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason for whoever shows it beside the field."""
        super().__init__(str(reason))
        self.reason = reason


class StepNotAllowed(WorkflowError):
    """A step may not be taken; carries every reason at once."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """Join the reasons into one message and keep them apart as well."""
        super().__init__("；".join(str(reason) for reason in reasons))
        self.reasons = tuple(reasons)


class FileRefused(WorkflowError):
    """A file handed in that may not be kept; carries every reason at once."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """Join the reasons into one message and keep them apart as well."""
        super().__init__("".join(str(reason) for reason in reasons))
        self.reasons = tuple(reasons)


class MovedOn(WorkflowError):
    """The request has moved on since the page was shown; says who acted meanwhile."""


class NotFound(WorkflowError):
    """No such thing within the reach of this officer."""


class LetterRefused(WorkflowError):
    """A letter that must not leave; carries every finding."""

    def __init__(self, findings: Sequence[str]) -> None:
        """Join the findings into one message and keep them apart as well."""
        super().__init__("；".join(findings))
        self.findings = tuple(findings)


class BackupFailed(WorkflowError):
    """A backup cannot be made there, or what lies there cannot be restored."""


class TrailBroken(WorkflowError):
    """The trail does not prove what it should."""
