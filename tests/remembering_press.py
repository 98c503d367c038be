"""A press for tests that prints what it has printed before by giving the same bytes once more.

Whatever it gives, the press has printed: the same form makes the same bytes, which `tests/letters`
proves with a press that remembers nothing. Thousands of tests bring a request to the archive on the
same days under the same number, and a quarter of their time went into the same covers and lists.
"""

from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

from letters.internal import InternalForm
from letters.render import Press, Printed

#: So many forms are remembered; a form has some 50 KB.
_MOST = 400


class RememberingPress(Press):
    """A press that remembers the forms it printed last."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(fonts)
        self._known: OrderedDict[bytes, Printed] = OrderedDict()

    def print_form(self, form: InternalForm) -> Printed:
        """A form, printed unless one of the very same content was."""
        key = sha256(repr((type(form), form)).encode()).digest()
        found = self._known.get(key) or super().print_form(form)
        self._known[key] = found
        self._known.move_to_end(key)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found
