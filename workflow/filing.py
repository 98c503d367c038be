"""What an act leaves behind (立卷): its entry, personal fields and files, in one transaction."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from workflow import machine
from workflow.errors import Reason, StepNotAllowed
from workflow.given import Given
from workflow.printing import Ready
from workflow.record import numbers, personal, projection, shelf, trail
from workflow.record.case import Case
from workflow.record.evidence import FileStore
from workflow.record.facts import Facts
from workflow.record.people import Office
from workflow.record.personal import Vault
from workflow.record.shelf import Filed
from workflow.record.trail import Entry
from workflow.steps import RECEIVED_FILES, Action, Hands, Step


def file_act(
    connection: Connection, store: FileStore, vault: Vault, step: Step, action: Action,
    parsed: Given, ready: Sequence[Ready], command_id: str,
) -> Entry:
    """Make the entry, fire the step, and keep entry, personal fields and files.

    Raises StepNotAllowed if the rule book refuses the step after all.
    """
    entry = action.entry = entry_of(step, action, vault, parsed, ready, command_id)
    if not machine.fire(step, action):
        raise StepNotAllowed([Reason(f"程序不允许此时办理“{step.label}”")])
    trail.append(connection, entry)
    personal.store(connection, vault, entry.seq, parsed.personal)
    shelf.put(connection, store, vault, entry.seq, _files(parsed, ready))
    return entry


def entry_of(
    step: Step, action: Action, vault: Vault, parsed: Given, ready: Sequence[Ready],
    command_id: str,
) -> Entry:
    """The entry of an act, sealed; the facts of the action become those of the entry."""
    case, seq = action.case, action.case.seq + 1
    facts = dict(parsed.facts)
    for name, value in parsed.personal.items():
        facts[name] = vault.commitment(seq, name, value)
    if step.adds:
        facts.update(step.adds(action))
    if parsed.received:
        facts[RECEIVED_FILES] = [
            {"digest": one.digest, "media_type": one.media_type, "scan": one.scan.value,
             "scanner": one.scanner} for one in parsed.received]
    if ready:
        facts["documents"] = [one.fact(f"{seq}-{n}") for n, one in enumerate(ready, 1)]
    hands = step.hands(action) or Hands(step.by[0])
    action.facts = Facts(trail.plain({**facts, **hands.facts(), **_set_back(action)}))
    return trail.sealed(Entry(
        request=case.no, seq=seq, prev=case.head or trail.ORIGIN, at=action.at,
        officer=action.officer.login, role=hands.role.value,
        step=step.trigger, source=step.source.value, dest=step.arrives.value,
        article=step.article, facts=action.facts, moves=step.moves(action),
        letter_digest=ready[0].printed.digest if ready else "",
        file_digests=tuple(parsed.files), command_id=command_id))


def _set_back(action: Action) -> dict[str, int]:
    """That the clock shows an earlier time than at the last act of the request, if it does."""
    last = action.case.last_at
    if last is None or last - action.at <= trail.CLOCKS_DIFFER:
        return {}
    return {trail.MINUTES_BACK: int((last - action.at).total_seconds() // 60)}


def _files(parsed: Given, ready: Sequence[Ready]) -> Iterator[Filed]:
    """What was handed in with the act, and what it issues."""
    for digest, (media_type, name) in parsed.files.items():
        yield Filed(parsed.kept[digest], name, media_type)
    for one in ready:
        yield Filed(one.kept, f"{one.outgoing.kind.label}{one.number}.pdf", "application/pdf")


def void_numbers(
    connection: Connection, office: Office, before: projection.Projected, case: Case
) -> None:
    """Void the numbers of the documents this act has recalled; they stay visible."""
    for document in case.documents.values():
        row = before.documents.get((document.id,))
        if document.voided and row and not row["voided"]:
            numbers.settle(connection, office.id, document.series, document.year,
                           document.serial, "void")
