"""The standalone verifier (独立核验程序): one flipped byte is found, on a bare Python."""

import ast
import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from letters.render import Press
from tests.notary import ORIGIN, Notary, signed
from tests.workflow import stages
from tests.workflow.conftest import Founded
from workflow.archive import content, verifier
from workflow.packing import PackingRoom
from workflow.record.trail import hash_of

SOURCE = Path(verifier.__file__)
#: A change to a folder, by whoever holds it.
Attack = Callable[[Path], None]


@pytest.fixture(scope="module")
def sealed(founded: Founded, press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sealed request, with proofs, beside it its receipt."""
    folder = tmp_path_factory.mktemp("sealed")
    with founded.copy("sqlite", folder, press) as bureau:
        room = bureau.desk.packing_room
        bureau.desk.packing_room = PackingRoom(lambda: press, room.shelf, Notary())
        no = stages.archived(bureau, phone="0000-87654321", scans=[bureau.upload("申请表.png")])
        assert room.shelf is not None
        return room.shelf.room(no)


@pytest.fixture
def bag(sealed: Path, tmp_path: Path) -> Path:
    """A copy of the package to be attacked."""
    shutil.copytree(sealed, tmp_path / "copy")
    return next(path for path in (tmp_path / "copy").iterdir() if path.is_dir())


def key_file(folder: Path, notary: Notary | None = None) -> Path:
    """The public key as the legal office would keep it."""
    place = folder / "key.txt"
    keys = (notary or Notary()).public_keys().items()
    place.write_text("".join(f"{content.verifier_key(n, k)}\n" for n, k in keys))
    return place


def codes(bag: Path, **more: Path | None) -> set[str]:
    """The codes of all findings; a crash is none of them."""
    found = {one.code for one in verifier.verify(bag, **more).findings}
    assert "V0-程序" not in found
    return found


def receipt(bag: Path) -> Path:
    """The receipt beside a package."""
    return bag.with_name(f"{bag.name}.receipt.json")


def rebag(bag: Path) -> None:
    """Make all manifests fit again, as somebody who knows BagIt would."""
    held = {p.relative_to(bag).as_posix(): p.read_bytes()
            for p in sorted((bag / "data").rglob("*")) if p.is_file()}
    info = (bag / "bag-info.txt").read_text().rpartition("Payload-Oxum")[0]
    octets = sum(map(len, held.values()))
    (bag / "bag-info.txt").write_text(f"{info}Payload-Oxum: {octets}.{len(held)}\n")
    _manifests(bag, "manifest", held)
    _manifests(bag, "tagmanifest", {
        name: (bag / name).read_bytes() for name in (
            "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")})


def _manifests(bag: Path, kind: str, held: dict[str, bytes]) -> None:
    for name in ("sha256", "sha512"):
        (bag / f"{kind}-{name}.txt").write_text("".join(
            f"{hashlib.new(name, data).hexdigest()}  {path}\n" for path, data in held.items()))


def test_the_verifier_passes_its_known_answers() -> None:
    assert verifier.self_test() == []


def test_an_untouched_package_has_no_finding(bag: Path, tmp_path: Path) -> None:
    report = verifier.verify(bag, key_file(tmp_path))

    assert report.findings == []
    assert report.counted["签名"] == 2  # one checkpoint of the package, one of the receipt
    assert report.counted["存在证明"] == report.counted["台账条目"] + 1
    assert report.counted["个人信息"] >= 3
    assert report.counted["归档回执"] == 1


def files_of(bag: Path) -> list[Path]:
    """Every file of a package and its receipt."""
    return [*sorted(p for p in bag.rglob("*") if p.is_file()), receipt(bag)]


def test_one_flipped_byte_in_any_file_is_found(bag: Path) -> None:
    """In every file at its first, its last and some random octets."""
    chance = random.Random(20260603)
    missed = []
    for file in files_of(bag):
        good = file.read_bytes()
        places = {0, len(good) - 1, *(chance.randrange(len(good)) for _ in range(3))}
        for place in sorted(places) if good else ():
            changed = bytearray(good)
            changed[place] ^= chance.randrange(1, 256)
            file.write_bytes(changed)
            if not codes(bag):
                missed.append((file.name, place))
        file.write_bytes(good)

    assert missed == []
    assert codes(bag) == set()


def test_every_octet_of_the_tag_files_and_the_receipt_counts(bag: Path) -> None:
    """What no manifest covers must not have an octet to spare."""
    small = [bag / "bagit.txt", bag / "bag-info.txt", bag / "tagmanifest-sha256.txt",
             bag / "data" / "trail" / "proofs.json", receipt(bag)]
    missed = []
    for file in small:
        good = file.read_bytes()
        for place in range(0, len(good), 1 + len(good) // 20):
            changed = bytearray(good)
            changed[place] ^= 0x20  # another case, a blank: what a lax reader overlooks
            file.write_bytes(changed)
            if not codes(bag):
                missed.append((file.name, place))
        file.write_bytes(good)

    assert missed == []


def _remove(file: Path) -> None:
    file.unlink()


def _rename(file: Path) -> None:
    file.rename(file.with_name(f"x{file.name}"))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("attack", [_remove, _rename, _empty])
def test_a_file_removed_renamed_or_emptied_is_found(bag: Path, attack: Attack) -> None:
    for file in files_of(bag)[:-1]:
        if file.stat().st_size:
            good = file.read_bytes()
            attack(file)
            assert codes(bag), file
            file.with_name(f"x{file.name}").unlink(missing_ok=True)
            file.write_bytes(good)


@pytest.mark.parametrize("place", ["x.txt", "data/x.txt", "data/file/x.pdf", "meta/x.txt"])
def test_a_file_added_is_found(bag: Path, place: str) -> None:
    (bag / place).parent.mkdir(exist_ok=True)
    (bag / place).write_bytes(b"x")

    assert codes(bag) & {"V2-文件"}


def test_a_link_is_found_and_not_followed(bag: Path, tmp_path: Path) -> None:
    file = bag / "data" / "metadata.json"
    shutil.move(file, tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")

    assert codes(bag) & {"V2-文件"}


def _lines(bag: Path) -> list[str]:
    return (bag / "data/trail/entries.jsonl").read_text().splitlines()


def _write_trail(bag: Path, bodies: list[str], first: int = 1) -> None:
    (bag / "data/trail/entries.jsonl").write_text("".join(f"{body}\n" for body in bodies))
    (bag / "data/trail/hashes.txt").write_text("".join(
        f"{seq} {hash_of(body)}\n" for seq, body in enumerate(bodies, first)))


def _edit(bag: Path, path: str, change: Callable[[Any], Any]) -> None:
    file = bag / "data" / path
    file.write_text(json.dumps(change(json.loads(file.read_text())), ensure_ascii=False))


def _edit_body(bag: Path) -> None:
    bodies = _lines(bag)
    bodies[2] = bodies[2].replace("法规科", "办公室")
    _write_trail(bag, bodies)


def _edit_body_keeping_its_hash(bag: Path) -> None:
    file = bag / "data/trail/entries.jsonl"
    file.write_text(file.read_text().replace("法规科", "办公室"))


def _rechained(bag: Path) -> None:
    """The whole chain made anew over a changed entry."""
    prev, bodies = "0" * 64, []
    for body in _lines(bag):
        values = {**json.loads(body.replace("法规科", "办公室")), "prev": prev}
        bodies.append(verifier.canonical(values))
        prev = hash_of(bodies[-1])
    _write_trail(bag, bodies)


def _without_an_entry(bag: Path) -> None:
    bodies = _lines(bag)
    _write_trail(bag, [*bodies[:4], *bodies[5:]])


def _cut_short(bag: Path) -> None:
    """The newest entry left out everywhere inside the package."""
    _write_trail(bag, _lines(bag)[:-1])
    _edit(bag, "package.json", lambda told: {**told, "last_seq": told["last_seq"] - 1})
    _edit(bag, "trail/proofs.json", lambda proofs: proofs[:-1])


def _swapped(bag: Path) -> None:
    bodies = _lines(bag)
    _write_trail(bag, [*bodies[:4], bodies[5], bodies[4], *bodies[6:]])


def _of_another(bag: Path) -> None:
    _edit(bag, "package.json", lambda told: {**told, "request": "BJZR-2026-0009"})


def _other_letter(bag: Path) -> None:
    letter = next((bag / "data/file").glob("*答复书*"))
    letter.write_bytes(letter.read_bytes() + b"\n")


def _paper_slipped_in(bag: Path) -> None:
    (bag / "data/file/099-收件：说明.png").write_bytes(b"never handed in")


def _catalogue_lies(bag: Path) -> None:
    _edit(bag, "catalogue.json", lambda rows: [{**rows[0], "seq": 7}, *rows[1:]])


def _other_person(bag: Path) -> None:
    _edit(bag, "personal/fields.json", lambda told: {**told, "fields": [
        {**told["fields"][0], "value": "别人"}, *told["fields"][1:]]})


def _person_left_out(bag: Path) -> None:
    _edit(bag, "personal/fields.json", lambda told: {**told, "fields": told["fields"][1:]})


def _proof_of_another_index(bag: Path) -> None:
    _edit(bag, "trail/proofs.json", lambda rows: [{**rows[0], "index": 2}, *rows[1:]])


def _checkpoint_unsigned(bag: Path) -> None:
    note = next((bag / "data/trail/checkpoints").iterdir())
    note.write_text(note.read_text().replace("\n6", "\n7").replace("— gk", "— hk"))


def _checkpoint_of_another_key(bag: Path) -> None:
    note = next((bag / "data/trail/checkpoints").iterdir())
    text = note.read_text().partition("\n\n")[0] + "\n"
    note.write_text(signed(text, ORIGIN, Notary(2).key))


def _check_not_passed(bag: Path) -> None:
    _edit(bag, "checks.json", lambda rows: [{**rows[0], "result": "failed"}, *rows[1:]])


def _metadata_of_another(bag: Path) -> None:
    _edit(bag, "metadata.json", lambda told: {**told, "申请编号": "BJZR-2026-0009"})


@pytest.mark.parametrize(("attack", "expected"), [
    (_edit_body, "V3-台账"), (_edit_body_keeping_its_hash, "V3-台账"), (_rechained, "V5-存在证明"),
    (_without_an_entry, "V3-台账"), (_cut_short, "V8-回执"), (_swapped, "V3-台账"),
    (_of_another, "V3-台账"), (_other_letter, "V4-材料"), (_paper_slipped_in, "V4-材料"),
    (_catalogue_lies, "V4-目录"), (_other_person, "V7-个人信息"),
    (_person_left_out, "V7-个人信息"), (_proof_of_another_index, "V5-存在证明"),
    (_checkpoint_unsigned, "V6-签名"), (_checkpoint_of_another_key, "V6-签名"),
    (_check_not_passed, "V9-四性检测"), (_metadata_of_another, "V9-元数据"),
])
def test_a_package_made_anew_over_a_change_is_found(
    bag: Path, attack: Attack, expected: str
) -> None:
    """The manifests fit again; the trail, the log and the receipt do not."""
    attack(bag)
    rebag(bag)
    found = codes(bag)

    assert expected in found
    assert "V8-回执" in found  # the seal entry names the digest of the first package
    assert found & {"V1-清单", "V2-文件"} == set()


def test_keys_handed_in_are_believed_and_those_of_the_package_compared(
    bag: Path, tmp_path: Path
) -> None:
    assert codes(bag, key_file=key_file(tmp_path, Notary(2))) == {"V6-公钥", "V6-签名"}


def test_keys_taken_from_the_package_are_said_to_be(bag: Path, tmp_path: Path) -> None:
    own = " ".join(verifier.verify(bag).notices)
    given = " ".join(verifier.verify(bag, key_file(tmp_path)).notices)

    assert "公钥" in own
    assert "公钥" not in given


def test_without_a_receipt_or_a_checkpoint_the_report_says_so(bag: Path) -> None:
    receipt(bag).unlink()
    (bag / "data/trail/proofs.json").write_text("[]")
    rebag(bag)
    report = verifier.verify(bag)

    assert report.findings == []
    assert any(text.startswith("无检查点") for text in report.notices)
    assert any("没有归档回执" in text for text in report.notices)


@pytest.mark.parametrize("openssl", ["", "#!/bin/sh\necho usage >&2\nexit 2\n"],
                         ids=["none", "too old"])
def test_without_openssl_the_signature_is_verified_all_the_same_and_it_is_said(
    bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, openssl: str
) -> None:
    if openssl:
        (tmp_path / "openssl").write_text(openssl)
        (tmp_path / "openssl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    report = verifier.verify(bag)

    assert report.findings == []
    assert any("本机的 openssl" in text and "内置的算法" in text for text in report.notices)
    _checkpoint_of_another_key(bag)
    rebag(bag)
    assert "V6-签名" in codes(bag)


GARBAGE = [b"", b"null", b"[]", b"{}", b"[[1]]", b"[" * 20_000, b"\xff\xfe",
           b'{"format": {}}', b'[{"seq": [], "path": 3, "index": "x"}]',
           b'{"salt": "zz", "fields": {}}', b"\x00" * 70, b"a+b+c\n", b"1 2\n\n\n"]


@pytest.mark.parametrize("path", [
    "package.json", "metadata.json", "metadata.xml", "checks.json", "catalogue.json",
    "personal/fields.json", "trail/entries.jsonl", "trail/hashes.txt", "trail/proofs.json",
    "trail/keys.txt", "trail/checkpoints/1.txt"])
def test_whatever_lies_there_is_a_finding_and_never_a_crash(bag: Path, path: str) -> None:
    file = bag / "data" / path
    for octets in GARBAGE:
        file.write_bytes(octets)
        rebag(bag)
        assert codes(bag)


@pytest.mark.parametrize("octets", GARBAGE)
def test_a_receipt_of_any_shape_is_a_finding_and_never_a_crash(bag: Path, octets: bytes) -> None:
    receipt(bag).write_bytes(octets)

    assert "V8-回执" in codes(bag)


@pytest.mark.parametrize("values", [(None, [], "x"), (7, {}, [None]), ([[]], {"x": 1}, True)])
def test_a_body_of_any_shape_is_a_finding_and_never_a_crash(
    bag: Path, values: tuple[Any, ...]
) -> None:
    for place, name in enumerate(sorted(verifier.BODY_KEYS)):
        bodies, value = _lines(bag), values[place % 3]
        _write_trail(bag, [
            verifier.canonical({**json.loads(body), name: value}) for body in bodies])
        rebag(bag)
        assert codes(bag)
        _write_trail(bag, bodies)


def bare(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier of a package on a Python that finds nothing but its own library."""
    return subprocess.run([sys.executable, "-I", "-S", *map(str, arguments)], check=False,
                          capture_output=True, text=True, cwd="/", encoding="utf-8", timeout=60)


def test_a_bare_python_verifies_a_package_from_within(bag: Path) -> None:
    done = bare(bag / "data" / "verifier.py")

    assert (done.returncode, done.stderr) == (0, "")
    assert "结论：没有发现问题" in done.stdout


def test_a_bare_python_names_what_was_flipped(bag: Path) -> None:
    for name in ("data/metadata.json", "manifest-sha512.txt", "data/trail/entries.jsonl"):
        file = bag / name
        good = file.read_bytes()
        file.write_bytes(good[:50] + bytes([good[50] ^ 1]) + good[51:])
        done = bare(SOURCE, bag)
        file.write_bytes(good)

        assert (done.returncode, done.stderr) == (1, "")
        assert name in done.stdout


@pytest.mark.parametrize("arguments", [("/nowhere",), ("--key", "/nowhere", "/")])
def test_a_bare_python_complains_without_a_traceback(arguments: tuple[str, ...]) -> None:
    done = bare(SOURCE, *arguments) if arguments != ("--key", "/nowhere", "/") else bare(
        SOURCE, SOURCE.parent, "--key", "/nowhere")

    assert (done.returncode, done.stderr) == (1, "")
    assert "结论：发现" in done.stdout


def test_the_self_test_runs_on_a_bare_python() -> None:
    done = bare(SOURCE, "--self-test")

    assert (done.returncode, done.stdout) == (0, "自检通过\n")


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_verifier_is_python_39_and_imports_the_standard_library_alone() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 9))

    assert set(_imports(tree)) <= sys.stdlib_module_names
