"""What every proofreading asks (校对常问): is it filled in, do the days agree, is there a term."""

from collections.abc import Iterable, Iterator
from datetime import date

from letters.blocks import day
from letters.characters import FIELD_LABELS
from letters.finding import Finding


def is_blank(value: object) -> bool:
    """Whether nothing is stated: white space, 0, no row, or only blank lines."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, tuple):
        return all(is_blank(each) for each in value)
    return not value


def blanks(
    holder: object, where: str, names: Iterable[str], article: str
) -> Iterator[Finding]:
    """A finding for each of these fields that is blank, and for a blank line between others."""
    for name in names:
        value, field = getattr(holder, name), f"{where}{name}"
        label = FIELD_LABELS.get(name, name)
        if is_blank(value):
            yield Finding(field, f"“{label}”没有填写，请补充。", article)
        elif isinstance(value, tuple):
            for place, each in enumerate(value):
                if is_blank(each):
                    text = f"“{label}”第{place + 1}项是空的，请补充或者删去。"
                    yield Finding(f"{field}[{place}]", text, article)


def not_before(field: str, stated: date, first: date, article: str) -> Iterator[Finding]:
    """A day in a letter that comes before another it must follow."""
    if stated < first:
        text = f"文书中的日期{day(stated)}早于{day(first)}，前后矛盾，请核对。"
        yield Finding(field, text, article)


def not_after(field: str, stated: date, last: date, article: str) -> Iterator[Finding]:
    """A day in a letter that comes after another it must precede."""
    if stated > last:
        text = f"文书中的日期{day(stated)}晚于{day(last)}，前后矛盾，请核对。"
        yield Finding(field, text, article)


def a_term(days: int, article: str, field: str = "term_working_days") -> Iterator[Finding]:
    """A term of less than one working day is none."""
    if days < 1:
        yield Finding(field, "期限应当至少为1个工作日，请填写合理的期限。", article)
