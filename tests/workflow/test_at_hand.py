"""Files at hand: an act reads only what was written since the last one; the same comes of it."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.bureau import Bureau
from tests.workflow import stages
from workflow.at_hand import FilesAtHand
from workflow.desk import Desk
from workflow.errors import MovedOn, StepNotAllowed
from workflow.record import trail
from workflow.record.database import reading, writing


def another(bureau: Bureau) -> Desk:
    """The desk of another process on the same installation."""
    return Desk(bureau.engine, bureau.store, bureau.keys, bureau.desk.print_room.press)


def note(
    bureau: Bureau, no: str, seen: int, desk: Desk | None = None, words: str = "记一笔"
) -> int:
    """Write a note; the number of its entry."""
    return (desk or bureau.desk).perform(
        no, "note", bureau.who("handler"), bureau.now, {"text": words}, seen_seq=seen,
        command_id=bureau.command()).seq


def bodies_read(bureau: Bureau, act: Any) -> list[int]:
    """From which entry on an act read the trail."""
    after: list[int] = []

    def hear(_c: object, _cursor: object, said: str, values: Any, *_: object) -> None:
        if said.startswith("SELECT trail_entry.body") and "seq" in said:
            after.append(values["after"] if isinstance(values, dict) else values[1])

    event.listen(bureau.engine, "before_cursor_execute", hear)
    with suppress(MovedOn, StepNotAllowed):
        act()
    event.remove(bureau.engine, "before_cursor_execute", hear)
    return after


@pytest.mark.parametrize("reach", stages.REACH, ids=lambda reach: reach.__name__)
def test_what_lies_at_hand_is_what_the_trail_tells(bureau: Bureau, reach: Any) -> None:
    """At every stage of the procedure, after every step on the way."""
    bureau.compares = True
    assert bureau.looks_through(reach(bureau))


def test_an_act_reads_only_what_was_written_since(bureau: Bureau) -> None:
    no = stages.assigned(bureau)
    seq = bureau.see(no).case.seq

    assert bodies_read(bureau, lambda: note(bureau, no, seq)) == [seq]
    assert note(bureau, no, seq + 1, another(bureau)) == seq + 2
    assert bodies_read(bureau, lambda: note(bureau, no, seq + 2)) == [seq + 1]
    assert bureau.looks_through(no)


def test_what_another_process_wrote_is_seen_before_an_act(bureau: Bureau) -> None:
    no = stages.assigned(bureau)
    seq = bureau.see(no).case.seq
    note(bureau, no, seq, another(bureau))

    with pytest.raises(MovedOn):
        note(bureau, no, seq)
    assert note(bureau, no, seq + 1) == seq + 2
    assert bureau.looks_through(no)


def test_a_trail_that_does_not_follow_on_is_read_anew(bureau: Bureau) -> None:
    """As after another copy of the database was put in place of the one that was open."""
    no = stages.assigned(bureau)
    seq = bureau.see(no).case.seq
    with reading(bureau.engine) as connection:
        before = trail.entries(connection, no)[-1]
    note(bureau, no, seq, words="副本里没有的一笔")
    with writing(bureau.engine) as connection:
        for trigger in triggers_of(bureau):
            connection.execute(text(trigger))
        connection.execute(text("DELETE FROM log_pending WHERE request = :no AND seq > :seq"),
                           {"no": no, "seq": seq})
        connection.execute(text("DELETE FROM trail_entry WHERE request = :no AND seq > :seq"),
                           {"no": no, "seq": seq})
        connection.execute(text("UPDATE request SET seq = :seq, head = :head WHERE no = :no"),
                           {"no": no, "seq": seq, "head": before.hash})

    assert bodies_read(bureau, lambda: note(bureau, no, seq)) == [seq + 1, 0]
    assert bureau.looks_through(no)


def triggers_of(bureau: Bureau) -> list[str]:
    """How the trail is left without its guard, as by whoever can write the file itself."""
    if bureau.engine.dialect.name == "postgresql":
        return ["ALTER TABLE trail_entry DISABLE TRIGGER ALL",
                "ALTER TABLE log_pending DISABLE TRIGGER ALL"]
    with reading(bureau.engine) as connection:
        names = connection.scalars(text(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name IN ('trail_entry', 'log_pending')")).all()
    return [f"DROP TRIGGER {name}" for name in names]


def test_a_refused_act_leaves_nothing_behind_for_the_next(bureau: Bureau) -> None:
    no = stages.assigned(bureau)
    seq = bureau.see(no).case.seq

    assert "法律审核" not in bureau.refused(no, "clerk", "note", text="")
    assert note(bureau, no, seq) == seq + 1
    assert bureau.looks_through(no)


def test_the_files_not_acted_on_for_longest_go_first(bureau: Bureau) -> None:
    files = FilesAtHand(most=7)
    numbers = [stages.registered(bureau) for _ in range(4)]  # of two entries each
    for no in numbers:
        kept = bureau.desk.at_hand.take(no)
        assert kept is not None
        files.lay(*kept)

    assert [files.take(no) is not None for no in numbers] == [False, True, True, True]
    assert files.take(numbers[1]) is None
