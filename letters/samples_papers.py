"""One invented sample of every internal form, to be looked at and tested."""

from datetime import date

from letters.internal import (
    ChoiceLine,
    ClockSheet,
    EventLine,
    FindingLine,
    InternalForm,
    Stated,
    StretchLine,
)
from letters.papers import (
    ActLine,
    ApplicationForm,
    ApprovalSheet,
    CheckLine,
    CheckpointSheet,
    DayLine,
    DayList,
    DecisionLine,
    FileCover,
    FiledLine,
    FileList,
    OpinionLine,
    ServiceProof,
    TrailSheet,
)

_AGENCY, _NO = "示例市自然资源和规划局", "SLZR-2024-0137"
_ON, _BY = date(2024, 10, 30), "赵䶮"  # Wednesday
_ASKED = "青石路（东段）道路建设项目的征地告知书、“一书四方案”和补偿安置方案"
_SUBMIT_TO = "示例市人民路1号政务公开科；联系人：李明；联系电话：0000-12345678"
_PERSON = ("姓名", "身份证明", "证件号码", "联系电话", "通信地址", "邮政编码", "电子邮箱")
_FILLED = ("王䶮", "居民身份证", "9999***********001X", "0000-87654321", "示例市青石路9号",
           "000000", "")
_ORGANISATION_FILLED = ("示例机械有限公司", "商业企业", "91999999MA00000000", "赵珺",
                        "0000-87654321", "示例市工业路7号", "000000", "zj@example.invalid")
_ORGANISATION = ("名称", "类别", "统一社会信用代码", "联系人", "联系电话", "通信地址", "邮政编码",
                 "电子邮箱")


def every_form() -> dict[str, InternalForm]:
    """One form of every kind, by its kind key; application forms by who applies."""
    return {
        "internal_application_person": _application(False, True),
        "internal_application_person_blank": _application(False, False),
        "internal_application_organisation": _application(True, True),
        "internal_application_organisation_blank": _application(True, False),
        "internal_approval": _approval(),
        "internal_checkpoint": _checkpoint(),
        "internal_clock": clock_sheet(),
        "internal_cover": _cover(),
        "internal_day": _day_list(),
        "internal_list": _list(),
        "internal_service": _service(),
        "internal_trail": _trail(),
    }


def _application(organisation: bool, filled: bool) -> ApplicationForm:
    labels = _ORGANISATION if organisation else _PERSON
    known = _ORGANISATION_FILLED if organisation else _FILLED
    texts = known if filled else ("",) * len(labels)
    return ApplicationForm(
        agency=_AGENCY, request_no=_NO if filled else "", printed_on=_ON, printed_by=_BY,
        organisation=organisation, applicant=tuple(map(Stated, labels, texts)),
        wanted=_ASKED if filled else "", form_wanted="纸质" if filled else "",
        route_wanted="邮寄" if filled else "", oral=filled and not organisation,
        submit_to=_SUBMIT_TO)


def _day_list() -> DayList:
    return DayList(
        agency=_AGENCY, request_no="", printed_on=_ON, printed_by=_BY, day=_ON,
        letters=(
            DayLine("登记回执", "示自然资公开收〔2024〕137号", _NO, 1, 3),
            DayLine("答复书", "示自然资公开答〔2024〕15号", "SLZR-2024-0121", 3, 5)))


def _approval() -> ApprovalSheet:
    return ApprovalSheet(
        agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY,
        about=(Stated("申请人", "王䶮（自然人）"), Stated("申请内容", _ASKED),
               Stated("收到", "2024年9月27日，挂号信"), Stated("答复期限", "2024年10月30日届满")),
        decisions=(DecisionLine(_ASKED, "部分公开", "第十五条",
                                "附件三是示例机械有限公司的商业秘密，公开会损害其合法权益"),),
        opinions=(
            OpinionLine("保密审查", "罗静（保密审查人）", "2024-10-28 09:30", "不涉及国家秘密"),
            OpinionLine("法制审核", "陶思源（法制机构）", "2024-10-28 15:10", "同意"),
            OpinionLine("签发", "韩立群（审核签发人）", "2024-10-29 10:00", "同意")),
        issued="示自然资公开〔2024〕15号，2024年10月30日制发。")


def _service() -> ServiceProof:
    return ServiceProof(
        agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY, document="答复书",
        number="示自然资公开〔2024〕15号", addressee="王䶮", address="示例市青石路9号",
        manner="直接送达", mail_no="", dispatched="2024年10月30日", received="")


def _list() -> FileList:
    return FileList(
        agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY, archive_no="",
        pieces=(
            FiledLine("收件：申请表.png", "", "", "2024-09-27", 1, "5f2c9a1be07d"),
            FiledLine("登记回执", "示自然资公开收〔2024〕137号", _AGENCY, "2024-09-27", 2,
                      "77ab01ce92f0"),
            FiledLine("答复书", "示自然资公开〔2024〕15号", _AGENCY, "2024-10-30", 9,
                      "c03de1189aa4")))


def _cover() -> FileCover:
    return FileCover(
        agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY, subject=_ASKED,
        about=(Stated("申请人类型", "自然人"), Stated("办理结果", "部分公开"),
               Stated("保管期限依据", "示档函〔2019〕3号")),
        opened_on=date(2024, 9, 27), closed_on="", pieces=3, retention="定期30年", archive_no="")


def _checkpoint() -> CheckpointSheet:
    root = "wOxSBFmPS1VgWkkn8ySr0pLwZTh9tHcCBbzKUXNfR2E="
    return CheckpointSheet(
        agency=_AGENCY, request_no="", printed_on=_ON, printed_by=_BY, log="办理台账",
        origin="gov.example/ysqgk/legal", size=20852, key="gov.example/ysqgk/legal+530d903c+AQID",
        root="c0ec520459" + "8f" * 27, note=f"gov.example/ysqgk/legal\n20852\n{root}\n\n"
        "\u2014 gov.example/ysqgk/legal " + "Uw2QPIr3" * 12 + "\n")


def clock_sheet() -> ClockSheet:
    """An invented request: received on Friday 2024-09-27, answered on Wednesday 2024-10-30."""
    return ClockSheet(
        agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY,
        trail="第1条至第9条，存证码SLZR-2024-0137-9-5f2c9a1be07d4433",
        receipt=(
            Stated("收到方式", "平常信函"),
            Stated("联系记录", "2024年9月27日以电话与申请人确认，结果：申请人确认（台账第2条）"),
        ),
        received_on=date(2024, 9, 27),
        rules=(Stated("适用的条例", "《中华人民共和国政府信息公开条例》（国务院令第711号）"),),
        events=(
            EventLine(date(2024, 9, 27), "收到申请，次日起算", "条例第三十一条", 1),
            EventLine(
                date(2024, 10, 30), "答复，终止：交邮之日", "国办公开办函〔2016〕235号", 8,
                document="答复书 示自然资公开〔2024〕15号", mail_no="EC000000004CN",
                dispatched="2024年10月30日交邮，台账第8条", received="尚无送达凭证",
                notes=("附件：交邮凭证.png",),
            ),
        ),
        findings=(FindingLine("答复", "答复于2024年10月30日作出，在期限内", "条例第三十三条"),),
        stretches=(
            StretchLine(date(2024, 9, 27), date(2024, 9, 27), "收到申请之日，不计入期限",
                        "《民法典》第二百零一条", rest_after=(date(2024, 9, 28),)),
            StretchLine(date(2024, 9, 29), date(2024, 9, 29), "国庆节调休上班，计入",
                        "条例第三十三条第二款", "国办发明电〔2023〕7号", 1, 1),
            StretchLine(date(2024, 10, 14), date(2024, 10, 18), "工作日，计入",
                        "条例第三十三条第二款", "", 8, 12),
        ),
        standing="截至2024年10月30日，计入期限的工作日共20个。",
        choices=(ChoiceLine("收到意见当日不计入期限", "收到意见当日计入期限", "相同"),),
        versions=(Stated("规则簿版本", "2025-01-01/50cf1d6f"),),
        conclusion="答复期限至2024年10月30日届满，在期限内。",
    )


def _trail() -> TrailSheet:
    acts = (
        ActLine(1, "2024-09-27 09:12", "周敏", "收件登记岗", "收件", "条例第三十一条", (
            Stated("收到方式", "特快专递（EMS）"), Stated("申请人姓名", "（个人信息，已封存）"),
            Stated("申请事项1·内容", _ASKED)), "5c1f" * 16),
        ActLine(2, "2024-09-27 09:20", "周敏", "收件登记岗", "登记", "条例第三十一条", (
            Stated("文书", "登记回执 示自然资公开收〔2024〕137号"),), "a07e" * 16),
        ActLine(9, "2024-10-29 16:02", _BY, "审核签发人", "签发", "条例第三十三条", (
            Stated("意见", "同意"),), "93bd" * 16),
    )
    checks = (
        CheckLine("真实性", "台账哈希链", "通过", "14条首尾相接，序号连续"),
        CheckLine("完整性", "卷内目录", "通过", "目录与案卷一致，共9件"),
        CheckLine("可用性", "长期保存格式", "提示", "1份不是PDF、OFD、图像或者纯文本"),
        CheckLine("安全性", "病毒检测", "通过", "9份未发现病毒"),
    )
    return TrailSheet(agency=_AGENCY, request_no=_NO, printed_on=_ON, printed_by=_BY, acts=acts,
                      checks=checks)
