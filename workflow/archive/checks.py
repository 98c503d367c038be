"""The four checks (四性检测) before a file is sealed: authentic, complete, usable, safe.

DA/T 70-2018 names the properties; the items here are those that can be asked of one request. Each
says whether it passed and why. What belongs to a paper is told by its digest, never by its name,
since the result is kept in the trail and a name may hold personal data.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence

import pikepdf

from workflow.archive.chain import broken_links
from workflow.errors import NotFound
from workflow.inspection import CheckItem
from workflow.record.case import Case
from workflow.record.trail import Entry
from workflow.steps import RECEIVED_FILES
from workflow.terms import CheckedProperty, CheckResult, VirusScan

#: What must not lie in an archive: scripts, launch actions, embedded programs, encryption.
_ACTIVE = (b"/JavaScript", b"/Launch", b"/Encrypt", b"/RichMedia")
_PDF = b"%PDF-"
#: Formats fit to be kept for long; others are noted, so that they are converted in time.
_LASTING = frozenset(("application/pdf", "application/ofd", "image/jpeg", "image/png", "image/tiff",
                      "text/plain"))
#: The steps with which a file may begin.
_OPENING = {"receive", "split_off", "receive_order", "import_open"}


def four_checks(
    case: Case, entries: Sequence[Entry], read: Callable[[str], bytes], approval: str,
    registered: Mapping[str, tuple[int, str]],
) -> tuple[CheckItem, ...]:
    """Every item with its result; none failed means the file may be sealed.

    `approval` is the approval document of the retention terms, `registered` size and media type of
    each file by its digest as handed in.
    """
    held = {digest: _bytes(read, digest) for digest in _digests(case)}
    papers = {digest: data for digest, data in held.items() if isinstance(data, bytes)}
    return (
        _chain(entries), _digests_hold(held), _sizes(papers, registered),
        *_complete(case, entries), _metadata(case, approval), _catalogue(case),
        _readable(papers), _formats(registered), _inactive(papers), _scanned(entries),
    )


def _item(of: CheckedProperty, item: str, faults: Sequence[str], good: str) -> CheckItem:
    result = CheckResult.FAILED if faults else CheckResult.PASSED
    return CheckItem(of, item, result, "；".join(faults) if faults else good)


def _digests(case: Case) -> list[str]:
    return list(dict.fromkeys([*case.files, *(d.digest for d in case.documents.values())]))


def _bytes(read: Callable[[str], bytes], digest: str) -> bytes | str:
    try:
        return read(digest)
    except NotFound as error:
        return str(error)


def _chain(entries: Sequence[Entry]) -> CheckItem:
    faults = [f"第{seq}条{text}" for seq, text in broken_links(
        [(e.seq, e.body, e.hash) for e in entries])]
    return _item(CheckedProperty.AUTHENTIC, "台账哈希链", faults,
                 f"{len(entries)}条首尾相接，序号连续")


def _digests_hold(held: Mapping[str, bytes | str]) -> CheckItem:
    faults = [data for data in held.values() if isinstance(data, str)]
    return _item(CheckedProperty.AUTHENTIC, "材料摘要", faults,
                 f"{len(held)}份文书、材料都在，且与入卷时的摘要一致")


def _sizes(
    papers: Mapping[str, bytes], registered: Mapping[str, tuple[int, str]]
) -> CheckItem:
    faults = [f"材料{digest[:12]}的登记与实际不符" for digest, data in papers.items()
              if registered.get(digest, (-1, ""))[0] != len(data)]
    return _item(CheckedProperty.AUTHENTIC, "材料登记", faults, "件件登记，大小与实际一致")


def _complete(case: Case, entries: Sequence[Entry]) -> Iterator[CheckItem]:
    taken = {entry.step for entry in entries}
    reply = case.documents.get(case.reply)
    for name, there, lacking in (
        ("收件记录", taken & _OPENING, "缺少收件记录"),
        ("答复和送达", reply is not None and reply.served, "缺少答复书或者送达凭证"),
        ("签发记录", case.approval is not None or case.on_the_spot, "缺少签发记录"),
    ):
        yield _item(CheckedProperty.COMPLETE, name, () if there else (lacking,), "台账中有记载")


def _metadata(case: Case, approval: str) -> CheckItem:
    wanted = {"题名": case.wanted, "收到日期": case.received_on, "保管期限": case.retention,
              "保管期限批准文件": approval}
    faults = [f"{name}未登记" for name, value in wanted.items() if not value]
    return _item(CheckedProperty.COMPLETE, "元数据必填项", faults, "、".join(wanted) + "均已登记")


def _catalogue(case: Case) -> CheckItem:
    listed = {row.text("digest") for row in case.catalogue}
    missing = set(_digests(case)) - listed
    faults = [f"{len(missing)}份材料未列入卷内目录"] if missing else []
    return _item(CheckedProperty.COMPLETE, "卷内目录", faults, f"目录与案卷一致，共{len(listed)}件")


def _readable(papers: Mapping[str, bytes]) -> CheckItem:
    faults = [f"材料{digest[:12]}{text}" for digest, data in papers.items()
              if (text := _unreadable(data))]
    return _item(CheckedProperty.USABLE, "文件可以打开", faults,
                 f"{len(papers)}份均非空，其中的PDF均能打开")


def _unreadable(data: bytes) -> str:
    if not data:
        return "为空文件"
    if not data.startswith(_PDF):
        return ""
    if b"%%EOF" not in data[-2048:]:
        return "的PDF不完整"
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return "" if len(pdf.pages) else "的PDF没有页面"
    except pikepdf.PasswordError:
        return "的PDF已加密"
    except pikepdf.PdfError:
        return "的PDF不能打开"


def _formats(registered: Mapping[str, tuple[int, str]]) -> CheckItem:
    others = sum(media not in _LASTING for _, media in registered.values())
    if others:
        return CheckItem(CheckedProperty.USABLE, "长期保存格式", CheckResult.NOTED,
                         f"{others}份不是PDF、OFD、图像或者纯文本，请留意日后的格式转换")
    return _item(CheckedProperty.USABLE, "长期保存格式", (), "均为PDF、OFD、图像或者纯文本")


def _inactive(papers: Mapping[str, bytes]) -> CheckItem:
    faults = [f"材料{digest[:12]}含有脚本、加密或者可执行内容" for digest, data in papers.items()
              if data.startswith(_PDF) and any(word in data for word in _ACTIVE)]
    return _item(CheckedProperty.SAFE, "活动内容", faults, "PDF中没有脚本、加密或者可执行内容")


def _scanned(entries: Sequence[Entry]) -> CheckItem:
    """What the trail says of viruses in what was handed in; our own letters are not scanned."""
    scans = {row.text("digest"): row.text("scan")
             for entry in entries for row in entry.facts.rows(RECEIVED_FILES)}
    lacking = sum(scan != VirusScan.CLEAN for scan in scans.values())
    if lacking:
        return CheckItem(CheckedProperty.SAFE, "病毒检测", CheckResult.NOTED,
                         f"收存的{len(scans)}份材料中有{lacking}份未经病毒扫描，或者扫描未能完成")
    good = f"收存的{len(scans)}份材料在收存时均未发现病毒" if scans else "没有收存的材料"
    return _item(CheckedProperty.SAFE, "病毒检测", (), good)
