"""Days as they are typed (日期): the one way pages write them, 2024-09-27."""

import re
from datetime import date

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_typed(text: str) -> date | None:
    """The day a text names; None for a blank and for anything else, such as 20240927 or 2024-W39-5.

    Python would take those as well, and a slip of the hand would be another day.
    """
    text = text.strip()
    try:
        return date.fromisoformat(text) if _WRITTEN.fullmatch(text) else None
    except ValueError:
        return None
