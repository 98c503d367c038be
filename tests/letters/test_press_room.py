"""The presses in processes of their own: the same bytes, and nothing but the letter is lost."""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from letters import press_room
from letters.press_room import PressRoom
from letters.render import FontsMissing, Press
from letters.samples import a_notice, a_reply
from letters.samples_papers import every_form
from workflow.errors import LetterRefused

pytestmark = pytest.mark.slow


@pytest.fixture
def room() -> Iterator[PressRoom]:
    room = PressRoom()
    yield room
    room.close()


def test_it_prints_the_same_bytes_as_the_press_itself(room: PressRoom, press: Press) -> None:
    form = every_form()["internal_service"]

    assert room.print(a_reply()) == press.print(a_reply())
    assert room.print(a_notice(), draft=True) == press.print(a_notice(), draft=True)
    assert room.print_form(form) == press.print_form(form)


def test_it_refuses_with_the_same_findings_and_goes_on(room: PressRoom, press: Press) -> None:
    wild = a_notice(addressee="王\ue81a\u200b")
    with pytest.raises(LetterRefused) as here:
        press.print(wild)
    with pytest.raises(LetterRefused) as there:
        room.print(wild)

    assert there.value.findings == here.value.findings
    assert room.print(a_notice()).pages == 1 or room.print(a_notice()).pages == 2


def test_a_child_that_dies_costs_one_letter(room: PressRoom) -> None:
    first = room.print(a_notice())
    process = room._all[0]._process
    assert process is not None
    process.kill()
    process.wait()

    with pytest.raises(LetterRefused, match="超出了时间或者内存的限制"):
        room.print(a_notice())
    assert room.print(a_notice()) == first


LONG = a_reply(wanted="很长的申请内容。" * 6000)


def test_what_needs_too_much_memory_is_stopped(room: PressRoom) -> None:
    """The limit of a running child is lowered to where no long letter can be printed."""
    room.print(a_notice())
    process = room._all[0]._process
    assert process is not None
    resource.prlimit(process.pid, resource.RLIMIT_AS, (100 * 1024**2, 100 * 1024**2))

    with pytest.raises(LetterRefused, match="超出了时间或者内存的限制"):
        room.print(LONG)
    assert room.print(a_notice()).pages >= 1


def test_what_takes_too_long_is_stopped(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHEN_PRESS_SECONDS", "1")

    with pytest.raises(LetterRefused, match="超出了时间或者内存的限制"):
        room.print(LONG)


def test_a_child_writes_no_file_and_keeps_no_core(room: PressRoom) -> None:
    room.print(a_notice())
    process = room._all[0]._process
    assert process is not None

    assert resource.prlimit(process.pid, resource.RLIMIT_FSIZE) == (0, 0)
    assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
    assert resource.prlimit(process.pid, resource.RLIMIT_AS)[0] == 2 * 1024**3


def test_two_presses_serve_many_threads(press: Press) -> None:
    letters = [replace(a_notice(), dated=date(2024, 10, n)) for n in range(8, 16)]
    room = PressRoom(2)
    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(room.print, letters))
    room.close()

    assert [one.digest for one in printed] == [press.print(one).digest for one in letters]


def test_a_child_is_replaced_from_time_to_time(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_room, "MOST_DOCUMENTS", 1)
    room.print(a_notice())
    first = room._all[0]._process
    room.print(a_notice())

    assert room._all[0]._process is not first


def test_missing_faces_are_named(
    room: PressRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHEN_FONTS", str(tmp_path))

    with pytest.raises(FontsMissing, match="缺少"):
        room.print(a_notice())
