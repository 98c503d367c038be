"""The seven faces of a letter (字体), built from Debian's packages and kept outside git."""

import os
from pathlib import Path

#: Face → what it is for. One file each, `GW-<face>.ttf`; together 43 MB.
FACES = {
    "Fang": "正文（仿宋）",
    "Kai": "二级标题（楷体）",
    "Hei": "一级标题（黑体）",
    "XiaoBiao": "发文机关标志、标题（小标宋）",
    "Song": "页码、核验说明（宋体）",
    "Latin": "西文和数字",
    "Rare": "姓名用字（生僻字）",
}

#: Where `python -m letters.fonts.build` puts them unless told otherwise; ignored by git.
BUILT = Path(__file__).parent / "built"


def default_fonts() -> Path:
    """The folder with the faces: `YISHEN_FONTS`, else the built ones.

    An agency that owns 方正小标宋 and its like points `YISHEN_FONTS` at a folder with seven
    files of the same names.
    """
    return Path(os.environ.get("YISHEN_FONTS", BUILT))


def face_path(folder: Path, face: str) -> Path:
    """The file of a face in a folder."""
    return folder / f"GW-{face}.ttf"
