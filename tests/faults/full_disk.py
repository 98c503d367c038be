"""A whole installation on a disk of a few megabytes (小盘), filled to the last block and freed.

Run as a program in a mount name space of its own, with the folder of the disk and an empty
migrated database: one process serves pages before, while and after the disk is full, and says as
JSON what each of them was answered with.
"""

import errno
import io
import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from tests.bureau import Bureau, found, sheet
from tests.faults.doing import QuickPress
from tests.web.conftest import opened, staff
from tests.web.visitor import Visitor, words
from workflow.archive.invariants import invariants
from workflow.record.database import emptied_journal

SIZE, BLOCK = "8m", 4096
SCAN = sheet(b"scan" * 4000)


class SmallDisk:
    """A memory disk, and the file that fills it."""

    def __init__(self, folder: Path) -> None:
        """Mount it, out of everybody else's sight."""
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "small", folder],
                       check=True)
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Write until nothing more goes on it."""
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(BLOCK))
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017  # no test: a program

    def free(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink()


class Day:
    """A day at the counter: pages asked for, and what was answered."""

    def __init__(self, folder: Path) -> None:
        """Open the installation of a folder, with one request in it."""
        app, self.bureau, sites = opened(folder, f"sqlite:///{folder / 'yishen.sqlite'}")
        self._ticks = datetime.fromisoformat("2026-06-01T09:00:00+08:00")
        sites.append(self)  # type: ignore[arg-type]  # only its ticks are asked
        found(self.bureau)
        staff(self.bureau)
        house = app.extensions["yishen"].house
        house.desk.print_room.press = QuickPress
        self.no = self._received(self.bureau)
        self.clerk = Visitor(app)
        assert self.clerk.sign_in("clerk").status_code == 302
        self.told: dict[str, list[Any]] = {}

    @property
    def ticks(self) -> datetime:
        """Every page is asked for two minutes after the last, so that the session is written."""
        self._ticks += timedelta(seconds=61)
        return self._ticks

    @staticmethod
    def _received(bureau: Bureau) -> str:
        bureau.at("2026-06-01 09:00")
        return bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")

    def page(self) -> TestResponse:
        """The page of the request, with its forms."""
        return self.clerk.get(f"/requests/{self.no}")

    def tell(self, name: str, answer: TestResponse) -> None:
        """Keep what a page was answered with."""
        self.told[name] = [answer.status_code, words(answer)]

    def note(self, page: TestResponse) -> TestResponse:
        """Send the note that stands in an open page."""
        return self.clerk.send(page, f"/requests/{self.no}/note", text="备注")


def main() -> None:
    """Live through a full disk."""
    folder, empty = Path(sys.argv[1]), Path(sys.argv[2])
    disk = SmallDisk(folder)
    shutil.copy(empty, folder / "yishen.sqlite")
    day = Day(folder)
    page = day.page()
    assert emptied_journal(day.bureau.engine)  # else there is room in it for one act more
    disk.fill()
    for path in ("/inbox", "/register", f"/requests/{day.no}", "/register?q=批复"):
        day.tell(path, day.clerk.get(path))
    day.tell("note", day.note(page))
    day.tell("letter", day.clerk.send(page, f"/requests/{day.no}/register"))
    day.tell("attach", day.clerk.send(page, f"/requests/{day.no}/attach", what="申请表",
                                      papers=(io.BytesIO(SCAN), "申请表.png")))
    day.tell("sign in", Visitor(day.clerk.app).sign_in("handler"))
    day.tell("afterwards", day.page())
    disk.free()
    day.tell("freed", day.note(page))
    day.tell("again", day.note(page))
    found = invariants(day.bureau.engine, day.bureau.keys, day.bureau.store)
    seen = day.bureau.see(day.no)
    json.dump({"told": day.told, "seq": seen.case.seq, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
