"""The facts of an act (事实) as the trail keeps them, read with their types.

Steps, effects and guards read facts through this one class, both when an act is performed and when
it is replayed years later: what they see is exactly what was recorded.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T", bound=Enum)


class Facts(Mapping[str, Any]):
    """A read-only record of JSON values with typed readers; an absent fact reads as empty."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Wrap the JSON object of one entry or one row of it."""
        self._values = values

    def __getitem__(self, key: str) -> Any:
        """Return the JSON value."""
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate the names of the facts."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the facts."""
        return len(self._values)

    def text(self, key: str) -> str:
        """A text, "" if it was not given."""
        value = self._values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int = 0) -> int:
        """A whole number."""
        value = self._values.get(key)
        return value if isinstance(value, int) else default

    def flag(self, key: str) -> bool:
        """A yes or no; not given is no."""
        return self._values.get(key) is True

    def answer(self, key: str) -> bool | None:
        """A yes or no that may be left open."""
        value = self._values.get(key)
        return value if isinstance(value, bool) else None

    def day(self, key: str) -> date | None:
        """A legal day (Beijing time)."""
        value = self._values.get(key)
        return date.fromisoformat(value) if isinstance(value, str) and value else None

    def on(self, key: str) -> date:
        """A legal day that the step's schema requires.

        Raises KeyError where an entry lacks it.
        """
        return date.fromisoformat(self._values[key])

    def term(self, key: str, members: type[T]) -> T:
        """A member of a closed list that the step's schema requires."""
        return members(self._values[key])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self._values.get(key) or ())

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(self._values.get(key) or ())

    def rows(self, key: str) -> tuple["Facts", ...]:
        """A list of records."""
        rows = self._values.get(key)
        return tuple([Facts(row) for row in rows]) if rows else ()
