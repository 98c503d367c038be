"""Letters a second: one page with seal, QR code and attached facts, in ratios of one run.

    python -m bench.letters [--letters N] [--rounds R] [--long L]

*Usual* is what most programs do: one `HTML(...).write_pdf()` with its own font configuration for
each letter, the same page and the same faces. *Floor* is our press with faces cut down to the
characters of this letter: no program could have them. *Two* is a room of two presses against a
room of one. All take turns; a ratio is the median over the rounds, since the machine may be busy.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from fontTools import subset
from fontTools.ttLib import TTFont

from bench.table import Row, at_least, at_most
from letters.blocks import body_of
from letters.engine import Engine
from letters.fonts import FACES, default_fonts, face_path
from letters.letter import Letter
from letters.press_room import PressRoom
from letters.render import _STYLE, Press, _canonical
from letters.samples import every_letter

#: Aims of the project: usual and two at least, floor at most.
AIMS = {"usual": 1.5, "floor": 1.3, "two": 1.6}
#: What the style sheet itself may print.
_NUMBERING = "0123456789— "


def one_page() -> Letter:
    """A letter of one page with everything on it."""
    return every_letter()["notice_correction"]


def page_of(press: Press, letter: Letter) -> str:
    """The page of a letter as HTML."""
    plan = press._pages.plan(letter, body_of(letter))
    return press._pages.html(plan, plan.pitches()[0], draft=False)


def cut_faces(printed: str, folder: Path) -> None:
    """The seven faces with nothing but the characters of one letter."""
    for face in FACES:
        font = TTFont(face_path(default_fonts(), face))
        cutter = subset.Subsetter(subset.Options(notdef_outline=True, layout_features=["*"]))
        cutter.populate(text=printed + _NUMBERING)
        cutter.subset(font)
        font.save(face_path(folder, face))


def usual(press: Press, letter: Letter) -> Callable[[], object]:
    """A new engine for each letter; the page is filled beforehand."""
    html = page_of(press, letter)
    facts = _canonical(letter.facts())

    def print_it() -> object:
        laid = Engine(default_fonts(), _STYLE).lay_out(html, letter, draft=False)
        return laid.pdf(facts, letter.dated)

    return print_it


def timed(act: Callable[[], object], times: int) -> float:
    """Seconds for one of several."""
    start = perf_counter()
    for _ in range(times):
        act()
    return (perf_counter() - start) / times


def together(room: PressRoom, letter: Letter, times: int) -> float:
    """Seconds for one letter where four threads ask for them."""
    start = perf_counter()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(room.print, [letter] * times))
    return (perf_counter() - start) / times


def resident(room: PressRoom) -> float:
    """What the child of a room of one holds, in MB."""
    process = room._all[0]._process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@dataclass(frozen=True)
class Found:
    """What was measured: seconds of the first letter and of one, ratios, MB before and grown."""

    first: float
    pages: int
    ours: float
    ratios: dict[str, float]
    before: float
    grown: float


def measure(letters: int, rounds: int, long: int) -> Found:
    """Let the four take turns, then print many more and look at the memory."""
    letter = one_page()
    start = perf_counter()
    one, two = PressRoom(1), PressRoom(2)
    pages = one.print(letter).pages
    first = perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        press = Press(default_fonts())
        cut_faces(page_of(press, letter) + str(letter.facts()), Path(folder))
        floor = Press(Path(folder))
        by_hand = usual(press, letter)
        together(two, letter, 4)
        found: dict[str, list[float]] = {name: [] for name in AIMS}
        ours: list[float] = []
        for _ in range(rounds):
            mine = timed(lambda: press.print(letter), letters)
            ours.append(mine)
            found["usual"].append(timed(by_hand, max(1, letters // 4)) / mine)
            found["floor"].append(mine / timed(lambda: floor.print(letter), letters))
            alone = together(one, letter, letters * 2)
            found["two"].append(alone / together(two, letter, letters * 2))
    two.close()
    together(one, letter, 30)
    before = resident(one)
    together(one, letter, long)
    grown = resident(one) - before
    one.close()
    return Found(first, pages, statistics.median(ours),
                 {name: statistics.median(each) for name, each in found.items()}, before, grown)


_AGAINST = {"usual": "a new engine for each letter", "two": "a room of one press",
            "floor": "our press, faces cut to this letter"}
_WHAT = {"usual": "letters a second", "two": "letters a second, a room of two presses",
         "floor": "time of a letter"}


def rows(full: bool) -> Iterator[Row]:
    """Printing against the usual way and the floor, and the memory of many letters."""
    many = 500 if full else 60
    found = measure(6, 4, many)
    for name, bound in AIMS.items():
        aim = at_most(bound) if name == "floor" else at_least(bound)
        yield Row(_WHAT[name], _AGAINST[name], found.ratios[name], aim, "one page",
                  f"{found.ours * 1000:.0f} ms a letter, the first after {found.first:.1f} s")
    yield Row("memory after many letters", "the same before",
              (found.before + found.grown) / found.before, at_most(1.1), f"{many} letters",
              f"{found.grown:+.1f} MB on {found.before:.0f} MB")


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--letters", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", type=int, default=500)
    asked = parser.parse_args(arguments)
    found = measure(asked.letters, asked.rounds, asked.long)
    print(f"first letter after start: {found.first:.2f} s ({found.pages} page)")
    print(f"our press: {found.ours * 1000:.0f} ms a letter")
    for name, aim in AIMS.items():
        sign = "at most" if name == "floor" else "at least"
        print(f"{name:>6}: {found.ratios[name]:.2f}x (aim {sign} {aim}x)")
    print(f"memory after {asked.long} more letters: {found.grown:+.1f} MB "
          f"on {found.before:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
