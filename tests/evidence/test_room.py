"""The examination in a process of its own: the same answers, and a child that may be lost."""

from collections.abc import Iterator

import pytest

from tests.evidence import good
from tests.evidence.corpus import hostile
from workflow.errors import FileRefused
from workflow.evidence.examine import Evidence
from workflow.evidence.kinds import PNG
from workflow.evidence.room import ExaminationRoom


@pytest.fixture
def room() -> Iterator[ExaminationRoom]:
    """A room of this test's own."""
    room = ExaminationRoom()
    yield room
    room.close()


def test_the_whole_corpus_gets_the_same_answers_within_the_limits(room: ExaminationRoom) -> None:
    answers = {}
    for one in hostile():
        with pytest.raises(FileRefused) as refused:
            room(one.make(), one.name)
        answers[one.what] = (one.told, str(refused.value))

    assert [what for what, (told, words) in answers.items() if told not in words] == []
    assert room(good.png(), "信封.jpg") == Evidence(PNG.media_type, "信封.png")


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_served(
    room: ExaminationRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHEN_EXAMINE_SECONDS", "1")
    rows = "".join(f"<b n='{n * 7919:08d}'/>" for n in range(1_500_000))
    endless = good.excel(parts={"xl/s.xml": f"<a>{rows}</a>"})

    with pytest.raises(FileRefused, match=r"“台账.xlsx”的结构过于复杂.*时间或者内存的限制"):
        room(endless, "台账.xlsx")
    assert room(good.png(), "信封.png").name == "信封.png"


def test_half_a_character_in_a_name_does_not_stop_the_room(room: ExaminationRoom) -> None:
    assert room(good.png(), "信\ud800封.png").media_type == PNG.media_type
