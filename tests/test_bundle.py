"""The archive for an intranet without network: a tiny house is packed, unpacked and installed.

The house has the real `run` and `deploy/`, two wheels of our own making and one font of nine bytes.
"""

import hashlib
import inspect
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Write a wheel of pure Python; its own text is what builds the tiny house."""
    import zipfile

    about = f"{name}-1.dist-info"
    files |= {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return f"{name}-1-py3-none-any.whl"


_BACKEND = f"""
from pathlib import Path
{inspect.getsource(_wheel)}
def build_editable(folder, *_):
    script = "[console_scripts]\\nyishen = weasyprint:main\\n"
    return _wheel(Path(folder), "house", {{"house-1.dist-info/entry_points.txt": script}})
"""
_FONT = "nine byte"
_FILES = {
    "requirements.txt": "weasyprint==1\ntinybuild==1\n",
    "requirements-test.txt": "nowhere==1\n",
    "setup.cfg": "",
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "tinybuild"\n',
    "package-lock.json": "{}",
    ".gitignore": "/.venv/\n/.run.lock\nbuilt/\nvendor/\n",
    "letters/fonts/SHA256SUMS": f"{hashlib.sha256(_FONT.encode()).hexdigest()}  GW-Song.ttf\n",
    "letters/fonts/built/GW-Song.ttf": _FONT,
    "letters/fonts/built/fandol.copyright": "GPL-3+ with font exception",
    "web/static/vendor/.stamp": f"{hashlib.sha256(b'{}').hexdigest()}  -\n",
    "web/static/vendor/htmx.min.js": "",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the tiny house, and beside it the shop its wheels come from."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    shutil.copy2(ROOT / "run", folder)
    for path, text in _FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    shop = folder.with_name("shop")
    shop.mkdir()
    _wheel(shop, "weasyprint", {"weasyprint.py": "def main(): ..."})
    _wheel(shop, "tinybuild", {"tinybuild.py": _BACKEND})
    for words in ("init -q", "add .", "-c user.name=t -c user.email=t@t commit -q -m Begin"):
        subprocess.run(["git", *words.split()], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def archive(house: Path) -> Path:
    return _bundle(house, "first.tar.gz")


def _bundle(house: Path, name: str, umask: int = 0o022) -> Path:
    shop = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(house.with_name("shop"))}
    made = _run(house, "bundle", f"../{name}", environ=shop, umask=umask)
    assert made.returncode == 0, made.stderr
    return house.with_name(name)


@pytest.fixture
def unpacked(archive: Path, tmp_path: Path) -> Path:
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
    return next(tmp_path.glob("yishen-*"))


def _run(
    folder: Path, *words: str, environ: dict[str, str] | None = None, umask: int = -1
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "YISHEN_", "GIT_"))}
    return subprocess.run(
        [folder / "run", *words], cwd=folder, umask=umask, capture_output=True, text=True,
        env={**kept, "PYTHON": sys.executable, "YISHEN_NO_APT": "1", **(environ or {})},
        check=False, timeout=100,
    )


def _prepare(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return _run(folder, "prepare", environ=environ)


def test_a_plain_run_installs_from_it_and_asks_nobody(unpacked: Path, tmp_path: Path) -> None:
    """Whatever the site's pip settings say: here an index, a proxy and a constraint."""
    constraint = tmp_path / "constraint.txt"
    constraint.write_text("weasyprint==2\n")
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.setblocking(False)
        url = "http://{}:{}/".format(*outside.getsockname())
        ran = _prepare(
            unpacked, PIP_INDEX_URL=url, https_proxy=url, http_proxy=url,
            PIP_CONSTRAINT=str(constraint),
        )

        assert ran.returncode == 0, ran.stderr
        assert (unpacked / ".venv/bin/yishen").exists()
        with pytest.raises(BlockingIOError):
            outside.accept()


def test_its_sums_cover_every_file(unpacked: Path) -> None:
    sums = unpacked / "bundle/SHA256SUMS"
    listed = {line.split("  ")[1] for line in sums.read_text().splitlines()}
    files = {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if p.is_file()}

    subprocess.run(["sha256sum", "--quiet", "-c", sums], cwd=unpacked, check=True)
    assert listed == files - {"bundle/SHA256SUMS"}
    assert {path for path in _FILES if path.startswith(("letters", "web"))} <= listed


def test_the_same_commit_gives_the_same_archive(house: Path, archive: Path) -> None:
    again = _bundle(house, "again.tar.gz", umask=0o077)

    assert again.read_bytes() == archive.read_bytes()


def test_the_packages_it_names_are_those_run_asks_for(unpacked: Path, tmp_path: Path) -> None:
    """On a bare machine: nothing installed, a Python without ensurepip, not root."""
    for name, text in {"dpkg-query": "exit 1", "bare": "exit 1", "id": "echo 1000"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    ran = _prepare(unpacked, PATH=path, PYTHON="bare", YISHEN_NO_APT="")
    asked = ran.stderr.partition("--no-install-recommends ")[2].partition("'")[0]

    assert ran.returncode == 3
    assert set(asked.split()) == set((unpacked / "bundle/debian-packages.txt").read_text().split())


def test_a_machine_of_another_kind_is_told_so(unpacked: Path) -> None:
    (unpacked / "bundle/made-for.txt").write_text("cpython 2.7 linux-m68k\n2.36\n")
    ran = _prepare(unpacked)

    assert ran.returncode == 3
    assert "cpython 2.7 linux-m68k" in ran.stderr
    assert not (unpacked / ".venv").exists()


@pytest.mark.parametrize(
    "path",
    [
        "bundle/wheels/weasyprint-1-py3-none-any.whl",
        "letters/fonts/built/GW-Song.ttf",
        "web/static/vendor/htmx.min.js",
    ],
)
def test_a_damaged_file_is_named_and_nothing_installed(unpacked: Path, path: str) -> None:
    (unpacked / path).write_text("damaged")
    ran = _prepare(unpacked)

    assert ran.returncode == 3
    assert path in ran.stderr
    assert not (unpacked / ".venv").exists()


def test_where_it_was_unpacked_no_other_is_made(unpacked: Path) -> None:
    assert _run(unpacked, "bundle").returncode == 3
