"""Verify an archive package of 依申 offline: one file, standard library only, Python 3.9 and later.

用法：
    python verifier.py                 核验本程序所在的归档包
    python verifier.py 文件夹          核验指定的归档包
    python verifier.py 文件夹 --key 公钥文件 --receipt 回执文件
    python verifier.py --self-test     用公开的标准答案自检本程序

核验内容：BagIt 清单和每个文件的摘要；台账逐条的哈希链；文书、材料与台账所载摘要；
个人信息与台账中的承诺值；台账条目在日志检查点中的存在证明（RFC 9162）；
检查点的签名（C2SP signed note，Ed25519）；归档回执。
有任何一处问题，退出码为 1。本程序不联网，不改动任何文件。

Nothing here is shared with the program that wrote the package: what it checks, it checks with code
of its own. It never raises; whatever it meets becomes a finding.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

FORMAT = 1
ORIGIN = "0" * 64
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = {"sha256": 64, "sha512": 128}
PACKAGE = "data/package.json"
METADATA, METADATA_XML = "data/metadata.json", "data/metadata.xml"
CHECKS = "data/checks.json"
CATALOGUE = "data/catalogue.json"
ENTRIES, HASHES = "data/trail/entries.jsonl", "data/trail/hashes.txt"
PROOFS, KEYS = "data/trail/proofs.json", "data/trail/keys.txt"
PERSONAL = "data/personal/fields.json"
FILES = "data/file/"
BODY_KEYS = frozenset((
    "v", "alg", "request", "seq", "prev", "at", "officer", "role", "step", "from", "to", "article",
    "facts", "moves", "letter_digest", "file_digests", "command_id",
))
#: The kinds of a bag: sealed, what came after the seal, the file as it stood on a day.
KINDS = ("package", "supplement", "file")


class Finding(NamedTuple):
    """One place where the package does not prove what it should."""

    code: str
    place: str
    text: str

    def __str__(self) -> str:
        """One line of the report."""
        return f"[{self.code}] {self.place}：{self.text}"


class Report:
    """What was found, what has to be known beside it, and how much was looked at."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.findings: list[Finding] = []
        self.notices: list[str] = []
        self.counted: dict[str, int] = {}

    def find(self, code: str, place: str, text: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, place, text))

    def notice(self, text: str) -> None:
        """Add something the reader has to know; it is no fault of the package."""
        if text not in self.notices:
            self.notices.append(text)

    def count(self, what: str, number: int = 1) -> None:
        """Count what was looked at."""
        self.counted[what] = self.counted.get(what, 0) + number


class Entry(NamedTuple):
    """One entry of the trail as it lies in the package."""

    seq: int
    body: dict[str, Any]
    hash: str


class Bag:
    """The folder: its files and their digests, read once."""

    def __init__(self, folder: Path, report: Report) -> None:
        """Walk the folder and digest every file."""
        self.folder, self.report = folder, report
        self.digests: dict[str, dict[str, str]] = {}
        self.sizes: dict[str, int] = {}
        for path in self._walked():
            self._digest(path)

    def _walked(self) -> Iterator[str]:
        def unreadable(error: OSError) -> None:
            self.report.find("V2-文件", str(error.filename), "文件夹无法读取")

        for top, folders, names in os.walk(self.folder, onerror=unreadable):
            folders.sort()
            room = Path(top).relative_to(self.folder).as_posix().removeprefix(".")
            for name in sorted([*folders, *names]):
                path = f"{room}/{name}" if room else name
                mode = os.lstat(f"{top}/{name}").st_mode
                if stat.S_ISREG(mode):
                    yield path
                elif not stat.S_ISDIR(mode):
                    self.report.find("V2-文件", path, "归档包中不得有链接或者特殊文件")

    def _digest(self, path: str) -> None:
        found = {name: getattr(hashlib, name)() for name in ALGORITHMS}
        size = 0
        try:
            with (self.folder / path).open("rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    size += len(part)
                    for digest in found.values():
                        digest.update(part)
        except OSError as error:
            self.report.find("V2-文件", path, f"无法读取：{error.strerror}")
            return
        self.digests[path] = {name: digest.hexdigest() for name, digest in found.items()}
        self.sizes[path] = size
        self.report.count("文件")

    def bytes(self, path: str, code: str, *, needed: bool = True) -> bytes | None:
        """The bytes of a file of the package; None, and a finding where needed, if not there."""
        if path not in self.digests:
            if needed:
                self.report.find(code, path, "缺少这个文件")
            return None
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            self.report.find(code, path, f"无法读取：{error.strerror}")
            return None

    def json(self, path: str, code: str, kind: type, *, needed: bool = True) -> Any:
        """The JSON value of a file, of the kind expected; None if it is not."""
        data = self.bytes(path, code, needed=needed)
        return None if data is None else json_of(self.report, data, path, code, kind)


def json_of(report: Report, data: bytes, path: str, code: str, kind: type) -> Any:
    """Read JSON that must be of a kind; None and a finding if it is not."""
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        report.find(code, path, f"不是可读的JSON：{type(error).__name__}")
        return None
    if not isinstance(value, kind):
        report.find(code, path, "内容结构不符")
        return None
    return value


# --- The bag (RFC 8493) --------------------------------------------------------------------------


def check_bag(bag: Bag) -> None:
    """Every file stands in every manifest with its digest, and nothing else lies there."""
    if bag.bytes("bagit.txt", "V1-清单") not in (None, DECLARATION):
        bag.report.find("V1-清单", "bagit.txt", "不是规定的内容")
    tags = {path for path in bag.digests if not path.startswith("data/")}
    for algorithm, length in ALGORITHMS.items():
        payload = {path for path in bag.digests if path.startswith("data/")}
        _check_manifest(bag, f"manifest-{algorithm}.txt", algorithm, length, payload)
        listed = {path for path in tags if not path.startswith("tagmanifest-")}
        _check_manifest(bag, f"tagmanifest-{algorithm}.txt", algorithm, length, listed)
    known = {"bagit.txt", "bag-info.txt", *(
        f"{kind}manifest-{name}.txt" for kind in ("", "tag") for name in ALGORITHMS)}
    for path in sorted(tags - known):
        bag.report.find("V2-文件", path, "不属于归档包的文件")
    _check_oxum(bag)


def _check_manifest(
    bag: Bag, name: str, algorithm: str, length: int, there: set[str]
) -> None:
    listed = _manifest(bag, name, length)
    if listed is None:
        return
    for path in sorted(set(listed) - there):
        bag.report.find("V2-文件", path, f"清单{name}所列的文件不存在")
    for path in sorted(there - set(listed)):
        bag.report.find("V2-文件", path, f"没有列入清单{name}")
    for path in sorted(there & set(listed)):
        if bag.digests[path][algorithm] != listed[path]:
            bag.report.find("V2-文件", path, f"内容与清单{name}所列的摘要不符")


def _manifest(bag: Bag, name: str, length: int) -> dict[str, str] | None:
    data = bag.bytes(name, "V1-清单")
    if data is None:
        return None
    found: dict[str, str] = {}
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        bag.report.find("V1-清单", name, "不是UTF-8文本")
        return None
    if lines.pop() != "":
        bag.report.find("V1-清单", name, "结尾不完整")
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"([0-9a-f]+)  ([^\x00-\x1f\\]+)", line)
        if match is None or len(match[1]) != length or match[2] in found:
            bag.report.find("V1-清单", name, f"第{number}行格式不符或者重复")
        else:
            found[match[2]] = match[1]
    return found


def _check_oxum(bag: Bag) -> None:
    data = bag.bytes("bag-info.txt", "V1-清单")
    match = re.search(rb"(?m)^Payload-Oxum: (\d+)\.(\d+)$", data or b"")
    if data is None:
        return
    sizes = [size for path, size in bag.sizes.items() if path.startswith("data/")]
    if match is None or (int(match[1]), int(match[2])) != (sum(sizes), len(sizes)):
        bag.report.find("V1-清单", "bag-info.txt", "字节总数或者文件总数与实际不符")


# --- What the package says of itself -------------------------------------------------------------


class Told(NamedTuple):
    """What package.json says the bag holds."""

    kind: str
    request: str
    first_seq: int
    last_seq: int
    prev: str
    former: str


def check_package(bag: Bag) -> Told | None:
    """What kind of bag this is, of which request, and which entries it holds."""
    values = bag.json(PACKAGE, "V9-说明", dict)
    if values is None:
        return None
    try:
        told = Told(*(values[name] for name in Told._fields))
        right = (values["format"] == FORMAT and told.kind in KINDS
                 and all(isinstance(told[n], str) for n in (0, 1, 4, 5))
                 and type(told.first_seq) is int and type(told.last_seq) is int)
    except (KeyError, TypeError):
        right = False
    if not right:
        bag.report.find("V9-说明", PACKAGE, "不是本版本能够核验的归档包")
        return None
    if told.kind != "supplement" and (told.first_seq, told.prev) != (1, ORIGIN):
        bag.report.find("V9-说明", PACKAGE, "归档包应当从台账第1条开始")
    return told


def check_metadata(bag: Bag, told: Told | None) -> None:
    """The metadata can be read and belongs to this request; the four checks were passed."""
    values = bag.json(METADATA, "V9-元数据", dict)
    if values is not None and told is not None and values.get("申请编号") != told.request:
        bag.report.find("V9-元数据", METADATA, "元数据所载的申请编号与归档包不符")
    data = bag.bytes(METADATA_XML, "V9-元数据")
    if data is not None:
        try:
            ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError, LookupError):
            bag.report.find("V9-元数据", METADATA_XML, "不是可读的XML")
    items = bag.json(CHECKS, "V9-四性检测", list,
                     needed=told is not None and told.kind == "package")
    for item in items or ():
        if not isinstance(item, dict) or item.get("result") not in ("passed", "noted"):
            bag.report.find("V9-四性检测", CHECKS, "有未通过的检测项目")


# --- The trail -----------------------------------------------------------------------------------


def leaf_hash(algorithm: str, body: bytes) -> str | None:
    """H(0x00 ‖ body) in hex; None where this Python does not know the algorithm."""
    if algorithm == "sha256":  # to look a digest up by its name takes longer than to make it
        return hashlib.sha256(b"\x00" + body).hexdigest()
    try:
        return hashlib.new(algorithm, b"\x00" + body).hexdigest()
    except (ValueError, TypeError):
        return None


def canonical(value: Any) -> str:
    """The one spelling of a body: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_faults(
    rows: list[tuple[bytes, str]], request: str, first_seq: int, prev: str
) -> Iterator[tuple[int, str, Entry | None]]:
    """Check bodies and hashes link by link: (seq, fault or "", entry if it can be read)."""
    for seq, (body, digest) in enumerate(rows, first_seq):
        values = _values(body)
        if values is None:
            yield seq, "内容无法读取", None
            prev = digest
            continue
        for fault in _entry_faults(values, body, digest, request, seq, prev):
            yield seq, fault, None
        yield seq, "", Entry(seq, values, digest)
        prev = digest


def _values(body: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _entry_faults(
    values: dict[str, Any], body: bytes, digest: str, request: str, seq: int, prev: str
) -> Iterator[str]:
    algorithm = values.get("alg")
    found = leaf_hash(algorithm, body) if algorithm in ("sha256", "sm3") else None
    if found is None:
        yield f"本机不能计算这种摘要算法（{algorithm}）"
    elif found != digest:
        yield "内容与摘要不符"
    if values.keys() != BODY_KEYS or canonical(values).encode("utf-8", "replace") != body:
        yield "不是规定的书写格式"
    if values.get("request") != request:
        yield "申请编号不符"
    if values.get("seq") != seq:
        yield "序号不连续"
    if values.get("prev") != prev:
        yield "与上一条的链接断开"


def check_trail(bag: Bag, told: Told | None) -> list[Entry]:
    """The chain of the bodies, as exact bytes; returns the entries that could be read."""
    bodies, hashes = bag.bytes(ENTRIES, "V3-台账"), bag.bytes(HASHES, "V3-台账")
    if bodies is None or hashes is None or told is None:
        return []
    lines, listed = bodies.split(b"\n"), hashes.split(b"\n")
    if lines.pop() or listed.pop():
        bag.report.find("V3-台账", ENTRIES, "结尾不完整")
    if len(lines) != len(listed) or len(lines) != told.last_seq - told.first_seq + 1:
        bag.report.find("V3-台账", ENTRIES, "条数与摘要表或者归档包说明不符")
    digests = [_listed_hash(bag, line, seq) for seq, line in enumerate(listed, told.first_seq)]
    found = []
    rows = list(zip(lines, digests))  # noqa: B905  # Python 3.9 knows no `strict`
    for seq, fault, entry in chain_faults(rows, told.request, told.first_seq, told.prev):
        if fault:
            bag.report.find("V3-台账", f"台账第{seq}条", fault)
        elif entry is not None:
            found.append(entry)
    bag.report.count("台账条目", len(lines))
    return found


def _listed_hash(bag: Bag, line: bytes, seq: int) -> str:
    match = re.fullmatch(rb"(\d+) ([0-9a-f]{64})", line)
    if match is None or int(match[1]) != seq:
        bag.report.find("V3-台账", HASHES, f"第{seq}条的摘要行格式不符")
        return ""
    return match[2].decode()


# --- Letters and files ---------------------------------------------------------------------------


def named_digests(entry: Entry) -> Iterator[str]:
    """The digests of letters and files that an entry names."""
    facts = entry.body.get("facts")
    documents = facts.get("documents") if isinstance(facts, dict) else None
    for row in documents if isinstance(documents, list) else ():
        if isinstance(row, dict) and isinstance(row.get("digest"), str):
            yield row["digest"]
    own = entry.body.get("file_digests")
    letter = entry.body.get("letter_digest")
    yield from (one for one in (own if isinstance(own, list) else ()) if isinstance(one, str))
    if isinstance(letter, str) and letter:
        yield letter


def check_files(bag: Bag, entries: list[Entry]) -> None:
    """What the trail names lies in the package, and what lies there is named in the trail."""
    named: dict[str, int] = {}
    for entry in entries:
        for digest in named_digests(entry):
            named.setdefault(digest, entry.seq)
    there = {path: found["sha256"] for path, found in bag.digests.items()
             if path.startswith(FILES)}
    for digest in sorted(set(named) - set(there.values())):
        bag.report.find("V4-材料", f"台账第{named[digest]}条",
                        f"所载的文书或者材料（{digest[:16]}…）不在包内")
    for path in sorted(path for path, digest in there.items() if digest not in named):
        bag.report.find("V4-材料", path, "台账中没有记载")
    bag.report.count("文书材料", len(there))
    _check_catalogue(bag, there, named)


def _check_catalogue(bag: Bag, there: dict[str, str], named: dict[str, int]) -> None:
    rows = bag.json(CATALOGUE, "V4-目录", list)
    if rows is None:
        return
    listed = set()
    for number, row in enumerate(rows, 1):
        path = row.get("path") if isinstance(row, dict) else None
        if not isinstance(path, str) or path in listed:
            bag.report.find("V4-目录", f"第{number}件", "目录行格式不符或者重复")
            continue
        listed.add(path)
        digest = there.get(path)
        if digest is None:
            bag.report.find("V4-目录", path, "目录所列的文件不在包内")
        elif (row.get("digest"), row.get("seq"), row.get("size"), row.get("no")) != (
                digest, named.get(digest), bag.sizes[path], number):
            bag.report.find("V4-目录", path, "目录所载的件号、摘要、条目或者大小与实际不符")
    for path in sorted(set(there) - listed):
        bag.report.find("V4-目录", path, "没有列入卷内目录")


# --- Personal data -------------------------------------------------------------------------------


def check_personal(bag: Bag, entries: list[Entry]) -> None:
    """Each personal field opens the commitment of its entry, and none lies there without one."""
    wanted = {
        (entry.seq, name): fact["commitment"]
        for entry in entries if isinstance(entry.body.get("facts"), dict)
        for name, fact in entry.body["facts"].items()
        if isinstance(fact, dict) and "commitment" in fact
    }
    values = bag.json(PERSONAL, "V7-个人信息", dict, needed=False)
    if values is None:
        if wanted:
            bag.report.notice("个人信息没有随包提供（已依法删除或者未导出），承诺值未核对")
        return
    for seq, name, value in _openings(bag, values):
        commitment = wanted.pop((seq, name), None)
        if commitment is None or commitment != _commitment(values["salt"], seq, name, value):
            bag.report.find("V7-个人信息", f"台账第{seq}条", f"“{name}”与台账中的承诺值不符")
        bag.report.count("个人信息")
    for seq, name in sorted(wanted):
        bag.report.find("V7-个人信息", f"台账第{seq}条", f"“{name}”没有随包提供")


def _openings(bag: Bag, values: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    rows, salt = values.get("fields"), values.get("salt")
    if not isinstance(rows, list) or not isinstance(salt, str) or not re.fullmatch(
            "[0-9a-f]{64}", salt):
        bag.report.find("V7-个人信息", PERSONAL, "内容结构不符")
        return
    for row in rows:
        told = row if isinstance(row, dict) else {}
        seq, name, value = told.get("seq"), told.get("name"), told.get("value")
        if type(seq) is int and isinstance(name, str) and isinstance(value, str):
            yield seq, name, value
        else:
            bag.report.find("V7-个人信息", PERSONAL, "内容结构不符")


def _commitment(salt: str, seq: int, name: str, value: str) -> str:
    message = f"{seq}|{name}|{value}".encode("utf-8", "replace")
    return hmac.new(bytes.fromhex(salt), message, hashlib.sha256).hexdigest()


# --- The log: inclusion proofs and checkpoints ---------------------------------------------------


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """The root of some leaf hashes (RFC 6962, 2.1)."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return _node(tree_root(leaves[:split]), tree_root(leaves[split:]))


def included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether a proof shows a leaf at an index of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = _node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = _node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


class Key(NamedTuple):
    """A public key of a signer: its name, the kind of signature, the 32 bytes."""

    name: str
    kind: int
    raw: bytes

    @property
    def id(self) -> bytes:
        """The key id of C2SP signed-note."""
        return hashlib.sha256(
            self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.raw).digest()[:4]


class Checkpoint(NamedTuple):
    """A signed note read: origin, size and root of the log, and the signatures under it."""

    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]


def keys_of(data: bytes) -> list[Key]:
    """Read keys as `name+id+base64`, one a line. Raises ValueError for anything else."""
    found = []
    for line in data.decode("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, id, coded = line.strip().split("+", 2)
        octets = base64.b64decode(coded, validate=True)
        key = Key(name, octets[0], octets[1:])
        if len(key.raw) != 32 or key.kind != 1 or key.id.hex() != id:
            raise ValueError(f"公钥“{name}”的格式或者编号不符")
        found.append(key)
    return found


def checkpoint_of(note: bytes) -> Checkpoint:
    """Read a signed checkpoint. Raises ValueError for anything else."""
    body, mark, rest = note.partition(b"\n\n")
    text = body + b"\n"
    lines = body.decode("utf-8").split("\n")
    if not mark or len(lines) < 3 or not re.fullmatch(r"0|[1-9]\d*", lines[1]):
        raise ValueError("不是检查点")
    signatures = []
    if not rest.endswith(b"\n"):
        raise ValueError("结尾不完整")
    for line in rest.decode("utf-8")[:-1].split("\n"):
        match = re.fullmatch(r"— (\S+) (\S+)", line)
        if match is None:
            raise ValueError("签名行格式不符")
        octets = _base64(match[2])
        signatures.append((match[1], octets[:4], octets[4:]))
    return Checkpoint(text, lines[0], int(lines[1]), _base64(lines[2]), tuple(signatures))


def _base64(text: str) -> bytes:
    octets = base64.b64decode(text, validate=True)
    if base64.b64encode(octets).decode() != text:
        raise ValueError("base64书写不规范")
    return octets


class Log:
    """What is known of the log: the keys, and the checkpoints already looked at."""

    def __init__(self, report: Report, keys: list[Key]) -> None:
        """Trust some keys."""
        self.report = report
        # One key of a witness serves for its signature and its cosignature; their ids differ.
        self.keys = [Key(key.name, kind, key.raw) for key in keys for kind in (1, 4)]
        self._read: dict[bytes, Checkpoint | None] = {}

    def checkpoint(self, note: bytes, place: str) -> Checkpoint | None:
        """Read a checkpoint and verify its signatures once; None if it proves nothing."""
        if note not in self._read:
            self._read[note] = self._verified(note, place)
        return self._read[note]

    def _verified(self, note: bytes, place: str) -> Checkpoint | None:
        try:
            found = checkpoint_of(note)
        except (ValueError, binascii.Error) as error:
            self.report.find("V6-检查点", place, f"检查点无法读取：{error}")
            return None
        good, own = 0, False
        for name, id, signature in found.signatures:
            key = next((k for k in self.keys if k.name == name and k.id == id), None)
            if key is None:
                self.report.notice(f"检查点上“{name}”的签名没有对应的公钥，未验证")
            elif self._signed(key, found, signature):
                good, own = good + 1, own or (name == found.origin and key.kind == 1)
            else:
                self.report.find("V6-签名", place, f"“{name}”的签名无效")
        self.report.count("检查点")
        self.report.count("签名", good)
        if not own:
            self.report.find("V6-签名", place, f"没有日志“{found.origin}”的有效签名")
        return found

    def _signed(self, key: Key, found: Checkpoint, signature: bytes) -> bool:
        text = found.text
        if key.kind == 4:  # a cosignature of a witness carries its time (C2SP tlog-cosignature)
            moment = int.from_bytes(signature[:8], "big")
            text, signature = f"cosignature/v1\ntime {moment}\n".encode() + text, signature[8:]
        return ed25519_holds(key.raw, text, signature, self.report)

    def proves(self, leaf: str, proof: Any, place: str, notes: Callable[[str], bytes | None],
               ) -> None:
        """Check one inclusion proof; whatever is wrong becomes a finding."""
        try:
            index, size, note = proof["index"], proof["size"], notes(proof["note"])
            path = [_octets(step) for step in proof["path"]]
            if type(index) is not int or type(size) is not int:
                raise ValueError("序号应为整数")
        except (KeyError, TypeError, ValueError):
            self.report.find("V5-存在证明", place, "存在证明格式不符")
            return
        found = self.checkpoint(note, place) if note is not None else None
        if note is None:
            self.report.find("V5-存在证明", place, "存在证明所依据的检查点缺失")
        if found is None:
            return
        if found.size != size or not included(
                bytes.fromhex(leaf), index, size, path, found.root):
            self.report.find("V5-存在证明", place, "不能证明本条在检查点所签的日志中")
        self.report.count("存在证明")


def _octets(text: str) -> bytes:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(text)
    return bytes.fromhex(text)


def check_proofs(bag: Bag, entries: list[Entry], log: Log) -> None:
    """Each entry is in the log whose checkpoint was signed."""
    values = bag.json(PROOFS, "V5-存在证明", list)
    if values is None:
        return
    if not values:
        bag.report.notice("无检查点：包内没有经签名的日志检查点，本包只能自证前后一致，不能证明未被整体重制")
        return
    left = {entry.seq: entry for entry in entries}
    for proof in values:
        seq: Any = proof.get("seq") if isinstance(proof, dict) else None
        entry = left.pop(seq, None) if type(seq) is int else None
        if entry is None:
            bag.report.find("V5-存在证明", PROOFS, "存在证明与台账条目不对应或者重复")
            continue
        log.proves(entry.hash, proof, f"台账第{entry.seq}条", lambda name: bag.bytes(
            f"data/trail/{name}", "V5-存在证明"))
    if left:
        told = "、".join(str(seq) for seq in sorted(left))
        bag.report.notice(f"台账第{told}条在本包制作时尚未列入检查点，没有存在证明")


def log_of(bag: Bag, key_file: Path | None) -> Log:
    """The keys to believe: those handed in, else those of the package."""
    try:
        own = keys_of(bag.bytes(KEYS, "V6-公钥") or b"")
    except (ValueError, IndexError, binascii.Error) as error:
        bag.report.find("V6-公钥", KEYS, f"公钥文件无法读取：{error}")
        own = []
    if key_file is None:
        if own:
            bag.report.notice("签名用包内自带的公钥验证；应当另从法制机构取得公钥，用 --key 核对")
        return Log(bag.report, own)
    try:
        given = keys_of(key_file.read_bytes())
    except (OSError, ValueError, IndexError, binascii.Error) as error:
        bag.report.find("V6-公钥", str(key_file), f"公钥文件无法读取：{error}")
        return Log(bag.report, [])
    for key in own:
        if key not in given and key.name in {one.name for one in given}:
            bag.report.find("V6-公钥", KEYS, f"包内“{key.name}”的公钥与另行取得的不一致")
    return Log(bag.report, given)


# --- The receipt beside the bag ------------------------------------------------------------------


def check_receipt(bag: Bag, told: Told | None, entries: list[Entry], log: Log, file: Path) -> None:
    """The seal entry names the digest of this bag; it cannot lie inside."""
    try:
        data = file.read_bytes()
    except OSError:
        bag.report.notice("没有归档回执，包的摘要未与台账中的封卷条目核对")
        return
    values = json_of(bag.report, data, file.name, "V8-回执", dict)
    if values is None:
        return
    if canonical(values).encode("utf-8", "replace") + b"\n" != data:
        bag.report.find("V8-回执", file.name, "不是规定的书写格式")
    right = (values.keys() == {"format", "body", "hash", "proof", "note"}
             and values["format"] == FORMAT
             and all(isinstance(values[name], str) for name in ("body", "hash", "note")))
    if not right or not entries or told is None:
        bag.report.find("V8-回执", file.name, "内容结构不符，或者包内没有台账")
        return
    _check_seal_entry(bag, values, told, entries[-1].hash)
    if values["proof"] is None:
        bag.report.notice("封卷条目尚无存在证明")
    elif re.fullmatch("[0-9a-f]{64}", values["hash"]):
        log.proves(values["hash"], values["proof"], "封卷条目",
                   lambda name: values["note"].encode("utf-8", "replace"))


def _check_seal_entry(bag: Bag, values: dict[str, Any], told: Told, prev: str) -> None:
    rows = [(values["body"].encode("utf-8", "replace"), values["hash"])]
    for _, fault, entry in chain_faults(rows, told.request, told.last_seq + 1, prev):
        if fault:
            bag.report.find("V8-回执", "封卷条目", fault)
        elif entry is not None:
            _check_sealed(bag, entry)
            bag.report.count("归档回执")


def _check_sealed(bag: Bag, entry: Entry) -> None:
    facts = entry.body.get("facts")
    sealed = facts.get("package") if isinstance(facts, dict) else None
    if entry.body.get("step") != "seal" or sealed != tag_digest(bag):
        bag.report.find("V8-回执", "封卷条目", "台账封卷时记载的包摘要与本包不符")


def tag_digest(bag: Bag) -> str:
    """The digest by which the trail names a bag: SHA-256 of its SHA-512 tag manifest."""
    return bag.digests.get("tagmanifest-sha512.txt", {}).get("sha256", "")


def check_supplement(bag: Bag, told: Told | None, entries: list[Entry]) -> None:
    """A supplement begins with the entry that sealed the package it belongs to."""
    if told is None or told.kind != "supplement":
        return
    facts = entries[0].body.get("facts") if entries else None
    if not isinstance(facts, dict) or facts.get("package") != told.former or not told.former:
        bag.report.find("V8-补充包", PACKAGE, "补充包没有接在所称的归档包之后")


# --- Ed25519 -------------------------------------------------------------------------------------

_SPKI = bytes.fromhex("302a300506032b6570032100")


def ed25519_holds(key: bytes, message: bytes, signature: bytes, report: Report) -> bool:
    """Verify by the `openssl` command; where it is missing, by the arithmetic below."""
    openssl = shutil.which("openssl")
    said = openssl_says(openssl, key, message, signature) if openssl else None
    if said is not None:
        report.notice("签名由本机的 openssl 验证")
        return said
    why = "的版本不能验证 Ed25519" if openssl else "没有安装"
    report.notice(f"本机的 openssl {why}，签名由本程序内置的算法（RFC 8032）验证")
    return ed25519_by_hand(key, message, signature)


def openssl_says(openssl: str, key: bytes, message: bytes, signature: bytes) -> bool | None:
    """What `openssl pkeyutl` says; None if it cannot tell."""
    pem = (b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(_SPKI + key)
           + b"\n-----END PUBLIC KEY-----\n")
    try:
        with tempfile.TemporaryDirectory() as folder:
            parts = {"key.pem": pem, "message": message, "signature": signature}
            for name, data in parts.items():
                (Path(folder) / name).write_bytes(data)
            done = subprocess.run(
                [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in",
                 "message", "-sigfile", "signature"],
                cwd=folder, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode == 0:
        return True
    return False if b"Verification Failure" in done.stdout + done.stderr else None


_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
Point = tuple[int, int, int, int]


def ed25519_by_hand(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify as RFC 8032, 5.1.7 says; only public values are handled here."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    base = _point(b"\x58" + b"\x66" * 31)
    return base is not None and _same(_times(s, base), _plus(r, _times(h, a)))


def _point(octets: bytes) -> Point | None:
    coded = int.from_bytes(octets, "little")
    sign, y = coded >> 255, coded & (1 << 255) - 1
    if y >= _P:
        return None
    xx = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(xx, (_P + 3) // 8, _P)
    if (x * x - xx) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - xx) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _plus(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, p: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, p)
        p, number = _plus(p, p), number >> 1
    return found


def _same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


# --- The whole -----------------------------------------------------------------------------------


def verify(folder: Path, key_file: Path | None = None, receipt: Path | None = None) -> Report:
    """Verify a package; never raises."""
    report = Report()
    try:
        _verify(folder, key_file, receipt, report)
    except Exception as error:  # a crash would hide what it crashed on
        report.find("V0-程序", str(folder), f"核验未能完成：{type(error).__name__} {error}")
    return report


def _verify(folder: Path, key_file: Path | None, receipt: Path | None, report: Report) -> None:
    if not folder.is_dir():
        report.find("V0-程序", str(folder), "没有这个文件夹")
        return
    bag = Bag(folder, report)
    told: Told | None = None
    entries: list[Entry] = []

    def read() -> None:
        nonlocal told, entries
        told = check_package(bag)
        entries = check_trail(bag, told)

    log = Log(report, [])

    def know_keys() -> None:
        nonlocal log
        log = log_of(bag, key_file)

    def sealed() -> None:
        if told is not None and (told.kind == "package" or receipt is not None):
            place = folder.resolve()
            check_receipt(bag, told, entries, log,
                          receipt or place.with_name(f"{place.name}.receipt.json"))

    checks: tuple[Callable[[], None], ...] = (
        lambda: check_bag(bag), read, lambda: check_metadata(bag, told),
        lambda: check_files(bag, entries), lambda: check_personal(bag, entries), know_keys,
        lambda: check_proofs(bag, entries, log), lambda: check_supplement(bag, told, entries),
        sealed,
    )
    for check in checks:
        try:
            check()
        except Exception as error:  # one check that stumbles must not keep the others from running
            report.find("V0-程序", str(folder), f"核验未能完成：{type(error).__name__} {error}")


def self_test() -> list[str]:
    """Known answers (公开的标准答案); returns what does not agree."""
    faults = []
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in _CT_LEAVES]
    for size, root in enumerate(_CT_ROOTS):
        if tree_root(leaves[:size]).hex() != root:
            faults.append(f"RFC 6962：{size}条的树根不符")
    path = [bytes.fromhex(step) for step in _CT_PATH]
    whole = bytes.fromhex(_CT_ROOTS[8])
    if not included(leaves[0], 0, 8, path, whole) or included(leaves[0], 1, 8, path, whole):
        faults.append("RFC 9162：存在证明不符")
    for key, message, signature in _ED25519:
        octets = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
        wrong = octets[0], octets[1] + b"\x00", octets[2]
        if not ed25519_by_hand(*octets) or ed25519_by_hand(*wrong):
            faults.append("RFC 8032：内置算法的签名验证不符")
        openssl = shutil.which("openssl")
        if openssl and (openssl_says(openssl, *octets) is False or openssl_says(openssl, *wrong)):
            faults.append("RFC 8032：openssl 的签名验证不符")
    faults += _note_faults() + _chain_test()
    return faults


def _note_faults() -> list[str]:
    (key,) = keys_of(_NOTE_KEY.encode())
    text, _, line = _NOTE.partition("\n\n")
    octets = _base64(line.split(" ")[2])
    right = octets[:4] == key.id and ed25519_by_hand(key.raw, f"{text}\n".encode(), octets[4:])
    return [] if right else ["C2SP signed note：公开样例的签名不符"]


def _chain_test() -> list[str]:
    rows = [(body.encode(), digest) for body, digest in _CHAIN]
    good = [fault for _, fault, _ in chain_faults(rows, "SL-2026-0001", 1, ORIGIN) if fault]
    if good:
        return [f"样例台账：{fault}" for fault in good]
    changed = [(rows[0][0].replace(b"clerk", b"Clerk"), rows[0][1]), rows[1]]
    swapped = [rows[1], rows[0]]
    missed = [name for name, attacked in (("改动", changed), ("调换", swapped), ("删除", rows[1:]))
              if not any(f for _, f, _ in chain_faults(attacked, "SL-2026-0001", 1, ORIGIN))]
    return [f"样例台账：未能发现{name}" for name in missed]


_CT_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
#: The published roots of the first 0 to 8 of these leaves (Certificate Transparency).
_CT_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
#: The published proof that the first leaf is in the tree of eight.
_CT_PATH = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
#: RFC 8032, 7.1, tests 1 and 2: key, message, signature.
_ED25519 = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"),
)
#: The published example of a signed note (Go, golang.org/x/mod/sumdb/note).
_NOTE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM="
)
#: A trail of two entries with their hashes.
_CHAIN: tuple[tuple[str, str], ...] = (
    ('{"alg":"sha256","article":"条例第三十一条","at":"2026-06-01T01:01:00.000000Z","command_id":'
     '"c1","facts":{"applicant_name":{"commitment":"ababababababababababababababababababab'
     'ababababababababababababab"}},"file_digests":[],"from":"receipt","letter_digest":"",'
     '"moves":[],"officer":"clerk","prev":"00000000000000000000000000000000000000000000000'
     '00000000000000000","request":"SL-2026-0001","role":"intake_clerk","seq":1,"step":"re'
     'ceive","to":"receipt","v":1}',
     "2775d827bc11184708eea5e223a1c72ecad26a7410836898e6a4c814dc3feb2b"),
    ('{"alg":"sha256","article":"条例第三十一条","at":"2026-06-01T01:02:00.000000Z","command_id":'
     '"c2","facts":{},"file_digests":[],"from":"receipt","letter_digest":"","moves":[],"of'
     'ficer":"clerk","prev":"2775d827bc11184708eea5e223a1c72ecad26a7410836898e6a4c814dc3fe'
     'b2b","request":"SL-2026-0001","role":"intake_clerk","seq":2,"step":"register","to":"'
     'registration","v":1}',
     "5131d0922d70d4f933864f52dbb105d7221ed02c2004e5e55ff0186da2ec22f2"),
)


def main(arguments: list[str]) -> int:
    """Report on standard output; 0 if nothing was found, 1 if anything was."""
    parser = argparse.ArgumentParser(description="依申归档包独立核验程序（不联网，只读）")
    parser.add_argument("folder", nargs="?", type=Path,
                        help="归档包文件夹；不填则核验本程序所在的包")
    parser.add_argument("--key", type=Path, help="另行取得的公钥文件（每行：名称+编号+base64）")
    parser.add_argument("--receipt", type=Path, help="归档回执文件（默认为包旁的 .receipt.json）")
    parser.add_argument("--self-test", action="store_true", help="用公开的标准答案自检本程序")
    given = parser.parse_args(arguments)
    if given.self_test:
        faults = self_test()
        _say([*(f"自检不符：{fault}" for fault in faults)] or ["自检通过"])
        return 1 if faults else 0
    report = verify(given.folder or Path(__file__).resolve().parent.parent, given.key,
                    given.receipt)
    counted = "、".join(f"{what}{number}" for what, number in report.counted.items())
    _say([*(str(one) for one in report.findings), *(f"提示：{text}" for text in report.notices),
          f"已核对：{counted or '无'}",
          f"结论：发现{len(report.findings)}处问题" if report.findings else "结论：没有发现问题"])
    return 1 if report.findings else 0


def _say(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    coding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(coding, "backslashreplace").decode(coding))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
