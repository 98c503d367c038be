"""One invented sample of every document kind, to be looked at and tested."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from letters.endings import Excessive, NoPayment, NoSupplement
from letters.letter import Letter
from letters.notices import (
    ConsultationLetter,
    ConsultationTold,
    DelayNotice,
    DisclosureTold,
    ExtensionNotice,
    FeeNotice,
    FeeStep,
    ReasonsAsked,
    RegistrationReceipt,
    SupplementNotice,
    UnclearPoint,
)
from letters.replies import (
    Answer,
    Declined,
    Given,
    NotHeld,
    NotOurs,
    PartlyGiven,
    Petition,
    Published,
    Refused,
    Reply,
    SearchLine,
    Withdrawn,
    Withheld,
)
from letters.samples_mending import mending_samples
from letters.seal import sample_seal
from workflow.terms import Channel, Outcome, Party

ASKED = (
    "青石路（东段）道路建设项目的征地告知书、“一书四方案”和补偿安置方案，"
    "以及该项目2022年1月1日至2024年6月30日的征地补偿款支付明细"
)
FREE = (
    "你对本答复不服的，可以自收到本答复之日起60日内向示例市人民政府申请行政复议，"
    "或者自收到本答复之日起6个月内向示例市中级人民法院提起行政诉讼。"
)
FIRST = (
    "你对本答复中不予公开的决定不服的，根据《中华人民共和国行政复议法》第二十条、第二十三条的规定，"
    "应当自收到本答复之日起60日内先向示例市人民政府申请行政复议；对行政复议决定不服的，"
    "可以自收到行政复议决定书之日起15日内向示例市中级人民法院提起行政诉讼。"
)
COMMON: Mapping[str, object] = {
    "agency": "示例市自然资源和规划局",
    "signer": "示例市自然资源和规划局",
    "number": "示自然资公开〔2024〕15号",
    "dated": date(2024, 10, 25),  # Friday
    "addressee": "王䶮",
    "contact": "联系人：李明；联系电话：0000-12345678",
    "request_no": "依申请2024-0137",
    "received_on": date(2024, 9, 27),  # Friday
    "channel": Channel.REGISTERED_POST.label,
    "wanted": ASKED,
    "regulation": "《中华人民共和国政府信息公开条例》（国务院令第711号）",
    "receipt_code": "2024-0137-9-5f2c9a1be07d4433",
    "verify_code": "7KQ2-M4XD-9RTW",
    "verify_url": "https://gk.example.invalid/v/7KQ2M4XD9RTW",
    "seal_svg": sample_seal(),
}
SEARCH = (
    SearchLine(
        where="本机关综合档案室和电子公文系统",
        terms="“青石路”“征地告知书”",
        period="2019年1月1日至2024年9月30日",
        by="耕地保护科张然",
        on=date(2024, 10, 9),
        result="未检索到该文件",
    ),
    SearchLine(
        where="不动产登记中心档案库",
        terms="“青石路东段”",
        period="2019年1月1日至2024年9月30日",
        by="登记中心赵珺",
        on=date(2024, 10, 10),
        result="检索到道路红线图1份，不是申请公开的文件",
    ),
)
WITHHELD = (
    Withheld(
        part="征地补偿款支付明细中自然人的姓名、公民身份号码、银行账号",
        basis=("第十五条",),
        reason="该内容属于个人隐私，公开会对第三方合法权益造成损害",
        consultation="本机关于2024年10月10日书面征求有关个人的意见，均不同意公开，理由合理",
        public_interest="补偿款的总额和标准予以公开，不公开上述个人信息不会对公共利益造成重大影响",
    ),
    Withheld(
        part="补偿安置方案附件三“厂房设备评估单价表”",
        basis=("第十五条", "第三十二条"),
        reason="该内容属于示例机械有限公司的商业秘密，公开会对其合法权益造成损害",
        consultation="本机关于2024年10月10日书面征求该公司意见，该公司于2024年10月21日答复"
        "不同意公开，理由合理",
        public_interest="不公开该单价表不会对公共利益造成重大影响",
    ),
)
_OUTCOMES = {
    Outcome.DENY_QUERY: (
        "第三十六条第（七）项",
        "不动产登记资料的查询，《不动产登记暂行条例》另有规定",
        "请持身份证明到示例市不动产登记中心（示例市人民路1号）查询",
    ),
    Outcome.UNABLE_CREATE: (
        "第三十八条",
        "你要求提供的“各街道逐年人均补偿额对比表”，本机关没有制作，需要从312份协议中"
        "逐份提取并计算，区分处理不能满足申请",
        "",
    ),
    Outcome.UNABLE_UNCLEAR: (
        "第三十条",
        "你于2024年10月11日提交的补正材料仍为“与道路有关的全部材料”，没有名称、文号或者"
        "便于查询的其他特征",
        "",
    ),
    Outcome.REJECT_REPEAT: (
        "第三十六条第（六）项",
        "两次申请的内容均为青石路项目的补偿安置方案",
        "示自然资公开〔2024〕3号，2024年3月18日",
    ),
    Outcome.REJECT_PUBLICATION: (
        "第三十九条第二款",
        "你申请的是《示例市年鉴（2023）》",
        "该书由示例出版社公开发行，可以在书店购买，也可以到示例市图书馆借阅",
    ),
    Outcome.REJECT_CONFIRM: (
        "第三十六条第（六）项",
        "本机关已于2024年3月18日向你提供该方案的复印件，你要求在复印件上逐页加盖公章",
        "",
    ),
    Outcome.OTHER_OTHER: (
        "",
        "你的来信询问征地补偿的计算方法，属于业务咨询，不是申请获取政府信息。"
        "本机关已于2024年10月9日电话解答",
        "",
    ),
}


def _answers() -> dict[str, tuple[Answer, tuple[str, ...]]]:
    """Each answer with the remedies that go with it."""
    given = Given(
        ASKED,
        ("第三十六条第（二）项",),
        description="征地告知书、一书四方案和补偿安置方案的复印件",
        form="纸质复印件，随本告知书邮寄",
        files=("征地告知书（共2页）", "一书四方案（共36页）", "补偿安置方案（共18页）"),
        other_form_reason="你要求提供光盘，上述文件只有纸质原件，扫描会损坏装订",
    )
    partial = PartlyGiven(
        ASKED,
        ("第三十七条",),
        description="征地告知书、一书四方案、补偿安置方案（遮盖附件三），以及遮盖个人信息的支付明细",
        form="纸质复印件，随本告知书邮寄",
        withheld=WITHHELD,
    )
    answers: list[tuple[Answer, tuple[str, ...]]] = [
        (Published(ASKED, ("第三十六条第（一）项",), how=PUBLISHED), (FREE,)),
        (given, (FREE,)),
        (partial, (FIRST, FREE.replace("本答复不服", "本答复的其他内容不服"))),
        (
            Refused(
                ASKED,
                ("第十六条第二款",),
                reason="该信息是本机关与示例县人民政府就征地范围往来的磋商信函，属于过程性信息",
                discretion="该信函所载方案未被采纳，公开后容易使公众对已经批准的征地范围产生误解",
                separability="信函内容前后关联，遮盖后不能独立成文",
            ),
            (FIRST,),
        ),
        (NotHeld(ASKED, ("第三十六条第（四）项",), SEARCH), (FREE,)),
        (
            NotOurs(
                ASKED,
                ("第三十六条第（五）项",),
                reason="征地补偿款由示例县人民政府支付并保存支付凭证，本机关没有制作或者获取",
                agency="示例县人民政府",
                agency_contact="示例县政务服务中心政府信息公开窗口，电话0000-87654321",
            ),
            (FREE,),
        ),
        (
            Petition(
                ASKED,
                ("第三十九条第一款",),
                content="要求查处村干部截留补偿款，并给我一个说法",
                channel="示例市信访局（示例市人民路2号，电话0000-12345）",
            ),
            (FREE,),
        ),
        (
            NoSupplement(
                ASKED,
                ("第三十条",),
                asked_on=date(2024, 10, 9),
                asked_number="示自然资公开补〔2024〕6号",
                served_on=date(2024, 10, 11),
                term_working_days=10,
                expired_on=date(2024, 10, 24),
            ),
            (FREE,),
        ),
        (
            Excessive(
                ASKED,
                ("第三十五条",),
                applications=186,
                first_on=date(2024, 1, 1),
                last_on=date(2024, 9, 27),
                asked_on=date(2024, 10, 8),
                asked_number="示自然资公开询〔2024〕2号",
                said="为了了解政府的全部工作。",
                judged="186件申请中有163件只变换年份或者街道名称，内容与你的生产、生活没有联系，"
                "占用了公开工作机构大部分工作时间。",
            ),
            (FREE,),
        ),
        (
            NoPayment(
                ASKED,
                ("第四十二条",),
                noticed_on=date(2024, 10, 9),
                notice_number="示自然资公开费〔2024〕2号",
                yuan=200,
                served_on=date(2024, 10, 11),
                term_working_days=20,
                expired_on=date(2024, 11, 8),
            ),
            (FREE,),
        ),
        (Withdrawn(ASKED, (), withdrawn_on=date(2024, 10, 21)), ()),
    ]
    for outcome, (basis, reason, pointer) in _OUTCOMES.items():
        cited = (basis,) if basis else ()
        answers.append((Declined(ASKED, cited, outcome, reason, pointer), (FREE,)))
    return {answer.kind: (answer, remedies) for answer, remedies in answers}


PUBLISHED = (
    "上述文件已经在示例市人民政府门户网站“政府信息公开—征地信息”栏目公开，"
    "网址：https://www.example.invalid/zwgk/zdxx/2023/0412/qingshilu-dongduan.html；"
    "也可以到示例市档案馆政府信息查阅场所查阅。"
)


def _built(kind: type[Letter], **own: object) -> Letter:
    return kind(**{**COMMON, **own})  # type: ignore[arg-type]  # a table of mixed fields


def a_reply(**own: object) -> Reply:
    """A partial reply, changed in the given fields."""
    answer, remedies = _answers()["partial"]
    made = _built(
        Reply, **{"answers": (answer,), "remedies": remedies, "chronology": CHRONOLOGY, **own}
    )
    assert isinstance(made, Reply)
    return made


CHRONOLOGY = (
    "因申请内容中有第三方的信息，本机关于2024年10月10日书面征求第三方意见，"
    "并向你发出《政府信息公开申请征求意见告知书》（示自然资公开征〔2024〕4号），"
    "于2024年10月21日收到第三方的意见。",
)


def a_notice(**own: object) -> Letter:
    """A supplement notice, changed in the given fields."""
    return _built(SupplementNotice, **{"unclear": UNCLEAR, "term_working_days": 10, **own})


FEE_BY_CASE = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第四条"


def fee_notice(**own: object) -> Letter:
    """A fee notice by volume, changed in the given fields."""
    facts: dict[str, object] = {
        "method": "by_volume",
        "count": 201,
        "steps": (
            FeeStep(1, 30, 0), FeeStep(31, 100, 10), FeeStep(101, 200, 20), FeeStep(201, 201, 40),
        ),
        "yuan": 2740,
        "why": "本件要求提供的征地协议复印件共201页，你本月另有申请37件。",
        "source": FEE_BY_CASE.replace("第四条", "第五条"),
        "how_to_pay": "到示例市政务服务中心财政缴费窗口（示例市人民路1号）缴纳，或者通过"
        "非税收入缴款平台缴纳",
        "term_working_days": 20,
    }
    return _built(FeeNotice, **{**facts, **own})


UNCLEAR = (
    UnclearPoint("没有说明“补偿安置方案”是哪一个批次", "请写明批次、文号或者批准的年份"),
    UnclearPoint("没有写明获取信息的方式", "请在纸质、电子邮件、光盘中选择一种，并写明送达地址"),
)


def consultation(party: Party, **own: object) -> Letter:
    """A consultation letter to one of the three kinds of party."""
    names = {
        Party.THIRD_PARTY: "示例机械有限公司",
        Party.JOINT_MAKER: "示例市发展和改革委员会",
        Party.OTHER_AGENCY: "示例县人民政府",
    }
    facts: dict[str, object] = {
        "addressee": names[party],
        "applicant_is_organisation": True,
        "wanted": "青石路（东段）道路建设项目补偿安置方案附件三“厂房设备评估单价表”",
        "part": "附件三所列你单位厂房、设备的评估单价和补偿金额。",
        "why": "上述内容可能涉及你单位的商业秘密，公开后可能损害你单位的合法权益。",
        "term_working_days": 15,
        "reply_to": "示例市人民路1号示例市自然资源和规划局政务公开科，邮编000000，"
        "电子邮箱gk@example.invalid",
    }
    if party is not Party.THIRD_PARTY:
        facts |= {
            "part": "附件三是否可以公开；不宜公开的，请说明依据。",
            "why": "该方案由两机关联合制发。"
            if party is Party.JOINT_MAKER
            else "该附件的数据由贵单位提供。",
        }
    return _built(ConsultationLetter, party=party, **{**facts, **own})


def _notices() -> list[Letter]:
    told = {"sent_on": date(2024, 10, 10), "party": Party.THIRD_PARTY, "term_working_days": 15}
    return [
        _built(RegistrationReceipt, due_on=date(2024, 10, 30), query_code="4T9K-2M7Q"),
        a_notice(),
        _built(
            ExtensionNotice,
            first_due_on=date(2024, 10, 30),
            new_due_on=date(2024, 11, 27),
            working_days=20,
            reason="申请的文件共312份，需要逐份核对并作区分处理",
        ),
        _built(
            ReasonsAsked,
            applications=186,
            first_on=date(2024, 1, 1),
            last_on=date(2024, 9, 27),
            term_working_days=10,
            why="其中163件只变换年份或者街道名称。",
        ),
        _built(
            DelayNotice,
            due_on=date(2024, 10, 30),
            until=date(2025, 1, 24),
            reason="申请涉及186份案卷，需要逐份调阅和区分处理",
        ),
        fee_notice(),
        fee_notice(
            method="by_case", count=41, month="2024年9月", yuan=300, source=FEE_BY_CASE,
            steps=(FeeStep(41, 41, 300),),
        ),
        *(consultation(party) for party in Party),
        _built(ConsultationTold, **told),
        _built(
            DisclosureTold,
            addressee="示例机械有限公司",
            applicant_is_organisation=True,
            wanted="青石路（东段）道路建设项目补偿安置方案附件三",
            content="补偿安置方案附件三中厂房的建筑面积和补偿总额；设备的评估单价不公开。",
            reasons="补偿总额由财政资金支付，不公开会对公共利益造成重大影响；建筑面积已经在征地公告中公布，"
            "不属于商业秘密。",
            release_on=date(2024, 11, 15),
            remedies=(FREE.replace("你对本答复", "你单位对本决定").replace("本答复", "本告知书"),),
        ),
    ]


def every_letter() -> dict[str, Letter]:
    """One letter of every kind, by its kind key."""
    letters = [*_notices(), *mending_samples(COMMON, (FREE,))]
    for answer, remedies in _answers().values():
        unpaid = {"dated": date(2024, 11, 11)} if isinstance(answer, NoPayment) else {}  # Monday
        letters.append(_built(
            Reply, answers=(answer,), remedies=remedies, chronology=CHRONOLOGY, **unpaid))
    known = _answers()
    items = {
        "granted": "征地告知书、一书四方案和补偿安置方案",
        "not_held": "道路红线调整的会议记录",
        "not_ours": "征地补偿款支付明细",
    }
    mixed = tuple(replace(known[kind][0], item=item) for kind, item in items.items())
    letters.append(
        _built(
            Reply,
            answers=mixed,
            wanted="\n".join(items.values()),
            remedies=(FREE,),
            attachments=("公开信息清单（共1页）", "征地告知书等复印件（共56页）"),
            lateness="本答复的法定期限于2024年10月30日届满。因经办人员疏忽，本答复逾期2个工作日，"
            "本机关向你致歉。",
        )
    )
    return {letter.kind: letter for letter in letters}
