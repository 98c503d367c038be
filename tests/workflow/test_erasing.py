"""Erasing (销毁个人信息, 个人信息保护法第四十七条): the person goes, the trail proves as before."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text

from letters.render import Press
from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.conftest import Founded, _prepared
from tests.workflow.stages_mending import SLIP
from tests.workflow.test_at_rest import seen_in
from tests.workflow.test_verify import attack
from workflow.archive import replay
from workflow.archive.auditor.audit import audit
from workflow.archive.shelf import Shelf
from workflow.archive.shelved import faults_on_the_shelf
from workflow.erasing import Order, erase, kept_until
from workflow.errors import NotFound, StepNotAllowed, TrailBroken
from workflow.record import personal
from workflow.record.database import reading, writing
from workflow.record.erasures import ERASED_NAME, Ground, Stone
from workflow.record.erasures import destroy as destroy_fields
from workflow.record.security import SecurityAct, newest
from workflow.reports.register import register

FOR_TEN_YEARS, FOR_EVER = "BJZR-2026-0001", "BJZR-2026-0002"
OWN = {"applicant_name": "欧阳濯缨", "phone": "0000-77317731", "address": "滨江市静夜思巷77号"}
#: The day after the term of a file sealed in June 2026 and kept ten years (a Thursday).
RIPE = "2037-01-01 09:00"
LAST_DAY = "2036-12-31 09:00"


def _two_sealed(bureau: Bureau) -> None:
    """Two requests answered, closed and sealed on Tuesday, one kept ten years, one for ever."""
    for retention, own in (("ten_years", OWN), ("permanent", {"phone": "0000-1"})):
        scan = bureau.upload("欧阳濯缨身份证.png", b"scan" * 50)
        no = to.assigned(bureau, **own, scans=[scan] if own is OWN else [])
        bureau.at(f"{to.TUESDAY} 09:00")
        bureau.act(no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
        bureau.act(no, "handler", "submit_for_review")
        bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
        bureau.act(no, "reviewer", "approve")
        bureau.act(no, "clerk", "issue")
        bureau.post(no, "reply", on=to.TUESDAY)
        bureau.delivered(no, "reply", on=to.TUESDAY)
        bureau.act(no, "clerk", "close")
        bureau.act(no, "archivist", "complete_file", retention=retention)
        bureau.act(no, "archivist", "seal", archive_no=f"XXGK-{no}")


@pytest.fixture(scope="session")
def sealed(request: pytest.FixtureRequest, founded: Founded) -> Founded:
    """A bureau with two sealed files, to copy from."""
    return _prepared(request, founded.file, founded.cluster, founded.name, "sealed", _two_sealed)


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(
    request: pytest.FixtureRequest, sealed: Founded, tmp_path: Path, press: Press
) -> Iterator[Bureau]:
    """Two sealed files lie in the bureau, on SQLite and on PostgreSQL."""
    with sealed.copy(request.param, tmp_path, press) as bureau:
        bureau._commands = count(1000)  # the first ones were given in the copied bureau
        yield bureau


@pytest.fixture
def small_archive(sealed: Founded, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """The same on SQLite alone."""
    with sealed.copy("sqlite", tmp_path, press) as bureau:
        bureau._commands = count(1000)
        yield bureau


def order(no: str, /, **other: Any) -> Order:
    """The archivist, with the approval of the head, at the end of the term."""
    told = {"officer": "archivist", "approver": "head", "ground": Ground.TERM_OVER,
            "document": "滨档鉴〔2037〕1号", "reason": "保管期满，鉴定无继续保存价值", **other}
    return Order(no, **told)


def packages(bureau: Bureau) -> Shelf:
    """Where the packages of the bureau stand."""
    shelf = bureau.desk.packing_room.shelf
    assert shelf is not None
    return shelf


def destroy(bureau: Bureau, told: Order, when: str = RIPE) -> bool:
    """Carry an order out at a moment."""
    return erase(bureau.engine, bureau.store, packages(bureau), told, bureau.at(when).now)


def erased(bureau: Bureau, no: str, when: str = RIPE, /, **other: Any) -> None:
    """Erase a request at a moment."""
    destroy(bureau, order(no, **other), when)


def refused(bureau: Bureau, no: str, when: str = RIPE, /, **other: Any) -> str:
    """All reasons against erasing."""
    with pytest.raises(StepNotAllowed) as refusal:
        erased(bureau, no, when, **other)
    return str(refusal.value)


def test_what_is_erased_is_gone_and_everything_else_verifies(
    archive: Bureau, tmp_path: Path
) -> None:
    no, other = FOR_TEN_YEARS, FOR_EVER
    chain = [line.hash for line in archive.see(no).trail]
    places = set(archive.store.names())
    erased(archive, no)

    assert archive.findings() == []
    assert replay.rebuild(archive.engine, archive.keys) == 0
    seen = archive.see(no)
    assert [line.hash for line in seen.trail] == chain
    assert (seen.applicant_name, dict(seen.personal)) == (
        ERASED_NAME, {"applicant_name": ERASED_NAME})
    assert {file.name for file in seen.files} == {"（已销毁）"}
    assert len(set(archive.store.names())) == len(places) - len(seen.files)
    with reading(archive.engine) as connection, pytest.raises(TrailBroken, match="已不存在"):
        personal.vault_of(connection, archive.keys, no)
    assert archive.see(other).personal["phone"] == "000*-1"


def test_neither_database_nor_files_hold_what_was_erased(
    small_archive: Bureau, tmp_path: Path
) -> None:
    """Not in the free pages and not in the journal either (SQLite)."""
    no = FOR_TEN_YEARS
    with reading(small_archive.engine) as connection:
        wrapped = connection.scalar(text("SELECT wrapped FROM request_key WHERE request = :no"),
                                    {"no": no})
    assert destroy(small_archive, order(no))

    for place in (*tmp_path.glob("yishen.sqlite*"), *(tmp_path / "files").glob("??/*")):
        assert seen_in(place.read_bytes(), [*OWN.values()]) == [], place
        assert wrapped not in place.read_bytes()
    for place in tmp_path.glob("yishen.sqlite*"):
        # Nor the pieces of the name the index of searches was made of, nor how it is spelt.
        pieces = ("濯", "缨", "oyzy", "ouyangzhuoyi")
        assert [one for one in pieces if one.encode() in place.read_bytes()] == [], place


def test_a_person_who_was_erased_is_found_no_more(archive: Bureau) -> None:
    def found(query: str) -> list[str]:
        with reading(archive.engine) as connection:
            page = register(connection, archive.who("clerk"), date(2037, 1, 1),
                            archive.desk.calendar(None, archive.now), text=query)
        return [row.no for row in page.rows]

    assert all(found(query) == [FOR_TEN_YEARS] for query in ("欧阳", "濯缨", "oyzy"))
    erased(archive, FOR_TEN_YEARS)

    assert [found(query) for query in ("欧阳", "濯", "oyzy", "已销毁")] == [[]] * 4
    assert FOR_TEN_YEARS in found("滨江大桥")


def test_the_package_goes_too_and_one_that_is_left_is_named(small_bureau: Bureau) -> None:
    """It holds the personal data in clear, to be read without us."""
    no, other = to.archived(small_bureau), to.archived(small_bureau)
    room = packages(small_bureau).room(no)
    assert [*room.glob("package-*")]
    erased(small_bureau, no, ground=Ground.ORDER)

    with reading(small_bureau.engine) as connection:
        assert (room.exists(), packages(small_bureau).room(other).exists()) == (False, True)
        assert [*faults_on_the_shelf(connection, packages(small_bureau))] == []
        room.mkdir()
        (fault,) = faults_on_the_shelf(connection, packages(small_bureau))
    assert (fault.request, "归档包仍在" in str(fault)) == (no, True)


def test_an_erased_request_is_not_exported_and_the_auditor_asks_nothing_of_it(
    small_archive: Bureau, tmp_path: Path
) -> None:
    no = FOR_TEN_YEARS
    erased(small_archive, no)

    with pytest.raises(NotFound, match="已随个人信息销毁"):
        small_archive.desk.export(no, small_archive.who("archivist"), small_archive.now, tmp_path)
    told = {one.request: one for one in audit(
        small_archive.engine, small_archive.keys, small_archive.store, date(2037, 1, 2))}
    assert (told[no].letters, told[no].findings) == (0, ())
    assert told[FOR_EVER].letters > 0


def test_an_erased_request_can_be_read_and_nothing_done_with_it(archive: Bureau) -> None:
    no = FOR_TEN_YEARS
    digest = archive.see(no).files[0].digest
    erased(archive, no)

    for reach in (lambda: archive.desk.document(no, "2-1", archive.who("clerk"), archive.now),
                  lambda: archive.desk.file(no, digest, archive.who("clerk"), archive.now)):
        with pytest.raises(NotFound, match="已随个人信息销毁"):
            reach()
    assert "已经销毁" in archive.refused(
        no, "legal", "correct_letter", document="2-1", **SLIP)
    assert archive.see(no).earlier == ()


def test_who_erased_what_and_why_is_in_the_security_log(archive: Bureau) -> None:
    no = FOR_TEN_YEARS
    erased(archive, no)

    with reading(archive.engine) as connection:
        (line,) = newest(connection, only=SecurityAct.PERSONAL_ERASED)
    assert (line.officer, line.facts) == ("archivist", {
        "request": no, "approver": "head", "ground": "term_over",
        "document": "滨档鉴〔2037〕1号", "reason": "保管期满，鉴定无继续保存价值"})


def test_a_file_is_kept_to_the_last_day_of_its_term(archive: Bureau) -> None:
    """Counted from the first of January after the sealing."""
    no = FOR_TEN_YEARS
    seen = archive.see(no)

    assert kept_until([line.entry for line in seen.trail], seen.case) == date(2036, 12, 31)
    assert "保管期限至2036-12-31" in refused(archive, no, LAST_DAY)
    erased(archive, no, RIPE)
    assert "已经销毁" in refused(archive, no)


def test_a_file_kept_for_ever_goes_only_by_a_decision(small_archive: Bureau) -> None:
    assert "永久保管" in refused(small_archive, FOR_EVER, "2126-01-01 09:00")

    erased(small_archive, FOR_EVER, ground=Ground.ORDER, document="（2027）测0101行初1号")
    assert small_archive.findings() == []


def test_an_open_request_is_never_erased(small_bureau: Bureau) -> None:
    no = to.registered(small_bureau)

    assert "在办的不得删除" in refused(small_bureau, no, ground=Ground.ORDER)
    with pytest.raises(NotFound, match="没有找到申请"):
        erased(small_bureau, "BJZR-1999-0001")


def test_nothing_is_erased_while_a_reconsideration_is_undecided(small_archive: Bureau) -> None:
    small_archive.at("2026-06-04 10:00")
    small_archive.act(FOR_TEN_YEARS, "legal", "record_remedy", kind="reconsideration",
                      body="滨江市人民政府", case_no="滨政行复〔2026〕1号",
                      copy_received_on="2026-06-04")

    assert "尚未审结" in refused(small_archive, FOR_TEN_YEARS)


@pytest.mark.parametrize(("other", "reason"), [
    ({"officer": "clerk"}, "没有该岗位"), ({"approver": "legal"}, "没有该岗位"),
    ({"officer": "head", "approver": "head"}, "不得为同一人"), ({"document": " "}, "文号"),
    ({"document": "号" * 121}, "最多120个字"), ({"reason": " "}, "理由")])
def test_two_persons_a_document_and_a_reason_are_needed(
    small_archive: Bureau, other: dict[str, str], reason: str
) -> None:
    assert reason in refused(small_archive, FOR_TEN_YEARS, **other)


def test_an_act_begun_before_an_erasure_is_not_written_after_it(bureau: Bureau) -> None:
    """It waits for the lock of the erasure; then its key no longer exists, nor may it be sealed."""
    no = to.registered(bureau, **OWN)
    answers: list[str] = []
    act = Thread(target=lambda: answers.append(
        bureau.refused(no, "clerk", "note", text="与申请人电话联系")))
    with writing(bureau.engine) as connection:
        connection.execute(text("UPDATE request SET held = held WHERE no = :no"), {"no": no})
        destroy_fields(connection, Stone.of(
            no, bureau.now, "archivist", "head", Ground.ORDER, "滨档鉴〔2037〕1号", "期满"))
        act.start()
        act.join(1)
        assert act.is_alive()
    act.join()

    assert "已经销毁" in answers[0]


ATTACKS = {
    "a key destroyed without a stone": "DELETE FROM request_key WHERE request = :no",
    "a stone nobody set": "INSERT INTO erasure VALUES (:no, '2037-01-01T01:00:00.000000Z', "
                          "'archivist', 'head', 'term_over', '1', '1')",
}


@pytest.mark.parametrize("statement", ATTACKS.values(), ids=ATTACKS)
def test_a_missing_key_and_a_false_stone_are_found(bureau: Bureau, statement: str) -> None:
    no = to.registered(bureau, **OWN)
    attack(bureau, statement, no=no)

    assert "E6-个人信息" in {one.code for one in bureau.findings()}


@pytest.mark.parametrize("statement", [
    "DELETE FROM erasure", "UPDATE erasure SET request = 'BJZR-1999-0001'",
    *(f"UPDATE erasure SET {column} = 'x'"
      for column in ("at", "officer", "approver", "ground", "document", "reason")),
    "UPDATE request SET applicant_name = '欧阳濯缨'",
    "INSERT INTO personal_field SELECT request, 1, 'phone', 'x' FROM erasure",
    "INSERT INTO request_key SELECT request, 'x' FROM erasure",
    "INSERT INTO person_mark SELECT request, 'phone', 'x' FROM erasure",
    "DELETE FROM stored_file",
])
def test_whatever_is_changed_at_an_erased_request_is_found(
    small_archive: Bureau, statement: str
) -> None:
    no = FOR_TEN_YEARS
    erased(small_archive, no)
    attack(small_archive, statement)

    assert no in {one.request for one in small_archive.findings()}
    if statement == "DELETE FROM erasure":
        assert "E6-个人信息" in {one.code for one in small_archive.findings()}


def test_the_contact_in_a_sealed_file_is_masked_for_the_clerk_too(small_archive: Bureau) -> None:
    """What is archived is stored and protected; whoever needs it gives a reason."""
    seen = small_archive.see(FOR_TEN_YEARS, "clerk")

    assert seen.personal["phone"] == "0000******731"
    assert [one.label for one in seen.sealed][:2] == ["联系电话", "通信地址"]
    told = small_archive.desk.unmask(
        FOR_TEN_YEARS, small_archive.who("clerk"), small_archive.now, [seen.sealed[0].key], "补寄")
    assert told == (("联系电话", OWN["phone"]),)
