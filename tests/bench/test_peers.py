"""The equal job of the engines: eight steps, one chain; whoever is not installed is said so."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bench import peers
from bench.engines.job import EVENTS, NOTHING, STATES, chained
from bench.peers import Compared, Engine, EngineEnded, Running


@pytest.mark.parametrize("mode", ["sqlite", "sqlite-normal"])
@pytest.mark.parametrize("program", ["bare", "ours"])
def test_the_equal_job_writes_one_row_and_eight_chained_lines_a_case(
    program: str, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "_TURN", 0)  # three cases a turn

    engine = Running(Engine(program, program, python=sys.executable),
                     f"{mode}:{tmp_path}/jobs.sqlite", tmp_path / "said")
    taken = engine.turn()
    engine.end()

    assert taken.wall > 0
    with closing(sqlite3.connect(tmp_path / "jobs.sqlite")) as connection:
        assert connection.execute("SELECT count(*), max(state), max(version) FROM cases").fetchone(
            ) == (8, "archived", 8)
        lines = connection.execute(
            "SELECT seq, event, src, dst, prev, hash FROM audit WHERE case_id = 8 ORDER BY seq"
        ).fetchall()
    head = NOTHING
    for n, event in enumerate(EVENTS):
        hash = chained(head, 8, n + 1, event, STATES[n], STATES[n + 1])
        assert lines[n] == (n + 1, event, STATES[n], STATES[n + 1], head, hash)
        head = hash


def test_an_engine_that_does_not_start_is_named_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(EngineEnded):
        Running(Engine("DBOS", "datasource", python=sys.executable),
                f"sqlite:{tmp_path}/jobs.sqlite", tmp_path / "said")

    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "No module named 'dbos'" in said
    row = peers.row(peers.OURS, "steps", "SQLite FULL", Engine("DBOS", "datasource", 10), Compared(
        absent={"DBOS": said.splitlines()[-1]}))
    assert row.reached == "not measured"
    assert "dbos" in row.note
