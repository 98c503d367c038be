"""The letters prove what a press prints: theirs remembers nothing."""

import pytest

from letters.fonts import default_fonts
from letters.render import Press


@pytest.fixture(scope="session")
def press() -> Press:
    """A press as it is in service."""
    return Press(default_fonts())
