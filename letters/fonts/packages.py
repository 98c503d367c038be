"""Where the outlines come from: three Debian packages, unpacked without installing them."""

import shutil
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

_FANDOL = "./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
_TRUETYPE = "./usr/share/fonts/truetype/"
_DOC = "./usr/share/doc/"

#: Package → the files wanted out of it. Licences: GPL-3+ with font exception; OFL; OFL.
WANTED = {
    "texlive-lang-chinese": (
        f"{_FANDOL}FandolFang-Regular.otf",
        f"{_FANDOL}FandolKai-Regular.otf",
        f"{_FANDOL}FandolHei-Regular.otf",
        f"{_FANDOL}FandolSong-Regular.otf",
        f"{_FANDOL}FandolSong-Bold.otf",
        f"{_DOC}texlive-lang-chinese/copyright",
    ),
    "fonts-lxgw-wenkai": (
        f"{_TRUETYPE}lxgw-wenkai/LXGWWenKai-Light.ttf",
        f"{_DOC}fonts-lxgw-wenkai/copyright",
    ),
    "fonts-liberation2": (
        f"{_TRUETYPE}liberation2/LiberationSerif-Regular.ttf",
        f"{_DOC}fonts-liberation2/copyright",
    ),
}


class PackagesMissing(Exception):
    """The packages cannot be had; the message says what to do."""


def collect(given: Path | None, work: Path) -> Path:
    """Put the wanted files into `work`; `given` is a folder that already holds the packages.

    Raises PackagesMissing when a package is neither given nor downloadable.
    """
    packages = given or download(work)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: unpack(find(packages, name), WANTED[name], work), WANTED))
    return work


def find(folder: Path, package: str) -> Path:
    """The .deb of a package in a folder."""
    found = sorted(folder.glob(f"{package}_*.deb"))
    if not found:
        raise PackagesMissing(f"{folder} 中没有软件包 {package}，请下载后放入该目录再试。")
    return found[-1]


def download(work: Path) -> Path:
    """Download the packages by `apt-get download`: no root, nothing is installed.

    A machine whose package lists are empty gets lists of its own in `work` first.
    """
    if _apt(work, "download", *WANTED).returncode == 0:
        return work
    private = _private_lists(work)
    _apt(work, *private, "update")
    tried = _apt(work, *private, "download", *WANTED)
    if tried.returncode:
        names = " ".join(WANTED)
        raise PackagesMissing(
            f"无法下载字体软件包（apt-get download {names}）：{tried.stderr.strip()[-300:]}\n"
            "请检查网络或软件源；也可以在能联网的机器上下载这三个软件包，"
            "再运行 python -m letters.fonts.build --packages 所在目录。"
        )
    return work


def _apt(work: Path, *words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("apt-get") is None:
        raise PackagesMissing(
            "这台机器没有 apt-get，请用 --packages 指定放有三个 Debian 软件包的目录。"
        )
    return subprocess.run(
        ["apt-get", "-q", *words], cwd=work, capture_output=True, text=True, check=False
    )


def _private_lists(work: Path) -> list[str]:
    lists, cache = work / "lists", work / "cache"
    for folder in (lists / "partial", cache / "archives" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    return ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={cache}"]


def unpack(package: Path, wanted: tuple[str, ...], work: Path) -> None:
    """Take only the wanted files out of a package, the copyright under the package's name.

    Raises PackagesMissing for a package that is broken or lacks one of them.
    """
    left = set(wanted)
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as deb:
        with suppress(tarfile.ReadError), tarfile.open(fileobj=deb.stdout, mode="r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.name in left else None
                if source is not None:
                    (work / _kept_as(member.name)).write_bytes(source.read())
                    left.discard(member.name)
                if not left:
                    break
        deb.kill()
    if left:
        raise PackagesMissing(
            f"软件包 {package.name} 已损坏，或者缺少 {'、'.join(sorted(left))}，请重新下载。"
        )


def _kept_as(member: str) -> str:
    path = Path(member)
    return f"{path.parent.name}.copyright" if path.name == "copyright" else path.name
