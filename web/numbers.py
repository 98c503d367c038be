"""Numbers in addresses and forms (数字): digits alone, none larger than a database can hold."""

import re
from typing import Any

from werkzeug.routing import IntegerConverter, ValidationError

#: The largest whole number of a column.
LARGEST = 2**31 - 1
_WRITTEN = re.compile(r"-?[0-9]{1,10}")


def number(text: str) -> int:
    """The number a text names.

    Raises ValueError for anything else, and for one no column holds.
    """
    if not _WRITTEN.fullmatch(text) or abs(int(text)) > LARGEST:
        raise ValueError("no number here")
    return int(text)


class Number(IntegerConverter):
    """A number in the path of an address; one that is too large names nothing."""

    def to_python(self, value: str) -> Any:
        """The number."""
        try:
            return super().to_python(str(number(value)))
        except ValueError:
            raise ValidationError from None
