"""The door of the desk for files: what is refused is kept nowhere, what is taken says how."""

import pytest

from tests.bureau import Bureau, sheet
from tests.evidence import good
from tests.workflow import stages as to
from workflow.errors import FileRefused, StepNotAllowed
from workflow.evidence.intake import Intake
from workflow.evidence.scanner import Scan
from workflow.evidence.slips import Kept, Slips
from workflow.record.evidence import Upload
from workflow.terms import VirusScan


def scanned(data: bytes, claimed: str) -> Scan:
    """A scan that finds nothing."""
    return Scan(VirusScan.CLEAN, "ClamAV 1.4.6/27800")


def test_a_slip_made_up_in_the_browser_attaches_nothing(small_bureau: Bureau) -> None:
    no = to.received(small_bureau)
    forged = Slips(b"guessed").write(
        Kept(small_bureau.store.keep(b"<script>").digest, "image/png", "信封.png", ticket="t"))

    with pytest.raises(StepNotAllowed) as refused:
        small_bureau.act(no, "clerk", "attach", what="信封", papers=[forged])
    (reason,) = refused.value.reasons
    assert (reason.text, reason.field) == ("文件：文件未保存，请重新选择。", "papers.0")


def test_a_refused_file_is_kept_nowhere(small_bureau: Bureau) -> None:
    data = good.pdf() + b"\xff<script>"
    with pytest.raises(FileRefused):
        small_bureau.desk.keep(Upload("申请表.pdf", "application/pdf", data))

    folder = small_bureau.store._folder
    assert not any(path.read_bytes() == data for path in folder.rglob("*") if path.is_file())


def test_an_entry_tells_what_was_received_and_that_nothing_scanned_it(bureau: Bureau) -> None:
    no = to.received(bureau, scans=[bureau.upload("申请表.png")])
    seen = bureau.see(no)
    (row,) = seen.trail[-1].entry.facts.rows("received_files")

    assert (row["media_type"], row["scan"], row["scanner"]) == ("image/png", "none", "")
    assert row["digest"] == seen.files[0].digest
    assert seen.files[0].scan == "未经病毒扫描"
    assert ("病毒扫描", "未经病毒扫描：申请表.png") in seen.trail[-1].facts
    assert bureau.findings() == []


def test_a_scanned_file_names_its_scanner(small_bureau: Bureau) -> None:
    small_bureau.desk.intake = Intake(scan=scanned)
    no = to.received(small_bureau, scans=[
        small_bureau.upload("申请表.png"), small_bureau.upload("信封.png", b"envelope")])
    told = dict(small_bureau.see(no).trail[-1].facts)["病毒扫描"]

    assert told == "病毒扫描未发现问题（ClamAV 1.4.6/27800）：申请表.png、信封.png"


def test_the_claimed_media_type_counts_for_nothing(small_bureau: Bureau) -> None:
    slip = small_bureau.desk.keep(Upload("申请表.html", "text/html", sheet(b"scan")))

    assert slip.split(";")[1] == "image/png"
    assert slip.endswith(";申请表.png")
