"""The gallery (文书样张): one PDF of every document, and all first pages on one sheet.

`python -m letters.gallery DIR`, also `./run letters-gallery DIR`. For whoever judges how the
letters look, and for an agency's lawyers to approve the wordings.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path

from PIL import Image

from letters.letter import Letter
from letters.render import Press, default_fonts
from letters.replies import Refused, Reply
from letters.samples import a_reply, every_letter
from letters.samples_papers import every_form
from workflow.terms import Outcome

#: Why the sample is refused, for each reason that has a wording of the drafter's own.
_REFUSALS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.DENY_SECRET: ("第十四条", "该文件定为秘密级，保密期限至2034年6月30日，尚未届满"),
    Outcome.DENY_LAW: ("第十四条", "《中华人民共和国统计法》第九条规定该项资料应当予以保密"),
    Outcome.DENY_SAFETY: ("第十四条", "该图标有供水管网的阀门位置，公开可能危及公共安全"),
    Outcome.DENY_THIRD_PARTY: ("第十五条", "该单价是第三方的商业秘密，公开会损害其合法权益"),
    Outcome.DENY_INTERNAL: ("第十六条第一款", "该文件是本机关内部的人事管理信息"),
    Outcome.DENY_PROCESS: ("第十六条第二款", "该稿是尚未作出决定的过程稿"),
    Outcome.DENY_ENFORCEMENT_FILE: ("第十六条第二款", "该笔录是行政执法案卷信息"),
}
_COLUMNS, _WIDTH = 8, 320


def main(arguments: Sequence[str], press: Press | None = None) -> int:
    """Print everything into a folder; returns 0, or 2 where no folder is named."""
    if len(arguments) != 1:
        _say("用法：./run letters-gallery 目录")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in _printed(press or Press(default_fonts())):
        (folder / f"{name}.pdf").write_bytes(data)
        _say(name)
    return _contact_sheet(folder)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _printed(press: Press) -> Iterator[tuple[str, bytes]]:
    for name, letter in _letters():
        yield name, press.print(letter).data
    for name, form in sorted(every_form().items()):
        yield name, press.print_form(form).data


def _letters() -> Iterator[tuple[str, Letter]]:
    """Every sample by its kind key; the refusals by their reasons."""
    letters = every_letter()
    refused = letters["reply_refused"]
    for name, letter in sorted(letters.items()):
        if letter is not refused:
            yield name, letter
    for outcome, (article, reason) in _REFUSALS.items():
        yield f"reply_{outcome.value.replace('.', '_')}", _refused(refused, article, reason)
    yield "reply_ordinary_format", a_reply(layout="document", copies_to=("示例市人民政府办公室",))


def _refused(sample: Letter, article: str, reason: str) -> Reply:
    answer = Refused(
        sample.wanted, (article,), reason=reason,
        discretion="公开会影响尚未完成的工作" if article.startswith("第十六条") else "",
        separability="全文都是该项内容，不能区分处理")
    assert isinstance(sample, Reply)
    return Reply(**{**vars(sample), "answers": (answer,)})


def _contact_sheet(folder: Path) -> int:
    """All first pages side by side, looked at in one glance."""
    if shutil.which("pdftoppm") is None:
        _say("没有pdftoppm（poppler-utils），未制作总览图")
        return 0
    pages = [_first_page(file) for file in sorted(folder.glob("*.pdf"))]
    height = max(page.height for page in pages)
    sheet = Image.new("RGB", (_COLUMNS * _WIDTH, ceil(len(pages) / _COLUMNS) * height), "#ccc")
    for place, page in enumerate(pages):
        sheet.paste(page, (place % _COLUMNS * _WIDTH, place // _COLUMNS * height))
    sheet.save(folder / "contact-sheet.png")
    _say(f"contact-sheet.png：{len(pages)}份")
    return 0


def _first_page(file: Path) -> Image.Image:
    picture = file.with_suffix(".png")
    subprocess.run(["pdftoppm", "-r", "60", "-f", "1", "-l", "1", "-singlefile", "-png", file,
                    picture.with_suffix("")], check=True)
    with Image.open(picture) as page:
        page.thumbnail((_WIDTH - 6, 600))
        found = page.convert("RGB")
    picture.unlink()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
