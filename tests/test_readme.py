"""The README says what runs: its diagram is the machine's, both languages agree."""

import re
from pathlib import Path

import pytest

from workflow.machine import diagram

ROOT = Path(__file__).parents[1]
FACES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", FACES)
def test_the_diagram_is_the_machines(name: str) -> None:
    """To mend it, put the output of `yishen machine` between the two marks."""
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.search(r"<!-- machine -->\n```mermaid\n(.*?)```\n<!-- /machine -->", text, re.S)

    assert shown is not None
    assert shown.group(1) == diagram()


def test_both_languages_have_the_same_parts() -> None:
    parts = [
        [line.count("#") for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
         if line.startswith("#")]
        for name in FACES
    ]

    assert parts[0] == parts[1]


@pytest.mark.parametrize("name", FACES)
def test_every_file_it_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"\]\(([\w./-]+)\)", text)

    assert [path for path in named if not (ROOT / path).exists()] == []
