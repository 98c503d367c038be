"""The faces are the committed ones, and their building says plainly what it lacks."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from letters.fonts import BUILT, FACES, default_fonts, face_path
from letters.fonts import build as building
from letters.fonts.packages import PackagesMissing, find, unpack


def test_the_built_faces_are_the_committed_ones() -> None:
    if default_fonts() != BUILT:
        pytest.skip("an agency's own faces are configured")

    assert building.wrong_faces(BUILT) == []


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_truetype_in_the_one_vertical_box(face: str) -> None:
    with TTFont(face_path(default_fonts(), face)) as font:
        box = (font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent)

        assert "glyf" in font
        assert "CFF " not in font
        assert box == (1000, 880, -120)


def test_no_face_has_private_use_or_control_codes() -> None:
    for face in FACES:
        with TTFont(face_path(default_fonts(), face), lazy=True) as font:
            codes = set(font.getBestCmap())

        assert not [code for code in codes if code < 0x20 or 0xE000 <= code < 0xF900]


def test_digits_are_half_an_em() -> None:
    """Two digits keep the grid of 28 characters."""
    with TTFont(face_path(default_fonts(), "Latin")) as font:
        widths = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}

    assert widths == {500}


def test_building_again_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert building.main([str(default_fonts())]) == 0
    assert "字体已就绪" in capsys.readouterr().out


def test_a_missing_package_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dest, packages = tmp_path / "dest", tmp_path / "packages"
    packages.mkdir()

    assert building.main([str(dest), "--packages", str(packages)]) == 1
    assert "texlive-lang-chinese" in capsys.readouterr().err
    assert [path for path in dest.iterdir() if path.suffix == ".ttf"] == []


def test_a_folder_without_the_package_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PackagesMissing, match="请下载后放入该目录"):
        find(tmp_path, "fonts-lxgw-wenkai")


def test_changed_bytes_are_refused(tmp_path: Path) -> None:
    for face in FACES:
        face_path(tmp_path, face).write_bytes(b"")

    with pytest.raises(building.WrongBytes, match="SHA256SUMS"):
        building.settle(tmp_path, write=False)


def test_the_agency_may_bring_its_own_faces(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YISHEN_FONTS", str(tmp_path))

    assert default_fonts() == tmp_path


def test_a_broken_package_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "fonts-liberation2_1_all.deb"
    broken.write_bytes(b"not a package")

    with pytest.raises(PackagesMissing, match="fonts-liberation2"):
        unpack(broken, ("./usr/share/doc/fonts-liberation2/copyright",), tmp_path)
