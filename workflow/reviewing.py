"""What a reviewer looks at (审核视图): the letter as it stands, what changed, what was checked.

The letter is the reply under review, or the notice that would mend a letter of ours. What is
approved is the letter shown: its digest goes with the form.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from letters.letter import Letter
from workflow import documents, machine, viewing
from workflow.checklist import Check, checklist
from workflow.record.case import Draft
from workflow.record.trail import Entry, canonical
from workflow.states.review import required_opinions
from workflow.steps import Action
from workflow.terms import CheckOutcome, DocumentKind, State
from workflow.versions import Change, changes
from workflow.viewing import RequestView, TrailLine

#: The steps that decide on the mending of a letter.
_MENDING = ("approve_mending", "approve_revocation")
#: The steps after which a draft lies with its drafter again.
_RETURNED = ("return_to_handler", "recall")


@dataclass(frozen=True)
class Shown:
    """A letter as it would leave today, unnumbered, with the digest of all it states."""

    kind: DocumentKind
    letter: Letter
    version: int

    @property
    def digest(self) -> str:
        """The digest of every fact: two letters of one digest print alike."""
        stated = {**self.letter.facts(), "seal": self.letter.seal_svg, "as": self.letter.layout}
        return hashlib.sha256(canonical(stated).encode()).hexdigest()


@dataclass(frozen=True)
class Round:
    """The version a draft is compared with, and why with this one."""

    version: int
    why: str


@dataclass(frozen=True)
class Opinion:
    """An opinion given on a version of the draft, and whether it still counts."""

    line: TrailLine
    version: int
    counts: bool


@dataclass(frozen=True)
class Wanted:
    """A kind of opinion: whether the draft needs it, and those given so far."""

    label: str
    article: str
    required: bool
    given: tuple[Opinion, ...]

    @property
    def missing(self) -> bool:
        """Whether it is needed and none counts."""
        return self.required and not any(one.counts for one in self.given)


@dataclass(frozen=True)
class Sheet:
    """Everything a reviewer's page shows beside the request itself."""

    seen: RequestView
    shown: Shown | None
    checks: tuple[Check, ...]
    opinions: tuple[Wanted, ...]
    versions: tuple[Draft, ...]
    compared: Round | None
    changes: tuple[Change, ...]

    @property
    def errors(self) -> int:
        """How many headings of the checklist have errors."""
        return sum(1 for one in self.checks if one.outcome is CheckOutcome.ERROR)

    @property
    def doubts(self) -> int:
        """How many have doubts only."""
        return sum(1 for one in self.checks if one.outcome is CheckOutcome.DOUBT)


@dataclass(frozen=True)
class Meanwhile:
    """What others did since a page was shown: the entries, and what they changed in the draft."""

    lines: tuple[TrailLine, ...]
    was_version: int
    version: int
    changes: tuple[Change, ...]


def sheet(
    connection: Connection, action: Action, entries: Sequence[Entry], against: int = 0
) -> Sheet:
    """What a reviewer sees; the draft compared with version `against`, 0: with the last round's."""
    seen = viewing.view(connection, action, entries)
    drafts = tuple(action.case.drafts)
    compared = _round(action, entries, against)
    shown = letter_of(action)
    return Sheet(
        seen=seen, shown=shown,
        checks=checklist(action, shown.kind, shown.letter) if shown else (),
        opinions=tuple(_opinions(action, seen)) if action.case.draft else (),
        versions=drafts, compared=compared,
        changes=changes(action, drafts[compared.version - 1], drafts[-1], _names(seen))
        if compared else ())


def letter_of(action: Action, version: int = 0) -> Shown | None:
    """The letter of a version of the draft (0: the newest), or the notice proposed; else None."""
    case = action.case
    if case.state is not State.REVIEW:
        return _notice(action)
    known = {draft.version: draft for draft in case.drafts}
    draft = known.get(version or len(case.drafts))
    if draft is None:
        return None
    letter = documents.reply(action, draft, "", action.today)
    return Shown(DocumentKind.REPLY, letter, draft.version)


def meanwhile(seen: RequestView, action: Action, seen_seq: int) -> Meanwhile:
    """What happened after the entry `seen_seq`, and what it made of the draft."""
    drafts = action.case.drafts
    version = _standing(drafts, seen_seq)
    moved = 0 < version < len(drafts)
    return Meanwhile(
        tuple(line for line in seen.trail if line.entry.seq > seen_seq), version, len(drafts),
        changes(action, drafts[version - 1], drafts[-1], _names(seen)) if moved else ())


def _names(seen: RequestView) -> dict[str, str]:
    return {file.digest: file.name for file in seen.files}


def _notice(action: Action) -> Shown | None:
    if action.case.mending is None:
        return None
    step = machine.step_of(action.case.state, _MENDING[0])
    sent = step.letters(action) if step else ()
    return Shown(sent[0].kind, sent[0].build(""), 0) if sent else None


def _standing(drafts: Sequence[Draft], seq: int) -> int:
    """The version that stood after an entry; 0: none yet."""
    return sum(1 for draft in drafts if draft.seq <= seq)


def _round(action: Action, entries: Sequence[Entry], against: int) -> Round | None:
    drafts = action.case.drafts
    if 0 < against < len(drafts):
        return Round(against, "按您的选择")
    own = [e for e in entries if e.officer == action.officer.login and e.source == State.REVIEW]
    back = [e for e in entries if e.step in _RETURNED]
    for found, why in ((own, "您上次办理时为此版"), (back, "上次退回时为此版")):
        version = _standing(drafts, found[-1].seq) if found else 0
        if 0 < version < len(drafts):
            return Round(version, why)
    return None


def _opinions(action: Action, seen: RequestView) -> Iterator[Wanted]:
    case = action.case
    for need in required_opinions(case):
        review = need.review
        given = tuple(
            Opinion(line, _standing(case.drafts, line.entry.seq),
                    review is not None and review.at == line.at and review.by == line.entry.officer)
            for line in seen.trail if line.entry.step == need.step)
        yield Wanted(need.label, need.article, need.required, given)
