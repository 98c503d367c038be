"""Read on the spot, given in batches, and own mistakes (查阅、分批提供、更正、补告、撤销)."""

from web.demo import applicants as who
from web.demo.course import apply, assign, close, decide, file, reply, search, serve
from web.demo.tale import Diary, Newest, Tale
from workflow.terms import Channel, DocumentKind


def read_the_old_maps(diary: Diary) -> Tale:
    """Fragile maps lie open to be read; the applicant came and copied two sheets."""
    tale = Tale("read-the-old-maps", diary, diary.back(18))
    apply(tale, who.GAO, Channel.IN_PERSON, "1982年滨河片区地籍图原件")
    assign(tale, 1, unit="确权登记科")
    search(tale, 2, "滨河、地籍图、1982", "找到原图6幅", found=True)
    tale.act(3, "handler", "arrange_inspection", what="1982年滨河片区地籍图原件6幅",
             on=tale.on(8), hours="9:00至11:30", place="滨江市民主路18号一楼105室",
             makes=(DocumentKind.INSPECTION,))
    serve(tale, DocumentKind.INSPECTION, 3, arrives=5)
    decide(tale, 4, {"outcome": "granted", "description": "1982年滨河片区地籍图原件6幅",
                     "form": "inspection",
                     "other_form_reason": "原图为聚酯薄膜，复印、扫描会损坏载体，安排查阅、抄录"},
           secrecy=True, legal=False)
    reply(tale, 6, arrives=7)
    tale.act(8, "clerk", "record_inspection", came=True, on=tale.on(8),
             seen="查阅6幅，抄录界址点坐标", copied_pages=2)
    close(tale, 9)
    return tale


def two_volumes(diary: Diary) -> Tale:
    """The first volume is given, the second is due."""
    tale = Tale("two-volumes", diary, diary.back(13))
    apply(tale, who.LAWYERS, Channel.EMS, "临港大道延伸段勘测定界成果两册")
    assign(tale, 1, unit="耕地保护科")
    decide(tale, 3, {"outcome": "granted", "description": "临港大道延伸段勘测定界成果两册（640页）",
                     "form": "paper"},
           secrecy=True, legal=False,
           batches=[{"content": "第一册（310页）", "on": tale.on(9)},
                    {"content": "第二册（330页）", "on": tale.on(18)}])
    reply(tale, 5, arrives=7)
    tale.act(9, "clerk", "release_batch", batch="1", manner="ems", on=tale.on(9),
             mail_no="RZ000090001CN", carrier="中国邮政")
    return tale


def a_misprinted_year(diary: Diary) -> Tale:
    """A slip found after posting: corrected by a notice of its own."""
    tale = Tale("a-misprinted-year", diary, diary.back(20))
    apply(tale, who.MA, Channel.REGISTERED_POST, "南湖路小学用地的划拨决定书")
    assign(tale, 1, unit="确权登记科")
    decide(tale, 3, {"outcome": "granted", "description": "2019年南湖路小学用地划拨决定书（3页）",
                     "form": "paper"}, secrecy=True, legal=False)
    reply(tale, 5, arrives=7)
    tale.act(9, "handler", "correct_letter", document=Newest(DocumentKind.REPLY), why="校对疏漏",
             changes=[{"wrong": "2019年南湖路小学", "right": "2018年南湖路小学"}],
             only_words=True)
    tale.act(10, "reviewer", "approve_mending", note="同意更正", makes=(DocumentKind.CORRECTION,))
    serve(tale, DocumentKind.CORRECTION, 10, arrives=12)
    close(tale, 13)
    return tale


def remedies_told_later(diary: Diary) -> Tale:
    """A sealed file: the legal office has the remedies told once more, in full."""
    tale = Tale("remedies-told-later", diary, diary.back(40))
    apply(tale, who.XU, Channel.EMS, "城东片区控制性详细规划修改的会议讨论记录")
    assign(tale, 1, unit="国土空间规划科")
    decide(tale, 4, {
        "outcome": "deny.process", "articles": ["16.2"], "separable": False,
        "reason": "属于规划修改过程中的讨论记录", "separability_reason": "全文均为讨论意见",
        "discretion_reason": "公开将妨碍内部坦率讨论，且规划成果已经公布"})
    reply(tale, 6, arrives=8)
    file(tale, 10)
    tale.act(14, "legal", "supply_remedy_notice",
             lacking="对应当先申请行政复议的说明字迹不清（申请人来信反映）")
    tale.act(15, "reviewer", "approve_mending", makes=(DocumentKind.REMEDIES_SUPPLIED,))
    serve(tale, DocumentKind.REMEDIES_SUPPLIED, 15, arrives=17)
    return tale


def revoked_and_anew(diary: Diary) -> Tale:
    """Too much was withheld: revoked, and being answered anew by the day promised."""
    tale = Tale("revoked-and-anew", diary, diary.back(28))
    apply(tale, who.LAWYERS, Channel.EMS, "滨河路拓宽工程房屋征收评估报告")
    assign(tale, 1)
    decide(tale, 4, {
        "outcome": "deny.process", "articles": ["16.2"], "separable": False,
        "reason": "属于征收过程中的评估过程稿", "separability_reason": "全文均为过程稿",
        "discretion_reason": "公开将影响尚未完成的征收"})
    reply(tale, 6, arrives=8)
    tale.act(20, "handler", "revoke_and_reply_anew",
             reason="评估报告已经定稿并作为补偿依据，不属于过程性信息",
             redo_by=tale.on(35), handler="handler", proceedings="滨江市人民政府行政复议（示例）")
    tale.act(21, "reviewer", "approve_revocation", makes=(DocumentKind.REVOCATION,))
    serve(tale, DocumentKind.REVOCATION, 21, arrives=23)
    return tale


TALES = (read_the_old_maps, two_volumes, a_misprinted_year, remedies_told_later, revoked_and_anew)
