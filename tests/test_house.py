"""The promises of the house: who may import whom, and what no file may hold."""

import ast
import re
import sys
from configparser import ConfigParser
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.floors import ROOMS, room_of
from tests.house import PACKAGES, ROOT, Module, calls, imports, modules, tracked, within


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_imports_only_what_its_room_may(module: Module) -> None:
    room = room_of(module.name)
    allowed = [room, *ROOMS[room].ours.split(), *ROOMS[room].libraries.split()]
    foreign = {
        name
        for name in imports(module)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(within(name, each) for each in allowed)
    }

    assert foreign == set(), f"{module.name} ({room}, floor {ROOMS[room].floor})"


def test_a_room_is_allowed_only_rooms_on_its_floor_or_below() -> None:
    upward = {
        (name, other)
        for name, room in ROOMS.items()
        for other in room.ours.split()
        if other != "workflow" and ROOMS[room_of(other)].floor > room.floor
    }

    assert upward == set()


def test_no_state_imports_another() -> None:
    states = [module for module in modules() if within(module.name, "workflow.states")]
    crossing = {
        (module.name, name)
        for module in states
        for name in imports(module)
        if within(name, "workflow.states") and name != module.name
    }

    assert crossing == set()


def test_imports_run_in_no_circle() -> None:
    names = {module.name for module in modules()}
    graph = {module.name: (imports(module) & names) - {module.name} for module in modules()}

    assert tuple(TopologicalSorter(graph).static_order())


def test_only_the_machine_knows_the_library_of_state_machines() -> None:
    users = {module.name for module in modules() if "transitions" in imports(module)}

    assert users <= {"workflow.machine"}


def test_only_the_web_knows_flask() -> None:
    users = {
        module.name
        for module in modules()
        if any(name.startswith("flask") for name in imports(module))
    }

    assert {name.partition(".")[0] for name in users} <= {"web"}


def test_neither_the_procedure_nor_a_letter_asks_what_time_it_is() -> None:
    asking = {
        f"{module.name}:{call.lineno}"
        for module in modules()
        if within(module.name, "workflow") or within(module.name, "letters")
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"now", "today", "utcnow", "time", "time_ns"}
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time", "dt"}
    }

    assert asking == set()


def test_no_schema_validates_by_a_lambda() -> None:
    """A marshmallow validator that returns False passes: it has to raise."""
    lambdas = {
        f"{module.name}:{call.lineno}"
        for module in modules()
        for call in calls(module)
        for word in call.keywords
        if word.arg == "validate" and isinstance(word.value, ast.Lambda)
    }

    assert lambdas == set()


@pytest.mark.parametrize(
    "path",
    [p for top in (*PACKAGES, "tests", "bench") for p in sorted((ROOT / top).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_file_says_in_its_first_line_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not text.strip() or text.startswith('"""')


def test_no_file_is_called_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "info", "data"}

    assert {path for path in tracked() if path.stem in empty} == set()


#: What no tracked file may hold; each is spelt so that this file does not hold it either.
_UNWANTED = {
    "a path of one machine": re.compile(rb"/(?:work|root|home/[a-z]+)/[a-z.]"),
    "the host of a package registry": re.compile(rb"(?:pythonhosted|pypi|npmjs|debian)[.]org"),
    "a promise for later": re.compile(rb"\b(?:TO[D]O|FIX[M]E|XX[X])\b"),
}
#: The text of the licence and locked digests are not ours to word.
_NOT_OURS = {"LICENSE", "package-lock.json"}


@pytest.mark.parametrize("unwanted", _UNWANTED)
def test_no_tracked_file_holds(unwanted: str) -> None:
    holding = {
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.name not in _NOT_OURS and _UNWANTED[unwanted].search(path.read_bytes())
    }

    assert holding == set()


def test_every_ignore_gives_its_reason() -> None:
    named = r"(?:\[[\w-]+(?:, ?[\w-]+)*\]|: ?[A-Z]+\d+)"
    bare = re.compile(rf"# (?:type: ignore|noqa)(?!{named}\s+# \S)")
    found = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    }

    assert found == set()


def test_lock_files_name_no_address() -> None:
    locks = [*ROOT.glob("requirements*.txt"), ROOT / "package-lock.json"]
    words = ("--index-url", "--find-links", '"resolved"', " @ http")

    assert [(lock.name, w) for lock in locks for w in words if w in lock.read_text()] == []


def test_what_the_tests_install_contains_what_is_run() -> None:
    run, test = (_pins(name) for name in ("requirements.txt", "requirements-test.txt"))

    assert run <= test


def test_the_package_asks_for_what_is_locked_to_run() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = {_bare(line) for line in setup["options"]["install_requires"].split("\n") if line}
    locked = {
        _bare(line)
        for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }

    assert asked == locked - {"setuptools"}


def _pins(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if "==" in line}


def _bare(requirement: str) -> str:
    return re.split(r"[ =<>!~\[]", requirement.strip())[0]
