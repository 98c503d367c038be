"""What lies in a package (归档包内容), besides the printed papers: see `read_me` for its plan.

The trail lies there as the very bytes that were hashed, one entry a line; the personal fields in a
file of their own with the salt of their commitments, so that the trail proves them.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from workflow.archive import verifier
from workflow.archive.bag import Piece, piece
from workflow.archive.metadata import Described
from workflow.archive.notarised import EntryProof
from workflow.inspection import CheckItem
from workflow.record.trail import Entry, canonical

_VERIFIER = Path(verifier.__file__)
_ED25519 = 1


class Kind(Enum):
    """What a bag holds: the sealed file, what came after the seal, a file as of today."""

    PACKAGE = "package"
    SUPPLEMENT = "supplement"
    FILE = "file"


@dataclass(frozen=True)
class Content:
    """Everything that goes into one bag of a request."""

    kind: Kind
    no: str
    entries: Sequence[Entry]
    described: Described
    read: Callable[[str], bytes]
    #: The printed papers by their names.
    papers: Mapping[str, bytes]
    checks: Sequence[CheckItem] = ()
    #: Personal fields by entry and name, and the salt of their commitments; none once erased.
    personal: Mapping[tuple[int, str], str] = field(default_factory=dict)
    salt: bytes = b""
    proofs: Mapping[int, EntryProof] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict)
    #: The digest of the sealed package a supplement belongs to.
    former: str = ""


def pieces_of(content: Content) -> Iterator[Piece]:
    """All files of the payload, in the order of the plan."""
    yield piece("README.txt", read_me(content.kind).encode())
    yield piece("verifier.py", _VERIFIER.read_bytes())
    yield piece("package.json", _json(_about(content)))
    yield piece("metadata.json", content.described.to_json())
    yield piece("metadata.xml", content.described.to_xml())
    if content.checks:
        yield piece("checks.json", _json([one.to_json() for one in content.checks]))
    for name, data in content.papers.items():
        yield piece(f"papers/{name}", data)
    yield piece("catalogue.json", _json([one.to_json() for one in content.described.files]))
    for one in content.described.files:
        yield Piece(one.path.removeprefix("data/"), partial(content.read, one.digest))
    if content.personal:
        yield piece("personal/fields.json", _json(_personal(content)))
    yield from _trail(content)


def _about(content: Content) -> dict[str, Any]:
    first, last = content.entries[0], content.entries[-1]
    return {"format": verifier.FORMAT, "kind": content.kind.value, "request": content.no,
            "first_seq": first.seq, "last_seq": last.seq, "prev": first.prev,
            "former": content.former}


def _personal(content: Content) -> dict[str, Any]:
    return {
        "algorithm": "HMAC-SHA256", "message": "seq|name|value", "salt": content.salt.hex(),
        "fields": [{"seq": seq, "name": name, "value": value}
                   for (seq, name), value in sorted(content.personal.items())],
    }


def _trail(content: Content) -> Iterator[Piece]:
    bodies = "".join(f"{entry.body}\n" for entry in content.entries)
    hashes = "".join(f"{entry.seq} {entry.hash}\n" for entry in content.entries)
    yield piece("trail/entries.jsonl", bodies.encode())
    yield piece("trail/hashes.txt", hashes.encode())
    notes = {proof.note: "" for _, proof in sorted(content.proofs.items())}
    for place, note in enumerate(notes, 1):
        notes[note] = f"checkpoints/{place}.txt"
        yield piece(f"trail/{notes[note]}", note.encode())
    yield piece("trail/proofs.json", _json([
        {"seq": seq, **proof.to_json(notes[proof.note])}
        for seq, proof in sorted(content.proofs.items())]))
    yield piece("trail/keys.txt", "".join(
        f"{verifier_key(name, raw)}\n" for name, raw in content.keys.items()).encode())


def verifier_key(name: str, raw: bytes) -> str:
    """A public key as C2SP signed notes write it: name+id+base64."""
    coded = bytes([_ED25519]) + raw
    id = hashlib.sha256(name.encode() + b"\n" + coded).hexdigest()[:8]
    return f"{name}+{id}+{base64.b64encode(coded).decode()}"


def receipt_of(seal: Entry, proof: EntryProof | None) -> bytes:
    """The receipt beside the bag (归档回执): the entry that sealed it, and its own proof."""
    values = {
        "format": verifier.FORMAT, "body": seal.body, "hash": seal.hash,
        "proof": proof.to_json("note") if proof else None, "note": proof.note if proof else "",
    }
    return f"{canonical(values)}\n".encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


_WHAT = {
    Kind.PACKAGE: "本文件夹是一件政府信息公开申请封卷时的归档包。",
    Kind.SUPPLEMENT: "本文件夹是一件政府信息公开申请封卷之后新增材料的补充包，接在原归档包之后。",
    Kind.FILE: "本文件夹是一件政府信息公开申请截至导出之日的全卷。",
}
_PLAN = """\
归档包按 BagIt（RFC 8493）组织，内容不加密、不压缩：

  bagit.txt、bag-info.txt      归档包的声明和概况
  manifest-*.txt               data 下每个文件的摘要
  tagmanifest-*.txt            以上各文件的摘要；台账封卷条目记载的就是
                               tagmanifest-sha512.txt 的 SHA-256
  data/metadata.json、.xml     元数据（DA/T 46—2009 的各项和本系统的扩充项）
  data/checks.json             封卷时四性检测的逐项结果（DA/T 70—2018）
  data/papers/                 封面、卷内目录、申请表、审批单、办理台账（PDF）；
                               期限计算单已随答复存档的，在 data/file/ 中
  data/catalogue.json          卷内目录（供程序读取），件号即顺序
  data/file/                   收到的材料和发出的文书，均为原文件，一个字节不改；
                               文件名带“后补”的，是答复作出之后才入卷的
  data/trail/entries.jsonl     办理台账，每行一条，就是计算摘要时的原文
  data/trail/hashes.txt        每条的摘要 SHA-256(0x00 ‖ 原文)，与前条相接
  data/trail/proofs.json       每条在日志检查点中的存在证明（RFC 9162）
  data/trail/checkpoints/      经签名的检查点（C2SP signed note，Ed25519）
  data/trail/keys.txt          签名的公钥
  data/personal/fields.json    申请人等的个人信息明文，及其在台账中承诺值的盐
  data/verifier.py             独立核验程序

怎样核验（只需要 Python 3.9 以上，不需要安装任何软件，不联网）：

  1. 把整个文件夹解压到本机；
  2. 运行  python data/verifier.py
     稳妥起见，应当使用另行取得的 verifier.py：  python verifier.py 本文件夹
  3. 从法制机构或者见证机关取得公钥文件的，加  --key 公钥文件
  4. 归档回执（“包名.receipt.json”）放在本文件夹旁边，会一并核对
  5. 核验程序自身可用  python data/verifier.py --self-test  以公开的标准答案自检

没有发现问题时显示“结论：没有发现问题”，退出码为 0；否则逐条列出，退出码为 1。

本包含有个人信息，请按《中华人民共和国个人信息保护法》保管，用毕不得留存副本。
"""


def read_me(kind: Kind) -> str:
    """How the package is laid out and verified, for whoever opens it first."""
    return f"{_WHAT[kind]}\n\n{_PLAN}"
