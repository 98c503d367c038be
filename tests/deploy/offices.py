"""An office at work over real HTTP: its officers read, take steps and print letters, in shares.

Each office has accounts of its own in every seat and takes its own requests from receipt to
closing, as forms on pages allow it. Whatever the server acknowledged is kept, so that one can ask
afterwards whether it is still there.
"""

import random
import re
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tests.deploy.browser import Answer, Browser, Unanswered
from workflow.record.standing import beijing_day

#: What an office does, in hundredths; opening a form is reading.
SHARES = {"reading": 70, "step": 20, "letter": 10}
SEATS = ("clerk", "handler", "reviewer", "secrecy", "legal", "head")
_MOST_LIVES = 4
_AFFAIRS = ("滨河路拓宽工程征地补偿安置方案", "望江小区竣工验收备案表", "东山水库除险加固环评批复",
            "云岭物流园规划条件通知书", "北湖中学迁建可行性研究报告的批复")


@dataclass(frozen=True)
class Sample:
    """One answer that was waited for: what kind, how many seconds, what was wrong with it."""

    kind: str
    what: str
    seconds: float
    fault: str = ""


@dataclass(frozen=True)
class Step:
    """A step of an ordinary request: who takes it, what is typed, whether a letter is printed."""

    seat: str
    trigger: str
    typed: Callable[["Office", str, Answer], Mapping[str, Any]] = lambda *_: {}
    letter: bool = False


def _assigned(office: "Office", *_: object) -> Mapping[str, Any]:
    return {"handler": office.login_of("handler"), "unit": "法规科"}


def _searched(office: "Office", *_: object) -> Mapping[str, Any]:
    return {"item": "1", "where": "档案室、电子公文系统", "terms": "征地、补偿", "found": "true",
            "period": "2022年至2026年", "by": "承办人", "on": office.today,
            "result": "找到补偿安置方案1份"}


def _posted(office: "Office", no: str, page: Answer) -> Mapping[str, Any]:
    return {"document": _newest_document(no, page), "manner": "ems", "on": office.today,
            "mail_no": f"EX{office.dice.randrange(10**9):09}CN", "carrier": "中国邮政"}


def _delivered(office: "Office", no: str, page: Answer) -> Mapping[str, Any]:
    return {"document": _newest_document(no, page), "on": office.today, "received_by": "本人",
            "proof_kind": "邮件签收记录"}


def _newest_document(no: str, page: Answer) -> str:
    found: list[str] = re.findall(rf"/requests/{no}/documents/([^/\"]+)\.pdf", page.text)
    return max(found, key=lambda one: int(one.partition("-")[0]))


LIFE = (
    Step("clerk", "register", letter=True),
    Step("clerk", "assign", _assigned),
    Step("handler", "record_search", _searched),
    Step("handler", "draft_reply", lambda *_: {
        "answers-0-outcome": "granted", "answers-0-description": "补偿安置方案1份（9页）",
        "answers-0-form": "paper", "manner": "ems"}),
    Step("handler", "submit_for_review"),
    Step("secrecy", "secrecy_review", lambda *_: {"may_be_disclosed": "true", "basis": "不涉密"}),
    Step("legal", "legal_review", lambda *_: {"advice": "agree", "reasons": "合法"}),
    Step("reviewer", "approve", lambda office, *_: {"_password": office.password}),
    Step("clerk", "issue", letter=True),
    Step("clerk", "dispatch_document", _posted),
    Step("clerk", "record_delivery", _delivered),
    Step("clerk", "close"),
)


@dataclass
class Life:
    """A request on its way: its number, and which step comes next."""

    no: str
    place: int = 0

    @property
    def step(self) -> Step | None:
        """What comes next; None once it is closed."""
        return LIFE[self.place] if self.place < len(LIFE) else None


@dataclass
class Office:
    """One client of the load: its officers, its requests, what it was answered."""

    address: str
    login_of: Callable[[str], str]
    password: str
    seed: int
    trusted: ssl.SSLContext | None = None
    #: How often a page is asked for in all where no answer came.
    tries: int = 1
    samples: list[Sample] = field(default_factory=list)
    #: What the server said was done: the number of the request and the id of the command.
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    #: How often something had to be sent again because no answer came.
    again: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.today = beijing_day(datetime.now(UTC)).isoformat()
        self._browsers: dict[str, Browser] = {}
        self._lives: list[Life] = []
        self._closed: list[str] = []
        self._done: Counter[str] = Counter()

    def enter(self) -> None:
        """Sign every officer in, as in the morning."""
        for seat in SEATS:
            try:
                self._browser(seat)
            except (Unanswered, LookupError) as error:
                self._keep(Sample("sign-in", seat, 0.0, f"{type(error).__name__} {error}"[:300]))

    def act(self) -> None:
        """Do one thing of the kind that is farthest behind its share."""
        kind = min(SHARES, key=lambda one: (self._done[one] / SHARES[one], one))
        try:
            {"reading": self._read, "step": self._step, "letter": self._letter}[kind]()
        except (Unanswered, LookupError) as error:
            self._keep(Sample(kind, "", 0.0, f"{type(error).__name__} {error}"[:300]))

    def close(self) -> None:
        """Hang up everywhere."""
        for browser in self._browsers.values():
            browser.close()

    # Reading ------------------------------------------------------------------------------

    def _read(self) -> None:
        lists = [
            ("clerk", "inbox", "/inbox?view=open"), ("clerk", "register", "/register"),
            ("clerk", "search", f"/register?q={quote(self.dice.choice(('征地', '环评', '水')))}"),
            ("handler", "duties", "/duties"), ("reviewer", "review", "/review"),
            ("head", "head", "/head"), ("legal", "legal", "/legal"),
        ]
        cases = [(seat, "case", f"/requests/{life.no}") for life in self._lives
                 for seat in ("clerk", "handler")]
        pool = lists if not cases or self.dice.random() < 0.5 else cases
        seat, what, path = self.dice.choice(pool)
        self._open(seat, what, path)

    # Steps --------------------------------------------------------------------------------

    def _step(self) -> None:
        waiting = [life for life in self._lives if life.step and not life.step.letter]
        if waiting:
            self._take(self.dice.choice(waiting), "step")
        elif len(self._lives) < _MOST_LIVES:
            self._receive()
        else:
            self._take(self._lives[0], "letter")

    def _receive(self) -> None:
        typed = {"channel": "in_person", "submitted_on": self.today, "applicant_kind": "natural",
                 "applicant_name": f"测试{self.dice.randrange(10**6)}", "phone": "0000-1",
                 "address": "滨河路1号", "items-0-wanted": self.dice.choice(_AFFAIRS)}
        page = self._open("clerk", "form", "/requests/new")
        answer = self._send("clerk", "step", "receive", page, "/requests/new", typed)
        if answer:
            self._lives.append(Life(answer.location.rpartition("/")[2]))

    def _take(self, life: Life, kind: str) -> None:
        step = life.step
        assert step is not None
        case = f"/requests/{life.no}"
        page = self._open(step.seat, "case", case)
        answer = self._send(step.seat, kind, step.trigger, page, f"{case}/{step.trigger}",
                            step.typed(self, life.no, page))
        if answer:
            life.place += 1
        if life.step is None:
            self._lives.remove(life)
            self._closed.append(life.no)

    # Letters ------------------------------------------------------------------------------

    def _letter(self) -> None:
        printing = [life for life in self._lives if life.step and life.step.letter]
        issued = self._closed + [life.no for life in self._lives if life.place]
        ways = ([self._print, self._preview] if printing else []) + (
            [self._look] if issued else [])
        if ways:
            self.dice.choice(ways)()
        else:
            self._step()  # nothing was received yet

    def _printing(self) -> Life:
        return self.dice.choice([one for one in self._lives if one.step and one.step.letter])

    def _print(self) -> None:
        self._take(self._printing(), "letter")

    def _preview(self) -> None:
        life = self._printing()
        assert life.step is not None
        action = f"/requests/{life.no}/{life.step.trigger}"
        page = self._open(life.step.seat, "case", f"/requests/{life.no}")
        values = page.form(action).values
        self._judge("letter", "preview", self._browser(life.step.seat).post(
            f"{action}/preview", values), (200,))

    def _look(self) -> None:
        no = self.dice.choice(self._closed + [one.no for one in self._lives if one.place])
        page = self._open("clerk", "case", f"/requests/{no}")
        path = f"/requests/{no}/documents/{_newest_document(no, page)}.pdf"
        self._judge("letter", "PDF", self._browser("clerk").get(path), (200,))

    # Answers ------------------------------------------------------------------------------

    def _open(self, seat: str, what: str, path: str) -> Answer:
        return self._judge("reading", what, self._browser(seat).get(path), (200,))

    def _send(
        self, seat: str, kind: str, what: str, page: Answer, action: str,
        typed: Mapping[str, Any],
    ) -> Answer | None:
        values = {**page.form(action).values, **typed}
        answer = self._browser(seat).post(action, values)
        self._judge(kind, what, answer, (303,))
        if answer.status != 303:
            return None
        no = answer.location.partition("#")[0].rpartition("/")[2]
        self.acknowledged.append((no, str(values["command_id"])))
        return answer

    def _judge(self, kind: str, what: str, answer: Answer, wanted: tuple[int, ...]) -> Answer:
        fault = "" if answer.status in wanted else f"{answer.status} {_said(answer)}"
        self._keep(Sample(kind, what, answer.seconds, fault))
        self.again += answer.again
        return answer

    def _keep(self, sample: Sample) -> None:
        self.samples.append(sample)
        self._done[sample.kind] += 1

    def _browser(self, seat: str) -> Browser:
        if seat not in self._browsers:
            browser = Browser(self.address, self.trusted, self.tries)
            values = browser.get("/sign-in").form("/sign-in").values
            answer = browser.post("/sign-in", {
                **values, "login": self.login_of(seat), "password": self.password})
            self._browsers[seat] = browser
            self._judge("sign-in", seat, answer, (302,))
        return self._browsers[seat]


def _said(answer: Answer) -> str:
    """What an error page says, in short."""
    lines = re.findall(r'<(?:li|h1|p)[^>]*>(.*?)</(?:li|h1|p)>', answer.text, re.S)
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", " ".join(lines)).split())[:200]
