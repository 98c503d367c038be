"""The examination: every hostile file is refused with its reason, every ordinary one is taken."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.render import Press
from letters.samples import every_letter
from tests.evidence import good
from tests.evidence.corpus import Hostile, hostile
from workflow.errors import FileRefused
from workflow.evidence.examine import Evidence, examine
from workflow.evidence.kinds import DOCX, JPEG, KINDS, PDF, PNG, TXT
from workflow.evidence.limits import LONGEST_NAME

CORPUS = tuple(hostile())
GOOD: dict[str, Callable[[], bytes]] = {
    "申请表.pdf": good.pdf,
    "申请表（压缩）.pdf": lambda: good.pdf(3, linearize=True),
    "公文.ofd": good.ofd,
    "意见书.docx": good.word,
    "台账.xlsx": good.excel,
    "说明.pptx": good.slides,
    "身份证.jpg": good.jpeg,
    "信封.jpg": lambda: good.jpeg(progressive=True, quality=20),
    "手机照片.jpg": lambda: good.jpeg() + good.jpeg() + b"SEFH" + bytes(200),
    "检索截图.png": good.png,
    "网页截图.png": lambda: good.png((300, 200), optimize=True),
    "传真.tif": good.tiff_of_two_pages,
    "扫描.tiff": lambda: good.picture("TIFF", compression="tiff_lzw"),
    "旧扫描.bmp": lambda: good.picture("BMP"),
    "微信图片.webp": lambda: good.picture("WEBP"),
    "说明.txt": lambda: "申请公开补偿方案。\r\n".encode(),
    "记事本.txt": lambda: "申请公开补偿方案。".encode("gb18030"),
    "宽字符.txt": lambda: "申请公开补偿方案。".encode("utf-16"),
    "电话确认.wav": good.wav,
    "电话确认.mp3": good.mp3,
    "手机录音.m4a": good.mp4,
    "检索录屏.mp4": lambda: good.mp4(b"isom"),
}


def answered(data: bytes, name: str) -> bool:
    """Whether the answer is evidence or reasons, and nothing else."""
    try:
        return bool(examine(data, name).media_type)
    except FileRefused as error:
        return bool(error.reasons)


@pytest.mark.parametrize("one", CORPUS, ids=str)
def test_a_hostile_file_is_refused_with_its_reason(one: Hostile) -> None:
    with pytest.raises(FileRefused) as refused:
        examine(one.make(), one.name)

    assert one.told in str(refused.value)
    assert all(reason.text.startswith("文件“") and reason.text.endswith("。")
               for reason in refused.value.reasons)


def test_the_corpus_is_large_and_names_each_file_once() -> None:
    assert len(CORPUS) > 100
    assert len({one.what for one in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("name", GOOD)
def test_an_ordinary_file_is_taken_under_its_name(name: str) -> None:
    found = examine(GOOD[name](), name)

    assert found.name == name
    assert found.media_type in {kind.media_type for kind in KINDS}


def test_every_kind_has_an_ordinary_file() -> None:
    found = {examine(make(), name).media_type for name, make in GOOD.items()}

    assert found == {kind.media_type for kind in KINDS}


def test_a_letter_of_our_own_is_taken_with_the_data_it_carries(press: Press) -> None:
    """Every letter is a PDF/A-3a with case.json; an applicant may hand it in with a new request."""
    letter = press.print(every_letter()["notice_receipt"])

    assert examine(letter.data, "登记回执.pdf") == Evidence(PDF.media_type, "登记回执.pdf")


def test_all_reasons_are_told_at_once() -> None:
    both = good.word(
        '<w:fldSimple w:instr="DDEAUTO cmd"/>',
        {"word/vbaProject.bin": b"x", "word/embeddings/a.bin": b"x"})
    with pytest.raises(FileRefused) as refused:
        examine(both, "意见.docx")

    words = str(refused.value)
    assert ("含有宏" in words, "嵌入了其他文件" in words, "DDE" in words) == (True, True, True)
    assert "另存为" in words


@pytest.mark.parametrize(("claimed", "kept"), [
    # a name without an extension gets the one its bytes say
    ("申请表", "申请表.png"),
    # another extension is replaced: what it is its bytes say
    ("申请表.pdf", "申请表.png"),
    ("申请表.png.exe", "申请表.png"),
    # the end of a sentence is no extension
    ("方案第2.3稿", "方案第2.3稿.png"),
    # capitals are an extension too
    ("DSC_0001.PNG", "DSC_0001.png"),
    # a path is left out, of whichever system
    ("C:\\材料\\信封.png", "信封.png"),
    ("../../etc/passwd", "passwd.png"),
    # what turns the reading round is left out: this one would show as “表exe.png”
    ("表\u202egnp.exe", "表gnp.png"),
    ("信\x00封\n\t.png", "信封.png"),
    # decomposed characters are composed
    ("re\u0301sume\u0301.png", "r\u00e9sum\u00e9.png"),
    # what would end a slip or a line of a list
    ("甲;乙|丙.png", "甲_乙_丙.png"),
    ("   ", "未命名.png"),
    ("..", "未命名.png"),
    ("……", "……" + ".png"),
])
def test_a_name_is_kept_as_it_is_read(claimed: str, kept: str) -> None:
    assert examine(good.png(), claimed) == Evidence(PNG.media_type, kept)


def test_a_long_name_is_cut_before_its_extension() -> None:
    kept = examine(good.jpeg(), "关于" * 60 + ".jpeg").name

    assert (len(kept), kept[-5:]) == (LONGEST_NAME, ".jpeg")


@given(name=st.text(max_size=200))
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    kept = examine(b"\xe6\x96\x87", name.replace(".", "")).name

    assert 4 < len(kept) <= LONGEST_NAME
    assert kept.isprintable()
    assert not set(kept) & set('/\\;:"<>|')
    assert kept == unicodedata.normalize("NFC", kept) == kept.strip()


@given(st.integers(0, len(GOOD) - 1), st.data())
def test_a_changed_file_is_taken_or_refused_but_never_breaks_the_door(
    which: int, data: st.DataObject
) -> None:
    """Verification is total: whatever bytes come, the answer is evidence or reasons."""
    name = list(GOOD)[which]
    whole = bytearray(GOOD[name]())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))

    assert answered(bytes(whole), name)
    assert answered(bytes(whole[:cut]), name)


@given(st.binary(min_size=1, max_size=400))
def test_noise_behind_every_mark_never_breaks_the_door(noise: bytes) -> None:
    marks = (b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"BM",
             b"RIFF\x10\x00\x00\x00WAVE", b"RIFF\x10\x00\x00\x00WEBP", b"ID3", b"\xff\xfb\x90\x00",
             b"\x00\x00\x00\x14ftypisom", b"PK\x03\x04", b"")

    assert all(answered(mark + noise, "x.txt") for mark in marks)


def test_what_a_kind_is_called_is_what_the_desk_writes_down() -> None:
    assert [kind.media_type for kind in (PDF, JPEG, TXT)] == [
        "application/pdf", "image/jpeg", "text/plain"]
    assert DOCX.media_type.endswith("wordprocessingml.document")
