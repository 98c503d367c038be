"""The remedies a document tells (救济途径的告知): those of the law for what is decided."""

from collections.abc import Iterator
from datetime import date

from workflow.law.remedies import remedies
from workflow.record.case import Case, Draft
from workflow.record.facts import Facts
from workflow.steps import Action
from workflow.terms import DocumentKind, Manner, Outcome


def remedy_paragraphs(
    action: Action, draft: Draft, dated: date, *, told_later: bool = False
) -> tuple[str, ...]:
    """The remedy paragraphs in force on a date for what the draft decides (救济途径).

    Where items lead to different remedies each paragraph names its items. `told_later`: a notice
    of its own tells them, since the reply did not.
    """
    if action.case.withdrawn_on:
        return ()
    online = draft.whole.text("manner") == Manner.ONLINE
    found: dict[tuple[str, ...], list[int]] = {}
    for item, outcome, articles in _decided(action.case, draft):
        clauses = remedies(
            outcome, articles, decided_on=dated, agency_kind=action.office.kind,
            bodies=action.office.bodies, served_online=online and not told_later,
            told_later=told_later).clauses
        found.setdefault(tuple(clause.text for clause in clauses), []).append(item)
    named = "关于第{}项申请内容：" if len(found) > 1 else ""
    return tuple(named.format("、".join(map(str, items))) + text
                 for texts, items in found.items() for text in texts)


def remedies_supplied(action: Action, decided_on: date) -> tuple[str, ...]:
    """The paragraphs of a notice that supplies the remedies of the reply of a day."""
    draft = action.case.draft
    if draft is None:
        return ()
    return remedy_paragraphs(action, draft, decided_on, told_later=True)


def remedies_of_notice(action: Action, kind: DocumentKind, dated: date) -> tuple[str, ...]:
    """The paragraphs in force on a date for a notice that itself decides something."""
    clauses = remedies(kind, decided_on=dated, agency_kind=action.office.kind,
                       bodies=action.office.bodies).clauses
    return tuple(clause.text for clause in clauses)


def _decided(case: Case, draft: Draft) -> Iterator[tuple[int, Outcome, tuple[str, ...]]]:
    """What is decided on each item and by which articles; a mix to partial is decided as one."""
    rows = [(r.number("item"), r.term("outcome", Outcome), articles_of(r)) for r in draft.answers]
    if case.outcome() is Outcome.PARTIAL:
        given = {Outcome.GRANTED, Outcome.GRANTED_PUBLIC}
        kept = [a for _, outcome, articles in rows if outcome not in given for a in articles]
        if kept:  # an item settled otherwise, such as a question answered, rests on no article
            yield 0, Outcome.PARTIAL, tuple(dict.fromkeys(kept))
            return
    yield from rows


def articles_of(row: Facts) -> tuple[str, ...]:
    """The articles an answer rests on; of a partial disclosure those of the withheld parts."""
    withheld = [a for part in row.rows("withheld") for a in part.texts("articles")]
    own = row.texts("articles")
    if row.text("outcome") == Outcome.PARTIAL and withheld:
        return tuple(dict.fromkeys(withheld))
    return tuple(dict.fromkeys((*own, *withheld)))
