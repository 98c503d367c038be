"""Common phrases (常用语): lawful wordings of reasons, short, by outcome and field of the draft.

They save typing and decide nothing: what stands as 【待填：…】 is for the officer to
fill in, and no letter leaves with it (`letters.unfilled`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.terms import Outcome


@dataclass(frozen=True)
class Phrase:
    """One wording, the field of the answer it belongs in, and the article behind it."""

    field: str
    text: str
    article: str


def _reason(text: str, article: str) -> Phrase:
    return Phrase("reason", text, article)


_APART = "条例第三十七条"
_WHOLE = Phrase("separability_reason",
                "该内容与不予公开的内容紧密关联，区分后不能形成可以独立理解的信息",
                _APART)

#: Where information usually lies; a record of a search may name any other place.
PLACES = ("档案室", "电子公文系统", "业务系统", "承办科室纸质案卷", "门户网站", "政府信息公开平台")
#: What a record says of a place where nothing else was typed: not found, found.
SEARCHED = ("未检索到", "找到")

#: The wordings of each outcome, in the order of the fields.
PHRASES: Mapping[Outcome, tuple[Phrase, ...]] = {
    Outcome.GRANTED: (
        Phrase("other_form_reason", "按您要求的形式提供可能危及政府信息载体安全，改以电子文档提供",
               "条例第四十条"),
        Phrase("other_form_reason", "按您要求的形式提供行政成本过高，安排您查阅、抄录",
               "条例第四十条"),
        Phrase("public_interest_reason",
               "不公开可能对【待填：公众知情、生态环境、公共安全】造成重大影响",
               "条例第十五条、第三十二条")),
    Outcome.GRANTED_PUBLIC: (
        Phrase("source", "您可以在【待填：网站名称】“【待填：栏目】”栏目查阅，网址：【待填：网址】",
               "条例第三十六条第（一）项"),
        Phrase("source", "您可以到【待填：地点】政府信息查阅场所查阅", "条例第三十六条第（一）项")),
    Outcome.PARTIAL: (
        _reason("其中涉及个人隐私的内容，公开会损害第三方合法权益，已作区分处理", "条例第十五条"),
        _reason("其中涉及商业秘密的内容，公开会损害第三方合法权益，已作区分处理", "条例第十五条"),
        Phrase("discretion_reason", "该部分属于尚未形成结论的讨论意见，公开会影响后续决策",
               "条例第十六条第二款")),
    Outcome.DENY_SECRET: (
        _reason("经审查，您申请的信息已依法确定为国家秘密，且未超过保密期限",
                "条例第十四条"), _WHOLE),
    Outcome.DENY_LAW: (
        _reason("《【待填：法律、行政法规名称】》第【待填：条】条规定该信息不得公开",
                "条例第十四条"), _WHOLE),
    Outcome.DENY_SAFETY: (
        _reason("该信息公开后可能危及公共安全：【待填：具体事实】", "条例第十四条"), _WHOLE),
    Outcome.DENY_THIRD_PARTY: (
        _reason("该信息属于第三方的商业秘密，经书面征求意见，第三方不同意公开，其理由合理",
                "条例第十五条、第三十二条"),
        _reason("该信息属于第三方的个人隐私，经书面征求意见，第三方不同意公开，其理由合理",
                "条例第十五条、第三十二条"),
        Phrase("public_interest_reason", "经审查，不公开该信息不会对公共利益造成重大影响",
               "条例第十五条"), _WHOLE),
    Outcome.DENY_INTERNAL: (
        _reason("该信息属于本机关后勤管理方面的内部事务信息", "条例第十六条第一款"),
        _reason("该信息属于本机关人事管理方面的内部事务信息", "条例第十六条第一款"),
        _reason("该信息属于本机关内部工作流程方面的内部事务信息", "条例第十六条第一款"),
        Phrase("discretion_reason", "该信息不对公民、法人和其他组织的权利义务产生影响",
               "条例第十六条第一款"),
        _WHOLE),
    Outcome.DENY_PROCESS: (
        _reason("该信息属于本机关在履行行政管理职能过程中形成的讨论记录", "条例第十六条第二款"),
        _reason("该信息属于本机关在履行行政管理职能过程中形成的过程稿", "条例第十六条第二款"),
        _reason("该信息属于本机关在履行行政管理职能过程中形成的磋商信函", "条例第十六条第二款"),
        _reason("该信息属于本机关在履行行政管理职能过程中形成的请示报告", "条例第十六条第二款"),
        Phrase("discretion_reason", "相关事项尚未作出决定，公开会影响坦率讨论和正常决策",
               "条例第十六条第二款"),
        _WHOLE),
    Outcome.DENY_ENFORCEMENT_FILE: (
        _reason("该信息属于行政执法案卷信息，法律、法规、规章没有应当公开的规定",
                "条例第十六条第二款"),
        Phrase("discretion_reason",
               "案件当事人可以依照【待填：法律、法规】申请查阅案卷，不宜对外公开",
               "条例第十六条第二款"), _WHOLE),
    Outcome.DENY_QUERY: (
        _reason("该信息属于【待填：不动产登记资料】，《【待填：法律、行政法规名称】》对其获取有专门规定",
                "条例第三十六条第（七）项"),
        Phrase("source", "请依照上述规定到【待填：查询机构】办理查询",
               "条例第三十六条第（七）项"), _WHOLE),
    Outcome.UNABLE_NOT_HELD: (
        _reason("经检索，本机关没有制作或者保存您申请的信息，该政府信息不存在",
                "条例第三十六条第（四）项"),
        _reason("您申请的信息不由本机关制作或者保存，不属于本机关负责公开",
                "条例第三十六条第（五）项")),
    Outcome.UNABLE_CREATE: (
        _reason("本机关没有现成的信息，需要对现有政府信息进行加工、分析",
                "条例第三十八条"), _WHOLE),
    Outcome.UNABLE_UNCLEAR: (
        _reason("经补正，您仍未写明【待填：名称、文号或者其他特征性描述】，无法检索",
                "条例第三十条"),),
    Outcome.REJECT_PETITION: (
        _reason("您以政府信息公开申请的形式进行投诉、举报，不作为政府信息公开申请处理",
                "条例第三十九条第一款"),
        Phrase("petition_channel", "您可以通过【待填：信访、投诉、举报渠道名称、地址、电话】提出",
               "条例第三十九条第一款")),
    Outcome.REJECT_REPEAT: (
        _reason("本机关已就您申请的同一信息作出答复，不予重复处理", "条例第三十六条第（六）项"),),
    Outcome.REJECT_PUBLICATION: (
        _reason("您要求提供的是公开出版物", "条例第三十九条第二款"),
        Phrase("source", "您可以到【待填：图书馆、出版单位、报刊网站】获取",
               "条例第三十九条第二款")),
    Outcome.REJECT_CONFIRM: (
        _reason("您已经获取该信息，要求确认或者重新出具的，不予处理", "条例第三十六条第（六）项"),),
    Outcome.REJECT_EXCESSIVE: (
        _reason("您申请公开的数量、频次明显超过合理范围，说明的理由不合理", "条例第三十五条"),),
    Outcome.OTHER_OTHER: (
        _reason("您提出的是咨询事项，不属于政府信息公开申请，现就有关情况说明如下：【待填：说明】",
                "条例第二条"),),
}
