"""Building the faces: out of packages made here, with tiny fonts of the same kinds."""

import subprocess
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from letters.fonts import FACES, build, face_path
from letters.fonts.packages import WANTED, PackagesMissing, unpack

_CHARS = [*range(0x20, 0x7F), *map(ord, "申请公开，。“”（）"), 0xE81A, 0x3042]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three Debian packages, each with its files in place."""
    folder = tmp_path_factory.mktemp("packages")
    for name, files in WANTED.items():
        tree = folder / name
        for file in files:
            path = tree / file
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path)
        control = tree / "DEBIAN" / "control"
        control.parent.mkdir()
        control.write_text(
            f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"
        )
        subprocess.run(
            ["dpkg-deb", "--build", tree, folder / f"{name}_1_all.deb"],
            check=True,
            capture_output=True,
        )
    return folder


def _put(path: Path) -> None:
    if path.name == "copyright":
        path.write_text("licence")
    elif path.suffix == ".otf":
        _font(_CHARS, cff=True).save(path)
    elif "LXGW" in path.name:
        _font([*_CHARS, ord("䶮"), 0x200B], cff=False).save(path)
    else:
        _font(_CHARS, cff=False).save(path)


def _font(codes: list[int], *, cff: bool) -> FontBuilder:
    names = [".notdef", *(f"u{code:04X}" for code in codes)]
    builder = FontBuilder(2048 if not cff else 1000, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: f"u{code:04X}" for code in codes})
    glyphs = {name: _square(cff=cff) for name in names}
    if cff:
        builder.setupCFF("Tiny", {}, glyphs, {})
    else:
        builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=900, descent=-300)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return builder


def _square(*, cff: bool) -> object:
    pen = T2CharStringPen(1000, None) if cff else TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.getCharString() if cff else pen.glyph()


@pytest.fixture(scope="module")
def built(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("built")
    build.build(dest, packages)
    return dest


def test_all_seven_faces_stand_with_their_licences_and_nothing_else(built: Path) -> None:
    faces = {f"GW-{face}.ttf" for face in FACES}

    assert {path.name for path in built.iterdir()} == faces | {f"{p}.copyright" for p in WANTED}


@pytest.mark.parametrize("face", FACES)
def test_a_face_becomes_truetype_of_1000_units(built: Path, face: str) -> None:
    with TTFont(face_path(built, face)) as font:
        box = (font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent)

        assert ("glyf" in font, "CFF " in font, box) == (True, False, (1000, 880, -120))
        assert font["name"].getDebugName(1) == f"GW {face}"


def test_a_face_leaves_out_private_use_and_kana(built: Path) -> None:
    with TTFont(face_path(built, "Fang")) as font:
        codes = set(font.getBestCmap())

    assert ord("申") in codes
    assert not codes & {0xE81A, 0x3042}


def test_the_rare_face_holds_what_the_body_lacks_and_no_invisible_sign(built: Path) -> None:
    with TTFont(face_path(built, "Rare")) as font:
        codes = set(font.getBestCmap())

    assert codes == {ord("䶮"), 0x3042}


def test_other_bytes_than_the_committed_ones_are_told(
    packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main([str(tmp_path), "--packages", str(packages)]) == 1
    assert "与 SHA256SUMS 不一致" in capsys.readouterr().err


def test_a_package_without_a_wanted_file_is_refused(packages: Path, tmp_path: Path) -> None:
    package = next(packages.glob("fonts-liberation2_*.deb"))

    with pytest.raises(PackagesMissing, match=r"Bold\.ttf"):
        unpack(package, ("./usr/share/Bold.ttf",), tmp_path)
