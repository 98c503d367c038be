"""Holiday notices for tests: made up, and marked so; the real ones lie beside the law."""

from collections.abc import Iterable
from datetime import date

from tests.bureau import Bureau
from workflow import office
from workflow.law.festivals import statutory_days
from workflow.record.database import writing

NUMBER = "试放假〔2026〕9号"


def notice_text(
    *, off: Iterable[date] = (), work: Iterable[date] = (), number: str = NUMBER,
    year: int = 2027, published_on: date = date(2026, 11, 4), region: str = "",
) -> str:
    """The text of a notice file: one festival with these days."""
    local = f'local = true\nregion = "{region}"\n' if region else ""
    return (
        f'year = {year}\ntitle = "试用的放假通知"\nissuer = "试用机关"\nnumber = "{number}"\n'
        f"published_on = {published_on}\n{local}"
        f'[[festival]]\nname = "试用假日"\noff = [{", ".join(map(str, sorted(off)))}]\n'
        f'work = [{", ".join(map(str, sorted(work)))}]\n')


def notice_of_2027(*, off: Iterable[date] = (), work: Iterable[date] = ()) -> str:
    """A whole notice for 2027: the statutory days, and what is named besides."""
    return notice_text(off={day for day, _ in statutory_days(2027)} | set(off), work=work)


def load(bureau: Bureau, text: str) -> None:
    """Load a notice at the moment on the wall, as the command line does."""
    with writing(bureau.engine) as connection:
        office.load_notice(connection, bureau.now, office.CONSOLE, text)
