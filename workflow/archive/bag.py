"""Writing a bag (BagIt, RFC 8493): payload, manifests in SHA-256 and SHA-512, tag manifests.

Our own sixty lines and not the library `bagit`: that one changes the working directory of the
whole process while it works, which no server with threads can bear. It reads ours in the tests.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from workflow.record.durable import sync_tree

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ALGORITHMS = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}


class Piece(NamedTuple):
    """One file of the payload: its path below `data/`, and its bytes when they are wanted."""

    path: str
    read: Callable[[], bytes]


def piece(path: str, data: bytes) -> Piece:
    """A file whose bytes are at hand."""
    return Piece(path, lambda: data)


def write_bag(folder: Path, pieces: Iterable[Piece], about: Mapping[str, str]) -> str:
    """Write a bag into an empty folder, durably; returns the digest the trail names it by.

    That is the SHA-256 of the SHA-512 tag manifest. `about` becomes bag-info.txt.
    """
    digests: dict[str, dict[str, str]] = {}
    octets = 0
    for path, read in pieces:
        data = read()
        octets += len(data)
        digests[f"data/{path}"] = _keep(folder, f"data/{path}", data)
    lines = {**about, "Payload-Oxum": f"{octets}.{len(digests)}"}
    tags = {"bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{k}: {_one_line(v)}\n" for k, v in lines.items()),
            **{f"manifest-{name}.txt": _manifest(digests, name) for name in _ALGORITHMS}}
    listed = {path: _keep(folder, path, text.encode()) for path, text in tags.items()}
    for name in _ALGORITHMS:
        last = _keep(folder, f"tagmanifest-{name}.txt", _manifest(listed, name).encode())
    sync_tree(folder)
    return last["sha256"]


def _keep(folder: Path, path: str, data: bytes) -> dict[str, str]:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        file.write(data)
    return {name: digest(data).hexdigest() for name, digest in _ALGORITHMS.items()}


def _manifest(digests: Mapping[str, Mapping[str, str]], algorithm: str) -> str:
    return "".join(f"{found[algorithm]}  {path}\n" for path, found in sorted(digests.items()))


def _one_line(text: str) -> str:
    return " ".join(text.split())
