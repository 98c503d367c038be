"""One act, one transaction, one commit; only the number of a letter is reserved before it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event

from tests.bureau import Bureau


def commits(bureau: Bureau, act: Callable[[], object]) -> int:
    """How many transactions that wrote anything were committed while an act was performed."""
    counted = 0

    def wrote(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            connection.info["wrote"] = True

    def committed(connection: Connection) -> None:
        nonlocal counted
        counted += bool(connection.info.pop("wrote", False))

    event.listen(bureau.engine, "before_cursor_execute", wrote)
    event.listen(bureau.engine, "commit", committed)
    try:
        act()
    finally:
        event.remove(bureau.engine, "before_cursor_execute", wrote)
        event.remove(bureau.engine, "commit", committed)
    return counted


def received(bureau: Bureau) -> str:
    """An application handed in on Monday 2026-11-02."""
    bureau.at("2026-11-02 09:00")
    return bureau.receive(channel="in_person", submitted_on="2026-11-02",
                          items=[{"wanted": "规划文本"}, {"wanted": "总平面图"}])


def registered(bureau: Bureau) -> str:
    """The same, registered."""
    no = received(bureau)
    bureau.act(no, "clerk", "register")
    return no


@pytest.mark.parametrize(("before", "login", "trigger", "given", "expected"), [
    (received, "clerk", "note", {"text": "备注"}, 1),
    (received, "clerk", "register", {}, 2),
    (registered, "clerk", "assign", {"handler": "handler"}, 1),
    (registered, "clerk", "split", {"items": ["2"], "reason": "事由不同"}, 1),
    (registered, "clerk", "withdraw", {"on": "2026-11-02", "how": "书面"}, 1),
], ids=["a note", "a letter and its number", "a change of state", "a split with its sibling",
        "a withdrawal with its draft"])
def test_an_act_is_one_commit(
    bureau: Bureau, before: Callable[[Bureau], str], login: str, trigger: str,
    given: dict[str, object], expected: int,
) -> None:
    no = before(bureau)

    assert commits(bureau, lambda: bureau.act(no, login, trigger, **given)) == expected


def test_taking_in_an_application_is_one_commit(bureau: Bureau) -> None:
    assert commits(bureau, lambda: received(bureau)) == 1
