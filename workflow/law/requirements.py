"""What the file must hold before an outcome may be chosen (作出处理决定的前提)."""

from collections.abc import Callable
from dataclasses import dataclass

from workflow.errors import Reason
from workflow.terms import Term


class Requirement(Term):
    """One thing the file must hold (卷宗要件)."""

    SEARCH_RECORD = "search_record", "检索记录"
    CONSULTATION = "consultation", "征求第三方意见或者公共利益理由"
    SEPARABILITY = "separability", "可否区分处理的结论"
    RESPONSIBLE_AGENCY = "responsible_agency", "负责公开的机关及其联系方式"
    SEARCH_OR_AGENCY = "search_or_agency", "检索记录或者负责公开的机关"
    FIRST_REPLY = "first_reply", "首次答复的文号"
    SUPPLEMENT_SERVED = "supplement_served", "补正告知书的送达"
    SUPPLEMENT_EXPIRED = "supplement_expired", "补正期限届满"
    REASONS_JUDGED = "reasons_judged", "要求说明理由及其认定"
    PAYMENT_EXPIRED = "payment_expired", "缴费期限届满"
    CLASSIFICATION_PROOF = "classification_proof", "定密依据"
    SECRECY_GROUND = "secrecy_ground", "定密依据，或者禁止公开、危及安全的理由"
    DISCRETION_REASON = "discretion_reason", "裁量理由"
    REASON = "reason", "理由"
    SOURCE = "source", "获取方式和途径"
    WITHHELD_PARTS = "withheld_parts", "不予公开的部分及其依据"
    CHANNEL = "channel", "信访等渠道"
    WITHDRAWAL = "withdrawal", "撤回申请或者其他处理的理由"


#: Articles that say that something is withheld, or how it came to that, but not why: the rest is
#: given (37; R2008: 22), refusals are explained (36.3), a third party objected (32).
NO_GROUND = frozenset({"37", "22", "36.3", "32"})


@dataclass(frozen=True)
class ItemFile:
    """What the file holds for one item of a request when an outcome is chosen."""

    articles: tuple[str, ...] = ()
    reason: str = ""
    search_records: int = 0
    third_party_consulted: bool = False
    third_party_objects: bool | None = None
    public_interest_reason: str = ""
    separable: bool | None = None
    separability_reason: str = ""
    withheld_parts: int = 0
    withheld_without_basis: int = 0
    discretion_reason: str = ""
    responsible_agency: str = ""
    responsible_contact: str = ""
    first_reply_no: str = ""
    supplement_served: bool = False
    supplement_expired: bool = False
    payment_expired: bool = False
    reasons_judged: bool = False
    classification: str = ""
    source: str = ""
    petition_channel: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class _Check:
    field: str
    article: str
    text: str
    holds: Callable[[ItemFile], bool]


def unmet(requirement: Requirement, file: ItemFile) -> tuple[Reason, ...]:
    """The reasons why a requirement is not met; none if it is."""
    return tuple(
        Reason(check.text, check.article, check.field)
        for check in _CHECKS[requirement]
        if not check.holds(file)
    )


def _cannot_be_told(file: ItemFile) -> bool:
    """Whether the reason says that the agency in charge cannot be determined (36.5)."""
    return any(words in file.reason for words in ("无法确定", "不能确定", "难以确定"))


_CHECKS: dict[Requirement, tuple[_Check, ...]] = {
    Requirement.SEARCH_RECORD: (
        _Check(
            "search_records",
            "条例第三十六条第（四）项",
            "答复信息不存在之前应当检索，请先登记检索记录",
            lambda file: file.search_records > 0,
        ),
    ),
    Requirement.CONSULTATION: (
        _Check(
            "third_party_consulted",
            "条例第十五条、第三十二条",
            "涉及第三方合法权益的，应当先书面征求第三方意见，或者写明公共利益方面的理由",
            lambda file: file.third_party_consulted or bool(file.public_interest_reason.strip()),
        ),
    ),
    Requirement.SEPARABILITY: (
        _Check(
            "separable",
            "条例第三十七条",
            "不予公开之前，请先回答能否作区分处理",
            lambda file: file.separable is not None,
        ),
        _Check(
            "separable",
            "条例第三十七条",
            "能够作区分处理的，应当提供可以公开的内容，请选择部分公开",
            lambda file: file.separable is not True,
        ),
        _Check(
            "separability_reason",
            "条例第三十七条",
            "请写明不能作区分处理的理由",
            lambda file: file.separable is not False or bool(file.separability_reason.strip()),
        ),
    ),
    Requirement.RESPONSIBLE_AGENCY: (
        _Check(
            "responsible_agency",
            "条例第三十六条第（五）项",
            "请写明负责公开该信息的行政机关名称；不能确定的，请在理由中写明“无法确定负责公开的机关”",
            lambda file: bool(file.responsible_agency.strip()) or _cannot_be_told(file),
        ),
        _Check(
            "responsible_contact",
            "条例第三十六条第（五）项",
            "请写明负责公开该信息的行政机关的联系方式",
            lambda file: bool(file.responsible_contact.strip())
            or (not file.responsible_agency.strip() and _cannot_be_told(file)),
        ),
    ),
    Requirement.SEARCH_OR_AGENCY: (
        _Check(
            "search_records",
            "条例（2008年）第二十一条第（三）项",
            "信息不存在的请先登记检索记录；不属于本机关公开的请写明负责公开的机关，"
            "不能确定的请在理由中写明“无法确定负责公开的机关”",
            lambda file: file.search_records > 0
            or bool(file.responsible_agency.strip())
            or _cannot_be_told(file),
        ),
    ),
    Requirement.FIRST_REPLY: (
        _Check(
            "first_reply_no",
            "条例第三十六条第（六）项",
            "不予重复处理的，请写明首次答复的文号",
            lambda file: bool(file.first_reply_no.strip()),
        ),
    ),
    Requirement.SUPPLEMENT_SERVED: (
        _Check(
            "supplement_served",
            "条例第三十条、《行政诉讼法》第三十四条",
            "没有补正告知书的送达证明，请先登记送达",
            lambda file: file.supplement_served,
        ),
    ),
    Requirement.SUPPLEMENT_EXPIRED: (
        _Check(
            "supplement_expired",
            "条例第三十条",
            "补正期限尚未届满，不得视为放弃申请",
            lambda file: file.supplement_expired,
        ),
    ),
    Requirement.REASONS_JUDGED: (
        _Check(
            "reasons_judged",
            "条例第三十五条",
            "不予处理之前，应当要求申请人说明理由，并认定理由不合理或者逾期未说明",
            lambda file: file.reasons_judged,
        ),
    ),
    Requirement.PAYMENT_EXPIRED: (
        _Check(
            "payment_expired",
            "条例第四十二条、国办函〔2020〕109号",
            "缴费期限尚未届满，不得视为放弃申请",
            lambda file: file.payment_expired,
        ),
    ),
    Requirement.CLASSIFICATION_PROOF: (
        _Check(
            "classification",
            "条例第十四条、《保守国家秘密法》",
            "属于国家秘密的，请写明定密依据、密级和未届满的保密期限",
            lambda file: bool(file.classification.strip()),
        ),
    ),
    Requirement.SECRECY_GROUND: (
        _Check(
            "classification",
            "条例第十四条、《保守国家秘密法》",
            "依据第十四条不予公开的部分，属于国家秘密的请写明定密依据；禁止公开或者危及安全、稳定的，"
            "请在该项的理由中写明所依据的法律、行政法规或者事实",
            lambda file: bool(file.classification.strip() or file.reason.strip()),
        ),
    ),
    Requirement.DISCRETION_REASON: (
        _Check(
            "discretion_reason",
            "条例第十六条",
            "该条是“可以不予公开”，请写明不予公开的裁量理由",
            lambda file: bool(file.discretion_reason.strip()),
        ),
    ),
    Requirement.REASON: (
        _Check(
            "reason",
            "条例第三十六条",
            "请写明理由",
            lambda file: bool(file.reason.strip()),
        ),
    ),
    Requirement.SOURCE: (
        _Check(
            "source",
            "条例第三十六条第（一）项、第（七）项、第三十九条第二款",
            "请写明获取该信息的方式和途径",
            lambda file: bool(file.source.strip()),
        ),
    ),
    Requirement.WITHHELD_PARTS: (
        _Check(
            "withheld_parts",
            "条例第三十七条",
            "部分公开的，请逐一列明不予公开的部分",
            lambda file: file.withheld_parts > 0,
        ),
        _Check(
            "withheld_without_basis",
            "条例第三十七条",
            "每个不予公开的部分都应当写明条款和理由",
            lambda file: file.withheld_without_basis == 0,
        ),
        _Check(
            "withheld_parts",
            "条例第十四条至第十六条、第三十七条",
            "只写第三十七条、第三十六条第（三）项或者第三十二条的，没有说明为什么不予公开，"
            "请写明第十四条、第十五条、第十六条等依据",
            lambda file: file.withheld_parts == 0 or not NO_GROUND.issuperset(file.articles),
        ),
    ),
    Requirement.CHANNEL: (
        _Check(
            "petition_channel",
            "条例第三十九条第一款",
            "请写明可以提出信访、投诉、举报的渠道",
            lambda file: bool(file.petition_channel.strip()),
        ),
    ),
    Requirement.WITHDRAWAL: (
        _Check(
            "reason",
            "国办公开办函〔2021〕30号",
            "归入“其他”的，应当有申请人的撤回，或者写明理由",
            lambda file: file.withdrawn or bool(file.reason.strip()),
        ),
    ),
}
