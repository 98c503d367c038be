"""The page of a letter or document (GB/T 9704-2012) as HTML, its line pitch chosen first."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from letters.blocks import Body, day
from letters.compose import Line, balanced, compose
from letters.letter import OfficialDocument
from letters.typeset import EM, Typesetter, lines_html, ragged
from workflow.errors import LetterRefused

#: 22, 23 and 24 lines a page: the pitch may be adjusted where the seal would not fit (7.3.5.5).
PITCHES = (29.53, 28.33, 27.15)
#: Wider than the standard, the last way to bring body text to the signature.
WIDE_PITCH = 31.0

_MM = 72 / 25.4
_BOX = 229.86 * _MM
_HEADERS = {"letter": 20.57 * _MM, "document": 78.3 * _MM}
#: A line of the 版记 in points, and its room for names in em of 4号, behind 抄送：.
_COLOPHON_LINE = 24.0
_COLOPHON_MEASURE = 26.4
#: What lies between the type area and the edge of the page box (see letter.css).
_COLOPHON_RISE = 6.9
_TITLE_LINE = 35.78
_TITLE_EM = 20.0
_SIGNER_EM = 20.0
_SEAL = 42 * _MM
#: The mark: 28 pt and 4 pt apart where there is room on 170 mm.
_MARKS = {"letter": (28, 4.0, 482.0), "document": (28, 4.0, 442.0)}
_LONGEST_AGENCY = 40
#: A last page with fewer lines than this looks nearly empty.
_FEW_LINES = 14


@dataclass(frozen=True)
class Plan:
    """A letter set in lines, before it is known how far apart they stand."""

    letter: OfficialDocument
    body: Body
    context: dict[str, object]
    #: Each line of the signature, the date last, with its width in em.
    names: tuple[tuple[str, float], ...]
    lines: int
    points: float
    title_lines: int

    def pages(self, pitch: float) -> tuple[int, int]:
        """How many pages the letter takes, and lines on the last one, by count."""
        head = _HEADERS[self.letter.layout] + self.title_lines * _TITLE_LINE + 3 * pitch
        first, other = int((_BOX - head) / pitch + 1e-6), int(_BOX / pitch + 1e-6)
        rest = self.lines + ceil(self.points / pitch) - first
        if rest <= 0:
            return 1, first + rest
        pages = 1 + ceil(rest / other)
        return pages, rest - (pages - 2) * other

    def pitches(self) -> list[float]:
        """The pitches to try, the chosen one first: the loosest that saves a nearly empty page."""
        fewest = min(self.pages(pitch)[0] for pitch in PITCHES)
        chosen = PITCHES[0]
        if self.pages(chosen)[0] > fewest and self.pages(chosen)[1] < _FEW_LINES:
            chosen = next(pitch for pitch in PITCHES if self.pages(pitch)[0] == fewest)
        return [chosen, *(each for each in (*PITCHES, WIDE_PITCH) if each != chosen)]


class PageMaker:
    """Fills the house page with a letter."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        self._page = _ENVIRONMENT.get_template("letter.html")

    def plan(self, letter: OfficialDocument, body: Body) -> Plan:
        """Set all lines of a letter. Raises LetterRefused for a name too long for its place."""
        widths = self.typesetter.widths
        main = self.typesetter.blocks(body.blocks, last=True)
        to = compose(f"{letter.addressee}：", widths, indent=0)
        note = compose(f"（{letter.contact}）", widths) if letter.contact else ()
        title = self._title(letter)
        attached = self._attachments(letter, body)
        names = self._signature(letter)
        copies = self._copies(letter)
        context: dict[str, object] = {
            "letter": letter,
            "title": letter.title,
            "title_lines": "\n".join(title),
            "stamp": f"{letter.dated.isoformat()}T00:00:00+08:00",
            "mark": self._mark(letter),
            "printed": day(letter.dated),
            "copies": ragged(copies) if copies else "",
            "addressee": lines_html(to),
            "blocks": main.html,
            "attachments": attached,
            "note": lines_html(note),
            "sheets": [
                {"title": page.title, "blocks": self.typesetter.blocks(page.blocks).html}
                for page in body.pages
            ],
        }
        lines = len(to) + main.lines + 2 + len(names) + len(note)
        lines += 1 + len(attached) if attached else 0
        foot = len(copies) + (1 if letter.is_document else 0)
        points = main.points + 28 + (foot * _COLOPHON_LINE + _COLOPHON_RISE if foot else 0)
        return Plan(letter, body, context, names, lines, points, len(title))

    def html(self, plan: Plan, pitch: float, *, draft: bool) -> str:
        """The HTML of a planned letter at one pitch; a draft has neither seal nor QR code."""
        final = not draft
        return self._page.render(
            plan.context,
            pitch=pitch,
            draft=draft,
            qr=final and bool(plan.letter.verify_url),
            seal=final and bool(plan.letter.seal_svg),
            sign=_placed(plan.names, pitch),
        )

    def _title(self, letter: OfficialDocument) -> tuple[str, ...]:
        """The lines of the title: broken by meaning (7.3.1) where each part has room."""
        widths, own = self.typesetter.widths, letter.title_lines
        if own and all(widths.of(line) <= _TITLE_EM for line in own):
            return own
        return balanced(letter.title, widths, _TITLE_EM)

    def _mark(self, letter: OfficialDocument) -> dict[str, float]:
        size, spacing, room = _MARKS[letter.layout]
        agency = letter.agency + ("文件" if letter.is_document else "")
        wide = self.typesetter.widths.of(agency)
        if len(agency) > _LONGEST_AGENCY:
            raise LetterRefused(
                [f"发文机关名称超过{_LONGEST_AGENCY}个字，版头排不下，请使用规范化简称。"]
            )
        if wide * (size + spacing) <= room:
            return {"size": size, "spacing": spacing}
        tight = room / wide
        return {"size": round(tight * 0.94, 2), "spacing": round(tight * 0.05, 2)}

    def _signature(self, letter: OfficialDocument) -> tuple[tuple[str, float], ...]:
        widths = self.typesetter.widths
        names = [*balanced(letter.signer, widths, _SIGNER_EM), day(letter.dated)]
        return tuple((name, widths.of(name)) for name in names)

    def _copies(self, letter: OfficialDocument) -> tuple[Line, ...]:
        """抄送 (7.4): behind its colon, with a full stop at the end."""
        if not letter.copies_to:
            return ()
        names = f"{'，'.join(letter.copies_to)}。"
        return compose(names, self.typesetter.widths, measure=_COLOPHON_MEASURE, indent=0)

    def _attachments(self, letter: OfficialDocument, body: Body) -> list[dict[str, object]]:
        names = [*getattr(letter, "attachments", ()), *(page.title for page in body.pages)]
        lead = [f"附件：{n}." if len(names) > 1 else "附件：" for n in range(1, len(names) + 1)]
        widths = self.typesetter.widths
        placed: list[dict[str, object]] = []
        for number, (mark, name) in enumerate(zip(lead, names, strict=True)):
            shown = mark if number == 0 else mark.removeprefix("附件：")
            left = 2 + widths.of(mark)
            lines = compose(name, widths, measure=28 - left, indent=0)
            html = Markup("{}{}").format(shown, lines_html(lines))
            placed.append({"left": left, "hang": -widths.of(shown), "lines": html})
        return placed


def _placed(names: tuple[tuple[str, float], ...], pitch: float) -> dict[str, object]:
    """Agency over date, both centred, the date 4 characters from the right (7.3.5.1)."""
    date_em = names[-1][1]
    centre = max(4 + date_em / 2, *(em / 2 for _, em in names))
    shown = [
        {"text": text, "right": f"{centre - em / 2:.4f}", "top": f"{(2 + row) * pitch:.2f}"}
        for row, (text, em) in enumerate(names)
    ]
    middle = (2 + len(names) / 2) * pitch
    height = max((2 + len(names)) * pitch, middle - 8 + _SEAL / 2 + 4)
    return {
        "names": shown,
        "height": f"{height:.2f}",
        "seal_right": f"{centre * EM - _SEAL / 2:.2f}",
        "seal_top": f"{middle - 8 - _SEAL / 2:.2f}",
        "roomy": max(em for _, em in names) <= 13,
    }


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "style"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_ENVIRONMENT = _environment()
