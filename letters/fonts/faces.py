"""Make a letter face (TrueType) out of a source font.

Why each step is needed:

* TrueType outlines. WeasyPrint writes glyph ids as character codes. In a CID-keyed CFF font whose
  CIDs differ from its glyph ids (any slimmed CJK OTF) Acrobat, MuPDF and Ghostscript read those
  codes as CIDs: the text vanishes or changes. `glyf` fonts have no such ambiguity.
* One vertical box (880/-120 of 1000) on every face: a fallback font with another ascent moves its
  line off the 22-line grid (measured: 2 pt for one character).
* FandolFang's ASCII, quotes, dashes and brackets are much darker than its hanzi: redrawn from
  FandolSong, which has the same licence.
* `halt` is the only layout feature kept (half-width punctuation for squeezing).
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

#: Face → Fandol file.
FANDOL = {
    "Fang": "FandolFang-Regular",
    "Kai": "FandolKai-Regular",
    "Hei": "FandolHei-Regular",
    "XiaoBiao": "FandolSong-Bold",
    "Song": "FandolSong-Regular",
}
_ASCII = set(range(0x20, 0x7F))
_MARKS = "“”‘’—…·（）〔〕［］｛｝《》〈〉「」『』【】、，。；：？！％‰℃№①②③④⑤⑥⑦⑧⑨⑩"
_REDRAWN = _ASCII | set(map(ord, _MARKS))

#: Glyph name → (glyph set, glyph name) it is drawn from instead.
Borrowed: TypeAlias = "Mapping[str, tuple[Any, str]]"


def fandol(face: str, sources: Path, out: Path) -> Path:
    """One of the five Fandol faces, without controls, kana and private-use codes.

    A private-use code in a name is a fault of an old encoding and has to be reported.
    """
    font = TTFont(sources / f"{FANDOL[face]}.otf", recalcTimestamp=False)
    cmap = font.getBestCmap()
    codes = {c for c in cmap if not (c < 0x20 or 0x3040 <= c < 0x3200 or 0xE000 <= c < 0xF900)}
    borrowed = _from_song(font, sources) if face == "Fang" else {}
    _to_truetype(font, {cmap[c] for c in codes} | {".notdef"}, borrowed)
    return _finish(font, face, codes, out)


def latin(sources: Path, out: Path) -> Path:
    """ASCII of the body: Liberation Serif, whose digits are half an em."""
    font = TTFont(sources / "LiberationSerif-Regular.ttf", recalcTimestamp=False)
    return _finish(font, "Latin", _ASCII, out)


def rare(sources: Path, out: Path) -> Path:
    """Hanzi and signs that Fandol lacks (names, ㎡, ⑳, kana): LXGW WenKai.

    Its Light is of the weight of FandolFang; Regular looks bold beside it.
    """
    has = set(TTFont(sources / "FandolFang-Regular.otf", lazy=True).getBestCmap())
    font = TTFont(sources / "LXGWWenKai-Light.ttf", recalcTimestamp=False)
    codes = {c for c in font.getBestCmap() if _is_rare(c) and (c not in has or _is_kana(c))}
    return _finish(font, "Rare", codes, out)


#: Accented Latin; signs; kana, squared signs and hanzi; compatibility; full-width; Ext. B on.
_RARE = ((0xA1, 0x250), (0x2010, 0x2C00), (0x3041, 0xA000), (0xF900, 0xFB00), (0xFF01, 0xFFEF))


def _is_rare(code: int) -> bool:
    """Whether letters may need it: no controls, spaces or private use."""
    wanted = code >= 0x20000 or any(first <= code < last for first, last in _RARE)
    return wanted and unicodedata.category(chr(code))[0] not in "CZ"


def _is_kana(code: int) -> bool:
    return 0x3041 <= code < 0x3100


def _from_song(font: Any, sources: Path) -> Borrowed:
    song = TTFont(sources / "FandolSong-Regular.otf")
    outlines, names, own = song.getGlyphSet(), song.getBestCmap(), font.getBestCmap()
    borrowed: dict[str, tuple[Any, str]] = {}
    for code in sorted(_REDRAWN & set(own) & set(names)):
        borrowed[own[code]] = outlines, names[code]
        font["hmtx"][own[code]] = (song["hmtx"][names[code]][0], 0)
    return borrowed


def _to_truetype(font: Any, keep: set[str], borrowed: Borrowed) -> None:
    """Replace the CFF table by glyf; glyphs outside `keep` become empty."""
    own, glyphs = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        if name in keep:
            source, glyph = borrowed.get(name, (own, name))
            source[glyph].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    _mark_as_truetype(font, len(glyphs))


def _mark_as_truetype(font: Any, glyph_count: int) -> None:
    maxp = font["maxp"] = newTable("maxp")
    maxp.tableVersion, maxp.numGlyphs, maxp.maxZones = 0x00010000, glyph_count, 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    font.sfntVersion = "\0\1\0\0"


def _finish(font: Any, face: str, codes: set[int], out: Path) -> Path:
    """Keep only the characters, one em of 1000, one vertical box, our own name."""
    options = subset.Options(
        layout_features=["halt"],
        hinting=False,
        notdef_outline=True,
        glyph_names=False,
        name_IDs=[0, 1, 2, 4, 6, 13, 14],
        drop_tables=["FFTM", "vhea", "vmtx", "GDEF", "GSUB", "DSIG", "gasp"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    if font["head"].unitsPerEm != 1000:
        scale_upem(font, 1000)
    _set_vertical_box(font)
    _rename(font, f"GW {face}")
    path = out / f"GW-{face}.ttf"
    font.save(path)
    return path


def _set_vertical_box(font: Any) -> None:
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = 880, -120, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = 880, -120, 0
    os2.usWinAscent, os2.usWinDescent = 880, 120


def _rename(font: Any, family: str) -> None:
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = family
        elif record.nameID == 6:
            record.string = family.replace(" ", "-")
