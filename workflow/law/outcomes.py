"""The outcomes (处理结果): which articles each may rest on and what still stands against it."""

from collections.abc import Iterator

from workflow.errors import Reason
from workflow.law.articles import cite, full_name
from workflow.law.outcome_table import RULES, OutcomeRule
from workflow.law.requirements import NO_GROUND, ItemFile, Requirement, unmet
from workflow.terms import Outcome

__all__ = [
    "NO_GROUND",
    "RULES",
    "ItemFile",
    "OutcomeRule",
    "Requirement",
    "cite",
    "full_name",
    "missing",
]


def missing(outcome: Outcome, file: ItemFile, regulation: str) -> tuple[Reason, ...]:
    """Everything that stands against an outcome, all at once, each with field and article."""
    rule = RULES[outcome]
    reasons = list(_against_articles(rule, file.articles, regulation))
    for requirement in rule.requirements(file.articles):
        reasons.extend(unmet(requirement, file))
    return tuple(reasons)


def _against_articles(
    rule: OutcomeRule, articles: tuple[str, ...], regulation: str
) -> Iterator[Reason]:
    allowed = rule.articles.get(regulation)
    label = rule.outcome.label
    name = full_name(regulation)
    if allowed is None:
        yield Reason(f"没有作出“{label}”的依据", name, "articles")
    elif allowed and not articles:
        yield Reason(
            f"请写明“{label}”依据的条款，通常为{cite(allowed[0], regulation)}", name, "articles"
        )
    elif allowed:
        for key in articles:
            if key not in allowed:
                usual = "、".join(cite(one, regulation) for one in allowed)
                yield Reason(f"“{label}”不能依据第{key}条，可以依据{usual}", name, "articles")
