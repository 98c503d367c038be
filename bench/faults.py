"""Every fault at every point: a full run counts the fault tests that failed, of which none may.

    python -m bench.faults

Each of them kills, refuses or tears something at every place where it can, and then asks that
every act that was acknowledged is in its trail, that none is there by half, and that the invariants
hold, the whole verification among them. A usual run of the tests takes some of the places each
day; here it is all of them (`./run test --faults`), which takes minutes: a quick run leaves them.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

from bench.table import Row, at_most
from tests.house import ROOT

_TESTS = ("tests/faults", "tests/workflow/test_whole_procedure.py")


def rows(full: bool) -> Iterator[Row]:
    """The fault tests that failed; nothing in a quick run."""
    if full:
        yield faults()


def faults() -> Row:
    """Run them all, two at a time."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--faults", "-n", "2", "--dist", "worksteal",
         *_TESTS], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode > 1:  # neither passed nor failed
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    return row(ran.stdout)


def row(said: str) -> Row:
    """What a run of them came to; not measured where it did not come to its end."""
    last = said.strip().rpartition("\n")[2]
    counted = {name: int(number) for number, name in re.findall(
        r"(\d+) (passed|failed|error)", last)}
    passed, wrong = counted.pop("passed", 0), sum(counted.values())
    names = " ".join(re.findall(r"^(?:FAILED|ERROR) \S+::(\S+)", said, re.M))
    return Row("fault tests that lose or halve an act, or leave verification unclean", "none",
               wrong if counted or passed else None, at_most(0),
               f"{passed + wrong} fault tests, every point", names or last.strip("= "))


if __name__ == "__main__":
    print(faults().line("faults", ""))
