"""Service (送达) and number (文号) of a letter: lawfully sent, arrival proved, in its series."""

from collections.abc import Iterator

from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.told import Act, CaseFile, Paper, Told
from workflow.archive.auditor.world import Bureau, World

_MANNERS = ("post", "ems", "direct", "through_agency", "collected", "online")
_BY_POST = ("post", "ems")
#: Delivery firms that are no postal enterprise (邮政法第二条、第八十四条).
_COURIERS = ("顺丰", "中通", "圆通", "申通", "韵达", "极兔", "京东", "德邦", "百世", "菜鸟", "丰网")


def served(case: CaseFile, bureau: Bureau, paper: Paper) -> Iterator[Fault]:
    """What is wrong with the way a letter left, and with the proof that it came."""
    for act in paper.sent:
        yield from _sent(case, bureau, paper, act)
    for act in paper.arrived:
        yield from _arrived(paper, act)
    closed = case.last("close")
    open_again = case.last("approve_revocation")
    done = closed and not (open_again and open_again.seq > closed.seq)
    if paper.kind == "reply" and done and not paper.voided and not paper.arrived:
        yield Fault("A8", "已经办结，答复书没有送达凭证")


def _sent(case: CaseFile, bureau: Bureau, paper: Paper, act: Act) -> Iterator[Fault]:
    facts, on = act.facts, act.facts.day("on")
    manner = facts.text("manner")
    if manner not in _MANNERS:
        yield Fault("A8", f"送达方式“{manner}”于法无据")
    if on is None or on > act.day or (paper.dated and on < paper.dated):
        yield Fault("A8", "发出日期缺失，或者早于成文日期、晚于登记之日")
    if manner in _BY_POST:
        yield from _posted(facts)
    if manner == "online":
        yield from _online(case, bureau, paper, act)


def _posted(facts: Told) -> Iterator[Fault]:
    carrier = facts.text("carrier")
    if any(name in carrier for name in _COURIERS) or "快递公司" in carrier:
        yield Fault("A8", f"通过“{carrier}”寄送，应当通过邮政企业寄送")
    if "到付" in carrier:
        yield Fault("A8", "以到付方式寄送")
    if not facts.text("mail_no"):
        yield Fault("A8", "邮寄没有登记邮件号")


def _online(case: CaseFile, bureau: Bureau, paper: Paper, act: Act) -> Iterator[Fault]:
    opening = case.last("receive", "split_off", "receive_order")
    if opening is None or not opening.facts.says("online_consent"):
        yield Fault("A8", "网络送达没有申请人的同意", "民事诉讼法第九十条（类推）")
    if paper.kind == "reply" and not bureau.setting("online_reconsideration", act.day):
        yield Fault("A8", "网络送达答复，没有网上申请行政复议的渠道", "行政复议法第二十二条第二款")


def _arrived(paper: Paper, act: Act) -> Iterator[Fault]:
    on = act.facts.day("on")
    before = [sent for sent in paper.sent if sent.seq < act.seq]
    if not before:
        yield Fault("A8", "登记了送达，没有发出的记录")
        return
    sent_on = before[-1].facts.day("on")
    if on is None or on > act.day or (sent_on and on < sent_on):
        yield Fault("A8", "送达日期缺失，或者早于发出日期、晚于登记之日")
    if not act.facts.text("proof_kind"):
        yield Fault("A8", "送达没有凭证")
    if before[-1].facts.text("manner") != "online" and not act.facts.raw("received_by"):
        yield Fault("A8", "送达没有签收人")


def numbered(world: World, bureau: Bureau, paper: Paper) -> Iterator[Fault]:
    """What is wrong with the number of a letter."""
    if f"〔{paper.year}〕" not in paper.number or str(paper.serial) not in paper.number:
        yield Fault("A14", "文号的年份或者序号与登记不符")
    if paper.dated and paper.dated.year != paper.year:
        yield Fault("A14", "文号的年份与成文日期不符")
    state, follows = world.number_state(bureau, paper)
    wanted = "void" if paper.voided else "used"
    if state != wanted:
        yield Fault("A14", f"文号在文号簿中为“{state or '没有登记'}”，应当为“{wanted}”")
    elif not follows:
        yield Fault("A14", f"文号簿缺此前的{paper.serial - 1}号")
