"""The audit (复核): every letter of every request asked about, one request after another."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, select

from workflow.archive.auditor.days import Days
from workflow.archive.auditor.finding import Audited, AuditFinding, Fault
from workflow.archive.auditor.grounds import asked_once, grounds, items_of
from workflow.archive.auditor.paper import attached
from workflow.archive.auditor.remedies import Decision, free_choice_told, remedies_told
from workflow.archive.auditor.service import numbered, served
from workflow.archive.auditor.signing import signed, signing_of
from workflow.archive.auditor.timeliness import extended, timely
from workflow.archive.auditor.told import CaseFile, Paper, Told, case_file
from workflow.archive.auditor.world import Bureau, World, world_of
from workflow.record.database import as_stored, reading
from workflow.record.evidence import FileStore
from workflow.record.keyring import KeyRing
from workflow.record.models import Erasure, TrailEntry
from workflow.record.shelf import open_shelf

#: Notices that themselves decide something and so tell remedies.
_DECIDING = ("disclosure_told", "revocation")


def audit(
    engine: Engine, keys: KeyRing, store: FileStore, as_of: date,
    numbers: Collection[str] | None = None, since: date | None = None,
) -> Iterator[Audited]:
    """Look at the letters of all requests, or of some, on a day; those made out since a day.

    Total: whatever lies in the tables, a request is answered for, never a crash.
    """
    with reading(engine) as connection, as_stored(connection):
        world = world_of(connection)
        erased = set(connection.scalars(select(Erasure.request)))
        for no, rows in _trails(connection, numbers, since):
            if no in erased:  # its letters were destroyed: `verify` proves by whom and why
                yield Audited(str(no), 0, ())
                continue
            case, lying = case_file(str(no), rows), open_shelf(connection, keys, store, str(no))
            yield _Auditor(world, lying.read, as_of, since, case).looked_at()


def _trails(
    connection: Connection, numbers: Collection[str] | None, since: date | None
) -> Iterator[tuple[Any, Iterable[tuple[Any, Any]]]]:
    row = TrailEntry
    wanted = select(row.request, row.seq, row.body).order_by(row.request, row.seq)
    if numbers is not None:
        wanted = wanted.where(row.request.in_(list(numbers)))
    if since is not None:  # moments are UTC: the legal day has begun eight hours before
        touched = select(row.request).where(row.at >= (since - timedelta(1)).isoformat())
        wanted = wanted.where(row.request.in_(touched))
    lines = connection.execute(wanted.execution_options(yield_per=500))
    for no, group in groupby(lines, key=lambda line: line.request):
        yield no, [(line.seq, line.body) for line in group]


@dataclass
class _Auditor:
    """One request under audit."""

    world: World
    read: Callable[[str], bytes]
    as_of: date
    since: date | None
    case: CaseFile

    def looked_at(self) -> Audited:
        """Every letter of it, and what could not be read."""
        found = [Fault("A0", f"台账第{seq}条无法读取").of(self.case.no, "")
                 for seq in self.case.unreadable]
        papers = [paper for paper in self.case.papers.values() if self._wanted(paper)]
        bureau = self.world.bureaus.get(self.case.agency)
        if bureau is None and papers:
            found.append(Fault("A0", "台账所称机关不存在").of(self.case.no, ""))
        if bureau:
            found += [one for paper in papers for one in self._letter(bureau, paper)]
        return Audited(self.case.no, len(papers), tuple(dict.fromkeys(found)))

    def _wanted(self, paper: Paper) -> bool:
        return self.since is None or paper.made.day >= self.since

    def _letter(self, bureau: Bureau, paper: Paper) -> list[AuditFinding]:
        try:
            days = self.world.days(bureau.lines("clock.regions", paper.made.day))
            faults = list(self._faults(bureau, days, paper))
        except Exception as error:  # whatever an attacker wrote: a finding, never a crash
            faults = [Fault("A0", f"所载事实无法核对：{type(error).__name__}")]
        return [fault.of(self.case.no, paper.number) for fault in faults]

    def _faults(self, bureau: Bureau, days: Days, paper: Paper) -> Iterator[Fault]:
        yield from numbered(self.world, bureau, paper)
        letter, unreadable = attached(paper, self.read)
        if letter is None:
            if unreadable:
                yield unreadable
            return
        yield from _same_as_recorded(self.case, paper, letter)
        yield from served(self.case, bureau, paper)
        if paper.voided:
            return
        check = _OF_A_KIND.get(paper.kind, _Auditor._other)
        yield from check(self, bureau, days, paper, letter)

    def _reply(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        signing = signing_of(self.case, paper, letter)
        yield from signed(signing, bureau, self.world.people)
        yield from grounds(signing, days)
        yield from timely(self.case, bureau, days, paper, letter, self.as_of)
        yield from remedies_told(_decision(self.case, bureau, paper, letter),
                                 letter.texts("remedies"))

    def _extension(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        granted, seats = paper.made, ("head", "leader")
        yield from extended(self.case, bureau, days, paper)
        if not self.world.people.entitled(granted, seats, bureau.id):
            yield Fault("A2", f"{granted.officer}于{granted.day}同意延期时没有相应岗位",
                        "条例第三十三条第二款")
        yield from self._other(bureau, days, paper, letter)

    def _supplement(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        yield from asked_once(self.case, days, paper)
        yield from self._other(bureau, days, paper, letter)

    def _deciding(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        yield from free_choice_told(bureau, paper.dated or paper.made.day,
                                    letter.texts("remedies"))

    def _remedies_supplied(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        """Supplied for a reply, by the law of the day of that reply."""
        reply = self.case.papers.get(paper.ref)
        answered, _ = attached(reply, self.read) if reply else (None, None)
        if reply and answered:
            decision = _decision(self.case, bureau, reply, answered, online=False)
            yield from remedies_told(decision, letter.texts("remedies"))

    def _other(
        self, bureau: Bureau, days: Days, paper: Paper, letter: Told
    ) -> Iterator[Fault]:
        if letter.texts("remedies"):
            yield Fault("A9", "程序性告知不单独告知救济途径", "国办函〔2021〕132号第三条")


_Check = Callable[[_Auditor, Bureau, Days, Paper, Told], Iterator[Fault]]
_OF_A_KIND: dict[str, _Check] = {
    "reply": _Auditor._reply,
    "extension": _Auditor._extension,
    "supplement": _Auditor._supplement,
    "remedies_supplied": _Auditor._remedies_supplied,
    **dict.fromkeys(_DECIDING, _Auditor._deciding),
}


def _same_as_recorded(case: CaseFile, paper: Paper, letter: Told) -> Iterator[Fault]:
    """The letter bears the number, day and request the trail gives it."""
    if letter.text("number") != paper.number:
        yield Fault("A4", "文书所载文号与台账不一致")
    if letter.day("dated") != paper.dated:
        yield Fault("A4", "文书所载成文日期与台账不一致")
    if letter.text("request_no") != case.no:
        yield Fault("A4", "文书所载登记编号不是本件的")


def _decision(
    case: CaseFile, bureau: Bureau, paper: Paper, letter: Told, *, online: bool | None = None
) -> Decision:
    answers = letter.rows("answers")
    signing = signing_of(case, paper, letter)
    manner = paper.sent[0].facts.text("manner") if paper.sent else ""
    return Decision(answers, items_of(signing.draft, len(answers)), paper.dated or paper.made.day,
                    bureau, manner == "online" if online is None else online)
