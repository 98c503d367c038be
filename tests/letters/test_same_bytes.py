"""The same facts give the same bytes: in other processes, time zones, hash seeds and threads."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from letters.render import Press
from letters.samples import a_notice, a_reply, every_letter

_ROOT = Path(__file__).parents[2]
_PRINT = """
from letters.render import Press, default_fonts
from letters.samples import a_notice, a_reply
press = Press(default_fonts())
print(press.print(a_notice()).digest, press.print(a_reply()).digest)
"""


@pytest.mark.parametrize(
    ("zone", "seed"),
    [("Asia/Shanghai", "1"), ("America/Los_Angeles", "2")],
    ids=["Beijing", "Los Angeles"],
)
def test_another_process_prints_the_same_bytes(press: Press, zone: str, seed: str) -> None:
    env = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(_ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", _PRINT], env=env, cwd=_ROOT, capture_output=True, check=True
    )

    assert told.stdout.decode().split() == [
        press.print(a_notice()).digest,
        press.print(a_reply()).digest,
    ]


def test_threads_take_turns_and_mix_nothing(press: Press) -> None:
    letters = list(every_letter().values())[:8]
    alone = [press.print(letter).digest for letter in letters]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda letter: press.print(letter).digest, letters * 3))

    assert together == alone * 3


def test_a_refused_letter_leaves_the_press_as_it_was(press: Press) -> None:
    before = press.print(a_notice()).digest
    with pytest.raises(Exception, match="U\\+200B"):
        press.print(a_notice(wanted="\u200b"))

    assert press.print(a_notice()).digest == before


def test_another_date_gives_other_bytes(press: Press) -> None:
    assert press.print(a_notice()).digest != press.print(a_notice(number="其他")).digest
