"""The four checks (四性检测) before a file is sealed: authentic, complete, usable, safe.

DA/T 70-2018 names the properties; the items here are those that can be asked of one request.
"""

from collections.abc import Iterator, Sequence

from workflow.archive.chain import broken_links
from workflow.errors import NotFound, Reason
from workflow.record.case import Case
from workflow.record.evidence import FileStore
from workflow.record.trail import Entry

_ARTICLE = "档案法第三十七条"
#: What must not lie in an archive: scripts, launch actions, embedded programs, encryption.
_ACTIVE = (b"/JavaScript", b"/Launch", b"/Encrypt", b"/RichMedia")
_PDF = b"%PDF-"


def four_checks(case: Case, entries: Sequence[Entry], store: FileStore) -> tuple[Reason, ...]:
    """All findings against sealing this request; none means the four checks pass."""
    found = (*_authentic(entries), *_complete(case, entries), *_files(case, store))
    return tuple(Reason(text, _ARTICLE) for text in found)


def _authentic(entries: Sequence[Entry]) -> Iterator[str]:
    for seq, text in broken_links([(e.seq, e.body, e.hash) for e in entries]):
        yield f"真实性：台账第{seq}条{text}"


def _complete(case: Case, entries: Sequence[Entry]) -> Iterator[str]:
    taken = {entry.step for entry in entries}
    reply = case.documents.get(case.reply)
    if not taken & {"receive", "split_off"}:
        yield "完整性：缺少收件记录"
    if reply is None or not reply.served:
        yield "完整性：缺少答复书或者送达凭证"
    if case.approval is None and not case.on_the_spot:
        yield "完整性：缺少签发记录"
    listed = {row.text("digest") for row in case.catalogue}
    if missing := set(case.files) - listed:
        yield f"完整性：{len(missing)}份材料未列入卷内目录"


def _files(case: Case, store: FileStore) -> Iterator[str]:
    for digest in {*case.files, *(d.digest for d in case.documents.values())}:
        try:
            data = store.read(digest)
        except NotFound as error:
            yield f"可用性：{error}"
            continue
        if not data:
            yield f"可用性：材料{digest[:12]}为空文件"
        if data.startswith(_PDF) and b"%%EOF" not in data[-2048:]:
            yield f"可用性：材料{digest[:12]}的PDF不完整"
        if data.startswith(_PDF) and any(word in data for word in _ACTIVE):
            yield f"安全性：材料{digest[:12]}含有脚本、加密或者可执行内容"
