"""What lies on the disk (静态数据): no ID number, phone or address of anybody in clear text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.bureau import Bureau, sheet
from tests.postgresql import Cluster
from tests.workflow import stages as to
from workflow.record.database import reading
from workflow.record.housekeeping import encrypt_plain, sweep
from workflow.record.models import Base

#: Values found nowhere else, each as it is given.
APPLICANT = {
    "applicant_name": "欧阳濯缨", "id_kind": "resident_card", "id_number": "999999197707077771",
    "phone": "0000-77317731", "address": "滨江市静夜思巷77号", "email": "qi77qi@example.invalid",
}
OTHERS = {
    "agent": "司徒沧浪", "agent_phone": "0000-66426642", "agent_address": "滨江市琵琶行路66号",
    "party": "滨江蒹葭苍苍建材有限公司", "party_address": "滨江市蜀道难街55号",
    "new_phone": "0000-99539953", "receiver": "上官流觞",
}
SECRET = [value for key, value in {**APPLICANT, **OTHERS}.items()
          if key not in ("applicant_name", "id_kind")]


def filled(bureau: Bureau) -> str:
    """One request in which everybody's data has been written somewhere."""
    scan = bureau.upload("申请表.txt", "\n".join([*APPLICANT.values(), *SECRET]).encode())
    no = to.assigned(bureau, **APPLICANT, id_as_written=True, scans=[scan])
    bureau.act(no, "clerk", "record_person", part="agent", person=OTHERS["agent"],
               person_phone=OTHERS["agent_phone"], person_address=OTHERS["agent_address"],
               papers=[bureau.upload("委托书.txt", OTHERS["agent_phone"].encode())])
    bureau.act(no, "clerk", "record_person", part="contact", person=APPLICANT["applicant_name"],
               phone=OTHERS["new_phone"])
    bureau.act(no, "handler", "consult_third_party", who=OTHERS["party"], item=1,
               party_address=OTHERS["party_address"], part="设备报价", why="可能涉及商业秘密")
    bureau.post(no, "consultation", on=to.MONDAY)
    bureau.delivered(no, "consultation", on=to.MONDAY, by=OTHERS["receiver"])
    return no


def spellings(value: str) -> Iterator[bytes]:
    """How a value could lie there."""
    for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield value.encode(coding)
    yield value.encode().hex().encode()
    yield value.encode("unicode_escape")


def seen_in(octets: bytes, values: list[str]) -> list[str]:
    """Which values stand in these bytes."""
    return [value for value in values if any(one in octets for one in spellings(value))]


def on_disk(bureau: Bureau, folder: Path, cluster: Cluster) -> Iterator[tuple[str, bytes]]:
    """Every byte of database, journal and files."""
    places = [*folder.glob("yishen.sqlite*"), *(folder / "files").rglob("*")]
    if bureau.engine.dialect.name == "postgresql":
        with reading(bureau.engine) as connection:
            oid = connection.scalar(text(
                "SELECT oid FROM pg_database WHERE datname = current_database()"))
        cluster.say("CHECKPOINT")
        places = [*(folder / "files").rglob("*"),
                  *(cluster.folder / "cluster" / "base" / str(oid)).iterdir()]
    for place in places:
        if place.is_file():
            yield place.name, place.read_bytes()


def in_tables(bureau: Bureau) -> Iterator[tuple[str, bytes]]:
    """Every row of every table as text, as a dump of the database would hold it."""
    with reading(bureau.engine) as connection:
        for table in Base.metadata.tables:
            rows = connection.execute(text(f"SELECT * FROM {table}"))
            yield table, b"\n".join(
                value if isinstance(value, bytes) else str(value).encode()
                for row in rows for value in row)


def test_strings_finds_no_personal_value_on_the_disk(
    bureau: Bureau, tmp_path: Path, cluster: Cluster
) -> None:
    """Over database, journal and files, in every coding; the name alone stands in lists."""
    no = filled(bureau)

    found = {name: seen_in(octets, SECRET) for name, octets in on_disk(bureau, tmp_path, cluster)}
    assert {name: values for name, values in found.items() if values} == {}
    assert len(found) > 5
    tables = {name: seen_in(octets, [*SECRET, APPLICANT["applicant_name"]])
              for name, octets in in_tables(bureau)}
    assert {name: values for name, values in tables.items() if values} == {
        "request": [APPLICANT["applicant_name"]], "request_search": [APPLICANT["applicant_name"]]}
    assert bureau.see(no).personal["phone"] == OTHERS["new_phone"]
    assert bureau.findings() == []


def test_the_search_would_find_them(small_bureau: Bureau, tmp_path: Path) -> None:
    """The test above is worth something: what is written plainly it names."""
    to.received(small_bureau, items=[{"wanted": APPLICANT["address"]}],
                scans=[small_bureau.upload("申请表.txt")])
    (tmp_path / "files" / "plain").write_bytes(APPLICANT["phone"].encode("gb18030"))

    found = {value for place in (*tmp_path.glob("yishen.sqlite*"), tmp_path / "files" / "plain")
             for value in seen_in(place.read_bytes(), SECRET)}
    assert found == {APPLICANT["address"], APPLICANT["phone"]}


def _made_plain(bureau: Bureau, folder: Path) -> dict[str, bytes]:
    """Turn every file into one of the first version: plain, named by its digest."""
    with reading(bureau.engine) as connection:
        rows = connection.execute(text("SELECT DISTINCT request, digest FROM stored_file")).all()
    files = {}
    for request, digest in rows:
        data = bureau.desk.file(request, digest, bureau.who("clerk"), bureau.now).data
        place = folder / "files" / digest[:2] / digest[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        files[digest] = data
    with bureau.engine.begin() as connection:
        connection.execute(text("UPDATE stored_file SET place = '', key = NULL"))
    return files


def test_files_of_the_first_version_stay_readable_and_are_encrypted_by_a_command(
    bureau: Bureau, tmp_path: Path
) -> None:
    first = to.registered(bureau, scans=[bureau.upload("申请表.png", b"the same")])
    second = to.registered(bureau, scans=[bureau.upload("申请表.png", b"the same")])
    files = _made_plain(bureau, tmp_path)
    assert bureau.findings() == []

    stopped = encrypt_plain(bureau.engine, bureau.keys, bureau.store)
    assert next(stopped) is None
    assert bureau.findings() == []
    assert list(encrypt_plain(bureau.engine, bureau.keys, bureau.store)) == [None] * 3

    assert bureau.findings() == []
    left = b"".join(place.read_bytes() for place in (tmp_path / "files").glob("??/*"))
    assert not any(data in left for data in files.values())
    for no in (first, second):
        (scan,) = [file for file in bureau.see(no).files if file.name == "申请表.png"]
        assert bureau.desk.file(no, scan.digest, bureau.who("clerk"), bureau.now).data == (
            sheet(b"the same"))


def test_a_plain_file_that_is_gone_is_named_and_the_rest_is_encrypted(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    to.received(small_bureau, scans=[small_bureau.upload("甲.png", b"first"),
                                     small_bureau.upload("乙.png", b"second")])
    gone = next(digest for digest, data in _made_plain(small_bureau, tmp_path).items()
                if data == sheet(b"first"))
    (tmp_path / "files" / gone[:2] / gone[2:]).unlink()

    told = list(encrypt_plain(small_bureau.engine, small_bureau.keys, small_bureau.store))
    assert sorted(str(one) for one in told) == ["None", f"案卷材料缺失：{gone[:16]}…"]


@pytest.mark.parametrize("plain", [False, True])
def test_only_what_nobody_filed_is_swept_and_not_before_its_time(
    bureau: Bureau, tmp_path: Path, plain: bool
) -> None:
    to.registered(bureau, scans=[bureau.upload("申请表.png", b"filed")])
    if plain:
        _made_plain(bureau, tmp_path)
    token = bureau.upload("没有提交.png", b"never sent")
    written = max(at for _, at in bureau.store.names())

    assert sweep(bureau.engine, bureau.store, written - 3600) == 0
    assert sweep(bureau.engine, bureau.store, written + 1) == 1 + 2 * plain
    assert bureau.findings() == []
    assert "请重新选择" in bureau.refused(
        to.registered(bureau), "clerk", "attach", what="材料", papers=[token])
