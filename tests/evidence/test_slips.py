"""Slips: only what was taken in can be attached, as it was found."""

from dataclasses import replace

import pytest

from workflow.evidence.slips import Kept, Slips, scan_of
from workflow.terms import VirusScan

KEPT = Kept("a" * 64, "image/png", "信封 正面.png", VirusScan.CLEAN, "ClamAV 1.4.6/27800",
            "dGlja2V0")


def test_a_slip_is_read_by_who_has_written_it() -> None:
    slip = Slips(b"one").write(KEPT)

    assert Slips(b"one").read(slip) == KEPT
    assert Slips(b"two").read(slip) is None
    assert scan_of(slip) is VirusScan.CLEAN


@pytest.mark.parametrize("changed", [
    replace(KEPT, digest="b" * 64), replace(KEPT, media_type="text/html"),
    replace(KEPT, name="别的.png"), replace(KEPT, scan=VirusScan.NONE),
    replace(KEPT, scanner="ClamAV 9"), replace(KEPT, ticket="b3RoZXI"),
], ids=["digest", "kind", "name", "scan", "scanner", "ticket"])
def test_nothing_on_a_slip_can_be_changed(changed: Kept) -> None:
    slips = Slips(b"one")
    mark = slips.write(KEPT).split(";")[5]
    forged = slips.write(changed).split(";")
    forged[5] = mark

    assert slips.read(";".join(forged)) is None


@pytest.mark.parametrize("slip", ["", ";", ";;;;;;", "a;b;c;d;e;f;g", "甲;乙;丙;丁;戊;己;庚"])
def test_what_is_no_slip_reads_as_none(slip: str) -> None:
    assert Slips(b"one").read(slip) is None
