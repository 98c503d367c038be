"""The remedies (救济途径) a document must name, by its basis, its date, its signer and its service.

The day of decision picks the period: A until 2015-04-30 (3 months to sue), B until 2023-12-31
(6 months), C since. In C a refusal under arts. 14 to 16 goes to reconsideration first, and the
letter must say so (2023 Act art. 23); a partial disclosure then has a clause for the withheld part
and one for the rest. Procedural documents have none (国办函〔2021〕132号第三条).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.errors import BadFacts, Reason
from workflow.law import rules
from workflow.law.articles import cite
from workflow.law.authorities import ReviewAuthority, authorities
from workflow.law.dated import DatedRule
from workflow.law.outcome_table import RULES
from workflow.law.periods import end_of_days, end_of_months
from workflow.law.remedy import Remedies, RemedyBodies, RemedyClause, Scope
from workflow.law.remedy_texts import REMEDY_WORDING, Paragraph, Wording
from workflow.law.workdays import Calendar, national_calendar
from workflow.terms import AgencyKind, DocumentKind, Outcome

__all__ = ["Remedies", "RemedyBodies", "RemedyClause", "remedies"]

#: Besides the articles of the rule: a refusal as such (R2019 36.3), one for a third party that
#: objects (R2019 32, which carries out 15), and the bases of R2008.
_ALSO_FIRST = frozenset({"36.3", "32", "8", "14.4", "21.2", "23"})
#: Documents besides the replies that decide something, as their paragraphs call them.
_REVIEWABLE = {DocumentKind.DISCLOSURE_TOLD: "本告知书", DocumentKind.REVOCATION: "本决定书"}
_WHOLE_OF_PARTIAL = frozenset({"37", "22"})
#: 行政查询事项 rests on special rules (36.7; R2008: 21.2), and is no refusal under arts. 14 to 16.
_FREE = frozenset({Outcome.DENY_QUERY})
_GIVEN = frozenset({Outcome.GRANTED, Outcome.GRANTED_PUBLIC})


def remedies(
    subject: Outcome | DocumentKind,
    articles: Sequence[str] = (),
    *,
    decided_on: date,
    agency_kind: AgencyKind,
    bodies: RemedyBodies | None = None,
    served_online: bool = False,
    received_on: date | None = None,
    told_later: bool = False,
    calendar: Calendar | None = None,
    wordings: DatedRule[Wording] = REMEDY_WORDING,
) -> Remedies:
    """The remedies of an outcome or a notice decided on a day; `received_on` by the applicant.

    `told_later`: a notice of its own tells them, since the reply did not; they run
    from its receipt.

    Raises BadFacts for a partial disclosure without the basis of its withheld part, an article on
    which the outcome cannot rest, a receipt before the decision, or online service without an
    online reconsideration channel (2023 Act art. 22(2)).
    """
    if isinstance(subject, DocumentKind) and subject not in _REVIEWABLE:
        return Remedies(_period(decided_on))
    if received_on is not None and received_on < decided_on:
        raise _refused("申请人收到答复的日期早于答复日期", "received_on", "《行政复议法》第二十条")
    basis = _basis(subject, tuple(articles), decided_on)
    named = _named_bodies(bodies, authorities(agency_kind, decided_on), served_online, decided_on)
    days = calendar or national_calendar()
    wording = wordings.on(decided_on)
    writer = _Writer(subject, decided_on, named, received_on, days, wording, told_later)
    by = received_on and end_of_days(received_on, writer.reconsideration_days, days)
    return Remedies(
        period=_period(decided_on),
        reconsideration_days=writer.reconsideration_days,
        authority=authorities(agency_kind, decided_on),
        reconsider_by=by.on if by else None,
        clauses=tuple(writer.clauses(basis)),
        text_version=wording.version,
        provisional=bool(by and by.provisional),
    )


class _Writer:
    """Writes the clauses of one document."""

    def __init__(
        self,
        subject: Outcome | DocumentKind,
        decided_on: date,
        named: "_Named",
        received_on: date | None,
        days: Calendar,
        wording: Wording,
        told_later: bool = False,
    ) -> None:
        self.wording = wording
        self.decided_on = decided_on
        self.named = named
        self.received_on = received_on
        self.days = days
        self.partial = subject is Outcome.PARTIAL
        self.free = subject in _FREE
        own = "本答复" if isinstance(subject, Outcome) else _REVIEWABLE[subject]
        self.disputed = "原答复" if told_later else own
        self.document = "本通知书" if told_later else own
        self.reconsideration_days = rules.RECONSIDERATION_PERIOD.on(decided_on)
        self.months = rules.LITIGATION_PERIOD.on(decided_on)
        self.days_after = rules.LITIGATION_AFTER_RECONSIDERATION.on(decided_on)

    def clauses(self, basis: tuple[str, ...]) -> list[RemedyClause]:
        first = rules.RECONSIDERATION_FIRST.on(self.decided_on)
        refused = any(_goes_first(article, first) for article in basis) if first else False
        if self.free or not refused:
            return [self._free(Scope.WHOLE, self.disputed, last=True)]
        if not self.partial:
            return [self._first(Scope.WHOLE, self.disputed, last=True)]
        withheld, given = f"{self.disputed}中不予公开的部分", f"{self.disputed}的其余部分"
        return [
            self._first(Scope.WITHHELD, withheld, last=False),
            self._free(Scope.GIVEN, given, last=True),
        ]

    def _paragraph(self, what: str) -> Paragraph:
        return Paragraph(
            document=self.document,
            what=what,
            reconsideration_days=self.reconsideration_days,
            bodies=self.named.reconsideration,
            court=self.named.court,
            itself=self.named.itself,
        )

    def _first(self, scope: Scope, what: str, *, last: bool) -> RemedyClause:
        text = self._paragraph(what).reconsideration_first(self.wording, self.days_after)
        return RemedyClause(
            scope.value, text + self._online(last), True, None, self.days_after, None
        )

    def _free(self, scope: Scope, what: str, *, last: bool) -> RemedyClause:
        text = self._paragraph(what).free_choice(self.wording, self.months) + self._online(last)
        sue_by, note = self._sue_by()
        provisional = sue_by is not None and sue_by > self.days.published_until
        return RemedyClause(scope.value, text, False, self.months, None, sue_by, note, provisional)

    def _online(self, last: bool) -> str:
        if not last or not self.named.online:
            return ""
        return self.wording.online.format(channel=self.named.online)

    def _sue_by(self) -> tuple[date | None, str]:
        """The last day to sue; the six months reach back to letters whose three still ran.

        最高人民法院关于适用《行政诉讼法》若干问题的解释 (法释〔2015〕9号) art. 26.
        """
        if self.received_on is None:
            return None, ""
        ends = end_of_months(self.received_on, self.months, self.days)
        longer = rules.LITIGATION_PERIOD.on(max(ends.on, self.decided_on))
        if longer == self.months:
            return ends.on, ""
        note = f"原{self.months}个月至新法施行时尚未届满，依法适用{longer}个月"
        return end_of_months(self.received_on, longer, self.days).on, note


@dataclass(frozen=True)
class _Named:
    reconsideration: tuple[str, ...]
    court: str
    online: str
    itself: bool


def _named_bodies(
    bodies: RemedyBodies | None,
    kinds: tuple[ReviewAuthority, ...],
    served_online: bool,
    decided_on: date,
) -> _Named:
    given = bodies or RemedyBodies()
    names = given.reconsideration[: len(kinds)] or tuple(kind.label for kind in kinds)
    online = ""
    if served_online and rules.ONLINE_RECONSIDERATION.on(decided_on):
        if bodies is not None and not bodies.online_channel:
            raise _refused(
                "网络送达的，应当同时提供网上申请行政复议的渠道",
                "served_online",
                "《行政复议法》第二十二条第二款",
            )
        online = given.online_channel or "行政复议网上申请渠道"
    court = given.court or "有管辖权的人民法院"
    return _Named(names, court, online, ReviewAuthority.ITSELF in kinds)


def _basis(
    subject: Outcome | DocumentKind, articles: tuple[str, ...], decided_on: date
) -> tuple[str, ...]:
    if not isinstance(subject, Outcome):
        return ()
    for article in articles:
        _must_carry(subject, article)
    if subject is Outcome.PARTIAL:
        decisive = decided_on >= rules.RECONSIDERATION_ACT_2023
        if not articles or (decisive and _WHOLE_OF_PARTIAL.issuperset(articles)):
            raise _refused("部分公开的，请写明不予公开部分依据的条款", "article", "条例第三十七条")
        return articles
    return articles or RULES[subject].articles["2019"][:1]


def _must_carry(outcome: Outcome, article: str) -> None:
    """An outcome rests on an article of its rule, in either version, or on the whole of one."""
    possible = _articles_of(outcome)
    if article in possible or article in {one.partition(".")[0] for one in possible}:
        return
    if not any(article in _articles_of(other) for other in Outcome):
        try:
            cite(article, "2019")
        except BadFacts as error:
            raise _refused(error.reason.text, "article", error.reason.article) from error
    usual = "、".join(possible) or "无"
    raise _refused(f"“{outcome.label}”不能依据第{article}条，可以依据的有：{usual}", "article",
                   "条例第三十六条")


def _articles_of(outcome: Outcome) -> tuple[str, ...]:
    """Of a request decided in parts also those by which any other part is withheld."""
    partial = outcome is Outcome.PARTIAL
    bases = RULES if partial else (outcome,)
    found = (article for one in bases if not partial or one not in _GIVEN
             for version in ("2019", "2008")
             for article in RULES[one].articles.get(version, ()))
    return tuple(dict.fromkeys(found))


def _goes_first(article: str, first: tuple[str, ...]) -> bool:
    """Whether a refusal by an article goes to reconsideration first, whatever its paragraph."""
    numbers = {one.partition(".")[0] for one in first}
    return article in _ALSO_FIRST or article.partition(".")[0] in numbers


def _period(decided_on: date) -> str:
    if decided_on >= rules.RECONSIDERATION_ACT_2023:
        return "C"
    rules.REGULATION.on(decided_on)
    return "B" if decided_on >= rules.LITIGATION_ACT_2014 else "A"


def _refused(text: str, field: str, article: str) -> BadFacts:
    return BadFacts(Reason(text, article, field))
