"""A table of refusals: who tries which step at which stage, and the reason that must be among all.

Each state module has its own `test_steps_*.py`; the article stands in the id of the row.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.workflow.stages import WEDNESDAY, Stages


@dataclass(frozen=True)
class Row:
    """One refusal: the stage, the officer, the step, the facts, the words, the article, the day."""

    stage: str
    login: str
    trigger: str
    given: dict[str, Any]
    words: str
    article: str = ""
    at: str = f"{WEDNESDAY} 12:00"
    field: str = ""
    about: str = ""

    @property
    def id(self) -> str:
        """What the row is about, with its article."""
        return " ".join(part for part in (self.stage, self.trigger, self.about, self.article)
                        if part)


def table(*rows: Row) -> pytest.MarkDecorator:
    """Run a test once a row."""
    return pytest.mark.parametrize("row", rows, ids=[row.id for row in rows])


def check(stages: Stages, row: Row) -> None:
    """The reason of the row is among all reasons, with its article and field; nothing is written.

    A reason that holds while the form is still blank stands on the page as well.
    """
    reasons = stages.reasons(row.stage, row.login, row.trigger, row.given, row.at)
    found = [reason for reason in reasons if row.words in reason.text]
    assert found, [str(reason) for reason in reasons]
    assert row.article in found[0].article, found[0]
    if row.field:
        assert found[0].field == row.field
