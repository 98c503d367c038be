"""The catalogue (译文): what stands in English for the texts of templates and code.

A text is looked up whole; then as a date or an article; then by the sentences with places in them
(`“{0}”由{1}办理`); then by its own sentences and its list of words. What nothing answers stays.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from web.languages.citations import cited

#: The English catalogue.
PO = Path(__file__).with_name("en.po")
HAN = re.compile(r"[\u3400-\u9fff]")
_PLACE = re.compile(r"\{(\d+)\}")
_ONE = re.compile(r"(?<![\d.,/])1 (working )?(day|request|finding|entr(?=ie)|item|page|month)"
                  r"(?:ie)?s\b")
#: A word with its number (逐项答复1), a word with a remark (普通程序（A）), a remark alone.
_SHAPES = (
    (re.compile(r"([^0-9A-Z]+)([0-9A-Z]+)"), "{} {}"),
    (re.compile(r"([^（）]+)(（[^（）]+）)"), "{}{}"),
    (re.compile(r"（([^（）]+)）"), " ({})"),
)
_ONES = {"entr": "entry"}
#: So many characters of its own make a sentence: with fewer, what stands in its places must be
#: known as well, or the words of an applicant might be taken for ours.
_ENOUGH = 4
_LISTS = ((re.compile(r"(?<=[。！？])"), " "), (re.compile("；"), "; "), (re.compile("："), ": "),
          (re.compile(" ?· ?"), " · "), (re.compile("，"), ", "), (re.compile("、"), ", "),
          (re.compile("或者"), " or "))


class Catalogue:
    """Translations of a language, exact and with places."""

    def __init__(self, messages: Mapping[str, str], of_scripts: Iterable[str] = ()) -> None:
        """Take the translations by their Chinese text, and which of them scripts say."""
        self._messages, self._of_scripts = messages, tuple(of_scripts)
        self.known = lru_cache(20_000)(self._known)

    def say(self, text: str) -> str:
        """A text in this language; the text itself where it is not known."""
        if not HAN.search(text):
            return text
        bare = text.strip()
        told = self.known(bare)
        return text if told is None else text.replace(bare, told)

    def of_template(self, text: str) -> str:
        """The translation of a text of a template, with the same places; else the text."""
        return self._messages.get(text) or text

    def of_scripts(self) -> dict[str, str]:
        """What scripts say: the texts found in one."""
        return {text: self._messages[text] for text in self._of_scripts if text in self._messages}

    @cached_property
    def _patterns(self) -> list[tuple[str, int, re.Pattern[str], str]]:
        """Texts with places, the longest first: what is most particular answers first."""
        found = [(text, told) for text, told in self._messages.items()
                 if _PLACE.search(text) and HAN.search(_PLACE.sub("", text))]
        return [(_PLACE.split(text)[0], len(HAN.findall(text)), _as_pattern(text), told)
                for text, told in sorted(found, key=lambda pair: -len(_PLACE.sub("", pair[0])))]

    def _known(self, text: str, depth: int = 7) -> str | None:
        """A text in this language; None where it is not known."""
        if not HAN.search(text):
            return text
        told = self._messages.get(text) or cited(text)
        if told is None and depth:
            told = (self._in_parts(text, depth - 1) or self._by_pattern(text, depth - 1)
                    or self._begun(text))
        return told

    def _by_pattern(self, text: str, depth: int) -> str | None:
        for start, words, pattern, told in self._patterns:
            found = pattern.fullmatch(text) if text.startswith(start) else None
            if found is None:
                continue
            said = [self._known(one, depth) for one in found.groups()]
            if None not in said or words >= _ENOUGH:
                return singular(told.format(*(
                    one if say is None else say
                    for say, one in zip(said, found.groups(), strict=True))))
        return None

    def _begun(self, text: str) -> str | None:
        """A term of ours and, after a blank, what somebody wrote."""
        term, blank, rest = text.partition(" ")
        return f"{self._messages[term]} {rest}" if blank and term in self._messages else None

    def _in_parts(self, text: str, depth: int) -> str | None:
        """Sentence by sentence, word by word; only where every part is known."""
        for shape, told in _SHAPES:
            found = shape.fullmatch(text)
            said = [self._known(one, depth) for one in found.groups()] if found else [None]
            if None not in said:
                return told.format(*said)
        for between, joint in _LISTS:
            parts = [part for part in between.split(text) if part]
            if len(parts) > 1:
                said = [self._known(part.strip(), depth) for part in parts]
                if all(one is not None for one in said):
                    return joint.join(one or "" for one in said)
        return None


def singular(text: str) -> str:
    """The text with `1 days` and its like put right."""
    return _ONE.sub(lambda found: f"1 {found[1] or ''}{_ONES.get(found[2], found[2])}", text)


def _as_pattern(text: str) -> re.Pattern[str]:
    pieces = _PLACE.split(text)
    literal = [re.escape(piece) for piece in pieces[::2]]
    text = "(.*?)".join(literal)
    # Of two places side by side the second is a number: 元旦 1, not 元 旦1.
    return re.compile(text.replace("(.*?)(.*?)", r"(\D*?)(\d.*?)"), re.DOTALL)


def messages_of(po: Path) -> Mapping[str, str]:
    """The translated texts of a catalogue file."""
    return {str(one.id): str(one.string) for one in _read(po) if one.id and one.string}


def _read(po: Path) -> Catalog:
    with po.open("rb") as lines:
        return read_po(lines)


def _of_scripts(po: Path) -> list[str]:
    return [str(one.id) for one in _read(po)
            if any(place.endswith(".js") for place, _ in one.locations)]


@lru_cache(1)
def english() -> Catalogue:
    """The English catalogue, read once when the first English page is asked for."""
    return Catalogue(messages_of(PO), _of_scripts(PO))
