"""Letters are printed where nothing can be fetched, run, written or waited for without end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from pypdfium2 import PdfDocument
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError

from letters.press_room import PressRoom
from letters.render import Press
from letters.samples import a_notice, a_reply
from tests.evidence import good
from tests.house import ROOT
from tests.security.listener import listening
from workflow.confined import is_filtered
from workflow.errors import LetterRefused
from workflow.evidence.room import ExaminationRoom

#: Ways in which a page or a style sheet reaches out; {here} is a server that listens.
REACHING = (
    '<img src="{here}/picture.png">', '<link rel="stylesheet" href="{here}/sheet.css">',
    '<style>@import url("{here}/sheet.css");</style>',
    '<style>@font-face {{ font-family: x; src: url({here}/face.ttf) }} p {{ font-family: x }}'
    "</style><p>字</p>",
    '<p style="background: url({here}/back.png)">字</p>',
    '<object data="{here}/thing.svg"></object>', '<embed src="{here}/thing.svg">',
    '<a rel="attachment" href="{here}/passwords">字</a>', '<link rel="attachment" href="{here}/x">',
    '<style>p::before {{ content: url({here}/drop.png) }}</style><p>字</p>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{here}/in.png" width="9" height="9"/>'
    "</svg>",
    '<img src="{here}/to/picture.png">', '<img src="file:///etc/hostname">',
    '<link rel="attachment" href="file:///etc/hostname">', '<img src="letter:../../etc/hostname">',
    '<base href="{here}/"><img src="picture.png">',
)


@pytest.mark.parametrize("html", REACHING)
def test_nothing_a_page_asks_for_is_fetched(press: Press, html: str) -> None:
    with listening() as (here, heard):
        with suppress(LetterRefused):  # or what reaches out is left away
            press._engine.lay_out_form(html.format(here=here)).pdf(b"{}", a_notice().dated)

        assert heard == []


def test_a_style_sheet_imports_nothing_either(press: Press) -> None:
    with listening() as (here, heard):
        with pytest.raises(FatalURLFetchingError):
            press._engine._css(f'@import url("{here}/to/sheet.css");', {})

        assert heard == []


def test_the_same_page_and_sheet_do_fetch_without_our_fetcher() -> None:
    """Otherwise nothing above would be proved."""
    with listening() as (here, heard):
        HTML(string=f'<img src="{here}/to/picture.png">').render()
        CSS(string=f'@import url("{here}/sheet.css");')

        assert heard == ["/to/picture.png", "/picture.png", "/sheet.css"]


#: What a template language would work out, were any text taken for a template.
TEMPLATES = (
    "{{ 7*191 }}", "{% for c in ''.__class__.__mro__ %}x{% endfor %}", "${7*191}", "#{7*191}",
    "<%= 7*191 %>", "{{ config }}", "{{ self.__init__.__globals__ }}", "{{ 'a'*10**8 }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{0.__class__}", "%(wanted)s",
    "{wanted.__class__.__mro__}", "{{ case.query.session.execute() }}", "{#", "{% raw %}",
)


def test_no_text_of_anybody_is_taken_for_a_template(press: Press) -> None:
    """Agencies give texts, never templates: a template language in them is printed as it stands."""
    printed = press.print(a_reply(wanted="；".join(TEMPLATES)), draft=True)
    shown = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(printed.data))
    plain = "".join(shown.split())

    assert [text for text in TEMPLATES if "".join(text.split()) not in plain] == []
    assert "1337" not in plain


#: A process under the limits of the printing child, and what is tried in it.
_INSIDE = """
import sys
from letters.press_child import allow_time, limit_memory, shut_in
limit_memory()
from letters.render import Press, default_fonts
press = Press(default_fonts())
shut_in()
allow_time()
{trying}
print("done")
"""
#: What runs to the limit of time where there is one.
ENDLESS = {
    "20,000 pages": "press._engine.lay_out_form('<p style=\"break-after: page\">页</p>' * 20_000)",
    "a cell of 100,000 columns": "press._engine.lay_out_form("
                                 "'<table><tr><td colspan=\"100000\">字</td></tr></table>' * 9)",
}


def inside(trying: str, seconds: int = 2) -> subprocess.CompletedProcess[str]:
    """Try something where letters are printed."""
    return subprocess.run(
        [sys.executable, "-c", _INSIDE.format(trying=trying)], cwd=ROOT, text=True,
        capture_output=True, timeout=60, check=False,
        env={"YISHEN_PRESS_SECONDS": str(seconds), "PATH": "/usr/bin"})


@pytest.mark.slow
@pytest.mark.parametrize("what", ENDLESS)
def test_a_document_without_end_ends_the_child_and_nothing_else(what: str) -> None:
    answer = inside(ENDLESS[what])

    assert (answer.returncode, answer.stdout) == (-24, "")  # SIGXCPU: the limit of time


_TRIED = """
import ctypes, os, socket, subprocess
own = ctypes.CDLL(None, use_errno=True)
def c(name, *given):
    return name, getattr(own, name)(*given), ctypes.get_errno()
def p(name, act):
    try:
        return name, act() and 0, 0
    except OSError as error:
        return name, -1, error.errno or 1
path = b"/tmp/yishen-should-not-be-here"
print([
    c("socket", 2, 1, 0), c("socket", 1, 1, 0), c("open", path, os.O_WRONLY | os.O_CREAT, 0o600),
    c("unlink", path), c("rename", path, path), c("mkdir", path, 0o700), c("fork"),
    c("execv", b"/usr/bin/true", None), c("ptrace", 0, 0, 0, 0),
    p("socket.socket", lambda: socket.socket()),
    p("getaddrinfo", lambda: socket.getaddrinfo("localhost", 80)),
    p("subprocess", lambda: subprocess.run(["true"])), p("open", lambda: open(path, "w")),
])
"""


@pytest.mark.slow
def test_the_child_reaches_nobody_runs_nothing_and_changes_no_file() -> None:
    """Asked of the C library, where no Python hook hears it, and of Python."""
    answer = inside(_TRIED, seconds=60)

    assert answer.returncode == 0, answer.stderr
    tried = eval(answer.stdout.partition("\n")[0])
    assert [one for one in tried if one[1] != -1 or one[2] == 0] == []


@pytest.fixture
def rooms() -> Iterator[tuple[PressRoom, ExaminationRoom]]:
    """Both rooms in which a child reads what others wrote."""
    pair = PressRoom(), ExaminationRoom()
    yield pair
    for room in pair:
        room.close()


@pytest.mark.slow
def test_the_kernel_confines_the_children_that_print_and_examine(
    rooms: tuple[PressRoom, ExaminationRoom]
) -> None:
    press, examination = rooms
    press.print(a_notice())
    assert examination(good.png(), "信封.png").name == "信封.png"
    examining = examination._process
    assert examining is not None

    assert [is_filtered(child) for child in (*press.processes(), examining.pid)] == [True, True]
