"""One request's whole life through the desk, and the press that tells how long it printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from time import perf_counter, process_time
from typing import Any

from letters.internal import InternalForm
from letters.letter import OfficialDocument
from letters.render import Press, Printed
from tests.bureau import Bureau
from workflow.desk import Done
from workflow.record.people import Actor

#: Who does what, in order, all on Monday 2026-06-01; `register` and `issue` print a letter,
#: `issue` and the dispatch of the reply the clock sheet as well.
ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("clerk", "register", {}),
    ("clerk", "assign", {"handler": "handler", "unit": "法规科"}),
    ("handler", "record_search", {
        "item": 1, "where": "档案室、业务系统", "terms": "大桥、批复", "period": "2015年至今",
        "by": "测试承办人", "on": "2026-06-01", "found": True, "result": "找到批复1份"}),
    ("handler", "note", {"text": "与档案室核对过原件"}),
    ("handler", "draft_reply", {"manner": "ems", "answers": [{
        "item": 1, "outcome": "granted", "description": "批复1份（3页）", "form": "paper"}]}),
    ("handler", "submit_for_review", {"note": "请审核"}),
    ("secrecy", "secrecy_review", {"may_be_disclosed": True, "basis": "不涉及国家秘密"}),
    ("reviewer", "approve", {}),
    ("clerk", "issue", {}),
    ("clerk", "dispatch_document", {
        "manner": "ems", "on": "2026-06-01", "mail_no": "EX000000001CN", "carrier": "中国邮政"}),
    ("clerk", "record_delivery", {
        "on": "2026-06-01", "received_by": "本人", "proof_kind": "邮件签收记录"}),
    ("clerk", "close", {}),
    ("archivist", "complete_file", {"retention": "ten_years"}),
    ("archivist", "seal", {"archive_no": "YSQ"}),
)
#: The opening and the acts.
STEPS = 1 + len(ACTS)


class TimedPress(Press):
    """A press that adds up how long it printed, in seconds of the wall and of the processor."""

    wall, cpu, letters = 0.0, 0.0, 0

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """Print a letter, and note how long it took."""
        with self._noted():
            return super().print(letter, draft=draft)

    def print_form(self, form: InternalForm) -> Printed:
        """Print the clock sheet that is frozen with the reply, and note how long it took."""
        with self._noted():
            return super().print_form(form)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        wall, cpu = perf_counter(), process_time()
        try:
            yield
        finally:
            self.wall += perf_counter() - wall
            self.cpu += process_time() - cpu
            self.letters += 1


class CannedPress(TimedPress):
    """A press that prints the first letter of a type, and copies of it under a digest of each own.

    Bytes of a letter's size are kept and checked as ever; only the time of setting type is saved,
    where printing is left out of a measurement anyhow.
    """

    def __init__(self, fonts: Path) -> None:
        super().__init__(fonts)
        self._first: dict[type, Printed] = {}

    def print(self, letter: OfficialDocument, *, draft: bool = False) -> Printed:
        """A copy of the first letter of this type."""
        return self._copy(letter, lambda: super(CannedPress, self).print(letter, draft=draft))

    def print_form(self, form: InternalForm) -> Printed:
        """A copy of the first form of this type."""
        return self._copy(form, lambda: super(CannedPress, self).print_form(form))

    def _copy(self, printed: object, first: Callable[[], Printed]) -> Printed:
        kind = type(printed)
        if kind not in self._first:
            self._first[kind] = first()
        with self._noted():
            one = self._first[kind]
            data = one.data + f"\n% {token_hex(8)}\n".encode()
            return Printed(data, one.pages, sha256(data).hexdigest())


@dataclass(frozen=True)
class Taken:
    """What a round took: seconds of the wall and of the processor, printing apart; its letters."""

    steps: int
    wall: float
    cpu: float
    printing: float
    letters: int


class Clerks:
    """The officers of a bureau, who live requests through as fast as they can."""

    def __init__(self, bureau: Bureau, press: TimedPress) -> None:
        self._bureau, self._press = bureau.at("2026-06-01 10:00"), press
        #: Seconds of each step of the last `live`, printing left out.
        self.waits: list[float] = []
        self._who: dict[str, Actor] = {
            login: bureau.who(login)
            for login in ("clerk", "handler", "secrecy", "reviewer", "archivist")}

    def live(self, requests: int) -> tuple[Taken, list[str]]:
        """Bring requests from receipt to the archive; what it took, and their numbers."""
        press = self._press
        press.wall, press.cpu, press.letters = 0.0, 0.0, 0
        self.waits = []
        wall, cpu = perf_counter(), process_time()
        numbers = [self._one() for _ in range(requests)]
        wall, cpu = perf_counter() - wall, process_time() - cpu
        return Taken(requests * STEPS, wall - press.wall, cpu - press.cpu, press.wall,
                     press.letters), numbers

    def _one(self) -> str:
        bureau, reply = self._bureau, ""
        done = self._timed(partial(bureau.desk.open_request, self._who["clerk"], bureau.now, {
            "channel": "in_person", "submitted_on": "2026-06-01", "applicant_name": "吴玥",
            "phone": "0000-12345678", "address": "滨江市滨河路1号",
            "items": [{"wanted": "滨江大桥建设项目可行性研究报告的批复"}],
        }, command_id=bureau.command()))
        for login, trigger, given in ACTS:
            serving = trigger in ("dispatch_document", "record_delivery")
            facts = {**given, "document": reply} if serving else given
            done = self._timed(partial(
                bureau.desk.perform, done.no, trigger, self._who[login], bureau.now, facts,
                seen_seq=done.seq, command_id=bureau.command()))
            reply = next(iter(done.documents), reply)
        return done.no

    def _timed(self, act: Callable[[], Done]) -> Done:
        printed, start = self._press.wall, perf_counter()
        done = act()
        self.waits.append(perf_counter() - start - (self._press.wall - printed))
        return done
