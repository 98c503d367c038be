"""Personal fields (个人信息): sealed beside the trail, bound to their place, masked when shown."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.errors import TrailBroken
from workflow.record import models, personal
from workflow.record.database import reading, writing
from workflow.record.personal import KeyRing, Vault, masked

OWN = {"applicant_name": "吴玥独", "phone": "0000-55556666", "address": "滨江市无名路77号"}


def test_a_sealed_field_opens_only_where_it_was_sealed() -> None:
    vault = Vault("BJZR-2026-0001", b"k" * 32)
    sealed = vault.seal(1, "phone", "0000-1")

    assert vault.open(1, "phone", sealed) == "0000-1"
    for seq, name, lying in ((2, "phone", sealed), (1, "email", sealed),
                             (1, "phone", sealed[:-1] + b"x"), (1, "phone", b""),
                             (1, "phone", b"g3" + sealed[2:]), (1, "phone", b"g1" + sealed[2:]),
                             (1, "phone", sealed[:2] + b"else" + sealed[6:])):
        with pytest.raises(TrailBroken, match="已被改动"):
            vault.open(seq, name, lying)
    with pytest.raises(TrailBroken):
        Vault("BJZR-2026-0002", b"k" * 32).open(1, "phone", sealed)


def test_the_same_value_has_another_commitment_in_every_request_and_entry() -> None:
    first, second = Vault("A", b"k" * 32), Vault("B", b"l" * 32)

    assert len({first.commitment(1, "phone", "1")["commitment"],
                first.commitment(2, "phone", "1")["commitment"],
                first.commitment(1, "email", "1")["commitment"],
                second.commitment(1, "phone", "1")["commitment"]}) == 4


def test_a_data_key_belongs_to_one_request(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    wrapped = ring.wrap("A", b"k" * 32)

    assert ring.unwrap("A", wrapped) == b"k" * 32
    for request, lying in (("B", wrapped), ("A", b""), ("A", b"x" * 60)):
        with pytest.raises(TrailBroken, match="无法打开"):
            ring.unwrap(request, lying)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    """Several workers make the key on first use; all must come to hold the same one."""
    barrier, rings = threading.Barrier(8), []

    def start() -> None:
        barrier.wait()
        rings.append(KeyRing(tmp_path))

    workers = [threading.Thread(target=start) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    wrapped = rings[0].wrap("A", b"k" * 32)
    assert {ring.unwrap("A", wrapped) for ring in rings} == {b"k" * 32}
    assert {path.name for path in tmp_path.iterdir()} == {"personal.key", "index.key"}
    assert len({ring.index for ring in rings}) == 1
    assert (tmp_path / "personal.key").stat().st_mode & 0o777 == 0o600


def test_no_table_but_the_list_of_requests_shows_a_personal_value(small_bureau: Bureau) -> None:
    """The name stands in the list to be found by; nothing else is readable."""
    to.registered(small_bureau, **OWN)
    raw = Path(str(small_bureau.engine.url.database)).read_bytes()
    small_bureau.engine.dispose()

    with reading(small_bureau.engine) as connection:
        names = set(connection.scalars(text("SELECT applicant_name FROM request")))
    assert names == {OWN["applicant_name"]}
    for name in ("phone", "address"):
        assert OWN[name].encode() not in raw


def test_once_the_key_is_destroyed_the_fields_are_gone_and_the_chain_still_holds(
    bureau: Bureau,
) -> None:
    """个人信息保护法第四十七条: what remains proves the acts, not the person."""
    no = to.registered(bureau, **OWN)
    with writing(bureau.engine) as connection:
        connection.execute(delete(models.RequestKey).where(models.RequestKey.request == no))

    assert {one.code for one in bureau.findings()} == {
        "E6-个人信息", "E5-材料", "E4-投影"}
    with reading(bureau.engine) as connection, pytest.raises(TrailBroken, match="已不存在"):
        personal.vault_of(connection, bureau.keys, no)


def test_numbers_and_contacts_are_masked_for_whoever_does_not_write_letters(
    stages: to.Stages,
) -> None:
    bureau = stages.bureau.at(f"{to.WEDNESDAY} 09:00")
    no = stages.numbers["received"]
    seen = {login: bureau.see(no, login).personal for login in ("clerk", "legal", "reviewer")}

    assert seen["clerk"]["applicant_name"] == seen["legal"]["applicant_name"] == "吴玥"


@pytest.mark.parametrize(("value", "shown"), [
    ("", ""), ("王", "王"), ("王芳", "王*"), ("0000", "0***"), ("0000-1234", "000****34"),
    ("999999198001010011", "9999***********011"),
])
def test_only_the_ends_of_a_number_are_shown(value: str, shown: str) -> None:
    assert masked(value) == shown


@given(st.text(max_size=60))
def test_masking_keeps_the_length_and_hides_the_middle(value: str) -> None:
    shown = masked(value)

    assert len(shown) == len(value)
    if len(value) > 4:
        hidden = [a for a, b in zip(value, shown, strict=True) if b == "*" and a != "*"]
        assert len(hidden) >= len([c for c in value if c != "*"]) - 7


def test_a_consulted_party_s_address_is_not_taken_for_the_applicant_s(
    small_bureau: Bureau,
) -> None:
    no = to.assigned(small_bureau, **OWN)
    small_bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
                     part="设备报价", why="可能涉及商业秘密",
                     party_address="滨江市工业路9号")

    assert small_bureau.see(no).personal["address"] == OWN["address"]
