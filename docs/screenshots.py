"""Take the pictures of docs/ anew: the demo as it stands on one day, seen seat by seat.

`./run screenshots` takes all of them, `./run screenshots case` only docs/case.png.
"""

import io
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import which

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import QUIET
from web.app import create_app
from web.config import Config, House
from web.demo import agency, neighbours
from web.demo.filling import Filling
from web.passwords import hashed
from web.site import EXTENSION
from workflow.record.standing import BEIJING

HERE = Path(__file__).parent
#: The day of the pictures, a Wednesday; the demo lies around it.
NOW = datetime(2026, 6, 10, 10, 30, tzinfo=BEIJING)
WIDTH, HEIGHT = 1440, 900
#: What the papers of a letter lie on.
_DESK = (226, 230, 236)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # the name is the library's
        """Keep the terminal for what is said below."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The demo of the day, filled and served; its address."""
    config = Config(folder, f"sqlite:///{folder / 'yishen.sqlite'}")
    app = create_app(config, now=lambda: NOW)
    house: House = app.extensions[EXTENSION].house
    Filling(house, NOW.date()).run(lambda done, of: None)
    neighbours.fill(house, agency.FOUNDED, NOW.date(), hashed(agency.PASSWORD))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def seated(browser: Browser, address: str, login: str) -> Iterator[Page]:
    """A window of this size with an officer signed in."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("口令").fill(agency.PASSWORD)
    page.get_by_role("button", name="登录").click()
    yield page
    context.close()


def inbox(page: Page) -> Image.Image:
    """The clerk's inbox, the request most in need of attention beside it."""
    page.goto("/inbox?view=open")
    return seen(page)


def case(page: Page) -> Image.Image:
    """A case in which the head decides on an extension, with its ledger open."""
    page.goto("/head")
    page.locator("tbody a.no").first.click()
    page.get_by_text("逐日计算明细").click()
    return seen(page)


def audit(page: Page) -> Image.Image:
    """The whole trail of an archived request, verified."""
    page.goto(partly_disclosed(page).replace("/requests/", "/audit/"))
    page.get_by_role("button", name="核验此件台账").click()
    return seen(page)


def partly_disclosed(page: Page) -> str:
    """The address of an archived request that was granted in part."""
    page.goto("/register?state=archived")
    row = page.locator("tbody tr").filter(has_text="部分公开").first
    return str(row.locator("a.no").get_attribute("href"))


def register(page: Page) -> Image.Image:
    """All requests of the agency, the newest first."""
    page.goto("/register")
    return seen(page)


def letter(page: Page) -> Image.Image:
    """A reply as it was issued, its pages side by side."""
    page.goto(partly_disclosed(page))
    address = page.get_by_role("link", name="答复书（PDF）").last.get_attribute("href")
    pdf = pypdfium2.PdfDocument(page.request.get(str(address)).body())
    pages = [sheet.render(scale=1.16).to_pil() for sheet in pdf][:2]
    pdf.close()
    picture = Image.new("RGB", (WIDTH, pages[0].height + 24), _DESK)
    gap = (WIDTH - sum(sheet.width for sheet in pages)) // (len(pages) + 1)
    for place, sheet in enumerate(pages):
        picture.paste(sheet, (gap + place * (gap + sheet.width), 12))
    return picture


def intake(page: Page) -> Image.Image:
    """An express letter being typed in: its day, its limit, who applied before and for what."""
    page.goto("/requests/new")
    form = page.locator("form.intake")
    form.get_by_label("特快专递（EMS）").check()
    form.get_by_label("签收日期").fill(NOW.date().isoformat())
    for label, text in {
        "邮件号": "EB202606100CN", "申请人姓名或者名称": "滨江衡平律师事务所",
        "申请公开的内容": "滨自然资罚〔2022〕8号处罚案件的决定书和证据目录",
    }.items():
        form.get_by_label(label).first.press_sequentially(text)
    page.get_by_text("疑似重复").first.wait_for()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    return seen(page)


def duties(page: Page) -> Image.Image:
    """What a handler has to do today, by when, and what follows if it is not done."""
    page.goto("/duties")
    return seen(page)


def consultations(page: Page) -> Image.Image:
    """Everybody who was asked and has not answered, each with a clock of its own."""
    page.goto("/consultations")
    return seen(page)


def draft(page: Page) -> Image.Image:
    """Part of some minutes is withheld: the questions on the left, the letter on the right."""
    page.goto("/inbox?view=open&state=handling&handler=handler")
    row = page.locator("tbody tr").filter(has_text="专家讨论会的会议纪要")
    page.goto(f"{row.locator('a.no').get_attribute('href')}/draft")
    guide, form = page.locator("details.guide"), page.locator("#draft")
    guide.locator("summary").click()  # there is a draft already, so the questions lie folded away
    for said in ("内容明确，不需要补正", "是，申请获取本机关可能掌握的政府信息",
                 "本机关制作或者保存，由本机关负责", "检索到了",
                 "讨论记录、过程稿、磋商信函、请示报告", "能够区分，公开其余部分", "纸质",
                 "直接送达"):
        guide.get_by_label(said, exact=True).check()
    guide.locator(".proposal").wait_for()
    page.get_by_role("button", name="采用建议").click()
    part = form.get_by_role("group", name="不予公开的部分").get_by_role("group", name="第 1 项")
    form.get_by_label("提供的信息").fill("会议纪要1份（遮盖后，4页）")
    for label, text in {
        "不予公开的部分": "会议纪要第2页至第3页各位专家的发言记录",
        "理由": "属于讨论过程的记录", "裁量理由": "公开将影响专家今后充分发表意见",
    }.items():
        part.get_by_label(label).first.fill(text)
    page.get_by_text("校对没有发现问题").wait_for(timeout=60_000)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    return seen(page)


def review(page: Page) -> Image.Image:
    """Ready to be signed: the letter as it would be printed beside everything it rests on."""
    page.goto("/review")
    page.locator("tbody a.no").nth(1).click()
    page.locator(".paper img").first.wait_for(timeout=60_000)
    return seen(page)


def guide(page: Page) -> Image.Image:
    """The public guide of article 12 as its readers would see it, looked at before it is out."""
    page.goto("/guide-text")
    page.get_by_role("button", name="预览").click()
    page.locator("#seen").evaluate("one => one.scrollIntoView()")
    return seen(page)


def annual(page: Page) -> Image.Image:
    """Table three of a year over all agencies below the supervising office, with its balance."""
    page.goto(f"/reports/annual?year={NOW.year}&rollup=1")
    return seen(page)


def supervision(page: Page) -> Image.Image:
    """The agencies side by side: what came, what is late, where the days went."""
    page.goto("/supervision")
    return seen(page)


def seen(page: Page) -> Image.Image:
    """What the window shows, once everything is there."""
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot()))


#: Every picture: who looks, and at what.
PICTURES: dict[str, tuple[str, Callable[[Page], Image.Image]]] = {
    "inbox": ("clerk", inbox), "case": ("head", case), "letter": ("clerk", letter),
    "audit": ("legal", audit), "register": ("head", register), "intake": ("clerk", intake),
    "duties": ("handler", duties), "consultations": ("handler", consultations),
    "draft": ("handler", draft), "review": ("reviewer", review), "guide": ("head", guide),
    "annual": ("supervisor", annual), "supervision": ("supervisor", supervision),
}


def main(names: list[str]) -> None:
    """Take the named pictures, or all."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address, \
            sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=[*QUIET, "--lang=zh-CN"],
            env={"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"})
        for name in names or PICTURES:
            login, look = PICTURES[name]
            with seated(browser, address, login) as page:
                look(page).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
                    HERE / f"{name}.png", optimize=True)
            sys.stderr.write(f"docs/{name}.png\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
