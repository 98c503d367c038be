"""Build the seven faces: `python -m letters.fonts.build [DEST] [--packages DIR]`.

Runs as a plain user, needs apt's network only (or the packages in DIR), takes about 40 s on two
cores and does nothing when the faces are there and their digests are the committed ones.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from letters.fonts import BUILT, FACES, face_path
from letters.fonts.faces import fandol, latin, rare
from letters.fonts.packages import PackagesMissing, collect

SUMS = Path(__file__).with_name("SHA256SUMS")


class WrongBytes(Exception):
    """A built face differs from the committed digest."""


def main(words: list[str] | None = None) -> int:
    """Build what is missing; 0 = all faces stand, 1 = a plain message says why not."""
    parser = argparse.ArgumentParser(
        prog="python -m letters.fonts.build", description="制作文书字体"
    )
    parser.add_argument("dest", nargs="?", type=Path, default=BUILT, help="目标目录")
    parser.add_argument("--packages", type=Path, help="已下载的 Debian 软件包所在目录")
    parser.add_argument("--write-sums", action="store_true", help="改写 SHA256SUMS（换字体时）")
    given = parser.parse_args(words)
    if not given.write_sums and not wrong_faces(given.dest):
        print(f"字体已就绪：{given.dest}")
        return 0
    try:
        build(given.dest, given.packages)
        settle(given.dest, write=given.write_sums)
    except (PackagesMissing, WrongBytes) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"字体已就绪：{given.dest}")
    return 0


def build(dest: Path, packages: Path | None) -> None:
    """Build all faces into `dest`, two at a time; a half-built face is never seen there."""
    dest.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=dest) as work:
        print("正在取得字体软件包（约 101 MB，不安装）……", flush=True)
        sources = collect(packages, Path(work))
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            made = [pool.submit(job) for job in jobs(sources)]
            for number, job in enumerate(made, 1):
                path = job.result()
                path.replace(dest / path.name)
                print(f"字体 {number}/{len(made)}：{path.name}", flush=True)
        for licence in sources.glob("*.copyright"):
            licence.replace(dest / licence.name)


def jobs(sources: Path) -> list[Callable[[], Path]]:
    """One job a face, the long ones first."""
    made = sources / "made"
    made.mkdir()
    styles = [partial(fandol, face, sources, made) for face in ("Kai", "Fang", "Hei")]
    songs = [partial(fandol, face, sources, made) for face in ("XiaoBiao", "Song")]
    return [*styles, partial(rare, sources, made), *songs, partial(latin, sources, made)]


def settle(dest: Path, *, write: bool) -> None:
    """Compare with the committed digests, or write them. Raises WrongBytes."""
    if write:
        SUMS.write_text("".join(f"{digest(face_path(dest, f))}  GW-{f}.ttf\n" for f in FACES))
        return
    wrong = wrong_faces(dest)
    if wrong:
        raise WrongBytes(
            f"字体文件与 SHA256SUMS 不一致：{'、'.join(wrong)}。"
            "请核对软件包和 fontTools 的版本（requirements.txt）；确认更换字体的，"
            "运行 python -m letters.fonts.build --write-sums 并提交新的校验和。"
        )


def wrong_faces(dest: Path) -> list[str]:
    """The faces that are missing or differ from SHA256SUMS."""
    lines = (line.split() for line in SUMS.read_text().splitlines())
    expected = {name: digest for digest, name in lines}
    return [
        path.name
        for path in (face_path(dest, face) for face in FACES)
        if not path.exists() or digest(path) != expected.get(path.name)
    ]


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
