"""The page of an internal form (内部表单) as HTML: A4, plain, black, in tables."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.blocks import day
from letters.characters import fault_of
from letters.internal import InternalForm
from letters.widths import Widths

_HERE = Path(__file__).parent
_WEEKDAYS = "一二三四五六日"
#: Stands for a character of the file that no face can print (下位符号).
GETA = "〓"


class FormMaker:
    """Fills the template of a form.

    A form shows what is on file, which nobody can change any more; so a character without a glyph
    is printed as 〓 instead of being refused. The facts attached to the PDF keep it.
    """

    def __init__(self, widths: Widths) -> None:
        """Read the templates once."""
        self._widths = widths
        self._environment = Environment(
            loader=FileSystemLoader([_HERE / "templates", _HERE / "style"]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._printable,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for each in (day, short, weekday):
            self._environment.filters[each.__name__] = each

    def html(self, form: InternalForm) -> str:
        """The whole page."""
        return self._environment.get_template(f"{form.kind}.xml").render(form=form)

    def _printable(self, value: object) -> object:
        if not isinstance(value, str) or hasattr(value, "__html__"):
            return value
        shown = (GETA if fault_of(char, self._widths) else char for char in value)
        return " ".join("".join(shown).split())


def weekday(on: date) -> str:
    """The day of the week: 周五."""
    return f"周{_WEEKDAYS[on.weekday()]}"


def short(on: date) -> str:
    """The day without its year: 9月28日."""
    return f"{on.month}月{on.day}日"
