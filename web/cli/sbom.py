"""The bill of materials (软件物料清单): what this installation runs on, as CycloneDX has it.

Read from what is installed, so that it is the list of this machine; whoever checks known faults
(漏洞核对) of libraries gives it to a scanner that has the lists of the day.
"""

import json
import re
from importlib.metadata import Distribution, distributions, version
from pathlib import Path
from typing import Any

import click

_ROOT = Path(__file__).parents[2]
_FORMAT = "1.6"


@click.command(help="软件物料清单（CycloneDX JSON）：本机的程序库及其版本、许可，供核对漏洞。")
def sbom() -> None:
    """Print the bill of materials."""
    click.echo(json.dumps(bill(), ensure_ascii=False, indent=1, sort_keys=True))


def bill() -> dict[str, Any]:
    """Everything that runs: Python libraries, browser files, letter fonts."""
    held = {_canonical(one.name): one for one in distributions()}
    found = [_python(one) for name, one in sorted(held.items()) if name != "yishen"]
    return {
        "bomFormat": "CycloneDX", "specVersion": _FORMAT, "version": 1,
        "metadata": {"component": {
            "type": "application", "name": "yishen", "version": version("yishen")}},
        "components": [*found, *_browser(), *_fonts()]}


def _python(one: Distribution) -> dict[str, Any]:
    name = _canonical(one.name)
    told = dict(one.metadata.items())  # type: ignore[attr-defined]  # a message, in fact
    licence = str(told.get("License-Expression") or told.get("License") or "").strip()
    held: dict[str, Any] = {
        "type": "library", "name": name, "version": one.version,
        "purl": f"pkg:pypi/{name}@{one.version}", "bom-ref": f"pkg:pypi/{name}@{one.version}"}
    if licence and "\n" not in licence and len(licence) < 60:
        held["licenses"] = [{"license": {"name": licence}}]
    return held


def _browser() -> list[dict[str, Any]]:
    """The files of the pages that others wrote, as they are locked."""
    lock = json.loads((_ROOT / "package-lock.json").read_text())["packages"]
    wanted = lock[""]["dependencies"]
    return [{
        "type": "library", "name": name, "version": lock[f"node_modules/{name}"]["version"],
        "purl": f"pkg:npm/{name}@{lock[f'node_modules/{name}']['version']}"}
        for name in sorted(wanted)]


def _fonts() -> list[dict[str, Any]]:
    """The faces of the letters, each by the digest of its file."""
    sums = (_ROOT / "letters" / "fonts" / "SHA256SUMS").read_text().split("\n")
    return [{
        "type": "file", "name": name, "version": digest[:12],
        "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest, name in (line.split() for line in sums if line)]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
