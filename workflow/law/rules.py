"""The rules (规则): every number of days the law sets, dated and with its source.

To add a change of law, append one `Since(day, value, source)` to the rule's history.
R2008 is the Regulation by 国务院令第492号, R2019 the one by 国务院令第711号.
"""

from datetime import date

from workflow.law.dated import DatedRule, DecidedBy, Since, Unit

R2008_IN_FORCE = date(2008, 5, 1)
R2019_IN_FORCE = date(2019, 5, 15)
RECONSIDERATION_ACT_1999 = date(1999, 10, 1)
RECONSIDERATION_ACT_2023 = date(2024, 1, 1)
LITIGATION_ACT_1989 = date(1990, 10, 1)
LITIGATION_ACT_2014 = date(2015, 5, 1)
FEE_MEASURES = date(2021, 1, 1)

REGULATION = DatedRule(
    "regulation",
    "适用的《政府信息公开条例》版本",
    Unit.NONE,
    DecidedBy.RECEIPT,
    (
        Since(R2008_IN_FORCE, "2008", "国务院令第492号第三十八条"),
        Since(R2019_IN_FORCE, "2019", "国务院令第711号第五十六条"),
    ),
)

REPLY_LIMIT = DatedRule(
    "reply_limit",
    "答复期限",
    Unit.WORKING_DAYS,
    DecidedBy.RECEIPT,
    (
        Since(R2008_IN_FORCE, 15, "条例（国务院令第492号）第二十四条第二款"),
        Since(R2019_IN_FORCE, 20, "条例（国务院令第711号）第三十三条第二款"),
    ),
)

EXTENSION_LIMIT = DatedRule(
    "extension_limit",
    "延长答复的最长期限",
    Unit.WORKING_DAYS,
    DecidedBy.RECEIPT,
    (
        Since(R2008_IN_FORCE, 15, "条例（国务院令第492号）第二十四条第二款"),
        Since(R2019_IN_FORCE, 20, "条例（国务院令第711号）第三十三条第二款"),
    ),
)

SUPPLEMENT_NOTICE_LIMIT = DatedRule(
    "supplement_notice_limit",
    "告知补正的期限",
    Unit.WORKING_DAYS,
    DecidedBy.RECEIPT,
    (Since(R2019_IN_FORCE, 7, "条例（国务院令第711号）第三十条"),),
)

CONSULTATION_TERM = DatedRule(
    "consultation_term",
    "第三方、共同制作机关提出意见的期限",
    Unit.WORKING_DAYS,
    DecidedBy.RECEIPT,
    (Since(R2019_IN_FORCE, 15, "条例（国务院令第711号）第三十二条、第三十四条"),),
)

#: No law sets a term for other agencies; the cap is ours, and the term set in a letter may be less.
OTHER_AGENCY_TERM_CAP = DatedRule(
    "other_agency_term_cap",
    "征求其他机关意见可扣除的最长期限（本系统设定）",
    Unit.WORKING_DAYS,
    DecidedBy.RECEIPT,
    (Since(R2019_IN_FORCE, 15, "参照条例（国务院令第711号）第三十二条至第三十四条设定"),),
)

FEE_PAYMENT_TERM = DatedRule(
    "fee_payment_term",
    "缴纳信息处理费的期限",
    Unit.WORKING_DAYS,
    DecidedBy.FEE_NOTICE,
    (Since(FEE_MEASURES, 20, "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"),),
)

RECONSIDERATION_PERIOD = DatedRule(
    "reconsideration_period",
    "申请行政复议的期限",
    Unit.CALENDAR_DAYS,
    DecidedBy.DECISION,
    (
        Since(RECONSIDERATION_ACT_1999, 60, "《行政复议法》（1999年）第九条"),
        Since(RECONSIDERATION_ACT_2023, 60, "《行政复议法》（2023年修订）第二十条第一款"),
    ),
)

LITIGATION_PERIOD = DatedRule(
    "litigation_period",
    "直接提起行政诉讼的期限",
    Unit.MONTHS,
    DecidedBy.DECISION,
    (
        Since(LITIGATION_ACT_1989, 3, "《行政诉讼法》（1989年）第三十九条"),
        Since(LITIGATION_ACT_2014, 6, "《行政诉讼法》（2014年修正）第四十六条第一款"),
    ),
)

LITIGATION_AFTER_RECONSIDERATION = DatedRule(
    "litigation_after_reconsideration",
    "不服行政复议决定提起行政诉讼的期限",
    Unit.CALENDAR_DAYS,
    DecidedBy.DECISION,
    (
        Since(LITIGATION_ACT_1989, 15, "《行政诉讼法》（1989年）第三十八条第二款"),
        Since(LITIGATION_ACT_2014, 15, "《行政诉讼法》（2014年修正）第四十五条"),
    ),
)

UNTOLD_REMEDY_LIMIT = DatedRule(
    "untold_remedy_limit",
    "未告知救济途径的，自知道或者应当知道答复内容之日起的最长期限",
    Unit.MONTHS,
    DecidedBy.NOTICE,
    (
        Since(date(2018, 2, 8), 12, "法释〔2018〕1号第六十四条第一款"),
        Since(
            RECONSIDERATION_ACT_2023,
            12,
            "《行政复议法》（2023年修订）第二十条第三款；法释〔2018〕1号第六十四条第一款",
        ),
    ),
)

#: Arts. 14-16 only, also for decisions before 法释〔2025〕8号 (2025-06-01) said so.
RECONSIDERATION_FIRST = DatedRule(
    "reconsideration_first",
    "应当先申请行政复议的不予公开依据（条例条款）",
    Unit.NONE,
    DecidedBy.DECISION,
    (
        Since[tuple[str, ...]](RECONSIDERATION_ACT_1999, (), "《行政复议法》（1999年）：自由选择"),
        Since[tuple[str, ...]](
            RECONSIDERATION_ACT_2023,
            ("14", "15", "16.1", "16.2"),
            "《行政复议法》（2023年修订）第二十三条第一款第四项、第二款",
        ),
    ),
)

ONLINE_RECONSIDERATION = DatedRule(
    "online_reconsideration",
    "网络送达的，应当同时提供网上申请行政复议的渠道",
    Unit.NONE,
    DecidedBy.DECISION,
    (
        Since(RECONSIDERATION_ACT_1999, False, "《行政复议法》（1999年）：没有规定"),
        Since(RECONSIDERATION_ACT_2023, True, "《行政复议法》（2023年修订）第二十二条第二款"),
    ),
)

ANSWER_TO_RECONSIDERATION = DatedRule(
    "answer_to_reconsideration",
    "向行政复议机构提交书面答复的期限（普通程序）",
    Unit.WORKING_DAYS,
    DecidedBy.REVIEW_COPY,
    (Since(RECONSIDERATION_ACT_2023, 10, "《行政复议法》（2023年修订）第四十八条、第八十八条"),),
)

ANSWER_TO_RECONSIDERATION_SIMPLIFIED = DatedRule(
    "answer_to_reconsideration_simplified",
    "向行政复议机构提交书面答复的期限（简易程序）",
    Unit.WORKING_DAYS,
    DecidedBy.REVIEW_COPY,
    (Since(RECONSIDERATION_ACT_2023, 5, "《行政复议法》（2023年修订）第五十四条、第八十八条"),),
)

ANSWER_TO_COURT = DatedRule(
    "answer_to_court",
    "向人民法院提交答辩状和证据的期限",
    Unit.CALENDAR_DAYS,
    DecidedBy.COMPLAINT_COPY,
    (Since(LITIGATION_ACT_2014, 15, "《行政诉讼法》（2014年修正）第六十七条第一款"),),
)

PUBLICATION_LIMIT = DatedRule(
    "publication_limit",
    "主动公开的期限（自信息形成或者变更之日起）",
    Unit.WORKING_DAYS,
    DecidedBy.FORMED,
    (Since(R2019_IN_FORCE, 20, "条例（国务院令第711号）第二十六条"),),
)

REPORT_ON_OPINION = DatedRule(
    "report_on_opinion",
    "向行政复议机关报送纠正情况的期限",
    Unit.CALENDAR_DAYS,
    DecidedBy.OPINION,
    (Since(RECONSIDERATION_ACT_2023, 60, "《行政复议法》（2023年修订）第七十六条"),),
)
