"""This machine, as the results name it: processors, memory, disk, versions of what was measured."""

import os
import platform
import sqlite3
import statistics
import subprocess
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from tests.postgresql import programs

_LIBRARIES = ("sqlalchemy", "psycopg", "transitions", "weasyprint", "flask", "gunicorn")


def described(folder: Path) -> str:
    """Processors, memory and disk, of which one line each."""
    return (f"- Processor: {len(os.sched_getaffinity(0))} cores of {_processor()}, "
            f"{platform.machine()}\n"
            f"- Memory: {_memory():.0f} GiB\n"
            f"- Disk: {_disk(folder)}\n"
            f"- System: {_system()}, Linux {platform.release()}\n"
            f"- Versions: {versions()}\n")


def versions() -> str:
    """Of the language, the databases and the libraries that take part."""
    postgresql = subprocess.run([programs() / "postgres", "--version"], check=True,
                                capture_output=True, text=True).stdout.split()[2]
    return ", ".join((f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}",
                      f"PostgreSQL {postgresql}",
                      *(f"{name} {version(name)}" for name in _LIBRARIES)))


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in told if line.startswith("model name")),
                "an unnamed processor")


def _memory() -> float:
    told = Path("/proc/meminfo").read_text(encoding="utf-8").split()
    return int(told[1]) / 2**20


def _disk(folder: Path) -> str:
    """File system, device and kind; and how long one fsync takes."""
    device, kind = _mount(folder)
    return f"{kind} on {Path(device).name} ({_kind(device)}), one fsync {_fsync(folder):.2f} ms"


def _mount(folder: Path) -> tuple[str, str]:
    """The device and file system of the longest mount point above a folder."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    above = [one for one in mounts if folder.resolve().is_relative_to(one[1])]
    device, _, kind, *_ = max(above, key=lambda one: len(one[1]))
    return device, kind


def _kind(device: str) -> str:
    name = Path(device).resolve().name
    queue = Path(f"/sys/class/block/{name}/queue/rotational")
    if name.startswith("vd"):
        return "virtual disk"
    if not queue.exists():
        return "kind unknown"
    return "rotating disk" if queue.read_text().strip() == "1" else "solid state"


def _fsync(folder: Path) -> float:
    """Milliseconds of an fsync after a write of 4 KiB, the middle one of fifty."""
    path, taken = folder / "yishen-bench-fsync", []
    with path.open("wb", buffering=0) as file:
        for _ in range(50):
            start = perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            taken.append((perf_counter() - start) * 1000)
    path.unlink()
    return statistics.median(taken)


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
