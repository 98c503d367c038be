"""Read the house: its modules, what each imports, the files under version control."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: The rooms of the house; tests and benchmarks stand outside it.
PACKAGES = ("workflow", "letters", "web", "migrations")


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, where it lies, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    def __str__(self) -> str:
        """Show the name in a test's id."""
        return self.name


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the house, by name."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted((_module(path) for path in files), key=str))


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8")))


@cache
def imports(module: Module) -> frozenset[str]:
    """What a module imports anywhere in it, as dotted names; ours down to the module."""
    ours = {each.name for each in modules()}
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            whole = {f"{source}.{alias.name}" for alias in node.names}
            found |= {name if name in ours else source for name in whole}
    return frozenset(found)


def within(name: str, room: str) -> bool:
    """Whether a dotted name is the room or lies in it."""
    return name == room or name.startswith(f"{room}.")


def calls(module: Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())
