"""Collecting (收集): every Chinese text that a page may show, for the catalogue.

`python -m web.languages.collect` brings `en.po` up to date: new texts come in without a
translation, texts that are gone leave.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from web.languages.catalogue import HAN, PO, Catalogue
from web.languages.runs import Run, runs

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "web" / "templates"
SCRIPTS = ROOT / "web" / "static"
#: Code whose Chinese is printed in letters, papers, packages and on the command line, or is data.
ELSEWHERE = (
    "web/cli", "web/demo", "web/languages", "workflow/phrases.py", "workflow/archive/verifier.py",
    "workflow/archive/metadata.py", "workflow/archive/content.py", "workflow/archive/bag.py",
    "workflow/law/remedy_texts.py", "workflow/clock_sheet",
    "workflow/documents.py", "workflow/chronology.py", "workflow/papers.py",
    "workflow/packing.py", "workflow/reply_proof.py",
    "workflow/record/backup.py", "workflow/record/restore.py", "workflow/record/dumping.py",
    "workflow/record/manifest.py", "workflow/archive/auditor", "workflow/applicant_kind.py",
    "workflow/reports/pinyin.py", "workflow/reports/annual/document.py",
    "workflow/reports/annual/workbook.py", "workflow/reports/annual/charts.py",
    "workflow/reports/annual/illustrated.py", "workflow/record/alike/words.py",
    "workflow/record/alike/reading.py",
)
_OPEN_PLACE = re.compile(r"\{\w*\}")
_ANY_PLACE = re.compile(r"\{\d+\}")
_OF_A_DATE = set("年月日（）周前")
_SHORT_WORDS = "是否无件休扣停逾收"
#: Pieces that code puts together out of smaller ones.
COMPOSED = ["应不晚于{0}"]
_IN_SCRIPT = re.compile(r"say\((?P<quote>[\"`])(?P<text>.*?)(?P=quote)")


#: Dates, articles and document numbers are said without a catalogue.
_NO_WORDS = Catalogue({})


def _needs_words(text: str) -> bool:
    return _NO_WORDS.known(text) is None


def collected() -> Mapping[str, str]:
    """Every text, with the first file it stands in."""
    found: dict[str, str] = {}
    composed = ("web/languages/collect.py", COMPOSED)
    for place, texts in (*_templates(), *_scripts(), *_code(), composed):
        for text in filter(_needs_words, texts):
            if place.endswith(".js"):
                found[text] = place  # what a script says has to be handed to it
            found.setdefault(text, place)
    return found


def _templates() -> Iterator[tuple[str, list[str]]]:
    environment = Environment(trim_blocks=True, lstrip_blocks=True)  # only read
    for path in sorted(TEMPLATES.rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        stream = environment.lexer.tokenize(source, path.name)
        texts: list[str] = []
        for one in runs(stream):
            if isinstance(one, Run):
                texts += _of_run(one)
            elif one.type == "string":
                texts += _chinese(str(one.value))
        yield _name(path), texts


def _of_run(run: Run) -> list[str]:
    texts = []
    if run.speaks:
        pieces = run.pieces
        if pieces[-1] in ("<", ">", '"'):
            pieces = pieces[:-1]
        texts.append(Run(pieces).sentence()[1])
    for value in run.values:
        for token in value:
            if token.type == "string":
                texts += _chinese(str(token.value))
    return texts


def _scripts() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(SCRIPTS.glob("*.js")):
        source = path.read_text(encoding="utf-8")
        yield _name(path), [found["text"] for found in _IN_SCRIPT.finditer(source)]


def _code() -> Iterator[tuple[str, list[str]]]:
    for room in ("workflow", "web"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if not _name(path).startswith(ELSEWHERE):
                yield _name(path), list(_of_code(ast.parse(path.read_text(encoding="utf-8"))))


def _of_code(tree: ast.Module) -> Iterator[str]:
    passed = {id(text) for text in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text, places = "", 0
            for part in node.values:
                if isinstance(part, ast.Constant):
                    passed.add(id(part))
                    text += str(part.value).replace("{", "{{").replace("}", "}}")
                else:
                    text += f"{{{places}}}"
                    places += 1
            yield from _chinese(text)
        elif isinstance(node, ast.Constant) and id(node) not in passed:
            yield from _of_string(node.value) if isinstance(node.value, str) else ()


def _of_string(text: str) -> list[str]:
    """A text of code; places left for `format` are numbered, a sign such as 收 is no word."""
    places = count()
    numbered = _OPEN_PLACE.sub(lambda found: f"{{{next(places)}}}", text)
    return _chinese(numbered) if len(text) > 1 or text in _SHORT_WORDS else []


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value


def _chinese(text: str) -> list[str]:
    """The text where it has a word of Chinese; a pattern or the shape of a date is no word."""
    bare = text.strip()
    shape = _ANY_PLACE.sub("", bare)
    words = HAN.search(shape) and not set(shape) <= _OF_A_DATE and "\\" not in bare
    return [bare] if words and "(?" not in bare else []


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def update() -> tuple[int, int]:
    """Bring the catalogue up to date; how many texts it has, and how many lack a translation."""
    known = {}
    if PO.exists():
        with PO.open("rb") as lines:
            known = {str(one.id): str(one.string) for one in read_po(lines) if one.id}
    catalogue = Catalog(locale="en", project="Yishen", header_comment="# 依申 Yishen: English")
    for text, place in collected().items():
        catalogue.add(text, known.get(text, ""), locations=[(place.replace("/", "."), 0)])
    with PO.open("wb") as lines:
        write_po(lines, catalogue, width=0, omit_header=True, sort_by_file=True,
                 include_lineno=False)
    texts = [one for one in catalogue if one.id]
    return len(texts), sum(not one.string for one in texts)


if __name__ == "__main__":
    total, missing = update()
    print(f"{total} texts, {missing} without a translation")  # noqa: T201  # a command
