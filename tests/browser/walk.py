"""A walk over every page: what the map of addresses holds, and what must be true of each page.

An address without blanks is walked as it stands. One with blanks needs a line in `FILLED`, and what
answers no page a line in `NO_PAGE`: a new address fails the walk until somebody has thought of it.
"""

from collections.abc import Iterator, Mapping

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.routing import Rule

from web.policy import Audience, audience_of
from workflow.office import Actor

#: Addresses with blanks, and others worth a second look; {handled} and so on are requests.
FILLED = {
    "/inbox": ("/inbox", "/inbox?view=open", "/inbox?view=open&kind=company"),
    "/requests/new": ("/requests/new", "/requests/new?channel=ordinary_letter"),
    "/requests/<no>": ("/requests/{handled}", "/requests/{consulted}", "/requests/{drafted}",
                       "/requests/{archived}", "/requests/{held}", "/requests/{disputed}"),
    "/requests/<no>/<trigger>": ("/requests/{handled}/note",),
    "/requests/<no>/alike": ("/requests/{handled}/alike?from=50",),
    "/requests/<no>/search": ("/requests/{handled}/search",),
    "/requests/<no>/draft": ("/requests/{handled}/draft", "/requests/{consulted}/draft"),
    "/requests/<no>/review": ("/requests/{drafted}/review?pages=all",
                              "/requests/{handled}/review"),
    "/taken-in/<no>": ("/taken-in/{unconfirmed}", "/taken-in/{handled}"),
    "/applicants": ("/applicants?least=2", "/applicants?year=2024&least=2"),
    "/applicants/<no>": ("/applicants/{handled}?year=2024",),
    "/audit/<no>": ("/audit/{disputed}", "/audit/{handled}"),
    "/audit/samples/<int:seq>": ("/audit/samples/{sample}",),
    "/audit/samples/<int:seq>/<no>": ("/audit/samples/{sample}/{archived}",),
    "/admin/calendar": ("/admin/calendar?check=1",),
    "/supervision/<office>": ("/supervision/BJZR",),
    "/guide/<code>": ("/guide/BJZR",),
    "/verify/<code>": ("/verify/7KQ2M4XD9RTW",),
    "/register": ("/register", "/register?q=没有这样的申请",
                  "/register?sort=due&up=1&cols=no.applicant_name.consulted.fee.archive_no"),
    "/register/import/<errand>": ("/register/import/{waiting}", "/register/import/{looked}"),
    "/reports/annual": ("/reports/annual", "/reports/annual?year=2024"),
    "/reports/period": ("/reports/period", "/reports/period?first=2024-01-01&last=2024-06-30"),
    "/reports/cases": (
        "/reports/cases?first=2024-01-01&last=2024-12-31&row=new&column=total",
        "/reports/cases?first=2024-01-01&last=2024-12-31&row=reconsideration&column=total"),
}
#: What answers something else than a page of its own, and what that is.
NO_PAGE = {
    "/static/<path:filename>": "style, script, mark",
    "/supervision/trend.svg": "a picture",
    "/supervision/table.<any(csv, xlsx):kind>": "a table",
    "/healthz": "a word", "/readyz": "JSON",
    "/words.js": "the words of the scripts in another language",
    "/forms/<applicant>.pdf": "a blank form",
    "/letters/<day>.pdf": "the letters of a day",
    "/reports/annual.<any(xlsx, docx, html):extension>": "a file",
    "/reports/period.<any(xlsx, docx, html):extension>": "a file",
    "/requests/<no>/clock.pdf": "the proof of a clock",
    "/requests/<no>/documents/<document_id>.pdf": "a document",
    "/requests/<no>/documents/<document_id>/service.pdf": "a proof of service",
    "/requests/<no>/files/<digest>": "a file",
    "/requests/<no>/papers/<paper>.pdf": "a paper of the file",
    "/requests/<no>/pane": "a part of the inbox",
    "/requests/<no>/review/pages/<int:version>": "a part of the review desk",
    "/requests/<no>/review/pages/<int:version>/<int:n>.png": "a picture",
}
#: Refusals are pages as well.
REFUSALS = ("/requests/no-such-number", "/admin/log")
PHONE, DESK = (390, 844), (1366, 768)
#: All rules are asked; what passed them, or need not, is not told node by node.
_ONLY_WRONG = {"resultTypes": ["violations"]}
#: What is being fetched or swapped in.
_SWAPPING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
#: What sticks out of the document to the right, and is not scrolled inside a box of its own.
_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width + 1) return [];
  const boxed = one => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter(one =>
    one.getBoundingClientRect().right > width + 1 && !boxed(one));
  const words = one => one.textContent.replace(/\\s+/g, " ").trim().slice(0, 24);
  return [`${document.documentElement.scrollWidth} > ${width}`, ...out.slice(0, 4).map(one =>
    `${one.tagName.toLowerCase()}.${one.className}: ${words(one)}`)];
}"""

#: What axe judges of the contents and of what stands around them: the elements, what they are to a
#: style and to a reader, and where there is a text or a value. The menu marks another line on each
#: page, and is the same menu.
_SHAPES = """() => {
  const judged = new RegExp("^(class|role|type|id|for|name|scope|lang|dir|style|hidden|disabled" +
    "|tabindex|aria-(?!label$).*)$");
  const shape = (one, left) => {
    const said = [...one.attributes].filter(a => a.name !== "aria-current").map(a =>
      a.name + "=" + (judged.test(a.name) ? a.value : !!a.value));
    const inside = [...one.childNodes].filter(child => child !== left).map(child =>
      child.nodeType === 1 ? shape(child, left) : child.textContent.trim() ? "#" : "");
    return `<${one.tagName} ${said.join(" ")}>${inside.join("")}</>`;
  };
  const main = document.querySelector("main");
  return [shape(main || document.body), shape(document.body, main)];
}"""
#: Shapes in which nothing was found by this process: seats share most of their pages.
_HARMLESS: set[str] = set()


def pages_of(app: Flask, actor: Actor | None, names: Mapping[str, str]) -> Iterator[str]:
    """The address of every page that is not refused to an officer (None: to nobody signed in)."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if "GET" in (rule.methods or ()) and rule.rule not in NO_PAGE and _admits(app, rule, actor):
            for address in _addresses(rule):
                yield address.format(**names)


def _admits(app: Flask, rule: Rule, actor: Actor | None) -> bool:
    audience = audience_of(app.view_functions[rule.endpoint])
    assert isinstance(audience, Audience), f"{rule.rule} declares no audience"
    return audience.anonymous if actor is None else audience.admits(actor)


def _addresses(rule: Rule) -> tuple[str, ...]:
    assert rule.rule in FILLED or not rule.arguments, f"the walk has no address for {rule.rule}"
    return FILLED.get(rule.rule, (rule.rule,))


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page shown: for a reader, on a phone, in large text, on paper."""
    # What is swapped out under axe's eye has no place any more. Asked from outside: a text that the
    # page itself must evaluate again and again is forbidden to it by its own policy.
    expect(page.locator(_SWAPPING)).to_have_count(0)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield from _shut_out(page)
    yield from _too_wide(page)
    yield from _misprinted(page)


def _shut_out(page: Page) -> Iterator[str]:
    """Serious or critical findings of axe-core, and where."""
    shapes = set(page.evaluate(_SHAPES))
    if shapes <= _HARMLESS:
        return
    found = [one for one in Axe().run(page, options=_ONLY_WRONG).response["violations"]
             if one["impact"] in ("serious", "critical")]
    if not found:
        _HARMLESS.update(shapes)
    for one in found:
        places = "; ".join(str(node["target"]) for node in one["nodes"][:4])
        yield f"{one['id']}: {one['help']} at {places}"


def _too_wide(page: Page) -> Iterator[str]:
    """Tables may scroll inside their own box; the document never scrolls sideways."""
    for width, height, scale in ((*PHONE, ""), (*DESK, "large"), (*PHONE, "large")):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scale => { document.documentElement.dataset.scale = scale; }", scale)
        out = page.evaluate(_STICKS_OUT)
        if out:
            yield f"too wide at {width} {scale}: {'; '.join(out)}"
    page.evaluate("delete document.documentElement.dataset.scale")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def _misprinted(page: Page) -> Iterator[str]:
    """Paper shows the contents and leaves out what only a screen can use."""
    page.emulate_media(media="print")
    for box in page.locator("nav.side, footer.keys, .mast form").all():
        if box.is_visible():
            yield f"printed: {box.get_attribute('class')}"
    if not page.get_by_role("heading", level=1).first.is_visible():
        yield "printed without its heading"
    page.emulate_media(media="null")
