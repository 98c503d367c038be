"""The archive package (归档包): written with the seal or not at all, later papers beside it."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete

from tests.bureau import Bureau, pdf_text
from tests.workflow import stages, stages_mending
from workflow.archive import verifier
from workflow.archive.file_names import MOST_OCTETS, safe_name
from workflow.archive.notarised import EntryProof, SignedLog
from workflow.archive.shelf import Shelf, tag_digest
from workflow.archive.shelved import faults_on_the_shelf
from workflow.desk import Desk
from workflow.errors import MovedOn, StepNotAllowed
from workflow.evidence.intake import Intake
from workflow.evidence.scanner import Scan
from workflow.packing import CHECKPOINT, Exported, PackingRoom
from workflow.record import notes
from workflow.record.checkpoints import checkpoint_now
from workflow.record.database import reading, writing
from workflow.record.logs import Log
from workflow.record.models import Job
from workflow.record.notary import Notary
from workflow.record.trail import Entry
from workflow.steps import FOUR_CHECKS, PACKAGE
from workflow.terms import CheckResult, VirusScan
from workflow.work.jobs import Done, Workshop, work_off


def room_of(bureau: Bureau, no: str) -> Path:
    """Where the packages of a request stand."""
    shelf = bureau.desk.packing_room.shelf
    assert shelf is not None
    return shelf.room(no)


def seal_of(bureau: Bureau, no: str) -> Entry:
    """The newest entry that sealed a request."""
    return [line.entry for line in bureau.see(no).trail if line.entry.step == "seal"][-1]


def package(bureau: Bureau, no: str) -> Path:
    """The package of the newest seal."""
    return room_of(bureau, no) / f"package-{seal_of(bureau, no).seq}"


def read(bag: Path, path: str) -> Any:
    """A JSON file of a package."""
    return json.loads((bag / "data" / path).read_text(encoding="utf-8"))


def ordered(bureau: Bureau, **given: Any) -> str:
    """A file in order, not sealed yet."""
    no = stages.closed(bureau, **given)
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    return no


def left_in(room: Path) -> list[str]:
    """What lies in a room."""
    return sorted(path.name for path in room.iterdir()) if room.exists() else []


def export(bureau: Bureau, no: str, to: Path) -> Exported:
    """The file as the legal office hands it over."""
    to.mkdir()
    return bureau.desk.export(no, bureau.who("legal"), bureau.now, to)


def test_the_seal_names_the_package_and_the_package_proves_itself(bureau: Bureau) -> None:
    """档案法第三十七条."""
    no = stages.archived(bureau, phone="0000-87654321", scans=[bureau.upload("申请表.png")])
    bag, seal = package(bureau, no), seal_of(bureau, no)

    assert tag_digest(bag) == seal.facts.text(PACKAGE)
    assert verifier.verify(bag).findings == []
    assert bagit.Bag(str(bag)).validate()  # somebody else's reading of RFC 8493
    assert left_in(room_of(bureau, no)) == [bag.name, f"{bag.name}.receipt.json"]
    assert bureau.findings() == []


def test_the_result_of_the_four_checks_stands_in_entry_package_and_paper(
    small_bureau: Bureau,
) -> None:
    """DA/T 70-2018."""
    no = stages.archived(small_bureau, scans=[small_bureau.upload("信封.png")])
    kept = [dict(row) for row in seal_of(small_bureau, no).facts.rows(FOUR_CHECKS)]

    assert kept == read(package(small_bureau, no), "checks.json")
    assert {row["property"] for row in kept} == {"authentic", "complete", "usable", "safe"}
    assert {row["result"] for row in kept} == {"passed", "noted"}
    paper = package(small_bureau, no) / "data/papers/06-办理台账.pdf"
    assert "台账哈希链通过" in pdf_text(paper.read_bytes())


def test_metadata_say_the_same_twice(small_bureau: Bureau) -> None:
    """DA/T 46-2009."""
    no = stages.archived(small_bureau)
    told = read(package(small_bureau, no), "metadata.json")
    tree = ElementTree.parse(package(small_bureau, no) / "data/metadata.xml").getroot()

    assert (told["档号"], told["保管期限"], told["保管期限依据"]) == (
        f"YSQ-{no}", "定期10年", "滨档函〔2008〕3号")
    for name in ("档号", "题名", "责任者", "文件编号", "申请编号"):
        assert tree.findtext(name) == told[name] != ""
    assert [one.findtext("数字摘要值") for one in tree.findall("文件")] == [
        one["数字摘要值"] for one in told["文件"]]


@pytest.mark.parametrize(("scan", "told"), [
    (VirusScan.CLEAN, "收存的1份材料在收存时均未发现病毒"),
    (VirusScan.NONE, "收存的1份材料中有1份未经病毒扫描，或者扫描未能完成"),
    (VirusScan.FAILED, "收存的1份材料中有1份未经病毒扫描，或者扫描未能完成"),
])
def test_the_virus_check_says_what_was_found_when_a_paper_came_in(
    small_bureau: Bureau, scan: VirusScan, told: str
) -> None:
    small_bureau.desk.intake = Intake(scan=lambda data, name: Scan(scan, "ClamAV 1.4"))
    no = ordered(small_bureau, scans=[small_bureau.upload("申请书.png")])
    items = small_bureau.desk.inspect(no, small_bureau.who("archivist"), small_bureau.now)

    (item,) = [one for one in items if one.item == "病毒检测"]
    assert item.why == told
    assert (item.result is CheckResult.PASSED) == (scan is VirusScan.CLEAN)


def test_names_given_by_applicants_are_kept_and_made_harmless(small_bureau: Bureau) -> None:
    no = ordered(small_bureau, scans=[
        small_bureau.upload("../../etc/申请:表.png", b"1"),
        small_bureau.upload("申请\u202etxt.exe", b"2"), small_bureau.upload("申请书.png", b"3"),
        small_bureau.upload("申请书.png", b"4"), small_bureau.upload("长" * 110 + ".png", b"5")])
    small_bureau.act(no, "archivist", "seal", archive_no="1")
    names = sorted(p.name for p in (package(small_bureau, no) / "data/file").iterdir())

    assert names[0] == "001-收件：申请_表.png"
    assert names[1] == "002-收件：申请txt.png"
    assert [name[4:] for name in names[2:4]] == ["收件：申请书.png"] * 2
    assert names[4].startswith("005-收件：长长")
    assert names[4].endswith(".png")
    assert all(len(name.encode()) <= MOST_OCTETS + 10 for name in names)


@pytest.mark.parametrize(("name", "safe"), [
    ("", "未命名"), ("...", "未命名"), (" .png", "png"), ("a\x00\n\u200bb.pdf", "ab.pdf"),
    ("CON|?*.pdf", "CON___.pdf"), ("100%.pdf", "100_.pdf"), ("无后缀", "无后缀"),
    ("字" * 99 + ".pdf", "字" * 48 + ".pdf"), ("x." + "y" * 200, "x." + "y" * 148),
])
def test_a_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_personal_fields_lie_in_a_file_of_their_own_in_clear(small_bureau: Bureau) -> None:
    no = stages.archived(small_bureau, phone="0000-87654321", address="滨江市建设路6号")
    bag = package(small_bureau, no)
    holding = {path.relative_to(bag).as_posix() for path in bag.rglob("*")
               if path.is_file() and "建设路6号".encode() in path.read_bytes()}

    assert holding == {"data/personal/fields.json"}
    assert oct((bag.parents[3]).stat().st_mode & 0o777) == "0o700"


def test_an_act_that_fails_leaves_no_package(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = ordered(small_bureau)

    def fail(*_: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("workflow.desk.projection.write", fail)
    with pytest.raises(RuntimeError):
        small_bureau.act(no, "archivist", "seal", archive_no="1")

    assert left_in(room_of(small_bureau, no)) == []


def test_what_a_crash_left_behind_is_replaced_and_swept(small_bureau: Bureau) -> None:
    no = ordered(small_bureau)
    room, next_seq = room_of(small_bureau, no), small_bureau.see(no).case.seq + 1
    for name in (f"package-{next_seq}", "package-99"):
        (room / name).mkdir(parents=True)
        (room / name / "half.txt").write_text("half")
    small_bureau.act(no, "archivist", "seal", archive_no="1")
    bag = package(small_bureau, no)

    assert left_in(room) == [bag.name, f"{bag.name}.receipt.json"]
    assert verifier.verify(bag).findings == []


def test_of_two_archivists_at_once_one_seals_and_one_package_stands(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = ordered(small_bureau)
    pack = small_bureau.desk.packing_room.pack

    def slowly(*given: Any) -> Any:
        packed = pack(*given)
        monkeypatch.undo()
        small_bureau.act(no, "archivist", "seal", archive_no="先")
        return packed

    monkeypatch.setattr(small_bureau.desk.packing_room, "pack", slowly)
    with pytest.raises(MovedOn):
        small_bureau.act(no, "archivist", "seal", archive_no="后")

    assert left_in(room_of(small_bureau, no)) == [
        package(small_bureau, no).name, f"{package(small_bureau, no).name}.receipt.json"]
    assert tag_digest(package(small_bureau, no)) == seal_of(small_bureau, no).facts.text(PACKAGE)


def test_a_click_sent_twice_seals_once_and_leaves_one_package(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = ordered(small_bureau)
    desk, who, seq = small_bureau.desk, small_bureau.who("archivist"), small_bureau.see(no).case.seq
    pack = desk.packing_room.pack

    def click() -> Any:
        return desk.perform(no, "seal", who, small_bureau.now, {"archive_no": "1"}, seen_seq=seq,
                            command_id="twice")

    def slowly(*given: Any) -> Any:
        packed = pack(*given)
        monkeypatch.undo()
        click()
        return packed

    monkeypatch.setattr(desk.packing_room, "pack", slowly)

    assert click().seq == seq + 1
    assert left_in(room_of(small_bureau, no)) == [
        f"package-{seq + 1}", f"package-{seq + 1}.receipt.json"]
    assert tag_digest(package(small_bureau, no)) == seal_of(small_bureau, no).facts.text(PACKAGE)


def test_without_a_shelf_nothing_is_sealed(small_bureau: Bureau) -> None:
    no = ordered(small_bureau)
    desk = small_bureau.desk
    small_bureau.desk = Desk(small_bureau.engine, small_bureau.store, small_bureau.keys,
                             desk.print_room.press)

    assert "存放位置" in small_bureau.refused(no, "archivist", "seal", archive_no="1")


@pytest.mark.parametrize(("place", "error"), [
    ("workflow.packing.write_bag", OSError(28, "No space left on device")),
    ("workflow.archive.bag.sync_tree", OSError(5, "Input/output error")),
], ids=["the disk is full", "the disk does not take what was written"])
def test_what_the_disk_refuses_is_not_sealed(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch, place: str, error: OSError
) -> None:
    no = ordered(small_bureau)

    def failing(*_: object) -> str:
        raise error

    monkeypatch.setattr(place, failing)
    with pytest.raises(OSError, match=str(error.strerror)):
        small_bureau.act(no, "archivist", "seal", archive_no="1")

    assert small_bureau.see(no).case.state.value == "archiving"
    assert left_in(room_of(small_bureau, no)) == []


def test_a_package_that_does_not_verify_is_not_sealed(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = ordered(small_bureau)

    def cut(folder: Path, *given: Any) -> str:
        shutil.rmtree(folder)
        return ""

    monkeypatch.setattr("workflow.packing.write_bag", cut)
    with pytest.raises(StepNotAllowed, match="归档包核验未通过"):
        small_bureau.act(no, "archivist", "seal", archive_no="1")


def corrected(bureau: Bureau) -> str:
    """A slip of the reply is mended after the seal; the notice is served."""
    no = stages.archived(bureau)
    bureau.act(no, "legal", "correct_letter", document=bureau.newest(no, "reply"),
               **stages_mending.SLIP)
    bureau.act(no, "reviewer", "approve_mending")
    bureau.post(no, "correction", on=stages.WEDNESDAY)
    bureau.delivered(no, "correction", on=stages.WEDNESDAY)
    return no


def test_what_came_after_the_seal_goes_into_a_supplement(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    no = corrected(small_bureau)
    seal, last = seal_of(small_bureau, no), small_bureau.see(no).case.seq
    done = export(small_bureau, no, tmp_path / "out")
    extra = tmp_path / "out" / f"supplement-{last}"

    assert set(done.bags) == {f"package-{seal.seq}", extra.name}
    assert left_in(tmp_path / "out") == [
        f"package-{seal.seq}", f"package-{seal.seq}.receipt.json", extra.name, "说明.txt"]
    told = read(extra, "package.json")
    assert (told["kind"], told["first_seq"], told["former"]) == (
        "supplement", seal.seq, seal.facts.text(PACKAGE))
    assert [row["title"] for row in read(extra, "catalogue.json")] == ["更正通知书"]
    for bag in done.bags:
        assert verifier.verify(tmp_path / "out" / bag).findings == []


def test_a_supplement_of_another_package_is_found(small_bureau: Bureau, tmp_path: Path) -> None:
    no = corrected(small_bureau)
    export(small_bureau, no, tmp_path / "out")
    extra = next((tmp_path / "out").glob("supplement-*"))
    told = read(extra, "package.json")
    (extra / "data/package.json").write_text(json.dumps({**told, "former": "0" * 64}))

    assert "V8-补充包" in {one.code for one in verifier.verify(extra).findings}


def test_an_open_request_is_exported_as_it_stands(small_bureau: Bureau, tmp_path: Path) -> None:
    no = stages.drafted(small_bureau)
    done = export(small_bureau, no, tmp_path / "out")
    bag = tmp_path / "out" / next(iter(done.bags))

    assert read(bag, "package.json")["kind"] == "file"
    assert read(bag, "package.json")["last_seq"] == small_bureau.see(no).case.seq
    assert verifier.verify(bag).findings == []
    assert done.remarks == ()


def test_papers_that_came_after_the_reply_are_marked(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    """行政诉讼法第三十五条: what was gathered after the act does not carry it."""
    no = stages.closed(small_bureau, scans=[small_bureau.upload("申请表.png")])
    small_bureau.act(no, "archivist", "attach", what="会议纪要",
                     papers=[small_bureau.upload("会议纪要.png", b"minutes")])
    done = export(small_bureau, no, tmp_path / "out")
    bag = tmp_path / "out" / next(iter(done.bags))

    later = {row["path"] for row in read(bag, "catalogue.json") if row["later"]}
    assert [Path(path).name[4:] for path in later] == ["后补-会议纪要：会议纪要.png"]
    assert "会议纪要.png（后补）" in pdf_text((bag / "data/papers/02-卷内目录.pdf").read_bytes())


def test_a_damaged_package_is_not_handed_out_as_the_sealed_one(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    no = stages.archived(small_bureau)
    (package(small_bureau, no) / "data/metadata.json").write_text("{}")
    done = export(small_bureau, no, tmp_path / "out")

    assert "原归档包缺失或者已被改动" in done.remarks[0]
    assert list(done.bags) == [f"{no}-{small_bureau.see(no).case.seq}"]
    assert verifier.verify(tmp_path / "out" / next(iter(done.bags))).findings == []


def test_a_lost_paper_does_not_keep_the_rest_from_being_handed_over(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    no = stages.assigned(small_bureau, scans=[small_bureau.upload("申请表.png")])
    scan = next(f for f in small_bureau.see(no).files if f.name == "申请表.png")
    small_bureau.lies_at(no, scan.digest).unlink()
    done = export(small_bureau, no, tmp_path / "out")
    bag = tmp_path / "out" / next(iter(done.bags))

    assert done.remarks == ("有1份材料缺失或者已被改动，未能放入",)
    assert {one.code for one in verifier.verify(bag).findings} == {"V4-材料"}


def test_a_file_sealed_a_second_time_keeps_its_first_package(small_bureau: Bureau) -> None:
    """A reply revoked after the seal is made anew; both packages stand."""
    no = stages_mending.revoked_from_the_archive(small_bureau)
    first = package(small_bureau, no)
    _answer_anew(small_bureau, no)
    second = package(small_bureau, no)

    assert first != second
    assert verifier.verify(first).findings == verifier.verify(second).findings == []
    assert read(second, "package.json")["first_seq"] == 1


def _answer_anew(bureau: Bureau, no: str) -> None:
    bureau.post(no, "revocation", on=stages.WEDNESDAY)
    bureau.delivered(no, "revocation", on=stages.WEDNESDAY)
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[stages.GRANTED])
    bureau.act(no, "colleague", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on=stages.WEDNESDAY)
    bureau.delivered(no, "reply", on=stages.WEDNESDAY)
    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no="2")


def test_the_archivist_sees_each_item_before_sealing(small_bureau: Bureau) -> None:
    no = ordered(small_bureau)
    archivist = small_bureau.who("archivist")
    items = small_bureau.desk.inspect(no, archivist, small_bureau.now)

    assert str(items[0]).startswith("真实性·台账哈希链：通过。")
    assert not any(one.failed for one in items)


def test_elsewhere_there_is_nothing_to_check(small_bureau: Bureau) -> None:
    no = stages.assigned(small_bureau)

    assert small_bureau.desk.inspect(no, small_bureau.who("archivist"), small_bureau.now) == ()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf of its own."""
    return Shelf(tmp_path / "shelf")


@pytest.mark.parametrize(("no", "place"), [
    ("BJZR-2026-0001", "BJZR/2026/BJZR-2026-0001"), ("A-B-2026-0001", "A-B/2026/A-B-2026-0001"),
    ("odd", "未命名/未命名/odd"),
])
def test_where_a_package_stands(shelf: Shelf, no: str, place: str, tmp_path: Path) -> None:
    assert shelf.room(no) == tmp_path / "shelf" / place


def faults(bureau: Bureau) -> list[str]:
    """What is wrong on the shelf, request by request."""
    shelf = bureau.desk.packing_room.shelf
    assert shelf is not None
    with reading(bureau.engine) as connection:
        return [f"{one.request}：{one.text}" for one in faults_on_the_shelf(connection, shelf)]


def test_the_shelf_is_compared_with_the_trails(small_bureau: Bureau) -> None:
    no = stages.archived(small_bureau)
    assert faults(small_bureau) == []

    metadata = package(small_bureau, no) / "data/metadata.json"
    good = metadata.read_bytes()
    metadata.write_bytes(good + b" ")
    assert "metadata.json" in faults(small_bureau)[0]
    metadata.write_bytes(good)
    shutil.rmtree(package(small_bureau, no))
    assert faults(small_bureau) == [f"{no}：归档包缺失，或者不是封卷时的那一个"]


def signing(bureau: Bureau, folder: Path) -> Notary:
    """From now on the log is signed, as in service."""
    notary, desk = Notary(folder / "notary"), bureau.desk
    desk.packing_room = PackingRoom(
        desk.print_room.press, desk.packing_room.shelf, SignedLog(bureau.engine, notary))
    return notary


def test_the_notary_of_the_house_proves_the_package_and_its_receipt(
    bureau: Bureau, tmp_path: Path
) -> None:
    """The log is signed before the seal commits, and once more for the receipt."""
    notary = signing(bureau, tmp_path)
    no = stages.archived(bureau, phone="0000-87654321")
    key = tmp_path / "key.txt"
    key.write_text(f"{notary.verifier(Log.LEGAL)}\n")
    report = verifier.verify(package(bureau, no), key)

    assert report.findings == []
    assert report.counted["存在证明"] == seal_of(bureau, no).seq
    assert not [text for text in report.notices if "无检查点" in text or "尚无" in text]


def test_a_witness_adds_its_line_and_the_verifier_checks_it(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    """C2SP tlog-cosignature."""
    notary = signing(small_bureau, tmp_path)
    bag = package(small_bureau, stages.archived(small_bureau))
    note = notes.read(next((bag / "data/trail/checkpoints").iterdir()).read_text())
    private = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    witness = notes.VerifierKey("witness", private.public_key().public_bytes_raw())
    good = notes.cosign(note.text, witness, private, small_bureau.now)
    key = tmp_path / "keys.txt"
    key.write_text(f"{notary.verifier(Log.LEGAL)}\n{witness}\n")

    for line, expected in ((good, []), (replace(good, data=bytes(72)), ["V6-签名"])):
        report = verifier.Report()
        log = verifier.Log(report, verifier.keys_of(key.read_bytes()))
        cosigned = replace(note, signatures=(*note.signatures, line))
        assert log.checkpoint(str(cosigned).encode(), "检查点") is not None
        assert [one.code for one in report.findings] == expected


def test_where_the_notary_refuses_nothing_is_sealed_and_an_export_says_so(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    no = ordered(small_bureau)
    notary = signing(small_bureau, tmp_path)
    checkpoint_now(small_bureau.engine, notary, small_bureau.now)
    state = tmp_path / "notary" / "legal" / "state.json"
    told = json.loads(state.read_text())
    state.write_text(json.dumps({**told, "last": "0" * 64}))

    assert "拒绝签发" in small_bureau.refused(no, "archivist", "seal", archive_no="1")
    assert "拒绝签发" in export(small_bureau, no, tmp_path / "out").remarks[0]


def jobs_of(bureau: Bureau, minutes: int = 3) -> Done:
    """What the background comes to so long after the seal."""
    bureau.now += timedelta(minutes=minutes)
    with writing(bureau.engine) as connection:  # what becomes of the receipt alone
        connection.execute(delete(Job).where(Job.kind == CHECKPOINT))
    return work_off(Workshop(bureau.desk), bureau.now)


def test_a_receipt_that_could_not_be_left_is_left_in_the_background(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full when the act had committed."""
    shelf = bureau.desk.packing_room.shelf
    assert shelf is not None

    def full(*given: Any) -> None:
        raise OSError(ENOSPC, "disk full")

    monkeypatch.setattr(shelf, "leave", full)
    no = stages.archived(bureau)
    bag = package(bureau, no)
    assert left_in(room_of(bureau, no)) == [bag.name]
    assert jobs_of(bureau) == Done(failed=1)
    monkeypatch.undo()

    assert jobs_of(bureau) == Done(done=1)
    assert left_in(room_of(bureau, no)) == [bag.name, f"{bag.name}.receipt.json"]
    assert jobs_of(bureau) == Done()


def test_a_receipt_waits_for_its_proof(small_bureau: Bureau, tmp_path: Path) -> None:
    """The notary had nothing to say when the seal committed, and signs a little later."""
    notary = signing(small_bureau, tmp_path)
    room = small_bureau.desk.packing_room
    small_bureau.desk.packing_room = PackingRoom(room._press, room.shelf, Silent())
    no = stages.archived(small_bureau)
    place = package(small_bureau, no).with_name(f"{package(small_bureau, no).name}.receipt.json")
    assert json.loads(place.read_text())["proof"] is None
    assert jobs_of(small_bureau) == Done(failed=1)

    small_bureau.desk.packing_room = room
    assert jobs_of(small_bureau) == Done(done=1)
    proof = json.loads(place.read_text())
    assert proof["proof"]
    assert proof["note"] == notary.newest(Log.LEGAL)


class Silent:
    """A notary whose checkpoints are not there yet."""

    def sign(self, at: datetime) -> None:
        """Sign nothing."""

    def proofs(self, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        """Prove nothing."""
        return {}

    def public_keys(self) -> Mapping[str, bytes]:
        """Know no key."""
        return {}


def test_a_receipt_of_a_package_that_is_gone_is_no_longer_needed(small_bureau: Bureau) -> None:
    no = stages.archived(small_bureau)
    shutil.rmtree(room_of(small_bureau, no))

    assert jobs_of(small_bureau) == Done(dropped=1)
