"""Packing a file (制包): the archive package at the seal, supplements and exports after it.

档案法第三十七条; DA/T 70-2018. The package is written whole before the act commits, its digest
stands in the entry that seals; the receipt beside it holds that entry, since no bag can hold its
own. What was packed is verified by the very program that lies in it before anything is sealed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree

from letters.internal import InternalForm
from letters.papers import FiledLine
from letters.render import Printer
from workflow import papers
from workflow.archive import verifier
from workflow.archive.bag import write_bag
from workflow.archive.content import Content, Kind, pieces_of, receipt_of
from workflow.archive.file_names import safe_name
from workflow.archive.metadata import Deed, Described, Filed
from workflow.archive.notarised import EntryProof, Notarised
from workflow.archive.shelf import Shelf, seal_name, tag_digest
from workflow.clock_sheet.sheet import clock_sheet
from workflow.errors import MovedOn, NotFound, Reason, StepNotAllowed, TrailBroken
from workflow.given import Given
from workflow.inspection import CheckItem
from workflow.record.outbox import Put
from workflow.record.personal import Vault
from workflow.record.standing import BEIJING
from workflow.record.trail import Entry
from workflow.states.archiving import Retention
from workflow.steps import CLOCK_SHEET, FOUR_CHECKS, PACKAGE, Action
from workflow.terms import State
from workflow.viewing import FileLine, RequestView

ARTICLE = "档案法第三十七条"


@dataclass(frozen=True)
class Opened:
    """A request laid open to be packed, as of its newest entry."""

    seen: RequestView
    action: Action
    entries: Sequence[Entry]
    vault: Vault
    fields: Mapping[tuple[int, str], str]
    #: The plain bytes of a file of the request, by digest; NotFound if they are gone or changed.
    read: Callable[[str], bytes]

    def is_whole(self, digest: str) -> bool:
        """Whether a file can be read and is still what its digest says."""
        try:
            self.read(digest)
        except NotFound:
            return False
        return True


@dataclass(frozen=True)
class Package:
    """A package written and waiting for its act to commit."""

    shelf: Shelf
    made: Path
    name: str
    #: Packages that earlier seals of this request tell of.
    sealed: frozenset[str]

    def put(self) -> None:
        """Give it its name; the last thing within the transaction of the act.

        Raises MovedOn if somebody else swept it away meanwhile.
        """
        try:
            self.shelf.sweep(self.made.parent, self.sealed, self.made)
            self.shelf.put(self.made, self.name)
        except FileNotFoundError as error:
            raise MovedOn("归档包已被其他人的操作取代，请刷新后重新办理一次") from error

    def discard(self) -> None:
        """Remove what was written for an act that did not come about."""
        rmtree(self.made, ignore_errors=True)

#: The kinds of jobs that a seal leaves behind: a checkpoint as soon as may be, and a receipt, which
#: is looked after so long after the act.
CHECKPOINT, RECEIPT, _SOON = "checkpoint", "receipt", timedelta(minutes=2)


@dataclass(frozen=True)
class Exported:
    """What an export came to: the folders written, with their digests, and what must be said."""

    bags: Mapping[str, str]
    remarks: tuple[str, ...] = ()


class PackingRoom:
    """Makes packages for one installation."""

    def __init__(
        self, press: Callable[[], Printer], shelf: Shelf | None, notary: Notarised | None = None,
    ) -> None:
        """Work with the press, the shelf and, if there is one, whoever keeps the log."""
        self._press, self.shelf, self._notary = press, shelf, notary

    def pack(self, opened: Opened, then: RequestView, parsed: Given) -> tuple[Given, Package]:
        """Write the package of an act that seals; returns its facts with the digest among them.

        `then` is the file as it stands once it is sealed: its cover names number and day of that.
        Raises StepNotAllowed where there is no shelf, or where the package does not verify.
        """
        if self.shelf is None:
            raise StepNotAllowed([Reason("本机没有设置归档包的存放位置，请联系管理员", ARTICLE)])
        seen, checks = opened.seen, opened.action.inspected
        if refused := self._signed(opened.action.at):
            raise StepNotAllowed([Reason(f"检查点未能签发：{refused}", ARTICLE)])
        made = self.shelf.making(self.shelf.room(seen.no))
        try:
            content = self._content(opened, Kind.PACKAGE, checks=checks, then=then)
            digest = write_bag(made, pieces_of(content), _about(content))
            _refuse(verifier.verify(made).findings)
        except BaseException:
            rmtree(made, ignore_errors=True)
            raise
        facts = {**parsed.facts, PACKAGE: digest, FOUR_CHECKS: [one.to_json() for one in checks]}
        earlier = frozenset(seal_name(entry.seq) for entry in _seals(opened.entries))
        return replace(parsed, facts=facts), Package(
            self.shelf, made, seal_name(seen.case.seq + 1), earlier)

    def leave_receipt(self, seal: Entry, at: datetime) -> bool | None:
        """Write, or write anew, the receipt beside a package; its proof may come later.

        Gives whether it has its proof, or can have none; None where there is no package any more.
        """
        if self.shelf is None or not (
                self.shelf.room(seal.request) / seal_name(seal.seq)).is_dir():
            return None
        self._signed(at)
        proof = self._proofs([seal]).get(seal.seq)
        room = self.shelf.room(seal.request)
        self.shelf.leave(room, f"{seal_name(seal.seq)}.receipt.json", receipt_of(seal, proof))
        return proof is not None or self._notary is None

    def export(self, opened: Opened, to: Path) -> Exported:
        """Write the complete file into a folder: the sealed package with what came after it.

        A file not sealed, or whose package is lost or changed, is packed as it stands today.
        """
        sealed = _seals(opened.entries)[-1:]
        refused = self._signed(opened.action.at)
        done: Exported | None = None
        if sealed and opened.seen.case.state is State.ARCHIVED:
            done = self._sealed(opened, sealed[0], to)
        if done is None:
            content = self._content(opened, Kind.FILE)
            name = f"{safe_name(opened.seen.no)}-{opened.seen.case.seq}"
            done = Exported({name: self._fresh(to / name, content)},
                            tuple(_remarks(opened, content, bool(sealed))))
        if refused:
            done = replace(done, remarks=(*done.remarks, f"检查点未能签发：{refused}"))
        (to / "说明.txt").write_text(_slip(opened, done), encoding="utf-8")
        return done

    def _sealed(self, opened: Opened, seal: Entry, to: Path) -> Exported | None:
        if self.shelf is None:
            return None
        digest, name = seal.facts.text(PACKAGE), seal_name(seal.seq)
        room = self.shelf.room(seal.request)
        if not digest or tag_digest(room / name) != digest or verifier.verify(
                room / name).findings:
            return None
        self.leave_receipt(seal, opened.action.at)
        self._copy(room, name, to)
        self._copy(room, f"{name}.receipt.json", to)
        bags = {name: digest}
        if opened.entries[-1].seq > seal.seq:
            extra = f"supplement-{opened.entries[-1].seq}"
            content = self._content(opened, Kind.SUPPLEMENT, since=seal)
            bags[extra] = self._supplement(room, extra, content)
            self._copy(room, extra, to)
        return Exported(bags)

    def _supplement(self, room: Path, name: str, content: Content) -> str:
        """Write a supplement beside the package it belongs to."""
        assert self.shelf is not None  # asked before
        made = self.shelf.making(room)
        digest = self._fresh(made, content)
        self.shelf.put(made, name)
        return digest

    def _copy(self, room: Path, name: str, to: Path) -> None:
        source, place = room / name, to / name
        if source.is_dir():
            copytree(source, place)
        else:
            place.write_bytes(source.read_bytes())

    def _fresh(self, folder: Path, content: Content) -> str:
        folder.mkdir(exist_ok=True, parents=True, mode=0o700)
        return write_bag(folder, pieces_of(content), _about(content))

    def _content(
        self, opened: Opened, kind: Kind, *, checks: Sequence[CheckItem] = (),
        then: RequestView | None = None, since: Entry | None = None,
    ) -> Content:
        first = since.seq if since else 1
        entries = [entry for entry in opened.entries if entry.seq >= first]
        seen = _part(opened.seen, entries) if since else opened.seen
        # The four checks of this very act have read what is to be sealed; a file lost since stops
        # the writing of the package.
        whole = opened.is_whole if kind is not Kind.PACKAGE else (lambda digest: True)
        files = tuple(_files(opened.seen, entries, whole))
        values = _values(then or seen, opened.action.today)
        return Content(
            kind=kind, no=seen.no, entries=entries,
            described=Described(values, files, tuple(_deeds(seen))),
            read=opened.read, papers=self._papers(opened, seen, then or seen, checks, kind),
            checks=checks,
            personal={key: text for key, text in opened.fields.items() if key[0] >= first},
            salt=opened.vault.salt, proofs=self._proofs(entries), keys=self._keys(),
            former=since.facts.text(PACKAGE) if since else "")

    def _papers(
        self, opened: Opened, seen: RequestView, then: RequestView,
        checks: Sequence[CheckItem], kind: Kind,
    ) -> dict[str, bytes]:
        today, by = opened.action.today, opened.action.officer.name
        forms: dict[str, InternalForm] = {
            "01-封面": papers.file_cover(then, today, by),
            "02-卷内目录": papers.file_list(then, today, by)}
        if kind is not Kind.SUPPLEMENT:
            forms["03-申请表"] = papers.application(seen, today, by)
            if seen.case.draft:
                forms["04-审批单"] = papers.approval_sheet(seen, today, by)
            if seen.clock and CLOCK_SHEET not in seen.case.files.values():
                forms["05-期限计算单"] = clock_sheet(seen, by)
        for place, part in enumerate(papers.trail_sheets(seen, today, by, checks), 1):
            forms["06-办理台账" + (f"（{place}）" if part.part else "")] = part
        press = self._press()
        return {f"{name}.pdf": press.print_form(form).data for name, form in forms.items()}

    def _proofs(self, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        return self._notary.proofs(entries) if self._notary else {}

    def _signed(self, at: datetime) -> str:
        """Have the log signed; in words, why it was not."""
        try:
            if self._notary is not None:
                self._notary.sign(at)
        except TrailBroken as error:
            return str(error)
        return ""

    def _keys(self) -> Mapping[str, bytes]:
        return self._notary.public_keys() if self._notary else {}


def jobs_of_package(seal: Entry, agency: int) -> list[Put]:
    """What a seal leaves to the background: its checkpoint, then its receipt.

    Both for whatever kept the act from them.
    """
    told, name = {"no": seal.request, "seq": seal.seq}, f"{seal.request}/{seal.seq}"
    return [Put(CHECKPOINT, f"{CHECKPOINT}/{name}", told, agency),
            Put(RECEIPT, f"{RECEIPT}/{name}", told, agency, seal.at + _SOON)]


def _seals(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.facts.text(PACKAGE)]


def _refuse(findings: Sequence[verifier.Finding]) -> None:
    if findings:
        raise StepNotAllowed([
            Reason(f"归档包核验未通过：{one}", ARTICLE) for one in findings])


def _named(entries: Sequence[Entry]) -> dict[str, int]:
    """The digests some entries name, each with the first of them."""
    found: dict[str, int] = {}
    for entry in entries:
        for digest in (*entry.file_digests, *(row["digest"] for row in entry.facts.rows(
                "documents"))):
            found.setdefault(digest, entry.seq)
    return found


def _part(seen: RequestView, entries: Sequence[Entry]) -> RequestView:
    """Only what came with some entries, the newest ones."""
    named = _named(entries)
    return replace(
        seen, trail=tuple(line for line in seen.trail if line.entry.seq >= entries[0].seq),
        files=tuple(file for file in seen.files if file.digest in named))


def _files(
    seen: RequestView, entries: Sequence[Entry], whole: Callable[[str], bool]
) -> Iterator[Filed]:
    """The files some entries name, numbered in the order of the proceedings."""
    named = _named(entries)
    there = [f for f in papers.in_order(seen) if f.digest in named and whole(f.digest)]
    for no, file in enumerate(there, 1):
        line = papers.filed(seen, file)
        mark = "后补-" if line.later else ""
        yield Filed(
            no=no, path=f"data/file/{no:03d}-{mark}{_file_name(line, file)}",
            title=line.name,
            number=line.number, author=line.author, dated=line.dated, seq=named[file.digest],
            digest=file.digest, size=file.size, media_type=file.media_type, later=line.later)


def _file_name(line: FiledLine, file: FileLine) -> str:
    ending = Path(file.name).suffix
    title = f"{line.name} {line.number}".strip().removesuffix(ending)
    return safe_name(f"{title}{ending}")


def _deeds(seen: RequestView) -> Iterator[Deed]:
    for line in seen.trail:
        yield Deed(line.entry.seq, line.step_label, line.at.astimezone(BEIJING).isoformat(),
                   line.officer_name, line.role_label, line.article)


def _values(seen: RequestView, today: date) -> dict[str, str]:
    """The elements of the file as a whole; what nobody recorded stays empty."""
    case, office = seen.case, seen.office
    reply = case.documents.get(case.reply)
    return {
        "立档单位名称": office.name,
        "档号": papers.archive_no(seen),
        "题名": case.wanted,
        "责任者": office.name,
        "形成部门": case.unit,
        "日期": reply.dated.isoformat() if reply else "",
        "文件编号": reply.number if reply else "",
        "申请编号": seen.no,
        "收到日期": case.received_on.isoformat() if case.received_on else "",
        "收到方式": case.channel.label,
        "申请人类型": case.applicant_kind.label,
        "办理结果": seen.outcome.label if seen.outcome else "",
        "环节": case.state.label,
        "保管期限": Retention(case.retention).label if case.retention else "",
        "保管期限依据": office.setting("retention_approval"),
        "密级": "",
        "制包日期": today.isoformat(),
    }


def _about(content: Content) -> dict[str, str]:
    """What bag-info.txt says."""
    values = content.described.values
    return {
        "Source-Organization": values["立档单位名称"],
        "External-Identifier": content.no,
        "External-Description": f"政府信息公开申请{content.no}，{_TITLES[content.kind]}",
        "Internal-Sender-Identifier": values["档号"],
        "Bagging-Date": values["制包日期"],
        "Bag-Group-Identifier": content.former or content.no,
        "Bag-Software-Agent": "yishen",
    }


_TITLES = {Kind.PACKAGE: "归档包", Kind.SUPPLEMENT: "补充包", Kind.FILE: "全卷"}


def _remarks(opened: Opened, content: Content, sealed: bool) -> Iterator[str]:
    if sealed and opened.seen.case.state is State.ARCHIVED:
        yield "原归档包缺失或者已被改动，现按台账另行制作全卷"
    missing = len(_named(opened.entries)) - len(content.described.files)
    if missing:
        yield f"有{missing}份材料缺失或者已被改动，未能放入"


def _slip(opened: Opened, done: Exported) -> str:
    """What is handed over, by whom, as of when; the first thing to be read."""
    seen, action = opened.seen, opened.action
    lines = [
        f"{seen.office.name}政府信息公开申请{seen.no}全卷",
        f"导出：{action.today.isoformat()}，{action.officer.name}；现处于{seen.case.state.label}环节，"
        f"台账共{len(opened.entries)}条",
        *(f"包含：{name}（包摘要{digest}）" for name, digest in done.bags.items()),
        *(f"注意：{remark}" for remark in done.remarks),
        "文件名带“后补”的，是答复作出之后才入卷的材料。",
        "核验方法见各包内的 data/README.txt。",
    ]
    return "".join(f"{line}\n" for line in lines)
