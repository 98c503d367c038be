"""The seven questions of handling (七步法), which propose an outcome and name what the file lacks.

国办公开办函〔2020〕2号 forwards 苏政办函〔2019〕98号 to the whole country: 补不补, 是不是, 谁负责,
有没有, 给不给, 怎么给, 怎么答. A pure reading of the case and of the answers chosen; it proposes,
the officer decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.drafting import governing, item_file
from workflow.law import outcomes
from workflow.law.outcomes import RULES, Requirement
from workflow.law.requirements import unmet
from workflow.record.case import Case
from workflow.record.facts import Facts
from workflow.states.review import DISCLOSING
from workflow.terms import GIVING, Manner, Opinion, Outcome, Party, ProvisionForm

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One of the seven questions: `asked` once those before it have led to it."""

    key: str
    name: str
    asks: str
    article: str
    choices: tuple[tuple[str, str], ...]
    answer: str = ""
    asked: bool = False


@dataclass(frozen=True)
class Proposal:
    """What the answers lead to: an outcome and the keys of its articles, the ground last."""

    outcome: Outcome
    articles: tuple[str, ...]
    cited: str


@dataclass(frozen=True)
class Evidence:
    """One thing the file must hold for the proposal, whether it does, and the step that adds it."""

    text: str
    article: str
    held: bool
    step: str


@dataclass(frozen=True)
class Guidance:
    """The questions with their answers, and what follows from them.

    `advice`: what is to be done before the questions can go on, with the step that does it.
    `to_write`: what the draft itself must say.
    """

    questions: tuple[Question, ...]
    proposal: Proposal | None = None
    advice: str = ""
    advice_step: str = ""
    evidence: tuple[Evidence, ...] = ()
    to_write: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Evidence, ...]:
        """What the file lacks."""
        return tuple(one for one in self.evidence if not one.held)


_QUESTIONS = (
    Question("clear", "补不补", "申请内容是否明确，要不要告知补正？", "条例第二十九条、第三十条", (
        ("clear", "内容明确，不需要补正"), ("unclear", "内容不明确"),
        ("still", "补正后仍不明确"), ("silent", "申请人逾期未补正"))),
    Question("kind", "是不是", "是不是申请获取政府信息？",
             "条例第二条、第三十五条、第三十六条第（六）项和第（七）项、第三十九条", (
                 ("information", "是，申请获取本机关可能掌握的政府信息"),
                 ("petition", "以申请的形式进行信访、投诉、举报"),
                 ("repeat", "已经答复过，重复申请同一信息"),
                 ("confirm", "要求确认或者重新出具已获取的信息"),
                 ("publication", "要求提供公报、报刊、书籍等公开出版物"),
                 ("query", "工商、不动产登记资料等，法律、行政法规对获取有专门规定"),
                 ("excessive", "无正当理由大量、反复申请"),
                 ("other", "咨询或者其他不属于申请政府信息的事项"))),
    Question("whose", "谁负责", "这一信息由谁负责公开？",
    "条例第十条、第三十四条、第三十六条第（五）项", (
        ("ours", "本机关制作或者保存，由本机关负责"),
        ("joint", "与其他机关共同制作，本机关牵头"), ("other", "由其他机关负责"))),
    Question("held", "有没有", "经检索有没有？", "条例第三十六条第（四）项、第三十八条", (
        ("found", "检索到了"), ("not_found", "经检索没有"),
        ("create", "没有现成的，需要加工、分析或者另行制作"))),
    Question("give", "给不给", "能不能公开？", "条例第十三条至第十六条", (
        ("public", "已经主动公开"), ("all", "可以公开"), ("secret", "属于国家秘密"),
        ("law", "法律、行政法规禁止公开"), ("safety",
        "可能危及国家安全、公共安全、经济安全、社会稳定"),
        ("third_party", "涉及商业秘密、个人隐私等，公开会损害第三方合法权益"),
        ("internal", "人事管理、后勤管理、内部工作流程信息"),
        ("process", "讨论记录、过程稿、磋商信函、请示报告"), ("enforcement", "行政执法案卷信息"))),
    Question("apart", "能否区分", "其中有没有能够区分出来公开的内容？", "条例第三十七条", (
        ("yes", "能够区分，公开其余部分"), ("no", "不能区分"))),
    Question("form", "怎么给", "以什么形式提供？", "条例第四十条",
             tuple((one.value, one.label) for one in ProvisionForm)),
    Question("manner", "怎么答", "答复书怎么送达？", "国办公开办函〔2016〕235号",
             tuple((one.value, one.label) for one in Manner)),
)
#: The answers after which the next question is put.
_GOES_ON = {"clear": {"clear"}, "kind": {"information"}, "whose": {"ours", "joint"},
            "held": {"found"}}
#: The answers that decide, with the article of the text of 2019 they rest on.
_DECIDE = {
    ("clear", "still"): (Outcome.UNABLE_UNCLEAR, "30"),
    ("clear", "silent"): (Outcome.OTHER_NO_SUPPLEMENT, "30"),
    ("kind", "petition"): (Outcome.REJECT_PETITION, "39.1"),
    ("kind", "repeat"): (Outcome.REJECT_REPEAT, "36.6"),
    ("kind", "confirm"): (Outcome.REJECT_CONFIRM, "36.6"),
    ("kind", "publication"): (Outcome.REJECT_PUBLICATION, "39.2"),
    ("kind", "query"): (Outcome.DENY_QUERY, "36.7"),
    ("kind", "excessive"): (Outcome.REJECT_EXCESSIVE, "35"),
    ("kind", "other"): (Outcome.OTHER_OTHER, ""),
    ("whose", "other"): (Outcome.UNABLE_NOT_HELD, "36.5"),
    ("held", "not_found"): (Outcome.UNABLE_NOT_HELD, "36.4"),
    ("held", "create"): (Outcome.UNABLE_CREATE, "38"),
    ("give", "public"): (Outcome.GRANTED_PUBLIC, "36.1"),
    ("give", "all"): (Outcome.GRANTED, "36.2"),
}
#: The grounds on which something is withheld; whether all of it, the next question tells.
_GROUNDS = {
    "secret": (Outcome.DENY_SECRET, "14"), "law": (Outcome.DENY_LAW, "14"),
    "safety": (Outcome.DENY_SAFETY, "14"), "third_party": (Outcome.DENY_THIRD_PARTY, "15"),
    "internal": (Outcome.DENY_INTERNAL, "16.1"), "process": (Outcome.DENY_PROCESS, "16.2"),
    "enforcement": (Outcome.DENY_ENFORCEMENT_FILE, "16.2"),
}
#: Requirements that are acts on file, with the step that adds them; the others are written.
_ACTS = {
    Requirement.SEARCH_RECORD: ("record_search", "条例第三十六条第（四）项"),
    Requirement.SEARCH_OR_AGENCY: ("record_search", "条例（2008年）第二十一条第（三）项"),
    Requirement.CONSULTATION: ("consult_third_party", "条例第十五条、第三十二条"),
    Requirement.SUPPLEMENT_SERVED: ("record_delivery", "条例第三十条"),
    Requirement.SUPPLEMENT_EXPIRED: ("supplement_overdue", "条例第三十条"),
    Requirement.REASONS_JUDGED: ("ask_for_reasons", "条例第三十五条"),
    Requirement.PAYMENT_EXPIRED: ("payment_overdue", "条例第四十二条"),
}


def presumed(case: Case, item: int) -> dict[str, str]:
    """The answers the file itself already gives for an item; the officer may choose others."""
    found: dict[str, str] = {}
    asked = case.supplement
    if asked is not None and asked.overdue:
        found["clear"] = "silent"
    elif case.excess is not None and case.excess.reasonable is False:
        found |= {"clear": "clear", "kind": "excessive"}
    searches = [one for one in case.searches if one.item in (0, item)]
    if searches and not found:
        held = "found" if any(one.found for one in searches) else "not_found"
        found |= {"clear": "clear", "kind": "information", "whose": "ours", "held": held}
    if case.form_wanted:
        found["form"] = case.form_wanted
    return found


def guidance(case: Case, answers: Answers, item: int) -> Guidance:
    """What the answers chosen for an item lead to; answers nobody asked for are passed over."""
    questions = tuple(_put(answers))
    reached = {one.key: one.answer for one in questions if one.asked and one.answer}
    if reached.get("clear") == "unclear":
        return _supplement_first(case, questions)
    proposal = _proposal(case, reached)
    if proposal is None:
        return Guidance(questions, advice=_not_under(case, reached))
    return Guidance(
        questions, proposal, evidence=tuple(_evidence(case, reached, proposal, item)),
        to_write=tuple(_to_write(case, reached, proposal, item)))


def _put(answers: Answers) -> Iterator[Question]:
    """The questions, each with its answer, asked as far as the answers have led."""
    on, decided, gives = True, "", False
    for one in _QUESTIONS:
        chosen = answers.get(one.key, "")
        answer = chosen if chosen in dict(one.choices) else ""
        if one.key == "apart":
            on = decided in _GROUNDS
        elif one.key == "form":
            on = gives
        elif one.key == "manner":
            on = bool(decided)
        yield replace(one, answer=answer, asked=on)
        if not on or not answer:
            decided = "" if on and one.key == "apart" else decided
            on = False
            continue
        if one.key in _GOES_ON:
            on = answer in _GOES_ON[one.key]
            decided = "" if on or answer == "unclear" else answer
        elif one.key == "give":
            decided, gives = answer, answer == "all"
        elif one.key == "apart":
            gives = answer == "yes"


def _proposal(case: Case, reached: Answers) -> Proposal | None:
    text = governing(case)
    for key, answer in reached.items():
        if (key, answer) in _DECIDE:
            outcome, article = _DECIDE[key, answer]
            return _resting(outcome, (article,), text)
    ground, apart = _GROUNDS.get(reached.get("give", "")), reached.get("apart")
    if ground is None or apart is None:
        return None
    outcome, article = ground
    if apart == "no":
        return _resting(outcome, (article,), text)
    own = RULES[outcome].articles.get(text, ())
    why = article if article in own else next(iter(own), "")
    return _resting(Outcome.PARTIAL, ("37" if text == "2019" else "22", why), text)


def _resting(outcome: Outcome, wanted: tuple[str, ...], text: str) -> Proposal | None:
    """The outcome on those of the articles that its text allows; None if it knows none such."""
    allowed = RULES[outcome].articles.get(text)
    if allowed is None:
        return None
    articles = tuple(key for key in wanted if key in allowed) or allowed[:1]
    return Proposal(outcome, articles, "、".join(outcomes.cite(key, text) for key in articles))


def _not_under(case: Case, reached: Answers) -> str:
    """Why nothing is proposed although the questions are answered: an outcome of 2019 only."""
    decided = any((key, answer) in _DECIDE for key, answer in reached.items())
    return "适用的2008年条例没有作出这种处理的依据，请另选" if decided else ""


def _supplement_first(case: Case, questions: tuple[Question, ...]) -> Guidance:
    if case.supplement is None:
        return Guidance(
            questions, advice="请先告知补正：一次性告知，自收到申请之日起7个工作日内发出"
                              "（条例第三十条）", advice_step="ask_for_supplement")
    if case.supplement.received_on is None and not case.supplement.overdue:
        return Guidance(
            questions, advice="已经告知补正，请等待申请人补正或者期限届满（条例第三十条）",
            advice_step="receive_supplement")

    return Guidance(questions, advice="补正只能一次性告知，不得再次要求；仍不明确的，"
                                   "请选“补正后仍不明确”（条例第三十条）")


def _row(reached: Answers, proposal: Proposal, item: int) -> Facts:
    """The answer as far as the proposal fills it in."""
    part = {"part": "—", "articles": list(proposal.articles[1:]), "reason": "—"}
    partial = proposal.outcome is Outcome.PARTIAL
    return Facts({
        "item": item, "outcome": proposal.outcome.value, "articles": list(proposal.articles),
        "separable": {"yes": True, "no": False}.get(reached.get("apart", "")),
        "withheld": [part] if partial else []})


def _evidence(
    case: Case, reached: Answers, proposal: Proposal, item: int
) -> Iterator[Evidence]:
    file = item_file(case, _row(reached, proposal, item))
    for requirement in RULES[proposal.outcome].requirements(proposal.articles):
        if requirement in _ACTS:
            step, article = _ACTS[requirement]
            if requirement is Requirement.REASONS_JUDGED and case.excess is not None:
                step = "record_reasons"
            yield Evidence(requirement.label, article, not unmet(requirement, file), step)
    yield from _of_parties(case, reached)
    if reached.get("form") == ProvisionForm.INSPECTION:
        yield Evidence("安排查阅的时间和地点", "条例第四十条", bool(case.inspections),
                       "arrange_inspection")
    if reached.get("manner") == Manner.ONLINE:
        yield Evidence("申请人同意网络送达", "民事诉讼法第九十条（类推）", case.online_consent, "")
    yield from _reviews(case, proposal.outcome)


def _of_parties(case: Case, reached: Answers) -> Iterator[Evidence]:
    asked = list(case.consultations.values())
    if reached.get("whose") == "joint":
        heard = any(one.party is Party.JOINT_MAKER and not one.open for one in asked)
        yield Evidence("征求共同制作机关的意见", "条例第三十四条", heard, "consult_joint_maker")
    for one in asked:
        if one.open:
            yield Evidence(f"{one.party.label}（{one.ref}）的意见，或者期满未提出意见的登记",
                           "条例第三十二条、第三十四条", False, "record_opinion")
        against = one.party is Party.THIRD_PARTY and one.opinion in (
            Opinion.OBJECTS, Opinion.PARTLY)
        if against and reached.get("give") == "all":
            yield Evidence(f"告知第三方（{one.ref}）决定公开的内容和理由", "条例第三十二条",
                           one.ref in case.told_third_parties, "notify_third_party_of_disclosure")


def _reviews(case: Case, outcome: Outcome) -> Iterator[Evidence]:
    """What the reviewers add once the draft is submitted."""
    if outcome in DISCLOSING:
        review = case.secrecy_review
        yield Evidence("保密审查（送审后由保密审查人办理）", "条例第十七条",
                       review is not None and review.agrees, "submit_for_review")
    if outcome not in GIVING:
        legal = case.legal_review
        yield Evidence("法制审核（送审后由法制机构办理）", "条例第四十五条",
                       legal is not None and legal.agrees, "submit_for_review")


def _to_write(
    case: Case, reached: Answers, proposal: Proposal, item: int
) -> Iterator[str]:
    rule = RULES[proposal.outcome]
    yield from rule.states
    for requirement in rule.requirements(proposal.articles):
        if requirement not in _ACTS and requirement is not Requirement.SEPARABILITY:
            yield requirement.label
    if reached.get("apart") == "no":
        yield "不能作区分处理的理由（条例第三十七条）"
    if case.form_wanted and reached.get("form", case.form_wanted) != case.form_wanted:
        yield "未按申请的形式提供的理由（条例第四十条）"
    objected = any(one.reasonable and one.party is Party.THIRD_PARTY
                   and one.item in (0, item) for one in case.consultations.values())
    if objected and reached.get("give") == "all":
        yield "不公开会对公共利益造成重大影响的理由（条例第十五条、第三十二条）"
