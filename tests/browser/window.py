"""A window on the platform: what an officer sees, clicks and types, named as the page names it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from re import Pattern

from playwright.sync_api import ConsoleMessage, Locator, Page, Route, expect
from playwright.sync_api import Response as Answer

from tests.web.visitor import PASSWORD

#: What a click may put behind a label: whether the field must be filled in, and its unit.
_BEHIND = r"\s*(必填)?\s*(（.*）)?\s*$"
#: What the console says of no fault: a refused page, and a request that newer typing has replaced
#: (of requests that fail otherwise htmx says more than this).
_NO_FAULT = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")
#: A text, or True and False for a box to tick, or a list of files to hand in.
Typed = str | bool | list[str]


def labelled(label: str) -> Pattern[str]:
    """A label exactly, with or without 必填 and a unit behind it."""
    return re.compile(rf"^\s*{re.escape(label)}{_BEHIND}")


def fill_in(form: Locator, typed: Mapping[str, Typed]) -> None:
    """Type into the fields of these labels, choose, tick or hand in, in this order."""
    for label, one in typed.items():
        _fill_in(form, label, one)


def _fill_in(form: Locator, label: str, typed: Typed) -> None:
    group = form.get_by_role("group", name=labelled(label))
    if isinstance(typed, str) and group.count():
        group.get_by_label(typed, exact=True).check()
        return
    box = form.get_by_label(labelled(label))
    if isinstance(typed, list):
        box.set_input_files(typed)
    elif isinstance(typed, bool):
        box.set_checked(typed)
    elif box.evaluate("box => box.tagName") == "SELECT":
        _choose(box, typed)
    else:
        box.fill(typed)


def _choose(box: Locator, beginning: str) -> None:
    """Choose in a list what begins with these words, as one does by typing them."""
    found = box.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(beginning)}"))
    box.select_option(value=found.first.get_attribute("value"))


@dataclass
class Window:
    """One window of a browser, used by one officer at a time."""

    page: Page
    address: str
    #: The bytes of every PDF opened from this window, in their order.
    papers: list[bytes] = field(default_factory=list)
    #: Whatever a script threw, the console complained of, or a page asked for and did not get.
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep what goes wrong, and the bytes of what opens beside the page (still shown)."""
        self._listen()
        for way in ("**/preview", "**/documents/*.pdf"):
            self.page.context.route(way, self._keep)

    def _listen(self) -> None:
        """Refused pages are answers; a script, style or picture that is missing is a fault."""
        def complained(said: ConsoleMessage) -> None:
            if said.type == "error" and not said.text.startswith(_NO_FAULT):
                self.wrong.append(f"{self.page.url}: {said.text}")

        def answered(answer: Answer) -> None:
            if answer.status >= 400 and not answer.request.is_navigation_request():
                self.wrong.append(f"{self.page.url}: {answer.status} for {answer.url}")

        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("console", complained)
        self.page.on("response", answered)

    def _keep(self, route: Route) -> None:
        answer = route.fetch()
        self.papers.append(answer.body())
        route.fulfill(response=answer)

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Sign in at the entrance."""
        self.page.goto(f"{self.address}/")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("口令").fill(password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def sign_out(self) -> None:
        """Sign out at the top right."""
        self.page.get_by_role("button", name="退出").click()
        expect(self.page.get_by_role("heading", name="登录")).to_be_visible()

    def menu(self, label: str) -> None:
        """Follow a line of the menu on the left, with or without a number behind it."""
        name = re.compile(rf"^{re.escape(label)}(\s*\d+)?$")
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()

    def search(self, words: str) -> None:
        """Search at the top: a whole number opens its request, else the one found is opened."""
        self.page.get_by_role("searchbox", name="搜索").first.fill(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        if not re.search(r"/requests/[^/]+$", self.page.url):
            self.page.locator("tbody a.no").click()

    def form(self, step: str) -> Locator:
        """The form of a step on the case page, its drawer opened if it is shut."""
        drawer = self.page.locator("details.step").filter(
            has=self.page.locator("summary .name").get_by_text(step, exact=True))
        if drawer.get_attribute("open") is None:
            drawer.locator("summary").first.click()
        return drawer.locator("form")

    def type(self, step: str, typed: Mapping[str, Typed]) -> Locator:
        """Fill in the form of a step without sending it."""
        form = self.form(step)
        fill_in(form, typed)
        return form

    def take(self, step: str, typed: Mapping[str, Typed] | None = None) -> None:
        """Fill in the form of a step and press its button; the page must say that it is done."""
        self.press(step, typed)
        expect(self.page.get_by_role("status").first).to_contain_text(f"已办理“{step}”")
        self.page.wait_for_load_state()

    def press(self, step: str, typed: Mapping[str, Typed] | None = None) -> None:
        """Fill in the form of a step and press its button."""
        self.type(step, typed or {}).get_by_role("button", name=step, exact=True).click()

    def preview(self, step: str, typed: Mapping[str, Typed] | None = None) -> bytes:
        """Open the draft letter of a step in a window beside this one; its bytes."""
        form = self.type(step, typed or {})
        return self._beside(form.get_by_role("button", name="预览文书"))

    def document(self, label: str) -> bytes:
        """Open the newest document of a kind in a window beside this one; its bytes."""
        return self._beside(self.page.get_by_role("link", name=f"{label}（PDF）").last)

    def _beside(self, opener: Locator) -> bytes:
        with self.page.expect_popup() as beside:
            opener.click()
        beside.value.wait_for_load_state()
        beside.value.close()
        return self.papers[-1]

    def says(self, *texts: str) -> None:
        """Wait until the page shows each of these texts."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
