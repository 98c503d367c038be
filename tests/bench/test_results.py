"""The table of the benches: what ran replaces its rows, the README says the same as the table."""

from pathlib import Path

import pytest

from bench import faults, machine, results, table
from bench.table import Line, Row, at_least, at_most, exactly

ROOT = Path(__file__).parents[2]
FACES = ("README.md", "README.zh-CN.md")


def line(bench: str, what: str, size: str = "10^4", day: str = "2026-01-01") -> Line:
    return Row(what, "bare driver", 0.5, at_least(0.25), size).line(bench, day)


@pytest.mark.parametrize(("row", "reached"), [
    (Row("a", "b", 0.5, at_least(0.5)), "yes"), (Row("a", "b", 0.49, at_least(0.5)), "**no**"),
    (Row("a", "b", 1.99, at_most(2)), "yes"), (Row("a", "b", 2.1, at_most(2)), "**no**"),
    (Row("a", "b", 0, at_most(0)), "yes"), (Row("a", "b", 1, at_most(0)), "**no**"),
    (Row("a", "b", 60, exactly(60)), "yes"), (Row("a", "b", 61, exactly(60)), "**no**"),
    (Row("a", "b", None, at_most(0), note="not installed"), "not measured"),
    (Row("a", "b", 7), ""),
])
def test_an_aim_is_reached_from_its_own_side(row: Row, reached: str) -> None:
    assert (row.reached, row.is_missed) == (reached, reached == "**no**")


def test_what_is_shown_as_the_bound_reaches_it() -> None:
    assert not Row("a", "b", 0.498, at_least(0.5)).is_missed


def test_a_table_is_read_as_it_was_written() -> None:
    lines = [line("steps", "one step | all features"), line("clock", "a date", ""),
             Row("x", "y", None, note="not installed").line("peers", "2026-01-02")]

    again = table.read(table.written("# Results\n\ntext", lines))

    assert [str(one) for one in again] == [str(one) for one in lines]
    assert table.read("") == []


def test_a_partial_run_leaves_the_rows_of_the_others_with_their_day() -> None:
    before = [line("steps", "old"), line("clock", "kept"), line("steps", "huge", "10^6")]
    now = {"steps": [line("steps", "new", day="2026-02-02")]}

    quick = table.merged(before, now, full=False)
    whole = table.merged(before, now, full=True)

    assert [one.cells[1] for one in quick] == ["new", "huge", "kept"]
    assert [one.cells[1] for one in whole] == ["new", "kept"]
    assert quick[-1].cells[-1] == "2026-01-01"


def test_a_readme_quotes_the_rows_that_have_an_aim() -> None:
    text = table.written("# Results", [
        line("steps", "with"), Row("without", "y", 3).line("web", "2026-01-01")])

    face = table.with_quote("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", text)

    assert "old" not in face
    assert "with |" in face
    assert "without" not in face
    assert face.startswith("before\n<!-- bench -->\n| what |")
    assert face.endswith("|\n<!-- /bench -->\nafter\n")
    assert table.with_quote(face, text) == face


@pytest.mark.parametrize("name", FACES)
def test_the_readme_says_the_same_as_the_results(name: str) -> None:
    """To mend it: `./run bench`, or `python -m bench.results --quote`."""
    face, text = (path.read_text(encoding="utf-8") for path in (ROOT / name, results.RESULTS))

    assert "<!-- bench -->\n" in face
    assert face == table.with_quote(face, text)


def test_every_bench_is_there_and_measures_rows() -> None:
    for name in results.BENCHES:
        source = (ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
        assert "\ndef rows(full: bool) -> Iterator[" in source, name


@pytest.mark.parametrize(("said", "ratio", "note"), [
    ("...\n===== 49 passed in 387.06s (0:06:27) =====", 0, "49 passed in 387.06s (0:06:27)"),
    ("FAILED tests/faults/test_race.py::test_one[sqlite] - assert\n== 1 failed, 48 passed in 9s ==",
     1, "test_one[sqlite]"),
    ("=== 2 errors in 1.00s ===", 2, "2 errors in 1.00s"),
    ("", None, ""),
])
def test_faults_are_counted_by_what_the_run_said(
    said: str, ratio: float | None, note: str
) -> None:
    row = faults.row(said)

    assert (row.ratio, row.note) == (ratio, note)
    assert row.reached == ("not measured" if ratio is None else "yes" if ratio == 0 else "**no**")


def test_an_unknown_bench_is_refused_before_anything_runs(
    capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        results.main(["stepps"])

    assert left.value.code == 2
    assert "no such bench: stepps" in capsys.readouterr().err


def test_the_machine_is_described_by_what_it_is(tmp_path: Path) -> None:
    told = machine.described(tmp_path)

    assert [part.split(":")[0] for part in told.splitlines()] == [
        "- Processor", "- Memory", "- Disk", "- System", "- Versions"]
    assert "PostgreSQL" in told
