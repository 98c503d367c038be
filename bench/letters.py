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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from fontTools import subset
from fontTools.ttLib import TTFont

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


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--letters", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", type=int, default=500)
    asked = parser.parse_args(arguments)
    letter = one_page()
    start = perf_counter()
    one, two = PressRoom(1), PressRoom(2)
    pages = one.print(letter).pages
    print(f"first letter after start: {perf_counter() - start:.2f} s ({pages} page)")
    with tempfile.TemporaryDirectory() as folder:
        press = Press(default_fonts())
        cut_faces(page_of(press, letter) + str(letter.facts()), Path(folder))
        floor = Press(Path(folder))
        by_hand = usual(press, letter)
        together(two, letter, 4)
        rounds: dict[str, list[float]] = {name: [] for name in AIMS}
        ours: list[float] = []
        for _ in range(asked.rounds):
            mine = timed(lambda: press.print(letter), asked.letters)
            ours.append(mine)
            rounds["usual"].append(timed(by_hand, max(1, asked.letters // 4)) / mine)
            rounds["floor"].append(mine / timed(lambda: floor.print(letter), asked.letters))
            alone = together(one, letter, asked.letters * 2)
            rounds["two"].append(alone / together(two, letter, asked.letters * 2))
    print(f"our press: {statistics.median(ours) * 1000:.0f} ms a letter")
    for name, aim in AIMS.items():
        sign = "at most" if name == "floor" else "at least"
        print(f"{name:>6}: {statistics.median(rounds[name]):.2f}x (aim {sign} {aim}x)")
    two.close()
    together(one, letter, 50)
    before = resident(one)
    together(one, letter, asked.long)
    print(f"memory after {asked.long} more letters: {resident(one) - before:+.1f} MB "
          f"on {before:.0f} MB")
    one.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
