"""The settings an agency may have (机关设置): what each means and what it may hold.

A setting is dated: it holds from its first day until a newer one begins. A waiver of a rule of
separation needs a reason, which the legal office reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from workflow.errors import Reason
from workflow.record.people import NAME, SHORT_NAME
from workflow.terms import DocumentKind


class SettingKind(Enum):
    """How a setting is written."""

    LINE = "line"
    TEXT = "text"
    SWITCH = "switch"
    CHOICE = "choice"


class SettingGroup(Enum):
    """The part of the settings page a setting stands in (设置分组)."""

    AGENCY = "机关名称和联系方式"
    NUMBERS = "文书与文号"
    LOOKS = "版式与印章"
    REMEDIES = "救济途径"
    CLOCK = "期限口径"
    SEPARATION = "岗位分离"
    HANDLING = "办理与提醒"
    FEES = "收费"
    REPORTS = "统计与年报"
    ARCHIVE = "归档"
    ENTRANCE = "登录"


@dataclass(frozen=True)
class Setting:
    """One setting: what officials call it, how it is written, what it changes."""

    key: str
    label: str
    kind: SettingKind
    hint: str = ""
    #: Switching it off waives a rule and needs a reason.
    waiver: bool = False
    #: What a choice may be, the first one unless anything was set.
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def group(self) -> SettingGroup:
        """Where the settings page shows it: by the first word of its key, else by its name."""
        first = self.key.partition(".")[0]
        return _BY_FIRST_WORD.get(first) or _BY_KEY.get(self.key, SettingGroup.HANDLING)


_BY_FIRST_WORD = {
    "number": SettingGroup.NUMBERS, "clock": SettingGroup.CLOCK, "rule": SettingGroup.SEPARATION,
    "fee": SettingGroup.FEES, "signin": SettingGroup.ENTRANCE, "report": SettingGroup.REPORTS,
}
_BY_KEY = {
    NAME: SettingGroup.AGENCY, SHORT_NAME: SettingGroup.AGENCY, "contact": SettingGroup.AGENCY,
    "address": SettingGroup.AGENCY, "reconsideration_bodies": SettingGroup.REMEDIES,
    "court": SettingGroup.REMEDIES, "online_reconsideration": SettingGroup.REMEDIES,
    "seal_svg": SettingGroup.LOOKS, "document_format": SettingGroup.LOOKS,
    "verify_base": SettingGroup.LOOKS, "fee_payment": SettingGroup.FEES,
    "retention": SettingGroup.ARCHIVE, "retention_approval": SettingGroup.ARCHIVE,
}
#: The threshold of likeness.
ALIKE = "alike.from"
#: How long a name may be on a letter and in a document number.
LONGEST = {NAME: 40, SHORT_NAME: 20}

_ALL = (
    Setting(NAME, "机关全称", SettingKind.LINE,
            "机关更名的，自更名之日起印在版头和落款；已经发出的文书保持原名，可以凭核验码核验"),
    Setting(SHORT_NAME, "机关代字", SettingKind.LINE,
            "印在文号中，如：滨自然资；变更后各类文号的顺序号在当年内接续"),
    Setting("contact", "联系人和电话", SettingKind.LINE,
            "印在文书落款处，如：联系人：李明；联系电话：0000-12345678"),
    Setting("address", "机关地址", SettingKind.LINE),
    Setting("reconsideration_bodies", "行政复议机关", SettingKind.TEXT,
            "每行一个名称，后面用括号写明地址，原样印在救济途径中（行政复议法第二十四条），"
            "如：滨江市人民政府（地址：滨江市民主路1号）"),
    Setting("court", "有管辖权的人民法院", SettingKind.LINE,
            "原样印在救济途径中，可以用括号写明地址"),
    Setting("online_reconsideration", "网上行政复议渠道", SettingKind.LINE,
            "网络送达答复时须一并告知"),
    Setting("seal_svg", "印章图样（SVG）", SettingKind.TEXT, "不得含脚本或外部引用"),
    Setting("document_format", "文书采用文件格式", SettingKind.SWITCH,
            "默认采用信函格式（GB/T 9704—2012 第10.1条）"),
    Setting("verify_base", "文书核验网址", SettingKind.LINE,
            "公众能打开的本系统核验页，如 https://gk.example.gov.cn/verify；印成二维码，留空则不印"),
    Setting("fee_payment", "信息处理费缴纳方式", SettingKind.LINE,
            "印在收费通知书中：缴费地点、账户或者平台（国办函〔2020〕109号）"),
    *(Setting(f"number.{kind.value}", f"文号式样：{kind.label}", SettingKind.LINE,
              "{short}机关代字、{word}文种字、{year}年份、{serial}顺序号，"
              "如：{short}公复〔{year}〕{serial}号；未设置的为{short}公开{word}〔{year}〕{serial}号")
      for kind in DocumentKind),
    Setting("remind.days", "期限提醒：剩余工作日", SettingKind.LINE,
            "到期前还剩几个工作日时提醒，用逗号分开；未设置的为 10,5,2,0"),
    Setting("remind.escalate", "期限提醒：报科室负责人", SettingKind.LINE,
            "剩余工作日不多于此数时同时提醒科室负责人；到期当日同时提醒公开办负责人，"
            "超期后同时提醒分管领导；未设置的为 2"),
    Setting("remind.quiet", "邮件免打扰时段", SettingKind.LINE,
            "此时段和非工作日不发邮件，顺延至其后；未设置的为 18:00-08:30"),
    Setting("retention", "保管期限", SettingKind.LINE,
            "经批准的依申请公开案卷保管期限，如：10年、30年；填写后整理案卷时只能在其中选择"),
    Setting("retention_approval", "保管期限批准文件", SettingKind.LINE, "档案主管部门的批复文号"),
    Setting("on_the_spot_authorisation", "当场答复的常设授权", SettingKind.SWITCH,
            "公开办负责人已书面授权收件岗当场提供已公开的信息（条例第三十三条第一款）"),
    Setting(ALIKE, "相似申请的提示阈值", SettingKind.LINE,
            "内容相似度（百分数，50—95）不低于此数时提示，仅供比对；未设置的为 70"),
    Setting("phrases.return", "退回承办人的常用语", SettingKind.TEXT,
            "每行一条，最多九条，审批台上按数字键 1–9 填入；不设置的，用系统自带的九条"),
    Setting("signin.totp", "登录须用动态口令", SettingKind.CHOICE,
            "口令之外再用手机动态口令（GB/T 22239—2019 身份鉴别：两种或两种以上组合的鉴别技术）；"
            "须用而尚未绑定的，登录后先绑定才能办理；不要求的，本人仍可自行绑定",
            choices=(("off", "不要求"), ("administrators", "三类管理员"),
                     ("everybody", "全体人员"))),
    Setting("signin.idle", "登录闲置时限（分钟）", SettingKind.LINE,
            "多久未操作自动退出，5至60分钟；未设置的为 15（GB/T 22239—2019 身份鉴别）"),
    Setting("signin.longest", "登录最长时限（小时）", SettingKind.LINE,
            "登录后无论是否操作，满此时限自动退出，1至12小时；未设置的为 8"),
    Setting("signin.password_days", "口令更换周期（天）", SettingKind.LINE,
            "口令满此天数的，须先更换，30至365天；未设置的不要求定期更换"
            "（网络安全等级保护测评要求定期更换的，设置为 90）"),
    Setting("signin.unused_days", "闲置账号停用（天）", SettingKind.LINE,
            "连续此天数没有登录的账号自动停用，30至365天；未设置的不停用"
            "（GB/T 22239—2019 访问控制：及时停用多余的、过期的账户，可以设置为 90）"),
    Setting("rule.proposer_is_not_granter", "延期提出人与批准人分离",
            SettingKind.SWITCH, waiver=True),
    Setting("rule.archivist_is_not_drafter", "归档人与拟稿人分离",
            SettingKind.SWITCH, waiver=True),
    Setting("rule.legal_is_not_approver", "法制审核人与签发人分离",
            SettingKind.SWITCH, waiver=True),
    Setting("clock.dispatch_day_counts", "征求意见发出之日计入答复期限（不扣除）",
            SettingKind.SWITCH),
    Setting("clock.answer_day_counts", "收到意见之日计入答复期限（不扣除）", SettingKind.SWITCH),
    Setting("clock.shift_rest_day_receipt", "休息日收到的申请顺延至下一工作日", SettingKind.SWITCH),
    Setting("clock.regions", "适用自定放假的地区", SettingKind.TEXT,
            "每行一个地区名称，与其放假通知文件中的 region 一致（放假办法第四条）"),
    Setting("clock.late_fee_notice_pauses", "期限届满后送达的收费通知仍停计期限",
            SettingKind.SWITCH),
    Setting("clock.late_supplement_notice_pauses", "逾期发出的补正告知仍停计期限",
            SettingKind.SWITCH),
    Setting("clock.ordered_term_moves", "复议决定、判决所定期限因征求意见等顺延",
            SettingKind.SWITCH, "法律没有规定；默认不顺延（行政复议法第七十七条）"),
    Setting("report.redo_counts", "责令重新答复的计为新收一件", SettingKind.SWITCH,
            "复议决定、判决责令重新答复的，年度报告格式没有规定是否另计一件；默认不另计"
            "（没有收到新的申请，条例第三十一条），按统计期间最后一日的设置统计，报表中注明"),
)

#: Every setting by its key.
SETTINGS: Mapping[str, Setting] = {one.key: one for one in _ALL}
#: How the settings of reminders are written.
REMINDERS = {
    "remind.days": re.compile(r"\d{1,2}( ?[,，、] ?\d{1,2}){0,9}"),
    "remind.escalate": re.compile(r"\d{1,2}"),
    "remind.quiet": re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"),
}
#: Whole numbers a setting may be, from the first to the second.
NUMBERS = {
    "signin.idle": (5, 60), "signin.longest": (1, 12), "signin.password_days": (30, 365),
    "signin.unused_days": (30, 365),
}
_THRESHOLD = re.compile(r"[5-8]\d|9[0-5]")
_ACTIVE_CONTENT = re.compile(
    r"<\s*script|\bon\w+\s*=|href\s*=\s*[\"'](?!#)|url\((?!#)|<!|<\?|foreignObject", re.IGNORECASE)


def faults(key: str, value: str, reason: str) -> Iterator[Reason]:
    """What is wrong with a new value of a setting."""
    setting = SETTINGS.get(key)
    if setting is None:
        yield Reason(f"没有“{key}”这一设置项", field="key")
        return
    yield from _writing_faults(setting, value, reason)
    yield from _meaning_faults(setting, value)
    if setting.waiver and value == "off" and not reason.strip():
        yield Reason("停用岗位分离规则应当写明理由，法制机构可以查阅", field="reason")


def _writing_faults(setting: Setting, value: str, reason: str) -> Iterator[Reason]:
    """What no setting may hold: control characters, too much, more lines than one."""
    if not all(one.isprintable() or one in "\n\t" for one in value + reason):
        yield Reason("含有不能显示的控制字符，请删去后重新填写", field="value")
    if setting.kind is SettingKind.LINE and "\n" in value:
        yield Reason("此项只写一行", field="value")
    if len(value) > 200_000 or (setting.kind is SettingKind.LINE and len(value) > 300):
        yield Reason("内容过长", field="value")
    if len(reason) > 300:
        yield Reason("理由、依据不超过300个字", field="reason")


def _meaning_faults(setting: Setting, value: str) -> Iterator[Reason]:
    """What this setting may not hold."""
    key = setting.key
    if setting.kind is SettingKind.SWITCH and value not in ("on", "off"):
        yield Reason("请选择“是”或“否”", field="value")
    if setting.kind is SettingKind.CHOICE and value not in dict(setting.choices):
        yield Reason(f"请选择{'、'.join(label for _, label in setting.choices)}之一", field="value")
    if key in LONGEST and not (value and value.isprintable() and len(value) <= LONGEST[key]):
        yield Reason(f"请填写{setting.label}，不超过{LONGEST[key]}个字", field="value")
    if key == "seal_svg" and value and (not value.lstrip().startswith("<svg")
                                        or _ACTIVE_CONTENT.search(value)):
        yield Reason("印章图样应当是不含脚本和外部引用的 SVG", field="value")
    if key == ALIKE and value and not _THRESHOLD.fullmatch(value):
        yield Reason("请填写50至95之间的整数", field="value")
    if key in NUMBERS and value and not _within(value, *NUMBERS[key]):
        yield Reason("请填写{}至{}之间的整数".format(*NUMBERS[key]), field="value")
    if key in REMINDERS and value and not REMINDERS[key].fullmatch(value):
        yield Reason(f"请按提示的样子填写“{setting.label}”", field="value")


def _within(value: str, first: int, last: int) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6 and first <= int(value) <= last
