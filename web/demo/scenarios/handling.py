"""In the hands of a handler (办理): searched, consulted, extended, drafted, given back."""

from web.demo import applicants as who
from web.demo.answers import denied, granted
from web.demo.course import (
    apply,
    approve,
    ask_for_supplement,
    assign,
    consult,
    draft,
    extend,
    issue,
    review,
    search,
    submit,
    supplemented,
)
from web.demo.tale import Diary, Tale
from workflow.terms import Channel, Party


def drafted_survey(diary: Diary) -> Tale:
    """Two working days left: drafted, not submitted."""
    tale = Tale("drafted-survey", diary, diary.back(18))
    apply(tale, who.INSTITUTE, Channel.INTERNET, "滨江市2024年度国土变更调查主要数据公报（全文）",
          form_wanted="electronic", route_wanted="email")
    assign(tale, 1, "handler2", "调查监测科")
    search(tale, 6, "国土变更调查、2024年度", "找到主要数据公报1份（12页）", found=True,
           by="handler2")
    draft(tale, 15, granted("滨江市2024年度国土变更调查主要数据公报1份", "数据公报（12页）",
                            form="electronic"), by="handler2")
    return tale


def boundary_due_today(diary: Diary) -> Tale:
    """Due on the day of the demo, only drafted."""
    tale = Tale("boundary-due-today", diary, diary.back(20))
    apply(tale, who.VILLAGE, Channel.REGISTERED_POST,
          "下河村与前进村2009年权属界线协议书原件扫描件")
    assign(tale, 1, "handler2", "确权登记科")
    search(tale, 5, "下河村、前进村、权属界线", "找到协议书1份（6页），附图标注测绘坐标",
           found=True, by="handler2")
    draft(tale, 18, granted("权属界线协议书（不含附图坐标）1份", "权属界线协议书（6页）"),
          by="handler2")
    return tale


def illegal_building(diary: Diary) -> Tale:
    """Four working days late, reported to the leader."""
    tale = Tale("illegal-building", diary, diary.back(24))
    apply(tale, who.BAI, Channel.IN_PERSON, "望江路31号院违法建设的测绘鉴定报告",
          route_wanted="collect")
    assign(tale, 1, unit="执法监督科", inner_due_on=tale.on(12))
    search(tale, 8, "望江路31号、违法建设", "找到鉴定报告1份，由县区执法大队移送，共40页",
           found=True)
    tale.act(19, "handler", "note", text="报告涉及三家住户，正在逐页核对个人信息")
    tale.act(21, "head", "flag_for_leader", text="本件已超过法定答复期限，请协调执法监督科尽快拟稿")
    return tale


def waiting_for_a_third_party(diary: Diary) -> Tale:
    """A company was asked and has not answered: the time does not count."""
    tale = Tale("waiting-for-a-third-party", diary, diary.back(14))
    apply(tale, who.ZHOU, Channel.EMS, "青山石料有限公司采矿权延续申请材料")
    assign(tale, 1, unit="矿产资源科")
    search(tale, 4, "青山石料、采矿权延续", "找到延续申请材料1卷（83页）", found=True)
    consult(tale, 5, Party.THIRD_PARTY, "滨江市青山石料有限公司",
            "延续申请材料中的储量核实报告和设备清单", "其中的储量数据和设备报价可能涉及商业秘密",
            arrives=7)
    return tale


def joint_maker_agrees(diary: Diary) -> Tale:
    """Made together with another agency, which agrees (条例第三十四条)."""
    tale = Tale("joint-maker-agrees", diary, diary.back(13))
    apply(tale, who.PORT, Channel.EMAIL, "临港物流园项目用地预审与规划选址联合审查意见",
          form_wanted="electronic", route_wanted="email")
    assign(tale, 1, unit="空间规划科")
    consult(tale, 4, Party.JOINT_MAKER, "滨江市发展和改革委员会", "联合审查意见全文",
            "该意见由两机关共同制作", arrives=5)
    tale.act(9, "handler", "record_opinion", consultation="A", answered_on=tale.on(9),
             opinion="agrees", grounds="内容已经生效，同意公开")
    search(tale, 10, "临港物流园、联合审查", "找到联合审查意见1份（9页）", found=True)
    return tale


def silent_agency(diary: Diary) -> Tale:
    """Another agency let the term pass that we set; its silence means nothing."""
    tale = Tale("silent-agency", diary, diary.back(16))
    apply(tale, who.DENG, Channel.REGISTERED_POST, "柳林巷12号房屋所在地块的储备土地移交文件")
    assign(tale, 1, "handler2", "确权登记科")
    consult(tale, 3, Party.OTHER_AGENCY, "滨江市土地储备中心", "移交清单中的地块范围",
            "核对移交地块是否包含申请人房屋", arrives=4, by="handler2", term_working_days=8)
    tale.act(13, "handler2", "consultation_silent", consultation="A")
    return tale


def extension_wanted(diary: Diary) -> Tale:
    """One working day left: an extension lies before the head."""
    tale = Tale("extension-wanted", diary, diary.back(19))
    apply(tale, who.WETLAND, Channel.EMAIL, "滨江湿地保护红线划定成果的矢量数据和说明",
          form_wanted="electronic", route_wanted="email")
    assign(tale, 1, unit="空间规划科", report_to_leader=True)
    search(tale, 7, "生态保护红线、湿地", "找到成果1套，数据量较大", found=True)
    tale.act(18, "handler", "propose_extension", working_days=15,
             reason="成果数据量大，需要逐幅核对并去除不宜公开的坐标")
    return tale


def extended(diary: Diary) -> Tale:
    """Extended by ten working days, told within the first limit."""
    tale = Tale("extended", diary, diary.back(26))
    apply(tale, who.STONE, Channel.EMS, "2018年以来青山镇采矿权出让的全部公告和成交确认书")
    assign(tale, 1, unit="矿产资源科")
    search(tale, 9, "青山镇、采矿权出让", "找到公告14份、成交确认书11份", found=True)
    extend(tale, 18, 10, "需要核对11份成交确认书中的个人信息")
    return tale


def supplemented_online(diary: Diary) -> Tale:
    """Supplemented, so that the limit started anew."""
    tale = Tale("supplemented-online", diary, diary.back(22))
    apply(tale, who.LU, Channel.INTERNET, "大学城的规划材料", form_wanted="electronic",
          route_wanted="online", online_consent=True)
    ask_for_supplement(tale, 6, "未写明地块和规划层次",
                       "请写明地块位置，以及总体规划、控规或者修规", arrives=7)
    supplemented(tale, 10, "大学城C-07地块2016年控制性详细规划调整论证报告")
    assign(tale, 10, unit="空间规划科")
    search(tale, 14, "大学城C-07、控规调整、论证", "未检索到论证报告", found=False)
    return tale


def given_back(diary: Diary) -> Tale:
    """The legal office disagreed and gave the draft back."""
    tale = Tale("given-back", diary, diary.back(15))
    apply(tale, who.WU, Channel.IN_PERSON, "建设路拓宽方案专家讨论会的会议纪要")
    assign(tale, 1, unit="空间规划科")
    search(tale, 6, "建设路拓宽、专家讨论会", "找到会议纪要1份（4页）", found=True)
    draft(tale, 11, denied("deny.process", "属于行政机关履行职责过程中形成的讨论记录",
                           "全文均为讨论过程", discretion_reason="方案尚未确定"))
    submit(tale, 12)
    tale.act(13, "legal", "legal_review", advice="disagree",
             reasons="方案已于上月批准，讨论已经结束，裁量理由不能成立；结论部分应当考虑公开")
    tale.act(13, "legal", "return_to_handler", reasons="请区分讨论过程和结论，结论部分拟公开")
    return tale


def recalled(diary: Diary) -> Tale:
    """Issued, but recalled before it left: its number is void and stays visible."""
    tale = Tale("recalled", diary, diary.back(16))
    apply(tale, who.ZHAO, Channel.EMS, "你局2024年机关车辆加油登记表")
    assign(tale, 1, unit="政务公开办公室")
    search(tale, 4, "车辆、加油登记", "找到登记表12份", found=True)
    draft(tale, 9, denied("deny.internal", "属于后勤管理方面的内部事务信息", "全表均为后勤管理记录",
                          discretion_reason="不对公民、法人权利义务产生直接影响"))
    submit(tale, 9)
    review(tale, 10)
    approve(tale, 10)
    issue(tale, 11)
    tale.act(12, "reviewer", "recall", reason="财务科提出年度汇总已在部门决算中公开，应当一并告知")
    return tale


TALES = (
    drafted_survey, boundary_due_today, illegal_building, waiting_for_a_third_party,
    joint_maker_agrees, silent_agency, extension_wanted, extended, supplemented_online,
    given_back, recalled,
)
