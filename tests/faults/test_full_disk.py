"""A disk filled to its last block: pages are read, acts are refused in words, then work goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROOT
from web.errors import NOTHING_WRITTEN


@pytest.fixture(scope="module")
def lived(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What one process was answered before, while and after its disk was full."""
    folder = tmp_path_factory.mktemp("small")
    own = ["--map-root-user"] if os.geteuid() else []
    done = subprocess.run(
        ["unshare", "--mount", *own, sys.executable, "-m", "tests.faults.full_disk",
         str(folder), str(migrated_file)],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_what_is_read_is_read_on_a_full_disk_as_well(lived: Any) -> None:
    read = {name: status for name, (status, _) in lived["told"].items()
            if name.startswith("/") or name == "afterwards"}

    assert read == dict.fromkeys(read, 200)
    assert len(read) == 5


@pytest.mark.parametrize("act", ["note", "letter", "attach", "sign in"])
def test_what_is_written_is_refused_in_words(lived: Any, act: str) -> None:
    status, words = lived["told"][act]

    assert status == 503
    assert "服务器磁盘已满" in words
    assert NOTHING_WRITTEN in words


def test_the_same_process_goes_on_when_there_is_room_again(lived: Any) -> None:
    """The page that was refused is sent again as it stands, and once more."""
    assert [lived["told"][name][0] for name in ("freed", "again")] == [303, 303]
    assert lived["seq"] == 2
    assert lived["found"] == []
