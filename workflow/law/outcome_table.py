"""The table of outcomes (处理结果表): report row, articles, what the letter states and needs.

国办公开办函〔2021〕30号 table 三 gives the rows and cites no article; the articles are read from
the names of the rows and the Regulation. Under R2008 no article speaks of internal or process
matters (国办发〔2010〕5号 does), so those rest on 第二十一条第（二）项.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.law.requirements import Requirement
from workflow.terms import Outcome

R = Requirement
_STATE_REASON = "不予公开的依据和理由"


@dataclass(frozen=True)
class OutcomeRule:
    """One outcome under each version of the Regulation.

    `articles`: those it may rest on, the first the usual one; a version that is absent knows no
    such outcome, an empty tuple needs no article. `requires`: by article, "" for always.
    """

    outcome: Outcome
    articles: Mapping[str, tuple[str, ...]]
    states: tuple[str, ...]
    requires: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)

    @property
    def row(self) -> str:
        """The key of its row in table 三; both ways of granting share one."""
        return "granted" if self.outcome is Outcome.GRANTED_PUBLIC else self.outcome.value

    def requirements(self, articles: tuple[str, ...]) -> tuple[Requirement, ...]:
        """What the file must hold when the outcome rests on these articles, each once."""
        found = [*self.requires.get("", ())]
        for article in articles:
            found.extend(self.requires.get(article, ()))
        return tuple(dict.fromkeys(found))


def _rule(
    outcome: Outcome,
    r2019: tuple[str, ...],
    r2008: tuple[str, ...] | None,
    states: tuple[str, ...],
    requires: Mapping[str, tuple[Requirement, ...]] | None = None,
) -> OutcomeRule:
    articles = {"2019": r2019} if r2008 is None else {"2008": r2008, "2019": r2019}
    return OutcomeRule(outcome, articles, states, requires or {})


def _refusal(
    outcome: Outcome,
    r2019: str,
    r2008: tuple[str, ...],
    states: tuple[str, ...],
    *more: Requirement,
) -> OutcomeRule:
    always = (R.REASON, R.SEPARABILITY, *more)
    return _rule(outcome, (r2019, "36.3"), r2008, (_STATE_REASON, *states), {"": always})


_ON_PARTS = {
    "": (R.WITHHELD_PARTS,),
    "14": (R.SECRECY_GROUND,),
    "15": (R.CONSULTATION,),
    "32": (R.CONSULTATION,),
    "16.1": (R.DISCRETION_REASON,),
    "16.2": (R.DISCRETION_REASON,),
    "23": (R.CONSULTATION,),
}

_ALL = (
    _rule(
        Outcome.GRANTED_PUBLIC,
        ("36.1",),
        ("21.1",),
        ("该信息已经主动公开", "获取该信息的方式、途径"),
        {"": (R.SOURCE,)},
    ),
    _rule(
        Outcome.GRANTED,
        ("36.2",),
        ("21.1",),
        ("提供的信息，或者获取的方式、途径和时间", "提供形式与申请不一致的理由"),
    ),
    _rule(
        Outcome.PARTIAL,
        ("37", "14", "15", "16.1", "16.2", "32", "36.3", "2"),
        ("22", "8", "14.4", "21.2", "23", "2"),
        ("提供的部分", "不予公开的部分，逐项写明条款和理由"),
        _ON_PARTS,
    ),
    _refusal(
        Outcome.DENY_SECRET,
        "14",
        ("14.4", "21.2"),
        ("依法确定为国家秘密",),
        R.CLASSIFICATION_PROOF,
    ),
    _refusal(Outcome.DENY_LAW, "14", ("21.2",), ("禁止公开的法律、行政法规及其条款",)),
    _refusal(
        Outcome.DENY_SAFETY,
        "14",
        ("8", "21.2"),
        ("可能危及国家安全、公共安全、经济安全、社会稳定的事实",),
    ),
    _rule(
        Outcome.DENY_THIRD_PARTY,
        ("15", "32", "36.3"),
        ("23", "14.4", "21.2"),
        (_STATE_REASON, "已征求第三方意见及其结果", "不公开不会对公共利益造成重大影响"),
        {"": (R.REASON, R.SEPARABILITY, R.CONSULTATION)},
    ),
    _refusal(
        Outcome.DENY_INTERNAL,
        "16.1",
        ("21.2", "2"),
        ("属于人事管理、后勤管理、内部工作流程的哪一类", "不予公开的裁量理由"),
        R.DISCRETION_REASON,
    ),
    _refusal(
        Outcome.DENY_PROCESS,
        "16.2",
        ("21.2", "2"),
        ("属于讨论记录、过程稿、磋商信函、请示报告的哪一类", "不予公开的裁量理由"),
        R.DISCRETION_REASON,
    ),
    _refusal(
        Outcome.DENY_ENFORCEMENT_FILE,
        "16.2",
        ("21.2", "2"),
        ("属于行政执法案卷", "不予公开的裁量理由"),
        R.DISCRETION_REASON,
    ),
    _rule(
        Outcome.DENY_QUERY,
        ("36.7",),
        ("21.2", "21.3"),
        ("应当适用的法律、行政法规", "办理查询的渠道", "不能区分处理的理由"),
        {"": (R.REASON, R.SEPARABILITY, R.SOURCE)},
    ),
    _rule(
        Outcome.UNABLE_NOT_HELD,
        ("36.4", "36.5"),
        ("21.3",),
        (
            "经检索没有该信息，检索的范围和方法；或者不属于本机关公开的理由、负责机关的名称和联系方式",
        ),
        {
            "36.4": (R.SEARCH_RECORD,),
            "36.5": (R.REASON, R.RESPONSIBLE_AGENCY),
            "21.3": (R.SEARCH_OR_AGENCY,),
        },
    ),
    _rule(
        Outcome.UNABLE_CREATE,
        ("38",),
        ("21.3", "2"),
        ("需要加工、分析的理由", "不能作区分处理的理由"),
        {"": (R.REASON, R.SEPARABILITY)},
    ),
    _rule(
        Outcome.UNABLE_UNCLEAR,
        ("30",),
        ("21.4",),
        ("补正后仍不明确的内容",),
        {"": (R.REASON, R.SUPPLEMENT_SERVED)},
    ),
    _rule(
        Outcome.REJECT_PETITION,
        ("39.1",),
        ("2",),
        ("属于信访、投诉、举报的内容", "提出的渠道"),
        {"": (R.REASON, R.CHANNEL)},
    ),
    _rule(
        Outcome.REJECT_REPEAT,
        ("36.6",),
        ("21.1", "2"),
        ("首次答复的日期和文号",),
        {"": (R.REASON, R.FIRST_REPLY)},
    ),
    _rule(
        Outcome.REJECT_PUBLICATION,
        ("39.2",),
        ("21.1", "2"),
        ("获取公开出版物的途径",),
        {"": (R.REASON, R.SOURCE)},
    ),
    _rule(
        Outcome.REJECT_EXCESSIVE,
        ("35",),
        None,
        ("已要求申请人说明理由", "理由不合理之处"),
        {"": (R.REASONS_JUDGED,)},
    ),
    _rule(
        Outcome.REJECT_CONFIRM,
        ("36.6",),
        ("2", "21.1"),
        ("申请人已经获取该信息", "不予确认或者重新出具的理由"),
        {"": (R.REASON,)},
    ),
    _rule(
        Outcome.OTHER_NO_SUPPLEMENT,
        ("30",),
        ("21.4",),
        ("补正告知书的送达日期和补正期限", "视为放弃申请、不再处理"),
        {"": (R.SUPPLEMENT_SERVED, R.SUPPLEMENT_EXPIRED)},
    ),
    _rule(
        Outcome.OTHER_NO_PAYMENT,
        ("42",),
        None,
        ("收费通知书的送达日期和缴费期限", "视为放弃申请、不再处理"),
        {"": (R.PAYMENT_EXPIRED,)},
    ),
    _rule(Outcome.OTHER_OTHER, (), (), ("撤回或者其他处理的情况",), {"": (R.WITHDRAWAL,)}),
)

#: Every outcome with its rule.
RULES: Mapping[Outcome, OutcomeRule] = {rule.outcome: rule for rule in _ALL}
