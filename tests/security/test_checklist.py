"""The checklist itself: every line of `docs/security.md` has its test, every test its line."""

import ast
import re

from tests.house import ROOT, modules
from tests.security.document import Document
from workflow.record.settings import SETTINGS

#: What the requirements name, as they were read: each must stand in the document, built or not.
ASKED = re.findall(r"[\d.]+", """
    6.3.2 11.4.2 6.2.1 6.2.4 6.2.10 6.5.1 6.4.6 6.3.1 6.3.8 7.2.3 7.2.4 7.3.1 7.4.1 7.5.2 7.5.3
    10.1.2 6.5.7 8.2.1 8.2.2 8.2.3 8.2.4 8.3.2 8.4.2 16.2.1 16.2.5 16.4.1 16.4.2 16.4.3 16.5.1
    16.5.3 16.5.4 4.1.3 4.2.1 5.2.2 5.2.4 5.3.2 5.4.3 3.2.1 2.3.1 2.3.3 2.3.4 1.2.1 1.2.10 1.3.6
    1.3.7 1.5.1 13.2.4 3.3.1 3.4.1 3.4.3 3.4.4 3.5.1 3.7.1 14.3.2 11.1.2 11.2.2 12.2.1 13.3.1
    13.3.2 13.4.2 14.2.1 14.2.6 15.1.2 15.2.1 15.2.5
""")
NAMES = {module.name for module in modules()} | {"tests.house", "tests.security.listener"}
_HERE = ROOT / "tests" / "security"
#: These ask after the list itself, and after what a person would not think of.
_NO_LINES = {"test_checklist.py", "test_bad_input.py"}


def listed() -> set[str]:
    """Every test of the list, as the document names it."""
    found = set()
    for path in _HERE.glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.name}::{node.name}")
    return {one for one in found if one.partition("::")[0] not in _NO_LINES}


def test_every_line_has_its_test_and_every_test_its_line() -> None:
    named = [line.test for line in Document.read().lines]

    assert len(named) == len(set(named))
    assert set(named) == listed()


def test_a_line_bears_the_number_of_its_test_and_says_where_it_is_built() -> None:
    for line in Document.read().lines:
        number = re.match(r"[\d.]+", line.number)
        name = line.test.partition("::test_")[2]
        if number and re.match(r"\d", name):
            assert name.startswith(number[0].replace(".", "_")), line
        assert line.built, line
        assert all(place in NAMES or (ROOT / place).exists() for place in line.built), line


def test_nothing_that_is_asked_is_left_out() -> None:
    document = Document.read()
    built = {line.number.partition(" ")[0] for line in document.lines}
    elsewhere = {number for number, _ in document.not_ours}

    assert [one for one in ASKED if one not in built | elsewhere] == []
    assert all(len(reason) > 10 for _, reason in document.not_ours)
    assert len(document.not_ours) == 10


def test_the_settings_it_names_are_there() -> None:
    settings = Document.read().settings

    assert len(settings) == 5
    assert set(settings) <= set(SETTINGS)
