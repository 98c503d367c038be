"""The vocabulary (术语): every closed list of the field, each member with its Chinese label."""

from enum import Enum
from typing import Self


class Term(str, Enum):
    """A member of a closed list: a stable English key and the Chinese label officials read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its key (stored, never changed) and its label (shown)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        """Return the key."""
        return str(self.value)


class State(Term):
    """Where a request stands (环节): six states and the terminal one."""

    RECEIPT = "receipt", "收件"
    REGISTRATION = "registration", "登记"
    HANDLING = "handling", "办理"
    REVIEW = "review", "审核"
    REPLY = "reply", "答复"
    ARCHIVING = "archiving", "归档"
    ARCHIVED = "archived", "已归档"


class Role(Term):
    """A seat an officer may hold (岗位)."""

    INTAKE_CLERK = "intake_clerk", "收件登记岗"
    HANDLER = "handler", "承办人"
    REVIEWER = "reviewer", "审核签发人"
    HEAD = "head", "公开办负责人"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查人"
    LEGAL_OFFICE = "legal_office", "法制机构"
    ARCHIVIST = "archivist", "档案员"
    LEADER = "leader", "分管领导"
    SUPERVISOR = "supervisor", "主管部门"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


#: The three exclusive seats of administration (三权分立): none of them sees case content.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

#: Seats that never open a case: administration, and the supervising office (figures only).
WITHOUT_CASES = ADMINISTRATORS | {Role.SUPERVISOR}


class Channel(Term):
    """How an application arrived (收到方式); it decides the day of receipt (条例第三十一条)."""

    IN_PERSON = "in_person", "当面提交"
    REGISTERED_POST = "registered_post", "挂号信"
    EMS = "ems", "特快专递（EMS）"
    ORDINARY_LETTER = "ordinary_letter", "平常信函"
    INTERNET = "internet", "互联网渠道"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    ORAL = "oral", "口头申请（代填）"


#: Ways without proof of arrival: confirmed with the applicant (条例第三十一条第二项、第三项).
CONFIRMED_WITH_APPLICANT = (
    Channel.ORDINARY_LETTER, Channel.INTERNET, Channel.EMAIL, Channel.FAX)


class ApplicantKind(Term):
    """Who applies (申请人类型): the columns of table 三 of the annual report."""

    NATURAL = "natural", "自然人"
    COMPANY = "company", "商业企业"
    RESEARCH = "research", "科研机构"
    PUBLIC_BENEFIT = "public_benefit", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他"


class AgencyKind(Term):
    """What kind of agency replies (机关类型); it decides the reconsideration authority."""

    COUNTY_DEPARTMENT = "county_department", "县级政府部门"
    COUNTY_GOVERNMENT = "county_government", "县级人民政府"
    TOWNSHIP_GOVERNMENT = "township_government", "乡镇人民政府"
    CITY_GOVERNMENT = "city_government", "设区的市级人民政府"
    CITY_DEPARTMENT = "city_department", "设区的市级政府部门"
    PROVINCIAL_GOVERNMENT = "provincial_government", "省级人民政府"
    PROVINCIAL_DEPARTMENT = "provincial_department", "省级政府部门"
    STATE_COUNCIL_DEPARTMENT = "state_council_department", "国务院部门"
    VERTICAL_DEPARTMENT = "vertical_department", "垂直领导部门"
    JUSTICE_BUREAU = "justice_bureau", "司法行政部门"
    STREET_OFFICE = "street_office", "街道办事处（派出机关）"
    DISPATCHED_OFFICE = "dispatched_office", "派出机构"
    AUTHORISED_ORGANISATION = "authorised_organisation", "法律法规授权的组织"


class Party(Term):
    """Whom we consult (被征求意见方)."""

    THIRD_PARTY = "third_party", "第三方"
    JOINT_MAKER = "joint_maker", "共同制作机关"
    OTHER_AGENCY = "other_agency", "其他机关"


class Opinion(Term):
    """What a consulted party answered (意见)."""

    AGREES = "agrees", "同意公开"
    OBJECTS = "objects", "不同意公开"
    PARTLY = "partly", "部分同意公开"


class Manner(Term):
    """How a document is served (送达方式).

    Private couriers are not among them (国办公开办函〔2016〕235号).
    """

    POST = "post", "邮政挂号信"
    EMS = "ems", "邮政特快专递（EMS）"
    DIRECT = "direct", "直接送达"
    THROUGH_AGENCY = "through_agency", "委托其他行政机关送达"
    COLLECTED = "collected", "申请人自行领取"
    ONLINE = "online", "网络送达"


#: Postal service: the day of posting counts (国办公开办函〔2016〕235号).
BY_POST = frozenset({Manner.POST, Manner.EMS})


class DeliveryFailure(Term):
    """Why a document did not arrive (未送达原因)."""

    RETURNED = "returned", "退回"
    REFUSED = "refused", "拒收"
    LOST = "lost", "丢失"
    UNKNOWN = "unknown", "去向不明"


class DocumentKind(Term):
    """An outgoing document (发出文书)."""

    RECEIPT = "receipt", "登记回执"
    SUPPLEMENT = "supplement", "补正告知书"
    EXTENSION = "extension", "延期答复告知书"
    CONSULTATION = "consultation", "征求意见书"
    CONSULTATION_TOLD = "consultation_told", "征求意见告知书"
    DISCLOSURE_TOLD = "disclosure_told", "决定公开告知书"
    REASONS_ASKED = "reasons_asked", "说明理由告知书"
    DELAY = "delay", "延迟答复告知书"
    FEE = "fee", "收费通知书"
    INSPECTION = "inspection", "查阅通知书"
    CORRECTION = "correction", "更正通知书"
    REMEDIES_SUPPLIED = "remedies_supplied", "补充告知救济途径通知书"
    REVOCATION = "revocation", "答复撤销决定书"
    REPLY = "reply", "答复书"


#: The documents that mend a letter of our own.
MENDING = frozenset(
    {DocumentKind.CORRECTION, DocumentKind.REMEDIES_SUPPLIED, DocumentKind.REVOCATION})


class MoveKind(Term):
    """What moves a statutory clock (期限事件)."""

    RECEIVED = "received", "收到申请"
    SUPPLEMENT_ASKED = "supplement_asked", "告知补正"
    SUPPLEMENT_SERVED = "supplement_served", "补正告知送达"
    SUPPLEMENT_RECEIVED = "supplement_received", "收到补正"
    CONSULTATION_SENT = "consultation_sent", "发出征求意见"
    CONSULTATION_RECEIVED = "consultation_received", "被征求方收到"
    CONSULTATION_ANSWERED = "consultation_answered", "收到意见"
    EXTENDED = "extended", "延期"
    DELAY_SET = "delay_set", "确定延迟答复期限"
    ORDERED = "ordered", "责令期限"
    FEE_NOTICED = "fee_noticed", "收费通知送达"
    FEE_PAID = "fee_paid", "缴费"
    REPLIED = "replied", "答复"
    ENDED = "ended", "期限终止"


class Outcome(Term):
    """What is decided on an item (办理结果): the leaves of table 三 (国办公开办函〔2021〕30号).

    `granted_public` (条例第三十六条第一项) and `granted` (第二项) share one row of the table.
    """

    GRANTED_PUBLIC = "granted_public", "予以公开（已主动公开，告知获取方式）"
    GRANTED = "granted", "予以公开"
    PARTIAL = "partial", "部分公开"
    DENY_SECRET = "deny.secret", "不予公开：属于国家秘密"
    DENY_LAW = "deny.law", "不予公开：其他法律行政法规禁止公开"
    DENY_SAFETY = "deny.safety", "不予公开：危及“三安全一稳定”"
    DENY_THIRD_PARTY = "deny.third_party", "不予公开：保护第三方合法权益"
    DENY_INTERNAL = "deny.internal", "不予公开：属于三类内部事务信息"
    DENY_PROCESS = "deny.process", "不予公开：属于四类过程性信息"
    DENY_ENFORCEMENT_FILE = "deny.enforcement_file", "不予公开：属于行政执法案卷"
    DENY_QUERY = "deny.query", "不予公开：属于行政查询事项"
    UNABLE_NOT_HELD = "unable.not_held", "无法提供：本机关不掌握相关政府信息"
    UNABLE_CREATE = "unable.create", "无法提供：没有现成信息需要另行制作"
    UNABLE_UNCLEAR = "unable.unclear", "无法提供：补正后申请内容仍不明确"
    REJECT_PETITION = "reject.petition", "不予处理：信访举报投诉类申请"
    REJECT_REPEAT = "reject.repeat", "不予处理：重复申请"
    REJECT_PUBLICATION = "reject.publication", "不予处理：要求提供公开出版物"
    REJECT_EXCESSIVE = "reject.excessive", "不予处理：无正当理由大量反复申请"
    REJECT_CONFIRM = "reject.confirm", "不予处理：要求行政机关确认或重新出具已获取信息"
    OTHER_NO_SUPPLEMENT = "other.no_supplement", "其他处理：申请人无正当理由逾期不补正"
    OTHER_NO_PAYMENT = "other.no_payment", "其他处理：申请人逾期未按收费通知要求缴纳费用"
    OTHER_OTHER = "other.other", "其他处理：其他"


#: Outcomes that give everything asked for: any other must have its legal review (法制审核) first.
GIVING = frozenset({Outcome.GRANTED, Outcome.GRANTED_PUBLIC})


class IdKind(Term):
    """What proves the applicant's identity (身份证明种类, 条例第二十九条第二款第一项)."""

    RESIDENT_CARD = "resident_card", "居民身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    PASSPORT = "passport", "护照"
    PERMIT = "permit", "港澳台居民来往内地通行证或居住证"
    OTHER = "other", "其他证件"


class ProvisionForm(Term):
    """In what form the information is wanted (提供形式, 条例第二十九条第二款第三项)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文档"
    DISC = "disc", "光盘"
    INSPECTION = "inspection", "查阅、抄录"


class ProvisionRoute(Term):
    """By what route the information is wanted (获取途径, 条例第二十九条第二款第三项)."""

    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    ONLINE = "online", "网络平台"
    COLLECT = "collect", "自行领取"
    ON_SITE = "on_site", "当场查阅"


class PersonRole(Term):
    """In what part another person comes into a request (相关人员)."""

    CO_APPLICANT = "co_applicant", "共同申请人"
    AGENT = "agent", "委托代理人"
    GUARDIAN = "guardian", "监护人"
    SUCCESSOR = "successor", "承继人"
    CONTACT = "contact", "联系方式变更"


class Advice(Term):
    """What a reviewer advises (审核意见)."""

    AGREE = "agree", "同意"
    CHANGE = "change", "修改后同意"
    DISAGREE = "disagree", "不同意"


class Addressee(Term):
    """To whom the legal office says what it thinks of a request under way (法制意见送达对象)."""

    HANDLER = "handler", "承办人"
    REVIEWER = "reviewer", "审核签发人"
    HEAD = "head", "公开办负责人"
    ALL = "all", "承办人和审核签发人"


class UnclearElement(Term):
    """What may be missing or unclear (补正事项): only what 条例第二十九条 asks for."""

    IDENTITY = "identity", "申请人的姓名或者名称、身份证明、联系方式（第二十九条第二款第一项）"
    CONTENT = "content", "政府信息的名称、文号或者其他特征性描述（第二十九条第二款第二项）"
    FORM = "form", "政府信息的形式要求，包括获取信息的方式、途径（第二十九条第二款第三项）"


class CheckedProperty(Term):
    """What an archive must be able to show of a file (四性, DA/T 70-2018)."""

    AUTHENTIC = "authentic", "真实性"
    COMPLETE = "complete", "完整性"
    USABLE = "usable", "可用性"
    SAFE = "safe", "安全性"


class CheckResult(Term):
    """What an item of the four checks came to; what is only noted does not prevent sealing."""

    PASSED = "passed", "通过"
    NOTED = "noted", "提示"
    FAILED = "failed", "不通过"


class RemedyKind(Term):
    """Before whom a reply is disputed and by which procedure (复议、诉讼).

    The last two are the columns of lawsuits in table 四 (国办公开办函〔2021〕30号).
    """

    RECONSIDERATION = "reconsideration", "行政复议（普通程序）"
    RECONSIDERATION_SIMPLIFIED = "reconsideration_simplified", "行政复议（简易程序）"
    LAWSUIT = "lawsuit", "行政诉讼（未经复议直接起诉）"
    LAWSUIT_AFTER_RECONSIDERATION = "lawsuit_after_reconsideration", "行政诉讼（复议后起诉）"


#: The kinds that go to a reconsideration body; the others go to a court.
RECONSIDERATIONS = frozenset(
    {RemedyKind.RECONSIDERATION, RemedyKind.RECONSIDERATION_SIMPLIFIED})


class RemedyResult(Term):
    """What a reconsideration or lawsuit came to: the columns of table 四."""

    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"
    PENDING = "pending", "尚未审结"


class RemedyForm(Term):
    """In what form the result came (文书种类)."""

    DECISION = "decision", "行政复议决定书"
    JUDGMENT = "judgment", "行政判决书"
    RULING = "ruling", "行政裁定书"
    MEDIATION = "mediation", "调解书"
    OTHER = "other", "其他文书（终止通知等）"


class RemedyOrder(Term):
    """What the agency is ordered to do (责令的内容)."""

    REDO = "redo", "责令重新作出答复"
    PERFORM = "perform", "责令履行（限期答复、提供）"


class TermUnit(Term):
    """In what an ordered term is counted (期限单位)."""

    WORKING_DAYS = "working_days", "个工作日"
    CALENDAR_DAYS = "calendar_days", "日"


class Annulled(Term):
    """Why a reply was annulled (撤销理由): only a fault of procedure leaves its reasons free."""

    PROCEDURE = "procedure", "以违反法定程序为由"
    SUBSTANCE = "substance", "以其他理由（事实、依据、明显不当等）"


class PublicationGround(Term):
    """Why information asked for becomes public (转主动公开, 条例第十八条、第四十四条)."""

    SEVERAL = "several", "多个申请人申请同一信息（第四十四条第一款）"
    SUGGESTED = "suggested", "申请人建议纳入主动公开（第四十四条第二款）"
    OWN = "own", "本机关认为属于主动公开范围（第十九条）"
    REEVALUATED = "reevaluated", "经评估审查，因情势变化可以公开（第十八条）"


class PublicationState(Term):
    """Where a proposed publication stands (办理情况)."""

    WAITING = "waiting", "待公开办决定"
    PUBLISHED = "published", "已主动公开"
    DECLINED = "declined", "不转主动公开"


class CheckOutcome(Term):
    """What the proofreading of a letter found under one heading (核对结果)."""

    IN_ORDER = "in_order", "核对无误"
    DOUBT = "doubt", "有疑问"
    ERROR = "error", "有错误"
    NOT_ASKED = "not_asked", "未核对"


class HandoverTo(Term):
    """For whom a complete file is exported (导出用途)."""

    RECONSIDERATION = "reconsideration", "行政复议答复举证"
    LITIGATION = "litigation", "行政诉讼举证"
    ARCHIVE = "archive", "移交档案馆"
    OTHER = "other", "其他"


class VirusScan(Term):
    """What was found out about viruses in a file handed in (病毒扫描)."""

    CLEAN = "clean", "病毒扫描未发现问题"
    FAILED = "failed", "病毒扫描未能完成"
    NONE = "none", "未经病毒扫描"


class SheetKind(Term):
    """In what form a table leaves (文件格式)."""

    XLSX = "xlsx", "Excel（XLSX）"
    CSV = "csv", "CSV"
